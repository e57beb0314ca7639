//! Networks: labels of the Pod, the host's network, name resolution, `/etc/hosts`.

use std::collections::BTreeSet;

use super::{Cursor, policy};
use crate::{
    facts::{called, networks},
    origin::{Given, OriginId, Traced, Whys},
    podman::{
        Container,
        network::{Endpoint, Join, Link, Network, UserSpace},
    },
    rules::{Say, engines, network as rules, reach, workload},
};

mod addresses;
mod domain;
mod drivers;
pub(super) mod hosts;
mod order;
mod refused;
mod resolver;
mod unmade;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Network {
            join,
            aliases: _, // Services: the pass `exposure` makes them
            ip,
            ip6,
            mac,
            dns,
            dns_options,
            dns_search,
            add_host,
            no_hosts,
            hosts_file,
            links,
            pod: _,         // settled by the pass `grouping`
            pod_id_file: _, // settled by the pass `grouping`
        } = &at.container().network;
        let refused = &refused::settle(at);
        for given in join {
            settle_join(at, given);
        }
        settle_further(at, join);
        addresses::settle(at, refused::other(ip.as_ref(), refused));
        addresses::settle(at, refused::other(ip6.as_ref(), refused));
        addresses::settle(at, refused::other(mac.as_ref(), refused));
        addresses::say_podmans(at);
        domain::say(at);
        if resolver::is_the_pods(at.container()) {
            resolver::ignore(at, dns, dns_options, dns_search);
        } else {
            resolver::settle_servers(at, &refused::others(dns, refused));
            resolver::settle_searches(at, &refused::others(dns_search, refused));
            resolver::settle_options(at, &refused::others(dns_options, refused));
        }
        hosts::settle_entries(at, &refused::others(add_host, refused));
        let no_hosts = refused::other(no_hosts.as_ref(), refused);
        hosts::settle_switches(at, no_hosts, refused::other(hosts_file.as_ref(), refused));
        hosts::add_gateway(at);
        for link in refused::others(links, refused) {
            settle_link(at, &link);
        }
    });
    unmade::say(at);
    drivers::say(at);
    hosts::add_members(at);
    order::keep(at);
    resolver::add_other_namespaces(at);
    let workloads = at.plan.workloads.iter_mut();
    workloads.for_each(|workload| resolver::add_ndots(&mut workload.pod));
}

/// `--link`: the pass `exposure` gives the other container a Service under the name, and settles an alias.
fn settle_link(at: &mut Cursor<'_>, given: &Given<Link>) {
    let Link { name, alias } = &given.value;
    let peer = at.facts.peers.by_name(&at.container().host, name);
    let peer = peer.and_then(|peer| at.inventory.containers.get(peer));
    let Some(peer) = peer.filter(|peer| networks::has_names(at.inventory, peer)) else {
        let say = engines::link_elsewhere(at.name(), name, alias);
        return at.ledger.dropped(given.origin, say);
    };
    let on_default = |container: &Container| {
        let join = container.network.join.first().map(|given| &given.value);
        matches!(join, None | Some(Join::Private | Join::Bridge(_)))
    };
    if on_default(at.container()) && !on_default(peer) {
        let say = reach::link_off_default(at.name(), &peer.attribute);
        return at.ledger.refused(given.origin, say);
    }
    let say = engines::link(at.name(), &peer.attribute);
    at.say_at(given.origin, say);
    let names = called::of(at.inventory, peer);
    if !names
        .iter()
        .any(|called| called.origin == Some(given.origin))
    {
        at.ledger.already_so(given.origin, &engines::LINK);
    }
}

fn settle_join(at: &mut Cursor<'_>, given: &Given<Join>) {
    let origin = given.origin;
    if networks::is_stranger(at.inventory, at.container(), &given.value) {
        let say = rules::member_network(at.name());
        return at.ledger.refused(origin, say);
    }
    match &given.value {
        Join::Private => at.ledger.already_so(origin, &rules::PODMANS_DEFAULT),
        Join::Bridge(endpoint) => settle_default(at, endpoint, origin),
        Join::Networks(networks) => {
            for (name, endpoint) in networks {
                if networks::is_default(at.inventory, at.container(), name) {
                    settle_default(at, endpoint, origin);
                } else {
                    settle_network(at, name, endpoint, origin);
                }
            }
        }
        Join::None => settle_none(at, origin),
        Join::Host => {
            at.pod_mut().host_network = Some(Traced::new(true, origin));
            at.pod_mut().dns_policy = Some(Traced::new("ClusterFirstWithHostNet", origin));
            at.ledger.kept(origin);
        }
        Join::Namespace(path) => {
            let say = rules::namespace_path(at.name(), path);
            at.ledger.refused(origin, say);
        }
        Join::Pod if in_pod(at.container()) => {
            at.ledger.already_so(origin, &rules::PODMANS_DEFAULT);
        }
        // Another member's is the pod's.
        Join::Container(_) if in_pod(at.container()) => {
            at.ledger.already_so(origin, &workload::ANY_WAY);
        }
        // Settled by the pass `grouping`, and refused by `refused`.
        Join::Container(_) | Join::Pod => {}
        Join::UserSpace(program, options) => settle_user_space(at, *program, options, origin),
    }
}

/// Whether it is a member of a pod.
fn in_pod(container: &Container) -> bool {
    use crate::podman::network::Pod;
    let pod = container.network.pod.as_ref();
    pod.is_some_and(|given| given.value != Pod::None)
}

/// The default bridge is what every Pod has: an address of its own, a way out, no names promised.
fn settle_default(at: &mut Cursor<'_>, endpoint: &Endpoint, origin: OriginId) {
    if *endpoint == Endpoint::default() {
        at.ledger.already_so(origin, &rules::PODMANS_DEFAULT);
        return;
    }
    let say = lost_options(at, endpoint);
    at.ledger.dropped(origin, say);
}

fn settle_network(at: &mut Cursor<'_>, name: &str, endpoint: &Endpoint, origin: OriginId) {
    let driver = networks::lan_driver(at.inventory, at.container(), name);
    if let Some(driver) = driver {
        let say = rules::lan_network(at.name(), name, driver);
        return at.ledger.refused(origin, say);
    }
    let value = policy::network_value(&at.container().host);
    let labels = &mut at.pod_mut().labels;
    let label = labels.entry(policy::network_label(name));
    label
        .or_insert_with(|| Traced {
            value,
            from: Whys::default(),
        })
        .from
        .push(origin);
    let without_alias = Endpoint {
        aliases: Vec::new(),
        ..endpoint.clone()
    };
    if without_alias != Endpoint::default() {
        let say = lost_options(at, endpoint);
        at.ledger.changed(origin, say);
    } else if at.settings.network_policies {
        at.ledger.kept(origin);
    } else {
        let say = rules::network_open(at.name(), name);
        at.ledger.changed(origin, say);
    }
}

/// podman makes an interface for each network, a Pod has one.
fn settle_further(at: &mut Cursor<'_>, join: &[Given<Join>]) {
    let (inventory, container) = (at.inventory, at.container());
    let joins = join
        .iter()
        .filter(|given| !networks::is_stranger(inventory, container, &given.value));
    let networks: Vec<OriginId> = joins
        .flat_map(|given| {
            let names = match &given.value {
                Join::Networks(networks) => networks.as_slice(),
                _ => &[],
            };
            let in_pod = names
                .iter()
                .filter(|(name, _)| networks::lan_driver(inventory, container, name).is_none());
            in_pod.map(|_| given.origin)
        })
        .collect();
    let further: BTreeSet<OriginId> = networks.iter().skip(1).copied().collect();
    for origin in further {
        let say = rules::one_interface(at.name(), networks.len());
        at.ledger.changed(origin, say);
    }
}

fn lost_options(at: &Cursor<'_>, endpoint: &Endpoint) -> Say {
    if endpoint.addresses.is_empty() && endpoint.mac.is_none() {
        return rules::interface_options(at.name(), endpoint);
    }
    let addresses = endpoint.addresses.iter().map(ToString::to_string);
    let fixed: Vec<String> = addresses
        .chain(endpoint.mac.iter().map(ToString::to_string))
        .collect();
    addresses::say(at, &fixed)
}

/// A Pod always has an interface. The nearest is a policy that lets nothing through.
fn settle_none(at: &mut Cursor<'_>, origin: OriginId) {
    if at.ledger.accepted(origin, &rules::NO_NETWORK) && at.settings.network_policies {
        at.workload_mut().sealed = Some(origin);
        let say = rules::sealed(at.name());
        at.ledger.changed(origin, say);
    } else {
        let say = rules::no_network(at.name());
        at.ledger.refused(origin, say);
    }
}

fn settle_user_space(
    at: &mut Cursor<'_>,
    program: UserSpace,
    options: &[String],
    origin: OriginId,
) {
    let (name, program) = (at.name(), program.name());
    let say = if options.is_empty() {
        rules::user_space_network(name, program)
    } else {
        rules::user_space_options(name, program, options.join(","))
    };
    at.ledger.dropped(origin, say);
}
