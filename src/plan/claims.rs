//! Who asks for the name of a Service besides a container's own, and who gets it: `--network-alias`, `alias=` of a network,
//! and `--hostname`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, Workload};
use crate::{
    facts::{
        Facts,
        called::{self, Kind},
        names, networks,
    },
    grammar::Label,
    origin::OriginId,
    podman::{Inventory, network::Join},
    settings::{Exposure, Settings},
};

/// One container that wants a name.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// Its index.
    pub container: usize,
    /// That of its workload.
    pub workload: usize,
    /// The name, as podman knows it.
    pub alias: &'a str,
    /// The option.
    pub origin: OriginId,
    /// Which kind of option it is.
    pub kind: Kind,
    /// Networks of its host on which it answers.
    pub networks: BTreeSet<&'a str>,
}

impl<'a> Claim<'a> {
    /// The name of its container.
    pub fn name(&self, inventory: &'a Inventory) -> &'a str {
        let container = inventory.containers.get(self.container);
        container.map_or("", |container| &container.attribute)
    }
}

/// A name and those who get it.
#[derive(Debug)]
pub struct Granted<'a> {
    /// Whose.
    pub claims: Vec<Claim<'a>>,
    /// The workload whose own name it is, if it is that of another container: both answer.
    pub owner: Option<usize>,
}

/// Namespace and name of a Service.
pub type Key = (Label, Label);

/// What was decided.
#[derive(Debug, Default)]
pub struct Claims<'a> {
    /// By the name of the Service.
    pub granted: BTreeMap<Key, Granted<'a>>,
    /// Names that one namespace cannot hold, though podman's networks kept them apart.
    pub clashing: Vec<Claim<'a>>,
    /// Host names that give way, since they were not requested as names for others.
    pub left: Vec<Claim<'a>>,
}

/// What the decision is made from.
struct Known<'k, 'a> {
    facts: &'k Facts<'a>,
    plan: &'k Plan,
    settings: &'k Settings,
    /// The workloads that have a name as their own, each with the container that does.
    owners: BTreeMap<Key, Vec<(usize, usize)>>,
    /// By host and network: on which networks those are who are on it, each set once.
    clients: BTreeMap<(&'a str, &'a str), BTreeSet<&'k BTreeSet<&'a str>>>,
}

/// Decides.
pub fn decide<'a>(facts: &Facts<'a>, plan: &Plan, settings: &Settings) -> Claims<'a> {
    let mut known = Known {
        facts,
        plan,
        settings,
        owners: owners(facts, plan),
        clients: BTreeMap::new(),
    };
    let mut names: BTreeMap<Key, Vec<Claim<'a>>> = BTreeMap::new();
    for claim in known.claims() {
        let Some(workload) = plan.workloads.get(claim.workload) else {
            continue;
        };
        let service = names::service(&names::label(claim.alias), plan.kubernetes);
        let key = (workload.namespace.clone(), service);
        names.entry(key).or_default().push(claim);
    }
    if !names.is_empty() {
        known.find_clients();
    }
    let mut out = Claims::default();
    for (key, mut claims) in names {
        let is_hostname = |claim: &mut Claim<'_>| claim.kind == Kind::Hostname;
        if known.grant(&key, &claims).is_none() {
            out.left.extend(claims.extract_if(.., is_hostname));
        }
        match known.grant(&key, &claims) {
            Some(_) if claims.is_empty() => {}
            Some(owner) => {
                out.granted.insert(key, Granted { claims, owner });
            }
            None => out.clashing.extend(claims),
        }
    }
    out
}

impl<'a> Known<'_, 'a> {
    fn claims(&self) -> Vec<Claim<'a>> {
        let inventory = self.facts.inventory;
        let mut claims = Vec::new();
        for (index, container) in inventory.containers.iter().enumerate() {
            let has_names = networks::has_names(inventory, container);
            for called in called::of(inventory, container) {
                let wants = match called.kind {
                    Kind::Name | Kind::Pod => false,
                    Kind::Alias | Kind::NetworkAlias => true,
                    // The name of a Service has no dots.
                    Kind::Hostname => {
                        let label = called.name.contains(|c: char| c.is_ascii_alphanumeric());
                        has_names && label && !called.name.contains('.')
                    }
                };
                if let Some(origin) = called.origin.filter(|_| wants) {
                    claims.push(Claim {
                        container: index,
                        workload: self.plan.workload_index(index),
                        alias: called.name,
                        origin,
                        kind: called.kind,
                        networks: called.networks,
                    });
                }
            }
        }
        claims
    }

    /// Whether one namespace can hold the name, and whose own name it is, if another one has it.
    #[expect(clippy::option_option, reason = "granted or not, and with whom")]
    fn grant(&self, key: &Key, claims: &[Claim<'_>]) -> Option<Option<usize>> {
        let workloads: BTreeSet<usize> = claims.iter().map(|claim| claim.workload).collect();
        let mut all: Vec<(usize, BTreeSet<&str>)> = claims
            .iter()
            .map(|claim| (claim.container, claim.networks.clone()))
            .collect();
        let others = self.owners.get(key).into_iter().flatten();
        let mut others = others.filter(|(index, _)| !workloads.iter().all(|own| own == index));
        let owner = others.next();
        if let Some(&(index, container)) = owner {
            // Nobody else, and no way in from outside, which would lead to all of them.
            let is_hostname = |claim: &Claim<'_>| claim.kind == Kind::Hostname;
            if others.next().is_some()
                || workloads.contains(&index)
                || claims.iter().any(is_hostname)
                || self.is_routed(container)
            {
                return None;
            }
            let own = self.facts.inventory.containers.get(container)?;
            let names = called::of(self.facts.inventory, own);
            let mut names = names
                .iter()
                .filter(|called| matches!(called.kind, Kind::Name | Kind::Pod));
            if !names.any(|called| claims.iter().all(|claim| is_same(called.name, claim.alias))) {
                return None;
            }
            all.push((container, networks::with_names(self.facts.inventory, own)));
        } else if workloads.len() < 2 {
            return Some(None);
        }
        // Two spellings may become one name.
        let mut pairs = claims.iter().zip(claims.iter().skip(1));
        if !pairs.all(|(one, next)| is_same(one.alias, next.alias)) {
            return None;
        }
        self.answer_together(&all)
            .then_some(owner.map(|(index, _)| *index))
    }

    fn is_routed(&self, container: usize) -> bool {
        let container = self.facts.inventory.containers.get(container);
        container.is_some_and(|container| {
            let (host, name) = (&container.host, &container.attribute);
            matches!(
                self.settings.exposure_of(host, name),
                Exposure::Ingress | Exposure::Labels
            )
        })
    }

    /// Whether everyone who finds one of these finds all of them, as all do with one Service.
    fn answer_together(&self, all: &[(usize, BTreeSet<&str>)]) -> bool {
        let containers = &self.facts.inventory.containers;
        let host = |index: usize| containers.get(index).map_or("", |c| c.host.as_str());
        let places: BTreeSet<(&str, &str)> = all
            .iter()
            .flat_map(|(index, networks)| networks.iter().map(|network| (host(*index), *network)))
            .collect();
        places.into_iter().all(|place| {
            let mut clients = self.clients.get(&place).into_iter().flatten();
            clients.all(|own| {
                all.iter()
                    .all(|(index, networks)| host(*index) == place.0 && !own.is_disjoint(networks))
            })
        })
    }

    fn find_clients(&mut self) {
        for (index, container) in self.facts.inventory.containers.iter().enumerate() {
            let Some(networks) = self.facts.members.networks(index) else {
                continue;
            };
            for network in networks {
                let place = (container.host.as_str(), *network);
                self.clients.entry(place).or_default().insert(networks);
            }
        }
    }
}

/// Own names of workloads that have Services under them.
fn owners(facts: &Facts<'_>, plan: &Plan) -> BTreeMap<Key, Vec<(usize, usize)>> {
    let mut owners: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, workload) in plan.workloads.iter().enumerate() {
        if !answers(facts, workload) {
            continue;
        }
        let own = workload.members.iter();
        let own =
            own.filter_map(|member| Some((plan.names.get(*member)?.service.clone(), *member)));
        let pod = names::service(&workload.name, plan.kubernetes);
        let pod = workload.members.first().map(|first| (pod, *first));
        for (name, member) in own.chain(pod) {
            let all = owners
                .entry((workload.namespace.clone(), name))
                .or_default();
            if all.last().is_none_or(|(last, _)| *last != index) {
                all.push((index, member));
            }
        }
    }
    owners
}

/// Whether a workload has Services under its own names.
fn answers(facts: &Facts<'_>, workload: &Workload) -> bool {
    let members = workload.members.iter();
    let mut members = members.filter_map(|index| facts.inventory.containers.get(*index));
    let first = members.clone().next();
    let first = first.and_then(|first| first.network.join.first());
    let outside = matches!(
        first.map(|given| &given.value),
        Some(Join::Host | Join::None)
    );
    !outside && members.any(|member| networks::has_service(facts, member))
}

/// DNS does not distinguish upper case.
fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a container of another Pod could look a name up on one of these networks.
pub fn has_neighbours(
    facts: &Facts<'_>,
    plan: &Plan,
    container: usize,
    on: &BTreeSet<&str>,
) -> bool {
    let host = facts.inventory.containers.get(container);
    let host = host.map_or("", |container| container.host.as_str());
    let workload = plan.workload_index(container);
    let mut members = on
        .iter()
        .flat_map(|network| facts.members.on(host, network));
    members.any(|member| plan.workload_index(*member) != workload)
}
