//! Bundles of version 1, as the program of before wrote them: installed over, gone back to, and read.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use super::{Said, install, run, said, text};
use crate::common::{files_below, install::Host};

/// Path of the secret file in `tests/bundles`.
const SECRET: &str = "/run/secrets/notes.env";

const GATEWAY: &str = "k3s-migrate-podman-gateway.json";

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bundles"))
}

/// The path of the secret file on this host, which is there.
fn secret(host: &Host) -> String {
    let path = host.top.path().join("notes.env");
    fs::write(&path, "NOTES=1\n").unwrap();
    path.to_str().unwrap().to_owned()
}

/// The bundle of version 1.
fn before(host: &Host) {
    for (path, text) in files_below(&folder().join("version-1")) {
        let path = host.bundle().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace(SECRET, &secret(host))).unwrap();
    }
}

/// The bundle that this program makes of the same input, with another image.
fn now(host: &Host) {
    let input = text(folder().join("input.json"))
        .replace(SECRET, &secret(host))
        .replace("nginx:1.27", "nginx:1.28");
    let file = host.top.path().join("input.json");
    fs::write(&file, input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command
        .arg("convert")
        .arg(file)
        .arg("-o")
        .arg(host.bundle());
    command.args(["--host", "here", "--layout", "k3s", "--keep-going"]);
    // A bundle of version 1 was put there by another program.
    command.arg("--force");
    said(command).fails("K3M110");
}

fn program(args: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command.args(args);
    said(command)
}

/// What `explain` says of a container from a bundle.
fn explain(container: &str, bundle: &Path) -> Said {
    program(&["explain", container, "-f", bundle.to_str().unwrap()]).ok()
}

#[test]
fn version_1_is_installed_over_and_gone_back_to() {
    let host = Host::new();
    before(&host);
    install(&host, &[]).ok().says("K3M912");
    let installed = files_below(&host.folder());
    assert!(installed.len() > 4, "the Secret is one of them");
    assert!(text(host.file(GATEWAY)).contains("nginx:1.27"));
    install(&host, &[]).ok().says("nothing to do");

    now(&host);
    // This machine has no volume of podman: `db` stays as version 1 installed it.
    install(&host, &[])
        .fails("K3M928")
        .says("updated 2 files; ")
        .says("K3M912");
    assert!(text(host.file(GATEWAY)).contains("nginx:1.28"));
    run(&host, &["generations"]).ok().says("2  *  4 files");
    assert_eq!(run(&host, &["status"]).says(GATEWAY).code, 2);

    run(&host, &["rollback"]).ok().says("generation 1");
    // The same but for blank lines at the end: K3s must not take the one for the other while it is busy.
    let trimmed = |files: BTreeMap<String, String>| -> BTreeMap<String, String> {
        let files = files.into_iter();
        files
            .map(|(name, text)| (name, text.trim_end().to_owned()))
            .collect()
    };
    assert_eq!(trimmed(files_below(&host.folder())), trimmed(installed));
    assert_eq!(run(&host, &["status"]).says(GATEWAY).code, 2);
    install(&host, &[])
        .fails("K3M928")
        .says("updated 2 files; ");
}

#[test]
fn version_1_is_explained_and_compared() {
    let host = Host::new();
    before(&host);
    install(&host, &[]).ok();
    let generation = host.state().join("generations/1");
    for bundle in [folder().join("version-1"), generation.clone()] {
        explain("db", &bundle)
            .says("/volumes/0 = \"db-data:/var/lib/postgresql/data\" (podman: --volume)\n  kept\n")
            .says("  → apps/v1/Deployment/podman/db /spec/template/spec/volumes/0/hostPath\n")
            .never_says("written without being asked");
        explain("notes.extraOptions", &bundle).says("dropped by K3M622");
        explain("old", &bundle).says("refused by K3M110");
    }
    now(&host);
    explain("db", &host.bundle())
        .says("  → apps/v1/Deployment/podman/db /spec/template/spec/volumes/0/hostPath\n")
        .says("written without being asked:\n  Deployment db /apiVersion: ");
    explain("old", &host.bundle())
        .says("refused by K3M110")
        .never_says("written without being asked");
    let (old, new) = (generation, host.bundle());
    let said = program(&["diff", old.to_str().unwrap(), new.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    said.says("nginx:1.28").says("gateway");
}

#[test]
fn a_newer_version_is_named() {
    let host = Host::new();
    now(&host);
    let path = |name: &str| host.bundle().join(name);
    let replace = |name: &str, from: &str, to: &str| {
        fs::write(path(name), text(path(name)).replacen(from, to, 1)).unwrap();
    };
    replace("bundle.json", "\"version\": 2", "\"version\": 4");
    let newer = "bundle has format 4; this program reads formats 1 to 3: upgrade it\n";
    let said = install(&host, &[]);
    assert_eq!(said.code, 2);
    said.says(newer);
    replace("ledger.jsonl", "{\"v\":2,", "{\"v\":4,");
    let said = program(&["explain", "db", "-f", host.bundle().to_str().unwrap()]);
    assert_eq!(said.code, 2);
    said.says(newer).says("ledger.jsonl`: line 1: ");
    replace("bundle.json", "\"version\": 4", "\"version\": 0");
    let said = install(&host, &[]);
    assert_eq!(said.code, 2);
    said.says("bundle has format 0; this program reads formats 1 to 3\n");
}
