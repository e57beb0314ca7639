//! seccomp profiles, made on the host.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use super::{Said, a_and_b, install, text, traces};
use crate::common::install::{Host, file_of};
use serde_json::{Value, json};

const LIST: &str = r#"{
    "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
    "syscalls": [
        { "names": ["read", "write"], "action": "SCMP_ACT_ALLOW" },
        { "names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] } },
        { "names": ["mount"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "excludes": { "caps": ["CAP_SYS_ADMIN"] } }
    ]
}"#;

/// The profile of workload `a`.
fn profile(host: &Host) -> PathBuf {
    host.top
        .path()
        .join("seccomp/k3s-migrate/podman/a/main.json")
}

fn list(host: &Host) -> PathBuf {
    host.top.path().join("list.json")
}

/// A bundle whose workload `a` is confined by podman's own list.
fn bundle(host: &Host, capabilities: &Value) {
    let wanted = json!({
        "host": "here", "file": format!("manifests/{}", file_of("a")), "list": null,
        "path": "k3s-migrate/podman/a/main.json", "capabilities": capabilities,
    });
    let elsewhere = json!({
        "host": "there", "file": format!("manifests/{}", file_of("b")), "list": "/nowhere.json",
        "path": "k3s-migrate/podman/b/main.json", "capabilities": [],
    });
    host.write_bundle(&a_and_b(), json!({"seccomp": [wanted, elsewhere]}));
}

fn run(host: &Host, more: &[&str]) -> Said {
    let (root, list) = (host.top.path().join("seccomp"), list(host));
    let mut args = vec!["--seccomp-root", root.to_str().unwrap()];
    args.extend(["--seccomp-list", list.to_str().unwrap()]);
    args.extend(more);
    install(host, &args)
}

fn actions_of_mount(host: &Host) -> Vec<Value> {
    let profile: Value = serde_json::from_str(&text(profile(host))).unwrap();
    let rules = profile["syscalls"].as_array().unwrap();
    let mount = rules.iter().filter(|rule| rule["names"][0] == "mount");
    mount.map(|rule| rule["action"].clone()).collect()
}

#[test]
fn a_profile_holds_what_the_capabilities_allow() {
    let host = Host::new();
    fs::write(list(&host), LIST).unwrap();
    bundle(&host, &json!(["CHOWN"]));
    run(&host, &["--dry-run"]).ok();
    assert!(!profile(&host).exists());
    run(&host, &[]).ok();
    assert_eq!(actions_of_mount(&host), ["SCMP_ACT_ERRNO"]);
    let mode = fs::metadata(profile(&host)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(
        !host
            .top
            .path()
            .join("seccomp/k3s-migrate/podman/b")
            .exists()
    );

    let before = (traces(&host), fs::metadata(profile(&host)).unwrap());
    run(&host, &[]).ok();
    assert_eq!(traces(&host), before.0);
    let after = fs::metadata(profile(&host)).unwrap();
    assert_eq!(after.modified().unwrap(), before.1.modified().unwrap());

    bundle(&host, &json!(["SYS_ADMIN"]));
    run(&host, &[]).ok();
    assert_eq!(actions_of_mount(&host), ["SCMP_ACT_ALLOW"]);
}

#[test]
fn without_a_list_the_workload_stays_as_it_was() {
    let host = Host::new();
    for content in [None, Some("{}"), Some("no JSON")] {
        if let Some(content) = content {
            fs::write(list(&host), content).unwrap();
        }
        bundle(&host, &json!([]));
        run(&host, &[]).fails("K3M913");
        assert!(!host.file(&file_of("a")).exists());
        assert!(host.file(&file_of("b")).exists());
        assert!(!profile(&host).exists());
    }
    fs::write(list(&host), LIST).unwrap();
    run(&host, &[]).ok();
    assert!(host.file(&file_of("a")).exists());
}

#[test]
fn where_k3s_is_an_agent_profiles_are_all() {
    let host = Host::new();
    bundle(&host, &json!([]));
    run(&host, &["--profiles"]).fails("K3M913");
    fs::write(list(&host), LIST).unwrap();
    run(&host, &["--profiles", "--dry-run"]).ok();
    assert!(!profile(&host).exists());
    run(&host, &["--profiles"]).ok();
    assert!(profile(&host).exists());
    assert!(!host.file(&file_of("b")).exists());
    assert!(!host.state().join("state.json").exists());
}

#[test]
fn a_path_that_leads_elsewhere_is_refused() {
    let host = Host::new();
    fs::write(list(&host), LIST).unwrap();
    for path in ["k3s-migrate/../../out.json", "/out.json", "other/a.json"] {
        let wanted = json!({
            "host": "here", "file": format!("manifests/{}", file_of("a")), "list": null,
            "path": path, "capabilities": [],
        });
        host.write_bundle(&a_and_b(), json!({"seccomp": [wanted]}));
        run(&host, &[])
            .fails("K3M913")
            .says("is outside the directory of seccomp profiles");
    }
    assert!(!host.top.path().join("out.json").exists());
}
