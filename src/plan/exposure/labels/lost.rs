//! Routes of labels that are the only way to a container, where the settings do not make Ingresses of them.

use super::Given;
use crate::{
    origin::OriginId,
    plan::Cursor,
    podman::{
        labels::{self, Proxy, caddy::Block, traefik::Traefik},
        process::Env,
    },
    rules::{exposure as rules, reach},
};

/// The proxies, with the service of NixOS that may run one on the host.
const PROXIES: [(Proxy, &str, &str); 2] = [
    (Proxy::Traefik, "Traefik", "services.traefik"),
    (Proxy::Caddy, "caddy-docker-proxy", "services.caddy"),
];

/// A warning for each of these containers, at the first label of its route.
pub fn say(at: &mut Cursor<'_>) {
    at.each(|at| {
        for (given, called, service) in routes(at) {
            let host = at.host();
            let mut listeners = host.into_iter().flat_map(|host| &host.listeners);
            let say = if listeners.any(|listener| listener.service == service) {
                rules::only_way_of_host(at.name(), called, service)
            } else {
                rules::only_way(at.name(), called)
            };
            at.say_at(given.origin, say);
        }
        if let Some((origin, names)) = of_variables(at) {
            let say = reach::only_way_of_variables(at.name(), VIRTUAL_HOST, names);
            at.say_at(origin, say);
        }
    });
}

/// The variable in which nginx-proxy finds the host names of a container.
///
/// nginx-proxy: <https://github.com/nginx-proxy/nginx-proxy/tree/main/docs#virtual-hosts-and-ports>
const VIRTUAL_HOST: &str = "VIRTUAL_HOST";

/// The host names under which nginx-proxy leads to the container at hand, where nothing else does.
fn of_variables(at: &Cursor<'_>) -> Option<(OriginId, String)> {
    let variables = at.container().process.env.iter().rev();
    let found = variables.filter_map(|given| match &given.value {
        Env::Set { name, value } if name == VIRTUAL_HOST => Some((given.origin, value.clone())),
        _ => None,
    });
    found
        .take(1)
        .find(|(_, names)| !names.is_empty() && !has_way_in(at))
}

/// The routes of labels that are the only way to the container at hand: a label of each, and its proxy.
pub fn routes<'a>(at: &Cursor<'a>) -> Vec<(&'a Given, &'static str, &'static str)> {
    if at.makes_routes() || has_way_in(at) {
        return Vec::new();
    }
    let each = PROXIES.into_iter().filter_map(|(proxy, called, service)| {
        let labels = labels::of(&at.container().identity.labels, proxy);
        let route = match proxy {
            Proxy::Traefik => of_traefik(at, &labels),
            Proxy::Caddy => of_caddy(&labels),
        };
        Some((route?, called, service))
    });
    each.collect()
}

fn of_traefik<'a>(at: &Cursor<'_>, labels: &[&'a Given]) -> Option<&'a Given> {
    let all = Traefik::read(labels);
    if !at.facts.proxies.read(at.container(), &all) {
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
