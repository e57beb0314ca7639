//! What can only move together: one Pod, one unit that needs another, one volume that two write.

use std::collections::BTreeMap;

use crate::{
    Compiled,
    facts::Facts,
    podman::{Container, lifecycle::Keeper, storage::volume::Source},
};

/// Two containers that can only move together.
#[derive(Debug, Clone)]
pub struct Bond {
    /// Their indexes in the inventory.
    pub pair: (usize, usize),
    /// Why, a sentence without a full stop.
    pub because: String,
}

/// All bonds of the containers of a host.
pub fn of(compiled: &Compiled, facts: &Facts<'_>, own: &[usize]) -> Vec<Bond> {
    let mut out = Vec::new();
    for index in own {
        if let Some(container) = compiled.inventory.containers.get(*index) {
            pods(compiled, *index, &mut out);
            starts(compiled, facts, *index, container, &mut out);
        }
    }
    writers(compiled, own, &mut out);
    out
}

/// The name of a container's attribute.
pub fn attribute(compiled: &Compiled, index: usize) -> &str {
    let container = compiled.inventory.containers.get(index);
    container.map_or("", |container| &container.attribute)
}

/// Who shares a Pod, told once for each that is not the first.
fn pods(compiled: &Compiled, index: usize, out: &mut Vec<Bond>) {
    let members = &compiled.plan.workload_of(index).members;
    let Some(first) = members.first().filter(|first| **first != index) else {
        return;
    };
    let names = members
        .iter()
        .map(|index| format!("`{}`", attribute(compiled, *index)));
    out.push(Bond {
        pair: (*first, index),
        because: format!("{} are one Pod", names.collect::<Vec<_>>().join(", ")),
    });
}

/// Who would not start without the unit of the other one.
fn starts(
    compiled: &Compiled,
    facts: &Facts<'_>,
    index: usize,
    container: &Container,
    out: &mut Vec<Bond>,
) {
    // Compose asks for an order, and starts what is not there any more as little as the other one.
    if container.lifecycle.kept_by != Keeper::Unit {
        return;
    }
    let (host, peers) = (&container.host, &facts.peers);
    let by_name = container.lifecycle.requires.iter();
    let by_name = by_name.filter_map(|given| peers.by_name(host, &given.value));
    let by_attribute = container.lifecycle.depends_on.iter();
    let by_attribute = by_attribute.filter_map(|given| peers.by_attribute(host, &given.value));
    let unit = compiled.inventory.unit(container);
    let required = unit
        .into_iter()
        .flat_map(|unit| unit.requires.iter().chain(&unit.requisite));
    let required = required.filter_map(|unit| peers.by_unit(host, unit));
    let mut needed: Vec<usize> = by_attribute.chain(by_name).chain(required).collect();
    needed.sort_unstable();
    needed.dedup();
    let plan = &compiled.plan;
    let elsewhere = |first: &usize| plan.workload_index(*first) != plan.workload_index(index);
    for first in needed.into_iter().filter(elsewhere) {
        out.push(Bond {
            pair: (first, index),
            because: format!(
                "`{}` does not start without `{}`, whose unit is masked as soon as it moves",
                container.attribute,
                attribute(compiled, first)
            ),
        });
    }
}

/// Folders of the host that are no data of programs: what the system itself keeps there.
const SYSTEM: [&str; 6] = ["/dev", "/etc", "/proc", "/run", "/sys", "/var/run"];

/// Who writes one volume, or one folder of the host by the same path: until the last of them has moved, two engines
/// would run programs on it.
fn writers(compiled: &Compiled, own: &[usize], out: &mut Vec<Bond>) {
    let mut all: BTreeMap<&Source, Vec<usize>> = BTreeMap::new();
    for index in own {
        let container = compiled.inventory.containers.get(*index);
        for volume in container
            .into_iter()
            .flat_map(|own| own.storage.all_volumes())
        {
            let is_written =
                volume.options.read_only != Some(true) && volume.options.overlay.is_none();
            if is_written {
                let writers = all.entry(&volume.source).or_default();
                if writers.last() != Some(index) {
                    writers.push(*index);
                }
            }
        }
    }
    for (source, writers) in all {
        let what = match source {
            Source::Host(path) if !is_of_system(path) => format!("`{path}`"),
            Source::Named(name) => format!("the volume `{name}`"),
            Source::Host(_) | Source::Anonymous => continue,
        };
        let names = writers
            .iter()
            .map(|index| format!("`{}`", attribute(compiled, *index)));
        let names = names.collect::<Vec<_>>().join(", ");
        let pairs = writers.iter().zip(writers.iter().skip(1));
        out.extend(pairs.map(|(first, second)| Bond {
            pair: (*first, *second),
            because: format!("{names} write {what}"),
        }));
    }
}

fn is_of_system(path: &str) -> bool {
    let below = |folder: &&str| {
        let rest = path.strip_prefix(*folder);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    path == "/" || SYSTEM.iter().any(below)
}
