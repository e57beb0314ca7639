//! `/etc/resolv.conf`: servers, search domains, options.

use std::collections::{BTreeMap, BTreeSet};

use super::Cursor;
use crate::{
    facts::{addresses::Meaning, mentions, networks},
    grammar,
    origin::{Given, OriginId, Traced},
    plan::{Pod, setting},
    podman::{
        Container,
        network::{DnsServer, ResolverOption, SearchDomain},
    },
    rules::{exposure, network as rules, output, reasons::Reason},
};

/// Kubernetes takes three servers; the cluster's own is one of them.
const SERVERS: usize = 3;
/// And so many search domains, of so many characters in all.
const SEARCHES: usize = 32;
const SEARCHES_LENGTH: usize = 2048;

/// Whether the resolver is the pod's, which another container has made.
pub fn is_the_pods(container: &Container) -> bool {
    use crate::podman::network::Pod;
    let pod = container.network.pod.as_ref();
    pod.is_some_and(|given| matches!(given.value, Pod::Existing(_)))
}

/// Options of a member: podman takes them and mounts the pod's own file.
pub fn ignore(
    at: &mut Cursor<'_>,
    servers: &[Given<DnsServer>],
    options: &[Given<ResolverOption>],
    domains: &[Given<SearchDomain>],
) {
    let servers = servers.iter().map(|given| given.origin);
    let options = options.iter().map(|given| given.origin);
    let domains = domains.iter().map(|given| given.origin);
    for origin in servers.chain(options).chain(domains) {
        let say = rules::member_resolver(at.name());
        at.ledger.dropped(origin, say);
    }
}

/// `--dns`. Where names of other containers are looked up, the cluster's server has to stay the
/// first; elsewhere the given ones are the only ones, as in podman. Those of podman's networks are none here.
pub fn settle_servers(at: &mut Cursor<'_>, servers: &[Given<DnsServer>]) {
    let own = !networks::needs_names(at.facts, at.index, at.container());
    let limit = if own { SERVERS } else { SERVERS - 1 };
    let reached = |given: &&Given<DnsServer>| meaning(at, given.value).is_none();
    let (reached, podmans): (Vec<_>, Vec<_>) = servers.iter().partition(reached);
    let origins: Vec<OriginId> = reached.iter().map(|given| given.origin).collect();
    for given in podmans {
        let rest = origins.contains(&given.origin);
        settle_podmans(at, given, rest, own && !reached.is_empty());
    }
    for (place, given) in reached.into_iter().enumerate() {
        let DnsServer::Address(address) = given.value else {
            at.pod_mut().dns_policy = Some(Traced::new("Default", given.origin));
            let say = rules::image_resolv_conf(at.name());
            at.ledger.changed(given.origin, say);
            continue;
        };
        if place >= limit {
            let say = rules::dns_server_limit(at.name(), address);
            if origins
                .iter()
                .take(limit)
                .any(|other| *other == given.origin)
            {
                at.ledger.changed(given.origin, say); // one element with several servers
            } else {
                at.ledger.dropped(given.origin, say);
            }
            continue;
        }
        let server = Traced::new(address, given.origin);
        at.pod_mut().dns_nameservers.push(server);
        if own {
            at.pod_mut().dns_policy = Some(Traced {
                value: "None",
                from: origins.iter().take(limit).copied().collect(),
            });
            at.ledger.kept(given.origin);
        } else {
            let say = if address.is_loopback() || address.is_unspecified() {
                rules::dns_server_here(at.name(), address)
            } else {
                rules::dns_server(at.name(), address)
            };
            at.ledger.changed(given.origin, say);
        }
    }
}

/// What a server is on podman's networks.
fn meaning<'a>(at: &Cursor<'a>, server: DnsServer) -> Option<Meaning<'a>> {
    match server {
        DnsServer::Address(address) => at.facts.addresses.meaning(&at.container().host, address),
        DnsServer::None => None,
    }
}

/// A server of podman's networks, where K3s has none; `rest`: its option has other servers; `others`: the Pod asks others
/// instead of the cluster's.
fn settle_podmans(at: &mut Cursor<'_>, given: &Given<DnsServer>, rest: bool, others: bool) {
    let (Some(meaning), DnsServer::Address(address)) = (meaning(at, given.value), given.value)
    else {
        return;
    };
    let name = at.name();
    let say = match meaning {
        Meaning::Gateway { network } => {
            let named = network.is_none_or(|name| has_dns(at, name));
            match (named, others) {
                (true, false) => rules::podmans_resolver(name, address),
                (true, true) => rules::podmans_resolver_with_others(name, address),
                (false, false) => rules::resolver_of_host(name, address),
                (false, true) => rules::resolver_of_host_with_others(name, address),
            }
        }
        Meaning::Container(owner) => {
            let owner = at.inventory.containers.get(owner);
            let owner = owner.map_or("", |owner| owner.attribute.as_str());
            let say = rules::resolver_in_container(name, address, owner);
            return at.ledger.refused_part(given.origin, say, rest);
        }
        Meaning::Some => {
            let say = rules::resolver_in_network(name, address);
            return at.ledger.refused_part(given.origin, say, rest);
        }
    };
    if rest {
        at.ledger.changed(given.origin, say);
    } else {
        at.ledger.dropped(given.origin, say);
    }
}

/// Whether podman's own server listens on a network of the host.
fn has_dns(at: &Cursor<'_>, name: &str) -> bool {
    let known = networks::known(at.inventory, at.container(), name);
    let default = networks::is_default(at.inventory, at.container(), name);
    at.engine().dns_on_gateway.is && known.map_or(!default, |network| !network.disable_dns)
}

/// `--dns-search`.
pub fn settle_searches(at: &mut Cursor<'_>, domains: &[Given<SearchDomain>]) {
    let alone = replaces_cluster_dns(at.pod_mut());
    let others = |given: &Given<SearchDomain>| {
        let same = domains.iter().filter(|other| other.origin == given.origin);
        same.count() > 1
    };
    for given in domains {
        match &given.value {
            SearchDomain::Clear if alone => {
                at.ledger.already_so(given.origin, &rules::PODMANS_DEFAULT);
            }
            SearchDomain::Clear => {
                let say = rules::dns_search_clear(at.name());
                at.ledger.dropped(given.origin, say);
            }
            SearchDomain::Domain(domain) => {
                let domain = domain.to_ascii_lowercase();
                if at.engine().is_podman() && domain == mentions::DOMAIN {
                    let say = exposure::podmans_search(at.name());
                    if others(given) {
                        at.ledger.changed(given.origin, say);
                    } else {
                        at.ledger.dropped(given.origin, say);
                    }
                    continue;
                }
                let domain = match grammar::SearchDomain::parse(&domain) {
                    Ok(domain) => domain,
                    Err(rule) => {
                        let say =
                            output::refused_value(at.name(), "the search domain", domain, rule);
                        at.ledger.refused_part(given.origin, say, others(given));
                        continue;
                    }
                };
                if !has_room(&at.workload().pod, &domain) {
                    let say = output::many_searches(at.name(), domain);
                    at.ledger.refused_part(given.origin, say, others(given));
                    continue;
                }
                let domain = Traced::new(domain, given.origin);
                at.pod_mut().dns_searches.push(domain);
                if alone {
                    at.ledger.kept(given.origin);
                } else {
                    let say = rules::dns_search(at.name());
                    at.ledger.changed(given.origin, say);
                }
            }
        }
    }
}

/// Whether a Pod takes one more search domain: it has 32, and 2048 characters with the blanks between.
fn has_room(pod: &Pod, domain: &grammar::SearchDomain) -> bool {
    let searches = &pod.dns_searches;
    let written = searches
        .iter()
        .map(|search| search.value.as_str().len() + 1);
    searches.len() < SEARCHES && written.sum::<usize>() + domain.as_str().len() <= SEARCHES_LENGTH
}

/// `--dns-option`.
pub fn settle_options(at: &mut Cursor<'_>, options: &[Given<ResolverOption>]) {
    for given in options {
        let ResolverOption { name, value } = &given.value;
        if name.is_empty() {
            at.ledger.already_so(given.origin, &rules::PODMANS_DEFAULT);
        } else {
            let option = (name.clone(), value.clone());
            at.pod_mut()
                .dns_options
                .push(Traced::new(option, given.origin));
            at.ledger.kept(given.origin);
        }
    }
}

fn replaces_cluster_dns(pod: &Pod) -> bool {
    let policy = pod.dns_policy.as_ref().map(|policy| policy.value);
    matches!(policy, Some("None" | "Default"))
}

/// The resolver tries a name with a dot as it is first in podman, last in a Pod, where `ndots` is
/// five: a wildcard domain of the LAN would answer for every name of the world.
pub fn add_ndots(pod: &mut Pod) {
    let given = pod
        .dns_options
        .iter()
        .any(|option| option.value.0 == "ndots");
    if !given {
        let ndots = ("ndots".to_owned(), Some("1".to_owned()));
        pod.dns_options.insert(0, Traced::new(ndots, Reason::Ndots));
    }
}

/// Where the settings spread one network over several namespaces, short names still work.
pub fn add_other_namespaces(at: &mut Cursor<'_>) {
    if !at.settings.several_namespaces() {
        return;
    }
    let (inventory, settings) = (at.inventory, at.settings);
    for workload in &mut at.plan.workloads {
        let members = workload.members.iter();
        let own: BTreeMap<&str, OriginId> = members
            .filter_map(|index| inventory.containers.get(*index))
            .flat_map(|container| networks::joined(inventory, container))
            .map(|joined| (joined.name, joined.origin))
            .collect();
        let mut namespaces: BTreeMap<&grammar::Label, BTreeSet<OriginId>> = BTreeMap::new();
        let peers = inventory.containers.iter();
        for peer in peers.filter(|peer| peer.host == workload.host) {
            let namespace = settings.namespace_of(&peer.host, &peer.attribute);
            if *namespace == workload.namespace {
                continue;
            }
            let shared =
                networks::joined(inventory, peer).filter_map(|joined| own.get(joined.name));
            let origins: BTreeSet<OriginId> = shared.copied().collect();
            if !origins.is_empty() {
                namespaces.entry(namespace).or_default().extend(origins);
            }
        }
        for (namespace, origins) in namespaces {
            let domain = format!("{namespace}.svc.cluster.local");
            let domain = grammar::SearchDomain::parse(&domain).expect("a label is a part of one");
            if !has_room(&workload.pod, &domain) {
                let members = workload.members.clone();
                let subject = setting(settings, "/containers".to_owned(), members);
                at.ledger
                    .say(subject, output::setting_namespaces(&workload.name));
                break;
            }
            workload.pod.dns_searches.push(Traced {
                value: domain,
                from: origins.into_iter().collect(),
            });
        }
    }
}
