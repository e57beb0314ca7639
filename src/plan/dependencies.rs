//! Dependencies: what starts before what. Kubernetes has no order between Pods.

use super::{Cursor, Role};
use crate::{origin::Given, rules::network as rules};

mod of_host;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    of_host::say(at);
    at.each(|at| {
        let container = at.container();
        let (host, peers) = (&container.host, &at.facts.peers);
        for given in &container.lifecycle.depends_on {
            settle(at, given, peers.by_attribute(host, &given.value));
        }
        for given in &container.lifecycle.requires {
            settle(at, given, peers.by_name(host, &given.value));
        }
    });
}

fn settle(at: &mut Cursor<'_>, given: &Given<String>, first: Option<usize>) {
    let Some(first) = first else {
        let say = rules::unknown_dependency(at.name(), &given.value);
        return at.ledger.dropped(given.origin, say);
    };
    let together = at.plan.workload_index(first) == at.plan.workload_index(at.index);
    if together && at.plan.container_of(first).role == Role::Sidecar {
        at.ledger.already_so(given.origin, &rules::STARTS_BEFORE);
        return;
    }
    at.ledger
        .dropped(given.origin, rules::start_order(at.name(), &given.value));
}
