//! What became of a published port.

use std::net::IpAddr;

use super::{Cursor, Way, address, exposure};
use crate::{
    origin::Given,
    podman::ports::Publish,
    rules::{exposure as rules, parts},
    settings::Exposure,
};

/// Ports of the node that K3s gives to its bundled Traefik.
const TRAEFIK: [u16; 2] = [80, 443];

/// Settles the option by the way that was taken.
pub fn judge(at: &mut Cursor<'_>, given: &Given<Publish>, way: Way) {
    let (origin, publish) = (given.origin, &given.value);
    let name = at.name();
    let say = match way {
        Way::Node => {
            say_traefik(at, given);
            return judge_address(at, given);
        }
        Way::Random => rules::random_host_port(name),
        Way::Lan => rules::port_in_lan(name),
        Way::Closed => rules::not_exposed(name),
        Way::Service(Exposure::Ingress) => rules::ingress(name),
        Way::Service(Exposure::NodePort) => rules::node_port(name),
        Way::Service(_) => {
            say_traefik(at, given);
            match address(publish) {
                Some(address) => rules::one_address(name, address),
                None => rules::load_balancer(name),
            }
        }
    };
    at.ledger.changed(origin, say);
}

/// The port mapper of CNI serves the IP families of the Pod, and no IPv6 loopback.
fn judge_address(at: &mut Cursor<'_>, given: &Given<Publish>) {
    let (origin, name) = (given.origin, at.name());
    match given.value.address {
        Some(IpAddr::V6(address)) if address.is_loopback() => {
            at.ledger
                .changed(origin, rules::ipv6_loopback(name, address));
        }
        Some(IpAddr::V6(address)) => {
            at.ledger
                .changed(origin, rules::ipv6_address(name, address));
        }
        Some(address) if is_podmans(at, address) => {
            at.ledger
                .changed(origin, rules::podmans_address(name, address));
        }
        _ if loopback_kept(at, given) => {
            at.ledger.kept(origin);
            let say = rules::loopback_only(name);
            at.say_at(origin, say);
        }
        _ => at.ledger.kept(origin),
    }
}

/// Whether only podman gives the host this address.
fn is_podmans(at: &Cursor<'_>, address: IpAddr) -> bool {
    let host = &at.container().host;
    at.facts.addresses.meaning(host, address).is_some()
}

/// Whether the settings wanted the port open, and its loopback address forbade it.
fn loopback_kept(at: &Cursor<'_>, given: &Given<Publish>) -> bool {
    let wanted = matches!(exposure(at), Exposure::LoadBalancer | Exposure::NodePort);
    wanted && given.value.address.is_some_and(|ip| ip.is_loopback())
}

/// Whether Ingresses are requested for other containers, which that Traefik serves.
fn routes(at: &Cursor<'_>) -> bool {
    let mut all = at.inventory.containers.iter().enumerate();
    all.any(|(index, other)| {
        let wanted = at.settings.exposure_of(&other.host, &other.attribute);
        index != at.index && matches!(wanted, Exposure::Labels | Exposure::Ingress)
    })
}

fn say_traefik(at: &mut Cursor<'_>, given: &Given<Publish>) {
    use crate::podman::ports::Protocol::Tcp;
    // Without servicelb nothing has its ports on the nodes.
    let gone = |part: &parts::Part| part.left_out(at.inventory.left_out()).is_some();
    if gone(&parts::ROUTES) || gone(&parts::BALANCER) {
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
        let say = if routes(at) {
            rules::port_of_routes(at.name(), port)
        } else {
            rules::traefik_port(at.name(), port)
        };
        at.say_at(given.origin, say);
    }
}
