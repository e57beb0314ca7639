//! `inventory`: each folder of `tests/survey` is a tree of Nix files and what must be said of it.
//! `UPDATE=1` writes the expected files again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may panic"
)]

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use k3s_migrate::survey::{self, Survey};
use proptest::prelude::*;
use serde_json::Value;

const FORMATS: [(&str, &str); 4] = [
    ("table", "table.txt"),
    ("json", "survey.json"),
    ("dot", "graph.dot"),
    ("mermaid", "graph.mmd"),
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn inventory(dir: &Path, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .args(["inventory", "--format", format])
        .arg(dir)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn trees() {
    let update = std::env::var_os("UPDATE").is_some();
    for entry in fs::read_dir(top().join("tests/survey")).unwrap() {
        let dir = entry.unwrap().path();
        for (format, file) in FORMATS {
            let said = inventory(&dir.join("tree"), format);
            let path = dir.join("expected").join(file);
            if update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &said).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(said, expected, "{}", path.display());
        }
    }
}

/// Graphviz takes every graph, where there is one.
#[test]
fn graphviz_takes_the_graph() {
    let graph = inventory(&top().join("tests/survey/styles/tree"), "dot");
    let dot = Command::new("dot")
        .arg("-Tcanon")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut dot) = dot else {
        eprintln!("skipped: no dot");
        return;
    };
    let mut input = dot.stdin.take().unwrap();
    input.write_all(graph.as_bytes()).unwrap();
    drop(input);
    assert!(dot.wait().unwrap().success());
}

/// Whatever the example fleet evaluates to is found in its files.
#[test]
fn the_example_fleet_is_found() {
    let text = fs::read_to_string(top().join("examples/storage.json")).unwrap();
    let evaluated: Value = serde_json::from_str(&text).unwrap();
    let survey: Value =
        serde_json::from_str(&inventory(&top().join("examples/fleet"), "json")).unwrap();
    let names = |list: &Value, key: &str| -> BTreeSet<String> {
        let list = list.as_array().unwrap().iter();
        let names = list.filter_map(|one| one.get(key)?.as_str());
        names.map(str::to_owned).collect()
    };
    let found = names(survey.get("containers").unwrap(), "name");
    let all = evaluated
        .pointer("/hosts/storage/containers")
        .unwrap_or(&evaluated);
    for name in all.as_object().unwrap().keys() {
        assert!(found.contains(name), "`{name}` is not found");
    }
}

#[test]
fn a_tree_that_is_not_there() {
    let output = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .args(["inventory", "/nowhere/at/all"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/at/all"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("broken.nix"), "{ a = ").unwrap();
    fs::write(dir.path().join("bytes.nix"), [0xff, 0xfe]).unwrap();
    let good = r#"{ virtualisation.oci-containers.containers.good.image = "good:1"; }"#;
    fs::write(dir.path().join("good.nix"), good).unwrap();
    let said = inventory(dir.path(), "table");
    for part in ["not read:", "broken.nix", "bytes.nix", "good:1"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn any_text_is_read_or_refused(
        text in "(virtualisation|oci-containers|containers|web|image|extraOptions|\\{|\\}|=|;|\\.|\\[|\\]|\"|''|\\$\\{|lib\\.mkIf x |let|in|inherit|//|\\+\\+|[ a-z\\n()])*",
        value in "(\\{ image = \"x\"; \\}|let a = a; in a|mapAttrs f x|b // \\{ c = d; \\}|\\[ [a-z\" ]* \\])",
    ) {
        let near = format!("{{ virtualisation.oci-containers.containers = {value}; {text} }}");
        for text in [text, near, format!("{{ virtualisation.oci-containers.containers.web = {value}; }}")] {
            let mut survey = Survey::default();
            survey::read("a.nix", &text, &mut survey);
            let survey = survey.sorted();
            let _ = (survey::table::text(&survey), survey::graph::dot(&survey), survey::graph::mermaid(&survey));
        }
    }
}
