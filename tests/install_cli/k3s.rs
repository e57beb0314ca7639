//! How K3s is run: what speaks against an installation, or changes what it comes to.

use std::fs;

use serde_json::json;

use super::{a, install, program, put};
use crate::common::install::{Files, Host, plain};

fn configure(host: &Host, text: &str) {
    fs::write(host.top.path().join("config.yaml"), text).unwrap();
}

/// A Deployment with a host port, and a policy around it.
fn with_port_and_policy() -> Files {
    let mut files = a();
    let items = files.values_mut().flatten();
    for item in items.filter(|item| item["kind"] == "Deployment") {
        item["spec"]["template"]["spec"]["containers"][0]["ports"] =
            json!([{ "containerPort": 80, "hostPort": 80 }]);
    }
    let policy = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": { "name": "a", "namespace": "podman" },
        "spec": { "podSelector": {} },
    });
    let list = files.values_mut().last().unwrap();
    list.push(policy);
    files
}

#[test]
fn files_go_where_k3s_reads_them() {
    let host = Host::new();
    configure(&host, "data-dir: /mnt/k3s\n");
    put(&host, &a())
        .fails("K3M914")
        .says("--target /mnt/k3s/server/manifests");
    assert!(!host.folder().exists());
    configure(&host, "");
    install(&host, &[]).ok();
    // On the command line of the unit, which is asked when something changes.
    program(
        &host,
        "systemctl",
        "echo '{ argv[]=/bin/k3s server --data-dir=/srv/k3s ; }'",
    );
    put(&host, &plain(&[("a", "image:2")]))
        .fails("K3M914")
        .says("/srv/k3s/server/manifests");
}

#[test]
fn a_network_without_what_the_bundle_needs_is_told() {
    let host = Host::new();
    configure(
        &host,
        "disable-network-policy: true\nflannel-backend: none\n",
    );
    put(&host, &with_port_and_policy())
        .ok()
        .says("K3M915")
        .says("K3M916");
    // Neither ports nor policies: neither is missed.
    put(&host, &a())
        .ok()
        .never_says("K3M915")
        .never_says("K3M916");
    configure(
        &host,
        "disable-network-policy: false\nflannel-backend: vxlan\n",
    );
    put(&host, &with_port_and_policy())
        .ok()
        .never_says("K3M915")
        .never_says("K3M916");
}

/// Objects that need parts which K3s brings.
fn with_needs() -> Files {
    let mut files = a();
    let object = |kind: &str, spec: serde_json::Value| {
        let labels = json!({ "objectset.rio.cattle.io/prune": "false" });
        let metadata = json!({ "name": "n", "namespace": "podman", "labels": labels });
        json!({ "apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec })
    };
    let list = files.values_mut().last().unwrap();
    list.push(object("Service", json!({ "type": "LoadBalancer" })));
    list.push(object("Ingress", json!({ "rules": [] })));
    list.push(object("Middleware", json!({})));
    list.push(object("HorizontalPodAutoscaler", json!({})));
    list.push(object("PersistentVolumeClaim", json!({})));
    files
}

#[test]
fn parts_that_k3s_leaves_out_are_told_where_they_are_missed() {
    let host = Host::new();
    configure(
        &host,
        "disable: [servicelb, traefik, metrics-server]\ndisable+: coredns,local-storage\n",
    );
    put(&host, &with_needs())
        .ok()
        .says("K3M919")
        .says("Services of type LoadBalancer")
        .says("Ingresses without a class")
        .says("Middlewares")
        .says("HorizontalPodAutoscalers")
        .says("claims of the default storage class")
        .says("`--disable=coredns`")
        .never_says("kube-proxy");
    configure(&host, "disable: [servicelb, traefik]\n");
    put(&host, &a()).ok().never_says("K3M919");
    configure(
        &host,
        "disable-helm-controller: true\ndisable-kube-proxy: false\n",
    );
    put(&host, &with_needs())
        .ok()
        .says("`--disable-helm-controller` is set")
        .never_says("kube-proxy");
}

#[test]
fn taints_are_told_where_they_keep_pods_away() {
    let host = Host::new();
    configure(
        &host,
        "node-taint:\n- dedicated=nas:NoExecute\n- slow=yes:PreferNoSchedule\n",
    );
    put(&host, &a())
        .ok()
        .says("K3M917")
        .says("dedicated=nas:NoExecute")
        .never_says("PreferNoSchedule");
}
