//! Messages, the lock, and a cluster that answers.

use std::{fs, path::PathBuf, process::Stdio, time::Duration};

use super::{a, a_and_b, command, install, program, put, run, text, traces};
use crate::common::install::{Host, file_of};
use serde_json::Value;
use serde_json::json;

#[test]
fn messages_as_json() {
    let host = Host::new();
    put(&host, &a_and_b()).ok();
    host.write_bundle(&a(), json!({}));
    let said = install(&host, &["--message-format", "json"]).ok();
    let lines = |text: &str| -> Vec<Value> {
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let changes = lines(&said.out);
    let tombstone = changes
        .iter()
        .find(|line| line["action"] == "tombstone")
        .unwrap();
    assert_eq!(tombstone["type"], "change");
    assert_eq!(tombstone["file"], json!(file_of("b")));
    let said = lines(&said.err);
    assert_eq!(said[0]["type"], "diagnostic");
    assert_eq!(said[0]["code"], "K3M944");
    assert_eq!(
        (&said[0]["container"], &said[0]["path"], &said[0]["place"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let last = said.last().unwrap();
    assert_eq!(
        (&last["type"], &last["tombstones"]),
        (&json!("installed"), &json!(1))
    );
    install(&host, &["-q"])
        .ok()
        .never_says("K3M944")
        .never_says("summary");
}

#[test]
fn a_second_run_says_for_whom_it_waits() {
    let host = Host::new();
    put(&host, &a()).ok();
    let lock = fs::File::options()
        .read(true)
        .write(true)
        .open(host.state().join("lock"))
        .unwrap();
    lock.lock().unwrap();
    let bundle = host.bundle();
    let mut command = command(&host, &["install", bundle.to_str().unwrap()]);
    let child = command
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    lock.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success()
            && err.contains(&format!("waiting for process {}", std::process::id())),
        "{err}"
    );
}

/// A kubectl that answers as a cluster would that has applied everything, but for the add-on that
/// `$late` names.
fn kubectl(host: &Host, late: &str) {
    let script = format!(
        r#"folder={folder}
case "$*" in
*"get addons"*)
  printf '{{"items":['
  for file in "$folder"/*.json; do
    name=$(basename "$file" .json)
    sum=$(sha256sum "$file" | cut -d' ' -f1)
    [ "$name" = "{late}" ] && sum=old
    printf '%s{{"metadata":{{"name":"%s"}},"spec":{{"checksum":"%s"}}}}' "$comma" "$name" "$sum"
    comma=,
  done
  printf ']}}' ;;
*"get events"*)
  printf '{{"items":[{{"involvedObject":{{"name":"{late}"}},"reason":"ApplyManifestFailed","message":"no luck","lastTimestamp":"2026-01-01T00:00:00Z"}}]}}' ;;
*"get Deployment"*)
  printf '{{"items":[{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"a","namespace":"podman"}},"spec":{{"replicas":1}},"status":{{"readyReplicas":1,"updatedReplicas":1}}}},
    {{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"b","namespace":"podman"}},"spec":{{"replicas":1}},"status":{{}}}}]}}' ;;
*"get Pod"*)
  [ -e {ended} ] && printf '{{"items":[]}}' && exit
  printf '{{"items":[{{"metadata":{{"namespace":"podman","labels":{{"app.kubernetes.io/name":"a"}}}},"status":{{}}}},{{"metadata":{{"namespace":"podman","labels":{{"app.kubernetes.io/name":"b"}}}},"status":{{"containerStatuses":[{{"state":{{"waiting":{{"reason":"ImagePullBackOff"}}}}}}]}}}}]}}' ;;
*"config view"*) printf 'https://of%s:6443' "$KUBECONFIG" ;;
*delete*) echo "$*" >> {log} ;;
*) printf '{{"items":[]}}' ;;
esac"#,
        folder = host.folder().display(),
        log = host.top.path().join("deleted").display(),
        ended = ended(host).display(),
    );
    program(host, "kubectl", &script);
}

/// Is there when no Pod is left for kubectl; before that, `a` and `b` have one each.
fn ended(host: &Host) -> PathBuf {
    host.top.path().join("ended")
}

#[test]
fn the_cluster_that_was_asked_is_named() {
    let host = Host::new();
    put(&host, &a()).ok().never_says("asked:");
    kubectl(&host, "");
    fs::write(ended(&host), "").unwrap();
    let bundle = host.bundle();
    let asks = |words: &[&str], cluster: &str| {
        let mut all = vec!["install", bundle.to_str().unwrap(), "--confirm"];
        all.extend(words);
        for words in [all, [&["status"], words].concat()] {
            let mut command = command(&host, &words);
            command.env("KUBECONFIG", "/of-the-user");
            let said = super::said(command).ok();
            assert!(
                said.err.contains(&format!("asked: {cluster}\n")),
                "{}",
                said.err
            );
        }
    };
    asks(
        &["--kubeconfig", "/given"],
        "https://of/given:6443 (`/given`)",
    );
    if std::path::Path::new("/etc/rancher/k3s/k3s.yaml").exists() {
        return; // of the K3s of this machine, which is asked then
    }
    asks(&[], "https://of/of-the-user:6443 (`/of-the-user`)");
    let said = install(&host, &["--confirm", "--message-format", "json"]).ok();
    let last: Value = serde_json::from_str(said.err.lines().last().unwrap()).unwrap();
    assert_eq!(last["cluster"], "https://of:6443");
}

#[test]
fn confirm_removes_tombstones_when_k3s_has_done_its_work() {
    let host = Host::new();
    put(&host, &a_and_b()).ok();
    host.write_bundle(&a(), json!({}));
    install(&host, &["--confirm"]).ok().says("K3M942");
    assert!(host.file(&file_of("b")).exists());

    kubectl(&host, "k3s-migrate-podman-b");
    install(&host, &["--confirm", "--timeout", "1"])
        .fails("K3M943")
        .says("k3s-migrate-podman-b.json")
        .says("no luck");
    // The Deployment still lives for kubectl, but belongs to nobody. Its Pod still ends: podman
    // must not start the same container on the same data yet.
    kubectl(&host, "-");
    install(&host, &["--confirm", "--timeout", "1"])
        .fails("K3M943")
        .says("the Pods of `k3s-migrate-podman-b.json` did not end within 1 s (1 left)");
    assert!(host.file(&file_of("b")).exists());
    fs::write(ended(&host), "").unwrap();
    install(&host, &["--confirm", "--timeout", "5"])
        .ok()
        .never_says("K3M944");
    assert!(!host.file(&file_of("b")).exists());
    assert!(
        text(host.top.path().join("deleted"))
            .contains("delete addons.k3s.cattle.io k3s-migrate-podman-b -n kube-system")
    );
    let before = traces(&host);
    install(&host, &["--confirm", "--timeout", "5"]).ok();
    assert_eq!(traces(&host), before, "confirmed already");
}

/// A boot must not wait for K3s where nothing is new: containers of podman start after it.
#[test]
fn nobody_waits_for_what_was_confirmed() {
    let host = Host::new();
    let wait = &["--confirm", "--unless-confirmed", "--timeout", "1"];
    host.write_bundle(&a_and_b(), json!({}));
    kubectl(&host, "k3s-migrate-podman-b");
    install(&host, wait).fails("K3M943");
    install(&host, wait).fails("K3M943");
    kubectl(&host, "-");
    install(&host, wait).ok();
    // From here on kubectl knows of nothing, and is not asked.
    kubectl(&host, "k3s-migrate-podman-b");
    install(&host, wait).ok();
    install(&host, &["--confirm", "--timeout", "1"]).fails("K3M943");
    // What leaves has to be gone before anybody else may have its data.
    host.write_bundle(&a(), json!({}));
    install(&host, wait).fails("K3M943");
}

/// What `bundle.json` says of the container of a file.
fn unit(name: &str) -> Value {
    let file = format!("manifests/{}", file_of(name));
    json!({"host": "here", "unit": format!("podman-{name}.service"), "container": name, "file": file})
}

/// Two instances would write the same files: podman's units look for these.
#[test]
fn podman_is_kept_from_what_k3s_may_still_run() {
    let host = Host::new();
    let held = |name: &str| {
        host.state()
            .join(format!("held/podman-{name}.service"))
            .exists()
    };
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &["--dry-run"]).ok();
    assert!(!held("a"), "nothing was installed");
    install(&host, &[]).ok().never_says("K3M945");
    assert!(held("a") && held("b"), "K3s starts them at its next look");

    // `b` goes back, and K3s does not answer, then has a Pod that still ends.
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, &[])
        .ok()
        .says("K3M945")
        .says("podman-b.service");
    kubectl(&host, "k3s-migrate-podman-b");
    let wait = &["--confirm", "--unless-confirmed", "--timeout", "1"];
    install(&host, wait).fails("K3M943").says("K3M945");
    kubectl(&host, "-");
    install(&host, wait).fails("K3M943").says("K3M945");
    assert!(held("a") && held("b"));
    fs::write(ended(&host), "").unwrap();
    install(&host, wait).ok().never_says("K3M945");
    assert!(held("a") && !held("b"));

    // What stays by choice is nobody's to let go of, until it is installed again and deleted.
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, wait).ok();
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, &["--confirm", "--timeout", "1", "--prune", "keep"])
        .ok()
        .says("K3M945")
        .says("is kept in the cluster");
    install(&host, wait).ok().says("is kept in the cluster");
    assert!(held("b"));
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, wait).ok().never_says("K3M945");
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, wait).ok();
    assert!(!held("b"));
}

#[test]
fn what_is_refused_is_kept_from_podman() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    kubectl(&host, "-");
    install(&host, &["--confirm", "--timeout", "5"]).ok();
    let refused = json!({"host": "here", "container": "b", "file": format!("manifests/{}", file_of("b")), "codes": ["K3M110"]});
    host.write_bundle(&a(), json!({"units": [unit("a")], "refused": [refused]}));
    install(&host, &["--confirm", "--timeout", "5"])
        .ok()
        .says("K3M912")
        .says("K3M945");
    assert!(host.state().join("held/podman-b.service").exists());
}

#[test]
fn confirm_finishes_moves() {
    let host = Host::new();
    let mut files = a_and_b();
    put(&host, &files).ok();
    let moved = files.remove(&file_of("a")).unwrap().pop().unwrap();
    files.get_mut(&file_of("b")).unwrap().push(moved);
    host.write_bundle(&files, json!({}));
    kubectl(&host, "-");
    // The Deployment leaves a file that waits for the Service, so the file stays: the Pod still has to end.
    install(&host, &["--confirm", "--timeout", "1"])
        .fails("K3M943")
        .says("Pods of");
    fs::write(ended(&host), "").unwrap();
    install(&host, &["--confirm", "--timeout", "5"])
        .ok()
        .never_says("K3M940")
        .says("tombstone");
    assert!(!host.file(&file_of("a")).exists());
}

#[test]
fn status_says_what_is_and_why() {
    let host = Host::new();
    put(&host, &a_and_b()).ok();
    let said = run(&host, &["status"]);
    let said = said.says("podman/a").says("installed").says("not asked");
    assert_eq!(said.code, 2);
    kubectl(&host, "k3s-migrate-podman-b");
    let said = run(&host, &["status"]);
    assert_eq!(said.code, 1);
    let line = |name: &str| {
        said.out
            .lines()
            .find(|line| line.contains(name))
            .unwrap()
            .to_owned()
    };
    assert!(
        line("podman/a ").split_whitespace().eq([
            "podman/a",
            "k3s-migrate-podman-a.json",
            "installed",
            "yes",
            "-",
            "yes",
            "-"
        ]),
        "{}",
        said.out
    );
    assert!(
        line("podman/b ").ends_with("no       ApplyManifestFailed  no     no luck"),
        "{}",
        said.out
    );
    kubectl(&host, "-");
    run(&host, &["status"]).says("ImagePullBackOff");
    fs::write(host.file(&file_of("a")), "{}").unwrap();
    run(&host, &["status", "--message-format", "json"]).says("\"edited\"");
}

/// At boot podman's containers wait for the installation, so that does not wait for K3s; a timer does it later.
#[test]
fn a_host_that_starts_is_not_kept_waiting() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({}));
    kubectl(&host, "k3s-migrate-podman-b");
    let wait = &["--confirm", "--unless-starting", "--timeout", "60"];
    program(
        &host,
        "systemctl",
        "[ \"$1\" = is-system-running ] && echo starting && exit 1",
    );
    let start = std::time::Instant::now();
    install(&host, wait)
        .ok()
        .never_says("K3M943")
        .never_says("K3M942");
    assert!(start.elapsed() < Duration::from_secs(30));
    assert!(host.state().join("waits").exists());
    kubectl(&host, "-");
    program(
        &host,
        "systemctl",
        "[ \"$1\" = is-system-running ] && echo running",
    );
    install(&host, wait).ok();
    assert!(!host.state().join("waits").exists());
}
