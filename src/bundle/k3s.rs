//! What `install` takes: one JSON List per workload, `bundle.json` with all that the host has to
//! check or to render, `ledger.jsonl` so that `explain` works on the host.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Bundle, checksum,
    head::{self, Runs},
    index::{
        Annotate, CHECKSUM_ANNOTATION, File, HostPath, HostPort, Index, MountPoint, Refused,
        Secret, SecretSource, Unit,
    },
    ledger,
    names::FileNames,
    pretty, version,
};
use crate::{
    Compiled,
    kube::Object,
    plan::{HOSTNAME_LABEL, VolumeSource, Workload},
};

mod seccomp;

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
    let units = units(compiled, &names);
    for (path, objects) in &lists {
        let text = list_of(objects, &units_of(&units, path));
        entries.push(File {
            path: path.clone(),
            sha256: checksum(text.as_bytes()),
            objects: objects.iter().map(|object| object.id.to_string()).collect(),
        });
        files.insert(path.clone(), text);
    }
    let secrets = secrets(compiled, &lists);
    let mut sources = secrets.iter().flat_map(|secret| &secret.sources);
    let has_dotenv = sources.any(SecretSource::is_dotenv);
    let index = Index {
        version: if has_dotenv {
            version::WITH_DOTENV
        } else {
            version::WRITTEN
        },
        kubernetes: Some(compiled.plan.kubernetes.to_string()),
        hosts: compiled.inventory.hosts.keys().cloned().collect(),
        files: entries,
        secrets,
        host_paths: host_paths(compiled, &lists),
        mount_points: mount_points(compiled),
        host_ports: host_ports(compiled),
        seccomp: seccomp::of(compiled, &names),
        units,
        refused: refused(compiled, &names),
    };
    files.insert("bundle.json".to_owned(), pretty(&index));
    files.insert("ledger.jsonl".to_owned(), ledger::text(compiled));
    Bundle { files }
}

/// A JSON List, an object a line. K3s cannot read a List in part, as it can the documents of a YAML
/// file, so one cut short never deletes anything.
fn list_of(objects: &[&Object], units: &[Runs]) -> String {
    let items: Vec<&str> = objects.iter().map(|object| &*object.text).collect();
    let items = items.join(",\n");
    let metadata = head::metadata(units).map(|value| format!("\"metadata\":{value},"));
    let metadata = metadata.unwrap_or_default();
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",{metadata}\"items\":[\n{items}\n]}}\n")
}

/// The units of a manifest.
fn units_of(units: &[Unit], path: &str) -> Vec<Runs> {
    let of = units.iter().filter(|unit| unit.file == path);
    of.map(Runs::from).collect()
}

/// Pointer of the Pod template in an object; `None` for kinds without Pods.
fn template(object: &Object) -> Option<&'static str> {
    match object.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => Some("/spec/template"),
        "CronJob" => Some("/spec/jobTemplate/spec/template"),
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
        let entry = out.entry((secret.namespace.as_str(), secret.name.as_str()));
        let known = entry.or_insert_with(|| Secret {
            namespace: secret.namespace.to_string(),
            name: secret.name.to_string(),
            kind: secret.kind.to_owned(),
            sources: secret.sources.clone(),
            annotate: Vec::new(),
        });
        known.annotate.push(Annotate {
            file: (*file).to_owned(),
            pointer: format!("{pointer}/metadata/annotations/{key}"),
        });
    }
    out.into_values().collect()
}

/// For each workload that is written: the file of its controller, and the place of the Pod template in it.
fn templates<'a>(lists: &'a BTreeMap<String, Vec<&Object>>) -> BTreeMap<usize, (&'a str, String)> {
    let mut out = BTreeMap::new();
    for (file, objects) in lists {
        for (index, object) in objects.iter().enumerate() {
            if let (Some(workload), Some(pointer)) = (object.workload, template(object)) {
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

/// The hosts that a workload is of: one without a host of its own may run on each that its Pod selects.
fn hosts<'a>(compiled: &'a Compiled, workload: &'a Workload) -> Vec<&'a str> {
    if !workload.host.is_empty() {
        return vec![&workload.host];
    }
    let node = workload.pod.node_selector.get(HOSTNAME_LABEL);
    let hosts = compiled.inventory.hosts.iter();
    let hosts = hosts.filter(|(name, host)| {
        let own = host.host_name.as_deref().unwrap_or(name).to_lowercase();
        node.is_none_or(|node| node.value == own)
    });
    hosts.map(|(name, _)| name.as_str()).collect()
}

fn host_paths(compiled: &Compiled, lists: &BTreeMap<String, Vec<&Object>>) -> Vec<HostPath> {
    let templates = templates(lists);
    let mut devices: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (workload, path) in compiled.plan.devices() {
        devices.entry(workload).or_default().push(path);
    }
    let mut out = BTreeSet::new();
    for (index, workload, name) in workloads(compiled) {
        // No manifest requires a type of what the plugin hands out.
        let devices = devices.get(&index).into_iter().flatten();
        out.extend(devices.map(|path| HostPath {
            host: workload.host.clone(),
            path: (*path).to_owned(),
            workload: name.clone(),
            ..HostPath::default()
        }));
        for (volume, place) in workload.pod.volumes.iter().zip(0..) {
            let VolumeSource::HostPath { path, kind } = &volume.source else {
                continue;
            };
            let template = templates.get(&index);
            let hosts = hosts(compiled, workload).into_iter();
            out.extend(hosts.map(|host| {
                HostPath {
                    host: host.to_owned(),
                    path: path.to_string(),
                    kind: (*kind).to_owned(),
                    workload: name.clone(),
                    file: template.map_or("", |(file, _)| file).to_owned(),
                    type_at: template
                        .filter(|_| kind.is_empty())
                        .map(|(_, at)| format!("{at}/spec/volumes/{place}/hostPath/type")),
                    made: compiled
                        .plan
                        .made_at(host, path.as_str())
                        .map(|made| made.made.clone()),
                }
            }));
        }
    }
    out.into_iter().collect()
}

fn mount_points(compiled: &Compiled) -> Vec<MountPoint> {
    let written: BTreeMap<usize, (&Workload, String)> = workloads(compiled)
        .map(|(index, workload, name)| (index, (workload, name)))
        .collect();
    let points = compiled.plan.points.iter();
    let out: BTreeSet<MountPoint> = points
        .filter_map(|point| {
            let (workload, name) = written.get(&point.workload)?;
            Some(MountPoint {
                host: workload.host.clone(),
                within: point.within.clone(),
                path: point.path.clone(),
                like: point.like.clone(),
                workload: name.clone(),
            })
        })
        .collect();
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
            let hosts = hosts(compiled, workload).into_iter();
            out.extend(hosts.map(|host| HostPort {
                host: host.to_owned(),
                port: number.into(),
                protocol: port.protocol.word().to_owned(),
                ip: ip.map_or_else(|| "0.0.0.0".to_owned(), |ip| ip.value.to_string()),
                workload: name.clone(),
            }));
        }
    }
    out.into_iter().collect()
}

fn units(compiled: &Compiled, names: &FileNames) -> Vec<Unit> {
    let mut out = Vec::new();
    for (index, workload, _) in workloads(compiled) {
        let file = names.of_workload(index);
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
    let stopped = compiled.ledger.refused_containers();
    let mut out = Vec::new();
    for index in compiled.refused_workloads() {
        let Some(workload) = compiled.plan.workloads.get(index) else {
            continue;
        };
        let members = workload.members.iter();
        let codes: BTreeSet<&str> = members
            .filter_map(|m| stopped.get(m))
            .flatten()
            .copied()
            .collect();
        for container in workload
            .members
            .iter()
            .filter_map(|member| compiled.inventory.containers.get(*member))
        {
            out.push(Refused {
                host: container.host.clone(),
                container: container.attribute.clone(),
                file: names.of_workload(index),
                codes: codes.iter().copied().map(str::to_owned).collect(),
            });
        }
    }
    out.sort();
    out
}
