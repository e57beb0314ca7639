//! Exposure: ports of the containers, ports of the node, Services and routes.

use std::{collections::HashSet, net::IpAddr};

use super::{ContainerPort, Cursor, Protocol, claims};
use crate::{
    facts::networks,
    origin::{Given, OriginId, Traced},
    plan::policy::short_hash,
    podman::{
        network::Join,
        ports::{Expose, Ports},
    },
    rules::{exposure as rules, network},
};

mod aliases;
mod labels;
mod outside;
mod published;
mod services;
mod unpublished;

/// A range of more ports than this is worth a word.
const MANY: u16 = 100;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let mut outside = outside::Outside::default();
    at.each(|at| {
        let Ports {
            publish,
            expose,
            all,
        } = &at.container().ports;
        for given in publish {
            published::settle(at, given, &mut outside);
        }
        for given in expose {
            settle_exposed(at, given);
        }
        if let Some(all) = all {
            settle_all(at, all);
        }
    });
    for workload in &mut at.plan.workloads {
        for container in &mut workload.pod.containers {
            name_ports(&mut container.ports);
        }
        workload.ports_label = ports_label(workload);
    }
    let claims = claims::decide(at.facts, at.plan, at.settings);
    let taken = &mut services::Taken::of(at.plan, &claims);
    services::add(at, taken);
    aliases::add(at, claims, taken);
    outside.add(at, taken);
    labels::add(at, taken);
    for workload in &mut at.plan.workloads {
        workload.services.sort_by(|a, b| a.name.cmp(&b.name));
        declare_targets(workload);
    }
    labels::say_lost(at);
    unpublished::say(at);
}

/// A port that a Service leads to is also listed in a container: where only a neighbour, or the
/// settings, named it, in the first one.
fn declare_targets(workload: &mut super::Workload) {
    let containers = &mut workload.pod.containers;
    let all = containers.iter().flat_map(|container| &container.ports);
    let mut known: HashSet<(u16, Protocol)> = all.map(|port| (port.port, port.protocol)).collect();
    for service in workload.services.iter().flat_map(|service| &service.ports) {
        let (port, protocol) = (service.target_port, service.protocol);
        let there = !known.insert((port, protocol));
        let first = containers
            .iter_mut()
            .find(|container| container.role == super::Role::Main);
        if let (false, Some(container)) = (there, first) {
            container.ports.push(ContainerPort {
                name: String::new(),
                port,
                protocol,
                host_port: None,
                host_ip: None,
                from: service.from.clone(),
            });
            name_ports(&mut container.ports);
        }
    }
}

/// `--expose` opens nothing, in podman as in Kubernetes; it says where the container listens.
fn settle_exposed(at: &mut Cursor<'_>, given: &Given<Expose>) {
    let Expose {
        container,
        protocols,
        of_image,
    } = &given.value;
    // What the image exposes is no option that the engine could refuse.
    if networks::on_host(at.container()) || (!of_image && is_refused_follower(at)) {
        discard(at, given.origin, "exposed");
        return;
    }
    for port in container.ports() {
        for protocol in protocols {
            put(
                at.plan.ports_mut(at.index),
                port,
                Protocol::from(*protocol),
                None,
                None,
                given.origin,
            );
        }
    }
    at.ledger.kept(given.origin);
}

/// `--publish-all`: the image is not read, and nothing can rely on a random port.
fn settle_all(at: &mut Cursor<'_>, given: &Given<bool>) {
    let (name, origin) = (at.name(), given.origin);
    if !given.value {
        at.ledger.already_so(origin, &network::PODMANS_DEFAULT);
    } else if lends_network(at) {
        discard(at, origin, "published");
    } else {
        at.ledger.dropped(origin, rules::publish_all(name));
    }
}

/// Whether it has no network of its own whose ports could be published.
fn lends_network(at: &Cursor<'_>) -> bool {
    let join = at.container().network.join.first().map(|join| &join.value);
    matches!(join, Some(Join::Host | Join::None | Join::Container(_)))
}

/// Whether the engine refuses ports of a container that uses the network of another one, published or not.
fn is_refused_follower(at: &Cursor<'_>) -> bool {
    let mut joins = at.container().network.join.iter();
    let follows = joins.any(|given| matches!(given.value, Join::Container(_)));
    follows && at.engine().refuses_ports_of_follower.is
}

/// Ports that podman discards too; `kind` is `published` or `exposed`.
fn discard(at: &mut Cursor<'_>, origin: OriginId, kind: &str) {
    let name = at.name();
    let join = at.container().network.join.first();
    let say = match join.map(|given| &given.value) {
        Some(Join::Host) => rules::port_on_host_network(name, kind),
        Some(Join::None) => rules::port_without_network(name, kind),
        _ if at.engine().refuses_ports_of_follower.is => {
            let say = network::ports_without_network(name);
            return at.ledger.refused(origin, say);
        }
        _ => rules::port_of_follower(name, kind),
    };
    at.ledger.dropped(origin, say);
}

/// Adds a port, or its host port to one that is there. The list is kept in the order of number and protocol, so that a
/// range of thousands does not look at all that came before.
fn put(
    ports: &mut Vec<ContainerPort>,
    port: u16,
    protocol: Protocol,
    host_port: Option<u16>,
    host_ip: Option<IpAddr>,
    origin: OriginId,
) {
    let key = (port, protocol);
    let start = ports.partition_point(|old| (old.port, old.protocol) < key);
    let same = ports.iter_mut().skip(start);
    let mut end = start;
    for old in same.take_while(|old| (old.port, old.protocol) == key) {
        end += 1;
        let old_port = old.host_port.as_ref().map(|host| host.value);
        let old_ip = old.host_ip.as_ref().map(|host| host.value);
        if host_port.is_none() || (old_port == host_port && old_ip == host_ip) {
            old.from.push(origin);
            return;
        }
        if old_port.is_none() {
            old.host_port = host_port.map(|host| Traced::new(host, origin));
            old.host_ip = host_ip.map(|ip| Traced::new(ip, origin));
            old.from.push(origin);
            return;
        }
    }
    let new = ContainerPort {
        name: String::new(),
        port,
        protocol,
        host_port: host_port.map(|host| Traced::new(host, origin)),
        host_ip: host_ip.map(|ip| Traced::new(ip, origin)),
        from: origin.into(),
    };
    ports.insert(end, new);
}

/// Names of at most 15 characters, unique in the container: `tcp-8080`, `tcp-8080-2`.
fn name_ports(ports: &mut [ContainerPort]) {
    ports.sort_by_key(|port| {
        let host = port.host_port.as_ref().map(|host| host.value);
        let ip = port.host_ip.as_ref().map(|ip| ip.value.to_string());
        (port.port, port.protocol, host, ip)
    });
    let mut last = None;
    let mut number = 1;
    for port in ports {
        let key = (port.port, port.protocol);
        number = if last == Some(key) { number + 1 } else { 1 };
        last = Some(key);
        let stem = format!("{}-{}", port.protocol.suffix(), port.port);
        port.name = match number {
            1 => stem,
            number => format!("{stem}-{number}"),
        };
    }
}

/// K3s merges lists of ports only by their number. Where a container has one number twice, the
/// selector changes with the list, so that K3s replaces the Deployment instead of mixing the two.
fn ports_label(workload: &super::Workload) -> Option<Traced<String>> {
    let twice = |ports: &[ContainerPort]| {
        ports
            .iter()
            .zip(ports.iter().skip(1))
            .any(|(one, next)| one.port == next.port)
    };
    let containers = || workload.pod.containers.iter();
    if !containers().any(|container| twice(&container.ports)) {
        return None;
    }
    let ports = || containers().flat_map(|container| &container.ports);
    let text: Vec<String> = ports()
        .map(|port| {
            let host = port.host_port.as_ref().map(|host| host.value);
            let ip = port.host_ip.as_ref().map(|ip| ip.value.to_string());
            format!("{}/{host:?}/{}", port.name, ip.unwrap_or_default())
        })
        .collect();
    Some(Traced {
        value: short_hash(&text.join(" ")),
        from: ports().flat_map(|port| port.from.clone()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{grammar::PortName, origin::Whys};

    #[test]
    fn names_of_ports_are_names_and_differ() {
        let port = |host| ContainerPort {
            name: String::new(),
            port: 65_535,
            protocol: Protocol::Sctp,
            host_port: Some(Traced::new(host, OriginId::new(0, 0))),
            host_ip: None,
            from: Whys::default(),
        };
        let mut ports: Vec<ContainerPort> = (1..2_000).map(port).collect();
        name_ports(&mut ports);
        let names: std::collections::BTreeSet<&str> =
            ports.iter().map(|port| port.name.as_str()).collect();
        assert_eq!(names.len(), ports.len());
        assert!(names.iter().all(|name| PortName::is(name)));
    }
}
