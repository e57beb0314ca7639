//! Paths that Pods mount, which only the host can look at.

use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, net::UnixListener},
    path::PathBuf,
};

use super::{Said, a_and_b, install, program, text};
use crate::common::install::{Files, Host, file_of};
use serde_json::{Value, json};

/// `a` and `b`, of which `a` mounts a path as the input tells nothing of it.
fn files(path: &str) -> Files {
    let mut files = a_and_b();
    let a = files.get_mut(&file_of("a")).unwrap();
    a[0]["spec"]["template"]["spec"]["volumes"] =
        json!([{"name": "x", "hostPath": {"path": path}}]);
    files
}

fn entry(path: &str, more: &Value) -> Value {
    let mut entry = json!({"host": "here", "path": path, "type": "", "workload": "podman/a",
        "file": format!("manifests/{}", file_of("a")),
        "typeAt": "/items/0/spec/template/spec/volumes/0/hostPath/type"});
    for (key, value) in more.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

fn put(host: &Host, path: &str, more: &Value) -> Said {
    host.write_bundle(&files(path), json!({"hostPaths": [entry(path, more)]}));
    install(host, &[])
}

/// `hostPath.type` of what is installed for `a`.
fn written(host: &Host) -> Option<String> {
    let list: Value = serde_json::from_str(&text(host.file(&file_of("a")))).unwrap();
    let found = list.pointer("/items/0/spec/template/spec/volumes/0/hostPath/type");
    found.map(|found| found.as_str().unwrap().to_owned())
}

fn below(host: &Host, name: &str) -> (PathBuf, String) {
    let path = host.top.path().join(name);
    let text = path.to_str().unwrap().to_owned();
    (path, text)
}

#[test]
fn types_are_what_the_host_has() {
    let host = Host::new();
    let (folder, hosts) = below(&host, "hosts");
    fs::create_dir(folder).unwrap();
    let (file, entrypoint) = below(&host, "entrypoint");
    fs::write(file, "").unwrap();
    let (socket, conf) = below(&host, "x.conf");
    let _listener = UnixListener::bind(socket).unwrap();
    for (path, kind) in [
        (&*hosts, Some("Directory")),
        (&*entrypoint, Some("File")),
        (&*conf, Some("Socket")),
        ("/dev/null", Some("CharDevice")),
    ] {
        put(&host, path, &json!({})).ok();
        assert_eq!(written(&host).as_deref(), kind, "{path}");
    }
    // A directory takes the place of the file.
    fs::remove_file(&entrypoint).unwrap();
    fs::create_dir(&entrypoint).unwrap();
    put(&host, &entrypoint, &json!({})).ok();
    assert_eq!(written(&host).as_deref(), Some("Directory"));
}

#[test]
fn a_source_that_is_missing_never_becomes_a_directory() {
    let host = Host::new();
    let (folder, path) = below(&host, "late");
    put(&host, &path, &json!({})).fails("K3M927").says(&path);
    assert!(!host.file(&file_of("a")).exists());
    assert!(
        host.file(&file_of("b")).exists(),
        "the others are installed"
    );
    fs::create_dir(&folder).unwrap();
    put(&host, &path, &json!({})).ok().never_says("K3M92");
    assert_eq!(written(&host).as_deref(), Some("Directory"));
    // A disk that is not mounted this time, as at a start of the host: the Pod waits for what was there.
    fs::remove_dir(&folder).unwrap();
    put(&host, &path, &json!({}))
        .ok()
        .says("K3M920")
        .says("nothing to do");
    assert_eq!(written(&host).as_deref(), Some("Directory"));
    // Below a file there is nothing, and not even that can be seen.
    fs::write(&folder, "").unwrap();
    put(&host, &format!("{path}/a"), &json!({})).fails("K3M927");
    // Docker makes it, and so does the container runtime.
    let (_, docker) = below(&host, "docker");
    put(&host, &docker, &json!({"made": {"kind": "directory"}})).ok();
    assert_eq!(written(&host), None);
}

#[test]
fn paths_of_another_host_are_named() {
    let host = Host::new();
    let more = json!({"hostPaths": [entry("/tmp", &json!({"host": "there"})),
        {"host": "here", "path": "/tmp", "type": "Directory", "workload": "podman/b"}]});
    host.write_bundle(&files("/tmp"), more);
    install(&host, &[])
        .ok()
        .says("K3M929")
        .says("`there` has 1 ");
    assert_eq!(written(&host), None);
}

#[test]
fn a_volume_waits_until_podman_has_filled_it() {
    let host = Host::new();
    let (folder, path) = below(&host, "data");
    let create = ["podman", "create", "--volume", "data:/config", "image:1"];
    let more = json!({"type": "Directory", "typeAt": null,
        "made": {"kind": "volume", "name": "data", "engine": "podman", "create": create}});
    let command = format!(
        "podman rm --volumes $(podman init $(podman create --volume data:/config image:1)) && touch {path}"
    );
    put(&host, &path, &more).fails("K3M928").says(&command);
    assert!(!host.file(&file_of("a")).exists());
    // Made, and never used: podman says so, and when it was made.
    fs::create_dir(&folder).unwrap();
    let says = |answer: &str| program(&host, "podman", &format!("[ $1 = volume ] && {answer}"));
    let made = format!("echo true $(stat -c %Y {path})");
    says(&made);
    put(&host, &path, &more).fails("K3M928").says(&command);
    for used in ["echo false 0", "echo true 5", "false"] {
        says(used);
        put(&host, &path, &more).ok().never_says("K3M928");
    }
    says(&made);
    fs::write(folder.join("a"), "").unwrap();
    put(&host, &path, &more).ok().never_says("K3M928");
}

#[test]
fn places_below_read_only_mounts_are_made() {
    let host = Host::new();
    let (file, at) = below(&host, "x.conf");
    fs::write(file, "").unwrap();
    let point = |name: &str, like: Value| {
        let path = below(&host, name).1;
        let within = below(&host, "a").1;
        json!({"host": "here", "within": within, "path": path, "like": like, "workload": "podman/a"})
    };
    let points = json!({"mountPoints": [
        point("a/deep/b", json!({"kind": "path", "of": "/tmp"})),
        point("a/file", json!({"kind": "path", "of": at})),
        point("a/hosts", json!({"kind": "file"})),
        point("a/data", json!({"kind": "directory"})),
    ]});
    host.write_bundle(&a_and_b(), points.clone());
    install(&host, &[]).ok();
    let folder = below(&host, "a").0;
    assert!(!folder.exists(), "a source is never made");
    fs::create_dir(&folder).unwrap();
    install(&host, &["--dry-run"]).ok();
    assert!(!below(&host, "a/data").0.exists());
    install(&host, &[]).ok();
    install(&host, &[]).ok();
    for (name, is_directory) in [
        ("a/deep/b", true),
        ("a/file", false),
        ("a/hosts", false),
        ("a/data", true),
    ] {
        let found = fs::metadata(below(&host, name).0).unwrap();
        assert_eq!(
            (found.is_dir(), found.is_file()),
            (is_directory, !is_directory),
            "{name}"
        );
    }
    let mode = fs::metadata(below(&host, "a/deep").0)
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o755, "programs may enter it");
    // What is in the way is named.
    let blocked = json!({"mountPoints": [point("a/file/x", json!({"kind": "directory"}))]});
    host.write_bundle(&a_and_b(), blocked);
    install(&host, &[]).fails("K3M927").says("a/file/x");
    // Nothing is made behind a link that leads elsewhere.
    std::os::unix::fs::symlink(host.state(), below(&host, "a/link").0).unwrap();
    let behind = json!({"mountPoints": [point("a/link/x", json!({"kind": "directory"}))]});
    host.write_bundle(&a_and_b(), behind);
    install(&host, &[]).fails("K3M927").says("a link leads out");
    assert!(!host.state().join("x").exists());
}
