//! Mounts over what the container runtime mounts itself.

use super::{Asked, Cursor, options::Terms};
use crate::{
    grammar::is_file_of_proc,
    origin::OriginId,
    podman::storage::volume::{Source, Volume},
    rules::mounts as rules,
};

/// Where both runtimes mount the container's control groups.
const CONTROL_GROUPS: &str = "/sys/fs/cgroup";

/// Whether the runtime of Kubernetes lets a mount be at a path: at /proc only the host's, below it only over some files.
pub(super) fn runtime_takes(path: &str, asked: &Asked) -> bool {
    let source = match asked {
        Asked::Volume(volume) => Some(&volume.source),
        Asked::Memory(_) | Asked::Other => None,
    };
    match path.strip_prefix("/proc") {
        Some("") => {
            matches!(source, Some(Source::Host(path)) if path == "/proc" || path.starts_with("/proc/"))
        }
        Some(rest) if rest.starts_with('/') => source.is_some() && is_file_of_proc(path),
        _ => true,
    }
}

/// Settles a volume whose path is one of those. Over a mount above its own podman mounts the control groups of the container
/// again; containerd does not, and the program sees those of the node.
pub(super) fn over(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume, terms: &mut Terms) {
    let path = volume.destination.as_str();
    let name = at.name();
    // Docker does as containerd does.
    if !at.engine().is_podman() {
        return;
    }
    let privileged = at.container().security.privileged.as_ref();
    let privileged = privileged.is_some_and(|given| given.value);
    let is_own =
        matches!(&volume.source, Source::Host(source) if source.trim_end_matches('/') == path);
    let say = if is_above_control_groups(path) {
        if !is_own {
            rules::over_sys(name, path)
        } else if privileged {
            // It has those of the node without the mount, too.
            return;
        } else if terms.read_only {
            terms.recursive_read_only = terms.propagation.is_none();
            rules::over_control_groups(name, path)
        } else {
            rules::over_control_groups_writable(name, path)
        }
    } else if matches!(path, CONTROL_GROUPS | "/dev") {
        if privileged {
            rules::over_own_options_privileged(name, path)
        } else {
            rules::over_own_options(name, path)
        }
    } else {
        return;
    };
    at.ledger.changed(origin, say);
}

/// Settles a tmpfs over one of those; whether it is left out.
pub(super) fn tmpfs_over(at: &mut Cursor<'_>, origin: OriginId, path: &str) -> bool {
    let name = at.name();
    if path == "/dev" {
        at.ledger.dropped(origin, rules::tmpfs_over_dev(name));
        return true;
    }
    if at.engine().is_podman() && is_above_control_groups(path) {
        at.ledger.changed(origin, rules::over_sys(name, path));
    }
    false
}

fn is_above_control_groups(path: &str) -> bool {
    let below = CONTROL_GROUPS.strip_prefix(path);
    below.is_some_and(|rest| rest.starts_with('/'))
}
