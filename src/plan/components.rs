//! Programs that podman did not run and Kubernetes needs: each makes workloads, of which no container of the inventory is a
//! part.

use super::{Plan, Workload};
use crate::{ledger::Ledger, podman::Inventory, settings::Settings};

mod device_plugin;

/// Makes the workloads of a component, and says what it costs.
type Component = fn(&Inventory, &Settings, &Plan, &mut Ledger) -> Vec<Workload>;

/// All of them.
const COMPONENTS: &[Component] = &[device_plugin::workloads];

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for component in COMPONENTS {
        let workloads = component(inventory, settings, plan, ledger);
        plan.workloads.extend(workloads);
    }
}
