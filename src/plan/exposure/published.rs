//! `--publish`: which port of the node, or which Service, leads to a port of the container.

use std::net::IpAddr;

use super::{
    MANY, Seat, discard,
    outside::{Door, Outside},
    put,
};
use crate::{
    ledger::Subject,
    origin::Given,
    plan::Protocol,
    podman::{
        network::{Join, Pod},
        ports::Publish,
    },
    rules::exposure as rules,
    settings::Exposure,
};

mod judge;

/// Ports of the node that K3s itself needs: the API server, the kubelet, flannel.
const RESERVED: [(u16, Protocol); 3] = [
    (6443, Protocol::Tcp),
    (10250, Protocol::Tcp),
    (8472, Protocol::Udp),
];

/// Settles one element of `--publish`.
pub fn settle(seat: &mut Seat<'_>, given: &Given<Publish>, outside: &mut Outside) {
    let network = &seat.container.network;
    let join = network.join.first().map(|join| &join.value);
    if matches!(join, Some(Join::Host | Join::None | Join::Container(_))) {
        discard(seat, given.origin, "published");
        return;
    }
    let pod = network.pod.as_ref().map(|pod| &pod.value);
    if matches!(pod, Some(Pod::Existing(_))) && matches!(join, None | Some(Join::Pod)) {
        return; // refused by the pass `networks`, as podman refuses it
    }
    let publish = &given.value;
    if publish.container.span() >= MANY {
        say_many(seat, given);
    }
    let way = way(seat, publish);
    if clashes(seat, given, way) {
        return;
    }
    for (step, port) in publish.container.ports().enumerate() {
        let host = publish.host.and_then(|host| host.ports().nth(step));
        for protocol in &publish.protocols {
            let protocol = Protocol::from(*protocol);
            let door = Door {
                workload: seat.plan.workload_index(seat.index),
                container: seat.index,
                port,
                host: host.unwrap_or(port),
                protocol,
                origin: given.origin,
            };
            let node = (way == Way::Node).then_some(host).flatten();
            let ip = node.and(address(publish));
            let ports = seat.plan.ports_mut(seat.index);
            put(ports, port, protocol, node, ip, given.origin);
            let loopback = publish.address.is_some_and(|ip| ip.is_loopback());
            if matches!(way, Way::Service(_)) || (way == Way::Node && !loopback) {
                let open = &mut seat.plan.workload_mut(seat.index).open;
                open.entry((port, protocol)).or_default().push(given.origin);
            }
            match way {
                Way::Service(exposure) => outside.open(exposure, door),
                Way::Node | Way::Random | Way::Closed => {}
            }
        }
    }
    judge::judge(seat, given, way);
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
    /// Not at all: the settings say so.
    Closed,
}

impl Seat<'_> {
    /// What the settings say for the container that has the ports.
    fn exposure(&self) -> Exposure {
        let container = self.container;
        self.settings
            .exposure_of(&container.host, &container.attribute)
    }
}

fn way(seat: &Seat<'_>, publish: &Publish) -> Way {
    let loopback = publish.address.is_some_and(|ip| ip.is_loopback());
    if publish.host.is_none() {
        return Way::Random;
    }
    match seat.exposure() {
        Exposure::None => Way::Closed,
        // An exposure on every address would show what was meant only for the host.
        Exposure::LoadBalancer | Exposure::NodePort if loopback => Way::Node,
        Exposure::Ingress if routed(seat, publish) => Way::Service(Exposure::Ingress),
        Exposure::HostPort | Exposure::Ingress => Way::Node,
        other => Way::Service(other),
    }
}

/// Whether the route of the settings leads to this element: it has the port that they name, or is
/// the first one with TCP.
fn routed(seat: &Seat<'_>, publish: &Publish) -> bool {
    use crate::podman::ports::Protocol::Tcp;
    let container = seat.container;
    let chosen = seat
        .settings
        .container(&container.host, &container.attribute);
    let port = chosen.and_then(|chosen| chosen.ingress.as_ref()?.port);
    let single = publish.container.span() == 0 && publish.protocols.contains(&Tcp);
    if let Some(port) = port {
        return single && publish.container.first() == port.get();
    }
    let mut list = container.ports.publish.iter().map(|given| &given.value);
    list.find(|other| other.protocols.contains(&Tcp)) == Some(publish)
}

/// `hostIP`; podman takes `0.0.0.0` for no address at all.
fn address(publish: &Publish) -> Option<String> {
    let everywhere = IpAddr::from([0, 0, 0, 0]);
    let address = publish.address.filter(|ip| *ip != everywhere);
    address.map(|ip| ip.to_string())
}

/// Whether the element cannot be published at all.
fn clashes(seat: &mut Seat<'_>, given: &Given<Publish>, way: Way) -> bool {
    let Some(host) = given.value.host.filter(|_| way == Way::Node) else {
        return false;
    };
    let protocols: Vec<Protocol> = given
        .value
        .protocols
        .iter()
        .copied()
        .map(Protocol::from)
        .collect();
    let reserved = RESERVED.iter().find(|(port, protocol)| {
        (host.first()..=host.last()).contains(port) && protocols.contains(protocol)
    });
    if let Some((port, _)) = reserved {
        let say = rules::reserved_port(&seat.container.attribute, port);
        seat.ledger.refused(given.origin, say);
        return true;
    }
    let ip = address(&given.value);
    for (step, port) in given.value.container.ports().enumerate() {
        let number = host.ports().nth(step);
        let taken = seat.plan.ports_mut(seat.index).iter().any(|old| {
            old.host_port.as_ref().map(|host| host.value) == number
                && old.host_ip.as_ref().map(|ip| &ip.value) == ip.as_ref()
                && protocols.contains(&old.protocol)
                && old.port != port
        });
        if taken {
            let say = rules::one_port_for_two(&seat.container.attribute);
            seat.ledger.refused(given.origin, say);
            return true;
        }
    }
    false
}

fn say_many(seat: &mut Seat<'_>, given: &Given<Publish>) {
    let count = u32::from(given.value.container.span()) + 1;
    let say = rules::many_ports(&seat.container.attribute, count);
    seat.ledger.say(Subject::Option(given.origin), say);
}
