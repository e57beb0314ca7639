//! User namespaces.

use super::{
    ANY_WAY, Cursor, is_asked_for, is_beside,
    namespaces::{has_host_ipc, has_host_pid},
    rules,
};
use crate::{
    origin::{Given, OriginId, Traced},
    podman::{
        network::Pod,
        security::{Security, idmap::IdMap, namespace::Namespace, userns::UserNamespace},
    },
    rules::{kernel, network},
};

/// `--userns`.
pub(super) fn user_namespace(at: &mut Cursor<'_>, given: &Given<UserNamespace>) {
    let origin = given.origin;
    let user = at.container().lifecycle.podman_user.as_ref();
    let user = user.map(|user| user.value.as_str());
    let rootless = user.filter(|user| *user != "root");
    if is_new(&given.value) && refused_in_pod(at, origin) {
        return;
    }
    match &given.value {
        UserNamespace::Namespace(Namespace::Host | Namespace::Private | Namespace::Pod) => {
            at.ledger.already_so(origin, &ANY_WAY);
        }
        UserNamespace::Namespace(Namespace::Container(name)) if is_beside(at, name) => {
            at.ledger.already_so(origin, &ANY_WAY);
        }
        UserNamespace::Namespace(Namespace::Container(name)) => {
            let say = rules::namespace_of_container(at.name(), "--userns", name);
            at.ledger.refused(origin, say);
        }
        UserNamespace::Namespace(Namespace::Path(path)) => {
            let say = rules::namespace_of_path(at.name(), "--userns", path);
            at.ledger.refused(origin, say);
        }
        // podman as root has no user to keep: every id is mapped to itself.
        UserNamespace::KeepId { uid, gid, size: _ } if rootless.is_none() => {
            let say = rules::keep_id_of_root(at.name());
            let has_user = at.container().security.user.as_ref().is_some();
            if has_user || (uid.is_none() && gid.is_none()) {
                at.ledger.dropped(origin, say);
            } else {
                at.ledger.changed(origin, say);
            }
        }
        UserNamespace::KeepId { uid, gid, size: _ } => {
            if uid.is_some() || gid.is_some() {
                at.ledger.changed(origin, rules::keep_id(at.name()));
            } else {
                at.ledger.refused(
                    origin,
                    rules::keep_unknown_id(at.name(), rootless.unwrap_or_default()),
                );
            }
        }
        UserNamespace::Auto { size, maps } => {
            let exact = size.is_some() || !maps.is_empty();
            own_ids(at, origin, exact);
        }
        UserNamespace::NoMap if rootless.is_none() => {
            at.ledger.refused(origin, rules::no_map_of_root(at.name()));
        }
        UserNamespace::NoMap => own_ids(at, origin, false),
    }
}

/// Whether podman makes a user namespace for it, or enters one that is nobody's.
fn is_new(mode: &UserNamespace) -> bool {
    match mode {
        UserNamespace::Auto { .. }
        | UserNamespace::KeepId { .. }
        | UserNamespace::NoMap
        | UserNamespace::Namespace(Namespace::Path(_)) => true,
        UserNamespace::Namespace(_) => false,
    }
}

/// Refuses what podman refuses for all containers of a pod, the one that makes it included.
fn refused_in_pod(at: &mut Cursor<'_>, origin: OriginId) -> bool {
    let pod = at.container().network.pod.as_ref();
    let Some(Pod::New(pod) | Pod::Existing(pod)) = pod.map(|given| &given.value) else {
        return false;
    };
    let say = network::userns_of_member(at.name(), pod);
    at.ledger.refused(origin, say);
    true
}

/// A user namespace for the Pod, with ids that the kubelet picks.
fn own_ids(at: &mut Cursor<'_>, origin: OriginId, exact: bool) {
    if host_and_users(at, origin) {
        return;
    }
    at.ledger.changed(origin, rules::user_namespace(at.name()));
    if exact {
        at.ledger
            .changed(origin, rules::sized_user_namespace(at.name()));
    }
    no_host_users(at, origin);
}

/// Refuses users of its own together with a namespace of the host.
fn host_and_users(at: &mut Cursor<'_>, origin: OriginId) -> bool {
    let pod = &at.workload().pod;
    let network = pod.host_network.as_ref();
    let host = network.is_some_and(|network| network.value)
        || is_asked_for(at, has_host_pid)
        || is_asked_for(at, has_host_ipc);
    if host {
        at.ledger.refused(origin, rules::users_and_host(at.name()));
    }
    host
}

fn no_host_users(at: &mut Cursor<'_>, origin: OriginId) {
    if has_neighbour_without(at) {
        at.ledger.changed(origin, kernel::users_of_pod(at.name()));
    }
    let users = &mut at.pod_mut().host_users;
    match users {
        Some(there) => there.from.push(origin),
        None => *users = Some(Traced::new(false, origin)),
    }
}

/// Whether another container of the Pod, which shares only its network with this one, has no user namespace in podman.
fn has_neighbour_without(at: &Cursor<'_>) -> bool {
    let members = at.workload().members.iter();
    let mut members = members.filter_map(|member| at.inventory.containers.get(*member));
    members.any(|member| !has_users(&member.security))
}

fn has_users(security: &Security) -> bool {
    let own = security.userns.as_ref().is_some_and(|given| {
        matches!(
            given.value,
            UserNamespace::Auto { .. } | UserNamespace::NoMap
        )
    });
    let maps = [&security.uid_maps, &security.gid_maps];
    own || maps.into_iter().any(|maps| !maps.is_empty())
        || security.subuid_name.is_some()
        || security.subgid_name.is_some()
}

/// `--uidmap`, `--gidmap`, `--subuidname`, `--subgidname`.
pub(super) fn id_maps(
    at: &mut Cursor<'_>,
    uid_maps: &[Given<IdMap>],
    gid_maps: &[Given<IdMap>],
    names: [&Option<Given<String>>; 2],
) {
    let names = names.into_iter().flatten().map(|given| given.origin);
    let maps = uid_maps.iter().chain(gid_maps).map(|given| given.origin);
    for origin in maps.chain(names).collect::<Vec<_>>() {
        if refused_in_pod(at, origin) {
            continue;
        }
        if !at.ledger.accepted(origin, &rules::ID_MAP) {
            at.ledger.refused(origin, rules::id_map(at.name()));
        } else if !host_and_users(at, origin) {
            at.ledger
                .changed(origin, rules::id_map_of_kubelet(at.name()));
            no_host_users(at, origin);
        }
    }
}
