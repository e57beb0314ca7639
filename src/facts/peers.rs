//! Who is called what on a host: the containers of the fleet, found by a word instead of by looking at each.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap};

use super::called;
use crate::podman::{Container, Inventory};

/// Containers by their host and one of their words; of several with the same word the first.
#[derive(Debug)]
pub struct Peers<'a> {
    by_attribute: HashMap<(&'a str, &'a str), usize>,
    by_name: HashMap<(&'a str, &'a str), usize>,
    by_unit: HashMap<(&'a str, Cow<'a, str>), usize>,
    /// All that are called by a word in lower case; found when first asked for.
    called: OnceCell<HashMap<String, HashMap<String, Vec<usize>>>>,
    inventory: &'a Inventory,
}

impl<'a> Peers<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let containers = || inventory.containers.iter().enumerate();
        // The first of a word is put in last.
        let by = |word: fn(&'a Container) -> &'a str| {
            containers()
                .rev()
                .map(|(index, container)| ((container.host.as_str(), word(container)), index))
                .collect()
        };
        Self {
            by_attribute: by(|container| &container.attribute),
            by_name: by(Container::name),
            by_unit: containers()
                .rev()
                .map(|(index, container)| {
                    let unit = inventory.unit_name(container);
                    ((container.host.as_str(), unit.into()), index)
                })
                .collect(),
            called: OnceCell::new(),
            inventory,
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

    /// The container that a unit of a host runs.
    #[must_use]
    pub fn by_unit(&self, host: &str, unit: &str) -> Option<usize> {
        self.by_unit.get(&(host, unit.into())).copied()
    }

    /// The containers of a host that have this among their names, in whatever case.
    #[must_use]
    pub fn called(&self, host: &str, name: &str) -> &[usize] {
        let all = self.called.get_or_init(|| {
            let mut all: HashMap<String, HashMap<String, Vec<usize>>> = HashMap::new();
            for (index, container) in self.inventory.containers.iter().enumerate() {
                let of_host = all.entry(container.host.clone()).or_default();
                for called in called::of(self.inventory, container) {
                    let of_name = of_host.entry(called.name.to_ascii_lowercase()).or_default();
                    if of_name.last() != Some(&index) {
                        of_name.push(index);
                    }
                }
            }
            all
        });
        let of_host = all.get(host);
        let found = of_host.and_then(|names| names.get(&name.to_ascii_lowercase()));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}
