//! The device plugin: one `DaemonSet` per host whose containers have devices, with a resource for each set of devices.
//!
//! Its program lists `/dev` and serves the kubelet on a socket. It opens no device, so it needs neither privileges nor
//! capabilities, and `/dev` only to read. All that it is told are arguments: when they change, its Pod is replaced.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::names,
    grammar::{AbsolutePath, Label, Quantity, ResourceName},
    ledger::{Ledger, Stopped, Subject},
    origin::{OriginId, Traced, Why, Whys},
    plan::{
        Controller, ControllerKind, Cursor, DeviceSet, HOSTNAME_LABEL, NetworkPolicy, Plan, Pod,
        PodContainer, SecurityContext, Volume, VolumeMount, VolumeSource, Workload, expansion,
        policy::short_hash,
    },
    podman::{Container, Inventory},
    rules::{components::Component, devices as rules},
    settings::DevicePlugin,
};

mod refused;

/// Where a host has its devices: name of the volume, path, type.
const DEVICES: [&str; 3] = ["dev", "/dev", "Directory"];
/// Where the kubelet looks for sockets of device plugins. It makes the folder when it first starts.
const SOCKETS: [&str; 3] = [
    "device-plugins",
    "/var/lib/kubelet/device-plugins",
    "DirectoryOrCreate",
];
/// Metrics are for its own Pod only.
const LISTEN: &str = "--listen=127.0.0.1:8080";
/// Where the kubelet would else make a file for its last words: in `/dev`, which is read-only.
const LAST_WORDS: &str = "/termination-log";

/// A set of devices, and who gets it.
#[derive(Default)]
struct Resource<'a> {
    set: Option<&'a DeviceSet>,
    /// Pods that may have it at the same time.
    count: u32,
    from: Whys,
}

/// What one host hands out.
#[derive(Default)]
struct Host<'a> {
    resources: BTreeMap<String, Resource<'a>>,
    workloads: BTreeSet<usize>,
    first: Option<(&'a Container, OriginId)>,
}

/// One per host with devices.
pub fn workloads(at: &mut Cursor<'_>) -> Vec<Workload> {
    jobs(at);
    refused::own_names(at);
    let chosen = Chosen::new(at);
    // What is refused is not written, and needs no device.
    let stopped = at.ledger.refused_containers();
    let hosts = hosts(
        at.inventory,
        at.plan,
        &stopped,
        chosen.plugin.domain.as_str(),
    );
    let mut out = Vec::new();
    for (name, host) in &hosts {
        say(name, host, chosen.plugin, at.ledger);
        out.push(workload(name, host, at.plan, &chosen));
    }
    refused::denied(at);
    out
}

/// What the settings choose of it.
struct Chosen<'a> {
    plugin: &'a DevicePlugin,
    image: Why,
    domain: Why,
    namespace: Why,
}

impl<'a> Chosen<'a> {
    fn new(at: &mut Cursor<'a>) -> Self {
        let plugin = &at.settings.devices.plugin;
        let usual = DevicePlugin::default();
        let mut why = |is_usual: bool, key: &str| {
            if is_usual {
                Component::DevicePlugin.into()
            } else {
                at.ledger.setting(format!("/devices/plugin/{key}")).into()
            }
        };
        Self {
            plugin,
            image: why(plugin.image == usual.image, "image"),
            domain: why(plugin.domain == usual.domain, "domain"),
            namespace: why(plugin.namespace == usual.namespace, "namespace"),
        }
    }
}

fn hosts<'a>(
    inventory: &'a Inventory,
    plan: &'a Plan,
    stopped: &Stopped,
    domain: &str,
) -> BTreeMap<&'a str, Host<'a>> {
    let mut hosts: BTreeMap<&str, Host> = BTreeMap::new();
    for of in &plan.device_uses {
        let (Some(set), Some(container)) = (&of.set, inventory.containers.get(of.container)) else {
            continue;
        };
        let workload = plan.workload_of(of.container);
        if workload.members.iter().any(|of| stopped.contains_key(of)) {
            continue;
        }
        let host = hosts.entry(&container.host).or_default();
        host.workloads.insert(plan.workload_index(of.container));
        host.first = host
            .first
            .or(of.from.first().map(|origin| (container, *origin)));
        let name = set.name(&container.host, domain);
        let resource = host.resources.entry(name).or_default();
        let (pods, whys) = pods(workload);
        resource.set = Some(set);
        resource.count = resource.count.saturating_add(pods);
        resource.from.extend(&of.from);
        resource.from.extend(whys);
    }
    hosts
}

/// How many Pods of a workload run on a host at the same time, and what decided it. None of our controllers starts a Pod
/// before the old one is gone.
fn pods(workload: &Workload) -> (u32, Whys) {
    let scaled = workload.autoscaler.as_ref();
    let scaled = scaled.map(|scaler| (scaler.max_replicas, scaler.from.clone()));
    let replicas = workload.controller.replicas.as_ref();
    let replicas = replicas.map(|replicas| (replicas.value, replicas.from.clone()));
    let (pods, from) = scaled.or(replicas).unwrap_or_default();
    match u32::try_from(pods) {
        Ok(pods @ 2..) => (pods, from),
        // One that waits for its start by hand wants its device then.
        _ => (1, Whys::default()),
    }
}

fn workload(name: &str, host: &Host, plan: &Plan, chosen: &Chosen) -> Workload {
    let why = Whys::from(Component::DevicePlugin);
    let label = names::label(name);
    // Two hosts may have one label.
    let own = if label.as_str() == name && name.len() <= 40 {
        names::label(&format!("device-plugin-{name}"))
    } else {
        let start: String = label.as_str().chars().take(40).collect();
        names::label(&format!("device-plugin-{start}-{}", short_hash(name)))
    };
    Workload {
        policies: vec![NetworkPolicy {
            name: own.clone(),
            ingress: Some(Vec::new()),
            egress: Some(Vec::new()),
            from: why.clone(),
        }],
        name_from: why.clone(),
        namespace_from: chosen.namespace.into(),
        serves: host.workloads.clone(),
        controller: Controller {
            kind: traced(ControllerKind::DaemonSet),
            ..Controller::default()
        },
        pod: Pod {
            containers: vec![container(host, chosen)],
            volumes: [DEVICES, SOCKETS]
                .map(|[name, path, kind]| Volume {
                    name: known(name),
                    source: VolumeSource::HostPath {
                        path: AbsolutePath::parse(path).expect("both are absolute"),
                        kind,
                    },
                    from: why.clone(),
                })
                .into(),
            node_selector: node(host, plan),
            priority_class: Some(traced(known("system-node-critical").into())),
            tolerates_all: why,
            ..Pod::default()
        },
        ..Workload::new(own, chosen.plugin.namespace.clone(), name.to_owned())
    }
}

/// The node that the Pods of the host are tied to, if they are.
fn node(host: &Host, plan: &Plan) -> BTreeMap<String, Traced<String>> {
    let first = host.workloads.iter().next();
    let pod = first.and_then(|index| plan.workloads.get(*index));
    let node = pod.and_then(|workload| workload.pod.node_selector.get_key_value(HOSTNAME_LABEL));
    node.map(|(key, node)| (key.clone(), node.clone()))
        .into_iter()
        .collect()
}

fn container(host: &Host, chosen: &Chosen) -> PodContainer {
    let domain = format!("--domain={}", chosen.plugin.domain);
    let mut args = vec![
        Traced::new(domain, chosen.domain),
        traced(LISTEN.to_owned()),
    ];
    for (name, resource) in &host.resources {
        let config = resource.set.map(|set| set.config(name, resource.count));
        args.push(Traced {
            value: expansion::literal(&format!("--device={}", config.unwrap_or_default())),
            from: resource.from.clone(),
        });
    }
    PodContainer {
        from: Component::DevicePlugin.into(),
        image: Some(Traced::new(chosen.plugin.image.to_string(), chosen.image)),
        args,
        mounts: [(DEVICES, true), (SOCKETS, false)]
            .map(|([volume, path, _], read_only)| VolumeMount {
                volume: known(volume),
                path: path.to_owned(),
                sub_path: None,
                read_only: read_only.then(|| traced(true)),
                recursive_read_only: None,
                propagation: None,
                from: Component::DevicePlugin.into(),
            })
            .into(),
        security: SecurityContext {
            run_as_user: Some(traced(0)),
            read_only_root: Some(traced(true)),
            allow_privilege_escalation: Some(traced(false)),
            cap_drop: vec![traced("ALL".to_owned())],
            seccomp: Some(traced(("RuntimeDefault", None))),
            ..SecurityContext::default()
        },
        // It idles, and a processor is never taken away from it: while it is late, no Pod with a device starts.
        requests: BTreeMap::from([
            (ResourceName::cpu(), traced(Quantity::of_millicores(10))),
            (ResourceName::memory(), traced(Quantity::of_bytes(20 << 20))),
        ]),
        limits: BTreeMap::from([(ResourceName::memory(), traced(Quantity::of_bytes(64 << 20)))]),
        termination_message: Some(traced(LAST_WORDS)),
        ..PodContainer::new(known("device-plugin"))
    }
}

/// A name of ours.
fn known(name: &str) -> Label {
    Label::parse(name).expect("names of ours are labels")
}

fn traced<T>(value: T) -> Traced<T> {
    Traced::new(value, Component::DevicePlugin)
}

/// What the operator should know of it, once per host.
fn say(name: &str, host: &Host, plugin: &DevicePlugin, ledger: &mut Ledger) {
    let Some((container, origin)) = host.first else {
        return;
    };
    let device = ledger.entry(origin).origin.value.clone();
    let device = device.split(':').next().unwrap_or_default();
    let subject = || Subject::Host(name.to_owned());
    // The manifest has its digest.
    let image = plugin.image.as_str().split('@').next().unwrap_or_default();
    let say = rules::plugin(name, image, &container.attribute, device);
    ledger.say(subject(), say);
    ledger.say(subject(), rules::registers_late(name));
}

/// A Job that the kubelet rejects is not tried again.
fn jobs(at: &mut Cursor<'_>) {
    for of in &at.plan.device_uses {
        let kind = at.plan.workload_of(of.container).controller.kind.value;
        let ends = matches!(kind, ControllerKind::Job | ControllerKind::CronJob);
        let container = at.inventory.containers.get(of.container);
        let Some(container) = container.filter(|_| ends) else {
            continue;
        };
        for origin in &of.from {
            let say = rules::device_of_job(&container.attribute, kind.word());
            at.ledger.changed_if_accepted(*origin, say);
        }
    }
}
