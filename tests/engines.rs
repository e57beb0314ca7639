//! What is said of a Docker host is true of Docker, and every option of such a host is accounted for. Every case is read as if Docker ran its containers; the phrases that are
//! said of podman in the rules, and of Docker then, are in `engines/docker.txt`, each as such a host is shown it.
//! `UPDATE=1 cargo test --test engines` writes the file again: read each new line, and ask the row of the engine
//! (`src/podman/engine/rows.rs`) before a phrase that is true of podman only.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod common;

use std::{collections::BTreeSet, fs, path::Path};

use common::Case;
use k3s_migrate::{
    ledger::Fate,
    podman::engine::Engine,
    report,
    rules::{dialect, names::Names},
};
use serde_json::{Value, json};

const DOCKER: Names = Names {
    title: "Docker",
    command: "docker",
    dialect: &dialect::WRITTEN,
};

/// The case with Docker as the engine of every host.
fn under_docker(mut case: Case) -> Case {
    for source in &mut case.sources {
        let Ok(mut value) = serde_json::from_str::<Value>(&source.text) else {
            continue; // of a format that is not JSON
        };
        match value.get_mut("hosts").and_then(Value::as_object_mut) {
            Some(hosts) if hosts.values().all(|host| host.get("containers").is_some()) => {
                for host in hosts.values_mut() {
                    host["backend"] = json!("docker");
                    if let Some(facts) = host.get_mut("facts").and_then(Value::as_object_mut) {
                        facts.remove("engine");
                        facts.remove("engineVersion");
                    }
                }
            }
            _ => case.options.engine = Some(Engine::Docker),
        }
        source.text = value.to_string();
    }
    if let Some(units) = &mut case.options.units {
        units.text = units.text.replace("podman", "docker");
    }
    case
}

#[test]
fn what_is_said_of_docker_hosts_was_read() {
    let mut said = BTreeSet::new();
    for case in common::cases() {
        let name = case.name.clone();
        let compiled = under_docker(case).compile();
        let unsettled: Vec<_> = compiled.ledger.unsettled().collect();
        assert!(unsettled.is_empty(), "{name}: {unsettled:?}");
        for (entry, targets) in compiled.ledger.entries().zip(report::targets(&compiled)) {
            let kept = entry
                .settled
                .as_ref()
                .filter(|settled| settled.fate == Fate::Kept);
            let nowhere = kept.is_some_and(|kept| kept.rule.is_none()) && targets.is_empty();
            assert!(
                !nowhere,
                "{name}: kept, and not written: {:?}",
                entry.origin
            );
        }
        for diagnostic in compiled.ledger.diagnostics() {
            let say = &diagnostic.say;
            let phrase = say.phrase();
            let texts = [phrase.message, phrase.effect].into_iter();
            for text in texts.chain(phrase.remedies.iter().copied()) {
                if text.contains("podman") {
                    said.insert(format!("{} {}\n", say.rule.code, DOCKER.speak(text)));
                }
            }
        }
    }
    let said: String = said.into_iter().collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines/docker.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, said).unwrap();
        return;
    }
    let known = fs::read_to_string(file).unwrap_or_default();
    let known: BTreeSet<&str> = known.lines().collect();
    let new: Vec<&str> = said.lines().filter(|line| !known.contains(line)).collect();
    assert!(
        new.is_empty(),
        "said of a Docker host, and not read yet: {new:#?}"
    );
}
