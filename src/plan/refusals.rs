//! What a refused workload leaves behind for the others: claims and names that they share, and what they expect of its
//! containers.

use std::collections::BTreeSet;

use super::{Cursor, VolumeSource, Workload, model};
use crate::{
    facts::{mentions, networks, texts},
    ledger::{Fate, Stopped},
    origin::OriginId,
    podman::{
        Container,
        network::{Join, Pod},
    },
    rules::workload as rules,
};

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let stopped = &at.ledger.refused_containers();
    let refused = &at.plan.refused(stopped);
    for workload in refused {
        hand_on_claims(at, *workload, refused);
        hand_on_names(at, *workload, refused);
    }
    at.each(|at| {
        if !refused.contains(&at.plan.workload_index(at.index)) {
            say_volumes(at, refused);
            return;
        }
        if !stopped.contains_key(&at.index) {
            say_pod(at, stopped);
        }
        say_name(at, refused);
    });
}

/// A claim that another workload uses as well goes with that one.
fn hand_on_claims(at: &mut Cursor<'_>, from: usize, refused: &BTreeSet<usize>) {
    let Some(owner) = at.plan.workloads.get_mut(from) else {
        return;
    };
    for claim in std::mem::take(&mut owner.claims) {
        let source = VolumeSource::Claim(claim.name.clone().into());
        let uses = |pod: &model::Pod| pod.volumes.iter().any(|volume| volume.source == source);
        if let Some(workload) = heir(at, from, refused, uses) {
            workload.claims.push(claim);
        }
    }
}

/// So does a name that other Pods answer to as well.
fn hand_on_names(at: &mut Cursor<'_>, from: usize, refused: &BTreeSet<usize>) {
    let Some(owner) = at.plan.workloads.get_mut(from) else {
        return;
    };
    for service in std::mem::take(&mut owner.services) {
        let shared = service.shared.clone();
        let answers = |pod: &model::Pod| {
            let label = shared.as_ref();
            label.is_some_and(|label| pod.labels.contains_key(label))
        };
        if let Some(workload) = heir(at, from, refused, answers) {
            workload.services.push(service);
            workload.services.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}

/// The first workload of the same namespace that is written and whose Pod needs something; without one, the refused one.
fn heir<'p>(
    at: &'p mut Cursor<'_>,
    from: usize,
    refused: &BTreeSet<usize>,
    needs: impl Fn(&model::Pod) -> bool,
) -> Option<&'p mut Workload> {
    let namespace = at.plan.workloads.get(from)?.namespace.clone();
    let mut others = at.plan.workloads.iter().enumerate();
    let heir = others.position(|(index, workload)| {
        !refused.contains(&index) && workload.namespace == namespace && needs(&workload.pod)
    });
    at.plan.workloads.get_mut(heir.unwrap_or(from))
}

/// Says why a container without an error is not written.
fn say_pod(at: &mut Cursor<'_>, stopped: &Stopped) {
    let members = at.workload().members.iter();
    let names: Vec<String> = members
        .filter(|member| stopped.contains_key(member))
        .filter_map(|member| at.inventory.containers.get(*member))
        .map(|member| format!("`{}`", member.attribute))
        .collect();
    let say = rules::pod_refused(at.name(), names.join(" and "));
    match joins(at.container()) {
        Some(origin) => at.say_at(origin, say),
        None => at.say(say),
    }
}

/// The option by which a container is in the Pod of others.
fn joins(container: &Container) -> Option<OriginId> {
    let network = &container.network;
    let pod = network.pod.as_ref();
    let pod = pod.filter(|given| given.value != Pod::None);
    let mut joins = network.join.iter();
    let join = joins.find(|given| matches!(given.value, Join::Container(_)));
    pod.map(|given| given.origin)
        .or(join.map(|given| given.origin))
}

fn say_volumes(at: &mut Cursor<'_>, refused: &BTreeSet<usize>) {
    for from in &at.container().storage.volumes_from {
        let name = &from.value.container;
        let other = at.facts.peers.by_name(&at.container().host, name);
        let refused = other.is_some_and(|other| refused.contains(&at.plan.workload_index(other)));
        let settled = at.ledger.entry(from.origin).settled.as_ref();
        if refused && settled.is_some_and(|settled| settled.fate == Fate::Kept) {
            let say = rules::volumes_of_refused(at.name(), name);
            at.say_at(from.origin, say);
        }
    }
}

/// Says at the texts of others that its name has no Service.
fn say_name(at: &mut Cursor<'_>, refused: &BTreeSet<usize>) {
    let gone = at.container();
    if !networks::is_found_by_name(at.facts, gone) {
        return;
    }
    let mut said = BTreeSet::new();
    for mention in at.facts.mentions.of(&gone.host, gone.name()) {
        let Some(by) = at.inventory.containers.get(mention.by) else {
            continue;
        };
        let written = !refused.contains(&at.plan.workload_index(mention.by));
        if !written || !networks::needs_names(at.facts, mention.by, by) {
            continue;
        }
        let mut texts = texts::of(at.inventory, by).into_iter();
        let is_host = texts.any(|text| {
            let mut words = mentions::words(&text, |word| word == gone.name());
            text.origin == mention.origin && words.any(|word| word.is_host)
        });
        if is_host && said.insert(mention.origin) {
            let say = rules::name_of_refused(&by.attribute, gone.name());
            at.say_at(mention.origin, say);
        }
    }
}
