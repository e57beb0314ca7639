//! Dependencies: what starts before what. Kubernetes has no order between Pods.

use std::collections::BTreeSet;

use super::{ControllerKind, Cursor, Role};
use crate::{
    origin::Given,
    podman::{lifecycle::SdNotify, unit::Kind},
    rules::{Say, network as rules, workload},
};

mod of_host;
mod together;
mod waits;

use waits::Waits;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    of_host::say(at);
    together::targets(at);
    let refused = &at.plan.refused(&at.ledger.refused_containers());
    let waits = waits::decide(at, refused);
    let refused = &at.plan.refused(&at.ledger.refused_containers());
    at.each(|at| {
        of_host::restarts(at);
        together::say(at);
        let container = at.container();
        let (host, peers) = (&container.host, &at.facts.peers);
        let mut named = Vec::new();
        for given in &container.lifecycle.depends_on {
            let first = peers.by_attribute(host, &given.value);
            named.extend(first);
            settle(at, given, first, refused, &waits);
        }
        for given in &container.lifecycle.requires {
            let first = peers.by_name(host, &given.value);
            named.extend(first);
            settle(at, given, first, refused, &waits);
        }
        for first in of_host::containers(at.facts, container) {
            let known = named.contains(&first) || waits.contains(&(at.index, first));
            if first != at.index && !known && !starts_before(at, first) {
                named.push(first);
                let say = lost(at, first, refused);
                at.say(say);
            }
        }
    });
}

fn settle(
    at: &mut Cursor<'_>,
    given: &Given<String>,
    first: Option<usize>,
    refused: &BTreeSet<usize>,
    waits: &Waits,
) {
    let Some(first) = first else {
        let say = rules::unknown_dependency(at.name(), &given.value);
        return at.ledger.dropped(given.origin, say);
    };
    if starts_before(at, first) {
        at.ledger.already_so(given.origin, &rules::STARTS_BEFORE);
        return;
    }
    if waits.contains(&(at.index, first)) {
        let say = rules::waits(at.name(), &given.value);
        return at.ledger.changed(given.origin, say);
    }
    let say = lost(at, first, refused);
    at.ledger.dropped(given.origin, say);
}

/// Whether both are in one Pod, which starts the other one first.
fn starts_before(at: &Cursor<'_>, first: usize) -> bool {
    at.plan.workload_index(first) == at.plan.workload_index(at.index)
        && at.plan.container_of(first).role == Role::Sidecar
}

/// What is lost with the order: systemd waits for the start of a service, for the first success of its check, or for the
/// end of a `oneshot`.
fn lost(at: &Cursor<'_>, first: usize, refused: &BTreeSet<usize>) -> Say {
    let name = at.name();
    let Some(other) = at.inventory.containers.get(first) else {
        return rules::start_order(name, "");
    };
    let attribute = &other.attribute;
    let index = at.plan.workload_index(first);
    if index != at.plan.workload_index(at.index) && refused.contains(&index) {
        return workload::needs_refused(name, attribute);
    }
    let unit = at.inventory.unit(other);
    let oneshot = unit.is_some_and(|unit| unit.service.kind == Some(Kind::Oneshot));
    let oneshot = oneshot || other.lifecycle.ends;
    let (own, before) = (at.workload(), at.plan.workload_of(first));
    let kinds = (own.controller.kind.value, before.controller.kind.value);
    match kinds {
        (_, ControllerKind::CronJob) if own.name != before.name => {
            rules::after_times(name, attribute)
        }
        (ControllerKind::Job | ControllerKind::CronJob, ControllerKind::Job) if oneshot => {
            rules::end_before_job(name, attribute)
        }
        (kind, ControllerKind::Job) if oneshot => rules::end_before(
            name,
            attribute,
            &before.name,
            &before.namespace,
            kind.word().to_lowercase(),
            &own.name,
            &own.namespace,
        ),
        _ if oneshot => rules::end_of_member(name, attribute),
        _ if is_healthy_first(at, first) => match at.settings.wait_for.image {
            None => rules::healthy_before(name, attribute),
            Some(_) => rules::healthy_before_by_choice(name, attribute),
        },
        _ => rules::start_order(name, attribute),
    }
}

/// Whether systemd, or Compose, waits for the first success of its check.
fn is_healthy_first(at: &Cursor<'_>, first: usize) -> bool {
    let container = at.inventory.containers.get(first);
    let notify = container.and_then(|container| container.lifecycle.sdnotify.as_ref());
    let wanted = &at.container().lifecycle.healthy_first;
    let wanted = container.is_some_and(|container| wanted.contains(&container.attribute));
    (wanted || notify.is_some_and(|notify| notify.value == SdNotify::Healthy))
        && at.plan.container_of(first).has_gate()
}
