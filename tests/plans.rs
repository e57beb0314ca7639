//! `plan`: runbooks as they are printed, and what must hold of every one of them: each container in one wave, a bridge
//! wherever a name is lost, and commands that a shell takes. `UPDATE=1 cargo test --test plans` writes the runbooks.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What `plan` prints of an input, in a folder.
fn plan(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(folder)
        .arg("plan")
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {errors}");
    String::from_utf8(out.stdout).unwrap()
}

/// The runbook of an input is that of `tests/plans/NAME.md`, and keeps the laws.
fn golden(name: &str, folder: &str, arguments: &[&str]) {
    let folder = top().join(folder);
    let found = plan(&folder, &[arguments, &["--format", "runbook"]].concat());
    // A Compose project has its own folder in its paths.
    let found = found.replace(&*top().to_string_lossy(), "/TOP");
    let path = top().join("tests/plans").join(format!("{name}.md"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{}: UPDATE=1 writes it", path.display());
    laws(&folder, arguments);
}

/// What holds of every plan.
fn laws(folder: &Path, arguments: &[&str]) {
    let lines = plan(folder, &[arguments, &["--message-format", "json"]].concat());
    let mut planned = BTreeSet::new();
    for line in lines.lines() {
        let moves: Value = serde_json::from_str(line).unwrap();
        let host = moves["host"].as_str().unwrap();
        let mut wave_of = BTreeMap::new();
        for wave in moves["waves"].as_array().unwrap() {
            for container in wave["containers"].as_array().unwrap() {
                let name = container.as_str().unwrap().to_owned();
                assert!(
                    planned.insert((host.to_owned(), name.clone())),
                    "{name} twice"
                );
                wave_of.insert(name, wave["number"].as_u64().unwrap());
            }
            for group in wave["together"].as_array().unwrap() {
                assert!(!group["because"].as_array().unwrap().is_empty());
                for container in group["containers"].as_array().unwrap() {
                    let name = container.as_str().unwrap();
                    assert_eq!(wave_of[name], wave["number"].as_u64().unwrap(), "{name}");
                }
            }
        }
        for need in moves["needs"].as_array().unwrap() {
            let of = |key: &str| need[key].as_str().unwrap();
            let waves = (wave_of[of("container")], wave_of[of("needs")]);
            let opened = waves.0.min(waves.1);
            let wave = &moves["waves"][usize::try_from(opened).unwrap() - 1];
            let mut bridges = wave["bridges"].as_array().unwrap().iter();
            let is_bridged = bridges.any(|bridge| {
                (bridge["container"].as_str(), bridge["name"].as_str())
                    == (Some(of("container")), Some(of("name")))
            });
            assert_eq!(is_bridged, waves.0 != waves.1, "{need}");
        }
    }
    let listed = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(folder)
        .arg("check")
        .args(arguments)
        .args(["--summary", "--message-format", "json", "-q"])
        .output()
        .unwrap();
    let rows = String::from_utf8(listed.stdout).unwrap();
    let rows = rows
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let containers = rows.filter(|row| row["type"] == "container");
    let all: BTreeSet<(String, String)> = containers
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("host"), text("container"))
        })
        .collect();
    assert!(!all.is_empty());
    assert_eq!(planned, all);
    commands(&plan(
        folder,
        &[arguments, &["--format", "runbook"]].concat(),
    ));
}

/// Every line to tick off is a command, or a sentence; every block is one of its language.
fn commands(book: &str) {
    let mut script = String::new();
    for (number, part) in book.split("```").enumerate() {
        if number % 2 == 0 {
            for line in part.lines() {
                let Some(line) = line.strip_prefix("- [ ] ") else {
                    assert!(!line.starts_with("- "), "{line}");
                    continue;
                };
                match line
                    .strip_prefix('`')
                    .and_then(|line| line.strip_suffix('`'))
                {
                    Some(command) if !command.contains("` ") => {
                        script.push_str(command);
                        script.push('\n');
                    }
                    _ => assert!(line.contains(' ') && !line.starts_with("`k3s "), "{line}"),
                }
            }
        } else if let Some(code) = part.strip_prefix("sh\n") {
            script.push_str(code);
        } else if let Some(code) = part.strip_prefix("nix\n") {
            let parsed = rnix::Root::parse(&format!("{{ {code} }}"));
            assert!(parsed.errors().is_empty(), "{code}");
        } else {
            panic!("a block without a language: {part}");
        }
    }
    let mut shell = Command::new("sh")
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    input.write_all(script.as_bytes()).unwrap();
    drop(input);
    let out = shell.wait_with_output().unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn a_host_of_the_example() {
    golden("storage", "examples", &["storage.json"]);
}

#[test]
fn a_compose_project() {
    let arguments = [".", "--settings", "settings.json"];
    golden("potatostack", "examples/potatostack", &arguments);
}

#[test]
fn names_that_one_side_loses() {
    golden("bridged", "tests/plans", &["bridged.json"]);
}

#[test]
fn hosts_that_are_real() {
    let Some(fixtures) = std::env::var_os("K3S_MIGRATE_FIXTURES").map(PathBuf::from) else {
        println!("skipped: K3S_MIGRATE_FIXTURES is not set");
        return;
    };
    let hosts = fixtures.join("oci-containers");
    for entry in fs::read_dir(&hosts).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|it| it == "json") {
            laws(&hosts, &[&name]);
            laws(&hosts, &[&name, "--units", &format!("units/{name}")]);
        }
    }
    let stacks = fixtures.join("compose");
    for entry in fs::read_dir(&stacks).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|it| it == "json") {
            laws(&stacks, &[&name]);
        }
    }
}

#[test]
fn only_some_containers() {
    let book = plan(
        &top().join("examples"),
        &["storage.json", "--only", "vpn,qbittorrent"],
    );
    assert!(
        book.starts_with("storage: 2 containers in 1 wave"),
        "{book}"
    );
    let out = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(top().join("examples"))
        .args(["check", "storage.json", "--only", "vpm"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(told.contains("vpm") && told.contains("vpn"), "{told}");
}

#[test]
fn graphs() {
    let folder = top().join("tests/plans");
    let dot = plan(&folder, &["bridged.json", "--format", "dot"]);
    assert!(dot.contains("\"bridged/api\" -> \"bridged/db\""), "{dot}");
    let mermaid = plan(&folder, &["bridged.json", "--format", "mermaid"]);
    assert_eq!(
        mermaid.matches("subgraph").count(),
        mermaid.matches("  end\n").count()
    );
    assert!(mermaid.contains("-->|8000|"), "{mermaid}");
}
