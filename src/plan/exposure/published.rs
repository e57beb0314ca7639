//! `--publish`: which port of the node, or which Service, leads to a port of the container.

use std::net::IpAddr;

use super::{
    MANY, Seat, discard,
    outside::{Door, Outside},
    put,
};
use crate::{
    diagnostic::{Say, Subject, rules::exposure as rules},
    inventory::{
        network::{Join, Pod},
        ports::Publish,
    },
    origin::Given,
    plan::Protocol,
    settings::Exposure,
};

/// Ports of the node that K3s itself needs: the API server, the kubelet, flannel.
const RESERVED: [(u16, Protocol); 3] = [
    (6443, Protocol::Tcp),
    (10250, Protocol::Tcp),
    (8472, Protocol::Udp),
];
/// Ports of the node that K3s gives to its bundled Traefik.
const TRAEFIK: [u16; 2] = [80, 443];

/// Settles one element of `--publish`.
pub fn settle(seat: &mut Seat<'_>, given: &Given<Publish>, outside: &mut Outside) {
    let network = &seat.container.network;
    let join = network.join.first().map(|join| &join.value);
    if matches!(join, Some(Join::Host | Join::None | Join::Container(_))) {
        discard(seat, given.origin, "publishes");
        return;
    }
    if network
        .pod
        .get()
        .is_some_and(|pod| matches!(pod.value, Pod::Existing(_)))
    {
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
            let ports = &mut seat.plan.container_mut(seat.index).ports;
            put(ports, port, protocol, node, ip, given.origin);
            match way {
                Way::Service(exposure) => outside.open(exposure, door),
                Way::Node | Way::Random | Way::Closed => {}
            }
        }
    }
    judge(seat, given, way);
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
        // Whatever opens a port on every address would show what was meant for the host alone.
        Exposure::LoadBalancer | Exposure::NodePort if loopback => Way::Node,
        Exposure::Ingress if routed(seat, publish) => Way::Service(Exposure::Ingress),
        Exposure::HostPort | Exposure::Ingress => Way::Node,
        other => Way::Service(other),
    }
}

/// Whether the route of the settings leads to this element: it has the port that they name, or is
/// the first one with TCP.
fn routed(seat: &Seat<'_>, publish: &Publish) -> bool {
    use crate::inventory::ports::Protocol::Tcp;
    let container = seat.container;
    let chosen = seat
        .settings
        .container(&container.host, &container.attribute);
    let port = chosen.and_then(|chosen| chosen.ingress.as_ref()?.port);
    let single = publish.container.span() == 0 && publish.protocols.contains(&Tcp);
    if let Some(port) = port {
        return single && publish.container.first() == port;
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
        let say = Say::new(format!(
            "`{}` publishes port {port}, on which K3s itself listens",
            seat.container.attribute
        ))
        .lost("the port: it would take the node's own connections away")
        .remedy("publish another port of the host")
        .remedy("set `exposure = \"none\"` for the container if only other Pods need it");
        seat.ledger
            .refused(given.origin, &rules::RESERVED_PORT, say);
        return true;
    }
    let ip = address(&given.value);
    for (step, port) in given.value.container.ports().enumerate() {
        let number = host.ports().nth(step);
        let taken = seat.plan.container_of(seat.index).ports.iter().any(|old| {
            old.host_port.as_ref().map(|host| host.value) == number
                && old.host_ip.as_ref().map(|ip| &ip.value) == ip.as_ref()
                && protocols.contains(&old.protocol)
                && old.port != port
        });
        if taken {
            let say = Say::new(format!(
                "`{}` publishes one port of the host for two of its own",
                seat.container.attribute
            ))
            .lost("the container: podman refuses to start it")
            .remedy("publish another port of the host for one of them");
            seat.ledger
                .refused(given.origin, &rules::ONE_PORT_FOR_TWO, say);
            return true;
        }
    }
    false
}

fn say_many(seat: &mut Seat<'_>, given: &Given<Publish>) {
    let count = u32::from(given.value.container.span()) + 1;
    let say = Say::new(format!(
        "`{}` publishes {count} ports, and each one is an entry of the Pod",
        seat.container.attribute
    ))
    .remedy("use `--network=host`, or publish fewer ports");
    seat.ledger
        .say(Subject::Option(given.origin), &rules::MANY_PORTS, say);
}

/// Settles the option by the way that was taken.
fn judge(seat: &mut Seat<'_>, given: &Given<Publish>, way: Way) {
    let (origin, publish) = (given.origin, &given.value);
    let name = seat.container.attribute.clone();
    match way {
        Way::Node => {
            say_traefik(seat, given);
            judge_address(seat, given);
        }
        Way::Random => {
            let say = Say::new(format!(
                "`{name}` publishes a port on a random port of the host; only Pods reach it now"
            ))
            .lost("the random port: nobody could count on its number")
            .remedy("name the port of the host: `8080:80`");
            seat.ledger.changed(origin, &rules::RANDOM_HOST_PORT, say);
        }
        Way::Closed => {
            let say = Say::new(format!("`{name}` is reached by other Pods alone"))
                .lost("the port of the host: the settings say `exposure = \"none\"`");
            seat.ledger.changed(origin, &rules::NOT_EXPOSED, say);
        }
        Way::Service(Exposure::Ingress) => {
            let say = Say::new(format!("`{name}` is reached through an Ingress"))
                .lost("the port of the host: the settings say `exposure = \"ingress\"`");
            seat.ledger.changed(origin, &rules::INGRESS, say);
        }
        Way::Service(Exposure::NodePort) => {
            let say = Say::new(format!("`{name}` is reached on a port of every node"))
                .lost("the number of the port, unless it is between 30000 and 32767; the address of the client");
            seat.ledger.changed(origin, &rules::NODE_PORT, say);
        }
        Way::Service(_) => {
            say_traefik(seat, given);
            if let Some(address) = address(publish) {
                let say = Say::new(format!(
                    "`{name}` was published on one address; Kubernetes will answer on all of them"
                ))
                .lost(format!("that only {address} answers"))
                .remedy("set `exposure = \"hostPort\"` for the container to keep the address");
                seat.ledger.changed(origin, &rules::ONE_ADDRESS, say);
            } else {
                let say = Say::new(format!("`{name}` is reached through a load balancer"))
                    .lost("the address of the client: the container sees one of the cluster");
                seat.ledger.changed(origin, &rules::LOAD_BALANCER, say);
            }
        }
    }
}

/// The port mapper of CNI serves the IP families of the Pod, and no IPv6 loopback.
fn judge_address(seat: &mut Seat<'_>, given: &Given<Publish>) {
    let origin = given.origin;
    match given.value.address {
        Some(IpAddr::V6(address)) => {
            let say = Say::new(format!(
                "`{}` is published on `[{address}]`, where Kubernetes answers only if Pods have IPv6",
                seat.container.attribute
            ));
            let say = if address.is_loopback() {
                say.lost("the port on `::1`: CNI maps no IPv6 loopback")
                    .remedy("publish it on 127.0.0.1")
            } else {
                say.lost(
                    "the port, unless the cluster was made with `--cluster-cidr` of both families",
                )
                .remedy("publish it on an IPv4 address")
            };
            seat.ledger.changed(origin, &rules::IPV6_ADDRESS, say);
        }
        _ if seat.loopback_kept(given) => {
            let say = Say::new(format!(
                "`{}` stays on `127.0.0.1`, whatever the settings say",
                seat.container.attribute
            ))
            .remedy("publish the port without an address to open it");
            seat.ledger.kept(origin);
            seat.ledger
                .say(Subject::Option(origin), &rules::LOOPBACK_ONLY, say);
        }
        _ => seat.ledger.kept(origin),
    }
}

impl Seat<'_> {
    /// Whether the settings wanted the port open, and its loopback address forbade it.
    fn loopback_kept(&self, given: &Given<Publish>) -> bool {
        let wanted = matches!(self.exposure(), Exposure::LoadBalancer | Exposure::NodePort);
        wanted && given.value.address.is_some_and(|ip| ip.is_loopback())
    }
}

fn say_traefik(seat: &mut Seat<'_>, given: &Given<Publish>) {
    use crate::inventory::ports::Protocol::Tcp;
    let Some(host) = given
        .value
        .host
        .filter(|_| given.value.protocols.contains(&Tcp))
    else {
        return;
    };
    let range = host.first()..=host.last();
    for port in TRAEFIK.into_iter().filter(|port| range.contains(port)) {
        let say = Say::new(format!(
            "`{}` publishes port {port}, which K3s gives to its own Traefik",
            seat.container.attribute
        ))
        .lost("the port, as long as that Traefik runs: one of the two Pods stays Pending")
        .remedy("turn it off: `services.k3s.extraFlags = [ \"--disable=traefik\" ]`")
        .remedy("set `exposure = \"ingress\"` and let that Traefik lead to the container");
        seat.ledger
            .say(Subject::Option(given.origin), &rules::TRAEFIK_PORT, say);
    }
}
