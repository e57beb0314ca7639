//! What the host says, and what the API server never takes.

use super::secrets::secret_file;
use super::{a, install, put};
use crate::common::install::{Host, claim, deployment, file_of, service};
use serde_json::json;

#[test]
fn facts_of_the_host() {
    let host = Host::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let file = secret_file(&host, "");
    let path = |path: &str, kind: &str| json!({"host": "here", "path": path, "type": kind, "workload": "podman/a"});
    let more = json!({
        "hostPaths": [path("/nowhere/at/all", "Directory"), path(&file, "Directory"), path("/tmp", "Directory"),
            path("/nowhere/to/make", "DirectoryOrCreate"), path("/dev/null", "CharDevice")],
        "hostPorts": [{"host": "here", "port": port, "protocol": "TCP", "ip": "0.0.0.0", "workload": "podman/a"}],
    });
    host.write_bundle(&a(), more.clone());
    install(&host, &["--deny", "K3M923"]).fails("K3M923");
    assert!(!host.folder().exists());
    install(&host, &[])
        .ok()
        .says("K3M920")
        .says("/nowhere/at/all")
        .never_says("/nowhere/to/make")
        .never_says("`/tmp`")
        .says("K3M921")
        .never_says("/dev/null")
        .says("K3M923")
        .says(&port.to_string());
    // Its own port is not taken by somebody else.
    install(&host, &[]).ok().never_says("K3M923");
    // Facts of other hosts are not asked here.
    let elsewhere = json!({"hostPaths": [
        {"host": "there", "path": "/nowhere", "type": "Directory", "workload": "podman/a"},
        {"host": "here", "path": "/tmp", "type": "Directory", "workload": "podman/b"}]});
    host.write_bundle(&a(), elsewhere);
    install(&host, &[]).ok().never_says("K3M920");
}

#[test]
fn changes_that_the_api_server_never_takes() {
    let host = Host::new();
    let mut files = a();
    let storage = "k3s-migrate-10-storage.json".to_owned();
    files.insert(storage.clone(), vec![claim("data")]);
    put(&host, &files).ok();
    let mut other = claim("data");
    other["spec"]["storageClassName"] = json!("fast");
    files.insert(storage.clone(), vec![other]);
    put(&host, &files).fails("K3M930").says("storageClassName");
    files.insert(storage, vec![claim("data")]);
    let mut selector = deployment("a", "image:1");
    selector["spec"]["selector"]["matchLabels"]["app"] = json!("b");
    files.insert(file_of("a"), vec![selector, service("a")]);
    put(&host, &files).ok().says("K3M931").says("spec.selector");
}
