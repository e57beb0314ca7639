//! The order of the lines of `/etc/hosts`: most programs use the first address of a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::Cursor;
use crate::{
    origin::OriginId,
    plan::{HostAlias, entries},
    rules::network as rules,
};

/// The addresses of one name, as a container has them.
struct Addresses<'a> {
    container: usize,
    name: &'a str,
    origin: OriginId,
    ips: Vec<IpAddr>,
}

/// Puts the lines into an order that has the addresses of each name as podman has them, and tells where there is none.
pub fn keep(at: &mut Cursor<'_>) {
    for index in 0..at.plan.workloads.len() {
        let members = at
            .plan
            .workloads
            .get(index)
            .map(|workload| workload.members.clone());
        let several: Vec<Addresses<'_>> = members
            .unwrap_or_default()
            .into_iter()
            .flat_map(|member| {
                at.index = member;
                with_several(at)
            })
            .collect();
        let Some(workload) = at
            .plan
            .workloads
            .get_mut(index)
            .filter(|_| !several.is_empty())
        else {
            continue;
        };
        let lines = &mut workload.pod.host_aliases;
        let pairs = several
            .iter()
            .flat_map(|name| name.ips.iter().zip(name.ips.iter().skip(1)));
        sort(lines, &pairs.map(|(one, next)| (*one, *next)).collect());
        let place = |ip: &IpAddr| lines.iter().position(|line| line.ip == *ip);
        let wrong = several.iter().filter_map(|name| {
            let first = name.ips.iter().min_by_key(|ip| place(ip))?;
            (!name.ips.iter().is_sorted_by_key(place)).then_some((name, *first))
        });
        for (name, first) in wrong.collect::<Vec<_>>() {
            at.index = name.container;
            let say = rules::entry_order(at.name(), name.name, first);
            at.ledger.changed(name.origin, say);
        }
    }
}

/// The names that the container at hand gives several addresses.
fn with_several<'a>(at: &Cursor<'a>) -> Vec<Addresses<'a>> {
    let mut names: BTreeMap<&str, Addresses<'a>> = BTreeMap::new();
    for given in &at.container().network.add_host {
        let Some(ip) = entries::address(at, given) else {
            continue;
        };
        for name in &given.value.names {
            let of_name = names.entry(name).or_insert_with(|| Addresses {
                container: at.index,
                name,
                origin: given.origin,
                ips: Vec::new(),
            });
            if !of_name.ips.contains(&ip) {
                of_name.ips.push(ip);
            }
        }
    }
    names
        .into_values()
        .filter(|name| name.ips.len() > 1)
        .collect()
}

/// Sorts lines so that each pair is in order; without one they stay as they are.
fn sort(lines: &mut Vec<HostAlias>, pairs: &BTreeSet<(IpAddr, IpAddr)>) {
    let mut rest = std::mem::take(lines);
    while !rest.is_empty() {
        let waits = |line: &HostAlias| {
            let mut before = pairs.iter().filter(|(_, later)| *later == line.ip);
            before.any(|(first, _)| rest.iter().any(|other| other.ip == *first))
        };
        let next = rest.iter().position(|line| !waits(line)).unwrap_or(0);
        lines.push(rest.remove(next));
    }
}
