//! What Kubernetes does not take is reported where it is read: at the option, or at the key of the settings with its line.
//! Random values are judged by the API server's own code (`tests/random_oracle.rs`).
//!
//! A line of `refusals/table.jsonl` is a rule of the API server (`refusals/cases.jsonl`), what an operator writes to break it
//! (a container `web`, or a whole input, and settings), and the code and the place of the message: `at` in the container
//! `of`, `setting` in the settings; without either it is said of the container or its host. A rule that nothing written can
//! break has the reason, `never`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::collections::BTreeSet;

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile_fleet,
    ledger::{Diagnostic, Subject},
    read::{self, Options, Source},
    settings::Settings,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    never: Option<String>,
    container: Option<Value>,
    input: Option<Value>,
    settings: Option<Value>,
    code: Option<String>,
    at: Option<String>,
    of: Option<String>,
    setting: Option<String>,
}

fn rows() -> Vec<Row> {
    include_str!("refusals/table.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// `REPEAT:N:text` stands for a text that is too long to write down, also behind something.
fn expand(value: Value) -> Value {
    let text = |text: String| match text.split_once("REPEAT:") {
        Some((before, rest)) => {
            let (count, text) = rest.split_once(':').unwrap();
            format!("{before}{}", text.repeat(count.parse().unwrap()))
        }
        None => text,
    };
    match value {
        Value::String(written) => Value::String(text(written)),
        Value::Array(list) => list.into_iter().map(expand).collect(),
        Value::Object(map) => {
            let entries = map.into_iter();
            entries
                .map(|(key, value)| (text(key), expand(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other,
    }
}

/// Compiles; `None` where the input is no input.
fn compiled(input: &Value, settings: &Settings) -> Option<Compiled> {
    let source = Source {
        name: "input.json".to_owned(),
        text: input.to_string(),
    };
    let fleet = read::open(&[source], &Options::default()).ok()?;
    Some(compile_fleet(
        fleet,
        settings,
        &Deny::default(),
        Layout::K3s,
    ))
}

/// Whether a message is said of this place.
fn is_at(compiled: &Compiled, said: &Diagnostic, row: &Row) -> bool {
    match (&said.subject, &row.setting, &row.at) {
        (Subject::Setting(setting), Some(pointer), _) => setting.pointer == *pointer,
        (Subject::Option(id), None, Some(at)) => {
            let origin = &compiled.ledger.entry(*id).origin;
            let container = &compiled.inventory.containers[origin.container].attribute;
            *container == row.of.as_deref().unwrap_or("web") && origin.paths.contains(at)
        }
        (Subject::Container(index, Some(path)), None, Some(at)) => {
            let container = &compiled.inventory.containers[*index].attribute;
            *container == row.of.as_deref().unwrap_or("web") && path == at
        }
        (Subject::Container(..) | Subject::Host(_), None, None) => true,
        _ => false,
    }
}

#[test]
fn each_row_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.never.is_none()) {
        let container = row.container.clone().map(|web| json!({"web": web}));
        let input = expand(
            container
                .or_else(|| row.input.clone())
                .unwrap_or_else(|| json!({"web": {"image": "i"}})),
        );
        let text = expand(row.settings.clone().unwrap_or_else(|| json!({}))).to_string();
        let settings = Settings::parse("settings.json", &text).unwrap();
        let compiled = compiled(&input, &settings).unwrap_or_else(|| panic!("{row:?}"));
        let said = compiled.ledger.diagnostics().iter();
        let told: Vec<&Diagnostic> = said.filter(|said| is_at(&compiled, said, row)).collect();
        let code = row.code.as_deref().unwrap();
        if told.iter().all(|said| said.say.rule.code != code) {
            let told: Vec<&str> = told.iter().map(|said| said.say.rule.code).collect();
            wrong.push(format!("{row:?}\n    is told {told:?}"));
        }
        if row.setting.is_some() && row.settings.is_some() {
            let places = told.iter().filter_map(|said| match &said.subject {
                Subject::Setting(setting) => setting.place.as_ref(),
                _ => None,
            });
            assert!(places.count() > 0, "{row:?}");
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn each_rule_has_a_row() {
    let rows = rows();
    let rows: BTreeSet<&str> = rows.iter().map(|row| row.rule.as_str()).collect();
    let missing: BTreeSet<String> = include_str!("refusals/cases.jsonl")
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["rule"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .filter(|rule| rule != "-" && !rows.contains(rule.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
