//! Grouping: containers that share a network namespace or a pod become one Pod.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cursor, HOSTNAME_LABEL, PodContainer, Role, Workload};
use crate::{
    facts::names,
    grammar::NodeName,
    origin::{OriginId, Traced, Why, Whys, escape},
    podman::{
        Inventory,
        network::{Join, Pod},
    },
    rules::{network, reasons::Reason, workload as rules},
};

mod itself;
mod say;

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
pub fn pass(at: &mut Cursor<'_>) {
    let mut leads = Vec::new();
    at.each(itself::refuse);
    at.each(|at| leads.push(lead(at)));
    if at.inventory.hosts.len() > 1 {
        say::nodes(at);
    }
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    at.each(|at| {
        let group = group(at.inventory, &leads, at.index).unwrap_or_else(|| {
            if let Some(Lead::Follows(_, origin)) = leads.get(at.index) {
                let say = rules::network_circle(at.name());
                at.ledger.refused(*origin, say);
            }
            Group::Owner(at.index)
        });
        groups.entry(group).or_default().push(at.index);
    });
    let mut workloads: Vec<Workload> = groups
        .iter()
        .map(|(group, members)| {
            let members = in_start_order(at.inventory, group, members);
            workload(at, &leads, group, members)
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
        at.plan.seat(workload, container);
    }
    for group in workloads.iter().filter(|group| group.members.len() > 1) {
        say::shared(at, group);
    }
    at.plan.workloads = workloads;
}

/// Where a container gets its network from; settles `--pod`, `--pod-id-file` and
/// `--network=container:NAME`.
fn lead(at: &mut Cursor<'_>) -> Lead {
    let container = at.container();
    let network = &container.network;
    settle_pod_id_file(at);
    if let Some(pod) = &network.pod {
        match &pod.value {
            Pod::None => at.ledger.already_so(pod.origin, &network::PODMANS_DEFAULT),
            Pod::New(name) if is_made_before(at, name) => {
                let say = network::pod_made_twice(at.name(), name);
                at.ledger.refused(pod.origin, say);
                return Lead::Alone;
            }
            Pod::New(name) => {
                at.ledger.kept(pod.origin);
                return Lead::Member(name.clone(), pod.origin);
            }
            Pod::Existing(name) => {
                settle_existing_pod(at, name, pod.origin);
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
    let owner = at.facts.peers.by_name(&container.host, name);
    if owner == Some(at.index) {
        return Lead::Alone; // refused by `itself`
    }
    if let Some(owner) = owner {
        // Docker gives it the owner's host name as well (`moby v28.5.2 daemon/container_operations.go`, `initializeNetworking`).
        if at.engine().is_podman() {
            let say = rules::shared_hostname(at.name());
            at.ledger.changed(join.origin, say);
        } else {
            at.ledger.kept(join.origin);
        }
        return Lead::Follows(owner, join.origin);
    }
    let say = rules::unknown_network_owner(at.name(), name);
    at.ledger.refused(join.origin, say);
    Lead::Alone
}

/// Whether a container before this one makes a pod of the name.
fn is_made_before(at: &Cursor<'_>, name: &str) -> bool {
    let mut before = at.inventory.containers.iter().take(at.index);
    before.any(|other| {
        let pod = other.network.pod.as_ref().map(|given| &given.value);
        other.host == at.container().host && pod == Some(&Pod::New(name.to_owned()))
    })
}

fn settle_pod_id_file(at: &mut Cursor<'_>) {
    let Some(given) = &at.container().network.pod_id_file else {
        return;
    };
    if given.value.is_empty() {
        at.ledger
            .already_so(given.origin, &network::PODMANS_DEFAULT);
        return;
    }
    let say = rules::pod_id_file(at.name(), &given.value);
    at.ledger.refused(given.origin, say);
}

/// A pod that no container of the input makes has options that the input does not hold.
fn settle_existing_pod(at: &mut Cursor<'_>, name: &str, origin: OriginId) {
    let mut containers = at.inventory.containers.iter();
    let made = containers.any(|other| {
        let pod = other.network.pod.as_ref().map(|given| &given.value);
        other.host == at.container().host
            && pod.is_some_and(|pod| *pod == Pod::New(name.to_owned()))
    });
    if made {
        at.ledger.kept(origin);
        return;
    }
    let say = rules::pod_elsewhere(at.name(), name);
    at.ledger.changed(origin, say);
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

/// The owner of the network first, then each behind what it depends on or whose network it uses, else by name.
fn in_start_order(inventory: &Inventory, group: &Group, members: &[usize]) -> Vec<usize> {
    let (mut ordered, mut rest): (Vec<usize>, Vec<usize>) = members
        .iter()
        .partition(|member| *group == Group::Owner(**member));
    while !rest.is_empty() {
        let waits = |index: &usize| {
            let needed = |other: &usize| other != index && needs(inventory, *index, *other);
            rest.iter().any(needed)
        };
        let next = rest.iter().position(|index| !waits(index)).unwrap_or(0);
        ordered.push(rest.remove(next));
    }
    ordered
}

/// Whether a container starts after another one: by `dependsOn`, or because it uses that one's network.
fn needs(inventory: &Inventory, index: usize, other: usize) -> bool {
    let containers = &inventory.containers;
    let (Some(container), Some(other)) = (containers.get(index), containers.get(other)) else {
        return false;
    };
    let mut depends = container.lifecycle.depends_on.iter();
    let mut joins = container.network.join.iter();
    depends.any(|need| need.value == other.attribute)
        || joins.any(|given| matches!(&given.value, Join::Container(name) if name == other.name()))
}

fn workload(at: &mut Cursor<'_>, leads: &[Lead], group: &Group, members: Vec<usize>) -> Workload {
    at.index = members.first().copied().unwrap_or_default();
    let (host, attribute) = (&at.container().host, at.name());
    let joins = |member: &usize| match leads.get(*member) {
        Some(Lead::Follows(_, origin)) if *group != Group::Owner(*member) => Some(*origin),
        Some(Lead::Member(_, origin)) => Some(*origin),
        Some(Lead::Alone | Lead::Follows(..)) | None => None,
    };
    let followers: Vec<OriginId> = members.iter().filter_map(joins).collect();
    let namespace_from = match at.settings.namespace_key(host, attribute) {
        Some(key) => at.ledger.setting(key).into(),
        None => Reason::Namespace.into(),
    };
    let own = at.plan.names.get(at.index);
    let (name, name_from) = match (group, own) {
        (Group::Pod(_, pod), _) => (names::label(pod), followers.clone().into()),
        (Group::Owner(_), Some(own)) => (own.label.clone(), own.from.clone().into()),
        (Group::Owner(_), None) => (names::label(attribute), Whys::default()),
    };
    let namespace = at.settings.namespace_of(host, attribute).clone();
    let mut workload = Workload {
        name_from,
        namespace_from,
        ..Workload::new(name, namespace, host.to_owned())
    };
    let chosen = at.settings.hosts.get(host);
    let chosen = chosen.is_some_and(|host| host.node.is_some());
    // One host may still be one node of several: who names it knows.
    if at.inventory.hosts.len() > 1 || chosen {
        let why: Why = if chosen {
            at.ledger
                .setting(format!("/hosts/{}/node", escape(host)))
                .into()
        } else {
            Reason::DataOnHost.into()
        };
        // What is no name of a node was told.
        if let Ok(node) = NodeName::parse(&at.node(host)) {
            let selector = &mut workload.pod.node_selector;
            selector.insert(
                HOSTNAME_LABEL.to_owned(),
                Traced::new(node.to_string(), why),
            );
        }
    }
    for member in &members {
        let Some(name) = at.plan.names.get(*member) else {
            continue;
        };
        let owner = *group == Group::Owner(*member);
        let shared = owner && members.len() > 1;
        workload.pod.containers.push(PodContainer {
            from: name.from.iter().copied().chain(joins(member)).collect(),
            role: if shared { Role::Sidecar } else { Role::Main },
            role_from: if shared {
                followers.clone().into()
            } else {
                Whys::default()
            },
            ..PodContainer::new(name.label.clone())
        });
    }
    workload.members = members;
    workload
}
