//! The cases of `tests/fidelity`, as far as no container is needed: every flag that Kubernetes is
//! said to have, exactly or nearly, is asked by one, every difference that one expects is told by
//! conversion, and each has its row with a verdict in `docs/fidelity.md`. What the cases answer is
//! `tests/fidelity/run`'s business.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use k3s_migrate::{
    Deny,
    bundle::Layout,
    compile,
    ledger::Fate,
    read::{
        Options, Source,
        flags::{Disposition, Flag, Takes},
    },
    report::docs,
    settings::Settings,
};
use serde_json::{Map, Value, json};

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

/// A case, as far as it is converted.
struct Case {
    path: String,
    containers: Map<String, Value>,
    read: Value,
}

fn cases() -> Vec<Case> {
    let files = common::files_below(&folder().join("cases"));
    assert!(!files.is_empty(), "there are cases");
    let case = |(path, text): (String, String)| {
        let read: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let name = Path::new(&path).file_stem().unwrap().to_str().unwrap();
        let one = || Map::from_iter([(name.to_owned(), read["container"].clone())]);
        let several = read.get("containers").and_then(Value::as_object).cloned();
        Case {
            containers: several.unwrap_or_else(one),
            path,
            read,
        }
    };
    files.into_iter().map(case).collect()
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

/// Flags that the cases use.
fn asked() -> BTreeSet<&'static str> {
    let by_key: BTreeMap<&str, &[&str]> = KEYS.into_iter().collect();
    let rows = docs::flag_rows();
    let mut out = BTreeSet::new();
    let cases = cases();
    let definitions = cases.iter().flat_map(|case| case.containers.values());
    for (key, value) in definitions.filter_map(Value::as_object).flatten() {
        out.extend(by_key.get(key.as_str()).copied().into_iter().flatten());
        let extra = value.as_array().filter(|_| key == "extraOptions");
        for word in extra.into_iter().flatten() {
            let given = rows.iter().filter(|row| gives(word.as_str().unwrap(), row));
            out.extend(given.map(|row| row.name));
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
    let is_near = |row: &&&Flag| {
        matches!(
            row.disposition,
            Disposition::Exact | Disposition::Approximate
        )
    };
    let rows = docs::flag_rows();
    let near: BTreeSet<&str> = rows.iter().filter(is_near).map(|row| row.name).collect();
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

/// Codes by which conversion of a case tells a loss: of an option, or of the whole.
fn told(case: &Case) -> BTreeSet<&'static str> {
    let source = |text: String| Source {
        name: case.path.clone(),
        text,
    };
    let given = |key: &str| case.read.get(key).cloned().unwrap_or_else(|| json!({}));
    let settings = Settings::parse("settings.json", &given("settings").to_string()).unwrap();
    let options = Options {
        units: case
            .read
            .get("units")
            .map(|units| source(units.to_string())),
        ..Options::default()
    };
    let containers = Value::Object(case.containers.clone()).to_string();
    let compiled = compile(
        &[source(containers)],
        &options,
        &settings,
        &Deny::default(),
        Layout::K3s,
    )
    .unwrap();
    let settled = compiled.ledger.entries();
    let settled = settled.filter_map(|entry| entry.settled.as_ref());
    let lost = settled.filter(|settled| settled.fate != Fate::Kept);
    let rows = lost.filter_map(|settled| settled.rule);
    let diagnostics = compiled.ledger.diagnostics().iter();
    let notes = diagnostics.filter(|d| !d.say.effect().is_empty());
    rows.chain(notes.map(|d| d.say.rule))
        .map(|rule| rule.code)
        .collect()
}

#[test]
fn every_difference_that_a_case_expects_is_told() {
    let mut expected = 0;
    for case in cases() {
        let differs = case.read["differs"].as_object().into_iter().flatten();
        let codes: BTreeSet<&str> = differs.filter_map(|(_, code)| code.as_str()).collect();
        if codes.is_empty() {
            continue;
        }
        expected += codes.len();
        let told = told(&case);
        let untold: Vec<_> = codes.difference(&told).collect();
        let path = &case.path;
        assert!(untold.is_empty(), "{path}: untold: {untold:?} of {told:?}");
    }
    assert!(expected > 0, "there must be something to judge");
}

#[test]
fn every_case_has_its_verdict_on_the_page() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fidelity.md");
    let page = fs::read_to_string(page).unwrap();
    for case in cases() {
        let link = format!("(../tests/fidelity/cases/{})", case.path);
        let row = page.lines().find(|line| line.contains(&link));
        let verdict = row.and_then(|row| row.trim_end_matches(" |").rsplit(" | ").next());
        let verdict = verdict.unwrap_or_else(|| panic!("{}: no row", case.path));
        assert!(
            verdict.starts_with("the same") || verdict.starts_with("differs: K3M"),
            "{}: {verdict}",
            case.path
        );
    }
}
