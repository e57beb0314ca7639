//! Further names of containers: `--network-alias`, `alias=` of a network, and `--hostname`.

use std::collections::{BTreeMap, BTreeSet};

use super::services;
use crate::{
    facts::{names, networks},
    ledger::Ledger,
    origin::{OriginId, Traced},
    plan::{Plan, ServiceKind, each, policy::name_label},
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
pub fn add(inventory: &Inventory, plan: &mut Plan, ledger: &mut Ledger) {
    let mut names: BTreeMap<(String, String), Vec<Claim>> = BTreeMap::new();
    for claim in claims(inventory, plan) {
        let Some(workload) = plan.workloads.get(claim.workload) else {
            continue;
        };
        let key = (
            workload.namespace.clone(),
            names::service(&names::label(&claim.alias)),
        );
        names.entry(key).or_default().push(claim);
    }
    for ((namespace, name), claims) in &mut names {
        if clash(plan, namespace, name, claims) {
            leave_hostnames(inventory, plan, name, claims, ledger);
        }
    }
    names.retain(|_, claims| !claims.is_empty());
    let (clashing, good): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|((namespace, name), claims)| clash(plan, namespace, name, claims));
    let written: BTreeSet<OriginId> = good
        .iter()
        .flat_map(|(_, claims)| claims.iter().map(|claim| claim.origin))
        .collect();
    for claim in clashing.iter().flat_map(|(_, claims)| claims) {
        let rest = claim.of != Kind::Alias || written.contains(&claim.origin);
        refuse(inventory, claim, rest, ledger);
    }
    for ((_, name), claims) in good {
        add_name(inventory, plan, &name, &claims);
        for claim in claims.iter().filter(|claim| claim.of == Kind::Alias) {
            settle(inventory, &name, claim, ledger);
        }
    }
}

fn claims(inventory: &Inventory, plan: &Plan) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (index, container) in each(inventory) {
        let workload = plan.workload_index(index);
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
fn clash(plan: &Plan, namespace: &str, name: &str, claims: &[Claim]) -> bool {
    let workloads: BTreeSet<usize> = claims.iter().map(|claim| claim.workload).collect();
    let taken = plan.workloads.iter().enumerate().any(|(index, workload)| {
        workload.namespace == namespace
            && workload.services.iter().any(|service| service.name == name)
            && !workloads.iter().all(|claiming| *claiming == index)
    });
    let mut common = claims.iter().map(|claim| claim.networks.clone());
    let first = common.next().unwrap_or_default();
    let common = common.fold(first, |common, networks| &common & &networks);
    taken || (workloads.len() > 1 && common.is_empty())
}

/// A host name gives way, since it was not requested as a name for others.
fn leave_hostnames(
    inventory: &Inventory,
    plan: &Plan,
    name: &str,
    claims: &mut Vec<Claim>,
    ledger: &mut Ledger,
) {
    for claim in claims.extract_if(.., |claim| claim.of == Kind::Hostname) {
        let own = plan.names.get(claim.container);
        if own.is_some_and(|own| own.service == name) {
            continue; // it is its own name, too
        }
        let say = rules::hostname_clash(claim.name(inventory), &claim.alias);
        ledger.changed(claim.origin, say);
    }
}

/// `rest`: the option also does something else.
fn refuse(inventory: &Inventory, claim: &Claim, rest: bool, ledger: &mut Ledger) {
    let say = rules::alias_clash(claim.name(inventory), &claim.alias);
    if rest && ledger.accepted(claim.origin, say.rule) {
        ledger.changed(claim.origin, say);
    } else {
        ledger.refused(claim.origin, say);
    }
}

/// The Service; over the Pods of all who claim the name, as podman's DNS names all of them.
fn add_name(inventory: &Inventory, plan: &mut Plan, name: &str, claims: &[Claim]) {
    let from: Vec<OriginId> = claims.iter().map(|claim| claim.origin).collect();
    let workloads: BTreeSet<usize> = claims.iter().map(|claim| claim.workload).collect();
    let label = name_label(name);
    let shared = (workloads.len() > 1).then_some(label);
    for index in &workloads {
        let Some(workload) = plan.workloads.get_mut(*index) else {
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
    let mentions = &plan.mentions;
    let Some(workload) = workloads
        .first()
        .and_then(|index| plan.workloads.get_mut(*index))
    else {
        return;
    };
    let known = services::known(inventory, mentions, workload);
    let kind = match &shared {
        Some(_) => ServiceKind::Headless,
        None => {
            services::kind(inventory, mentions, workload, &known).unwrap_or(ServiceKind::Headless)
        }
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

fn settle(inventory: &Inventory, name: &str, claim: &Claim, ledger: &mut Ledger) {
    if claim.alias == name {
        ledger.kept(claim.origin);
        return;
    }
    let say = rules::alias_renamed(claim.name(inventory), &claim.alias, name);
    ledger.changed(claim.origin, say);
}
