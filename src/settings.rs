//! What the operator chose: namespace, exposure, storage and what may be lost, as one file of JSON with comments.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    grammar::{
        AbsolutePath, Address, Count, ImageName, Label, NodeName, Port, Quantity, RelativePath,
        Release, Replicas, ResourceName, RouteHost, RoutePath, Schedule, Size, Subdomain, TimeZone,
        resource::{DeviceDomain, DeviceName},
    },
    origin::{escape, place::Place},
};

mod code;
pub mod monitoring;
mod places;
mod read;
mod tree;

#[cfg(test)]
mod tests;

pub use code::Code;
pub use monitoring::Monitoring;
pub use places::Places;
pub use read::{File, Problem, Syntax};

/// The settings file (`--settings FILE`). Everything has a default that keeps podman's behaviour.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Settings {
    /// Where this schema is, for editors; it is not read.
    #[serde(rename = "$schema", skip_serializing)]
    pub schema: Option<String>,
    /// The oldest Kubernetes that the manifests have to work on: that of the server. They work on newer ones, too. What
    /// only a newer one has is used from its version on (`docs/flags.md`).
    pub kubernetes: Release,
    /// Namespace that receives every converted workload.
    pub namespace: Label,
    /// Namespace of the workloads whose Pods meet no Pod Security level below `privileged`, where their containers choose no
    /// namespace; that of the others when absent. The other namespaces then have labels that mean something.
    pub privileged_namespace: Option<Label>,
    /// How published ports are reached from outside the cluster.
    pub exposure: Exposure,
    /// Whether podman's networks, the default one included, become `NetworkPolicy` objects, which keep others out.
    pub network_policies: bool,
    /// Where the data of named volumes lies.
    pub storage: Storage,
    /// How containers get devices of the host.
    pub devices: Devices,
    /// How Pods wait for other containers.
    pub wait_for: WaitFor,
    /// The `RuntimeClass` of the cluster for each runtime of podman (`--runtime`): `{"runsc": "gvisor"}`.
    pub runtime_classes: BTreeMap<String, Subdomain>,
    /// A seccomp profile for every container that names none: its path below the kubelet's folder
    /// for profiles (`/var/lib/kubelet/seccomp`); the runtime's own when absent.
    pub seccomp_profile: Option<RelativePath>,
    /// Confines every container that names no profile by podman's own list of system calls, which
    /// `install` puts on the host. Not beside `seccompProfile`.
    pub podman_seccomp: bool,
    /// The monitoring stack.
    pub monitoring: monitoring::Monitoring,
    /// Codes (`K3M302`) whose loss is accepted for every container: errors and warnings become notes.
    pub accept: BTreeSet<Code>,
    /// What is known of a host, by its name.
    pub hosts: BTreeMap<String, Host>,
    /// Per container: by the name of its attribute, or `HOST/NAME` where two hosts share one.
    pub containers: BTreeMap<String, Container>,
    /// Files that the monitoring stack is made of, by the paths that the settings have for them; whoever reads the settings
    /// reads them.
    #[serde(skip)]
    pub texts: BTreeMap<String, String>,
    /// Containers whose workloads go to `privilegedNamespace`, by host and attribute: a plan that was made before says so.
    #[serde(skip)]
    pub privileged: BTreeSet<(String, String)>,
    /// The file that all of it was read from.
    #[serde(skip)]
    pub file: File,
}

/// The namespace where nobody chose one.
const NAMESPACE: &str = "podman";

impl Default for Settings {
    fn default() -> Self {
        Self {
            schema: None,
            kubernetes: Release::default(),
            namespace: Label::parse(NAMESPACE).expect("it is a label"),
            privileged_namespace: None,
            exposure: Exposure::default(),
            network_policies: true,
            storage: Storage::default(),
            devices: Devices::default(),
            wait_for: WaitFor::default(),
            runtime_classes: BTreeMap::new(),
            seccomp_profile: None,
            podman_seccomp: false,
            monitoring: monitoring::Monitoring::default(),
            accept: BTreeSet::new(),
            hosts: BTreeMap::new(),
            containers: BTreeMap::new(),
            texts: BTreeMap::new(),
            privileged: BTreeSet::new(),
            file: File::default(),
        }
    }
}

/// How a published port is reached from outside the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Exposure {
    /// `hostPort` and `hostIP` on the node, as podman publishes.
    #[default]
    HostPort,
    /// A Service of type `LoadBalancer`: every node, every address.
    LoadBalancer,
    /// A Service of type `NodePort`: a port of 30000–32767 on every node.
    NodePort,
    /// HTTP through an Ingress; needs `ingress.host`.
    Ingress,
    /// Ingresses from the labels of Traefik or caddy-docker-proxy; published ports as with `hostPort`.
    Labels,
    /// Inside the cluster only.
    None,
}

/// Where the data of named volumes lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Storage {
    /// podman's storage root on the hosts; `/var/lib/containers/storage` (Docker: `/var/lib/docker`) when absent.
    pub graphroot: Option<AbsolutePath>,
    /// Storage class of claims that name none; the cluster's default when absent.
    pub class: Option<Subdomain>,
}

/// How containers get devices of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Devices {
    /// The way for every container that chooses none (`deviceMode`).
    pub mode: DeviceMode,
    /// The device plugin that hands them out.
    pub plugin: DevicePlugin,
}

/// A way by which a container gets devices of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DeviceMode {
    /// A device plugin hands out the devices that podman gave, and no others.
    #[default]
    Plugin,
    /// The container is privileged, and may use every device; refused until `K3M440` is accepted.
    Privileged,
    /// Devices are left out.
    None,
}

/// The device plugin, squat/generic-device-plugin. Another one is named by its resources
/// (`containers.NAME.devices`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct DevicePlugin {
    /// Its image, of version 0.1.0 or later.
    pub image: ImageName,
    /// What the names of its resources begin with.
    pub domain: DeviceDomain,
    /// Namespace of it.
    pub namespace: Label,
}

/// Release 0.2.0, for amd64, arm64 and arm.
const DEVICE_PLUGIN: &str = "ghcr.io/squat/generic-device-plugin:0.2.0@\
    sha256:66c8d5c270eb2b721f1064c549b9b7898152a6d2f0163380a5d37dc7636c20ff";

impl Default for DevicePlugin {
    fn default() -> Self {
        Self {
            image: ImageName::parse(DEVICE_PLUGIN).expect("it is the name of an image"),
            domain: DeviceDomain::parse("k3s-migrate").expect("`k3s-migrate` is short"),
            namespace: Label::parse("k3s-migrate-devices").expect("it is a label"),
        }
    }
}

/// How Pods wait for other containers: an init container asks the cluster's DNS until they are ready.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct WaitFor {
    /// Image of the init container, with `sh`, `sleep` and `nslookup` (`docker.io/library/busybox:1.37`); nothing waits when
    /// absent.
    pub image: Option<ImageName>,
}

/// What is known of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Host {
    /// Name of its Kubernetes node; the host's name when absent.
    pub node: Option<NodeName>,
    /// Its address, for `host.containers.internal` and `host-gateway`; names stay unresolved without it.
    pub address: Option<Address>,
}

/// What the operator chose for one container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Container {
    /// Namespace of its workload.
    pub namespace: Option<Label>,
    /// How its published ports are reached.
    pub exposure: Option<Exposure>,
    /// The route, for `exposure = "ingress"`.
    pub ingress: Option<Ingress>,
    /// Which controller runs it.
    pub kind: Option<Kind>,
    /// When a `CronJob` runs: five fields.
    pub schedule: Option<Schedule>,
    /// Time zone of the schedule.
    pub time_zone: Option<TimeZone>,
    /// How many Pods; more than one is refused where volumes or host ports would clash.
    pub replicas: Option<Replicas>,
    /// Requests and limits.
    pub resources: Option<Resources>,
    /// `priorityClassName`.
    pub priority_class: Option<Subdomain>,
    /// `runtimeClassName`, whatever `--runtime` says; that of `runtimeClasses` when absent.
    pub runtime_class: Option<Subdomain>,
    /// Scaling by load; refused where volumes or host ports would clash.
    pub autoscaling: Option<Autoscaling>,
    /// Its volumes, by podman's name of the volume or by the path in the container.
    pub volumes: BTreeMap<String, Volume>,
    /// Devices that a device plugin hands out: podman's name of the device (`/dev/dri`,
    /// `nvidia.com/gpu=all`) and the plugin's resource (`squat.ai/dri`).
    pub devices: BTreeMap<String, DeviceName>,
    /// How it gets the other ones.
    pub device_mode: Option<DeviceMode>,
    /// Containers of its host that have to be ready before its Pod starts, by the names of their attributes. When absent,
    /// those whose `--sdnotify=healthy` its `dependsOn` waited for. Needs `waitFor.image`.
    pub wait_for: Option<Vec<String>>,
    /// Codes whose loss is accepted for this container.
    pub accept: BTreeSet<Code>,
}

/// A route by host name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Ingress {
    /// Host name; `exposure = "ingress"` needs one.
    #[serde(default)]
    pub host: Option<RouteHost>,
    /// Path prefix; `/` when absent.
    #[serde(default)]
    pub path: Option<RoutePath>,
    /// `ingressClassName`; the cluster's default when absent.
    #[serde(default)]
    pub class: Option<Subdomain>,
    /// Secret with the certificate.
    #[serde(default)]
    pub tls_secret: Option<Subdomain>,
    /// Port of the container; its first published TCP port when absent.
    #[serde(default)]
    pub port: Option<Port>,
}

/// Which controller runs a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Kind {
    /// Keeps it running.
    Deployment,
    /// Keeps it running under a stable name.
    StatefulSet,
    /// One on each node.
    DaemonSet,
    /// Runs it to completion.
    Job,
    /// Runs it to completion at times.
    CronJob,
}

/// Requests and limits as Kubernetes quantities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Resources {
    /// `resources.requests`.
    pub requests: BTreeMap<ResourceName, Quantity>,
    /// `resources.limits`.
    pub limits: BTreeMap<ResourceName, Quantity>,
}

/// Scaling by CPU use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Autoscaling {
    /// Fewest Pods.
    pub min: Count,
    /// Most Pods.
    pub max: Count,
    /// Target CPU use in percent of the request.
    pub cpu_percent: Count,
}

/// Where the data of one volume is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub enum Volume {
    /// A directory of the host.
    HostPath(AbsolutePath),
    /// A claim; the data has to be copied into it.
    Claim(Claim),
}

/// A claim for a volume.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Claim {
    /// Size as a Kubernetes quantity (`10Gi`).
    pub size: Size,
    /// Storage class; that of `storage.class` when absent.
    #[serde(default)]
    pub class: Option<Subdomain>,
    /// Name of an existing claim to use instead of a new one.
    #[serde(default)]
    pub existing: Option<Subdomain>,
}

impl Settings {
    /// What was chosen for a container: `HOST/NAME` goes before `NAME`.
    #[must_use]
    pub fn container(&self, host: &str, name: &str) -> Option<&Container> {
        if self.containers.is_empty() {
            return None;
        }
        self.containers
            .get(&format!("{host}/{name}"))
            .or_else(|| self.containers.get(name))
    }

    /// JSON Pointer of a key of a container's settings, `key` below its entry.
    #[must_use]
    pub fn key_of(&self, host: &str, name: &str, key: &str) -> String {
        format!("{}/{key}", self.pointer(host, name))
    }

    /// JSON Pointer of what decides a container's namespace; `None` where nobody chose one.
    #[must_use]
    pub fn namespace_key(&self, host: &str, name: &str) -> Option<String> {
        let own = self.container(host, name);
        if own.is_some_and(|own| own.namespace.is_some()) {
            return Some(self.key_of(host, name, "namespace"));
        }
        if self.apart(host, name).is_some() {
            return Some("/privilegedNamespace".to_owned());
        }
        (self.namespace.as_str() != NAMESPACE).then(|| "/namespace".to_owned())
    }

    /// JSON Pointer to what was chosen for a container.
    #[must_use]
    pub fn pointer(&self, host: &str, name: &str) -> String {
        let own = format!("{host}/{name}");
        let known = self.containers.contains_key(&own);
        format!("/containers/{}", escape(if known { &own } else { name }))
    }

    /// Where a key stands in the settings file.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Option<Place> {
        self.file.places.find(pointer)
    }

    /// Whether a key decides anything of a container.
    #[must_use]
    pub fn decides(pointer: &str, host: &str, name: &str) -> bool {
        let mut parts = pointer.split('/').skip(1);
        match (parts.next(), parts.next()) {
            (Some("containers"), Some(key)) => {
                key == escape(name) || key == escape(&format!("{host}/{name}"))
            }
            (Some("hosts"), Some(key)) => key == escape(host),
            _ => true,
        }
    }

    /// Codes as the ledger knows them.
    #[must_use]
    pub fn codes(accept: &BTreeSet<Code>) -> BTreeSet<String> {
        accept.iter().map(|code| code.as_str().to_owned()).collect()
    }

    /// Whether a code is accepted for every container.
    #[must_use]
    pub fn accepts(&self, code: &str) -> bool {
        self.accept.iter().any(|accepted| accepted.as_str() == code)
    }

    /// Whether containers may end in several namespaces.
    #[must_use]
    pub fn several_namespaces(&self) -> bool {
        let mut chosen = self.containers.values();
        !self.privileged.is_empty() || chosen.any(|chosen| chosen.namespace.is_some())
    }

    /// The namespace for privileged Pods, where a container's is one.
    fn apart(&self, host: &str, name: &str) -> Option<&Label> {
        let namespace = self.privileged_namespace.as_ref()?;
        let is = |(of, known): &(String, String)| of == host && known == name;
        self.privileged.iter().any(is).then_some(namespace)
    }

    /// Namespace of a container's workload.
    #[must_use]
    pub fn namespace_of(&self, host: &str, name: &str) -> &Label {
        self.container(host, name)
            .and_then(|c| c.namespace.as_ref())
            .or_else(|| self.apart(host, name))
            .unwrap_or(&self.namespace)
    }

    /// Exposure of a container's published ports.
    #[must_use]
    pub fn exposure_of(&self, host: &str, name: &str) -> Exposure {
        self.container(host, name)
            .and_then(|c| c.exposure)
            .unwrap_or(self.exposure)
    }

    /// How a container gets devices, and the JSON Pointer of what decided it.
    #[must_use]
    pub fn device_mode(&self, host: &str, name: &str) -> (DeviceMode, String) {
        match self.container(host, name).and_then(|own| own.device_mode) {
            Some(mode) => (mode, self.key_of(host, name, "deviceMode")),
            None => (self.devices.mode, "/devices/mode".to_owned()),
        }
    }
}
