//! What the cases of `tests/fidelity` say of notes: a difference that no option carries is told by
//! a note, `"note K3M529"`, and conversion has to say that note of the case's own definitions.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::{collections::BTreeSet, path::Path};

use k3s_migrate::{
    Deny, compile,
    read::{Options, Source},
    settings::Settings,
};
use serde_json::{Value, json};

#[test]
fn notes_that_explain_a_difference_are_said() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fidelity/cases");
    let mut asked = 0;
    for (path, text) in common::files_below(&top) {
        let case: Value = serde_json::from_str(&text).unwrap();
        let differs = case["differs"].as_object().into_iter().flatten();
        let words = differs.filter_map(|(_, word)| word.as_str());
        let notes: BTreeSet<&str> = words
            .filter_map(|word| word.strip_prefix("note "))
            .collect();
        if notes.is_empty() {
            continue;
        }
        let name = Path::new(&path).file_stem().unwrap().to_str().unwrap();
        let containers = match &case["containers"] {
            Value::Null => json!({name: case["container"]}),
            several => several.clone(),
        };
        let settings = case.get("settings").cloned().unwrap_or_else(|| json!({}));
        let settings = Settings::parse(&settings.to_string()).unwrap();
        let source = Source {
            name: path.clone(),
            text: containers.to_string(),
        };
        let compiled =
            compile(&[source], &Options::default(), &settings, &Deny::default()).unwrap();
        let diagnostics = compiled.ledger.diagnostics().iter();
        let said: BTreeSet<&str> = diagnostics.map(|d| d.rule.code).collect();
        for code in notes {
            assert!(said.contains(code), "{path}: {code} is not said: {said:?}");
            asked += 1;
        }
    }
    assert!(asked > 0, "there must be something to judge");
}
