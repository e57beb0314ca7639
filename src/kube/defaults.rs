//! Every leaf that we add unasked, with its reason. The law "nothing comes from nowhere" and
//! `explain` read this table.

use serde_json::Value;

use super::{Object, below, marks::escape};

mod table;

pub use table::DEFAULTS;

/// A leaf, or a family of leaves, that no option decided.
pub struct Default {
    /// Kinds of object, separated by blanks, or `*`.
    pub kind: &'static str,
    /// JSON Pointer; `*` stands for one part, a closing `**` for all that is below. `POD` at the
    /// start stands for the Pod spec of any controller, `CONTAINER` for any container in it.
    pub pointer: &'static str,
    /// The value as JSON text, or `*` for a value made from names.
    pub value: &'static str,
    /// Why it is there.
    pub reason: &'static str,
}

/// Where the Pod template stands in each kind of controller.
const TEMPLATES: [&str; 2] = ["/spec/template", "/spec/jobTemplate/spec/template"];

impl Default {
    /// Whether this row answers for a leaf.
    fn answers(&self, object: &Object, pointer: &str, value: &Value) -> bool {
        (self.kind == "*" || self.kind.split(' ').any(|kind| kind == object.kind()))
            && self.pointers().iter().any(|pattern| fits(pattern, pointer))
            && (self.value == "*"
                || serde_json::from_str::<Value>(self.value).is_ok_and(|own| own == *value))
    }

    /// The pattern with its abbreviation written out.
    fn pointers(&self) -> Vec<String> {
        let expand = |rest: &str, tails: &[&str]| {
            let each = |top: &&str| {
                tails
                    .iter()
                    .map(|tail| format!("{top}{tail}{rest}"))
                    .collect::<Vec<_>>()
            };
            TEMPLATES.iter().flat_map(each).collect()
        };
        if let Some(rest) = self.pointer.strip_prefix("CONTAINER") {
            expand(rest, &["/spec/containers/*", "/spec/initContainers/*"])
        } else if let Some(rest) = self.pointer.strip_prefix("POD") {
            expand(rest, &["/spec"])
        } else if let Some(rest) = self.pointer.strip_prefix("TEMPLATE") {
            expand(rest, &[""])
        } else {
            vec![self.pointer.to_owned()]
        }
    }
}

fn fits(pattern: &str, pointer: &str) -> bool {
    let mut parts = pointer.split('/');
    for wanted in pattern.split('/') {
        if wanted == "**" {
            return true;
        }
        match parts.next() {
            Some(part) if glob(wanted, part) => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// One `*` stands for any text within a part.
fn glob(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((start, end)) => {
            part.len() >= start.len() + end.len() && part.starts_with(start) && part.ends_with(end)
        }
    }
}

/// The leaves of an object that no option decided, each with its row.
#[must_use]
pub fn of(object: &Object) -> Vec<(String, &'static Default)> {
    unmarked(object)
        .into_iter()
        .filter_map(|(pointer, value)| {
            DEFAULTS
                .iter()
                .find(|row| row.answers(object, &pointer, &value))
                .map(|row| (pointer, row))
        })
        .collect()
}

/// The leaves of an object that neither an option nor a row answers for: a bug.
#[must_use]
pub fn unanswered(object: &Object) -> Vec<String> {
    let answered = |(pointer, value): &(String, Value)| {
        DEFAULTS
            .iter()
            .any(|row| row.answers(object, pointer, value))
    };
    unmarked(object)
        .into_iter()
        .filter(|leaf| !answered(leaf))
        .map(|(pointer, _)| pointer)
        .collect()
}

/// The leaves below no mark.
fn unmarked(object: &Object) -> Vec<(String, Value)> {
    let mut leaves = Vec::new();
    collect(&object.value(), String::new(), &mut leaves);
    leaves.retain(|(pointer, _)| {
        !object
            .marks
            .iter()
            .any(|mark| below(pointer, &mark.pointer))
    });
    leaves
}

fn collect(value: &Value, pointer: String, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                collect(value, format!("{pointer}/{}", escape(key)), out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{pointer}/{index}"), out);
            }
        }
        _ => out.push((pointer, value.clone())),
    }
}
