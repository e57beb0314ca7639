//! Dependencies: what starts before what. Kubernetes has no order between Pods.

use std::collections::BTreeSet;

use super::{Cursor, Role};
use crate::{
    origin::Given,
    rules::{network as rules, workload},
};

mod of_host;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    of_host::say(at);
    let refused = &at.plan.refused(&at.ledger.refused_containers());
    at.each(|at| {
        let container = at.container();
        let (host, peers) = (&container.host, &at.facts.peers);
        for given in &container.lifecycle.depends_on {
            settle(at, given, peers.by_attribute(host, &given.value), refused);
        }
        for given in &container.lifecycle.requires {
            settle(at, given, peers.by_name(host, &given.value), refused);
        }
    });
}

fn settle(
    at: &mut Cursor<'_>,
    given: &Given<String>,
    first: Option<usize>,
    refused: &BTreeSet<usize>,
) {
    let Some(first) = first else {
        let say = rules::unknown_dependency(at.name(), &given.value);
        return at.ledger.dropped(given.origin, say);
    };
    let together = at.plan.workload_index(first) == at.plan.workload_index(at.index);
    if together && at.plan.container_of(first).role == Role::Sidecar {
        at.ledger.already_so(given.origin, &rules::STARTS_BEFORE);
        return;
    }
    if !together && refused.contains(&at.plan.workload_index(first)) {
        let say = workload::needs_refused(at.name(), &given.value);
        return at.ledger.dropped(given.origin, say);
    }
    at.ledger
        .dropped(given.origin, rules::start_order(at.name(), &given.value));
}
