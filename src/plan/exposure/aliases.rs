//! Further names of containers: `--network-alias`, `alias=` of a network, and `--hostname`.

use std::collections::{BTreeMap, BTreeSet};

use super::services;
use crate::{
    facts::{names, networks},
    grammar::{Label, release::DIGIT_NAMES},
    origin::{OriginId, Traced},
    plan::{Cursor, ServiceKind, policy::name_label},
    podman::{Inventory, network::Join},
    rules::exposure as rules,
};

/// One container that wants a name.
#[derive(Debug, Clone)]
struct Claim {
    container: usize,
    workload: usize,
    /// As podman knows it.
    alias: String,
    origin: OriginId,
    of: Kind,
    /// Networks on which it answers.
    networks: BTreeSet<String>,
}

impl Claim {
    /// The name of its container.
    fn name<'i>(&self, inventory: &'i Inventory) -> &'i str {
        let container = inventory.containers.get(self.container);
        container.map_or("", |container| &container.attribute)
    }
}

/// What else the option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `--network-alias`: nothing else, and settled here.
    Alias,
    /// A network of the container.
    Network,
    /// Its host name, which podman answers for, too; settled by the pass `identity`.
    Hostname,
}

/// Adds a Service per alias.
pub fn add(at: &mut Cursor<'_>) {
    let mut names: BTreeMap<(Label, Label), Vec<Claim>> = BTreeMap::new();
    for claim in claims(at) {
        let Some(workload) = at.plan.workloads.get(claim.workload) else {
            continue;
        };
        let key = (
            workload.namespace.clone(),
            names::service(&names::label(&claim.alias), at.plan.kubernetes),
        );
        names.entry(key).or_default().push(claim);
    }
    for ((namespace, name), claims) in &mut names {
        if clash(at, namespace, name, claims) {
            leave_hostnames(at, name, claims);
        }
    }
    names.retain(|_, claims| !claims.is_empty());
    let (clashing, good): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|((namespace, name), claims)| clash(at, namespace, name, claims));
    let written: BTreeSet<OriginId> = good
        .iter()
        .flat_map(|(_, claims)| claims.iter().map(|claim| claim.origin))
        .collect();
    for claim in clashing.iter().flat_map(|(_, claims)| claims) {
        let rest = claim.of != Kind::Alias || written.contains(&claim.origin);
        refuse(at, claim, rest);
    }
    for ((_, name), claims) in good {
        add_name(at, &name, &claims);
        for claim in claims.iter().filter(|claim| claim.of == Kind::Alias) {
            settle(at, &name, claim);
        }
    }
}

fn claims(at: &Cursor<'_>) -> Vec<Claim> {
    let inventory = at.inventory;
    let mut claims = Vec::new();
    for (index, container) in inventory.containers.iter().enumerate() {
        let workload = at.plan.workload_index(index);
        let claim = |alias: &str, origin, of, networks| Claim {
            container: index,
            workload,
            alias: alias.to_owned(),
            origin,
            of,
            networks,
        };
        let place = |network: &str| format!("{}/{network}", container.host);
        let all: BTreeSet<String> = networks::joined(inventory, container)
            .map(|joined| place(joined.name))
            .collect();
        let bridge = container
            .network
            .join
            .first()
            .is_none_or(|given| given.value.takes_more() || given.value == Join::Private);
        if !bridge {
            continue; // refused by the pass `networks`, as podman refuses it
        }
        for alias in &container.network.aliases {
            claims.push(claim(&alias.value, alias.origin, Kind::Alias, all.clone()));
        }
        for joined in networks::joined(inventory, container) {
            let network = BTreeSet::from([place(joined.name)]);
            for alias in &joined.endpoint.aliases {
                claims.push(claim(alias, joined.origin, Kind::Network, network.clone()));
            }
        }
        let hostname = container.identity.hostname.as_ref();
        // The name of a Service has no dots.
        let hostname = hostname.filter(|given| {
            given.value.contains(|c: char| c.is_ascii_alphanumeric()) && !given.value.contains('.')
        });
        if let Some(given) = hostname.filter(|_| networks::has_names(inventory, container)) {
            let default = || BTreeSet::from([place("podman")]); // which has names, then
            let networks = if all.is_empty() { default() } else { all };
            claims.push(claim(&given.value, given.origin, Kind::Hostname, networks));
        }
    }
    claims
}

/// Whether one namespace cannot hold what different networks kept apart.
fn clash(at: &Cursor<'_>, namespace: &Label, name: &Label, claims: &[Claim]) -> bool {
    let workloads: BTreeSet<usize> = claims.iter().map(|claim| claim.workload).collect();
    let taken = at
        .plan
        .workloads
        .iter()
        .enumerate()
        .any(|(index, workload)| {
            workload.namespace == *namespace
                && workload
                    .services
                    .iter()
                    .any(|service| service.name == *name)
                && !workloads.iter().all(|claiming| *claiming == index)
        });
    let mut common = claims.iter().map(|claim| claim.networks.clone());
    let first = common.next().unwrap_or_default();
    let common = common.fold(first, |common, networks| &common & &networks);
    taken || (workloads.len() > 1 && common.is_empty())
}

/// A host name gives way, since it was not requested as a name for others.
fn leave_hostnames(at: &mut Cursor<'_>, name: &Label, claims: &mut Vec<Claim>) {
    for claim in claims.extract_if(.., |claim| claim.of == Kind::Hostname) {
        let own = at.plan.names.get(claim.container);
        if own.is_some_and(|own| own.service == *name) {
            continue; // it is its own name, too
        }
        let say = rules::hostname_clash(claim.name(at.inventory), &claim.alias);
        at.ledger.changed(claim.origin, say);
    }
}

/// `rest`: the option also does something else.
fn refuse(at: &mut Cursor<'_>, claim: &Claim, rest: bool) {
    let say = rules::alias_clash(claim.name(at.inventory), &claim.alias);
    if rest && at.ledger.accepted(claim.origin, say.rule) {
        at.ledger.changed(claim.origin, say);
    } else {
        at.ledger.refused(claim.origin, say);
    }
}

/// The Service; over the Pods of all who claim the name, as podman's DNS names all of them.
fn add_name(at: &mut Cursor<'_>, name: &Label, claims: &[Claim]) {
    let from: Vec<OriginId> = claims.iter().map(|claim| claim.origin).collect();
    let workloads: BTreeSet<usize> = claims.iter().map(|claim| claim.workload).collect();
    let label = name_label(name.as_str());
    let shared = (workloads.len() > 1).then_some(label);
    for index in &workloads {
        let Some(workload) = at.plan.workloads.get_mut(*index) else {
            continue;
        };
        if let Some(label) = &shared {
            let value = Traced {
                value: "true".to_owned(),
                from: from.clone().into(),
            };
            workload.pod.labels.insert(label.clone(), value);
        }
    }
    let Some(workload) = workloads
        .first()
        .and_then(|index| at.plan.workloads.get_mut(*index))
    else {
        return;
    };
    let known = services::known(at.facts, workload);
    let kind = match &shared {
        Some(_) => ServiceKind::Headless,
        None => services::kind(at.facts, workload, &known).unwrap_or(ServiceKind::Headless),
    };
    services::add_name(
        workload,
        name,
        kind,
        &known,
        &from.clone().into(),
        shared.as_deref(),
    );
}

fn settle(at: &mut Cursor<'_>, name: &Label, claim: &Claim) {
    if claim.alias == name.as_str() {
        at.ledger.kept(claim.origin);
        return;
    }
    let (own, alias) = (claim.name(at.inventory), &claim.alias);
    // Only the digit in front is in the way, and not for every server.
    let later = at.plan.kubernetes.lacks(&DIGIT_NAMES);
    let say = match later.filter(|_| names::label(alias).as_str() == alias) {
        Some(from) => rules::alias_renamed_for_now(own, alias, name, from),
        None => rules::alias_renamed(own, alias, name),
    };
    at.ledger.changed(claim.origin, say);
}
