//! The README shows what really comes out.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::{fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn what_the_readme_shows_comes_out() {
    let readme = read("README.md");
    let manifest = read("tests/cases/readme/expected/manifests/podman/paperless.yaml");
    let diagnostics = read("tests/cases/readme/expected/diagnostics.txt");
    for (language, real) in [("yaml", manifest), ("text", diagnostics)] {
        let shown = blocks(&readme, language);
        assert!(!shown.is_empty(), "the README shows no {language}");
        for block in shown {
            assert!(real.contains(&block), "not what comes out:\n{block}");
        }
    }
}

/// The Nix of the README and the input of its case say the same.
#[test]
fn the_readme_and_its_case_have_one_input() {
    let shown = blocks(&read("README.md"), "nix").concat();
    let input: serde_json::Value =
        serde_json::from_str(&read("tests/cases/readme/input.json")).unwrap();
    let mut strings = Vec::new();
    collect(&input, &mut strings);
    for string in strings {
        assert!(
            shown.contains(&format!("\"{string}\"")),
            "{string} is not shown"
        );
    }
}

fn collect(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        serde_json::Value::Object(map) => map.values().for_each(|value| collect(value, out)),
        _ => {}
    }
}
