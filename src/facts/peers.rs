//! Who is called what on a host: the containers of the fleet, found by a word instead of by looking at each.

use std::collections::HashMap;

use crate::podman::{Container, Inventory};

/// Containers by their host and one of their words; of several with the same word the first.
#[derive(Debug)]
pub struct Peers<'a> {
    by_attribute: HashMap<(&'a str, &'a str), usize>,
    by_name: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Peers<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let by = |word: fn(&'a Container) -> &'a str| {
            let containers = inventory.containers.iter().enumerate().rev();
            // The first of a word is put in last.
            containers
                .map(|(index, container)| ((container.host.as_str(), word(container)), index))
                .collect()
        };
        Self {
            by_attribute: by(|container| &container.attribute),
            by_name: by(Container::name),
        }
    }

    /// The container of a host with this attribute in NixOS.
    #[must_use]
    pub fn by_attribute(&self, host: &str, attribute: &str) -> Option<usize> {
        self.by_attribute.get(&(host, attribute)).copied()
    }

    /// The container of a host that podman knows by this name.
    #[must_use]
    pub fn by_name(&self, host: &str, name: &str) -> Option<usize> {
        self.by_name.get(&(host, name)).copied()
    }
}
