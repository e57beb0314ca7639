//! Files come, change, move and go.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
    process::Command,
    time::Duration,
    time::Instant,
};

use super::is_tombstone;
use super::secrets::{put_secret, secret_file};
use super::{a, a_and_b, install, put, run, said, text, traces};
use crate::common::files_below;
use crate::common::install::{Files, Host, claim, file_of, namespace, plain, service};
use serde_json::json;

#[test]
fn adds_changes_and_empties() {
    let host = Host::new();
    put(&host, &a_and_b())
        .ok()
        .says("add")
        .says("+apps/v1/Deployment/podman/a")
        .says("added 3");
    let first = text(host.file(&file_of("a")));
    assert_eq!(
        first,
        text(host.bundle().join("manifests").join(file_of("a")))
    );

    put(&host, &plain(&[("a", "image:2")]))
        .ok()
        .says("update")
        .says("tombstone")
        .says("K3M944");
    assert!(text(host.file(&file_of("a"))).contains("image:2"));
    assert!(is_tombstone(host.file(&file_of("b"))));

    // It comes back under its name.
    put(&host, &a_and_b()).ok().never_says("K3M944");
    assert!(text(host.file(&file_of("b"))).contains("image:1"));
}

#[test]
fn a_renamed_workload_is_added_before_the_old_one_is_emptied() {
    let host = Host::new();
    put(&host, &plain(&[("b", "image:1")])).ok();
    let said = put(&host, &plain(&[("c", "image:1")])).ok();
    let at = |word: &str| said.out.find(word).unwrap();
    assert!(at("add ") < at("tombstone "), "{}", said.out);
}

#[test]
fn times_are_newer_even_where_the_clock_is_not() {
    let host = Host::new();
    put(&host, &a()).ok();
    let path = host.file(&file_of("a"));
    let future = std::time::SystemTime::now() + Duration::from_hours(1);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(future)
        .unwrap();
    put(&host, &plain(&[("a", "image:2")])).ok();
    assert!(fs::metadata(&path).unwrap().modified().unwrap() > future);
}

#[test]
fn everything_is_roots_alone() {
    let host = Host::new();
    let env = secret_file(&host, "A=1\n");
    put_secret(&host, json!([{"kind": "envFile", "path": env}]), "Opaque").ok();
    put_secret(&host, json!([{"kind": "envFile", "path": env}]), "Opaque").ok();
    for folder in [host.folder(), host.state()] {
        let mut paths = vec![folder];
        while let Some(path) = paths.pop() {
            let found = fs::metadata(&path).unwrap();
            let mode = if found.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(found.mode() & 0o777, mode, "{}", path.display());
            if found.is_dir() {
                paths.extend(
                    fs::read_dir(&path)
                        .unwrap()
                        .map(|entry| entry.unwrap().path()),
                );
            }
        }
    }
}

#[test]
fn nothing_to_do_writes_nothing() {
    let host = Host::new();
    let names: Vec<String> = (0..60).map(|n| format!("w{n}")).collect();
    let workloads: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "image:1"))
        .collect();
    put(&host, &plain(&workloads)).ok();
    let before = traces(&host);
    let start = Instant::now();
    install(&host, &[])
        .ok()
        .says("nothing to do; 61 files up to date");
    println!("no-op with 61 files: {:?}", start.elapsed());
    assert_eq!(traces(&host), before);
}

#[test]
fn what_a_stopped_run_staged_goes_even_when_nothing_is_to_do() {
    let host = Host::new();
    put(&host, &a()).ok();
    let staged = host.folder().join(format!(".{}.tmp", file_of("b")));
    std::fs::write(&staged, "half a Secret").unwrap();
    let generations = host.state().join("generations");
    for name in [".2.tmp", ".0.old"] {
        std::fs::create_dir(generations.join(name)).unwrap();
    }
    install(&host, &["--dry-run"])
        .ok()
        .says("nothing to do; 2 files");
    assert!(staged.exists());
    install(&host, &[]).ok().says("nothing to do; 2 files");
    assert!(!staged.exists());
    let left: Vec<_> = std::fs::read_dir(generations)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["1"]);
}

#[test]
fn a_dry_run_writes_nothing_and_says_the_same() {
    let host = Host::new();
    host.write_bundle(&a_and_b(), json!({}));
    let dry = install(&host, &["--dry-run"]).ok();
    assert!(!host.state().exists() && !host.folder().exists());
    let wet = install(&host, &[]).ok();
    assert_eq!(dry.out, wet.out);
    host.write_bundle(&plain(&[("a", "image:2")]), json!({}));
    let before = traces(&host);
    install(&host, &["--dry-run"])
        .ok()
        .says("dry run: would update 1 file, empty 1 file; nothing written")
        .says("tombstone");
    assert_eq!(traces(&host), before);
}

#[test]
fn an_object_that_moves_to_a_later_file_stays_in_both_until_k3s_was_asked() {
    let host = Host::new();
    let mut files = a_and_b();
    put(&host, &files).ok();
    let moved = files.get_mut(&file_of("a")).unwrap().pop().unwrap();
    files.get_mut(&file_of("b")).unwrap().push(moved);
    put(&host, &files)
        .ok()
        .says("K3M940")
        .says("…v1/Service/podman/a");
    for name in ["a", "b"] {
        assert!(
            text(host.file(&file_of(name))).contains("\"Service\""),
            "{name}"
        );
    }
    // Back again, and to an earlier file: both are written, the gainer first.
    let moved = files.get_mut(&file_of("b")).unwrap().pop().unwrap();
    files.get_mut(&file_of("a")).unwrap().push(moved);
    put(&host, &files).ok().never_says("K3M940");
    assert!(!text(host.file(&file_of("b"))).contains("podman/a"));
}

#[test]
fn a_file_that_leaves_holds_only_what_a_later_one_takes_over() {
    let host = Host::new();
    let mut files = a_and_b();
    put(&host, &files).ok();
    let moved = files.remove(&file_of("a")).unwrap().pop().unwrap();
    files.get_mut(&file_of("b")).unwrap().push(moved);
    put(&host, &files).ok().says("wait").says("K3M940");
    let left = text(host.file(&file_of("a")));
    assert!(
        left.contains("\"Service\"") && !left.contains("Deployment"),
        "{left}"
    );
}

#[test]
fn keep_leaves_the_objects_alone() {
    let host = Host::new();
    put(&host, &a_and_b()).ok();
    host.write_bundle(&a(), json!({}));
    install(&host, &["--prune", "keep"]).ok().says("remove");
    assert!(!host.file(&file_of("b")).exists());
    install(&host, &["--prune", "keep"])
        .ok()
        .says("nothing to do; 2 files");
}

#[test]
fn generations_and_rollback() {
    let host = Host::new();
    for version in 1..=7 {
        put(&host, &plain(&[("a", &format!("image:{version}"))])).ok();
    }
    let kept = "3     2 files\n4     2 files\n5     2 files\n6     2 files\n7  *  2 files\n";
    assert_eq!(run_generations(&host), kept);
    run(&host, &["rollback"]).ok().says("generation 6");
    assert!(text(host.file(&file_of("a"))).contains("image:6"));
    run(&host, &["rollback", "4"]).ok().says("generation 4");
    assert!(text(host.file(&file_of("a"))).contains("image:4"));
    assert!(run_generations(&host).contains("4  *  2 files"));
    let said = run(&host, &["rollback", "1"]);
    assert_eq!(said.code, 2, "{}", said.err);
    // The same bundle again is the same generation.
    put(&host, &plain(&[("a", "image:7")]))
        .ok()
        .says("generation 7");
    put(&host, &plain(&[("a", "image:8")]))
        .ok()
        .says("generation 8");
    // The current one is never forgotten.
    run(&host, &["rollback", "4"]).ok();
    host.write_bundle(&plain(&[("a", "image:4")]), json!({}));
    install(&host, &["--generations", "1"])
        .ok()
        .says("generation 4");
    assert_eq!(run_generations(&host), "4  *  2 files\n");
}

fn run_generations(host: &Host) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command.arg("generations").arg("--state").arg(host.state());
    // When that was, and what it did, is another test's.
    let lines = said(command).ok().out;
    let lines = lines.lines().map(|line| {
        line.split_once(" files")
            .map_or(line, |(start, _)| start)
            .to_owned()
            + " files\n"
    });
    lines.collect()
}

#[test]
fn uninstall_empties_and_leaves_data() {
    let host = Host::new();
    let mut files = a_and_b();
    files.insert(
        "k3s-migrate-10-storage.json".to_owned(),
        vec![claim("data")],
    );
    put(&host, &files).ok();
    let storage = text(host.file("k3s-migrate-10-storage.json"));
    run(&host, &["uninstall"])
        .ok()
        .says("K3M941")
        .says("kubectl delete persistentvolumeclaim data -n podman")
        .says("kubectl delete namespace podman");
    assert!(is_tombstone(host.file(&file_of("a"))));
    assert_eq!(text(host.file("k3s-migrate-10-storage.json")), storage);
    run(&host, &["uninstall"])
        .ok()
        .says("nothing to do; 2 files");
}

#[test]
fn a_claim_that_leaves_its_file_stays_in_the_cluster_and_is_named() {
    let host = Host::new();
    let mut files = a();
    let storage = "k3s-migrate-10-storage.json".to_owned();
    files.insert(storage.clone(), vec![claim("one"), claim("two")]);
    put(&host, &files).ok();
    files.insert(storage, vec![claim("one")]);
    put(&host, &files)
        .ok()
        .says("K3M941")
        .says("persistentvolumeclaim two")
        .never_says("claim one");
    run(&host, &["uninstall"])
        .ok()
        .says("claim one")
        .says("claim two");
}

#[test]
fn a_bundle_that_is_not_whole_is_refused() {
    let host = Host::new();
    let broken = |break_it: &dyn Fn(&Path)| {
        host.write_bundle(&a(), json!({}));
        break_it(&host.bundle());
        let said = install(&host, &[]);
        assert_eq!(said.code, 2, "{}{}", said.out, said.err);
        assert!(!host.folder().exists());
        said.err
    };
    let file = |dir: &Path| dir.join("manifests").join(file_of("a"));
    broken(&|dir| fs::write(file(dir), "{}").unwrap());
    broken(&|dir| fs::remove_file(file(dir)).unwrap());
    broken(&|dir| fs::write(dir.join("bundle.json"), "{\"version\": 3}").unwrap());
    let swap = |from: &'static str, to: &'static str| {
        move |dir: &Path| {
            let index = text(dir.join("bundle.json")).replace(from, to);
            fs::write(dir.join("bundle.json"), index).unwrap();
        }
    };
    assert!(broken(&swap("\"version\":2", "\"version\":9")).contains("bundle has format 9"));
    assert!(
        broken(&swap(
            "manifests/k3s-migrate-podman-a.json",
            "manifests/../../x.json"
        ))
        .contains("no file of this name")
    );
    // A claim that K3s could prune; the same object twice; a file that K3s takes for empty.
    let bad = |files: &Files, what: &str| {
        host.write_bundle(files, json!({}));
        let said = install(&host, &[]);
        assert_eq!(said.code, 2, "{}{}", said.out, said.err);
        said.says(what);
    };
    let mut files = a();
    let mut open = claim("data");
    open["metadata"]["labels"] = json!({});
    files.insert("k3s-migrate-10-storage.json".to_owned(), vec![open]);
    bad(&files, "could delete data");
    files = a();
    files.insert(file_of("b"), vec![service("a")]);
    bad(&files, "in the bundle twice");
    files.insert(file_of("b"), vec![]);
    bad(&files, "not a `List`");
}

#[test]
fn a_namespace_alone_is_a_bundle() {
    let host = Host::new();
    let mut files = Files::new();
    files.insert(
        "k3s-migrate-00-namespaces.json".to_owned(),
        vec![namespace()],
    );
    put(&host, &files).ok();
    assert_eq!(files_below(&host.folder()).len(), 1);
}

/// The directory decides what K3s deletes, and what is written there is root's.
#[test]
fn nobody_else_writes_to_the_state() {
    let host = Host::new();
    put(&host, &a()).ok();
    fs::set_permissions(host.state(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(
        install(&host, &[]).says("others than you may write").code,
        2
    );
    fs::set_permissions(host.state(), fs::Permissions::from_mode(0o700)).unwrap();
    // A link at the name of a staged file is not followed.
    let other = host.top.path().join("other");
    fs::write(&other, "whose").unwrap();
    for staged in [
        host.state().join(".state.json.tmp"),
        host.folder().join(format!(".{}.tmp", file_of("a"))),
    ] {
        std::os::unix::fs::symlink(&other, staged).unwrap();
    }
    put(&host, &plain(&[("a", "image:2")])).ok();
    assert_eq!(text(&other), "whose");
}

#[test]
fn a_directory_at_a_files_name_is_a_conflict_and_nothing_is_written() {
    let host = Host::new();
    fs::create_dir_all(host.file(&file_of("b"))).unwrap();
    let said = put(&host, &a_and_b()).fails("K3M902");
    assert_eq!(said.code, 2);
    assert!(!host.file(&file_of("a")).exists());
}
