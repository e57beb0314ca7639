//! Who may talk to the programs of the stack, and to whom they talk: what is scraped, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chosen, exposure, service};
use crate::{
    monitoring::{
        alertmanager, names,
        parts::Part,
        scrape::{KUBELET, Targets},
    },
    origin::Whys,
    plan::{
        Cursor, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, Protocol, ServiceKind, Workload,
        policy::MONITORING_LABEL,
    },
    rules::components::Component,
    settings::monitoring::Way,
};

/// The label that selects Pods of a workload.
const NAME_LABEL: &str = "app.kubernetes.io/name";
/// Label of a namespace that Kubernetes sets to its name.
const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";
/// Ports of the API: of its Service, and behind that.
const API: [u16; 2] = [443, 6443];
/// Port on which the cluster's DNS shows metrics.
const DNS_METRICS: u16 = 9153;

/// Opens to the stack those ports of migrated containers that its jobs ask and its messages go to, and no others. What only a
/// file of the host names is not known here.
pub(super) fn let_in(at: &mut Cursor<'_>, chosen: &Chosen) {
    let mut asked: BTreeMap<usize, BTreeMap<u16, Whys>> = BTreeMap::new();
    let notify = &chosen.stack.notify;
    let told = (
        vec![alertmanager::config(&chosen.stack).text],
        notify.from.clone(),
    );
    let jobs = chosen
        .jobs
        .iter()
        .map(|job| (job.connects_to(), job.from.clone()));
    for (texts, from) in jobs.chain([told]) {
        let is_of_address = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let words = texts
            .iter()
            .flat_map(|text| text.split(|c| !is_of_address(c)));
        for (workload, port) in words.flat_map(|word| behind(at, word)) {
            let ports = asked.entry(workload).or_default();
            ports.entry(port).or_default().extend(from.iter());
        }
    }
    for (index, workload) in at.plan.workloads.iter_mut().enumerate() {
        let ports_of = asked.remove(&index).unwrap_or_default();
        if ports_of.is_empty() || workload.sealed.is_some() {
            continue;
        }
        let (label, value) = MONITORING_LABEL;
        let rule = PolicyRule {
            peers: vec![PolicyPeer::Namespaces(map(label, value))],
            ports: ports(ports_of.keys().copied()),
            from: ports_of.into_values().flatten().collect(),
        };
        let policies = workload.policies.iter_mut();
        for ingress in policies.filter_map(|policy| policy.ingress.as_mut()) {
            ingress.push(rule.clone());
        }
    }
}

/// The workloads and the ports of their Pods behind an address of a Service: `web.podman.svc:80`.
fn behind(at: &Cursor<'_>, word: &str) -> Vec<(usize, u16)> {
    let address = word.rsplit_once(':');
    let address = address.and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?)));
    let Some((name, port)) = address else {
        return Vec::new();
    };
    let mut parts = name.split('.');
    let (Some(name), Some(namespace), Some("svc")) = (parts.next(), parts.next(), parts.next())
    else {
        return Vec::new();
    };
    let of_namespace = |workload: &&Workload| workload.namespace.as_str() == namespace;
    let all = || at.plan.workloads.iter().filter(of_namespace);
    let mut services =
        all().flat_map(|workload| workload.services.iter().map(move |s| (workload, s)));
    let Some((owner, service)) = services.find(|(_, service)| service.name.as_str() == name) else {
        return Vec::new();
    };
    let mut listed = service.ports.iter();
    let listed = listed.find(|known| known.port == port && known.protocol == Protocol::Tcp);
    let port = match (service.kind, listed) {
        (ServiceKind::Headless, _) | (_, None) => port,
        (_, Some(listed)) => listed.target_port,
    };
    let answers = |workload: &Workload| match &service.shared {
        Some(label) => workload.pod.labels.contains_key(label),
        None => std::ptr::eq(workload, owner),
    };
    let workloads = at.plan.workloads.iter().enumerate();
    let workloads = workloads.filter(|(_, workload)| of_namespace(workload) && answers(workload));
    workloads.map(|(index, _)| (index, port)).collect()
}

/// The policy of one program.
pub(super) fn policy(at: &Cursor<'_>, part: &Part, chosen: &Chosen) -> NetworkPolicy {
    let why = Whys::from(part.component);
    let mut ingress = Vec::new();
    let clients = clients(part.component, chosen);
    if !clients.is_empty() {
        ingress.push(PolicyRule {
            peers: clients.into_iter().filter_map(pods).collect(),
            ports: ports([part.service.1]),
            from: why.clone(),
        });
    }
    ingress.extend(from_outside(at, part));
    NetworkPolicy {
        name: super::known(part.service.0),
        ingress: Some(ingress),
        egress: egress(part.component, chosen, &why),
        from: why,
    }
}

/// Programs that connect to another one.
fn clients(of: Component, chosen: &Chosen) -> BTreeSet<Component> {
    let stack = &chosen.stack;
    let backend = backend(chosen);
    let mut out = BTreeSet::from([backend]);
    match of {
        Component::Prometheus | Component::VictoriaMetrics => {
            out = BTreeSet::from([Component::Grafana, Component::Vmalert]);
        }
        Component::Alertmanager => drop(out.insert(stack.evaluator())),
        _ => {}
    }
    out.retain(|client| stack.has(*client));
    out
}

fn backend(chosen: &Chosen) -> Component {
    match chosen.stack.backend {
        crate::monitoring::Backend::Prometheus => Component::Prometheus,
        crate::monitoring::Backend::VictoriaMetrics => Component::VictoriaMetrics,
    }
}

/// Who reaches the page of a program from outside the cluster. A policy sees the node instead of the client where the
/// node hands the connection on, so it is everybody.
fn from_outside(at: &Cursor<'_>, part: &Part) -> Option<PolicyRule> {
    let exposure = exposure::of(at, part.component)?;
    let peers = match exposure.way {
        Way::None => return None,
        Way::NodePort | Way::LoadBalancer | Way::HostPort => Vec::new(),
        Way::Ingress if exposure.class.is_some() => Vec::new(),
        Way::Ingress => vec![PolicyPeer::PodsIn {
            namespace: map(NAMESPACE_LABEL, "kube-system"),
            pods: map(NAME_LABEL, "traefik"),
        }],
    };
    Some(PolicyRule {
        peers,
        ports: ports([part.service.1]),
        from: part.component.into(),
    })
}

/// Whom a program connects to; `None` for one whose ends are not known.
fn egress(of: Component, chosen: &Chosen, why: &Whys) -> Option<Vec<PolicyRule>> {
    let rule = |peers: Vec<PolicyPeer>, ports: Vec<PolicyPort>| PolicyRule {
        peers,
        ports,
        from: why.clone(),
    };
    let to = |component: Component| {
        let (_, port) = service(component)?;
        Some(rule(vec![pods(component)?], ports([port])))
    };
    let mut out = vec![dns(why)];
    match of {
        Component::Prometheus | Component::VictoriaMetrics => {
            let stack = &chosen.stack;
            let known =
                |job: &crate::monitoring::scrape::Job| !matches!(job.targets, Targets::Imported(_));
            // What somebody wrote by hand may be anywhere.
            if chosen.has_targets_by_hand || !chosen.jobs.iter().all(known) {
                return None;
            }
            let each_node = [
                chosen.stack.node_port,
                names::SMARTCTL_EXPORTER.1,
                ETCD_METRICS,
            ];
            let anywhere = each_node
                .into_iter()
                .chain(API)
                .chain([KUBELET, DNS_METRICS]);
            let anywhere: BTreeSet<u16> =
                anywhere.chain(chosen.app_ports.iter().copied()).collect();
            out.push(rule(Vec::new(), ports(anywhere)));
            out.extend(
                stack
                    .parts
                    .iter()
                    .filter(|part| **part != of)
                    .filter_map(|part| to(*part)),
            );
        }
        Component::KubeStateMetrics => out.push(rule(Vec::new(), ports(API))),
        Component::Vmalert => {
            out.extend(
                [backend(chosen), Component::Alertmanager]
                    .into_iter()
                    .filter_map(to),
            );
        }
        Component::Grafana => out.extend(to(backend(chosen))),
        // A Service of the cluster may have another port than its Pods, and a file may hold any address.
        Component::Alertmanager => {
            let notify = &chosen.stack.notify;
            if !notify.receivers.is_empty() || notify.deadman.is_some() {
                return None;
            }
        }
        _ => return None,
    }
    Some(out)
}

/// Port of an embedded etcd with its metrics.
const ETCD_METRICS: u16 = 2381;

fn dns(why: &Whys) -> PolicyRule {
    let both = [Protocol::Udp, Protocol::Tcp];
    PolicyRule {
        peers: vec![PolicyPeer::PodsIn {
            namespace: map(NAMESPACE_LABEL, "kube-system"),
            pods: map("k8s-app", "kube-dns"),
        }],
        ports: both
            .map(|protocol| PolicyPort { port: 53, protocol })
            .into(),
        from: why.clone(),
    }
}

fn pods(component: Component) -> Option<PolicyPeer> {
    let (name, _) = service(component)?;
    let each_node = crate::monitoring::parts::part(component)?.on_each_node;
    (!each_node).then(|| PolicyPeer::Pods(map(NAME_LABEL, name)))
}

fn ports(ports: impl IntoIterator<Item = u16>) -> Vec<PolicyPort> {
    let port = |port| PolicyPort {
        port,
        protocol: Protocol::Tcp,
    };
    ports.into_iter().map(port).collect()
}

fn map(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}
