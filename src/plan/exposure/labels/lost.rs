//! Routes of labels that are the only way to a container, where the settings do not make Ingresses of them.

use super::Given;
use crate::{
    plan::Cursor,
    podman::labels::{self, Proxy, caddy::Block, traefik::Traefik},
    rules::exposure as rules,
};

/// The proxies, with the service of NixOS that may run one on the host.
const PROXIES: [(Proxy, &str, &str); 2] = [
    (Proxy::Traefik, "Traefik", "services.traefik"),
    (Proxy::Caddy, "caddy-docker-proxy", "services.caddy"),
];

/// A warning for each of these containers, at the first label of its route.
pub fn say(at: &mut Cursor<'_>) {
    at.each(|at| {
        if at.makes_routes() || has_way_in(at) {
            return;
        }
        for (proxy, called, service) in PROXIES {
            let labels = labels::of(&at.container().identity.labels, proxy);
            let route = match proxy {
                Proxy::Traefik => {
                    let reads_all = at.facts.proxies.reads_all(&at.container().host);
                    of_traefik(&labels, reads_all)
                }
                Proxy::Caddy => of_caddy(&labels),
            };
            let Some(given) = route else { continue };
            let host = at.host();
            let mut listeners = host.into_iter().flat_map(|host| &host.listeners);
            let say = if listeners.any(|listener| listener.service == service) {
                rules::only_way_of_host(at.name(), called, service)
            } else {
                rules::only_way(at.name(), called)
            };
            at.say_at(given.origin, say);
        }
    });
}

fn of_traefik<'a>(labels: &[&'a Given], reads_all: bool) -> Option<&'a Given> {
    let all = Traefik::read(labels);
    if !all.is_read(reads_all) {
        return None;
    }
    let rule = all
        .routers
        .values()
        .find_map(|options| options.get("rule").copied());
    let any = all
        .routers
        .values()
        .find_map(|options| options.values().next().copied());
    rule.or(any).or(all.streams.first().copied()).or(all.enable)
}

fn of_caddy<'a>(labels: &[&'a Given]) -> Option<&'a Given> {
    let blocks = Block::read(labels);
    let mut sites = blocks.iter().filter_map(|block| block.label);
    sites.find(|given| {
        let value = given.value.value.trim();
        !value.is_empty() && !value.starts_with('(')
    })
}

/// Whether it is reached from outside without the route: by an Ingress, the host's network, or a port that a member of its
/// Pod publishes on more than the loopback address.
fn has_way_in(at: &Cursor<'_>) -> bool {
    let workload = at.workload();
    let members = workload.members.iter();
    let mut members = members.filter_map(|index| at.inventory.containers.get(*index));
    !workload.ingresses.is_empty()
        || workload.pod.host_network.is_some()
        || members.any(|member| {
            let mut ports = member.ports.publish.iter();
            ports.any(|given| given.value.address.is_none_or(|ip| !ip.is_loopback()))
        })
}
