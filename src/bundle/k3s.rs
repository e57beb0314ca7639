//! What `install` takes: one JSON List per workload, `bundle.json` with all that the host has to
//! check or to render, `ledger.jsonl` so that `explain` works on the host.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Bundle;
use crate::{
    Compiled,
    kube::Object,
    plan::{VolumeSource, Workload},
    report,
};

mod seccomp;

pub use seccomp::Seccomp;

pub use crate::{
    kube::{MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL, PRUNE_LABEL},
    plan::SecretSource,
};

/// Annotation of the Pod template that `install` fills with a keyed checksum of a Secret's content,
/// so that a changed secret rolls the Pod.
pub const CHECKSUM_ANNOTATION: &str = "k3s-migrate/secret-";

/// `bundle.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Format version, 1.
    pub version: u32,
    /// The files below `manifests/`.
    pub files: Vec<File>,
    /// Secrets to render on the host.
    pub secrets: Vec<Secret>,
    /// Paths of the host that Pods mount.
    pub host_paths: Vec<HostPath>,
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

/// A path of the host that a Pod mounts.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct HostPath {
    /// Host.
    pub host: String,
    /// Absolute path.
    pub path: String,
    /// `hostPath.type`; empty for no check.
    #[serde(rename = "type")]
    pub kind: String,
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

/// The files.
#[must_use]
pub fn bundle(compiled: &Compiled) -> Bundle {
    let names = FileNames::new(compiled);
    let mut lists: BTreeMap<String, Vec<&Object>> = BTreeMap::new();
    for object in compiled.written() {
        lists.entry(names.of(object)).or_default().push(object);
    }
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    for (path, objects) in &lists {
        let text = list_of(objects);
        entries.push(File {
            path: path.clone(),
            sha256: hex(&Sha256::digest(text.as_bytes())),
            objects: objects.iter().map(|object| object.id.to_string()).collect(),
        });
        files.insert(path.clone(), text);
    }
    let index = Index {
        version: 1,
        files: entries,
        secrets: secrets(compiled, &lists),
        host_paths: host_paths(compiled),
        host_ports: host_ports(compiled),
        seccomp: seccomp::of(compiled, &names),
        units: units(compiled, &names),
        refused: refused(compiled, &names),
    };
    files.insert("bundle.json".to_owned(), pretty(&index));
    files.insert(
        "ledger.jsonl".to_owned(),
        report::ledger_lines(compiled, None),
    );
    Bundle { files }
}

/// A JSON List, an object a line. K3s cannot read a List in part, as it can the documents of a YAML
/// file, so one cut short never deletes anything.
fn list_of(objects: &[&Object]) -> String {
    let items: Vec<&str> = objects.iter().map(|object| &*object.text).collect();
    let items = items.join(",\n");
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n{items}\n]}}\n")
}

/// JSON as all files of the bundle are written.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("maps have string keys");
    text.push('\n');
    text
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Path of every object: k3s names an `AddOn` by the file's base name up to the first period, so
/// the name has none, bears our prefix, and holds the namespace.
struct FileNames {
    workloads: Vec<String>,
}

impl FileNames {
    fn new(compiled: &Compiled) -> Self {
        let plain: Vec<String> = compiled
            .plan
            .workloads
            .iter()
            .map(|w| format!("{}-{}", w.namespace, w.name))
            .collect();
        let mut count: BTreeMap<&String, usize> = BTreeMap::new();
        for name in &plain {
            *count.entry(name).or_default() += 1;
        }
        let workloads = plain
            .iter()
            .zip(&compiled.plan.workloads)
            .map(|(name, workload)| {
                if count.get(name) == Some(&1) {
                    return format!("manifests/k3s-migrate-{name}.json");
                }
                // `a-b` in `c` and `b` in `c-a`: told apart by the length of the namespace.
                format!(
                    "manifests/k3s-migrate-{name}-{}.json",
                    workload.namespace.len()
                )
            });
        Self {
            workloads: workloads.collect(),
        }
    }

    fn of(&self, object: &Object) -> String {
        match object.workload.and_then(|index| self.workloads.get(index)) {
            None => "manifests/k3s-migrate-00-namespaces.json".to_owned(),
            Some(_) if matches!(object.kind(), "PersistentVolume" | "PersistentVolumeClaim") => {
                "manifests/k3s-migrate-10-storage.json".to_owned()
            }
            Some(path) => path.clone(),
        }
    }
}

/// Pointer of the Pod template's annotations in an object; `None` for kinds without Pods.
fn template_annotations(object: &Object) -> Option<&'static str> {
    match object.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => {
            Some("/spec/template/metadata/annotations")
        }
        "CronJob" => Some("/spec/jobTemplate/spec/template/metadata/annotations"),
        _ => None,
    }
}

fn secrets(compiled: &Compiled, lists: &BTreeMap<String, Vec<&Object>>) -> Vec<Secret> {
    let templates = templates(lists);
    let mut out: BTreeMap<(&str, &str), Secret> = BTreeMap::new();
    for secret in &compiled.plan.secrets {
        let Some((file, pointer)) = templates.get(&secret.workload) else {
            continue;
        };
        let key = format!("{CHECKSUM_ANNOTATION}{}", secret.name).replace('/', "~1");
        let entry = out.entry((&secret.namespace, &secret.name));
        let known = entry.or_insert_with(|| Secret {
            namespace: secret.namespace.clone(),
            name: secret.name.clone(),
            kind: secret.kind.to_owned(),
            sources: secret.sources.clone(),
            annotate: Vec::new(),
        });
        known.annotate.push(Annotate {
            file: (*file).to_owned(),
            pointer: format!("{pointer}/{key}"),
        });
    }
    out.into_values().collect()
}

/// For each workload that is written: the file of its controller, and the place of the Pod
/// template's annotations in it.
fn templates<'a>(lists: &'a BTreeMap<String, Vec<&Object>>) -> BTreeMap<usize, (&'a str, String)> {
    let mut out = BTreeMap::new();
    for (file, objects) in lists {
        for (index, object) in objects.iter().enumerate() {
            if let (Some(workload), Some(pointer)) = (object.workload, template_annotations(object))
            {
                out.insert(
                    workload,
                    (file.as_str(), format!("/items/{index}{pointer}")),
                );
            }
        }
    }
    out
}

/// The workloads that are written, each with its index and its `namespace/name`.
fn workloads(compiled: &Compiled) -> impl Iterator<Item = (usize, &Workload, String)> {
    let refused = compiled.refused_workloads();
    let all = compiled.plan.workloads.iter().enumerate();
    all.filter(move |(index, _)| !refused.contains(index))
        .map(|(index, workload)| {
            let name = format!("{}/{}", workload.namespace, workload.name);
            (index, workload, name)
        })
}

fn host_paths(compiled: &Compiled) -> Vec<HostPath> {
    let mut out = BTreeSet::new();
    for (_, workload, name) in workloads(compiled) {
        for volume in &workload.pod.volumes {
            if let VolumeSource::HostPath { path, kind } = &volume.source {
                out.insert(HostPath {
                    host: workload.host.clone(),
                    path: path.clone(),
                    kind: (*kind).to_owned(),
                    workload: name.clone(),
                });
            }
        }
    }
    out.into_iter().collect()
}

fn host_ports(compiled: &Compiled) -> Vec<HostPort> {
    let mut out = BTreeSet::new();
    for (_, workload, name) in workloads(compiled) {
        let pod = &workload.pod;
        let on_host = pod.host_network.as_ref().is_some_and(|on| on.value);
        for port in pod.containers.iter().flat_map(|container| &container.ports) {
            let number = port.host_port.as_ref().map(|port| port.value);
            let Some(number) = number.or(on_host.then_some(port.port)) else {
                continue;
            };
            let ip = port.host_ip.as_ref();
            out.insert(HostPort {
                host: workload.host.clone(),
                port: number.into(),
                protocol: port.protocol.word().to_owned(),
                ip: ip.map_or_else(|| "0.0.0.0".to_owned(), |ip| ip.value.clone()),
                workload: name.clone(),
            });
        }
    }
    out.into_iter().collect()
}

fn units(compiled: &Compiled, names: &FileNames) -> Vec<Unit> {
    let mut out = Vec::new();
    for (index, workload, _) in workloads(compiled) {
        let file = names.workloads.get(index).cloned().unwrap_or_default();
        for container in workload
            .members
            .iter()
            .filter_map(|member| compiled.inventory.containers.get(*member))
        {
            out.push(Unit {
                host: container.host.clone(),
                unit: compiled.inventory.unit_name(container),
                container: container.attribute.clone(),
                file: file.clone(),
            });
        }
    }
    out.sort();
    out
}

fn refused(compiled: &Compiled, names: &FileNames) -> Vec<Refused> {
    let mut out = Vec::new();
    for index in compiled.refused_workloads() {
        let Some(workload) = compiled.plan.workloads.get(index) else {
            continue;
        };
        let codes = report::error_codes(compiled, &workload.members);
        for container in workload
            .members
            .iter()
            .filter_map(|member| compiled.inventory.containers.get(*member))
        {
            out.push(Refused {
                host: container.host.clone(),
                container: container.attribute.clone(),
                file: names.workloads.get(index).cloned().unwrap_or_default(),
                codes: codes.clone(),
            });
        }
    }
    out.sort();
    out
}
