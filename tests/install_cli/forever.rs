//! Never for ever: what blocks, what is too large, and programs that hang.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{install, program, run, text};
use crate::common::install::{Files, Host, deployment, file_of, namespace};

/// Five workloads, each of which needs something.
fn files() -> Files {
    let names = ["fifo", "sparse", "podman", "path", "plain"];
    let mut files: Files = names
        .map(|name| (file_of(name), vec![deployment(name, "image:1")]))
        .into();
    files.insert(
        "k3s-migrate-00-namespaces.json".to_owned(),
        vec![namespace()],
    );
    files
}

fn secret(name: &str, source: Value) -> Value {
    json!({"namespace": "podman", "name": format!("{name}-env"), "type": "Opaque", "sources": [source],
        "annotate": [{"file": format!("manifests/{}", file_of(name)), "pointer": format!("/items/0/spec/template/metadata/annotations/k3s-migrate~1secret-{name}-env")}]})
}

#[test]
fn whatever_blocks_is_named_and_the_rest_is_installed() {
    let host = Host::new();
    let top = host.top.path();
    let at = |name: &str| top.join(name).to_str().unwrap().to_owned();
    assert!(
        Command::new("mkfifo")
            .arg(at("fifo"))
            .status()
            .unwrap()
            .success()
    );
    fs::File::create(at("sparse"))
        .unwrap()
        .set_len(3 << 30)
        .unwrap();
    // A path that never answers, for who looks at it; and for nobody else.
    program(&host, "podman", "sleep 600");
    program(&host, "kubectl", "sleep 600");
    let more = json!({
        "secrets": [
            secret("fifo", json!({"kind": "envFile", "path": at("fifo")})),
            secret("sparse", json!({"kind": "envFile", "path": at("sparse")})),
            secret("podman", json!({"kind": "podmanSecret", "name": "x", "key": "X"})),
        ],
        "hostPaths": [{"host": "here", "path": "/nowhere/at/all", "type": "Directory", "workload": "podman/path",
            "file": format!("manifests/{}", file_of("path")), "typeAt": "/items/0/spec/template/spec/volumes/0/hostPath/type"}],
    });
    host.write_bundle(&files(), more);
    let start = Instant::now();
    let said = install(&host, &["--confirm", "--timeout", "3"]);
    let took = start.elapsed();
    assert!(took < Duration::from_mins(1), "{took:?}");
    let said = said
        .fails("K3M910")
        .says("it is not a regular file")
        .says("it is larger than 16 MiB")
        .says("`podman` cannot be asked: it did not answer within 10 s")
        .says("`kubectl` cannot be asked: it did not answer within");
    assert_eq!(said.code, 1);
    for (name, installed) in [
        ("fifo", false),
        ("sparse", false),
        ("podman", false),
        ("path", false),
        ("plain", true),
    ] {
        assert_eq!(host.file(&file_of(name)).exists(), installed, "{name}");
    }
    let start = Instant::now();
    assert_eq!(run(&host, &["status"]).says("did not answer").code, 2);
    assert!(start.elapsed() < Duration::from_mins(1));
}

/// Manifests of others, and files of ours that somebody put a FIFO in place of.
#[test]
fn nothing_in_the_directory_blocks() {
    let host = Host::new();
    let fifo = |path: &std::path::Path| {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    fifo(&host.target().join("other.yaml"));
    host.write_bundle(&super::a(), json!({}));
    install(&host, &[])
        .ok()
        .says("K3M908")
        .says("not a regular file");
    fs::remove_file(host.file(&file_of("a"))).unwrap();
    fifo(&host.file(&file_of("a")));
    assert_eq!(install(&host, &[]).says("not a regular file").code, 2);
    fs::remove_file(host.file(&file_of("a"))).unwrap();
    install(&host, &[]).ok();
    assert!(text(host.file(&file_of("a"))).contains("image:1"));
}
