//! Every flag that Kubernetes is said to have, exactly or nearly, is asked of a real kubelet by a case of `tests/fidelity`, or
//! `unseen.tsv` says why no program inside could tell. What the cases answer is `tests/fidelity/run`'s business.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use k3s_migrate::{
    read::flags::{Disposition, Flag, Takes},
    report::docs,
};
use serde_json::{Map, Value};

/// Keys of oci-containers and the flag that NixOS makes of each.
const KEYS: [(&str, &[&str]); 15] = [
    ("capabilities", &["--cap-add", "--cap-drop"]),
    ("devices", &["--device"]),
    ("entrypoint", &["--entrypoint"]),
    ("environment", &["--env"]),
    ("environmentFiles", &["--env-file"]),
    ("hostname", &["--hostname"]),
    ("labels", &["--label"]),
    ("networks", &["--network"]),
    ("podman", &["--sdnotify"]),
    ("ports", &["--publish"]),
    ("privileged", &["--privileged"]),
    ("pull", &["--pull"]),
    ("user", &["--user"]),
    ("volumes", &["--volume"]),
    ("workdir", &["--workdir"]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fidelity")
}

/// The cases' definitions, by the path of the case.
fn definitions() -> Vec<(PathBuf, Map<String, Value>)> {
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(folder().join("cases")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let several = case.get("containers").and_then(Value::as_object);
        let all = several.map_or_else(
            || vec![case.get("container").unwrap()],
            |m| m.values().collect(),
        );
        out.extend(
            all.into_iter()
                .map(|of| (path.clone(), of.as_object().unwrap().clone())),
        );
    }
    out
}

/// Whether a word of `extraOptions` gives this flag.
fn gives(word: &str, flag: &Flag) -> bool {
    let name = word.split('=').next().unwrap_or_default();
    let short = flag.short.is_some_and(|short| {
        let cluster = word.strip_prefix('-').unwrap_or_default();
        let mut letters = cluster.chars();
        !cluster.starts_with('-')
            && match flag.takes {
                Takes::Switch => letters.any(|letter| letter == short),
                _ => letters.next() == Some(short),
            }
    });
    name == flag.name || flag.aliases.contains(&name) || short
}

fn asked() -> BTreeSet<&'static str> {
    let by_key: BTreeMap<&str, &[&str]> = KEYS.into_iter().collect();
    let rows = docs::flag_rows();
    let mut out = BTreeSet::new();
    for (_, of) in definitions() {
        for (key, value) in &of {
            out.extend(by_key.get(key.as_str()).copied().into_iter().flatten());
            for word in value
                .as_array()
                .filter(|_| key == "extraOptions")
                .into_iter()
                .flatten()
            {
                let given = rows.iter().filter(|row| gives(word.as_str().unwrap(), row));
                out.extend(given.map(|row| row.name));
            }
        }
    }
    out
}

#[test]
fn every_flag_that_a_program_can_see_is_asked() {
    let asked = asked();
    let table = fs::read_to_string(folder().join("unseen.tsv")).unwrap();
    let unseen: BTreeMap<&str, &str> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    let near: BTreeSet<&str> = docs::flag_rows()
        .iter()
        .filter(|row| {
            matches!(
                row.disposition,
                Disposition::Exact | Disposition::Approximate
            )
        })
        .map(|row| row.name)
        .collect();
    let mut wrong = Vec::new();
    for flag in &near {
        if !asked.contains(flag) && !unseen.contains_key(flag) {
            wrong.push(format!(
                "{flag}: no case asks it, nor does unseen.tsv say why"
            ));
        }
    }
    for flag in unseen.keys() {
        if asked.contains(flag) || !near.contains(flag) {
            wrong.push(format!("{flag}: unseen.tsv need not name it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
