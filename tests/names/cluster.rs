//! What the cluster answers, by the objects: Services, and `/etc/hosts` of a Pod.

use std::collections::{BTreeMap, BTreeSet};

use k3s_migrate::Compiled;
use serde_json::{Value, json};

use super::fleet::PORT;

/// What the objects say: Pods by the index of their workload, and Services.
pub struct Cluster {
    pub pods: BTreeMap<usize, Value>,
    pub services: Vec<Value>,
}

impl Cluster {
    pub fn of(compiled: &Compiled) -> Self {
        let mut cluster = Self {
            pods: BTreeMap::new(),
            services: Vec::new(),
        };
        for object in compiled.written() {
            let value: Value = serde_json::from_str(&object.text).unwrap();
            match (object.kind(), object.workload) {
                ("Service", _) => cluster.services.push(value),
                ("Deployment", Some(workload)) => {
                    cluster
                        .pods
                        .insert(workload, value["spec"]["template"].clone());
                }
                _ => {}
            }
        }
        cluster
    }

    /// What a Pod is answered: Pods, by the index of their workload.
    pub fn answer(&self, pod: usize, name: &str) -> BTreeSet<usize> {
        let name = name.to_ascii_lowercase();
        let spec = &self.pods[&pod]["spec"];
        let lines = spec["hostAliases"].as_array().into_iter().flatten();
        let mut loopback = lines.filter(|line| line["ip"] == "127.0.0.1");
        let alias =
            loopback.any(|line| line["hostnames"].as_array().unwrap().contains(&json!(name)));
        let host = spec["hostnameOverride"]
            .as_str()
            .or(spec["hostname"].as_str());
        if spec["hostNetwork"] != true && (alias || host == Some(&name)) {
            return [pod].into();
        }
        let short = name.strip_suffix(".podman.svc.cluster.local");
        let short = short.unwrap_or(&name);
        let found = self
            .services
            .iter()
            .find(|service| service["metadata"]["name"] == short);
        let Some(selector) = found.and_then(|service| service["spec"]["selector"].as_object())
        else {
            return BTreeSet::new();
        };
        let pods = self.pods.iter();
        pods.filter(|(_, pod)| {
            let labels = &pod["metadata"]["labels"];
            selector.iter().all(|(key, value)| labels[key] == *value)
        })
        .map(|(index, _)| *index)
        .collect()
    }
}

/// What the texts of a container have instead of each name, with the kind of text.
pub fn written(container: &Value, place: usize) -> [(&'static str, String); 6] {
    let variable = |name: &str| {
        let name = format!("{name}_{place}");
        let mut all = container["env"].as_array().unwrap().iter();
        let found = all
            .find(|variable| variable["name"] == name.as_str())
            .unwrap();
        found["value"].as_str().unwrap().to_owned()
    };
    let host = |url: &str| {
        url.trim_start_matches("http://")
            .trim_start_matches("user@")
            .trim_end_matches(PORT)
            .to_owned()
    };
    let word = container["args"][2 * place + 1]
        .as_str()
        .unwrap()
        .to_owned();
    let check = container["readinessProbe"]["exec"]["command"][2]
        .as_str()
        .unwrap();
    let check = check.split(' ').nth(place + 1).unwrap();
    [
        ("a URL", host(&variable("URL"))),
        ("a host", variable("HOST")),
        ("a word", word),
        ("a check", host(check)),
        ("a note", variable("NOTE")),
        ("a domain", host(&variable("FULL"))),
    ]
}
