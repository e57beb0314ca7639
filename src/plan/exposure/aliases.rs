//! Further names of containers: `--network-alias`, `alias=` of a network, and `--hostname`.

use std::collections::BTreeSet;

use super::services::{self, Named, Taken};
use crate::{
    facts::{
        called::{self, Kind},
        names, networks,
    },
    grammar::{Label, release::DIGIT_NAMES},
    origin::{OriginId, Traced},
    plan::{
        Cursor, ServiceKind,
        claims::{self, Claim, Claims, Granted},
        policy::name_label,
    },
    rules::exposure as rules,
};

/// Adds a Service per alias.
pub fn add(at: &mut Cursor<'_>, claims: Claims<'_>, taken: &mut Taken) {
    let Claims {
        granted,
        clashing,
        left,
    } = claims;
    for claim in left {
        let own = at.plan.names.get(claim.container);
        let name = names::service(&names::label(claim.alias), at.plan.kubernetes);
        if own.is_some_and(|own| own.service == name) {
            continue; // it is its own name, too
        }
        let say = rules::hostname_clash(claim.name(at.inventory), claim.alias);
        at.ledger.changed(claim.origin, say);
    }
    let written: BTreeSet<OriginId> = granted
        .values()
        .flat_map(|granted| granted.claims.iter().map(|claim| claim.origin))
        .collect();
    for claim in &clashing {
        let rest = claim.kind != Kind::Alias || written.contains(&claim.origin);
        refuse(at, claim, rest);
    }
    for ((_, name), granted) in granted {
        add_name(at, &name, &granted, taken);
        for claim in &granted.claims {
            settle(at, &name, claim);
            if claim.kind == Kind::NetworkAlias {
                say_on_all(at, claim);
            }
        }
    }
    at.each(say_respelled);
}

/// `rest`: the option also does something else.
fn refuse(at: &mut Cursor<'_>, claim: &Claim<'_>, rest: bool) {
    let say = rules::alias_clash(claim.name(at.inventory), claim.alias);
    if rest && at.ledger.accepted(claim.origin, say.rule) {
        at.ledger.changed(claim.origin, say);
    } else {
        at.ledger.refused(claim.origin, say);
    }
}

/// The Service; over the Pods of all who claim the name, as podman's DNS names all of them.
fn add_name(at: &mut Cursor<'_>, name: &Label, granted: &Granted<'_>, taken: &mut Taken) {
    let from: Vec<OriginId> = granted.claims.iter().map(|claim| claim.origin).collect();
    let claiming = granted.claims.iter().map(|claim| claim.workload);
    let workloads: BTreeSet<usize> = claiming.chain(granted.owner).collect();
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
    let first = granted.owner.or_else(|| workloads.first().copied());
    let Some(workload) = first.and_then(|index| at.plan.workloads.get_mut(index)) else {
        return;
    };
    let known = services::known(at.facts, workload);
    let kind = match &shared {
        Some(_) => ServiceKind::Headless,
        None => services::kind(at.facts, workload, &known).unwrap_or(ServiceKind::Headless),
    };
    let new = Named {
        name,
        kind,
        from: &from.into(),
        shared: shared.as_deref(),
    };
    services::add_name(workload, &new, &known, taken);
}

/// Of a network, only an alias with another spelling is worth a word; the option itself is settled by the pass `networks`.
fn settle(at: &mut Cursor<'_>, name: &Label, claim: &Claim<'_>) {
    let same = claim.alias == name.as_str();
    match claim.kind {
        Kind::Alias if same => return at.ledger.kept(claim.origin),
        Kind::Alias => {}
        Kind::NetworkAlias if !same => {}
        Kind::NetworkAlias | Kind::Name | Kind::Hostname | Kind::Pod => return,
    }
    let (own, alias) = (claim.name(at.inventory), claim.alias);
    // Only the digit in front is in the way, and not for every server.
    let later = at.plan.kubernetes.lacks(&DIGIT_NAMES);
    let say = match later.filter(|_| names::label(alias).as_str() == alias) {
        Some(from) => rules::alias_renamed_for_now(own, alias, name, from),
        None => rules::alias_renamed(own, alias, name),
    };
    at.ledger.changed(claim.origin, say);
}

/// Where containers that share only another network with it find an alias, too.
fn say_on_all(at: &mut Cursor<'_>, claim: &Claim<'_>) {
    let Some(container) = at.inventory.containers.get(claim.container) else {
        return;
    };
    let own = networks::with_names(at.inventory, container);
    let others = &own - &claim.networks;
    let network = claim.networks.first().copied().unwrap_or_default();
    if claims::has_neighbours(at.facts, at.plan, claim.container, &others) {
        let say = rules::alias_on_all(&container.attribute, claim.alias, network);
        at.say_at(claim.origin, say);
    }
}

/// Host names and names of pods that others look up, and find under another spelling.
fn say_respelled(at: &mut Cursor<'_>) {
    let container = at.container();
    for called in called::of(at.inventory, container) {
        let renames = &at.plan.renames;
        let new = renames.of_peer(at.index, &called).map(str::to_owned);
        let (Some(new), Some(origin)) = (new, called.origin) else {
            continue;
        };
        // Of its name that was said.
        let said = called.name == container.name();
        if said || !claims::has_neighbours(at.facts, at.plan, at.index, &called.networks) {
            continue;
        }
        let (name, old) = (at.name(), called.name);
        match called.kind {
            Kind::Hostname => at.say_at(origin, rules::hostname_respelled(name, old, new)),
            Kind::Pod => at.say_at(origin, rules::pod_respelled(name, old, new)),
            Kind::Name | Kind::Alias | Kind::NetworkAlias => {}
        }
    }
}
