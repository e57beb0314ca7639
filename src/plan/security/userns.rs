//! User namespaces.

use super::{ANY_WAY, OldSay, Pass, rules};
use crate::{
    origin::{Given, Last, OriginId, Traced},
    podman::security::{idmap::IdMap, namespace::Namespace, userns::UserNamespace},
};

impl Pass<'_> {
    /// `--userns`.
    pub(super) fn user_namespace(&mut self, userns: &Last<UserNamespace>) {
        let Some(given) = self.last(userns) else {
            return;
        };
        let origin = given.origin;
        let rootless = self.container.lifecycle.podman_user.as_ref();
        let rootless = rootless.is_some_and(|user| user.value != "root");
        match &given.value {
            UserNamespace::Namespace(Namespace::Host | Namespace::Private | Namespace::Pod) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            UserNamespace::Namespace(Namespace::Container(name)) if self.is_beside(name) => {
                self.ledger.already_so(origin, &ANY_WAY);
            }
            UserNamespace::Namespace(Namespace::Container(name)) => {
                self.refuse(origin, "users", &format!("the container `{name}`"));
            }
            UserNamespace::Namespace(Namespace::Path(path)) => {
                self.refuse(origin, "users", &format!("the path `{path}`"));
            }
            // podman as root has no user to keep: every id is mapped to itself.
            UserNamespace::KeepId { uid, gid, size: _ } if !rootless => {
                let say = OldSay::new(format!(
                    "`{}` has the ids of the host in a user namespace, which maps each to itself; a Pod has no such",
                    self.name()
                ))
                .lost("that its capabilities reach no further than this namespace, though its ids are those of the host")
                .remedy("use `--userns=auto`: then neither its ids nor its capabilities are those of the host");
                let has_user = self.container.security.user.get().is_some();
                if has_user || (uid.is_none() && gid.is_none()) {
                    self.ledger.dropped_by(origin, &rules::KEEP_ID_OF_ROOT, say);
                } else {
                    self.ledger.changed_by(origin, &rules::KEEP_ID_OF_ROOT, say);
                }
            }
            UserNamespace::KeepId { uid, gid, size: _ } => {
                let known = uid.is_some() || gid.is_some();
                let say = OldSay::new(format!(
                    "`{}` has the ids of the user who runs podman; in a Pod it has the node's",
                    self.name()
                ))
                .lost("that files of that user belong to the same id inside and outside")
                .remedy("run it with the ids that its files have on the host: `--user=UID:GID`");
                if known {
                    self.ledger.changed_by(origin, &rules::KEEP_ID, say);
                } else {
                    self.ledger.refused_by(origin, &rules::KEEP_UNKNOWN_ID, say);
                }
            }
            UserNamespace::Auto { size, maps } => {
                let exact = size.is_some() || !maps.is_empty();
                self.own_ids(origin, exact);
            }
            UserNamespace::NoMap if !rootless => {
                let say = OldSay::new(format!(
                    "`{}` has `--userns=nomap`, and root runs podman",
                    self.name()
                ))
                .lost("the container as a whole: podman does not start it either")
                .remedy("use `--userns=auto`, or remove the option");
                self.ledger.refused_by(origin, &rules::NO_MAP_OF_ROOT, say);
            }
            UserNamespace::NoMap => self.own_ids(origin, false),
        }
    }

    /// A user namespace for the Pod, with ids that the kubelet picks.
    fn own_ids(&mut self, origin: OriginId, exact: bool) {
        if self.host_and_users(origin) {
            return;
        }
        let mut lost = "which ids of the host it gets; files that podman wrote with its ids have to be given to those that the container uses; `ping` needs NET_RAW".to_owned();
        if exact {
            lost.push_str("; the size and the fixed maps of the option");
        }
        let say = OldSay::new(format!("`{}` gets users of its own from the kubelet", self.name()))
            .lost(lost)
            .remedy("give its files on the host to the ids that it uses inside: the kubelet maps mounts, podman does not");
        self.ledger.changed_by(origin, &rules::USERS, say);
        self.no_host_users(origin);
    }

    /// Refuses users of its own beside a namespace of the host.
    fn host_and_users(&mut self, origin: OriginId) -> bool {
        let pod = &self.plan.workload_of(self.index).pod;
        let host = [&pod.host_network, &pod.host_pid, &pod.host_ipc];
        let host = host.into_iter().flatten().any(|host| host.value);
        if host {
            let say = OldSay::new(format!(
                "`{}` has users of its own and a namespace of the host; a Pod has one or the other",
                self.name()
            ))
            .lost("the users of its own: root in the container would be root on the host")
            .remedy("remove `--userns`, or the namespace of the host");
            self.ledger.refused_by(origin, &rules::USERS_AND_HOST, say);
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
        users: &Last<String>,
        groups: &Last<String>,
    ) {
        let names = [self.last(users), self.last(groups)];
        let names = names.into_iter().flatten().map(|given| given.origin);
        let maps = uid_maps.iter().chain(gid_maps).map(|given| given.origin);
        for origin in maps.chain(names).collect::<Vec<_>>() {
            let say = OldSay::new(format!(
                "`{}` maps its users to chosen ids of the host; Kubernetes chooses them itself",
                self.name()
            ))
            .lost("which ids of the host it gets: its files belong to others")
            .remedy(format!(
                "accept {} to have a user namespace with ids that the kubelet picks, and give the files to the ids that the container uses inside",
                rules::ID_MAP.code
            ));
            if self.ledger.accepted(origin, &rules::ID_MAP) {
                if self.host_and_users(origin) {
                    continue;
                }
                self.ledger.changed_by(origin, &rules::ID_MAP, say);
                self.no_host_users(origin);
            } else {
                self.ledger.refused_by(origin, &rules::ID_MAP, say);
            }
        }
    }
}
