//! `install` and its relatives from end to end: the binary, on directories of the test.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "tests may panic"
)]

mod common;

#[path = "install_cli/cluster.rs"]
mod cluster;
#[path = "install_cli/doctor.rs"]
mod doctor;
#[path = "install_cli/files.rs"]
mod files;
#[path = "install_cli/forever.rs"]
mod forever;
#[path = "install_cli/held.rs"]
mod held;
#[path = "install_cli/host.rs"]
mod host;
#[path = "install_cli/k3s.rs"]
mod k3s;
#[path = "install_cli/neighbours.rs"]
mod neighbours;
#[path = "install_cli/paths.rs"]
mod paths;
#[path = "install_cli/seccomp.rs"]
mod seccomp;
#[path = "install_cli/secrets.rs"]
mod secrets;
#[path = "install_cli/server.rs"]
mod server;
#[path = "install_cli/twice.rs"]
mod twice;
#[path = "install_cli/versions.rs"]
mod versions;
#[path = "install_cli/where.rs"]
mod where_;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use common::{
    files_below,
    install::{Files, Host, plain},
};
use serde_json::json;

/// What a run said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// It ended with an error, and this code is why: 2 where it wrote nothing, else 1.
    #[track_caller]
    fn fails(self, code: &str) -> Self {
        let wanted = if self.err.contains("nothing written") {
            2
        } else {
            1
        };
        assert_eq!(self.code, wanted, "{}{}", self.out, self.err);
        self.says(code)
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        let all = format!("{}{}", self.out, self.err);
        assert!(all.contains(text), "`{text}` is not in:\n{all}");
        self
    }

    #[track_caller]
    fn never_says(self, text: &str) -> Self {
        let all = format!("{}{}", self.out, self.err);
        assert!(!all.contains(text), "`{text}` is in:\n{all}");
        self
    }
}

fn command(host: &Host, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command.args(args);
    command.arg("--target").arg(host.target());
    command.arg("--state").arg(host.state());
    command.arg("--guards").arg(host.guards());
    if !matches!(args[0], "generations" | "status") {
        command
            .arg("--k3s-config")
            .arg(host.top.path().join("config.yaml"));
        command.args(["--host", "here"]);
    }
    // No kubectl, podman or systemctl but those that a test puts there.
    command
        .env("PATH", host.top.path().join("bin"))
        .env_remove("KUBECONFIG");
    command
}

fn said(mut command: Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said {
        code: output.status.code().unwrap(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

fn run(host: &Host, args: &[&str]) -> Said {
    said(command(host, args))
}

/// Installs the bundle.
fn install(host: &Host, args: &[&str]) -> Said {
    let bundle = host.bundle();
    let mut all = vec!["install", bundle.to_str().unwrap()];
    all.extend(args);
    run(host, &all)
}

/// Writes a bundle and installs it.
fn put(host: &Host, files: &Files) -> Said {
    host.write_bundle(files, json!({}));
    install(host, &[])
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// Whether a file is an empty List that K3s is to apply.
fn is_tombstone(path: impl AsRef<Path>) -> bool {
    let list = serde_json::from_str(&text(path)).unwrap();
    k3s_migrate::bundle::head::tombstone_number(&list).is_some()
}

/// A program on the PATH.
fn program(host: &Host, name: &str, script: &str) {
    let folder = host.top.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\nPATH=/bin:/usr/bin\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Everything below a directory, with times: what a run that writes nothing leaves as it is.
fn traces(host: &Host) -> BTreeMap<PathBuf, (u64, i64, i64, i64)> {
    let mut out = BTreeMap::new();
    let mut folders = vec![host.target(), host.state()];
    while let Some(folder) = folders.pop() {
        let Ok(found) = fs::symlink_metadata(&folder) else {
            continue;
        };
        out.insert(
            folder.clone(),
            (
                found.ino(),
                found.mtime(),
                found.mtime_nsec(),
                found.ctime_nsec(),
            ),
        );
        if found.is_dir() {
            folders.extend(
                fs::read_dir(&folder)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
    }
    out
}

fn a() -> Files {
    plain(&[("a", "image:1")])
}

fn a_and_b() -> Files {
    plain(&[("a", "image:1"), ("b", "image:1")])
}

/// Every rule of this range is shown by a test of this file; one needs a network file system.
#[test]
fn every_rule_is_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/install_cli");
    let source: String = files_below(&folder).into_values().collect();
    for rule in k3s_migrate::rules::install::TABLE {
        let shown = source.contains(&format!("\"{}\"", rule.code));
        assert!(
            shown || rule.code == "K3M922",
            "{} is shown nowhere",
            rule.code
        );
    }
}
