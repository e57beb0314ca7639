//! Namespaces of processes, IPC, host name and control groups.

use super::{ANY_WAY, OldSay, Pass, rules};
use crate::{
    origin::{Given, Last, OriginId, Traced},
    podman::security::namespace::{IpcMode, Namespace},
};

impl Pass<'_> {
    pub(super) fn namespaces(
        &mut self,
        pid: &Last<Namespace>,
        ipc: &Last<IpcMode>,
        uts: &Last<Namespace>,
        cgroupns: &Last<Namespace>,
    ) {
        if let Some(given) = self.last(pid) {
            self.pid(given);
        }
        if let Some(given) = self.last(ipc) {
            self.ipc(given);
        }
        if let Some(given) = self.last(uts) {
            self.uts(given);
        }
        if let Some(given) = self.last(cgroupns) {
            self.cgroupns(given);
        }
    }

    fn pid(&mut self, given: &Given<Namespace>) {
        match &given.value {
            Namespace::Private => self.ledger.already_so(given.origin, &ANY_WAY),
            Namespace::Host => {
                self.say_shared(given.origin, "sees every process of the host");
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
                let other = format!("the container `{name}`");
                self.refuse(given.origin, "processes", &other);
            }
            Namespace::Path(path) => {
                self.refuse(given.origin, "processes", &format!("the path `{path}`"));
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
        let say = OldSay::new(format!(
            "`{}` shares its processes, and so do all containers of the Pod",
            self.name()
        ))
        .lost("process 1 is the Pod's pause process, in each of them");
        self.ledger
            .changed_by(origin, &rules::SHARED_PROCESSES, say);
        let share = &mut self.plan.pod_mut(self.index).share_process_namespace;
        join(share, origin);
    }

    fn ipc(&mut self, given: &Given<IpcMode>) {
        let origin = given.origin;
        match &given.value {
            IpcMode::Shareable | IpcMode::Namespace(Namespace::Private | Namespace::Pod) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            IpcMode::None => {
                let say = OldSay::new(format!(
                    "`{}` has no /dev/shm; in a Pod it has one",
                    self.name()
                ))
                .lost("that there is none: the program may use 64 MB of it");
                self.ledger.dropped_by(origin, &rules::IPC_NONE, say);
            }
            IpcMode::Namespace(Namespace::Host) => {
                self.say_shared(origin, "uses the shared memory of the host");
                let host_ipc = &mut self.plan.pod_mut(self.index).host_ipc;
                join(host_ipc, origin);
            }
            IpcMode::Namespace(Namespace::Container(name)) if self.is_beside(name) => {
                self.ledger.already_so(origin, &rules::SHARED_IPC);
            }
            IpcMode::Namespace(Namespace::Container(name)) => {
                let other = format!("the container `{name}`");
                self.refuse(origin, "memory", &other);
            }
            IpcMode::Namespace(Namespace::Path(path)) => {
                self.refuse(origin, "memory", &format!("the path `{path}`"));
            }
        }
    }

    fn uts(&mut self, given: &Given<Namespace>) {
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
                let of = if on_host { "the node's" } else { "the Pod's" };
                let say = OldSay::new(format!(
                    "`{}` has a host name of another place; in a Pod it has {of}",
                    self.name()
                ))
                .lost("the host name that the option asks for")
                .remedy("name it: `hostname`");
                self.ledger.dropped_by(origin, &rules::HOST_NAME, say);
            }
        }
    }

    fn cgroupns(&mut self, given: &Given<Namespace>) {
        let origin = given.origin;
        let privileged = self.is_privileged();
        match &given.value {
            Namespace::Private if !privileged => self.ledger.already_so(origin, &ANY_WAY),
            Namespace::Host if privileged => {
                self.ledger.already_so(origin, &rules::PRIVILEGED_CGROUPS);
            }
            Namespace::Private => {
                let say = OldSay::new(format!(
                    "`{}` has a control group namespace of its own; a privileged container of a Pod sees the node's",
                    self.name()
                ))
                .lost("that it sees its own control group only");
                self.ledger.dropped_by(origin, &rules::CGROUPS, say);
            }
            Namespace::Host | Namespace::Pod | Namespace::Container(_) | Namespace::Path(_) => {
                let say = OldSay::new(format!(
                    "`{}` sees control groups beside its own; in a Pod it does not",
                    self.name()
                ))
                .lost("the control groups of others: what it measures there is missing")
                .remedy("make it privileged, if it has to see them");
                self.ledger.dropped_by(origin, &rules::CGROUPS, say);
            }
        }
    }

    /// A field of the Pod that opens the host to all containers of it.
    fn say_shared(&mut self, origin: OriginId, what: &str) {
        if self.is_shared() {
            let say = OldSay::new(format!(
                "`{}` {what}, and so do all containers of its Pod",
                self.name()
            ))
            .lost("that only this container does")
            .remedy("let it run in a Pod of its own");
            self.ledger.changed_by(origin, &rules::HOST_FOR_ALL, say);
        } else {
            self.ledger.kept(origin);
        }
    }

    pub(super) fn refuse(&mut self, origin: OriginId, what: &str, other: &str) {
        let say = OldSay::new(format!("`{}` shares {what} with {other}", self.name()))
            .lost("what the two have in common: they run in different Pods")
            .remedy("put both into one Pod: `--pod`, or `--network=container:…`");
        self.ledger.refused_by(origin, &rules::OTHER_NAMESPACE, say);
    }
}

/// Sets a switch of the Pod, for several containers perhaps.
fn join(switch: &mut Option<Traced<bool>>, origin: OriginId) {
    match switch {
        Some(there) => there.from.push(origin),
        None => *switch = Some(Traced::new(true, origin)),
    }
}
