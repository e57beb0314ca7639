//! Policies: podman's networks kept containers apart; `NetworkPolicy` objects do it here.
//!
//! A Pod lets in: everyone on the same network, the default one included, unless Docker keeps its containers apart
//! (`enable_icc`); everyone, on the ports that podman published; the Traefik of K3s, on those of Ingresses; and monitoring, on
//! the ports that it asks, which `components` adds. Traffic from the Pod's own node always passes in
//! K3s, which is what a port published on 127.0.0.1 needs, a probe of the kubelet, and a container on the host's network. A Pod
//! that is a machine of the LAN has no policy: everything there reached it in podman too.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cursor, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, Protocol, Workload,
    policy::{network_label, network_value},
};
use crate::{
    facts::networks,
    grammar::Label,
    origin::{OriginId, Traced, Whys},
    podman::{Container, unit},
    rules::{parts, reasons::Reason},
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
    label_default(at);
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
    let members = members(at, workload);
    let in_lan = |member: &&Container| networks::is_only_in_lan(inventory, member);
    if members.is_empty() || workload.pod.host_network.is_some() || members.iter().any(in_lan) {
        return None;
    }
    let networks = networks::of_pod(inventory, &members);
    let host = inventory.hosts.get(&workload.host);
    let known = |name: &str| host.and_then(|host| host.networks.get(name));
    let internal = !networks.is_empty()
        && networks
            .keys()
            .all(|name| known(name).is_some_and(|network| network.internal));
    let talks = |name: &&&str| known(name).is_none_or(unit::Network::talks);
    let mut peers = neighbours(at, workload, networks.keys().filter(talks));
    if !networks.keys().all(|name| talks(&name)) {
        peers.extend(linked(at, workload));
    }
    let from = why(&networks);
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
    let egress = internal.then(|| among.into_iter().chain([dns()]).collect());
    Some(NetworkPolicy {
        name: workload.name.clone(),
        ingress: Some(ingress),
        egress,
        from,
    })
}

/// The containers of a workload.
fn members<'a>(at: &Cursor<'a>, workload: &Workload) -> Vec<&'a Container> {
    let members = workload.members.iter();
    members
        .filter_map(|index| at.inventory.containers.get(*index))
        .collect()
}

/// Pods whose containers have a link to one of these: Docker lets them in although it keeps the others out.
fn linked(at: &Cursor<'_>, workload: &Workload) -> Vec<PolicyPeer> {
    let members = members(at, workload);
    let links = |peer: &&Workload| {
        let links = self::members(at, peer).into_iter();
        let links = links.flat_map(|container| &container.network.links);
        let mut names = links.map(|given| given.value.name.as_str());
        names.any(|name| members.iter().any(|member| member.name() == name))
    };
    let peers = at.plan.workloads.iter();
    let peers = peers
        .filter(|peer| peer.host == workload.host)
        .filter(links);
    let pod = |peer: &Workload| PolicyPeer::PodsIn {
        namespace: map(&[(NAMESPACE_LABEL, peer.namespace.as_str())]),
        pods: map(&[("app.kubernetes.io/name", peer.name.as_str())]),
    };
    peers.map(pod).collect()
}

/// What put a Pod on its networks: options, or that there is none.
fn why(networks: &BTreeMap<&str, Vec<OriginId>>) -> Whys {
    let from: Whys = networks.values().flatten().collect();
    if from.is_empty() {
        Reason::Apart.into()
    } else {
        from
    }
}

/// Labels the Pods of the default network, as the pass `networks` does those of others.
fn label_default(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
    let labels: Vec<Option<&str>> = at
        .plan
        .workloads
        .iter()
        .map(|workload| {
            let on_host = workload.pod.host_network.is_some();
            let members = members(at, workload);
            let default = inventory.engine(&workload.host).default_network.is;
            let networks = networks::of_pod(inventory, &members);
            (!on_host && networks.contains_key(default)).then_some(default)
        })
        .collect();
    for (workload, label) in at.plan.workloads.iter_mut().zip(labels) {
        if let Some(name) = label {
            let value = Traced::new(network_value(&workload.host), Reason::Apart);
            workload.pod.labels.insert(network_label(name), value);
        }
    }
}

/// Pods on the same networks, in every namespace over which the settings spread them.
fn neighbours<'n>(
    at: &Cursor<'_>,
    workload: &Workload,
    networks: impl Iterator<Item = &'n &'n str>,
) -> Vec<PolicyPeer> {
    let value = network_value(&workload.host);
    let mut peers = Vec::new();
    for name in networks {
        let pods = map(&[(&network_label(name), &value)]);
        peers.push(PolicyPeer::Pods(pods.clone()));
        if !at.settings.several_namespaces() {
            continue;
        }
        let others: BTreeSet<&Label> = at
            .plan
            .workloads
            .iter()
            .filter(|peer| peer.host == workload.host && peer.namespace != workload.namespace)
            .filter(|peer| networks::of_pod(at.inventory, &members(at, peer)).contains_key(name))
            .map(|peer| &peer.namespace)
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
