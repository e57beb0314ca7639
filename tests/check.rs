//! Every rule is broken by at least one case, and each case breaks the rule that it names.
//!
//! A line of `check/cases.jsonl` is a base (a file of `check/base/`), what is set and removed in it
//! by JSON pointer, and the rule that the result breaks; `-` says that it breaks none. `at` is the
//! pointer of the violation, where that is worth a test.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "check/bases.rs"]
mod bases;

use std::collections::BTreeSet;

use k3s_migrate::kube::check::{self, RULES};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    base: String,
    #[serde(default)]
    set: Map<String, Value>,
    #[serde(default)]
    remove: Vec<String>,
    at: Option<String>,
}

fn cases() -> Vec<Case> {
    include_str!("check/cases.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// Sets the value at the pointer; the last step may be a new field, or `-` after a list.
fn set(object: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer below the root");
    let last = last.replace("~1", "/").replace("~0", "~");
    match object
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("nothing at {parent}"))
    {
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items[last.parse::<usize>().expect("an index")] = value,
        Value::Object(map) => drop(map.insert(last, value)),
        other => panic!("{parent} is {other}"),
    }
}

fn remove(object: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer below the root");
    let map = object
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("a field of an object");
    assert!(map.remove(last).is_some(), "nothing at {pointer}");
}

/// `"REPEAT:N:text"` stands for a text that is too long to write down.
fn expand(value: Value) -> Value {
    let repeated = value
        .as_str()
        .and_then(|text| text.strip_prefix("REPEAT:"))
        .and_then(|rest| rest.split_once(':'));
    match repeated {
        Some((count, text)) => json!(text.repeat(count.parse().expect("a count"))),
        None => value,
    }
}

#[test]
fn good_objects_break_no_rule() {
    for (name, base) in bases::bases() {
        assert_eq!(check::object(&base), [], "{name}");
    }
}

#[test]
fn each_case_breaks_its_rule() {
    let bases = bases::bases();
    for case in cases() {
        let mut object = bases
            .get(&case.base)
            .unwrap_or_else(|| panic!("no base {}", case.base))
            .clone();
        case.remove
            .iter()
            .for_each(|pointer| remove(&mut object, pointer));
        for (pointer, value) in &case.set {
            set(&mut object, pointer, expand(value.clone()));
        }
        let violations = check::object(&object);
        if case.rule == "-" {
            assert_eq!(violations, [], "{case:?}");
            continue;
        }
        let found = violations.iter().any(|violation| {
            violation.rule == case.rule
                && case.at.as_ref().is_none_or(|at| *at == violation.pointer)
        });
        assert!(found, "{case:?}\n{violations:?}");
        let known = violations
            .iter()
            .all(|violation| RULES.iter().any(|(id, _)| *id == violation.rule));
        assert!(known, "{violations:?}");
    }
}

#[test]
fn every_rule_has_a_case() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().map(|case| case.rule.as_str()).collect();
    let missing: Vec<&str> = RULES
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| !shown.contains(id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
