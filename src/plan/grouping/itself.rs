//! Options that name the container itself as the one whose network, namespace or volumes it uses.

use crate::{
    origin::{Given, OriginId},
    plan::Cursor,
    podman::{
        Container,
        network::Join,
        security::{
            namespace::{IpcMode, Namespace},
            userns::UserNamespace,
        },
    },
    rules::exposure as rules,
};

/// Refuses them, as podman does: there is no such container before it is made.
pub fn refuse(at: &mut Cursor<'_>) {
    let container = at.container();
    for (origin, (flag, name)) in named(container).into_iter().flatten() {
        if name == container.name() {
            let say = rules::names_itself(at.name(), flag);
            at.ledger.impossible(origin, say);
        }
    }
}

/// Flag and name, for each option that names a container.
type Named<'a> = Option<(OriginId, (&'static str, &'a str))>;

fn named(container: &Container) -> Vec<Named<'_>> {
    let security = &container.security;
    let ipc = security.ipc.as_ref().and_then(|given| match &given.value {
        IpcMode::Namespace(of) => Some((given.origin, ("--ipc", of_container(of)?))),
        _ => None,
    });
    let user = security.userns.as_ref();
    let user = user.and_then(|given| match &given.value {
        UserNamespace::Namespace(of) => Some((given.origin, ("--userns", of_container(of)?))),
        _ => None,
    });
    let joins = container
        .network
        .join
        .iter()
        .map(|given| match &given.value {
            Join::Container(name) => Some((given.origin, ("--network", name.as_str()))),
            _ => None,
        });
    let volumes = container.storage.volumes_from.iter();
    let volumes = volumes.map(|from| {
        let name = from.value.container.as_str();
        Some((from.origin, ("--volumes-from", name)))
    });
    let namespaces = [
        of(security.pid.as_ref(), "--pid"),
        of(security.uts.as_ref(), "--uts"),
        of(security.cgroupns.as_ref(), "--cgroupns"),
        ipc,
        user,
    ];
    joins.chain(volumes).chain(namespaces).collect()
}

fn of<'a>(given: Option<&'a Given<Namespace>>, flag: &'static str) -> Named<'a> {
    let given = given?;
    Some((given.origin, (flag, of_container(&given.value)?)))
}

fn of_container(namespace: &Namespace) -> Option<&str> {
    match namespace {
        Namespace::Container(name) => Some(name),
        _ => None,
    }
}
