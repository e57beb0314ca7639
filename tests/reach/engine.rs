//! What an engine lets containers reach: their networks, and the ports that they publish.

use std::collections::BTreeSet;

use k3s_migrate::{
    podman::{
        Container, Inventory,
        network::{Join, Pod as Group},
        ports::Protocol,
    },
    settings::Exposure,
};

use super::common::Case;

/// The networks of a container under its engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// The host's: it is no Pod of its own in a network.
    Host,
    /// A machine of the LAN, which everyone there reaches.
    Lan,
    /// Those of other containers, or what is refused.
    Elsewhere,
    /// By name; none is the default one's empty.
    Networks(BTreeSet<String>),
}

pub fn is_root(container: &Container) -> bool {
    let user = container.lifecycle.podman_user.as_ref();
    user.is_none_or(|user| user.value == "root")
}

/// What `podman run` would do with the first `--network`, and with all of them.
pub fn on(inventory: &Inventory, container: &Container) -> On {
    let host = inventory.hosts.get(&container.host);
    let default = inventory.engine(&container.host).default_network.is;
    let joins: Vec<&Join> = container
        .network
        .join
        .iter()
        .map(|given| &given.value)
        .collect();
    let group = container.network.pod.as_ref().map(|given| &given.value);
    if let (Some(Group::Existing(name)), [] | [Join::Pod]) = (group, joins.as_slice()) {
        return on_of_group(inventory, container, name);
    }
    let mut names = BTreeSet::new();
    let mut lan = false;
    match joins.as_slice() {
        [] | [Join::Private, ..] if is_root(container) => drop(names.insert(default.to_owned())),
        [Join::Bridge(_), ..] => drop(names.insert(default.to_owned())),
        [] | [Join::Private | Join::UserSpace(..), ..] => {}
        [Join::Networks(_), ..] => {
            for join in joins {
                let Join::Networks(all) = join else { continue };
                for (name, _) in all {
                    let driver = host.and_then(|host| host.networks.get(name)?.driver.as_deref());
                    if matches!(driver, Some("macvlan" | "ipvlan")) {
                        lan = true;
                    } else {
                        names.insert(name.clone());
                    }
                }
            }
        }
        [Join::Host, ..] => return On::Host,
        _ => return On::Elsewhere,
    }
    if lan && names.is_empty() {
        return On::Lan;
    }
    On::Networks(names)
}

/// The members of a pod share its networks: those of whoever brought some, else the default one.
pub fn on_of_group(inventory: &Inventory, container: &Container, name: &str) -> On {
    let of_group = |other: &&Container| {
        let group = other.network.pod.as_ref().map(|given| &given.value);
        let same = matches!(group, Some(Group::Existing(own) | Group::New(own)) if own == name);
        same && other.host == container.host
    };
    let members = inventory.containers.iter().filter(of_group);
    let owners = members.filter(|other| {
        let joins = &other.network.join;
        let new = matches!(
            other.network.pod.as_ref().map(|given| &given.value),
            Some(Group::New(_))
        );
        new || joins.iter().any(|given| given.value != Join::Pod)
    });
    let mut owners = owners.map(|owner| match &owner.network.pod.as_ref().unwrap().value {
        Group::New(_) => on(inventory, owner),
        _ => On::Elsewhere,
    });
    let default = inventory.engine(&container.host).default_network.is;
    owners.next().unwrap_or_else(|| {
        let own = is_root(container).then(|| default.to_owned());
        On::Networks(own.into_iter().collect())
    })
}

/// Whether Docker keeps the containers of a network apart.
pub fn is_apart(inventory: &Inventory, host: &str, network: &str) -> bool {
    let known = inventory
        .hosts
        .get(host)
        .and_then(|host| host.networks.get(network));
    let icc = known.and_then(|network| network.options.get("com.docker.network.bridge.enable_icc"));
    icc.is_some_and(|value| {
        matches!(
            value.as_str(),
            "false" | "0" | "f" | "F" | "False" | "FALSE"
        )
    })
}

pub fn is_internal(inventory: &Inventory, host: &str, networks: &BTreeSet<String>) -> bool {
    let host = inventory.hosts.get(host);
    let internal = |name: &String| {
        host.is_some_and(|host| host.networks.get(name).is_some_and(|n| n.internal))
    };
    !networks.is_empty() && networks.iter().all(internal)
}

/// What everyone may connect to: ports that are published on more than the loopback interface.
pub fn published(case: &Case, container: &Container) -> BTreeSet<(u16, &'static str)> {
    let mut out = BTreeSet::new();
    let first = container.network.join.first().map(|given| &given.value);
    if matches!(first, Some(Join::Container(_))) {
        return out; // ignored by podman: the ports are its owner's
    }
    let exposure = case
        .settings
        .exposure_of(&container.host, &container.attribute);
    for given in &container.ports.publish {
        let publish = &given.value;
        let loopback = publish.address.is_some_and(|address| address.is_loopback());
        if publish.host.is_none() || loopback || exposure == Exposure::None {
            continue;
        }
        for port in publish.container.ports() {
            out.extend(
                publish
                    .protocols
                    .iter()
                    .map(|protocol| (port, word(*protocol))),
            );
        }
    }
    out
}

pub fn word(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
        Protocol::Sctp => "SCTP",
    }
}
