//! `doctor`: what a host lacks for K3s, and for a bundle; and that it changes nothing.

use std::{fs, os::unix::fs::MetadataExt as _};

use serde_json::{Value, json};

use super::{Said, a, program, run, traces};
use crate::common::install::{Host, plain};

fn doctor(host: &Host, args: &[&str]) -> Said {
    let bundle = host.bundle();
    let mut all = vec!["doctor"];
    if bundle.exists() {
        all.push(bundle.to_str().unwrap());
    }
    all.extend(args);
    run(host, &all)
}

/// A host where K3s runs, with one image.
fn healthy(host: &Host) {
    let kubeconfig = host.top.path().join("kubeconfig");
    fs::write(
        &kubeconfig,
        "clusters:\n- cluster:\n    server: https://127.0.0.1:6443\n",
    )
    .unwrap();
    program(
        host,
        "k3s",
        r#"case "$*" in
            --version) echo "k3s version v1.37.1+k3s1 (abc)" ;;
            "crictl images -o json") echo '{"images": [{"repoTags": ["image:1"]}]}' ;;
            kubectl*nodes*) echo node/here ;;
            *) exit 1 ;;
        esac"#,
    );
    program(host, "systemctl", "[ \"$1\" = is-active ] && echo active");
    program(
        host,
        "df",
        "printf 'F 1024-blocks Used Available C M\\nx 1000000 100 900000 1%% /\\n'",
    );
    program(
        host,
        "iptables",
        "echo '-A nixos-fw -i cni0 -j nixos-fw-accept'",
    );
}

/// The states of a topic.
fn states(said: &Said, topic: &str) -> Vec<String> {
    let lines = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .filter(|line| line["topic"] == topic)
        .map(|line| line["state"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_host_without_anything() {
    let host = Host::new();
    let said = doctor(&host, &[]);
    assert_eq!(said.code, 1);
    let said = said
        .says("fail     k3s")
        .says("→ set `services.k3s.enable = true`")
        .says("unknown  cluster")
        .says("to repair");
    // Root is not told to be root.
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    assert_eq!(said.out.contains("as root"), !is_root, "{}", said.out);
    assert!(said.err.starts_with("summary: "), "{}", said.err);
}

#[test]
fn a_host_that_is_ready() {
    let host = Host::new();
    healthy(&host);
    host.write_bundle(&a(), json!({"kubernetes": "1.36"}));
    fs::create_dir_all(host.target()).unwrap();
    let before = traces(&host);
    let said = doctor(&host, &["--message-format", "json"]);
    for (topic, wanted) in [
        ("k3s", vec!["ok", "ok"]),
        ("disk", vec!["ok"]),
        ("firewall", vec!["ok"]),
        ("secrets", vec!["ok"]),
        ("images", vec!["ok"]),
    ] {
        assert_eq!(states(&said, topic), wanted, "{topic}\n{}", said.out);
    }
    assert_eq!(traces(&host), before, "nothing was changed");
}

#[test]
fn what_a_bundle_lacks() {
    let host = Host::new();
    healthy(&host);
    program(
        &host,
        "df",
        "printf 'F 1024-blocks Used Available C M\\nx 1000000 100 40000 96%% /\\n'",
    );
    program(
        &host,
        "iptables",
        "echo '-A nixos-fw -i lo -j nixos-fw-accept'",
    );
    fs::write(
        host.top.path().join("config.yaml"),
        "data-dir: /mnt/k3s\ncluster-cidr: 127.0.0.0/8\n",
    )
    .unwrap();
    let files = plain(&[("a", "image:1"), ("b", "ghcr.io/a/b:2")]);
    let more = json!({
        "kubernetes": "1.99",
        "hostPaths": [{"host": "here", "path": "/nowhere/at/all", "type": "Directory", "workload": "podman/a"}],
        "secrets": [{"namespace": "podman", "name": "a.env", "type": "Opaque", "annotate": [],
            "sources": [{"kind": "envFile", "path": "/nowhere/a.env"}]}],
    });
    host.write_bundle(&files, more);
    let said = doctor(&host, &[]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let said = said
        .says("the bundle is for Kubernetes 1.99, and this is v1.37.1+k3s1")
        .says("add `--target /mnt/k3s/server/manifests`")
        .says("free space: below 5%")
        .says("it drops what Pods send to this host")
        .says("/nowhere/a.env, of which the Secret a.env is made, does not exist")
        .says("1 image to pull from ghcr.io: ghcr.io/a/b:2")
        .says("K3M920")
        .says("/nowhere/at/all");
    assert!(!said.err.contains("panicked"));
}

/// A program that does not answer is not waited for.
#[test]
fn a_cluster_that_hangs() {
    let host = Host::new();
    healthy(&host);
    program(&host, "iptables", "sleep 60");
    let start = std::time::Instant::now();
    let said = doctor(&host, &["--message-format", "json"]);
    assert_eq!(states(&said, "firewall"), ["unknown"]);
    assert!(start.elapsed().as_secs() < 50);
}

/// What is said of many places is one block: two screens.
#[test]
fn many_missing_folders_are_one_block() {
    let host = Host::new();
    healthy(&host);
    let path = |n: usize| json!({"host": "here", "path": format!("/nowhere/{n}"), "type": "Directory", "workload": format!("podman/w{n}")});
    let paths: Vec<Value> = (0..54).map(path).collect();
    host.write_bundle(&a(), json!({"hostPaths": paths}));
    let said = super::install(&host, &["--dry-run"]);
    let lines = said.out.lines().count() + said.err.lines().count();
    assert!(lines <= 80, "{lines}\n{}", said.err);
    assert_eq!(said.err.matches("[K3M920]").count(), 1);
    for n in 0..54 {
        assert!(
            said.err
                .contains(&format!("`/nowhere/{n}`, which `podman/w{n}` mounts")),
            "{n}"
        );
    }
}

/// A name that means nothing is told.
#[test]
fn a_file_that_is_not_there_cannot_be_adopted() {
    let host = Host::new();
    super::put(&host, &a()).ok();
    super::install(&host, &["--adopt", "nope.json"])
        .ok()
        .says("`--adopt nope.json` had no effect");
}
