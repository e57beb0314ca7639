//! What the operator chose: namespace, exposure, storage and what may be lost, as one JSON file.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::origin::escape;

/// The settings file (`--settings FILE`). Everything has a default that keeps podman's behaviour.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// Namespace that receives every converted workload.
    pub namespace: String,
    /// How published ports are reached from outside the cluster.
    pub exposure: Exposure,
    /// Whether podman's networks become `NetworkPolicy` objects, which keep others out.
    pub network_policies: bool,
    /// Where the data of named volumes lies.
    pub storage: Storage,
    /// A seccomp profile for every container that names none: its path below the kubelet's folder
    /// for profiles (`/var/lib/kubelet/seccomp`); the runtime's own when absent.
    pub seccomp_profile: Option<String>,
    /// Confines every container that names no profile by podman's own list of system calls, which
    /// `install` puts on the host. Not beside `seccompProfile`.
    pub podman_seccomp: bool,
    /// Codes (`K3M302`) whose loss is accepted for every container: errors and warnings become notes.
    pub accept: BTreeSet<String>,
    /// What is known of a host, by its name.
    pub hosts: BTreeMap<String, Host>,
    /// Per container: by the name of its attribute, or `HOST/NAME` where two hosts share one.
    pub containers: BTreeMap<String, Container>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            namespace: "podman".to_owned(),
            exposure: Exposure::default(),
            network_policies: true,
            storage: Storage::default(),
            seccomp_profile: None,
            podman_seccomp: false,
            accept: BTreeSet::new(),
            hosts: BTreeMap::new(),
            containers: BTreeMap::new(),
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
    /// Inside the cluster only.
    None,
}

/// Where the data of named volumes lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Storage {
    /// podman's storage root on the hosts; `/var/lib/containers/storage` (Docker: `/var/lib/docker`) when absent.
    pub graphroot: Option<String>,
    /// Storage class of claims that name none; the cluster's default when absent.
    pub class: Option<String>,
}

/// What is known of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Host {
    /// Name of its Kubernetes node; the host's name when absent.
    pub node: Option<String>,
    /// Its address, for `host.containers.internal` and `host-gateway`; names stay unresolved without it.
    pub address: Option<String>,
}

/// What the operator chose for one container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Container {
    /// Namespace of its workload.
    pub namespace: Option<String>,
    /// How its published ports are reached.
    pub exposure: Option<Exposure>,
    /// The route, for `exposure = "ingress"`.
    pub ingress: Option<Ingress>,
    /// Which controller runs it.
    pub kind: Option<Kind>,
    /// When a `CronJob` runs: five fields.
    pub schedule: Option<String>,
    /// Time zone of the schedule.
    pub time_zone: Option<String>,
    /// How many Pods; more than one is refused where volumes or host ports would clash.
    pub replicas: Option<i32>,
    /// Requests and limits.
    pub resources: Option<Resources>,
    /// `priorityClassName`.
    pub priority_class: Option<String>,
    /// Scaling by load; refused where volumes or host ports would clash.
    pub autoscaling: Option<Autoscaling>,
    /// Its volumes, by podman's name of the volume or by the path in the container.
    pub volumes: BTreeMap<String, Volume>,
    /// Devices that a device plugin hands out: podman's name of the device (`/dev/dri`,
    /// `nvidia.com/gpu=all`) and the plugin's resource (`squat.ai/dri`).
    pub devices: BTreeMap<String, String>,
    /// Codes whose loss is accepted for this container.
    pub accept: BTreeSet<String>,
}

/// A route by host name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ingress {
    /// Host name.
    pub host: String,
    /// Path prefix; `/` when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// `ingressClassName`; the cluster's default when absent.
    #[serde(default)]
    pub class: Option<String>,
    /// Secret with the certificate.
    #[serde(default)]
    pub tls_secret: Option<String>,
    /// Port of the container; its first published TCP port when absent.
    #[serde(default)]
    pub port: Option<u16>,
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
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Resources {
    /// `resources.requests`.
    pub requests: BTreeMap<String, String>,
    /// `resources.limits`.
    pub limits: BTreeMap<String, String>,
}

/// Scaling by CPU use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Autoscaling {
    /// Fewest Pods.
    pub min: i32,
    /// Most Pods.
    pub max: i32,
    /// Target CPU use in percent of the request.
    pub cpu_percent: i32,
}

/// Where one volume lies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Volume {
    /// A directory of the host.
    HostPath(String),
    /// A claim; the data has to be copied into it.
    Claim(Claim),
}

/// A claim for a volume.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Claim {
    /// Size as a Kubernetes quantity (`10Gi`).
    pub size: String,
    /// Storage class; that of `storage.class` when absent.
    #[serde(default)]
    pub class: Option<String>,
    /// Name of an existing claim to use instead of a new one.
    #[serde(default)]
    pub existing: Option<String>,
}

impl Settings {
    /// Reads a settings file.
    ///
    /// # Errors
    /// Path of the field and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        let reader = &mut serde_json::Deserializer::from_str(text);
        let settings: Self = serde_path_to_error::deserialize(reader)
            .map_err(|error| (error.path().to_string(), error.inner().to_string()))?;
        if settings.podman_seccomp && settings.seccomp_profile.is_some() {
            let what = "`seccompProfile` names another profile for the same containers";
            return Err(("podmanSeccomp".to_owned(), what.to_owned()));
        }
        Ok(settings)
    }

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
        let both = format!("{host}/{name}");
        let entry = if self.containers.contains_key(&both) {
            &both
        } else {
            name
        };
        format!("/containers/{}/{key}", escape(entry))
    }

    /// JSON Pointer of what decides a container's namespace; `None` where nobody chose one.
    #[must_use]
    pub fn namespace_key(&self, host: &str, name: &str) -> Option<String> {
        let own = self.container(host, name);
        if own.is_some_and(|own| own.namespace.is_some()) {
            return Some(self.key_of(host, name, "namespace"));
        }
        (self.namespace != Self::default().namespace).then(|| "/namespace".to_owned())
    }

    /// Whether containers may end in several namespaces.
    #[must_use]
    pub fn several_namespaces(&self) -> bool {
        self.containers
            .values()
            .any(|chosen| chosen.namespace.is_some())
    }

    /// Namespace of a container's workload.
    #[must_use]
    pub fn namespace_of(&self, host: &str, name: &str) -> &str {
        self.container(host, name)
            .and_then(|c| c.namespace.as_deref())
            .unwrap_or(&self.namespace)
    }

    /// Exposure of a container's published ports.
    #[must_use]
    pub fn exposure_of(&self, host: &str, name: &str) -> Exposure {
        self.container(host, name)
            .and_then(|c| c.exposure)
            .unwrap_or(self.exposure)
    }
}
