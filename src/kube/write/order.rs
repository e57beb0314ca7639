//! The order of keys that a person expects of Kubernetes objects.

/// Stands, in [`ORDERS`], for every key that is not listed; without it they come last.
const OTHERS: &str = "*";

/// By the key that the mapping, or the list it is an item of, lies under; `""` is the document itself.
/// Keys that are not listed, and the keys of all other mappings, are sorted.
const ORDERS: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("containers", CONTAINER),
    ("initContainers", CONTAINER),
    ("items", OBJECT),
    ("metadata", METADATA),
    ("paths", &["path", "pathType", "backend"]),
    ("ports", PORT),
    ("spec", SPEC),
    ("volumeMounts", VOLUME_MOUNT),
    ("volumes", &["name"]),
];

#[rustfmt::skip]
const CONTAINER: &[&str] = &[
    "name", "image", "imagePullPolicy", "command", "args", "workingDir", "ports", "env", "envFrom",
    "startupProbe", "livenessProbe", "readinessProbe", "lifecycle", OTHERS,
    "volumeDevices", "volumeMounts", "resources",
];

const METADATA: &[&str] = &["name", "generateName", "namespace", "labels", "annotations"];

const OBJECT: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "type",
    "immutable",
    "spec",
];

#[rustfmt::skip]
const PORT: &[&str] = &[
    "name", "port", "endPort", "targetPort", "nodePort", "containerPort", "hostPort", "hostIP",
    "protocol",
];

/// One list for every kind: no two kinds want the same keys in different places.
#[rustfmt::skip]
const SPEC: &[&str] = &[
    "type", "replicas", "podSelector", "policyTypes", "ingressClassName", OTHERS,
    "selector", "template", "initContainers", "containers", "volumes", "ports",
];

const VOLUME_MOUNT: &[&str] = &["name", "mountPath", "subPath", "subPathExpr", "readOnly"];

/// Whether two keys are the same; most differ in their length or at their start.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().next() == b.bytes().next() && a == b
}

/// The key as the table has it, if a mapping under it has an order.
pub(super) fn listed(key: &str) -> Option<&'static str> {
    let row = ORDERS.iter().find(|(name, _)| same(name, key));
    row.map(|(name, _)| *name)
}

/// The order of one mapping's keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    keys: &'static [&'static str],
    others: usize,
}

impl Order {
    /// The order of a mapping under the key `parent`; `None` where none is listed.
    pub(super) fn under(parent: Option<&str>) -> Self {
        let row = parent.and_then(|parent| ORDERS.iter().find(|(name, _)| same(name, parent)));
        let keys = row.map_or(&[][..], |(_, keys)| keys);
        let others = keys.iter().position(|key| *key == OTHERS);
        Self {
            keys,
            others: others.unwrap_or(keys.len()),
        }
    }

    /// Where `key` comes; keys with the same place are sorted.
    pub(super) fn place(&self, key: &str) -> usize {
        let listed = self.keys.iter().position(|listed| same(listed, key));
        listed.unwrap_or(self.others)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::kube::write::{Style, plain};

    fn keys(value: &serde_json::Value) -> String {
        let yaml = plain(value, Style::Yaml);
        let keys = yaml.lines().filter_map(|line| line.split(':').next());
        let keys: Vec<_> = keys.map(|key| key.trim_start_matches([' ', '-'])).collect();
        keys.join(" ")
    }

    #[test]
    fn a_deployment() {
        let container = json!({
            "args": [], "command": [], "env": [{"value": "", "name": ""}], "image": "", "name": "",
            "ports": [{"protocol": "", "name": "", "containerPort": 80}], "resources": {},
            "securityContext": {}, "volumeMounts": [{"mountPath": "", "name": ""}],
        });
        let pod = json!({
            "containers": [container], "hostNetwork": true, "volumes": [{"hostPath": {}, "name": ""}],
        });
        let deployment = json!({
            "apiVersion": "", "kind": "",
            "metadata": {"annotations": {}, "labels": {"name": "", "a": ""}, "name": "", "namespace": ""},
            "spec": {"paused": true, "replicas": 1, "selector": {}, "template": {"spec": pod}},
        });
        let expected = "apiVersion kind metadata name namespace labels a name annotations \
            spec replicas paused selector template spec hostNetwork \
            containers name image command args ports name containerPort protocol env name value \
            securityContext volumeMounts name mountPath resources volumes name hostPath";
        assert_eq!(keys(&deployment), expected);
    }

    #[test]
    fn a_service_and_a_secret() {
        let port = json!({"targetPort": 80, "protocol": "TCP", "port": 80, "name": "http"});
        let spec = json!({"ports": [port], "clusterIP": "", "selector": {}, "type": "ClusterIP"});
        let expected = "spec type clusterIP selector ports name port targetPort protocol";
        assert_eq!(keys(&json!({"spec": spec})), expected);

        let secret = json!({"data": {"kind": "", "a": ""}, "kind": "", "metadata": {}, "type": ""});
        assert_eq!(keys(&secret), "kind metadata type data a kind");
    }

    #[test]
    fn the_table_is_sorted_and_unique() {
        assert!(ORDERS.is_sorted_by(|(a, _), (b, _)| a < b));
        for (parent, keys) in ORDERS {
            let unique: BTreeSet<_> = keys.iter().collect();
            assert_eq!(unique.len(), keys.len(), "{parent}");
        }
    }
}
