//! Never twice: a lost state, what podman still runs, and units that must not start.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use super::{a, a_and_b, install, program, run, text, traces};
use crate::common::install::{Host, file_of, plain};

/// What `bundle.json` says of the container of a file.
pub fn unit(name: &str) -> Value {
    let file = format!("manifests/{}", file_of(name));
    json!({"host": "here", "unit": format!("podman-{name}.service"), "container": name, "file": file})
}

fn held(host: &Host, name: &str) -> bool {
    host.state()
        .join(format!("held/podman-{name}.service"))
        .exists()
}

#[test]
fn a_lost_state_stops_everything_and_holds_every_unit() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &[]).ok();
    fs::remove_dir_all(host.state()).unwrap();
    let b = text(host.file(&file_of("b")));

    // `b` is not in the bundle any more: podman would start it next to its Pod.
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    let said = install(&host, &[]).fails("K3M932").says("is lost");
    assert_eq!(said.code, 2);
    assert!(held(&host, "a") && held(&host, "b"));
    assert_eq!(text(host.file(&file_of("b"))), b);
    assert_eq!(run(&host, &["uninstall"]).fails("K3M932").code, 2);
    run(&host, &["status"]).says("unknown").says("podman/b");

    // Taken over, everything goes on as if the state had never been lost; nobody has seen the end of `b`.
    install(&host, &["--adopt-all"])
        .ok()
        .says("tombstone")
        .says("K3M945");
    assert!(held(&host, "a") && held(&host, "b"));
    let tombstone = text(host.file(&file_of("b")));
    assert!(tombstone.contains("podman-b.service"), "{tombstone}");

    // So does a tombstone, which nothing else remembers.
    fs::remove_dir_all(host.state()).unwrap();
    install(&host, &[]).fails("K3M932");
    assert!(held(&host, "b"));
    install(&host, &["--adopt-all"]).ok();
}

#[test]
fn an_old_state_is_as_good_as_none() {
    let host = Host::new();
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, &[]).ok();
    let old = text(host.state().join("state.json"));
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &[]).ok();
    fs::write(host.state().join("state.json"), old).unwrap();
    fs::remove_dir_all(host.state().join("held")).unwrap();
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, &[]).fails("K3M932").says("does not know");
    assert!(held(&host, "b"));
    install(&host, &["--dry-run"]).fails("K3M932");
}

/// A process as podman has one for each container.
struct Monitor(Child);

impl Monitor {
    fn of(host: &Host, container: &str) -> Self {
        // The name stays that of the program for as long as its shell is not another one.
        program(host, "conmon", "sleep 60; :");
        let mut command = Command::new(host.top.path().join("bin/conmon"));
        command
            .args(["--api-version", "1", "-n", container])
            .stdout(Stdio::null());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn what_podman_still_runs_waits_and_the_rest_is_installed() {
    let host = Host::new();
    let files = plain(&[
        ("a", "image:1"),
        ("b", "image:1"),
        ("left-behind-1", "image:1"),
    ]);
    let all = ["a", "b", "left-behind-1"];
    host.write_bundle(&files, json!({"units": all.map(unit)}));
    let is_there = |name: &str| host.file(&file_of(name)).exists();
    for state in [
        "active",
        "deactivating",
        "activating",
        "reloading",
        "maintenance",
    ] {
        program(
            &host,
            "systemctl",
            &format!("[ \"$1\" = is-active ] && printf 'inactive\\n{state}\\ninactive\\n'"),
        );
        install(&host, &[])
            .fails("K3M924")
            .says("podman-b.service")
            .says(state)
            .never_says("`podman-a.service`");
        assert!(is_there("a") && !is_there("b"), "{state}");
        assert!(
            held(&host, "a") && !held(&host, "b"),
            "podman may start it again"
        );
    }
    assert!(host.state().join("waits").exists());

    // A container without its unit.
    program(
        &host,
        "systemctl",
        "[ \"$1\" = is-active ] && printf 'inactive\\ninactive\\nfailed\\n'",
    );
    fs::remove_file(host.file(&file_of("left-behind-1"))).unwrap();
    let monitor = Monitor::of(&host, "left-behind-1");
    install(&host, &[])
        .fails("K3M924")
        .says("runs outside `podman-left-behind-1.service`");
    assert!(is_there("b") && !is_there("left-behind-1"));
    drop(monitor);

    // Nobody knows, so nothing is said to have ended.
    program(&host, "systemctl", "exec sleep 60");
    host.write_bundle(
        &plain(&[("a", "image:2"), ("c", "image:1")]),
        json!({"units": [unit("a")]}),
    );
    let start = std::time::Instant::now();
    install(&host, &[])
        .fails("K3M924")
        .says("did not answer within 10 s");
    assert!(start.elapsed() < std::time::Duration::from_mins(1));
    assert!(text(host.file(&file_of("a"))).contains("image:1") && is_there("c"));

    program(
        &host,
        "systemctl",
        "[ \"$1\" = is-active ] && printf 'inactive\\n'",
    );
    install(&host, &[]).ok();
    assert!(!host.state().join("waits").exists());
}

#[test]
fn units_are_guarded_by_their_container_and_outside_of_the_generation() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &[]).ok();
    let drop_in = |name: &str| {
        host.guards()
            .join(format!("podman-{name}.service.d/50-k3s-migrate.conf"))
    };
    let hold = host.state().join("held/podman-b.service");
    let wanted = format!("[Unit]\nAssertPathExists=!{}\n", hold.display());
    assert!(
        text(drop_in("b")).ends_with(&wanted),
        "{}",
        text(drop_in("b"))
    );
    let by_container = |name: &str| host.state().join("held-containers").join(name).exists();
    assert!(by_container("a") && by_container("b"));
    let before = traces(&host);
    install(&host, &[]).ok();
    assert_eq!(traces(&host), before);

    // What somebody else put there holds, too, and is nobody's to remove.
    fs::write(host.state().join("held/x.service"), "").unwrap();
    install(&host, &[]).ok().says("K3M945").says("x.service");
    assert!(host.state().join("held/x.service").exists() && drop_in("a").exists());
    fs::remove_file(host.state().join("held/x.service")).unwrap();

    // A directory that cannot be written is said; the rest is done.
    let _ = fs::remove_dir_all(host.guards());
    fs::write(host.guards(), "").unwrap();
    install(&host, &[]).ok().says("K3M935");
}

/// A name as long as systemd takes it.
#[test]
fn names_of_units_may_be_long() {
    let host = Host::new();
    let mut long = unit("a");
    let name = format!("{}.service", "x".repeat(247));
    long["unit"] = json!(name);
    host.write_bundle(&a(), json!({"units": [long]}));
    install(&host, &[]).ok();
    assert!(host.state().join("held").join(name).exists());
}

/// On an agent nothing tells when the server's workloads have ended: what goes back is held until somebody looked.
#[test]
fn an_agent_holds_what_the_server_may_still_run() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    fs::remove_dir(host.target()).unwrap();
    install(&host, &["--profiles"]).ok().never_says("K3M945");
    assert!(held(&host, "a") && held(&host, "b") && !host.target().exists());
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    install(&host, &["--profiles"])
        .ok()
        .says("K3M945")
        .says("deploy the server");
    assert!(held(&host, "b"));
    fs::remove_file(host.state().join("held/podman-b.service")).unwrap();
    install(&host, &["--profiles"]).ok().never_says("K3M945");
}

/// What a boot does before podman starts anything.
#[test]
fn only_holds_asks_nobody_and_installs_nothing() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &[]).ok();
    fs::remove_dir_all(host.state()).unwrap();
    host.write_bundle(&a(), json!({"units": [unit("a")]}));
    for program_of_host in ["systemctl", "kubectl", "k3s", "podman"] {
        program(&host, program_of_host, "exec sleep 600");
    }
    let start = std::time::Instant::now();
    install(&host, &["--only-holds"]).ok();
    assert!(held(&host, "a") && held(&host, "b"));
    assert!(host.file(&file_of("b")).exists() && !host.state().join("state.json").exists());
    // One question to systemd, about the drop-ins, has its deadline.
    assert!(start.elapsed() < std::time::Duration::from_secs(30));
}
