//! Names: what every container, and its Service, is called in Kubernetes.

use super::{Name, Plan, each};
use crate::{inventory::Inventory, ledger::Ledger, settings::Settings};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, _ledger: &mut Ledger) {
    for (_, container) in each(inventory) {
        let label = container.attribute.to_lowercase().replace(['_', '.'], "-");
        plan.names.push(Name {
            service: label.clone(),
            label,
            from: Vec::new(),
        });
    }
}
