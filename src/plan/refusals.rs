//! What a refused workload leaves behind for the others: claims and names that they share, and what they expect of its
//! containers.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use super::{Cursor, Plan, VolumeSource, model};
use crate::{
    facts::{called, networks},
    grammar::Label,
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
    if refused.is_empty() {
        return;
    }
    hand_on_claims(at.plan, refused);
    hand_on_names(at.plan, refused);
    let answered = &answered(at.plan, refused);
    at.each(|at| {
        if !refused.contains(&at.plan.workload_index(at.index)) {
            say_volumes(at, refused);
            return;
        }
        if !stopped.contains_key(&at.index) {
            say_pod(at, stopped);
        }
        say_name(at, refused, answered);
    });
}

/// For each thing that Pods need, by its namespace: the first workload that is written and needs it.
type Heirs = BTreeMap<(Label, String), usize>;

fn heirs<'p, N: Iterator<Item = &'p str>>(
    plan: &'p Plan,
    refused: &BTreeSet<usize>,
    needs: impl Fn(&'p model::Pod) -> N,
) -> Heirs {
    let mut heirs = Heirs::new();
    for (index, workload) in plan.workloads.iter().enumerate() {
        if refused.contains(&index) {
            continue;
        }
        for need in needs(&workload.pod) {
            let key = (workload.namespace.clone(), need.to_owned());
            heirs.entry(key).or_insert(index);
        }
    }
    heirs
}

/// A claim that another workload uses as well goes with that one.
fn hand_on_claims(plan: &mut Plan, refused: &BTreeSet<usize>) {
    let heirs = heirs(plan, refused, |pod| {
        let volumes = pod.volumes.iter();
        volumes.filter_map(|volume| match &volume.source {
            VolumeSource::Claim(name) => Some(name.as_str()),
            _ => None,
        })
    });
    for from in refused {
        let Some(owner) = plan.workloads.get_mut(*from) else {
            continue;
        };
        let namespace = owner.namespace.clone();
        for claim in mem::take(&mut owner.claims) {
            let heir = heirs.get(&(namespace.clone(), claim.name.to_string()));
            if let Some(workload) = plan.workloads.get_mut(*heir.unwrap_or(from)) {
                workload.claims.push(claim);
            }
        }
    }
}

/// So does a name that other Pods answer to as well.
fn hand_on_names(plan: &mut Plan, refused: &BTreeSet<usize>) {
    let heirs = heirs(plan, refused, |pod| pod.labels.keys().map(String::as_str));
    for from in refused {
        let Some(owner) = plan.workloads.get_mut(*from) else {
            continue;
        };
        let namespace = owner.namespace.clone();
        for service in mem::take(&mut owner.services) {
            let shared = service.shared.clone();
            let heir = shared.and_then(|label| heirs.get(&(namespace.clone(), label)));
            if let Some(workload) = plan.workloads.get_mut(*heir.unwrap_or(from)) {
                workload.services.push(service);
                workload.services.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
    }
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

/// Says at the texts of others that none of its names has a Service.
fn say_name(at: &mut Cursor<'_>, refused: &BTreeSet<usize>, answered: &BTreeSet<String>) {
    let gone = at.container();
    if !networks::is_found_by_name(at.facts, gone) {
        return;
    }
    let mut said = BTreeSet::new();
    for called in called::of(at.inventory, gone) {
        if answered.contains(called.name) {
            continue; // another one answers to it, too
        }
        for mention in at.facts.mentions.of(&gone.host, called.name) {
            let Some(by) = at.inventory.containers.get(mention.by) else {
                continue;
            };
            let written = !refused.contains(&at.plan.workload_index(mention.by));
            if mention.is_host
                && written
                && networks::needs_names(at.facts, mention.by, by)
                && said.insert(mention.origin)
            {
                let say = rules::name_of_refused(&by.attribute, gone.name(), called.name);
                at.say_at(mention.origin, say);
            }
        }
    }
}

/// Names of Services that are written.
fn answered(plan: &Plan, refused: &BTreeSet<usize>) -> BTreeSet<String> {
    let written = plan.workloads.iter().enumerate();
    let written = written.filter(|(index, _)| !refused.contains(index));
    let services = written.flat_map(|(_, workload)| &workload.services);
    services.map(|service| service.name.to_string()).collect()
}
