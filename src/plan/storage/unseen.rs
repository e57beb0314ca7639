//! What `install` sees and does on the host, and manifests that are applied by hand lack.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::{
    ledger::{Ledger, Subject},
    plan::{Made, Plan, VolumeSource},
    podman::Inventory,
    rules::mounts,
};

/// Says it of manifests that are not for `install`.
pub fn say(plan: &Plan, inventory: &Inventory, ledger: &mut Ledger) {
    paths(plan, ledger);
    volumes(plan, ledger);
    points(plan, inventory, ledger);
}

/// Paths that no type protects from being made as a directory, once for each host.
fn paths(plan: &Plan, ledger: &mut Ledger) {
    let mut unknown: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for workload in &plan.workloads {
        for volume in &workload.pod.volumes {
            // The closure of the system has paths of the store.
            if let VolumeSource::HostPath { path, kind: "" } = &volume.source
                && !path.as_str().starts_with("/nix/store/")
                && plan.made_at(&workload.host, path.as_str()).is_none()
            {
                unknown
                    .entry(&workload.host)
                    .or_default()
                    .insert(path.as_str());
            }
        }
    }
    for (host, paths) in unknown {
        let count = paths.len();
        let paths = shlex::try_join(paths).unwrap_or_default();
        ledger.say(
            Subject::Host(host.to_owned()),
            rules::types_unknown(host, count, paths),
        );
    }
}

/// Volumes that the engine fills when the first container uses them, once for each host.
fn volumes(plan: &Plan, ledger: &mut Ledger) {
    for (host, paths) in &plan.made {
        let all: Vec<(&Made, String)> = paths
            .iter()
            .filter_map(|(path, of)| Some((&of.made, of.made.command(path)?)))
            .collect();
        let names = all.iter().filter_map(|(made, _)| made.volume());
        let names = shlex::try_join(names).unwrap_or_default();
        if let Some((
            Made::Volume {
                name,
                engine,
                first: _,
                create: _,
            },
            command,
        )) = all.first()
        {
            let say = rules::volumes_by_hand(host, engine, all.len(), names, name, command);
            ledger.say(Subject::Host(host.to_owned()), say);
        }
    }
}

/// Places for mounts, which nobody makes.
fn points(plan: &Plan, inventory: &Inventory, ledger: &mut Ledger) {
    for point in &plan.points {
        let index = ledger.entry(point.from).origin.container;
        if let Some(container) = inventory.containers.get(index) {
            let name = &container.attribute;
            let say = mounts::point_by_hand(name, &point.target, &point.around, &point.path);
            ledger.say(Subject::Option(point.from), say);
        }
    }
}
