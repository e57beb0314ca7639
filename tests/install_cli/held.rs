//! Which units an installation holds, what it says of them, and how it counts what it leaves out.

use serde_json::json;

use super::{a_and_b, install, program, run, secrets::secret_file, twice::unit};
use crate::common::install::{Host, file_of};

/// `b` needs a Secret whose file is `path`.
fn with_secret(host: &Host, path: &str) {
    let secret = json!({
        "namespace": "podman", "name": "b.env", "type": "Opaque",
        "sources": [{"kind": "envFile", "path": path}],
        "annotate": [{
            "file": format!("manifests/{}", file_of("b")),
            "pointer": "/items/0/spec/template/metadata/annotations/k3s-migrate~1secret-b.env",
        }],
    });
    host.write_bundle(
        &a_and_b(),
        json!({"secrets": [secret], "units": [unit("a"), unit("b")]}),
    );
}

fn held(host: &Host) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(host.state().join("held")) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What is not installed stays with podman, which starts it at the next boot.
#[test]
fn only_what_is_installed_is_held() {
    let host = Host::new();
    with_secret(&host, "/nowhere");
    let said = install(&host, &["--dry-run"])
        .says("K3M910")
        .says("would hold: podman-a.service; ")
        .says("skip")
        .says("2 files not installed")
        .never_says("kept as installed")
        .never_says("podman-b.service");
    assert_eq!(said.code, 1);
    assert_eq!(install(&host, &["--dry-run", "-q"]).out, "");
    assert!(held(&host).is_empty());
    let said = install(&host, &[])
        .fails("K3M910")
        .says("the workload stays as it is, with K3s or with podman")
        .says("held: podman-a.service; ")
        .says("`k3s-migrate uninstall --confirm` releases them");
    assert!(said.err.lines().last().unwrap().starts_with("summary: "));
    assert_eq!(held(&host), ["podman-a.service"]);
    assert!(!host.guards().join("podman-b.service.d").exists());

    // A path that is missing is the same, and one that was installed is held although it waits now.
    let env = secret_file(&host, "A=1\n");
    with_secret(&host, &env);
    install(&host, &[]).ok().says("held: podman-b.service; ");
    with_secret(&host, "/nowhere");
    install(&host, &[])
        .fails("K3M910")
        .says("kept as installed")
        .never_says("not installed")
        .never_says("held: ");
    assert_eq!(held(&host), ["podman-a.service", "podman-b.service"]);
}

/// What an older version held without need is let go.
#[test]
fn a_hold_of_what_was_never_installed_goes() {
    let host = Host::new();
    let path = json!({"host": "here", "path": "/nix/store/nowhere", "type": "", "workload": "podman/b",
        "file": format!("manifests/{}", file_of("b")), "typeAt": "/items/0/spec/template/spec/volumes/0/hostPath/type"});
    let more = json!({"hostPaths": [path], "units": [unit("a"), unit("b")]});
    host.write_bundle(&a_and_b(), more);
    install(&host, &[])
        .fails("K3M927")
        .says("it is in the Nix store")
        .says("nix copy");
    assert_eq!(held(&host), ["podman-a.service"]);
    let hold = json!({"files": [file_of("b")], "container": "b"});
    std::fs::write(host.state().join("held/podman-b.service"), hold.to_string()).unwrap();
    install(&host, &[]).fails("K3M927").never_says("K3M945");
    assert_eq!(held(&host), ["podman-a.service"]);
}

/// A command that goes on needs the places that this one was given.
#[test]
fn the_next_command_repeats_the_places() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({"units": [unit("a"), unit("b")]}));
    install(&host, &[]).ok();
    host.write_bundle(&super::a(), json!({"hosts": ["there"]}));
    let places = format!(
        " --target {} --state {} --guards {} ",
        host.target().display(),
        host.state().display(),
        host.guards().display()
    );
    // The wrong host is not repeated.
    let said = install(&host, &["--dry-run"]).fails("K3M933").says(&places);
    assert!(
        said.err.contains(" --dry-run --host there`"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("--host here"), "{}", said.err);
    host.write_bundle(&super::a(), json!({"units": [unit("a")]}));
    for line in ["K3M944", "K3M945"] {
        let said = install(&host, &[]).ok().says(line).says(&places);
        assert!(said.err.contains(" --host here --confirm`"), "{}", said.err);
    }
}

/// What is no bundle is told before K3s is looked for.
#[test]
fn a_folder_that_is_not_a_bundle() {
    let host = Host::new();
    std::fs::remove_dir_all(host.target()).unwrap();
    for command in ["install", "doctor"] {
        let said = run(&host, &[command, "/nowhere/bundle"])
            .says("`/nowhere/bundle` is not a bundle")
            .says("--layout k3s -o FOLDER");
        assert_eq!(said.code, 2);
    }
}

/// `doctor` finds what the dry run refuses.
#[test]
fn doctor_and_dry_run_say_the_same() {
    let host = Host::new();
    program(
        &host,
        "k3s",
        "[ \"$1\" = --version ] && echo 'k3s version v1.37.1+k3s1 (a)'",
    );
    let path = json!({"host": "here", "path": "/nowhere/data", "type": "", "workload": "podman/b",
        "file": format!("manifests/{}", file_of("b")), "typeAt": "/items/0/spec/template/spec/volumes/0/hostPath/type"});
    let volume = json!({"host": "here", "path": "/nowhere/volume", "type": "Directory", "workload": "podman/a",
        "file": format!("manifests/{}", file_of("a")),
        "made": {"kind": "volume", "name": "data", "engine": "podman", "create": ["podman", "create"]}});
    host.write_bundle(&a_and_b(), json!({"hostPaths": [path, volume]}));
    let bundle = host.bundle();
    let bundle = bundle.to_str().unwrap();
    for code in ["K3M927", "K3M928"] {
        install(&host, &["--dry-run"]).says(code);
        let said = run(&host, &["doctor", bundle]).says(code);
        assert_eq!(said.code, 1);
    }
    let said = run(&host, &["doctor", bundle]);
    let line = said.err.lines().last().unwrap();
    let numbers: Vec<usize> = line
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    assert_eq!(numbers[0], numbers[1..].iter().sum::<usize>(), "{line}");
    host.write_bundle(&a_and_b(), json!({"hosts": ["there"]}));
    run(&host, &["doctor", bundle])
        .says("K3M933")
        .says("run `k3s-migrate doctor ");
}

/// `status` names what the bundle has and the host does not, and what podman does not start.
#[test]
fn status_says_what_was_left_out_and_what_is_held() {
    let host = Host::new();
    with_secret(&host, "/nowhere");
    install(&host, &[]).fails("K3M910");
    let said = run(&host, &["status"])
        .says("left out")
        .says("`k3s-migrate doctor` says what it lacks here")
        .says("held, so that podman does not start them: podman-a.service\n");
    let row = said.out.lines().find(|line| line.contains("left out"));
    assert!(row.unwrap().starts_with("podman/b "), "{}", said.out);
    let env = secret_file(&host, "A=1\n");
    with_secret(&host, &env);
    install(&host, &[]).ok();
    run(&host, &["status"]).never_says("left out");
}
