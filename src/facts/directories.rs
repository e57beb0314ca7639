//! Which paths of a host are directories, as far as the input tells.

use std::collections::BTreeSet;

use crate::podman::{Inventory, storage::volume::Source};

/// Paths that are known to be directories, with their host: others below them are mounted too, or a file system is
/// mounted on them.
#[derive(Debug, Default)]
pub struct Directories<'a>(pub BTreeSet<(&'a str, &'a str)>);

impl<'a> Directories<'a> {
    /// Looks at every path of the host that some container mounts, and at its file systems.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let hosts = inventory.hosts.iter();
        let mounted = hosts
            .flat_map(|(name, host)| host.mounts.iter().map(|on| (name.as_str(), on.as_str())));
        let mut known: BTreeSet<(&str, &str)> = mounted.collect();
        for container in &inventory.containers {
            for volume in container.storage.all_volumes() {
                let Source::Host(path) = &volume.source else {
                    continue;
                };
                let mut rest = path.as_str();
                while let Some((above, _)) = rest.rsplit_once('/') {
                    known.insert((container.host.as_str(), above));
                    rest = above;
                }
            }
        }
        Self(known)
    }

    /// Whether a path of a host is one.
    #[must_use]
    pub fn contains(&self, host: &str, path: &str) -> bool {
        self.0.contains(&(host, path))
    }
}
