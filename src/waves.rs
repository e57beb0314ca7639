//! In which order the containers of a host move to K3s, and what each step needs and opens. It reads what was compiled, and
//! decides nothing about manifests.

use serde::Serialize;

use crate::Compiled;

mod bonds;
mod bridges;
mod class;
mod data;
mod databases;
mod downtime;
mod needs;
mod order;
mod ports;
mod weight;

pub use bonds::Bond;
pub use bridges::{Bridge, Direction};
pub use class::Class;
pub use data::{BACKUP, Data, Database, Stay};
pub use downtime::Stop;
pub use needs::Need;
pub use ports::Port;
pub use weight::Weight;

/// Version of the format: 2.
const VERSION: u32 = 2;

/// Hours after a wave in which one looks at it.
pub const WATCH_HOURS: u32 = 24;

/// Days after which data that was copied may go from its old place.
pub const KEEP_DAYS: u32 = 7;

/// The order for one host.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Moves {
    /// Format version, 2.
    pub v: u32,
    /// `plan`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Host.
    pub host: String,
    /// The waves in order; every container is in exactly one.
    pub waves: Vec<Wave>,
    /// Who needs whom by a name.
    pub needs: Vec<Need>,
    /// What all Pods together ask for.
    pub total: Weight,
    /// Hours after a wave in which one looks at it.
    pub watch_hours: u32,
    /// Days after which data that was copied may go from its old place.
    pub keep_days: u32,
}

/// What moves in one step.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Wave {
    /// From 1.
    pub number: usize,
    /// What kind of programs these are, which decided the place.
    pub class: Class,
    /// Names of the containers' attributes, sorted.
    pub containers: Vec<String>,
    /// The names in Kubernetes: `namespace/kind/name` of each workload, sorted.
    pub workloads: Vec<String>,
    /// Which of them can only move together, and why.
    pub together: Vec<Together>,
    /// Containers that cannot move yet, with the codes of the errors.
    pub blocked: Vec<Blocked>,
    /// Names that one side loses with this wave, and what replaces them.
    pub bridges: Vec<Bridge>,
    /// Ports of the host that K3s takes over.
    pub ports: Vec<Port>,
    /// Images that containerd does not share with the engine, sorted.
    pub images: Vec<String>,
    /// What becomes of their data.
    pub data: Vec<Data>,
    /// Databases among them, with the commands that save and restore them.
    pub databases: Vec<Database>,
    /// What makes each stop.
    pub stops: Vec<Stop>,
    /// What their Pods ask for.
    pub weight: Weight,
}

/// Containers that can only move together.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Together {
    /// Names of their attributes, sorted.
    pub containers: Vec<String>,
    /// The reasons, sentences without a full stop.
    pub because: Vec<String>,
}

/// A container that an error stops.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Blocked {
    /// Name of its attribute.
    pub container: String,
    /// Codes of the errors.
    pub codes: Vec<&'static str>,
}

/// The order for each host of the input that has containers.
#[must_use]
pub fn of(compiled: &Compiled) -> Vec<Moves> {
    let facts = &crate::facts::Facts::of(&compiled.inventory);
    let hosts = compiled.inventory.hosts.keys();
    let moves = hosts.map(|host| {
        let containers = compiled.inventory.containers.iter().enumerate();
        let own: Vec<usize> = containers
            .filter(|(_, container)| container.host == *host)
            .map(|(index, _)| index)
            .collect();
        moves(compiled, facts, host, &own)
    });
    moves.filter(|moves| !moves.waves.is_empty()).collect()
}

fn moves(compiled: &Compiled, facts: &crate::facts::Facts<'_>, host: &str, own: &[usize]) -> Moves {
    let needs = needs::of(compiled, facts, own);
    let bonds = bonds::of(compiled, facts, own);
    let classes: Vec<Class> = own
        .iter()
        .map(|index| class::of(compiled, facts, *index))
        .collect();
    let asked = order::Asked {
        classes: &classes,
        bonds: bonds.iter().map(|bond| bond.pair).collect(),
        needs: needs.iter().map(|need| need.pair).collect(),
    };
    let at = |index: usize| own.binary_search(&index).unwrap_or_default();
    let groups = order::waves(&asked.within(at));
    let mut wave_of = vec![0; own.len()];
    for (number, wave) in groups.iter().enumerate() {
        for place in wave.groups.iter().flatten() {
            if let Some(of) = wave_of.get_mut(*place) {
                *of = number + 1;
            }
        }
    }
    let number = |index: usize| wave_of.get(at(index)).copied().unwrap_or_default();
    let bridges = bridges::of(compiled, &needs, number);
    let refused = compiled.ledger.refused_containers();
    let name = |index: usize| bonds::attribute(compiled, index).to_owned();
    let waves = groups.iter().enumerate().map(|(place, wave)| {
        let members: Vec<usize> = own
            .iter()
            .copied()
            .filter(|index| number(*index) == place + 1)
            .collect();
        let together = wave.groups.iter().filter(|group| group.len() > 1);
        let together = together.map(|group| {
            let inside: Vec<usize> = group
                .iter()
                .filter_map(|at| own.get(*at).copied())
                .collect();
            let bound = bonds.iter().filter(|bond| inside.contains(&bond.pair.0));
            let mut because: Vec<String> = bound.map(|bond| bond.because.clone()).collect();
            because.dedup();
            Together {
                containers: inside.iter().map(|index| name(*index)).collect(),
                because,
            }
        });
        let blocked = members.iter().filter_map(|index| {
            let codes = refused.get(index)?;
            Some(Blocked {
                container: name(*index),
                codes: codes.iter().copied().collect(),
            })
        });
        Wave {
            number: place + 1,
            class: wave.class,
            containers: members.iter().map(|index| name(*index)).collect(),
            workloads: workloads(compiled, &members),
            together: together.collect(),
            blocked: blocked.collect(),
            bridges: bridges
                .iter()
                .filter(|bridge| bridge.from_wave == place + 1)
                .cloned()
                .collect(),
            ports: ports::of(compiled, &members),
            images: images(compiled, &members),
            data: data::of(compiled, &members),
            databases: data::databases(compiled, &members),
            stops: downtime::of(compiled, &members),
            weight: weight::of(compiled, &members),
        }
    });
    Moves {
        v: VERSION,
        kind: "plan",
        host: host.to_owned(),
        waves: waves.collect(),
        needs,
        total: weight::of(compiled, own),
        watch_hours: WATCH_HOURS,
        keep_days: KEEP_DAYS,
    }
}

fn workloads(compiled: &Compiled, members: &[usize]) -> Vec<String> {
    let all = members.iter().map(|index| {
        let workload = compiled.plan.workload_of(*index);
        let kind = workload.controller.kind.value.word().to_lowercase();
        format!("{}/{kind}/{}", workload.namespace, workload.name)
    });
    let all: std::collections::BTreeSet<String> = all.collect();
    all.into_iter().collect()
}

/// The images that the Pods name, without those of the Nix store, which the module loads.
fn images(compiled: &Compiled, members: &[usize]) -> Vec<String> {
    let all = members.iter().filter_map(|index| {
        let container = compiled.inventory.containers.get(*index)?;
        let image = &container.image;
        let pulled = image.file.is_none() && image.stream.is_none();
        let planned = compiled.plan.container_of(*index).image.as_ref();
        planned.filter(|_| pulled).map(|image| image.value.clone())
    });
    let all: std::collections::BTreeSet<String> = all.collect();
    all.into_iter().collect()
}
