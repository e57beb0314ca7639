//! Grouping: containers that share a network namespace or a pod become one Pod.

use super::{Plan, PodContainer, Workload, each};
use crate::{inventory::Inventory, ledger::Ledger, settings::Settings};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, _ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
        let Some(name) = plan.names.get(index).cloned() else {
            continue;
        };
        let mut workload = Workload {
            name: name.label.clone(),
            name_from: name.from,
            namespace: settings
                .namespace_of(&container.host, &container.attribute)
                .to_owned(),
            host: container.host.clone(),
            members: vec![index],
            ..Workload::default()
        };
        workload.pod.containers.push(PodContainer {
            name: name.label,
            ..PodContainer::default()
        });
        plan.seat(plan.workloads.len(), 0);
        plan.workloads.push(workload);
    }
}
