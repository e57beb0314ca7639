//! The networks that a container is on, as far as passes other than `networks` need to know.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::{Facts, called, mentions::Mention},
    origin::{Given, OriginId},
    podman::{
        Container, Inventory,
        network::{Endpoint, Join, Link, Pod},
        unit::Network,
    },
};

/// One network of a container.
#[derive(Debug, Clone, Copy)]
pub struct Joined<'a> {
    /// Its name.
    pub name: &'a str,
    /// How the container joins it.
    pub endpoint: &'a Endpoint,
    /// The option.
    pub origin: OriginId,
}

/// The networks by name that a container joins, as far as its Pod can: the default network is none
/// of them, and neither is one that the pass `networks` refuses.
pub fn joined<'a>(
    inventory: &'a Inventory,
    container: &'a Container,
) -> impl Iterator<Item = Joined<'a>> {
    let joins = container.network.join.iter();
    let joins = joins.filter(move |given| !is_stranger(inventory, container, &given.value));
    joins.flat_map(move |given| {
        let networks = match &given.value {
            Join::Networks(networks) => networks.as_slice(),
            _ => &[],
        };
        let named = networks.iter().map(move |(name, endpoint)| Joined {
            name,
            endpoint,
            origin: given.origin,
        });
        named.filter(move |joined| {
            !is_default(inventory, container, joined.name)
                && lan_driver(inventory, container, joined.name).is_none()
        })
    })
}

/// The driver of a network that joins the LAN itself.
pub fn lan_driver<'a>(
    inventory: &'a Inventory,
    container: &Container,
    name: &str,
) -> Option<&'a str> {
    let driver = known(inventory, container, name)?.driver.as_deref();
    driver.filter(|driver| matches!(*driver, "macvlan" | "ipvlan"))
}

/// Whether one of its networks joins the LAN itself.
pub fn is_in_lan(inventory: &Inventory, container: &Container) -> bool {
    container
        .network
        .join
        .iter()
        .any(|given| match &given.value {
            Join::Networks(networks) => networks
                .iter()
                .any(|(name, _)| lan_driver(inventory, container, name).is_some()),
            _ => false,
        })
}

/// Whether all its networks join the LAN.
pub fn is_only_in_lan(inventory: &Inventory, container: &Container) -> bool {
    let joins = container.network.join.iter();
    let mut networks = joins.flat_map(|given| match &given.value {
        Join::Networks(networks) => networks.as_slice(),
        _ => &[],
    });
    let lan = |(name, _): &(String, Endpoint)| lan_driver(inventory, container, name).is_some();
    networks.clone().next().is_some() && networks.all(lan)
}

/// Whether a member of a pod stays out of the pod's network. What the container that makes the pod
/// asks for, the pod gets. The network of another member is the pod's.
pub fn is_stranger(inventory: &Inventory, container: &Container, join: &Join) -> bool {
    match container.network.pod.as_ref().map(|given| &given.value) {
        Some(Pod::Existing(pod)) => match join {
            Join::Pod => false,
            Join::Container(name) => !leads_into(
                inventory,
                (&container.host, pod),
                name,
                &mut BTreeSet::new(),
            ),
            _ => true,
        },
        Some(Pod::New(_)) => matches!(join, Join::Container(_)),
        Some(Pod::None) | None => false,
    }
}

/// Whether the network of a container of a host is that of a pod: it is in the pod, and uses its network or that of another
/// container of which the same is true.
fn leads_into<'a>(
    inventory: &'a Inventory,
    (host, pod): (&str, &str),
    name: &'a str,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    // A circle leads nowhere; podman does not start it.
    if !seen.insert(name) {
        return false;
    }
    let mut containers = inventory.containers.iter();
    let member = containers.find(|other| other.host == host && other.name() == name);
    let Some((member, own)) =
        member.and_then(|member| Some((member, member.network.pod.as_ref()?)))
    else {
        return false;
    };
    let mut joins = member.network.join.iter().map(|given| &given.value);
    match &own.value {
        Pod::New(own) => own == pod && !joins.any(|join| matches!(join, Join::Container(_))),
        Pod::Existing(own) => {
            own == pod
                && joins.all(|join| match join {
                    Join::Pod => true,
                    Join::Container(next) => leads_into(inventory, (host, pod), next, seen),
                    _ => false,
                })
        }
        Pod::None => false,
    }
}

/// Whether this is the default network of its engine under its own name: a bridge whose containers have no names, unless
/// NixOS was told so for podman (`dns_enabled`), which the input then says.
pub fn is_default(inventory: &Inventory, container: &Container, name: &str) -> bool {
    name == inventory.engine(&container.host).default_network.is
}

/// What is known of a network besides its name.
pub fn known<'a>(
    inventory: &'a Inventory,
    container: &Container,
    name: &str,
) -> Option<&'a Network> {
    inventory.hosts.get(&container.host)?.networks.get(name)
}

/// Its networks on which containers find each other by name.
pub fn with_names<'a>(inventory: &'a Inventory, container: &'a Container) -> BTreeSet<&'a str> {
    let has = |name| known(inventory, container, name).map(|network| !network.disable_dns);
    let named = joined(inventory, container).map(|joined| joined.name);
    let default = inventory.engine(&container.host).default_network.is;
    let default = std::iter::once(default)
        .filter(|name| has(name) == Some(true) || is_linked(inventory, container))
        .filter(|_| on_default(inventory, container));
    named
        .filter(|name| has(name) != Some(false))
        .chain(default)
        .collect()
}

/// Whether a link of Docker's leads from it, or to it: then names are found on the default network as well.
fn is_linked(inventory: &Inventory, container: &Container) -> bool {
    !container.network.links.is_empty() || links_to(inventory, container).next().is_some()
}

/// Links of other containers of its host that lead to it.
pub fn links_to<'a>(
    inventory: &'a Inventory,
    container: &'a Container,
) -> impl Iterator<Item = &'a Given<Link>> {
    let has_links = !inventory.engine(&container.host).is_podman();
    let others = has_links.then_some(&inventory.containers);
    let others = others.into_iter().flatten();
    let others = others.filter(|other| other.host == container.host);
    let links = others.flat_map(|other| &other.network.links);
    links.filter(|link| link.value.name == container.name())
}

/// Whether containers find each other by name on one of its networks.
pub fn has_names(inventory: &Inventory, container: &Container) -> bool {
    !with_names(inventory, container).is_empty()
}

/// Whether it is on podman's default network: by name, by its mode, or because it names none. Without
/// root there is no such network.
fn on_default(inventory: &Inventory, container: &Container) -> bool {
    let user = container.lifecycle.podman_user.as_ref();
    if user.is_some_and(|user| user.value != "root") {
        return false;
    }
    let Some(join) = container.network.join.first().map(|given| &given.value) else {
        let pod = container.network.pod.as_ref().map(|given| &given.value);
        return !matches!(pod, Some(Pod::Existing(_)));
    };
    match join {
        Join::Private | Join::Bridge(_) => !is_stranger(inventory, container, join),
        Join::Networks(networks) => networks
            .iter()
            .any(|(name, _)| is_default(inventory, container, name)),
        _ => false,
    }
}

/// Networks by name that the Pod of these containers is on, the default one of their engine included, each with the options that
/// say so. The default network needs none; a container of a user without root that names no network is on none at all.
#[must_use]
pub fn of_pod<'a>(
    inventory: &'a Inventory,
    members: &[&'a Container],
) -> BTreeMap<&'a str, Vec<OriginId>> {
    let mut out: BTreeMap<&str, Vec<OriginId>> = BTreeMap::new();
    for member in members {
        for joined in joined(inventory, member) {
            out.entry(joined.name).or_default().push(joined.origin);
        }
    }
    let default = |member: &&&Container| {
        // A pod that nobody gave a network is on the default one, too.
        on_default(inventory, member) || (out.is_empty() && is_in_plain_pod(member))
    };
    if let Some(member) = members.iter().find(default) {
        let engine = inventory.engine(&member.host);
        out.insert(engine.default_network.is, Vec::new());
    }
    out
}

/// Whether it is in a pod, and neither the host's user nor an option of its own says on which network that is.
fn is_in_plain_pod(container: &Container) -> bool {
    let user = container.lifecycle.podman_user.as_ref();
    let pod = container.network.pod.as_ref().map(|given| &given.value);
    user.is_none_or(|user| user.value == "root")
        && matches!(pod, Some(Pod::Existing(_)))
        && matches!(
            container.network.join.first().map(|given| &given.value),
            None | Some(Join::Pod)
        )
}

/// Whether it may have names of others on podman's default network: the input does not say whether that has names.
fn may_have_names(inventory: &Inventory, container: &Container) -> bool {
    let engine = inventory.engine(&container.host);
    engine.is_podman()
        && on_default(inventory, container)
        && known(inventory, container, engine.default_network.is).is_none()
}

/// Whether its programs may find names there: as its own, or in the network of another container or of a pod.
pub fn may_find_names(facts: &Facts<'_>, container: &Container) -> bool {
    let mut owner = container;
    // A circle has no owner; podman does not start it.
    for _ in &facts.inventory.containers {
        let other = match owner.network.join.first().map(|given| &given.value) {
            Some(Join::Container(name)) => facts.peers.by_name(&container.host, name),
            _ => break,
        };
        let other = other.and_then(|other| facts.inventory.containers.get(other));
        let Some(other) = other else { break };
        owner = other;
    }
    let pod = owner.network.pod.as_ref().map(|given| &given.value);
    matches!(pod, Some(Pod::Existing(_))) || may_have_names(facts.inventory, owner)
}

/// Whether a container may find another one on the default network by its name, although neither is on a network with names.
pub fn may_find(facts: &Facts<'_>, container: &Container, peer: &Container) -> bool {
    let inventory = facts.inventory;
    peer.host == container.host
        && may_have_names(inventory, peer)
        && !has_names(inventory, container)
        && may_find_names(facts, container)
}

/// Whether it uses the host's network.
pub fn on_host(container: &Container) -> bool {
    let join = container.network.join.first();
    join.is_some_and(|given| given.value == Join::Host)
}

/// Where other containers of the host mention this one by name, although neither is on a network with names: on this host
/// the default network must have them.
pub fn mentioned_by<'a>(
    facts: &'a Facts<'_>,
    container: &'a Container,
) -> impl Iterator<Item = (OriginId, Option<u16>)> {
    let inventory = facts.inventory;
    let (name, _) = called::on_networks(container);
    let found = facts.mentions.of(&container.host, name).iter();
    let counts = move |mention: &&Mention| {
        inventory.containers.get(mention.by).is_some_and(|peer| {
            peer.attribute != container.attribute && may_find(facts, peer, container)
        })
    };
    found
        .filter(counts)
        .map(|mention| (mention.origin, mention.port))
}

/// Whether peers find it under its name.
pub fn is_found_by_name(facts: &Facts<'_>, container: &Container) -> bool {
    has_names(facts.inventory, container) || mentioned_by(facts, container).next().is_some()
}

/// Whether it looks up names of other containers.
pub fn needs_names(facts: &Facts<'_>, index: usize, container: &Container) -> bool {
    has_names(facts.inventory, container)
        || (facts.mentions.mentions_a_peer(index) && may_find_names(facts, container))
}

/// Whether a Service has its name: peers find it under that, or options say on which ports it listens.
pub fn has_service(facts: &Facts<'_>, container: &Container) -> bool {
    let ports = &container.ports;
    is_found_by_name(facts, container) || !ports.publish.is_empty() || !ports.expose.is_empty()
}

/// Who is on which network with names, found once.
#[derive(Debug, Default)]
pub struct Members<'a> {
    by_network: BTreeMap<&'a str, BTreeMap<&'a str, Vec<usize>>>,
    by_container: Vec<BTreeSet<&'a str>>,
}

impl<'a> Members<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let mut out = Self::default();
        for (index, container) in inventory.containers.iter().enumerate() {
            let networks = with_names(inventory, container);
            for network in &networks {
                let of_host = out.by_network.entry(&container.host).or_default();
                of_host.entry(network).or_default().push(index);
            }
            out.by_container.push(networks);
        }
        out
    }

    /// The containers on a network of a host.
    #[must_use]
    pub fn on(&self, host: &str, network: &str) -> &[usize] {
        let of_host = self.by_network.get(host);
        let members = of_host.and_then(|networks| networks.get(network));
        members.map(Vec::as_slice).unwrap_or_default()
    }

    /// The networks of a container.
    #[must_use]
    pub fn networks(&self, container: usize) -> Option<&BTreeSet<&'a str>> {
        self.by_container.get(container)
    }
}
