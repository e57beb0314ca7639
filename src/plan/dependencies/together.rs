//! Units that stop with a container's unit, or instead of it: `PartOf=` and `Conflicts=`.

use std::collections::{BTreeMap, BTreeSet};

use super::of_host::{quoted, services_of};
use crate::{ledger::Subject, plan::Cursor, podman::unit::Unit, rules::units as rules};

/// One message for each target, however many containers are part of it.
pub fn targets(at: &mut Cursor<'_>) {
    let mut targets: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, container) in at.inventory.containers.iter().enumerate() {
        let unit = at.inventory.unit(container).into_iter();
        for target in unit.flat_map(|unit| &unit.part_of) {
            if target.ends_with(".target") {
                let key = (container.host.as_str(), target.as_str());
                targets.entry(key).or_default().push(index);
            }
        }
    }
    for ((host, target), containers) in targets {
        let names = containers
            .iter()
            .filter_map(|index| at.inventory.containers.get(*index));
        let names: BTreeSet<&str> = names
            .map(|container| container.attribute.as_str())
            .collect();
        let mut workloads = containers.iter().map(|index| at.plan.workload_of(*index));
        let Some(first) = workloads.next() else {
            continue;
        };
        let say = rules::with_target(quoted(&names), target, &first.namespace);
        at.ledger.say(Subject::Host(host.to_owned()), say);
    }
}

/// Other containers and services of the host with which the container at hand stops, or which stop it.
pub fn say(at: &mut Cursor<'_>) {
    let container = at.container();
    let (Some(host), Some(unit)) = (at.host(), at.inventory.unit(container)) else {
        return;
    };
    let peers = &at.facts.peers;
    let own = at.plan.workload_index(at.index);
    let elsewhere = |other: &usize| at.plan.workload_index(*other) != own;
    let attribute = |other: usize| {
        at.inventory
            .containers
            .get(other)
            .map(|other| other.attribute.as_str())
    };
    let mut said = Vec::new();
    let parts = unit
        .part_of
        .iter()
        .filter_map(|name| peers.by_unit(&container.host, name));
    for other in parts.filter(elsewhere).filter_map(attribute) {
        said.push(rules::with_container(at.name(), other));
    }
    let all = host.units.iter().flat_map(BTreeMap::values);
    let others = all.filter(|other| other.conflicts.contains(&unit.name));
    let conflicts: BTreeSet<&String> = unit
        .conflicts
        .iter()
        .chain(others.map(|other: &Unit| &other.name))
        .collect();
    for name in &conflicts {
        let Some(other) = peers.by_unit(&container.host, name) else {
            continue;
        };
        // Said once, at the first of the two.
        if other > at.index
            && let Some(other) = attribute(other)
        {
            said.push(rules::conflicts_with_container(at.name(), other));
        }
    }
    let workload = at.workload();
    for service in services_of(at.facts, &container.host, host, conflicts.into_iter()) {
        said.push(rules::conflicts_with_service(
            at.name(),
            service,
            &workload.namespace,
            &workload.name,
        ));
    }
    for say in said {
        at.say(say);
    }
}
