//! Mounts over what the container runtime mounts itself.

use super::{Cursor, options::Terms, rules};
use crate::{origin::OriginId, podman::storage::volume::Volume};

/// Where both runtimes mount the container's control groups.
const CONTROL_GROUPS: &str = "/sys/fs/cgroup";

/// Settles a volume whose path is one of those. Over a mount above its own podman mounts the control groups of the container
/// again; containerd does not, and the program sees those of the node.
pub(super) fn over(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume, terms: &mut Terms) {
    let path = volume.destination.as_str();
    let name = at.name();
    let below = CONTROL_GROUPS.strip_prefix(path);
    let say = if below.is_some_and(|rest| rest.starts_with('/')) {
        terms.recursive_read_only = terms.read_only && terms.propagation.is_none();
        if terms.read_only {
            rules::over_control_groups(name, path)
        } else {
            rules::over_control_groups_writable(name, path)
        }
    } else if matches!(path, CONTROL_GROUPS | "/dev") {
        rules::over_own_options(name, path)
    } else {
        return;
    };
    at.ledger.changed(origin, say);
}
