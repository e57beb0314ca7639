//! Whose shared memory a container has: `/dev/shm` and the IPC namespace go together in podman.

use super::peers::Peers;
use crate::podman::{
    Container, Inventory,
    network::Pod,
    security::namespace::{IpcMode, Namespace},
};

/// Whose shared memory it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory<'a> {
    /// That of this container, by its index; others may use it.
    Of(usize),
    /// That of a pod of its host, by the pod's name.
    Pod(&'a str),
    /// That of the host.
    Host,
}

/// Whose shared memory a container has, by its index; `--ipc=container:NAME` leads on to that container.
#[must_use]
pub fn of<'a>(inventory: &'a Inventory, peers: &Peers<'_>, index: usize) -> Memory<'a> {
    let mut current = index;
    // A circle has no owner; podman does not start it.
    for _ in &inventory.containers {
        let Some(container) = inventory.containers.get(current) else {
            break;
        };
        let ipc = container.security.ipc.as_ref().map(|given| &given.value);
        let other = match ipc {
            Some(IpcMode::Namespace(Namespace::Host)) => return Memory::Host,
            Some(IpcMode::Namespace(Namespace::Container(name))) => {
                peers.by_name(&container.host, name)
            }
            None | Some(IpcMode::Namespace(Namespace::Pod)) => {
                return pod(container).map_or(Memory::Of(current), Memory::Pod);
            }
            Some(
                IpcMode::Shareable
                | IpcMode::None
                | IpcMode::Namespace(Namespace::Private | Namespace::Path(_)),
            ) => None,
        };
        match other {
            Some(other) => current = other,
            None => return Memory::Of(current),
        }
    }
    Memory::Of(index)
}

/// The pod that a container is in.
fn pod(container: &Container) -> Option<&str> {
    match container.network.pod.as_ref().map(|given| &given.value) {
        Some(Pod::New(name) | Pod::Existing(name)) => Some(name),
        Some(Pod::None) | None => None,
    }
}
