//! Other people's files, and what K3s is told.

use std::{fs, os::unix::fs::symlink};

use super::{a, a_and_b, install, program, put, run, text};
use crate::common::install::{Host, file_of, plain};

#[test]
fn somebody_elses_file_of_our_name_is_not_touched() {
    let host = Host::new();
    fs::create_dir_all(host.folder()).unwrap();
    let path = host.file(&file_of("a"));
    fs::write(&path, "{\"mine\": true}").unwrap();
    put(&host, &a())
        .fails("K3M902")
        .says("nothing written")
        .never_says("added");
    assert_eq!(text(&path), "{\"mine\": true}");
    assert!(!host.state().join("state.json").exists());
    install(&host, &["--adopt", &file_of("a")]).ok();
    assert!(text(&path).contains("image:1"));
    install(&host, &[])
        .ok()
        .says("nothing to do; 2 files up to date");
}

#[test]
fn a_file_of_ours_that_was_edited_is_not_touched() {
    let host = Host::new();
    put(&host, &a()).ok();
    let path = host.file(&file_of("a"));
    let edited = text(&path).replace("image:1", "image:mine");
    fs::write(&path, &edited).unwrap();
    put(&host, &plain(&[("a", "image:2")])).fails("K3M903");
    run(&host, &["uninstall"]).fails("K3M903");
    assert_eq!(text(&path), edited);
    install(&host, &["--adopt", path.to_str().unwrap()]).ok();
    assert!(text(&path).contains("image:2"));
    // A link with our content is not ours either.
    let elsewhere = host.top.path().join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    put(&host, &plain(&[("a", "image:3")])).fails("K3M903");
}

#[test]
fn our_folder_is_a_directory_of_our_own() {
    let host = Host::new();
    symlink("/tmp", host.folder()).unwrap();
    let said = put(&host, &a());
    assert_eq!(said.code, 2, "{}", said.err);
}

#[test]
fn a_dangling_link_stops_everything() {
    let host = Host::new();
    fs::create_dir_all(host.target().join("deep")).unwrap();
    symlink("/nix/store/gone", host.target().join("deep/x.yaml")).unwrap();
    put(&host, &a()).fails("K3M901").says("deep/x.yaml");
    assert!(!host.folder().exists());
}

#[test]
fn neighbours() {
    let host = Host::new();
    let other = |name: &str, text: &str| {
        let path = host.target().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let no = |name: &str| fs::remove_file(host.target().join(name)).unwrap();
    // An object of ours, in a list, in YAML, of another version of its group, behind a link.
    other(
        "theirs.yaml",
        "kind: List\napiVersion: v1\nitems:\n- apiVersion: apps/v1beta2\n  kind: Deployment\n  metadata: {name: a, namespace: podman}\n",
    );
    put(&host, &a()).fails("K3M905").says("theirs.yaml");
    let linked = host.top.path().join("linked");
    fs::create_dir(&linked).unwrap();
    fs::rename(
        host.target().join("theirs.yaml"),
        linked.join("theirs.yaml"),
    )
    .unwrap();
    symlink(&linked, host.target().join("link")).unwrap();
    install(&host, &[]).fails("K3M905").says("link/theirs.yaml");
    no("link");
    // One add-on name, whatever folder and ending.
    other("deep/k3s-migrate-podman-a.v2.yaml", "# nothing\n");
    install(&host, &[]).fails("K3M904");
    no("deep/k3s-migrate-podman-a.v2.yaml");
    // What does not concern us is said and left.
    other("broken.yaml", "a: [b\n---\n");
    other(
        "k3s-migrate/mine.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    );
    other("twice.yaml", "a: 1\na: 2\n");
    install(&host, &[])
        .ok()
        .says("K3M908")
        .says("broken.yaml")
        .says("K3M909")
        .never_says("twice");
    // A brake is kept.
    other("k3s-migrate/k3s-migrate-podman-a.json.skip", "");
    put(&host, &plain(&[("a", "image:2")])).ok().says("K3M907");
    assert!(host.file("k3s-migrate-podman-a.json.skip").exists());
}

#[test]
fn what_k3s_disables_is_refused() {
    let host = Host::new();
    fs::write(
        host.top.path().join("config.yaml"),
        "disable: [traefik, k3s-migrate]\n",
    )
    .unwrap();
    put(&host, &a()).fails("K3M906");
    fs::write(
        host.top.path().join("config.yaml"),
        "disable: traefik,servicelb\n",
    )
    .unwrap();
    install(&host, &[]).ok();
    program(
        &host,
        "systemctl",
        "echo '{ argv[]=/bin/k3s server --disable k3s-migrate-podman-b ; }'",
    );
    put(&host, &a_and_b()).fails("K3M906");
}

#[test]
fn another_container_runtime_may_not_know_a_policy() {
    let host = Host::new();
    fs::write(host.top.path().join("config.yaml"), "docker: true\n").unwrap();
    put(&host, &a_and_b()).ok().never_says("K3M925");
    let mut strict = a_and_b();
    let deployment = &mut strict.get_mut(&file_of("a")).unwrap()[0];
    deployment["spec"]["template"]["spec"]["securityContext"] =
        serde_json::json!({"supplementalGroupsPolicy": "Strict"});
    put(&host, &strict)
        .ok()
        .says("K3M925")
        .says(&file_of("a"))
        .never_says(&format!("`{}`", file_of("b")));
    fs::write(host.top.path().join("config.yaml"), "docker: false\n").unwrap();
    install(&host, &[]).ok().never_says("K3M925");
}
