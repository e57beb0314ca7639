//! Who reaches whom: two containers that share a network under their engine reach each other as Pods, and no others do,
//! except on published ports. Over all cases and real hosts, by an evaluator of `NetworkPolicy` objects.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

#[path = "reach/engine.rs"]
mod engine;
#[path = "reach/policies.rs"]
mod policies;

use std::collections::{BTreeMap, BTreeSet};

use common::{Case, cases, fixtures};
use engine::{On, is_apart, is_internal, on, published};
use k3s_migrate::{Compiled, podman::Container};
use policies::{Pod, Policies, labels, list, text};
use serde_json::Value;

/// A port that no container has.
const UNKNOWN: u16 = 54_321;
const TEMPLATES: [&str; 2] = ["/spec/template", "/spec/jobTemplate/spec/template"];

/// The Pod of a workload.
fn pod(object: &Value) -> Option<Pod> {
    let template = TEMPLATES.into_iter().find_map(|at| object.pointer(at))?;
    let lists = ["/spec/initContainers", "/spec/containers"];
    let containers = lists
        .into_iter()
        .filter_map(|at| list(template, at))
        .flatten();
    let ports = containers
        .filter_map(|container| list(container, "/ports"))
        .flatten();
    Some(Pod {
        namespace: text(object, "/metadata/namespace").to_owned(),
        labels: labels(template, "/metadata/labels"),
        ports: ports
            .map(|port| {
                let protocol = port
                    .get("protocol")
                    .and_then(Value::as_str)
                    .unwrap_or("TCP");
                let number = u16::try_from(port["containerPort"].as_u64().unwrap()).unwrap();
                (text(port, "/name").to_owned(), number, protocol.to_owned())
            })
            .collect(),
    })
}

/// A bundle, and what was asked of it.
struct Judge<'c> {
    case: &'c Case,
    compiled: &'c Compiled,
    objects: Vec<Value>,
    policies: Policies,
    /// Pods by the index of their workload.
    pods: BTreeMap<usize, Pod>,
    wrong: Vec<String>,
    asked: usize,
}

impl<'c> Judge<'c> {
    fn new(case: &'c Case, compiled: &'c Compiled) -> Self {
        let written = compiled.written();
        let objects: Vec<Value> = written
            .iter()
            .map(|object| serde_json::from_str(&object.text).unwrap())
            .collect();
        let mut policies = Policies::of(objects.iter());
        policies.namespace("watching", &[("k3s-migrate/monitoring", "true")]);
        let pods = written
            .iter()
            .zip(&objects)
            .filter_map(|(object, value)| Some((object.workload?, pod(value)?)));
        Self {
            pods: pods.collect(),
            case,
            compiled,
            objects,
            policies,
            wrong: Vec::new(),
            asked: 0,
        }
    }

    fn ask(
        &mut self,
        what: &str,
        from: Option<&Pod>,
        to: &Pod,
        port: u16,
        protocol: &str,
        wanted: bool,
    ) {
        self.asked += 1;
        if self.policies.allow(from, Some(to), port, protocol) != wanted {
            let verb = if wanted { "cannot" } else { "can" };
            let name = &self.case.name;
            self.wrong.push(format!(
                "{name}: {what} {verb} connect to port {port}/{protocol}"
            ));
        }
    }

    /// Every pair of containers.
    fn pairs(&mut self) {
        let inventory = &self.compiled.inventory;
        let all: Vec<(usize, &Container)> = inventory.containers.iter().enumerate().collect();
        for (target, to) in &all {
            let workload = self.compiled.plan.workload_index(*target);
            let Some(there) = self.pods.get(&workload).cloned() else {
                continue;
            };
            let members = &self.compiled.plan.workload_of(*target).members;
            let On::Networks(networks) = on(inventory, to) else {
                continue;
            };
            // A Pod has the networks of all its containers, where it has several.
            if members.first() != Some(target) {
                continue;
            }
            let open: BTreeSet<(u16, &str)> = members
                .iter()
                .flat_map(|member| published(self.case, &inventory.containers[*member]))
                .collect();
            let closed = there.ports.iter().map(|(_, port, of)| (*port, of.as_str()));
            let closed: BTreeSet<(u16, &str)> = closed
                .chain([(UNKNOWN, "TCP"), (UNKNOWN, "UDP")])
                .filter(|port| !open.contains(port))
                .collect();
            let stranger = Pod {
                namespace: "elsewhere".to_owned(),
                labels: BTreeMap::new(),
                ports: Vec::new(),
            };
            let routed = self.routed(&there);
            for (port, of) in &open {
                self.ask(
                    &format!("the LAN → `{}`", to.attribute),
                    None,
                    &there,
                    *port,
                    of,
                    true,
                );
            }
            for (port, of) in closed.iter().filter(|port| !routed.contains(port)) {
                self.ask(
                    &format!("the LAN → `{}`", to.attribute),
                    None,
                    &there,
                    *port,
                    of,
                    false,
                );
                let what = format!("another namespace → `{}`", to.attribute);
                self.ask(&what, Some(&stranger), &there, *port, of, false);
            }
            for (source, from) in &all {
                let own = self.compiled.plan.workload_index(*source);
                let here = self.pods.get(&own).cloned();
                let (Some(here), true) = (here, own != workload) else {
                    continue;
                };
                let On::Networks(others) = on(inventory, from) else {
                    continue;
                };
                let what = format!("`{}` → `{}`", from.attribute, to.attribute);
                let mut shared = networks.intersection(&others);
                let links = from
                    .network
                    .links
                    .iter()
                    .any(|link| link.value.name == to.name());
                let talks = from.host == to.host
                    && (links || shared.any(|name| !is_apart(inventory, &to.host, name)));
                let inside = is_internal(inventory, &from.host, &others);
                for (port, of) in open.iter().filter(|_| talks || !inside) {
                    self.ask(&what, Some(&here), &there, *port, of, true);
                }
                for (port, of) in closed.iter().filter(|port| talks || !routed.contains(port)) {
                    self.ask(&what, Some(&here), &there, *port, of, talks);
                }
            }
        }
    }

    /// Ports of a Pod to which something leads that the settings ask for: Services for the outside, Ingresses.
    fn routed(&self, pod: &Pod) -> BTreeSet<(u16, &'static str)> {
        let mut out = BTreeSet::new();
        for (service, port) in self.ways() {
            if selects(service, pod) {
                out.extend(["TCP", "UDP", "SCTP"].map(|of| (port, of)));
            }
        }
        out
    }

    /// Services that more than Pods are to reach, each with the port of the Pod.
    fn ways(&self) -> Vec<(&Value, u16)> {
        let services = self
            .objects
            .iter()
            .filter(|object| text(object, "/kind") == "Service");
        let mut out = Vec::new();
        for service in services {
            let ports = list(service, "/spec/ports").into_iter().flatten();
            for port in ports {
                let number = &port["port"];
                let target = port.get("targetPort").unwrap_or(number).as_u64().unwrap();
                let outside = matches!(text(service, "/spec/type"), "NodePort" | "LoadBalancer");
                if outside || self.is_routed(service, number) {
                    out.push((service, u16::try_from(target).unwrap()));
                }
            }
        }
        out
    }

    /// Whether an Ingress leads to a port of a Service.
    fn is_routed(&self, service: &Value, port: &Value) -> bool {
        let ingresses = self
            .objects
            .iter()
            .filter(|object| text(object, "/kind") == "Ingress");
        let of_namespace = ingresses.filter(|ingress| {
            ingress.pointer("/metadata/namespace") == service.pointer("/metadata/namespace")
        });
        let mut backends = of_namespace
            .filter_map(|ingress| list(ingress, "/spec/rules"))
            .flatten()
            .filter_map(|rule| list(rule, "/http/paths"))
            .flatten();
        backends.any(|path| {
            path.pointer("/backend/service/name") == service.pointer("/metadata/name")
                && path.pointer("/backend/service/port/number") == Some(port)
        })
    }

    /// What leads into the cluster goes on: ports of the node, Services, Ingresses of Traefik.
    fn doors(&mut self) {
        let traefik = Pod {
            namespace: "kube-system".to_owned(),
            labels: BTreeMap::from([("app.kubernetes.io/name".to_owned(), "traefik".to_owned())]),
            ports: Vec::new(),
        };
        let ways: Vec<(Value, u16)> = self
            .ways()
            .into_iter()
            .map(|(s, port)| (s.clone(), port))
            .collect();
        for (service, port) in ways {
            let protocols = list(&service, "/spec/ports").into_iter().flatten();
            let mut of = protocols.filter_map(|each| each.get("protocol")?.as_str());
            let of = of.next_back().unwrap_or("TCP").to_owned();
            let pods: Vec<Pod> = self
                .pods
                .values()
                .filter(|pod| selects(&service, pod))
                .cloned()
                .collect();
            for pod in pods {
                let what = format!("traefik → {}", text(&service, "/metadata/name"));
                self.ask(&what, Some(&traefik), &pod, port, &of, true);
            }
        }
        let workloads: Vec<(usize, Pod)> = self.pods.clone().into_iter().collect();
        for object in self.objects.clone() {
            let Some(template) = TEMPLATES.into_iter().find_map(|at| object.pointer(at)) else {
                continue;
            };
            if template.pointer("/spec/hostNetwork").is_some() {
                continue;
            }
            let own = pod(&object).unwrap();
            if !workloads.iter().any(|(_, pod)| pod.labels == own.labels) {
                continue;
            }
            let containers = list(template, "/spec/containers").into_iter().flatten();
            for port in containers
                .filter_map(|container| list(container, "/ports"))
                .flatten()
            {
                let loopback =
                    text(port, "/hostIP").starts_with("127.") || text(port, "/hostIP") == "::1";
                if port.get("hostPort").is_some() && !loopback {
                    let number = u16::try_from(port["containerPort"].as_u64().unwrap()).unwrap();
                    let of = port
                        .get("protocol")
                        .and_then(Value::as_str)
                        .unwrap_or("TCP");
                    let what = format!("the LAN → {}", text(&object, "/metadata/name"));
                    self.ask(&what, None, &own, number, of, true);
                }
            }
        }
    }

    /// What the programs of the stack ask, they reach; nothing else of the containers is open to them.
    fn monitoring(&mut self) {
        let chosen = &self.case.settings.monitoring;
        let stack = chosen.namespace.to_string();
        let watcher = |namespace: &str| Pod {
            namespace: namespace.to_owned(),
            labels: BTreeMap::new(),
            ports: Vec::new(),
        };
        let mut addresses: BTreeSet<(String, String, u16)> = BTreeSet::new();
        for object in &self.objects {
            if text(object, "/kind") != "ConfigMap" || text(object, "/metadata/namespace") != stack
            {
                continue;
            }
            let data = object
                .get("data")
                .and_then(Value::as_object)
                .into_iter()
                .flatten();
            let texts = data.filter_map(|(_, value)| value.as_str());
            let words = texts.flat_map(|text| {
                text.split(|c: char| !c.is_ascii_alphanumeric() && !".-:".contains(c))
            });
            addresses.extend(words.filter_map(address));
        }
        let mut asked: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
        for (name, namespace, port) in addresses {
            let service = self.objects.iter().find(|object| {
                text(object, "/kind") == "Service"
                    && text(object, "/metadata/name") == name
                    && text(object, "/metadata/namespace") == namespace
            });
            let Some(service) = service.cloned().filter(|_| namespace != stack) else {
                continue;
            };
            let mut ports = list(&service, "/spec/ports").into_iter().flatten();
            let listed = ports.find(|each| each["port"].as_u64() == Some(u64::from(port)));
            let target = listed.and_then(|each| each.get("targetPort")?.as_u64());
            let target = target.map_or(port, |target| u16::try_from(target).unwrap());
            for (workload, pod) in self.pods.clone() {
                if selects(&service, &pod) {
                    asked.entry(workload).or_default().insert(target);
                    let what = format!("monitoring → {name}");
                    self.ask(&what, Some(&watcher(&stack)), &pod, target, "TCP", true);
                }
            }
        }
        let inventory = &self.compiled.inventory;
        for (workload, pod) in self.pods.clone() {
            let members = self.compiled.plan.workloads[workload].members.clone();
            let Some(first) = members.first() else {
                continue;
            };
            if !matches!(
                on(inventory, &inventory.containers[*first]),
                On::Networks(_)
            ) {
                continue;
            }
            let asked = asked.get(&workload).cloned().unwrap_or_default();
            let open: BTreeSet<_> = members
                .iter()
                .flat_map(|member| published(self.case, &inventory.containers[*member]))
                .collect();
            let routed = self.routed(&pod);
            let what = format!(
                "monitoring → {}",
                self.compiled.plan.workloads[workload].name
            );
            for (_, port, of) in
                pod.ports
                    .iter()
                    .chain([&(String::new(), UNKNOWN, "TCP".to_owned())])
            {
                let known = asked.contains(port)
                    || [&open, &routed]
                        .iter()
                        .any(|ports| ports.contains(&(*port, of.as_str())));
                if !known {
                    self.ask(&what, Some(&watcher("watching")), &pod, *port, of, false);
                }
            }
        }
    }
}

/// `web.podman.svc:80`.
fn address(word: &str) -> Option<(String, String, u16)> {
    let (name, port) = word.rsplit_once(':')?;
    let mut parts = name.split('.');
    let (name, namespace) = (parts.next()?, parts.next()?);
    (parts.next()? == "svc").then_some(())?;
    Some((name.to_owned(), namespace.to_owned(), port.parse().ok()?))
}

fn selects(service: &Value, pod: &Pod) -> bool {
    let wanted = labels(service, "/spec/selector");
    text(service, "/metadata/namespace") == pod.namespace
        && !wanted.is_empty()
        && wanted
            .iter()
            .all(|(key, value)| pod.labels.get(key) == Some(value))
}

#[test]
fn pods_reach_what_their_containers_reached() {
    let (mut asked, mut wrong) = (0, Vec::new());
    let all = cases().into_iter().chain(fixtures());
    for case in all.filter(|case| case.settings.network_policies) {
        let compiled = case.compile();
        let mut judge = Judge::new(&case, &compiled);
        judge.pairs();
        judge.doors();
        judge.monitoring();
        asked += judge.asked;
        wrong.extend(judge.wrong);
    }
    println!("connections: {asked}, wrong: {}", wrong.len());
    assert!(asked > 5_000, "{asked}");
    let first: Vec<_> = wrong.iter().take(60).collect();
    assert!(wrong.is_empty(), "{} of {asked}: {first:#?}", wrong.len());
}
