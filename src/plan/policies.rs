//! Policies: podman's networks kept containers apart; `NetworkPolicy` objects do it here.
//!
//! A Pod on a network of podman's lets in: everyone on the same network, unless Docker keeps its containers apart (`enable_icc`); everyone, on the ports that
//! podman published; the Traefik of K3s, on those of Ingresses; the namespace of monitoring. Traffic from the Pod's own node always passes in
//! K3s, which is what a port published on 127.0.0.1 needs. A Pod on the default network has no
//! policy: everything reached it in podman too.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cursor, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, Protocol, Workload,
    policy::{MONITORING_LABEL, network_label, network_value},
};
use crate::{
    facts::networks,
    grammar::Label,
    origin::{OriginId, Whys},
    podman::unit,
    rules::parts,
};

/// Label of a namespace that Kubernetes sets to its name.
const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";
/// Namespace of what K3s brings, and labels of its DNS and its Traefik.
const PARTS_NAMESPACE: &str = "kube-system";
const DNS_LABEL: (&str, &str) = ("k8s-app", "kube-dns");
const TRAEFIK: &str = "traefik";
const DNS_PORT: u16 = 53;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    if !at.settings.network_policies {
        return;
    }
    let policies: Vec<Option<NetworkPolicy>> = at
        .plan
        .workloads
        .iter()
        .map(|workload| match workload.sealed {
            Some(origin) => Some(closed(workload, origin)),
            None => of_networks(at, workload),
        })
        .collect();
    for (workload, policy) in at.plan.workloads.iter_mut().zip(policies) {
        workload.policies.extend(policy);
    }
}

/// Nothing in, nothing out.
fn closed(workload: &Workload, origin: OriginId) -> NetworkPolicy {
    NetworkPolicy {
        name: workload.name.clone(),
        ingress: Some(Vec::new()),
        egress: Some(Vec::new()),
        from: origin.into(),
    }
}

fn of_networks(at: &Cursor<'_>, workload: &Workload) -> Option<NetworkPolicy> {
    let inventory = at.inventory;
    let mut networks: BTreeMap<&str, Vec<OriginId>> = BTreeMap::new();
    let mut internal = true;
    let members = workload.members.iter();
    for member in members.filter_map(|index| inventory.containers.get(*index)) {
        for joined in networks::joined(inventory, member) {
            networks.entry(joined.name).or_default().push(joined.origin);
            internal &= networks::known(inventory, member, joined.name)
                .is_some_and(|network| network.internal);
        }
    }
    if networks.is_empty() || workload.pod.host_network.is_some() {
        return None;
    }
    let hosts = inventory.hosts.get(&workload.host);
    let talks = |name: &&&str| {
        let network = hosts.and_then(|host| host.networks.get(**name));
        network.is_none_or(unit::Network::talks)
    };
    let peers = neighbours(at, workload, networks.keys().filter(talks));
    let from: Whys = networks.values().flatten().collect();
    let among = PolicyRule {
        peers,
        ports: Vec::new(),
        from: from.clone(),
    };
    // Without peers a rule would let in everyone.
    let among = (!among.peers.is_empty()).then_some(among);
    let mut ingress: Vec<PolicyRule> = among.clone().into_iter().collect();
    let (open, routed) = outside(at, workload);
    ingress.extend([open, routed].into_iter().flatten());
    ingress.push(PolicyRule {
        peers: vec![PolicyPeer::Namespaces(map(&[MONITORING_LABEL]))],
        ..PolicyRule::default()
    });
    let egress = internal.then(|| among.into_iter().chain([dns()]).collect());
    Some(NetworkPolicy {
        name: workload.name.clone(),
        ingress: Some(ingress),
        egress,
        from,
    })
}

/// Pods on the same networks, in every namespace over which the settings spread them.
fn neighbours<'n>(
    at: &Cursor<'_>,
    workload: &Workload,
    networks: impl Iterator<Item = &'n &'n str>,
) -> Vec<PolicyPeer> {
    let (inventory, settings) = (at.inventory, at.settings);
    let value = network_value(&workload.host);
    let mut peers = Vec::new();
    for name in networks {
        let pods = map(&[(&network_label(name), &value)]);
        peers.push(PolicyPeer::Pods(pods.clone()));
        if !settings.several_namespaces() {
            continue;
        }
        let others: BTreeSet<&Label> = inventory
            .containers
            .iter()
            .filter(|peer| peer.host == workload.host)
            .filter(|peer| networks::joined(inventory, peer).any(|joined| joined.name == *name))
            .map(|peer| settings.namespace_of(&peer.host, &peer.attribute))
            .filter(|namespace| **namespace != workload.namespace)
            .collect();
        peers.extend(others.into_iter().map(|namespace| PolicyPeer::PodsIn {
            namespace: map(&[(NAMESPACE_LABEL, namespace.as_str())]),
            pods: pods.clone(),
        }));
    }
    peers
}

/// Everyone may use the ports that are open to the outside, and the Traefik of K3s those to which it alone leads. A policy
/// sees the port of the container, because the host's is rewritten before.
fn outside(at: &Cursor<'_>, workload: &Workload) -> (Option<PolicyRule>, Option<PolicyRule>) {
    let mut open = workload.open.clone();
    let mut routed = workload.routed.clone();
    let has_traefik = parts::ROUTES.left_out(at.inventory.left_out()).is_none();
    for route in &workload.ingresses {
        let class = route.class.as_ref().map(|class| class.value.as_str());
        let own = has_traefik && class.is_none_or(|class| class == TRAEFIK);
        let ports = if own { &mut routed } else { &mut open };
        let entry = ports.entry((route.port, Protocol::Tcp)).or_default();
        entry.extend(route.rules_from.iter());
        entry.extend(route.from.iter());
    }
    routed.retain(|port, _| !open.contains_key(port));
    let traefik = PolicyPeer::PodsIn {
        namespace: map(&[(NAMESPACE_LABEL, PARTS_NAMESPACE)]),
        pods: map(&[("app.kubernetes.io/name", TRAEFIK)]),
    };
    (rule(Vec::new(), open), rule(vec![traefik], routed))
}

fn rule(peers: Vec<PolicyPeer>, ports: BTreeMap<(u16, Protocol), Whys>) -> Option<PolicyRule> {
    let port = |(port, protocol): &(u16, Protocol)| PolicyPort {
        port: *port,
        protocol: *protocol,
    };
    let rule = PolicyRule {
        peers,
        ports: ports.keys().map(port).collect(),
        from: ports.into_values().flatten().collect(),
    };
    (!rule.ports.is_empty()).then_some(rule)
}

/// A network without a way out still has names.
fn dns() -> PolicyRule {
    let port = |protocol| PolicyPort {
        port: DNS_PORT,
        protocol,
    };
    PolicyRule {
        peers: vec![PolicyPeer::PodsIn {
            namespace: map(&[(NAMESPACE_LABEL, PARTS_NAMESPACE)]),
            pods: map(&[DNS_LABEL]),
        }],
        ports: vec![port(Protocol::Udp), port(Protocol::Tcp)],
        from: Whys::default(),
    }
}

fn map(labels: &[(&str, &str)]) -> BTreeMap<String, String> {
    labels
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}
