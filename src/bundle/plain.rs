//! YAML for people and `kubectl apply -k`: `NAMESPACE/WORKLOAD.yaml`, `NAMESPACE/_namespace.yaml`,
//! `NAMESPACE/_storage.yaml`, one `kustomization.yaml`.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::json;

use super::Bundle;
use crate::{
    Compiled,
    kube::{Object, Style, write},
    plan::Workload,
};

/// Kinds that outlive their workload, in a file of their own.
const STORAGE: [&str; 2] = ["PersistentVolume", "PersistentVolumeClaim"];

/// The files.
#[must_use]
pub fn bundle(compiled: &Compiled) -> Bundle {
    let mut documents: BTreeMap<String, Vec<&Object>> = BTreeMap::new();
    for object in compiled.written() {
        documents
            .entry(path(object, compiled))
            .or_default()
            .push(object);
    }
    let mut files: BTreeMap<String, String> = documents
        .iter()
        .map(|(path, objects)| (path.clone(), file(objects, compiled)))
        .collect();
    let resources: Vec<&String> = files.keys().collect();
    let kustomization = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": resources,
    });
    let text = format!(
        "# written by k3s-migrate, do not edit\n{}",
        write::plain(&kustomization, Style::Yaml)
    );
    files.insert("kustomization.yaml".to_owned(), text);
    Bundle { files }
}

/// All objects as one stream, for `-o -`.
#[must_use]
pub fn stream(compiled: &Compiled) -> String {
    let documents: Vec<&str> = compiled
        .written()
        .iter()
        .map(|object| &*object.text)
        .collect();
    documents.join("---\n")
}

fn path(object: &Object, compiled: &Compiled) -> String {
    let workload = object
        .workload
        .and_then(|index| compiled.plan.workloads.get(index));
    match workload {
        None => format!("{}/_namespace.yaml", object.name()),
        Some(workload) if STORAGE.contains(&object.kind()) => {
            format!("{}/_storage.yaml", workload.namespace)
        }
        Some(workload) => format!("{}/{}.yaml", workload.namespace, workload.name),
    }
}

fn file(objects: &[&Object], compiled: &Compiled) -> String {
    let workload = objects
        .first()
        .and_then(|object| object.workload)
        .and_then(|w| compiled.plan.workloads.get(w));
    let mut out = header(workload, compiled);
    out.reserve_exact(objects.iter().map(|object| object.text.len() + 4).sum());
    for (index, object) in objects.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        out.push_str(&object.text);
    }
    out
}

/// Where the workload was defined, a line for each of its containers.
fn header(workload: Option<&Workload>, compiled: &Compiled) -> String {
    let mut out = String::new();
    for member in workload.iter().flat_map(|workload| &workload.members) {
        let Some(container) = compiled.inventory.containers.get(*member) else {
            continue;
        };
        let place = match compiled.inventory.places.find(*member, "") {
            Some(place) => format!("{}:{}", place.file, place.line),
            None => format!("host {}", container.host),
        };
        // Writing to a String cannot fail. A name with a line break must not end the comment.
        let _ = writeln!(
            out,
            "# from {} ({}) — written by k3s-migrate, do not edit",
            place.escape_debug(),
            container.attribute.escape_debug()
        );
    }
    if out.is_empty() {
        out.push_str("# written by k3s-migrate, do not edit\n");
    }
    out
}
