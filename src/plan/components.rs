//! Programs that podman did not run and Kubernetes needs: each makes workloads, of which no container of the inventory is a
//! part.

use super::{Cursor, Workload};

mod device_plugin;
mod monitoring;

pub use monitoring::Monitoring;

/// Makes the workloads of a component, and says what it costs.
type Component = fn(&mut Cursor<'_>) -> Vec<Workload>;

/// All of them.
const COMPONENTS: &[Component] = &[device_plugin::workloads, monitoring::workloads];

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    for component in COMPONENTS {
        let workloads = component(at);
        at.plan.workloads.extend(workloads);
    }
}
