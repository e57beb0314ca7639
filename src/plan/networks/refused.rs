//! Options of a network that podman refuses beside each other. They cannot have run like this, and
//! guessing which one was meant would hide it.

use std::collections::BTreeSet;

use super::in_pod;
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId},
    podman::{
        Container,
        network::{DnsServer, Join, Pod},
    },
    rules::{OldSay, network::PODMAN_REFUSES},
};

/// Refuses the later one of two options that podman does not take together; which ones they are.
pub fn settle(container: &Container, ledger: &mut Ledger) -> BTreeSet<OriginId> {
    let conflicts = conflicts(container);
    for (origin, why) in &conflicts {
        let say = OldSay::new(format!(
            "podman refuses to start `{}`: {why}",
            container.attribute
        ))
        .lost("the container: it cannot have run like this")
        .remedy("remove one of the two options");
        ledger.refused_by(*origin, &PODMAN_REFUSES, say);
    }
    conflicts.into_iter().map(|(origin, _)| origin).collect()
}

/// Those of a list that are not refused.
pub fn others<T: Clone>(list: &[Given<T>], refused: &BTreeSet<OriginId>) -> Vec<Given<T>> {
    let other = |given: &&Given<T>| !refused.contains(&given.origin);
    list.iter().filter(other).cloned().collect()
}

fn conflicts(container: &Container) -> Vec<(OriginId, &'static str)> {
    let network = &container.network;
    let first = network.join.first().map(|given| &given.value);
    let mut found: Vec<(OriginId, &'static str)> = Vec::new();
    let resolver: Vec<OriginId> = network
        .dns
        .iter()
        .map(|given| given.origin)
        .chain(network.dns_options.iter().map(|given| given.origin))
        .chain(network.dns_search.iter().map(|given| given.origin))
        .collect();
    let entries = || network.add_host.iter().map(|given| given.origin);
    if matches!(first, Some(Join::None | Join::Container(_))) {
        let why = "DNS options need a network of its own";
        found.extend(resolver.iter().map(|origin| (*origin, why)));
    }
    if network
        .dns
        .iter()
        .any(|given| given.value == DnsServer::None)
    {
        let why = "`--dns=none` takes no other DNS option";
        found.extend(resolver.iter().skip(1).map(|origin| (*origin, why)));
    }
    if matches!(first, Some(Join::Container(_))) {
        let why = "`--add-host` needs a network of its own";
        found.extend(entries().map(|origin| (origin, why)));
    }
    if network.no_hosts.get().is_some_and(|given| given.value) {
        let why = "`--no-hosts` takes no entries for `/etc/hosts`";
        found.extend(entries().map(|origin| (origin, why)));
        found.extend(network.hosts_file.get().map(|given| (given.origin, why)));
    }
    found.extend(endpoint(container));
    found.extend(pod(container));
    found
}

/// Aliases and fixed addresses.
fn endpoint(container: &Container) -> Vec<(OriginId, &'static str)> {
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
        .filter_map(|option| option.get().filter(|given| given.value.is_some()))
        .map(|given| given.origin)
        .chain(
            network
                .mac
                .get()
                .filter(|given| given.value.is_some())
                .map(|given| given.origin),
        )
        .collect();
    let mut found = Vec::new();
    if !bridge {
        let why = "aliases and fixed addresses need a bridge network";
        found.extend(network.aliases.iter().map(|given| (given.origin, why)));
        found.extend(fixed.iter().map(|origin| (*origin, why)));
    }
    if networks > 1 {
        let why = "a fixed address needs a single network";
        found.extend(fixed.iter().map(|origin| (*origin, why)));
    }
    found
}

/// Members of a pod have its network.
fn pod(container: &Container) -> Vec<(OriginId, &'static str)> {
    let network = &container.network;
    let join = network.join.first();
    let mut found = Vec::new();
    if !in_pod(container) {
        let why = "`--network=pod` needs a pod";
        found.extend(
            join.filter(|given| given.value == Join::Pod)
                .map(|given| (given.origin, why)),
        );
        return found;
    }
    if network
        .pod_id_file
        .get()
        .is_some_and(|given| !given.value.is_empty())
    {
        let origin = network.pod_id_file.get().map(|given| given.origin);
        found.extend(origin.map(|origin| (origin, "there is `--pod` already")));
    }
    let makes = network
        .pod
        .get()
        .is_some_and(|given| matches!(given.value, Pod::New(_)));
    // With a network of its own it is another matter: the pass refuses that.
    if !makes && join.is_none_or(|given| given.value == Join::Pod) {
        let why = "ports and hosts entries belong to the container that makes the pod";
        let entries = network.add_host.iter().map(|given| given.origin);
        let ports = container.ports.publish.iter().map(|given| given.origin);
        found.extend(entries.chain(ports).map(|origin| (origin, why)));
    }
    if !makes {
        let hostname = container.identity.hostname.get();
        let hostname = hostname.filter(|given| !given.value.is_empty());
        found.extend(hostname.map(|given| (given.origin, "the host name is the pod's")));
    }
    found
}
