//! User namespaces.

use super::{
    ANY_WAY, Pass,
    namespaces::{has_host_ipc, has_host_pid},
    rules,
};
use crate::{
    origin::{Given, OriginId, Traced},
    podman::security::{idmap::IdMap, namespace::Namespace, userns::UserNamespace},
};

impl Pass<'_> {
    /// `--userns`.
    pub(super) fn user_namespace(&mut self, given: &Given<UserNamespace>) {
        let origin = given.origin;
        let user = self.container.lifecycle.podman_user.as_ref();
        let user = user.map(|user| user.value.as_str());
        let rootless = user.filter(|user| *user != "root");
        match &given.value {
            UserNamespace::Namespace(Namespace::Host | Namespace::Private | Namespace::Pod) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            UserNamespace::Namespace(Namespace::Container(name)) if self.is_beside(name) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            UserNamespace::Namespace(Namespace::Container(name)) => {
                let say = rules::namespace_of_container(self.name(), "--userns", name);
                self.ledger.refused(origin, say);
            }
            UserNamespace::Namespace(Namespace::Path(path)) => {
                let say = rules::namespace_of_path(self.name(), "--userns", path);
                self.ledger.refused(origin, say);
            }
            // podman as root has no user to keep: every id is mapped to itself.
            UserNamespace::KeepId { uid, gid, size: _ } if rootless.is_none() => {
                let say = rules::keep_id_of_root(self.name());
                let has_user = self.container.security.user.as_ref().is_some();
                if has_user || (uid.is_none() && gid.is_none()) {
                    self.ledger.dropped(origin, say);
                } else {
                    self.ledger.changed(origin, say);
                }
            }
            UserNamespace::KeepId { uid, gid, size: _ } => {
                if uid.is_some() || gid.is_some() {
                    self.ledger.changed(origin, rules::keep_id(self.name()));
                } else {
                    self.ledger.refused(
                        origin,
                        rules::keep_unknown_id(self.name(), rootless.unwrap_or_default()),
                    );
                }
            }
            UserNamespace::Auto { size, maps } => {
                let exact = size.is_some() || !maps.is_empty();
                self.own_ids(origin, exact);
            }
            UserNamespace::NoMap if rootless.is_none() => {
                self.ledger
                    .refused(origin, rules::no_map_of_root(self.name()));
            }
            UserNamespace::NoMap => self.own_ids(origin, false),
        }
    }

    /// A user namespace for the Pod, with ids that the kubelet picks.
    fn own_ids(&mut self, origin: OriginId, exact: bool) {
        if self.host_and_users(origin) {
            return;
        }
        self.ledger
            .changed(origin, rules::user_namespace(self.name()));
        if exact {
            self.ledger
                .changed(origin, rules::sized_user_namespace(self.name()));
        }
        self.no_host_users(origin);
    }

    /// Refuses users of its own together with a namespace of the host.
    fn host_and_users(&mut self, origin: OriginId) -> bool {
        let pod = &self.plan.workload_of(self.index).pod;
        let network = pod.host_network.as_ref();
        let host = network.is_some_and(|network| network.value)
            || self.is_asked_for(has_host_pid)
            || self.is_asked_for(has_host_ipc);
        if host {
            self.ledger
                .refused(origin, rules::users_and_host(self.name()));
        }
        host
    }

    fn no_host_users(&mut self, origin: OriginId) {
        let users = &mut self.plan.pod_mut(self.index).host_users;
        match users {
            Some(there) => there.from.push(origin),
            None => *users = Some(Traced::new(false, origin)),
        }
    }

    /// `--uidmap`, `--gidmap`, `--subuidname`, `--subgidname`.
    pub(super) fn id_maps(
        &mut self,
        uid_maps: &[Given<IdMap>],
        gid_maps: &[Given<IdMap>],
        names: [&Option<Given<String>>; 2],
    ) {
        let names = names.into_iter().flatten().map(|given| given.origin);
        let maps = uid_maps.iter().chain(gid_maps).map(|given| given.origin);
        for origin in maps.chain(names).collect::<Vec<_>>() {
            if !self.ledger.accepted(origin, &rules::ID_MAP) {
                self.ledger.refused(origin, rules::id_map(self.name()));
            } else if !self.host_and_users(origin) {
                self.ledger
                    .changed(origin, rules::id_map_of_kubelet(self.name()));
                self.no_host_users(origin);
            }
        }
    }
}
