//! Grouping: containers that share a network namespace or a pod become one Pod.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, PodContainer, Role, Workload, each};
use crate::{
    facts::names,
    grammar::NodeName,
    ledger::Ledger,
    origin::{OriginId, Traced, Why, Whys, escape},
    podman::{
        Container, Inventory,
        network::{Join, Pod},
    },
    rules::{
        network::{self},
        reasons::Reason,
        workload as rules,
    },
    settings::Settings,
};

mod say;

/// Node label that every kubelet sets to its own name.
const HOSTNAME_LABEL: &str = "kubernetes.io/hostname";

/// Where a container gets its network from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lead {
    /// It has one of its own.
    Alone,
    /// Another container, by its index.
    Follows(usize, OriginId),
    /// A pod, by its name.
    Member(String, OriginId),
}

/// What the containers of one Pod have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// The network of this container.
    Owner(usize),
    /// A pod of a host.
    Pod(String, String),
}

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    let leads: Vec<Lead> = each(inventory)
        .map(|(index, container)| lead(inventory, index, container, ledger))
        .collect();
    if inventory.hosts.len() > 1 {
        say::nodes(inventory, settings, ledger);
    }
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (index, _) in each(inventory) {
        let group = group(inventory, &leads, index).unwrap_or_else(|| {
            if let Some(Lead::Follows(_, origin)) = leads.get(index) {
                refuse_circle(inventory, index, *origin, ledger);
            }
            Group::Owner(index)
        });
        groups.entry(group).or_default().push(index);
    }
    let mut workloads: Vec<Workload> = groups
        .iter()
        .map(|(group, members)| {
            let members = in_start_order(inventory, group, members);
            workload(inventory, settings, plan, ledger, &leads, group, members)
        })
        .collect();
    workloads.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let seats: BTreeMap<usize, (usize, usize)> = workloads
        .iter()
        .enumerate()
        .flat_map(|(index, workload)| {
            let seat = move |(place, member): (usize, &usize)| (*member, (index, place));
            workload.members.iter().enumerate().map(seat)
        })
        .collect();
    for (workload, container) in seats.into_values() {
        plan.seat(workload, container);
    }
    for group in workloads.iter().filter(|group| group.members.len() > 1) {
        say::shared(inventory, settings, group, ledger);
    }
    plan.workloads = workloads;
}

/// Where a container gets its network from; settles `--pod`, `--pod-id-file` and
/// `--network=container:NAME`.
fn lead(inventory: &Inventory, index: usize, container: &Container, ledger: &mut Ledger) -> Lead {
    let network = &container.network;
    settle_pod_id_file(container, ledger);
    if let Some(pod) = &network.pod {
        match &pod.value {
            Pod::None => ledger.already_so(pod.origin, &network::PODMANS_DEFAULT),
            Pod::New(name) if is_made_before(inventory, index, name) => {
                let say = network::pod_made_twice(&container.attribute, name);
                ledger.refused(pod.origin, say);
                return Lead::Alone;
            }
            Pod::New(name) => {
                ledger.kept(pod.origin);
                return Lead::Member(name.clone(), pod.origin);
            }
            Pod::Existing(name) => {
                settle_existing_pod(inventory, container, name, pod.origin, ledger);
                return Lead::Member(name.clone(), pod.origin);
            }
        }
    }
    let Some(join) = network.join.first() else {
        return Lead::Alone;
    };
    let Join::Container(name) = &join.value else {
        return Lead::Alone;
    };
    let owner = each(inventory)
        .find(|(other, owner)| {
            *other != index && owner.host == container.host && owner.name() == name
        })
        .map(|(other, _)| other);
    if let Some(owner) = owner {
        ledger.changed(join.origin, rules::shared_hostname(&container.attribute));
        return Lead::Follows(owner, join.origin);
    }
    let say = rules::unknown_network_owner(&container.attribute, name);
    ledger.refused(join.origin, say);
    Lead::Alone
}

/// Whether a container before this one makes a pod of the name.
fn is_made_before(inventory: &Inventory, index: usize, name: &str) -> bool {
    let host = inventory
        .containers
        .get(index)
        .map(|container| &container.host);
    let mut before = inventory.containers.iter().take(index);
    before.any(|other| {
        let pod = other.network.pod.as_ref().map(|given| &given.value);
        Some(&other.host) == host && pod == Some(&Pod::New(name.to_owned()))
    })
}

fn settle_pod_id_file(container: &Container, ledger: &mut Ledger) {
    let Some(given) = &container.network.pod_id_file else {
        return;
    };
    if given.value.is_empty() {
        ledger.already_so(given.origin, &network::PODMANS_DEFAULT);
        return;
    }
    let say = rules::pod_id_file(&container.attribute, &given.value);
    ledger.refused(given.origin, say);
}

/// A pod that no container of the input makes has options that the input does not hold.
fn settle_existing_pod(
    inventory: &Inventory,
    container: &Container,
    name: &str,
    origin: OriginId,
    ledger: &mut Ledger,
) {
    let makes_it = |other: &Container| {
        let pod = other.network.pod.as_ref().map(|given| &given.value);
        other.host == container.host && pod.is_some_and(|pod| *pod == Pod::New(name.to_owned()))
    };
    if inventory.containers.iter().any(makes_it) {
        ledger.kept(origin);
        return;
    }
    let say = rules::pod_elsewhere(&container.attribute, name);
    ledger.changed(origin, say);
}

/// The Pod of a container; `None` where networks go in a circle.
fn group(inventory: &Inventory, leads: &[Lead], index: usize) -> Option<Group> {
    let mut seen = BTreeSet::new();
    let mut current = index;
    loop {
        match leads.get(current) {
            Some(Lead::Follows(..)) if !seen.insert(current) => return None,
            Some(Lead::Follows(owner, _)) => current = *owner,
            Some(Lead::Member(pod, _)) => {
                let host = inventory.containers.get(current).map(|c| c.host.clone());
                return Some(Group::Pod(host.unwrap_or_default(), pod.clone()));
            }
            Some(Lead::Alone) | None => return Some(Group::Owner(current)),
        }
    }
}

fn refuse_circle(inventory: &Inventory, index: usize, origin: OriginId, ledger: &mut Ledger) {
    let name = inventory.containers.get(index).map(|c| &c.attribute);
    let say = rules::network_circle(name.map_or("", String::as_str));
    ledger.refused(origin, say);
}

/// The owner of the network first, then each behind what it depends on, else by name.
fn in_start_order(inventory: &Inventory, group: &Group, members: &[usize]) -> Vec<usize> {
    let (mut ordered, mut rest): (Vec<usize>, Vec<usize>) = members
        .iter()
        .partition(|member| *group == Group::Owner(**member));
    while !rest.is_empty() {
        let waits = |index: &usize| {
            let container = inventory.containers.get(*index);
            let needs = container.map(|container| &container.lifecycle.depends_on);
            needs.into_iter().flatten().any(|need| {
                rest.iter().any(|other| {
                    other != index
                        && inventory.containers.get(*other).map(|c| &c.attribute)
                            == Some(&need.value)
                })
            })
        };
        let next = rest.iter().position(|index| !waits(index)).unwrap_or(0);
        ordered.push(rest.remove(next));
    }
    ordered
}

fn workload(
    inventory: &Inventory,
    settings: &Settings,
    plan: &Plan,
    ledger: &mut Ledger,
    leads: &[Lead],
    group: &Group,
    members: Vec<usize>,
) -> Workload {
    let first = members
        .first()
        .and_then(|index| inventory.containers.get(*index));
    let (host, attribute) = first.map_or(("", ""), |c| (&c.host, &c.attribute));
    let joins = |member: &usize| match leads.get(*member) {
        Some(Lead::Follows(_, origin)) if *group != Group::Owner(*member) => Some(*origin),
        Some(Lead::Member(_, origin)) => Some(*origin),
        Some(Lead::Alone | Lead::Follows(..)) | None => None,
    };
    let followers: Vec<OriginId> = members.iter().filter_map(joins).collect();
    let namespace_from = match settings.namespace_key(host, attribute) {
        Some(key) => ledger.setting(key).into(),
        None => Reason::Namespace.into(),
    };
    let mut workload = Workload {
        namespace: settings.namespace_of(host, attribute).to_owned(),
        namespace_from,
        host: host.to_owned(),
        ..Workload::default()
    };
    if inventory.hosts.len() > 1 {
        let chosen = settings
            .hosts
            .get(host)
            .is_some_and(|host| host.node.is_some());
        let why: Why = if chosen {
            ledger
                .setting(format!("/hosts/{}/node", escape(host)))
                .into()
        } else {
            Reason::DataOnHost.into()
        };
        // What is no name of a node was told.
        if let Ok(node) = NodeName::parse(&super::node(inventory, settings, host)) {
            let selector = &mut workload.pod.node_selector;
            selector.insert(
                HOSTNAME_LABEL.to_owned(),
                Traced::new(node.to_string(), why),
            );
        }
    }
    for (place, member) in members.iter().enumerate() {
        let Some(name) = plan.names.get(*member) else {
            continue;
        };
        let owner = *group == Group::Owner(*member);
        if place == 0 {
            (workload.name, workload.name_from) = match group {
                Group::Owner(_) => (name.label.clone(), name.from.clone().into()),
                Group::Pod(_, pod) => (names::label(pod), followers.clone().into()),
            };
        }
        let shared = owner && members.len() > 1;
        workload.pod.containers.push(PodContainer {
            name: name.label.clone(),
            from: name.from.iter().copied().chain(joins(member)).collect(),
            role: if shared { Role::Sidecar } else { Role::Main },
            role_from: if shared {
                followers.clone().into()
            } else {
                Whys::default()
            },
            ..PodContainer::default()
        });
    }
    workload.members = members;
    workload
}
