//! What became of a published port.

use std::net::IpAddr;

use super::{Seat, Way, address};
use crate::{
    ledger::Subject,
    origin::Given,
    podman::ports::Publish,
    rules::{OldSay, exposure as rules},
    settings::Exposure,
};

/// Ports of the node that K3s gives to its bundled Traefik.
const TRAEFIK: [u16; 2] = [80, 443];

/// Settles the option by the way that was taken.
pub fn judge(seat: &mut Seat<'_>, given: &Given<Publish>, way: Way) {
    let (origin, publish) = (given.origin, &given.value);
    let name = seat.container.attribute.clone();
    match way {
        Way::Node => {
            say_traefik(seat, given);
            judge_address(seat, given);
        }
        Way::Random => {
            let say = OldSay::new(format!(
                "`{name}` publishes a port on a random port of the host; only Pods reach it now"
            ))
            .lost("the random port: nobody could count on its number")
            .remedy("name the port of the host: `8080:80`");
            seat.ledger
                .changed_by(origin, &rules::RANDOM_HOST_PORT, say);
        }
        Way::Closed => {
            let say = OldSay::new(format!("`{name}` is reached by other Pods alone"))
                .lost("the port of the host: the settings say `exposure = \"none\"`");
            seat.ledger.changed_by(origin, &rules::NOT_EXPOSED, say);
        }
        Way::Service(Exposure::Ingress) => {
            let say = OldSay::new(format!("`{name}` is reached through an Ingress"))
                .lost("the port of the host: the settings say `exposure = \"ingress\"`");
            seat.ledger.changed_by(origin, &rules::INGRESS, say);
        }
        Way::Service(Exposure::NodePort) => {
            let say = OldSay::new(format!("`{name}` is reached on a port of every node"))
                .lost("the number of the port, unless it is between 30000 and 32767; the address of the client");
            seat.ledger.changed_by(origin, &rules::NODE_PORT, say);
        }
        Way::Service(_) => {
            say_traefik(seat, given);
            if let Some(address) = address(publish) {
                let say = OldSay::new(format!(
                    "`{name}` was published on one address; Kubernetes will answer on all of them"
                ))
                .lost(format!("that only {address} answers"))
                .remedy("set `exposure = \"hostPort\"` for the container to keep the address");
                seat.ledger.changed_by(origin, &rules::ONE_ADDRESS, say);
            } else {
                let say = OldSay::new(format!("`{name}` is reached through a load balancer"))
                    .lost("the address of the client: the container sees one of the cluster");
                seat.ledger.changed_by(origin, &rules::LOAD_BALANCER, say);
            }
        }
    }
}

/// The port mapper of CNI serves the IP families of the Pod, and no IPv6 loopback.
fn judge_address(seat: &mut Seat<'_>, given: &Given<Publish>) {
    let origin = given.origin;
    match given.value.address {
        Some(IpAddr::V6(address)) => {
            let say = OldSay::new(format!(
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
            seat.ledger.changed_by(origin, &rules::IPV6_ADDRESS, say);
        }
        _ if seat.loopback_kept(given) => {
            let say = OldSay::new(format!(
                "`{}` stays on `127.0.0.1`, whatever the settings say",
                seat.container.attribute
            ))
            .remedy("publish the port without an address to open it");
            seat.ledger.kept(origin);
            seat.ledger
                .say_by(Subject::Option(origin), &rules::LOOPBACK_ONLY, say);
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
        let say = OldSay::new(format!(
            "`{}` publishes port {port}, which K3s gives to its own Traefik",
            seat.container.attribute
        ))
        .lost("the port, as long as that Traefik runs: one of the two Pods stays Pending")
        .remedy("turn it off: `services.k3s.extraFlags = [ \"--disable=traefik\" ]`")
        .remedy("set `exposure = \"ingress\"` and let that Traefik lead to the container");
        seat.ledger
            .say_by(Subject::Option(given.origin), &rules::TRAEFIK_PORT, say);
    }
}
