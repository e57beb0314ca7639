//! Options of a network that podman refuses together. They cannot have run like this, and
//! guessing which one was meant would hide it.

use std::collections::BTreeSet;

use super::{Cursor, in_pod};
use crate::{
    origin::{Given, OriginId},
    podman::{
        Container,
        engine::Row,
        network::{DnsServer, Join, Pod},
    },
    rules::{Say, network as rules, reach},
};

/// Refuses the later one of two options that podman does not take together; which ones they are.
pub fn settle(at: &mut Cursor<'_>) -> BTreeSet<OriginId> {
    let conflicts = conflicts(at.container(), at.engine()).into_iter();
    let refused = |(origin, say)| {
        at.ledger.refused(origin, say);
        origin
    };
    conflicts.map(refused).collect()
}

/// An option, unless it is refused.
pub fn other<'o, T>(
    option: Option<&'o Given<T>>,
    refused: &BTreeSet<OriginId>,
) -> Option<&'o Given<T>> {
    option.filter(|given| !refused.contains(&given.origin))
}

/// Those of a list that are not refused.
pub fn others<T: Clone>(list: &[Given<T>], refused: &BTreeSet<OriginId>) -> Vec<Given<T>> {
    let other = |given: &&Given<T>| !refused.contains(&given.origin);
    list.iter().filter(other).cloned().collect()
}

fn conflicts(container: &Container, engine: &Row) -> Vec<(OriginId, Say)> {
    let name = &container.attribute;
    let network = &container.network;
    let first = network.join.first().map(|given| &given.value);
    let mut found: Vec<(OriginId, Say)> = Vec::new();
    let resolver: Vec<OriginId> = network
        .dns
        .iter()
        .map(|given| given.origin)
        .chain(network.dns_options.iter().map(|given| given.origin))
        .chain(network.dns_search.iter().map(|given| given.origin))
        .collect();
    let entries = || network.add_host.iter().map(|given| given.origin);
    if matches!(first, Some(Join::None | Join::Container(_))) {
        let say = || rules::dns_without_network(name);
        found.extend(resolver.iter().map(|origin| (*origin, say())));
    }
    if network
        .dns
        .iter()
        .any(|given| given.value == DnsServer::None)
    {
        let say = || rules::dns_none_with_others(name);
        found.extend(resolver.iter().skip(1).map(|origin| (*origin, say())));
    }
    if matches!(first, Some(Join::Container(_))) {
        let say = || rules::add_host_without_network(name);
        found.extend(entries().map(|origin| (origin, say())));
        if engine.refuses_ports_of_follower.is {
            let hostname = container.identity.hostname.as_ref();
            let hostname = hostname.filter(|given| !given.value.is_empty());
            let say = || rules::hostname_without_network(name);
            found.extend(hostname.map(|given| (given.origin, say())));
        }
    }
    if matches!(first, Some(Join::Container(_) | Join::Host)) {
        let links = network.links.iter().map(|given| given.origin);
        let say = || reach::link_without_network(name);
        found.extend(links.map(|origin| (origin, say())));
    }
    if network.no_hosts.as_ref().is_some_and(|given| given.value) {
        let file = network.hosts_file.as_ref().map(|given| given.origin);
        let say = || rules::entries_without_hosts(name);
        found.extend(entries().chain(file).map(|origin| (origin, say())));
    }
    found.extend(endpoint(container, engine));
    found.extend(pod(container));
    found
}

/// Aliases and fixed addresses.
fn endpoint(container: &Container, engine: &Row) -> Vec<(OriginId, Say)> {
    let name = &container.attribute;
    let network = &container.network;
    let bridge = network
        .join
        .first()
        .is_none_or(|given| given.value.takes_more() || given.value == Join::Private);
    let networks: usize = network
        .join
        .iter()
        .map(|given| match &given.value {
            Join::Networks(networks) => networks.len(),
            _ => 1,
        })
        .sum();
    let fixed: Vec<OriginId> = [&network.ip, &network.ip6]
        .into_iter()
        .filter_map(|option| option.as_ref().filter(|given| given.value.is_some()))
        .map(|given| given.origin)
        .chain(
            network
                .mac
                .as_ref()
                .filter(|given| given.value.is_some())
                .map(|given| given.origin),
        )
        .collect();
    let mut found = Vec::new();
    if !bridge {
        let aliases = network.aliases.iter().map(|given| given.origin);
        let say = || rules::endpoint_without_bridge(name);
        found.extend(aliases.chain(fixed.clone()).map(|origin| (origin, say())));
    }
    let default = match network.join.first().map(|given| &given.value) {
        None | Some(Join::Private | Join::Bridge(_)) => true,
        Some(Join::Networks(networks)) => {
            let default = engine.default_network.is;
            networks.first().is_some_and(|(name, _)| name == default)
        }
        _ => false,
    };
    if default && !engine.is_podman() {
        // `--mac-address` is fine there.
        let aliases = network.aliases.iter().map(|given| given.origin);
        let addresses = [&network.ip, &network.ip6].into_iter().flatten();
        let addresses = addresses.filter(|given| given.value.is_some());
        let addresses = addresses.map(|given| given.origin);
        let joined = network.join.first().filter(|given| {
            matches!(&given.value, Join::Bridge(endpoint)
                if !endpoint.addresses.is_empty() || !endpoint.aliases.is_empty())
        });
        let joined = joined.map(|given| given.origin);
        let all = aliases.chain(addresses).chain(joined);
        found.extend(all.map(|origin| (origin, reach::endpoint_on_default(name))));
    }
    // Docker gives them to the first network.
    if networks > 1 && engine.is_podman() {
        let say = || rules::address_on_several_networks(name);
        found.extend(fixed.iter().map(|origin| (*origin, say())));
    }
    found
}

/// Members of a pod have its network.
fn pod(container: &Container) -> Vec<(OriginId, Say)> {
    let name = &container.attribute;
    let network = &container.network;
    let join = network.join.first();
    let mut found = Vec::new();
    if !in_pod(container) {
        let join = join.filter(|given| given.value == Join::Pod);
        found.extend(join.map(|given| (given.origin, rules::network_pod_without_pod(name))));
        return found;
    }
    let file = network
        .pod_id_file
        .as_ref()
        .filter(|given| !given.value.is_empty());
    found.extend(file.map(|given| (given.origin, rules::pod_and_pod_id_file(name))));
    let Some(Pod::Existing(pod)) = network.pod.as_ref().map(|given| &given.value) else {
        return found; // it makes the pod
    };
    // With a network of its own it is another matter: the pass refuses that.
    if join.is_none_or(|given| given.value == Join::Pod) {
        let entries = network.add_host.iter().map(|given| given.origin);
        let ports = container.ports.publish.iter().map(|given| given.origin);
        let say = || rules::ports_of_member(name, pod);
        found.extend(entries.chain(ports).map(|origin| (origin, say())));
    }
    let hostname = container.identity.hostname.as_ref();
    let hostname = hostname.filter(|given| !given.value.is_empty());
    let say = || rules::hostname_of_member(name, pod);
    found.extend(hostname.map(|given| (given.origin, say())));
    found
}
