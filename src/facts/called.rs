//! The names of containers: what podman's DNS answers, and on which networks.

use std::collections::BTreeSet;

use super::networks;
use crate::{
    origin::OriginId,
    podman::{
        Container, Inventory,
        network::{Join, Pod},
    },
};

/// One name of a container.
#[derive(Debug, Clone)]
pub struct Called<'a> {
    /// As podman writes it.
    pub name: &'a str,
    /// What kind of name it is.
    pub kind: Kind,
    /// The option; `None` where it is the name of the attribute.
    pub origin: Option<OriginId>,
    /// The networks of its host on which it answers.
    pub networks: BTreeSet<&'a str>,
}

/// Kinds of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The container's own (`--name`, or the attribute). It is in its `/etc/hosts`, too.
    Name,
    /// `--hostname`. It is in its `/etc/hosts`, too.
    Hostname,
    /// The pod's, which podman's DNS knows instead of its members.
    Pod,
    /// `--network-alias`, on all its networks, and what a link of Docker's calls it.
    Alias,
    /// `alias=` of one network.
    NetworkAlias,
}

/// All names of a container, its own first. Options that podman refuses give none.
pub fn of<'a>(inventory: &'a Inventory, container: &'a Container) -> Vec<Called<'a>> {
    let all = networks::with_names(inventory, container);
    let identity = &container.identity;
    let called = |name, kind, origin| Called {
        name,
        kind,
        origin,
        networks: all.clone(),
    };
    let own = identity.name.as_ref().map(|given| given.origin);
    let mut own = called(container.name(), Kind::Name, own);
    let pod = pod(container).map(|(pod, origin)| {
        // The address is the pod's, and others find it only under the pod's name.
        own.networks.clear();
        called(pod, Kind::Pod, Some(origin))
    });
    let mut names: Vec<Called<'_>> = std::iter::once(own).chain(pod).collect();
    if let Some(given) = hostname(container) {
        names.push(called(&given.value, Kind::Hostname, Some(given.origin)));
    }
    if !is_bridged(container) {
        return names;
    }
    for given in &container.network.aliases {
        names.push(called(&given.value, Kind::Alias, Some(given.origin)));
    }
    for link in networks::links_to(inventory, container) {
        if link.value.alias != container.name() {
            names.push(called(&link.value.alias, Kind::Alias, Some(link.origin)));
        }
    }
    for joined in networks::joined(inventory, container) {
        for alias in &joined.endpoint.aliases {
            names.push(Called {
                name: alias,
                kind: Kind::NetworkAlias,
                origin: Some(joined.origin),
                networks: BTreeSet::from([joined.name]),
            });
        }
    }
    names
}

/// The pod that it is in.
fn pod(container: &Container) -> Option<(&str, OriginId)> {
    let given = container.network.pod.as_ref()?;
    match &given.value {
        Pod::New(name) | Pod::Existing(name) => Some((name, given.origin)),
        Pod::None => None,
    }
}

/// What podman's DNS calls it on its networks, and the kind of that name: its pod, or its own name.
#[must_use]
pub fn on_networks(container: &Container) -> (&str, Kind) {
    let own = (container.name(), Kind::Name);
    pod(container).map_or(own, |(pod, _)| (pod, Kind::Pod))
}

/// Its host name, where it is given one that podman takes: a pod has its own.
fn hostname(container: &Container) -> Option<&crate::origin::Given<String>> {
    let pod = container.network.pod.as_ref().map(|given| &given.value);
    let given = container.identity.hostname.as_ref();
    given.filter(|given| !given.value.is_empty() && !matches!(pod, Some(Pod::Existing(_))))
}

/// Whether it is on bridges, which have aliases and fixed addresses; elsewhere podman refuses them.
fn is_bridged(container: &Container) -> bool {
    let first = container.network.join.first();
    first.is_none_or(|given| given.value.takes_more() || given.value == Join::Private)
}
