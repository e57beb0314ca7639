//! What became of a published port.

use std::net::IpAddr;

use super::{Seat, Way, address};
use crate::{
    ledger::Subject, origin::Given, podman::ports::Publish, rules::exposure as rules,
    settings::Exposure,
};

/// Ports of the node that K3s gives to its bundled Traefik.
const TRAEFIK: [u16; 2] = [80, 443];

/// Settles the option by the way that was taken.
pub fn judge(seat: &mut Seat<'_>, given: &Given<Publish>, way: Way) {
    let (origin, publish) = (given.origin, &given.value);
    let name = &seat.container.attribute;
    let say = match way {
        Way::Node => {
            say_traefik(seat, given);
            return judge_address(seat, given);
        }
        Way::Random => rules::random_host_port(name),
        Way::Closed => rules::not_exposed(name),
        Way::Service(Exposure::Ingress) => rules::ingress(name),
        Way::Service(Exposure::NodePort) => rules::node_port(name),
        Way::Service(_) => {
            say_traefik(seat, given);
            match address(publish) {
                Some(address) => rules::one_address(name, address),
                None => rules::load_balancer(name),
            }
        }
    };
    seat.ledger.changed(origin, say);
}

/// The port mapper of CNI serves the IP families of the Pod, and no IPv6 loopback.
fn judge_address(seat: &mut Seat<'_>, given: &Given<Publish>) {
    let (origin, name) = (given.origin, &seat.container.attribute);
    match given.value.address {
        Some(IpAddr::V6(address)) if address.is_loopback() => {
            seat.ledger
                .changed(origin, rules::ipv6_loopback(name, address));
        }
        Some(IpAddr::V6(address)) => {
            seat.ledger
                .changed(origin, rules::ipv6_address(name, address));
        }
        _ if seat.loopback_kept(given) => {
            seat.ledger.kept(origin);
            let say = rules::loopback_only(name);
            seat.ledger.say(Subject::Option(origin), say);
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
    use crate::podman::ports::Protocol::Tcp;
    // Without servicelb nothing has its ports on the nodes.
    let gone = |part| seat.inventory.leaves_out(part);
    if gone("traefik") || gone("servicelb") {
        return;
    }
    let Some(host) = given
        .value
        .host
        .filter(|_| given.value.protocols.contains(&Tcp))
    else {
        return;
    };
    let range = host.first()..=host.last();
    for port in TRAEFIK.into_iter().filter(|port| range.contains(port)) {
        let say = rules::traefik_port(&seat.container.attribute, port);
        seat.ledger.say(Subject::Option(given.origin), say);
    }
}
