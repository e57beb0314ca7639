//! What no single workload can know: names and host ports that two of them want.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{ContainerPort, Cursor, Protocol, Workload};
use crate::{
    ledger::{Ledger, Subject},
    origin::OriginId,
    podman::Inventory,
    rules::reach as rules,
};

mod host_services;
mod parts;
pub mod size;

/// Bytes that all annotations of one object may have, keys and values together.
const ANNOTATIONS: usize = 256 * 1024;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    names(at);
    host_ports(at);
    host_services::say(at);
    host_services::say_routes(at);
    parts::say(at);
    annotations(at);
}

/// Two workloads, or two Services, of one name in one namespace are one object to Kubernetes.
fn names(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
    let mut all = Vec::new();
    for workload in &at.plan.workloads {
        let services = workload
            .services
            .iter()
            .map(|service| service.name.as_str());
        let services = services.map(|name| ("Service", name));
        for (kind, name) in services.chain([("workload", workload.name.as_str())]) {
            all.push(((workload.namespace.as_str(), kind, name), workload));
        }
    }
    for workload in &at.plan.workloads {
        same_container(inventory, workload, at.ledger);
    }
    all.sort_by_key(|(key, _)| *key);
    for same in all.chunk_by(|(one, _), (other, _)| one == other) {
        let [((namespace, kind, name), _), _, ..] = same else {
            continue;
        };
        let workloads: Vec<&Workload> = same.iter().map(|(_, workload)| *workload).collect();
        let owners: BTreeSet<usize> = workloads
            .iter()
            .filter_map(|workload| workload.members.first().copied())
            .collect();
        let several = owners.len() > 1;
        if *kind == "Service" && several && same_names(&workloads) {
            continue;
        }
        let called = |index: &usize| {
            let container = inventory.containers.get(*index)?;
            Some(format!("`{}` of {}", container.attribute, container.host))
        };
        let mut all: Vec<String> = owners.iter().filter_map(called).collect();
        if !several {
            all.insert(0, "two names".to_owned());
        }
        let all = all.join(if several { " and " } else { " of " });
        for &index in &owners {
            let say =
                rules::same_object(&all, kind, name, namespace, key(inventory, &owners, index));
            at.ledger.say(Subject::Container(index, None), say);
        }
    }
}

/// What the settings call a container: its name, or `HOST/NAME` where another of these has it, too.
fn key(inventory: &Inventory, containers: &BTreeSet<usize>, index: usize) -> String {
    let attribute = |index: &usize| inventory.containers.get(*index).map(|c| &c.attribute);
    let Some(container) = inventory.containers.get(index) else {
        return String::new();
    };
    let same = containers
        .iter()
        .filter(|other| attribute(other) == Some(&container.attribute));
    if same.count() > 1 {
        format!("{}/{}", container.host, container.attribute)
    } else {
        container.attribute.clone()
    }
}

/// Two containers of one name in one Pod.
fn same_container(inventory: &Inventory, workload: &Workload, ledger: &mut Ledger) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, container) in workload.members.iter().zip(&workload.pod.containers) {
        let Some(member) = inventory.containers.get(*index) else {
            continue;
        };
        if let Some(first) = seen.insert(container.name.as_str(), &member.attribute) {
            let say = rules::same_container(first, &member.attribute, &container.name);
            ledger.say(Subject::Container(*index, None), say);
        }
    }
}

/// Workloads of one name; their Services of one name need no second message.
fn same_names(workloads: &[&Workload]) -> bool {
    let names: BTreeSet<&str> = workloads.iter().map(|w| w.name.as_str()).collect();
    names.len() < workloads.len()
}

/// A port of a node that a container publishes.
struct Published<'a> {
    node: String,
    port: u16,
    protocol: Protocol,
    ip: Option<IpAddr>,
    by: &'a str,
    from: Vec<OriginId>,
}

/// Two containers cannot publish one port of a node. The first by name keeps it.
fn host_ports(at: &mut Cursor<'_>) {
    let mut published: BTreeMap<(String, u16, Protocol), Vec<Published>> = BTreeMap::new();
    for workload in &at.plan.workloads {
        if waits(workload) {
            continue;
        }
        let node = at.node(&workload.host);
        for container in &workload.pod.containers {
            for port in &container.ports {
                let Some(new) = publish(port, &node, container.name.as_str()) else {
                    continue;
                };
                let key = (new.node.clone(), new.port, new.protocol);
                let known = published.entry(key).or_default();
                match known.iter().find(|old| meet(old.ip, new.ip)) {
                    Some(old) => refuse(old, &new, at.ledger),
                    None => known.push(new),
                }
            }
        }
    }
}

/// Whether it does not run until it is started by hand: podman would complain only then.
fn waits(workload: &Workload) -> bool {
    let replicas = workload.controller.replicas.as_ref();
    replicas.is_some_and(|replicas| replicas.value == 0)
}

fn publish<'a>(port: &'a ContainerPort, node: &str, by: &'a str) -> Option<Published<'a>> {
    let host_port = port.host_port.as_ref()?;
    let mut from: Vec<OriginId> = host_port.from.options().collect();
    if from.is_empty() {
        from = port.from.options().collect();
    }
    Some(Published {
        node: node.to_owned(),
        port: host_port.value,
        protocol: port.protocol,
        ip: port.host_ip.as_ref().map(|ip| ip.value),
        by,
        from,
    })
}

/// Whether two ports of one number meet: on one address, or on all of them.
fn meet(a: Option<IpAddr>, b: Option<IpAddr>) -> bool {
    match (a, b) {
        (None, _) | (_, None) => true,
        (Some(a), Some(b)) => {
            let one_family = a.is_ipv6() == b.is_ipv6();
            a == b || (one_family && [a, b].iter().any(IpAddr::is_unspecified))
        }
    }
}

fn refuse(old: &Published, new: &Published, ledger: &mut Ledger) {
    for origin in &new.from {
        let say = rules::host_port_twice(new.by, new.port, new.protocol.suffix(), old.by);
        // Accepted, the second Pod waits until the first one is gone.
        if ledger.accepted(*origin, say.rule) {
            ledger.changed(*origin, say);
        } else {
            ledger.refused(*origin, say);
        }
    }
}

/// The API server takes 256 KiB of annotations and no more.
fn annotations(at: &mut Cursor<'_>) {
    for workload in &at.plan.workloads {
        let of = |(key, value): (&String, &crate::origin::Traced<String>)| {
            key.len().saturating_add(value.value.len())
        };
        let annotations = &workload.pod.annotations;
        let bytes: usize = annotations.iter().map(of).sum();
        let Some(index) = workload.members.first().filter(|_| bytes > ANNOTATIONS) else {
            continue;
        };
        let say = rules::annotations(&workload.name, bytes, ANNOTATIONS);
        at.ledger.say(Subject::Container(*index, None), say);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_meet() {
        for (a, b, expected) in [
            (None, None, true),
            (None, Some("10.0.0.1"), true),
            (Some("10.0.0.1"), Some("10.0.0.1"), true),
            (Some("10.0.0.1"), Some("10.0.0.2"), false),
            (Some("0.0.0.0"), Some("10.0.0.2"), true),
            (Some("0.0.0.0"), Some("::1"), false),
            (Some("::"), Some("::1"), true),
        ] {
            let ip = |text: Option<&str>| text.and_then(|text| text.parse().ok());
            assert_eq!(meet(ip(a), ip(b)), expected, "{a:?} {b:?}");
        }
    }
}
