//! Namespaces of processes, IPC, host name and control groups.

use super::{ANY_WAY, Cursor, is_beside, is_privileged, is_shared, rules};
use crate::{
    origin::{Given, OriginId, Traced},
    podman::security::{
        Security,
        namespace::{IpcMode, Namespace},
    },
    rules::Say,
};

/// `--pid`.
pub(super) fn pid(at: &mut Cursor<'_>, given: &Given<Namespace>) {
    match &given.value {
        Namespace::Private => at.ledger.already_so(given.origin, &ANY_WAY),
        Namespace::Host => {
            say_shared(at, given.origin, rules::host_processes_for_all(at.name()));
            let pod = at.pod_mut();
            join(&mut pod.host_pid, given.origin);
            // The API server takes one of the two; who sees the host's processes sees all.
            let shared = pod.share_process_namespace.take();
            if let Some(host) = &mut pod.host_pid {
                host.from
                    .extend(shared.into_iter().flat_map(|shared| shared.from));
            }
        }
        Namespace::Pod => share_processes(at, given.origin),
        Namespace::Container(name) if is_beside(at, name) => {
            share_processes(at, given.origin);
        }
        Namespace::Container(name) => {
            let say = rules::namespace_of_container(at.name(), "--pid", name);
            at.ledger.refused(given.origin, say);
        }
        Namespace::Path(path) => {
            let say = rules::namespace_of_path(at.name(), "--pid", path);
            at.ledger.refused(given.origin, say);
        }
    }
}

/// One process namespace for the whole Pod.
fn share_processes(at: &mut Cursor<'_>, origin: OriginId) {
    if let Some(host) = &mut at.pod_mut().host_pid {
        host.from.push(origin);
        at.ledger.kept(origin);
        return;
    }
    at.ledger
        .changed(origin, rules::shared_processes(at.name()));
    let share = &mut at.pod_mut().share_process_namespace;
    join(share, origin);
}

/// `--ipc`.
pub(super) fn ipc(at: &mut Cursor<'_>, given: &Given<IpcMode>) {
    let origin = given.origin;
    match &given.value {
        // In a Pod with others it has its own `/dev/shm` by it.
        IpcMode::Shareable | IpcMode::Namespace(Namespace::Private) if mounts_by(at, origin) => {
            at.ledger.kept(origin);
        }
        IpcMode::Shareable | IpcMode::Namespace(Namespace::Private | Namespace::Pod) => {
            at.ledger.already_so(origin, &ANY_WAY);
        }
        IpcMode::None => {
            at.ledger.dropped(origin, rules::ipc_none(at.name()));
        }
        IpcMode::Namespace(Namespace::Host) => {
            say_shared(at, origin, rules::host_memory_for_all(at.name()));
            let host_ipc = &mut at.pod_mut().host_ipc;
            join(host_ipc, origin);
        }
        IpcMode::Namespace(Namespace::Container(name)) if is_beside(at, name) => {
            at.ledger.already_so(origin, &rules::SHARED_IPC);
        }
        IpcMode::Namespace(Namespace::Container(name)) => {
            let say = rules::namespace_of_container(at.name(), "--ipc", name);
            at.ledger.refused(origin, say);
        }
        IpcMode::Namespace(Namespace::Path(path)) => {
            let say = rules::namespace_of_path(at.name(), "--ipc", path);
            at.ledger.refused(origin, say);
        }
    }
}

/// Whether something is mounted because of an option.
fn mounts_by(at: &Cursor<'_>, origin: OriginId) -> bool {
    let mut mounts = at.target().mounts.iter();
    mounts.any(|mount| mount.from.options().any(|from| from == origin))
}

/// `--uts`.
pub(super) fn uts(at: &mut Cursor<'_>, given: &Given<Namespace>) {
    let origin = given.origin;
    let network = &at.workload().pod.host_network;
    let on_host = network.as_ref().is_some_and(|network| network.value);
    match &given.value {
        Namespace::Private if !on_host => at.ledger.already_so(origin, &ANY_WAY),
        Namespace::Host if on_host => at.ledger.already_so(origin, &rules::HOST_NAME_OF_HOST),
        Namespace::Pod => at.ledger.already_so(origin, &ANY_WAY),
        Namespace::Container(name) if is_beside(at, name) => {
            at.ledger.already_so(origin, &ANY_WAY);
        }
        Namespace::Private | Namespace::Host | Namespace::Container(_) | Namespace::Path(_) => {
            let say = if on_host {
                rules::host_name_of_node(at.name())
            } else {
                rules::host_name_of_pod(at.name())
            };
            at.ledger.dropped(origin, say);
        }
    }
}

/// `--cgroupns`.
pub(super) fn cgroupns(at: &mut Cursor<'_>, given: &Given<Namespace>) {
    let origin = given.origin;
    let privileged = is_privileged(at);
    match &given.value {
        Namespace::Private if !privileged => at.ledger.already_so(origin, &ANY_WAY),
        Namespace::Host if privileged => {
            at.ledger.already_so(origin, &rules::PRIVILEGED_CGROUPS);
        }
        Namespace::Private => {
            at.ledger.dropped(origin, rules::cgroups_of_node(at.name()));
        }
        Namespace::Host | Namespace::Pod | Namespace::Container(_) | Namespace::Path(_) => {
            at.ledger
                .dropped(origin, rules::cgroups_of_others(at.name()));
        }
    }
}

/// A field of the Pod that opens the host to all containers of it.
fn say_shared(at: &mut Cursor<'_>, origin: OriginId, say: Say) {
    if is_shared(at) {
        at.ledger.changed(origin, say);
    } else {
        at.ledger.kept(origin);
    }
}

/// Sets a switch of the Pod, for several containers perhaps.
fn join(switch: &mut Option<Traced<bool>>, origin: OriginId) {
    match switch {
        Some(there) => there.from.push(origin),
        None => *switch = Some(Traced::new(true, origin)),
    }
}

/// Whether a container sees the processes of the host.
pub(super) fn has_host_pid(security: &Security) -> bool {
    let pid = security.pid.as_ref();
    pid.is_some_and(|given| given.value == Namespace::Host)
}

/// Whether a container shares memory with the host.
pub(super) fn has_host_ipc(security: &Security) -> bool {
    let ipc = security.ipc.as_ref();
    ipc.is_some_and(|given| given.value == IpcMode::Namespace(Namespace::Host))
}
