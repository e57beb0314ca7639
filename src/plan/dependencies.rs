//! Dependencies: what starts before what. Kubernetes has no order between Pods.

use super::{Plan, Role, each};
use crate::{
    ledger::Ledger,
    origin::Given,
    podman::{Container, Inventory},
    rules::network as rules,
    settings::Settings,
};

mod of_host;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    of_host::say(inventory, ledger);
    for (index, container) in each(inventory) {
        for given in &container.lifecycle.depends_on {
            let other = |other: &Container| other.attribute == given.value;
            settle(inventory, plan, index, given, other, ledger);
        }
        for given in &container.lifecycle.requires {
            let other = |other: &Container| other.name() == given.value;
            settle(inventory, plan, index, given, other, ledger);
        }
    }
}

fn settle(
    inventory: &Inventory,
    plan: &Plan,
    index: usize,
    given: &Given<String>,
    is_it: impl Fn(&Container) -> bool,
    ledger: &mut Ledger,
) {
    let Some(container) = inventory.containers.get(index) else {
        return;
    };
    let name = &container.attribute;
    let first = each(inventory)
        .find(|(_, other)| other.host == container.host && is_it(other))
        .map(|(first, _)| first);
    let Some(first) = first else {
        let say = rules::unknown_dependency(name, &given.value);
        return ledger.dropped(given.origin, say);
    };
    let together = plan.workload_index(first) == plan.workload_index(index);
    if together && plan.container_of(first).role == Role::Sidecar {
        ledger.already_so(given.origin, &rules::STARTS_BEFORE);
        return;
    }
    ledger.dropped(given.origin, rules::start_order(name, &given.value));
}
