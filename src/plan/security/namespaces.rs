//! Namespaces of processes, IPC, host name and control groups.

use super::{ANY_WAY, Pass, rules};
use crate::{
    origin::{Given, OriginId, Traced},
    podman::security::{
        Security,
        namespace::{IpcMode, Namespace},
    },
    rules::Say,
};

impl Pass<'_> {
    /// `--pid`.
    pub(super) fn pid(&mut self, given: &Given<Namespace>) {
        match &given.value {
            Namespace::Private => self.ledger.already_so(given.origin, &ANY_WAY),
            Namespace::Host => {
                self.say_shared(given.origin, rules::host_processes_for_all(self.name()));
                let pod = self.plan.pod_mut(self.index);
                join(&mut pod.host_pid, given.origin);
                // The API server takes one of the two; who sees the host's processes sees all.
                let shared = pod.share_process_namespace.take();
                if let Some(host) = &mut pod.host_pid {
                    host.from
                        .extend(shared.into_iter().flat_map(|shared| shared.from));
                }
            }
            Namespace::Pod => self.share_processes(given.origin),
            Namespace::Container(name) if self.is_beside(name) => {
                self.share_processes(given.origin);
            }
            Namespace::Container(name) => {
                let say = rules::namespace_of_container(self.name(), "--pid", name);
                self.ledger.refused(given.origin, say);
            }
            Namespace::Path(path) => {
                let say = rules::namespace_of_path(self.name(), "--pid", path);
                self.ledger.refused(given.origin, say);
            }
        }
    }

    /// One process namespace for the whole Pod.
    fn share_processes(&mut self, origin: OriginId) {
        if let Some(host) = &mut self.plan.pod_mut(self.index).host_pid {
            host.from.push(origin);
            self.ledger.kept(origin);
            return;
        }
        self.ledger
            .changed(origin, rules::shared_processes(self.name()));
        let share = &mut self.plan.pod_mut(self.index).share_process_namespace;
        join(share, origin);
    }

    /// `--ipc`.
    pub(super) fn ipc(&mut self, given: &Given<IpcMode>) {
        let origin = given.origin;
        match &given.value {
            IpcMode::Shareable | IpcMode::Namespace(Namespace::Private | Namespace::Pod) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            IpcMode::None => {
                self.ledger.dropped(origin, rules::ipc_none(self.name()));
            }
            IpcMode::Namespace(Namespace::Host) => {
                self.say_shared(origin, rules::host_memory_for_all(self.name()));
                let host_ipc = &mut self.plan.pod_mut(self.index).host_ipc;
                join(host_ipc, origin);
            }
            IpcMode::Namespace(Namespace::Container(name)) if self.is_beside(name) => {
                self.ledger.already_so(origin, &rules::SHARED_IPC);
            }
            IpcMode::Namespace(Namespace::Container(name)) => {
                let say = rules::namespace_of_container(self.name(), "--ipc", name);
                self.ledger.refused(origin, say);
            }
            IpcMode::Namespace(Namespace::Path(path)) => {
                let say = rules::namespace_of_path(self.name(), "--ipc", path);
                self.ledger.refused(origin, say);
            }
        }
    }

    /// `--uts`.
    pub(super) fn uts(&mut self, given: &Given<Namespace>) {
        let origin = given.origin;
        let network = &self.plan.workload_of(self.index).pod.host_network;
        let on_host = network.as_ref().is_some_and(|network| network.value);
        match &given.value {
            Namespace::Private if !on_host => self.ledger.already_so(origin, &ANY_WAY),
            Namespace::Host if on_host => self.ledger.already_so(origin, &rules::HOST_NAME_OF_HOST),
            Namespace::Pod => self.ledger.already_so(origin, &ANY_WAY),
            Namespace::Container(name) if self.is_beside(name) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            Namespace::Private | Namespace::Host | Namespace::Container(_) | Namespace::Path(_) => {
                let say = if on_host {
                    rules::host_name_of_node(self.name())
                } else {
                    rules::host_name_of_pod(self.name())
                };
                self.ledger.dropped(origin, say);
            }
        }
    }

    /// `--cgroupns`.
    pub(super) fn cgroupns(&mut self, given: &Given<Namespace>) {
        let origin = given.origin;
        let privileged = self.is_privileged();
        match &given.value {
            Namespace::Private if !privileged => self.ledger.already_so(origin, &ANY_WAY),
            Namespace::Host if privileged => {
                self.ledger.already_so(origin, &rules::PRIVILEGED_CGROUPS);
            }
            Namespace::Private => {
                self.ledger
                    .dropped(origin, rules::cgroups_of_node(self.name()));
            }
            Namespace::Host | Namespace::Pod | Namespace::Container(_) | Namespace::Path(_) => {
                self.ledger
                    .dropped(origin, rules::cgroups_of_others(self.name()));
            }
        }
    }

    /// A field of the Pod that opens the host to all containers of it.
    fn say_shared(&mut self, origin: OriginId, say: Say) {
        if self.is_shared() {
            self.ledger.changed(origin, say);
        } else {
            self.ledger.kept(origin);
        }
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
