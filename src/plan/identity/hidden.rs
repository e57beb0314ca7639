//! Names of other containers that a Pod takes for its own: `/etc/hosts` comes before DNS, and the names there are spelled
//! otherwise than podman's.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
};

use crate::{
    facts::called::{self, Kind},
    grammar::release::HOSTNAME_OVERRIDE,
    ledger::Subject,
    plan::{Cursor, HostName, Pod},
    rules::exposure as rules,
};

/// Tells which ones are hidden, at the host name that does it.
pub fn say(at: &mut Cursor<'_>) {
    at.each(|at| {
        // Once for each Pod.
        if at.workload().members.first() != Some(&at.index) {
            return;
        }
        for (name, peer) in hidden(at) {
            let peer = at.inventory.containers.get(peer);
            let peer = peer.map_or("", |peer| &peer.attribute);
            let given = at.container().identity.hostname.as_ref();
            let dotted = given.is_some_and(|given| given.value.contains('.'));
            let later = at.plan.kubernetes.lacks(&HOSTNAME_OVERRIDE);
            let say = match later.filter(|_| dotted) {
                Some(from) => rules::hostname_hides_for_now(at.name(), &name, peer, from),
                None => rules::hostname_hides(at.name(), &name, peer),
            };
            let subject = match given {
                Some(given) => Subject::Option(given.origin),
                None => Subject::Container(at.index, None),
            };
            at.ledger.say(subject, say);
        }
    });
}

/// Names by which podman leads to other containers, and `/etc/hosts` of the Pod to itself; each with one of those.
fn hidden(at: &Cursor<'_>) -> Vec<(String, usize)> {
    let (inventory, workload) = (at.inventory, at.workload());
    if workload.pod.host_network.is_some() {
        return Vec::new();
    }
    let members = workload.members.iter();
    let members = members.filter_map(|index| inventory.containers.get(*index));
    let called = members.flat_map(|member| called::of(inventory, member));
    let (own, others): (Vec<_>, Vec<_>) = called.partition(|called| called.kind <= Kind::Pod);
    let networks: BTreeSet<&str> = own
        .iter()
        .chain(&others)
        .flat_map(|called| called.networks.iter().copied())
        .collect();
    let in_podman = |name: &str| own.iter().any(|own| own.name.eq_ignore_ascii_case(name));
    let names = in_hosts(&workload.pod).into_iter();
    let names = names.filter(|name| !in_podman(name));
    let found = names.filter_map(|name| {
        let mut peers = at.facts.peers.called(&workload.host, &name).iter();
        let peer = peers.find(|peer| {
            let other = at.plan.workload_of(**peer);
            let apart = !workload.members.contains(peer) && other.namespace == workload.namespace;
            let container = inventory.containers.get(**peer);
            let names = container.map(|peer| called::of(inventory, peer));
            let mut names = names.into_iter().flatten();
            apart
                && names.any(|called| {
                    let shared = !called.networks.is_disjoint(&networks);
                    shared && called.name.eq_ignore_ascii_case(&name)
                })
        })?;
        Some((name.clone(), *peer))
    });
    found.collect()
}

/// What `/etc/hosts` of a Pod calls itself.
fn in_hosts(pod: &Pod) -> BTreeSet<String> {
    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let hostname = pod.hostname.as_ref().map(|hostname| match &hostname.value {
        HostName::Label(label) | HostName::Below(label, _) => label.to_string(),
        HostName::Whole(whole) => whole.to_string(),
    });
    let lines = pod.host_aliases.iter();
    let lines = lines.filter(|line| line.ip == LOOPBACK);
    let aliases = lines.flat_map(|line| &line.names);
    let aliases = aliases.map(|name| name.value.to_string());
    hostname.into_iter().chain(aliases).collect()
}
