//! `bundle.json`: all that the host has to check or to render, written and read back.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::version;

pub use crate::{
    kube::{MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL, PRUNE_LABEL},
    plan::{Like, Made, SecretSource},
};

/// Annotation of the Pod template that `install` fills with a keyed checksum of a Secret's content,
/// so that a changed secret rolls the Pod.
pub const CHECKSUM_ANNOTATION: &str = "k3s-migrate/secret-";

/// Name and port of the Services of the stack's backends.
pub const METRICS: [(&str, u16); 2] = [
    crate::monitoring::names::PROMETHEUS,
    crate::monitoring::names::VICTORIA_METRICS,
];

/// `bundle.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Format version, 2; 3 where a source of a Secret has `dotenv`.
    pub version: u32,
    /// The oldest Kubernetes that the manifests work on; older bundles do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<String>,
    /// The hosts that it is for, those without containers too; older bundles do not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// The files below `manifests/`.
    pub files: Vec<File>,
    /// Secrets to render on the host.
    pub secrets: Vec<Secret>,
    /// Paths of the host that Pods mount, or get as devices.
    pub host_paths: Vec<HostPath>,
    /// Places that mounts below read-only ones need; not there where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mount_points: Vec<MountPoint>,
    /// Ports of the host that Pods take.
    pub host_ports: Vec<HostPort>,
    /// seccomp profiles to make on the host; not there where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seccomp: Vec<Seccomp>,
    /// systemd units of the containers that were converted.
    pub units: Vec<Unit>,
    /// Containers that were not converted; their installed files stay as they are.
    pub refused: Vec<Refused>,
}

/// A file of the bundle.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct File {
    /// Path below the bundle.
    pub path: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// Its objects as `apiVersion/Kind/namespace/name`.
    pub objects: Vec<String>,
}

/// A Secret to render on the host.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Secret {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Kubernetes' type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is made from, in order.
    #[schemars(with = "Vec<serde_json::Map<String, Value>>")]
    pub sources: Vec<SecretSource>,
    /// Pod templates that get the checksum.
    pub annotate: Vec<Annotate>,
}

/// A place for a checksum.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Annotate {
    /// Path below the bundle.
    pub file: String,
    /// JSON Pointer of the annotation in the file's List.
    pub pointer: String,
}

/// A path of the host that a Pod mounts, or gets as a device.
#[derive(
    Debug,
    Clone,
    Default,
    Serialize,
    Deserialize,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct HostPath {
    /// Host.
    pub host: String,
    /// Absolute path.
    pub path: String,
    /// `hostPath.type`; empty where the input does not tell it.
    #[serde(rename = "type")]
    pub kind: String,
    /// `namespace/name` of the workload.
    pub workload: String,
    /// Path of the manifest that mounts it, below the bundle; bundles of older versions have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// JSON Pointer in the manifest's List to the `hostPath.type` that the host writes from what it sees; absent where
    /// the manifest has the type, or none is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_at: Option<String>,
    /// What the engine of the host makes of it where it does not exist; absent where the container does not start then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub made: Option<Made>,
}

/// A place that a mount needs in the read-only one that it is in.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct MountPoint {
    /// Host.
    pub host: String,
    /// Absolute path of what is mounted read-only, and has to exist.
    pub within: String,
    /// Absolute path in it.
    pub path: String,
    /// What it has to be.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub like: Like,
    /// `namespace/name` of the workload.
    pub workload: String,
}

/// A port of the host that a Pod takes.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct HostPort {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u64,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: String,
    /// Address; `0.0.0.0` for all.
    pub ip: String,
    /// `namespace/name` of the workload.
    pub workload: String,
}

/// A unit whose container was converted.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct Unit {
    /// Host.
    pub host: String,
    /// Full name of the unit.
    pub unit: String,
    /// Name of the container's attribute.
    pub container: String,
    /// Path of the manifest that runs it, below the bundle; bundles of older versions have none.
    #[serde(default)]
    pub file: String,
}

/// A container that was not converted.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct Refused {
    /// Host.
    pub host: String,
    /// Name of the container's attribute.
    pub container: String,
    /// File that it would have been in.
    pub file: String,
    /// Codes of the errors, of this container or of another one in its Pod.
    pub codes: Vec<String>,
}

/// A seccomp profile to make on the host.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct Seccomp {
    /// Host.
    pub host: String,
    /// Path of the manifest whose Pod uses it, below the bundle.
    pub file: String,
    /// Path below the kubelet's folder for profiles.
    pub path: String,
    /// The list in podman's form that it is made from; podman's own when absent.
    pub list: Option<String>,
    /// Capabilities of the container, without `CAP_`.
    pub capabilities: Vec<String>,
}

/// What every version has.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Index {
    /// Reads a `bundle.json` of any version that is known. The version is looked at first: another one may have
    /// anything else.
    ///
    /// # Errors
    /// It is of another version, or not what we write: what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| error.to_string();
        let Version { version } = serde_json::from_slice(bytes).map_err(wrong)?;
        version::check(version).map_err(|unknown| unknown.to_string())?;
        serde_json::from_slice(bytes).map_err(wrong)
    }
}
