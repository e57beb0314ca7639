//! `diff`: two sets of written objects, object by object and field by field.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    origin::escape,
    redact::{HIDDEN, is_secret, mask_words, redact},
};

/// Objects by `apiVersion/Kind/namespace/name`, `-` for no namespace.
pub type Objects = BTreeMap<String, Value>;

/// An object that is not the same on both sides, as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Difference {
    /// Format version, 1.
    pub v: u32,
    /// `difference`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `apiVersion/Kind/namespace/name`.
    pub object: String,
    /// `added`, `removed`, `changed`.
    pub change: &'static str,
    /// What changed in it; empty for a whole object.
    pub fields: Vec<Field>,
}

/// A field that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Field {
    /// JSON Pointer into the new object; into the old one where the field is gone.
    pub pointer: String,
    /// What it was; null where it was not.
    pub old: Value,
    /// What it is; null where it is gone.
    pub new: Value,
    /// The place in words a person uses: elements of a list by their name.
    #[serde(skip)]
    #[schemars(skip)]
    pub place: String,
}

/// The number of objects by what happened to them, as it is printed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Count {
    /// Format version, 1.
    pub v: u32,
    /// `difference-summary`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Only in the new set.
    pub added: usize,
    /// Only in the old set.
    pub removed: usize,
    /// In both, not the same.
    pub changed: usize,
    /// In both, the same.
    pub same: usize,
}

/// A line of `diff --message-format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Line {
    /// One object.
    Difference(Difference),
    /// The last line.
    Count(Count),
}

/// What differs, in the order of the objects' names.
#[must_use]
pub fn differences(old: &Objects, new: &Objects) -> Vec<Difference> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let difference = |object: &String| {
        let (change, fields) = match (old.get(object), new.get(object)) {
            (None, _) => ("added", Vec::new()),
            (_, None) => ("removed", Vec::new()),
            (Some(old), Some(new)) if old == new => return None,
            (Some(old), Some(new)) => ("changed", fields(object, old, new)),
        };
        Some(Difference {
            v: 1,
            kind: "difference",
            object: object.clone(),
            change,
            fields,
        })
    };
    names.into_iter().filter_map(difference).collect()
}

/// The last line.
#[must_use]
pub fn count(differences: &[Difference], new: &Objects) -> Count {
    let of = |change: &str| differences.iter().filter(|d| d.change == change).count();
    let (added, changed) = (of("added"), of("changed"));
    Count {
        v: 1,
        kind: "difference-summary",
        added,
        removed: of("removed"),
        changed,
        same: new.len().saturating_sub(added + changed),
    }
}

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// The differences as a person reads them.
#[must_use]
pub fn text(differences: &[Difference], count: Count) -> String {
    let mut out = String::new();
    for difference in differences {
        let (mark, style) = match difference.change {
            "added" => ('+', NEW),
            "removed" => ('-', OLD),
            _ => ('~', CHANGED),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{style}{mark} {}{style:#}", difference.object);
        for field in &difference.fields {
            let _ = writeln!(out, "    {}", field.place);
            for (mark, style, value) in [('-', OLD, &field.old), ('+', NEW, &field.new)] {
                if !value.is_null() {
                    let _ = writeln!(out, "{style}      {mark} {value}{style:#}");
                }
            }
        }
    }
    let Count {
        added,
        removed,
        changed,
        same,
        ..
    } = count;
    let _ = writeln!(
        out,
        "objects: {added} added, {removed} removed, {changed} changed, {same} the same"
    );
    out
}

fn fields(object: &str, old: &Value, new: &Value) -> Vec<Field> {
    let mut walk = Walk {
        is_secret: object.starts_with("v1/Secret/"),
        fields: Vec::new(),
    };
    walk.values(&Place::default(), Some(old), Some(new));
    walk.fields
}

/// Where the walk stands.
#[derive(Debug, Default, Clone)]
struct Place {
    pointer: String,
    words: String,
    /// Whether the value here is known to be a secret.
    secret: bool,
}

impl Place {
    fn key(&self, key: &str, secret: bool) -> Self {
        let part = escape(key);
        let words = match (self.words.is_empty(), key.contains(['.', '/'])) {
            (true, _) => key.to_owned(),
            (false, false) => format!("{}.{key}", self.words),
            (false, true) => format!("{}[{key}]", self.words),
        };
        Self {
            pointer: format!("{}/{part}", self.pointer),
            words,
            secret: self.secret || secret,
        }
    }

    fn element(&self, index: usize, name: &str) -> Self {
        Self {
            pointer: format!("{}/{index}", self.pointer),
            words: format!("{}[{name}]", self.words),
            secret: self.secret,
        }
    }
}

struct Walk {
    is_secret: bool,
    fields: Vec<Field>,
}

impl Walk {
    fn values(&mut self, place: &Place, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(old), Some(new)) if old == new => {}
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.maps(place, old, new),
            (Some(Value::Array(old)), Some(Value::Array(new))) => self.lists(place, old, new),
            _ => {
                let shown = |value: Option<&Value>| {
                    value.map_or(Value::Null, |value| {
                        masked(value, &place.pointer, place.secret)
                    })
                };
                self.fields.push(Field {
                    pointer: place.pointer.clone(),
                    old: shown(old),
                    new: shown(new),
                    place: place.words.clone(),
                });
            }
        }
    }

    fn maps(&mut self, place: &Place, old: &Map<String, Value>, new: &Map<String, Value>) {
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let secret = self.is_secret && ["data", "stringData"].contains(&key.as_str())
                || [old, new].iter().any(|map| hides(&place.pointer, key, map));
            self.values(&place.key(key, secret), old.get(key), new.get(key));
        }
    }

    /// Elements with a name are matched by it, others by their position.
    fn lists(&mut self, place: &Place, old: &[Value], new: &[Value]) {
        let (Some(old_names), Some(new_names)) = (names(old), names(new)) else {
            let secrets = [secret_words(old), secret_words(new)];
            for index in 0..old.len().max(new.len()) {
                let mut element = place.element(index, &index.to_string());
                element.secret |= secrets.iter().any(|words| words.contains(&index));
                self.values(&element, old.get(index), new.get(index));
            }
            return;
        };
        for (index, (name, value)) in new_names.iter().zip(new).enumerate() {
            let before = old_names.iter().position(|old| old == name);
            let before = before.and_then(|at| old.get(at));
            self.values(&place.element(index, name), before, Some(value));
        }
        for (index, (name, value)) in old_names.iter().zip(old).enumerate() {
            if !new_names.contains(name) {
                self.values(&place.element(index, name), Some(value), None);
            }
        }
        let stayed = |names: &[String], others: &[String]| -> Vec<String> {
            let both = names.iter().filter(|name| others.contains(name));
            both.cloned().collect()
        };
        let (before, after) = (
            stayed(&old_names, &new_names),
            stayed(&new_names, &old_names),
        );
        if before != after {
            self.fields.push(Field {
                pointer: place.pointer.clone(),
                old: Value::from(before),
                new: Value::from(after),
                place: format!("{} (order)", place.words),
            });
        }
    }
}

/// What tells the elements of a list apart, if something does: their name, or where they are
/// mounted. Ports of one number are told apart by the protocol.
fn names(list: &[Value]) -> Option<Vec<String>> {
    let name = |value: &Value| {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        text("mountPath")
            .or_else(|| text("name"))
            .map(str::to_owned)
    };
    let names: Vec<String> = list.iter().map(name).collect::<Option<_>>()?;
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    (sorted.len() == names.len()).then_some(names)
}

/// Whether the value of this key is a secret by its name: that of a variable, or the key itself
/// where the operator chose it.
fn hides(pointer: &str, key: &str, map: &Map<String, Value>) -> bool {
    let name = || map.get("name").and_then(Value::as_str);
    let chosen = ["/annotations", "/labels", "/data"];
    let value = map.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_secret = |name: &str| is_secret(name, value);
    key == "value" && name().is_some_and(is_secret)
        || chosen.iter().any(|end| pointer.ends_with(end)) && is_secret(key)
}

/// Which words of a command hold a secret: often the one before says so.
fn secret_words(items: &[Value]) -> BTreeSet<usize> {
    let texts = items.iter().map(|item| item.as_str().unwrap_or_default());
    let words = mask_words(texts).into_iter().enumerate();
    let secret = words.filter(|(_, word)| matches!(word, Cow::Owned(_)));
    secret.map(|(index, _)| index).collect()
}

/// A value as it may be printed.
fn masked(value: &Value, pointer: &str, secret: bool) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| {
                let secret = secret || hides(pointer, key, map);
                (
                    key.clone(),
                    masked(value, &format!("{pointer}/{key}"), secret),
                )
            });
            Value::Object(entries.collect())
        }
        Value::Array(items) => {
            let words = secret_words(items);
            let item = |(index, item)| masked(item, pointer, secret || words.contains(&index));
            items.iter().enumerate().map(item).collect()
        }
        _ if secret => Value::from(HIDDEN),
        Value::String(text) => Value::from(redact(None, text)),
        Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(value: Value) -> Objects {
        BTreeMap::from([("apps/v1/Deployment/podman/a".to_owned(), value)])
    }

    fn lines(old: Value, new: Value) -> Vec<String> {
        differences(&set(old), &set(new))
            .into_iter()
            .flat_map(|difference| difference.fields)
            .map(|field| {
                format!(
                    "{} {} {} {}",
                    field.pointer, field.place, field.old, field.new
                )
            })
            .collect()
    }

    #[test]
    fn named_elements_are_matched_by_name() {
        let old = json!({"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]});
        let new = json!({"env": [{"name": "B", "value": "3"}, {"name": "C", "value": "4"}]});
        assert_eq!(
            lines(old, new),
            [
                "/env/0/value env[B].value \"2\" \"3\"",
                "/env/1 env[C] null {\"name\":\"C\",\"value\":\"4\"}",
                "/env/0 env[A] {\"name\":\"A\",\"value\":\"1\"} null",
            ]
        );
    }

    #[test]
    fn an_order_that_changed_is_said() {
        let old = json!({"env": [{"name": "A"}, {"name": "B"}]});
        let new = json!({"env": [{"name": "B"}, {"name": "A"}]});
        assert_eq!(
            lines(old, new),
            ["/env env (order) [\"A\",\"B\"] [\"B\",\"A\"]"]
        );
    }

    #[test]
    fn words_are_matched_by_position() {
        assert_eq!(
            lines(
                json!({"args": ["a", "b"]}),
                json!({"args": ["a", "c", "d"]})
            ),
            ["/args/1 args[1] \"b\" \"c\"", "/args/2 args[2] null \"d\""]
        );
    }

    #[test]
    fn secrets_are_hidden_on_both_sides() {
        let old = json!({"env": [{"name": "DB_PASSWORD", "value": "hunter2"}], "args": ["--token=hunter2"]});
        let new = json!({"env": [{"name": "DB_PASSWORD", "value": "hunter3"}], "args": ["--token=hunter3"],
            "more": {"env": [{"name": "API_KEY", "value": "hunter4"}]},
            "metadata": {"annotations": {"api.key": "hunter5"}}});
        let text = lines(old, new).join("\n");
        assert!(!text.contains("hunter"), "{text}");
        assert!(
            text.contains("env[DB_PASSWORD].value \"***\" \"***\""),
            "{text}"
        );
        let secret = |value: &str| {
            BTreeMap::from([(
                "v1/Secret/podman/s".to_owned(),
                json!({"data": {"x": value}}),
            )])
        };
        let found = differences(&secret("hunter2"), &secret("hunter3"));
        assert!(!format!("{found:?}").contains("hunter"));
    }

    #[test]
    fn objects_come_and_go() {
        let old = set(json!({"a": 1}));
        let new = Objects::from([("v1/Service/podman/a".to_owned(), json!({}))]);
        let found = differences(&old, &new);
        let shown = text(&found, count(&found, &new));
        assert_eq!(
            anstream::adapter::strip_str(&shown).to_string(),
            "- apps/v1/Deployment/podman/a\n+ v1/Service/podman/a\n\
             objects: 1 added, 1 removed, 0 changed, 0 the same\n"
        );
        let same = differences(&old, &old);
        assert_eq!(
            text(&same, count(&same, &old)),
            "objects: 0 added, 0 removed, 0 changed, 1 the same\n"
        );
    }
}
