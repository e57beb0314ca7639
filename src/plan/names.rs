//! Names: what every container, and its Service, is called in Kubernetes.

use super::{Name, Plan, each};
use crate::{
    facts::{mentions::Mentions, names},
    ledger::Ledger,
    podman::Inventory,
    settings::Settings,
};

/// See [`super::PASSES`]. The options are settled by the pass `identity`, which sees the Pod.
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, _ledger: &mut Ledger) {
    plan.mentions = Mentions::new(inventory);
    for (_, container) in each(inventory) {
        let name = names::label(names::podman_name(container));
        let given = container.identity.name.as_ref();
        plan.names.push(Name {
            service: names::service(&name),
            label: name,
            from: given.map(|given| given.origin).into_iter().collect(),
        });
    }
}
