//! Files of rules that the operator brings: as they are, if the programs will take them.
//!
//! A program of the stack that reads one bad file does not start, and with it no rule of any file.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Backend;

/// Why a file of rules is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not YAML of that shape: what is not.
    Shape(String),
    /// A group has the name of one before.
    GroupTwice(String),
    /// A rule of this group has none of `alert` and `record`, or both.
    Nameless(String),
    /// This rule has no `expr`.
    NoExpression(String),
}

/// Keys that both programs, Prometheus only, and vmalert only know: of a group.
const OF_GROUP: Known = [
    &["name", "interval", "limit", "labels", "rules"],
    &["query_offset"],
    &[
        "concurrency",
        "debug",
        "eval_alignment",
        "eval_delay",
        "eval_offset",
        "headers",
        "notifier_headers",
        "params",
        "type",
    ],
];
/// The same of a rule.
const OF_RULE: Known = [
    &[
        "alert",
        "record",
        "expr",
        "for",
        "keep_firing_for",
        "labels",
        "annotations",
    ],
    &[],
    &["debug", "update_entries_limit"],
];
/// Keys whose values are times. To vmalert, a number is seconds, and units come in any order.
const TIMES: [&str; 4] = ["interval", "query_offset", "for", "keep_firing_for"];
/// Units of Prometheus: each once, in this order.
const UNITS: [&str; 7] = ["y", "w", "d", "h", "m", "s", "ms"];

type Known = [&'static [&'static str]; 3];

/// All that speaks against a file.
#[must_use]
pub fn faults(text: &str, backend: Backend) -> Vec<Fault> {
    // `y` is a name, as Go's reader has it.
    let options = serde_saphyr::options! { strict_booleans: true };
    let file: Value = match serde_saphyr::from_str_with_options(text, options) {
        Ok(file) => file,
        Err(error) => return vec![Fault::Shape(first_line(&error.to_string()))],
    };
    let groups = file.as_object().filter(|file| file.len() == 1);
    let groups = groups.and_then(|file| list(file, "groups"));
    let Some(groups) = groups else {
        return vec![shape("it has to be a list `groups`, and no other key")];
    };
    let mut out = Vec::new();
    let mut names = BTreeSet::new();
    for group in groups {
        let name = group
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let (Some(fields), false) = (group.as_object(), name.is_empty()) else {
            out.push(shape("a group needs a `name`"));
            continue;
        };
        if !names.insert(name) {
            out.push(Fault::GroupTwice(name.to_owned()));
        }
        keys(
            fields,
            OF_GROUP,
            &format!("the group `{name}`"),
            backend,
            &mut out,
        );
        if fields.contains_key("rules") && list(fields, "rules").is_none() {
            out.push(shape(&format!(
                "`rules` of the group `{name}` are not a list"
            )));
        }
        for rule in list(fields, "rules").unwrap_or_default() {
            one(name, rule, backend, &mut out);
        }
    }
    out
}

fn one(group: &str, rule: &Value, backend: Backend, out: &mut Vec<Fault>) {
    let text = |key: &str| rule.get(key).and_then(Value::as_str);
    let ((Some(name), None, Some(fields)) | (None, Some(name), Some(fields))) =
        (text("alert"), text("record"), rule.as_object())
    else {
        return out.push(Fault::Nameless(group.to_owned()));
    };
    // A number is an expression, too.
    let is_empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    if fields
        .get("expr")
        .is_none_or(|value| value.is_null() || is_empty(value))
    {
        out.push(Fault::NoExpression(name.to_owned()));
    }
    keys(fields, OF_RULE, &format!("the rule `{name}`"), backend, out);
}

/// Keys that the program does not know, and times that are none.
fn keys(
    fields: &Map<String, Value>,
    known: Known,
    of: &str,
    backend: Backend,
    out: &mut Vec<Fault>,
) {
    let [both, prometheus, vmalert] = known;
    let (own, other, its) = match backend {
        Backend::Prometheus => (prometheus, vmalert, "vmalert"),
        Backend::VictoriaMetrics => (vmalert, prometheus, "Prometheus"),
    };
    for (key, value) in fields {
        let key = key.as_str();
        if other.contains(&key) {
            out.push(shape(&format!("`{key}` of {of} is a key of {its} only")));
        } else if !both.contains(&key) && !own.contains(&key) {
            out.push(shape(&format!("`{key}` of {of} is not a key of rules")));
        } else if backend == Backend::Prometheus && TIMES.contains(&key) && !is_time(value) {
            out.push(shape(&format!(
                "`{key}` of {of} is {value}, which is not a time like `5m`"
            )));
        }
    }
}

/// Whether it is a time of Prometheus: `1h30m`.
fn is_time(value: &Value) -> bool {
    let Some(mut rest) = value.as_str() else {
        return value == 0;
    };
    let text = rest;
    for unit in UNITS {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        // `m` is not the first letter of `ms`.
        let ends = after
            .strip_prefix(unit)
            .filter(|of| unit != "m" || !of.starts_with('s'));
        if let Some(ends) = ends.filter(|_| after.len() < rest.len()) {
            rest = ends;
        }
    }
    text == "0" || (rest.is_empty() && !text.is_empty())
}

fn list<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a [Value]> {
    fields.get(key)?.as_array().map(Vec::as_slice)
}

fn shape(words: &str) -> Fault {
    Fault::Shape(words.to_owned())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
