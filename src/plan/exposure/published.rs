//! `--publish`: which port of the node, or which Service, leads to a port of the container.

use std::net::IpAddr;

use super::{
    Cursor, MANY, discard, lends_network,
    outside::{Door, Outside},
    put,
};
use crate::{
    facts::networks,
    origin::Given,
    plan::Protocol,
    podman::{
        network::{Join, Pod},
        ports::Publish,
    },
    rules::{exposure as rules, parts},
    settings::Exposure,
};

mod judge;
mod reserved;

/// Settles one element of `--publish`.
pub fn settle(at: &mut Cursor<'_>, given: &Given<Publish>, outside: &mut Outside) {
    let network = &at.container().network;
    let join = network.join.first().map(|join| &join.value);
    if lends_network(at) {
        discard(at, given.origin, "published");
        return;
    }
    let pod = network.pod.as_ref().map(|pod| &pod.value);
    if matches!(pod, Some(Pod::Existing(_))) && matches!(join, None | Some(Join::Pod)) {
        return; // refused by the pass `networks`, as podman refuses it
    }
    let publish = &given.value;
    if publish.container.span() >= MANY {
        say_many(at, given);
    }
    let way = way(at, publish);
    if clashes(at, given, way) {
        return;
    }
    for (step, port) in publish.container.ports().enumerate() {
        let host = publish.host.and_then(|host| host.ports().nth(step));
        for protocol in &publish.protocols {
            let protocol = Protocol::from(*protocol);
            let door = Door {
                workload: at.plan.workload_index(at.index),
                container: at.index,
                port,
                host: host.unwrap_or(port),
                protocol,
                origin: given.origin,
            };
            let node = (way == Way::Node).then_some(host).flatten();
            let ip = node.and(address(publish));
            let ports = at.plan.ports_mut(at.index);
            put(ports, port, protocol, node, ip, given.origin);
            let loopback = publish.address.is_some_and(|ip| ip.is_loopback());
            if matches!(way, Way::Service(_)) || (way == Way::Node && !loopback) {
                let open = &mut at.workload_mut().open;
                open.entry((port, protocol)).or_default().push(given.origin);
            }
            match way {
                Way::Service(exposure) => outside.open(exposure, door),
                Way::Node | Way::Random | Way::Lan | Way::Closed => {}
            }
        }
    }
    judge::judge(at, given, way);
}

/// How a published port is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A port of the node.
    Node,
    /// A Service or an Ingress.
    Service(Exposure),
    /// podman would have chosen a number.
    Random,
    /// podman opens no port of the host for a machine of the LAN.
    Lan,
    /// Not at all: the settings say so.
    Closed,
}

/// What the settings say for the container that has the ports.
fn exposure(at: &Cursor<'_>) -> Exposure {
    let container = at.container();
    at.settings
        .exposure_of(&container.host, &container.attribute)
}

fn way(at: &Cursor<'_>, publish: &Publish) -> Way {
    let loopback = publish.address.is_some_and(|ip| ip.is_loopback());
    let on_lan = networks::is_only_in_lan(at.inventory, at.container());
    if publish.host.is_none() {
        return if on_lan { Way::Lan } else { Way::Random };
    }
    match exposure(at) {
        Exposure::HostPort | Exposure::Labels if on_lan => Way::Lan,
        Exposure::None => Way::Closed,
        // An exposure on every address would show what was meant only for the host.
        Exposure::LoadBalancer | Exposure::NodePort if loopback => Way::Node,
        Exposure::Ingress if routed(at, publish) => Way::Service(Exposure::Ingress),
        Exposure::HostPort | Exposure::Labels | Exposure::Ingress => Way::Node,
        other => Way::Service(other),
    }
}

/// Whether the route of the settings leads to this element: it has the port that they name, or is
/// the first one with TCP.
fn routed(at: &Cursor<'_>, publish: &Publish) -> bool {
    use crate::podman::ports::Protocol::Tcp;
    let port = at.chosen().and_then(|chosen| chosen.ingress.as_ref()?.port);
    let single = publish.container.span() == 0 && publish.protocols.contains(&Tcp);
    if let Some(port) = port {
        return single && publish.container.first() == port.get();
    }
    let mut list = at
        .container()
        .ports
        .publish
        .iter()
        .map(|given| &given.value);
    list.find(|other| other.protocols.contains(&Tcp)) == Some(publish)
}

/// `hostIP`; podman takes `0.0.0.0` for no address at all.
fn address(publish: &Publish) -> Option<IpAddr> {
    let everywhere = IpAddr::from([0, 0, 0, 0]);
    publish.address.filter(|ip| *ip != everywhere)
}

/// Whether the element cannot be published at all.
fn clashes(at: &mut Cursor<'_>, given: &Given<Publish>, way: Way) -> bool {
    // servicelb opens the ports of a load balancer on the node as well.
    let balanced = way == Way::Service(Exposure::LoadBalancer)
        && parts::BALANCER.left_out(at.inventory.left_out()).is_none();
    let Some(host) = given.value.host.filter(|_| way == Way::Node || balanced) else {
        return false;
    };
    let protocols: Vec<Protocol> = given
        .value
        .protocols
        .iter()
        .copied()
        .map(Protocol::from)
        .collect();
    match reserved::find(&(host.first()..=host.last()), &protocols) {
        Some((port, row)) if row.always => {
            let say = rules::reserved_port(at.name(), port, row.what);
            at.ledger.refused(given.origin, say);
            return true;
        }
        Some((port, row)) => {
            let say = rules::perhaps_reserved_port(at.name(), port, row.what);
            at.say_at(given.origin, say);
        }
        None => {}
    }
    if balanced {
        return false;
    }
    let ip = address(&given.value);
    for (step, port) in given.value.container.ports().enumerate() {
        let number = host.ports().nth(step);
        let taken = at.plan.ports_mut(at.index).iter().any(|old| {
            old.host_port.as_ref().map(|host| host.value) == number
                && old.host_ip.as_ref().map(|ip| ip.value) == ip
                && protocols.contains(&old.protocol)
                && old.port != port
        });
        if taken {
            let say = rules::one_port_for_two(at.name());
            at.ledger.refused(given.origin, say);
            return true;
        }
    }
    false
}

fn say_many(at: &mut Cursor<'_>, given: &Given<Publish>) {
    let count = u32::from(given.value.container.span()) + 1;
    let say = rules::many_ports(at.name(), count);
    at.say_at(given.origin, say);
}
