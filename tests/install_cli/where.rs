//! Where a bundle is installed, and when it was.

use std::fs;

use serde_json::{Value, json};

use super::{a, a_and_b, command, install, put, run, said, text, twice::unit};
use crate::common::install::{Host, file_of, plain};

#[test]
fn nothing_is_made_where_there_is_no_k3s() {
    let host = Host::new();
    fs::remove_dir(host.target()).unwrap();
    host.write_bundle(&a(), json!({}));
    for args in [&[][..], &["--dry-run"]] {
        assert_eq!(install(&host, args).says("K3s does not run here").code, 2);
        assert!(!host.target().exists() && !host.state().exists());
    }
    install(&host, &["--create"]).ok();
    assert!(host.file(&file_of("a")).exists());
}

#[test]
fn a_bundle_for_another_host_is_refused() {
    let host = Host::new();
    for (hosts, refused) in [
        (json!(["there"]), true),
        (json!(["there", "elsewhere"]), true),
        (json!(["here", "there"]), false),
        // A bare file has no name for its host.
        (json!(["localhost"]), false),
        (json!([]), false),
    ] {
        host.write_bundle(&a(), json!({"hosts": hosts}));
        let said = install(&host, &[]);
        if refused {
            assert_eq!(said.fails("K3M933").says("--host ").code, 2);
        } else {
            said.ok();
        }
    }
    let mut other = unit("a");
    other["host"] = json!("there");
    host.write_bundle(&a(), json!({"units": [other]}));
    install(&host, &[]).fails("K3M933");
}

/// The last word of the files that `generations` lists, and where its star is.
fn current(host: &Host) -> (Vec<u64>, Option<u64>) {
    let lines: Vec<Value> = said(super::command(
        host,
        &["generations", "--message-format", "json"],
    ))
    .ok()
    .out
    .lines()
    .map(|line| serde_json::from_str(line).unwrap())
    .collect();
    let number = |line: &Value| line["number"].as_u64().unwrap();
    let star = lines
        .iter()
        .find(|line| line["current"] == true)
        .map(number);
    (lines.iter().map(number).collect(), star)
}

#[test]
fn a_rollback_goes_to_what_was_installed_before() {
    let host = Host::new();
    let version = |number: u32| plain(&[("a", &format!("image:{number}"))]);
    let image = |number: u32| {
        assert!(text(host.file(&file_of("a"))).contains(&format!("image:{number}\"")));
    };
    put(&host, &version(1)).ok();
    put(&host, &version(2)).ok();
    put(&host, &version(1)).ok();
    run(&host, &["rollback"]).ok().says("generation 2");
    image(2);
    put(&host, &version(3)).ok();
    run(&host, &["rollback", "2"]).ok();
    run(&host, &["rollback"]).ok().says("generation 3");
    image(3);
    assert_eq!(current(&host), (vec![1, 2, 3], Some(3)));
    // Nothing is installed: none is the current one, and the one before is the last.
    run(&host, &["uninstall"]).ok().says("no generation");
    assert_eq!(current(&host), (vec![1, 2, 3], None));
    run(&host, &["rollback"]).ok().says("generation 3");
    image(3);
    let said = said(command(&host, &["generations"])).ok().out;
    let last = said.lines().last().unwrap().to_owned();
    assert!(
        last.starts_with("3  *  2 files  20") && last.contains("Z  here  rollback: "),
        "{last}"
    );
}

#[test]
fn a_dry_run_compares_objects_and_shows_no_secret() {
    let host = Host::new();
    put(&host, &plain(&[("a", "image:1")])).ok();
    host.write_bundle(&plain(&[("a", "image:2")]), json!({}));
    install(&host, &["--dry-run", "--diff"])
        .ok()
        .says("apps/v1/Deployment/podman/a")
        .says("image:1")
        .says("image:2");
    let env = super::secrets::secret_file(&host, "A=hunter2\n");
    super::secrets::put_secret(&host, json!([{"kind": "envFile", "path": env}]), "Opaque").ok();
    fs::write(&env, "A=hunter3\n").unwrap();
    install(&host, &["--dry-run", "--diff"])
        .ok()
        .says("k3s-migrate/secret-")
        .never_says("hunter")
        .never_says("aHVudGVy");
    let said = install(&host, &["--diff"]);
    assert_eq!(said.code, 2);
    // What nobody changed is what the bundle says, byte by byte.
    host.write_bundle(&a_and_b(), json!({}));
    install(&host, &[]).ok();
    let path = format!("manifests/{}", file_of("b"));
    assert_eq!(
        text(host.file(&file_of("b"))),
        text(host.bundle().join(path))
    );
}

/// Two servers of one cluster, each with a deploy directory: K3s names an add-on by its file, whichever server has it.
#[test]
fn files_of_one_name_on_two_servers_are_refused() {
    let host = Host::new();
    put(&host, &a()).ok();
    let add_on = |node: &str, sum: &str| {
        let script = format!(
            r#"case "$*" in *"get addons"*) printf '{{"items":[{{"metadata":{{"name":"k3s-migrate-podman-a","managedFields":[
              {{"manager":"deploy@old","time":"2026-01-01T00:00:00Z"}},{{"manager":"deploy@{node}","time":"2026-02-01T00:00:00Z"}},
              {{"manager":"kubectl","time":"2026-03-01T00:00:00Z"}}]}},"spec":{{"checksum":"{sum}"}}}}]}}' ;; *) printf '{{"items":[]}}' ;; esac"#
        );
        super::program(&host, "kubectl", &script);
    };
    let ours = k3s_migrate::install::bundle::checksum(text(host.file(&file_of("a"))).as_bytes());
    let before = text(host.file(&file_of("a")));
    host.write_bundle(&plain(&[("a", "image:2"), ("b", "image:1")]), json!({}));
    add_on("there", "theirs");
    let said = install(&host, &[])
        .fails("K3M936")
        .says("the server `there`");
    assert_eq!((said.code, text(host.file(&file_of("a")))), (2, before));
    assert!(!host.file(&file_of("b")).exists());
    // What this host wrote, under whatever name; what this node wrote; what is the same.
    for (node, sum) in [
        ("there", ours.as_str()),
        ("HERE", "theirs"),
        ("node-1", "theirs"),
    ] {
        add_on(node, sum);
        fs::write(host.top.path().join("config.yaml"), "node-name: node-1\n").unwrap();
        install(&host, &["--dry-run"]).ok().never_says("K3M936");
    }
    add_on("there", "theirs");
    install(&host, &["--adopt-all"]).ok();
    assert!(host.file(&file_of("b")).exists());
}
