//! `/etc/hosts`.

use std::{collections::BTreeSet, net::IpAddr};

use super::Cursor;
use crate::{
    facts::{
        addresses::Meaning,
        called::{self, Kind},
        mentions, networks,
    },
    grammar::Subdomain,
    origin::{Given, OriginId, Traced, Whys},
    plan::{
        HostAlias, Pod, Role, Workload,
        entries::{LOOPBACK, address, gateway, host_address},
    },
    podman::network::{HostAddress, HostEntry, HostsFile},
    rules::{Say, Severity, exposure, network as rules},
};

/// `--add-host`.
pub fn settle_entries(at: &mut Cursor<'_>, entries: &[Given<HostEntry>]) {
    let mut written = BTreeSet::new();
    let mut lost = Vec::new();
    for given in entries {
        let origin = given.origin;
        let Some(ip) = address(at, given) else {
            let names = quoted(given.value.names.iter());
            let say = rules::host_gateway(at.name(), names, &at.container().host);
            lost.push((origin, say));
            continue;
        };
        let (mut good, mut lower, mut bad) = (Vec::new(), Vec::new(), Vec::new());
        for name in &given.value.names {
            if let Some(say) = podmans(at, name, given) {
                lost.push((origin, say));
                continue;
            }
            match accepted(name) {
                Some(entry) => {
                    good.push(name);
                    if entry.as_str() != name {
                        lower.push(name);
                    }
                    add(at.pod_mut(), ip, entry, &origin.into());
                    written.insert(origin);
                    at.ledger.kept(origin);
                }
                None => bad.push(name),
            }
        }
        if let Some(old) = gateway(at, given).filter(|_| !good.is_empty()) {
            let names = quoted(good.into_iter());
            lost.push((
                origin,
                exposure::entry_of_gateway(at.name(), names, old, ip),
            ));
        }
        if !lower.is_empty() {
            let names = quoted(lower.into_iter());
            lost.push((origin, rules::host_entry_lower(at.name(), names)));
        }
        if !bad.is_empty() {
            lost.push((
                origin,
                rules::host_entry(at.name(), quoted(bad.into_iter())),
            ));
        }
    }
    // One element may have several names.
    for (origin, say) in lost {
        let rest = written.contains(&origin);
        match say.rule.severity {
            Severity::Error => at.ledger.refused_part(origin, say, rest),
            Severity::Warning | Severity::Note if rest => at.ledger.changed(origin, say),
            Severity::Warning | Severity::Note => at.ledger.dropped(origin, say),
        }
    }
}

/// A name as `hostAliases` accepts it.
fn accepted(name: &str) -> Option<Subdomain> {
    Subdomain::parse(&name.to_ascii_lowercase()).ok()
}

/// What is said of a name that is not written, because its address is one of podman's networks.
fn podmans(at: &mut Cursor<'_>, name: &str, given: &Given<HostEntry>) -> Option<Say> {
    let HostAddress::Ip(ip) = given.value.address else {
        return None;
    };
    let meaning = at.facts.addresses.meaning(&at.container().host, ip);
    let own = &at.workload().members;
    let peer = peer(at, name).filter(|peer| !own.contains(peer));
    let of_service = |peer| rules::entry_of_service(at.name(), name, called(at, peer));
    match (meaning, peer) {
        (Some(Meaning::Container(owner)), _) if own.contains(&owner) => None,
        (Some(Meaning::Container(owner)), Some(peer)) if owner == peer => Some(of_service(peer)),
        (Some(Meaning::Container(owner)), _) => {
            let service = at.plan.names.get(owner).map(|own| own.service.to_string());
            let (owner, service) = (called(at, owner), service.unwrap_or_default());
            Some(rules::entry_of_container(
                at.name(),
                name,
                ip,
                owner,
                service,
            ))
        }
        (Some(Meaning::Some), Some(peer)) => Some(of_service(peer)),
        (Some(Meaning::Some), None) => {
            let say = rules::podmans_address(at.name());
            at.say_at(given.origin, say);
            None
        }
        (Some(Meaning::Gateway { .. }) | None, Some(peer)) if accepted(name).is_some() => {
            let ip = address(at, given).unwrap_or(ip);
            let say = rules::entry_before_service(at.name(), name, ip, called(at, peer));
            at.say_at(given.origin, say);
            None
        }
        (Some(Meaning::Gateway { .. }) | None, _) => None,
    }
}

fn called(at: &Cursor<'_>, index: usize) -> String {
    let container = at.inventory.containers.get(index);
    container.map_or_else(String::new, |container| container.attribute.clone())
}

/// The other container that a Service of this name leads to.
fn peer(at: &Cursor<'_>, name: &str) -> Option<usize> {
    let inventory = at.inventory;
    let own = networks::with_names(inventory, at.container());
    let peers = at.facts.peers.called(&at.container().host, name).iter();
    let found = peers.filter_map(|index| {
        let peer = inventory.containers.get(*index)?;
        let one_namespace = at.plan.workload_of(*index).namespace == at.workload().namespace;
        if *index == at.index || !one_namespace || !networks::has_service(at.facts, peer) {
            return None;
        }
        let names = called::of(inventory, peer).into_iter();
        let names = names.filter(|called| {
            let shared = called.kind == Kind::Name || !called.networks.is_disjoint(&own);
            shared && called.name.eq_ignore_ascii_case(name)
        });
        Some((names.map(|called| called.kind).min()?, *index))
    });
    // Its own name comes before a host name or an alias.
    found.min().map(|(_, index)| index)
}

fn quoted<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// `--no-hosts` and `--hosts-file`. The kubelet starts from an empty file, as `none` does.
pub fn settle_switches(
    at: &mut Cursor<'_>,
    no_hosts: Option<&Given<bool>>,
    file: Option<&Given<HostsFile>>,
) {
    if let Some(given) = no_hosts {
        let say = given.value.then(|| rules::hosts_file_of_image(at.name()));
        settle_file(at, given.origin, say);
    }
    if let Some(given) = file {
        let say = match &given.value {
            HostsFile::Default | HostsFile::None => None,
            HostsFile::Image => Some(rules::hosts_file_of_image(at.name())),
            HostsFile::Path(path) => Some(rules::hosts_file_of_host(at.name(), path)),
        };
        settle_file(at, given.origin, say);
    }
}

fn settle_file(at: &mut Cursor<'_>, origin: OriginId, lost: Option<Say>) {
    match lost {
        Some(say) => at.ledger.dropped(origin, say),
        None => at.ledger.already_so(origin, &rules::PODMANS_DEFAULT),
    }
}

/// podman names the host in every `/etc/hosts`; here only where a container is told to use it.
/// Docker adds no name.
pub fn add_gateway(at: &mut Cursor<'_>) {
    let no_hosts = at.container().network.no_hosts.as_ref();
    if no_hosts.is_some_and(|given| given.value) {
        return;
    }
    for &name in at.engine().host_names.is {
        let given = |entry: &Given<HostEntry>| entry.value.names.iter().any(|other| other == name);
        if at.container().network.add_host.iter().any(given) {
            continue;
        }
        let from = mentions::of(at.inventory, at.container(), name);
        let Some(first) = from.first().copied() else {
            continue;
        };
        let loopback = at.engine().host_is_loopback.is && networks::on_host(at.container());
        if let Some(ip) = loopback.then_some(LOOPBACK).or_else(|| host_address(at)) {
            let name = Subdomain::parse(name).expect("it is a name of a host");
            add(at.pod_mut(), ip, name, &from.into());
            continue;
        }
        let say = rules::host_name(at.name(), name, &at.container().host);
        at.say_at(first, say);
    }
}

/// The members of a Pod that podman calls 127.0.0.1: everyone but the owner of the network.
pub fn add_members(at: &mut Cursor<'_>) {
    let shared = |workload: &&mut Workload| workload.members.len() > 1;
    for workload in at.plan.workloads.iter_mut().filter(shared) {
        let members = workload.members.iter().zip(&workload.pod.containers);
        let names: Vec<(Subdomain, Whys)> = members
            .filter(|(_, target)| target.role != Role::Sidecar)
            .filter_map(|(index, target)| {
                let container = at.inventory.containers.get(*index)?;
                let names = [container.name(), target.name.as_str()];
                let good = names.iter().find_map(|name| Subdomain::parse(name).ok())?;
                Some((good, target.from.clone()))
            })
            .collect();
        for (name, from) in names {
            add(&mut workload.pod, LOOPBACK, name, &from);
        }
    }
}

/// One line per address; the first entry of a name counts, as in podman.
fn add(pod: &mut Pod, ip: IpAddr, name: Subdomain, from: &Whys) {
    let name = Traced {
        value: name,
        from: from.clone(),
    };
    let Some(line) = pod.host_aliases.iter_mut().find(|alias| alias.ip == ip) else {
        pod.host_aliases.push(HostAlias {
            ip,
            names: vec![name],
            from: from.clone(),
        });
        return;
    };
    line.from.extend(from.iter());
    match line.names.iter_mut().find(|old| old.value == name.value) {
        Some(old) => old.from.extend(from.iter()),
        None => line.names.push(name),
    }
}
