//! Dependencies: what starts before what. Kubernetes has no order between Pods.

use super::{Plan, Role, each};
use crate::{
    facts::peers::Peers,
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
    let peers = Peers::of(inventory);
    for (index, container) in each(inventory) {
        let host = &container.host;
        for given in &container.lifecycle.depends_on {
            let other = peers.by_attribute(host, &given.value);
            settle(plan, (index, container), given, other, ledger);
        }
        for given in &container.lifecycle.requires {
            let other = peers.by_name(host, &given.value);
            settle(plan, (index, container), given, other, ledger);
        }
    }
}

fn settle(
    plan: &Plan,
    (index, container): (usize, &Container),
    given: &Given<String>,
    first: Option<usize>,
    ledger: &mut Ledger,
) {
    let name = &container.attribute;
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
