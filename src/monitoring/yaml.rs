//! YAML in the form in which people write it, of what the programs of the stack read.

use std::fmt::Write as _;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Yaml {
    /// A text.
    Text(String),
    /// An integer.
    Number(i64),
    /// Yes or no.
    Bool(bool),
    /// A list.
    List(Vec<Yaml>),
    /// A mapping, in this order.
    Map(Vec<(String, Yaml)>),
}

/// A mapping.
pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Yaml)>) -> Yaml {
    Yaml::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

/// A list.
pub fn list(items: impl IntoIterator<Item = impl Into<Yaml>>) -> Yaml {
    Yaml::List(items.into_iter().map(Into::into).collect())
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Yaml {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<serde_json::Value> for Yaml {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Text(String::new()),
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Self::Number(number),
                None => Self::Text(number.to_string()),
            },
            Value::String(text) => Self::Text(text),
            Value::Array(items) => list(items),
            Value::Object(entries) => {
                map(entries.into_iter().map(|(key, value)| (key, value.into())))
            }
        }
    }
}

impl Yaml {
    /// As a document.
    #[must_use]
    pub fn document(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0, false);
        out
    }

    /// The value of a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Writes it; `inline` where the cursor is behind `- `.
    fn write(&self, out: &mut String, indent: usize, inline: bool) {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 || !inline {
                        pad(out, indent);
                    }
                    scalar(out, key);
                    out.push(':');
                    value.behind(out, indent);
                }
            }
            Self::List(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 || !inline {
                        pad(out, indent);
                    }
                    out.push_str("- ");
                    item.write(out, indent + 2, true);
                }
            }
            flat => {
                flat.flat(out);
                out.push('\n');
            }
        }
    }

    /// Writes it behind a key.
    fn behind(&self, out: &mut String, indent: usize) {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                out.push('\n');
                self.write(out, indent + 2, false);
            }
            Self::List(items) if !items.is_empty() => {
                out.push('\n');
                self.write(out, indent + 2, false);
            }
            flat => {
                out.push(' ');
                flat.flat(out);
                out.push('\n');
            }
        }
    }

    fn flat(&self, out: &mut String) {
        match self {
            Self::Text(text) => scalar(out, text),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::List(_) => out.push_str("[]"),
            Self::Map(_) => out.push_str("{}"),
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Words that some reader of YAML takes for something other than a text.
const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// Whether a character cannot be in a line of YAML as it is.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// A text: plain where every reader takes it for one, else in double quotes, or in single ones where it has double ones of its
/// own, as expressions have.
fn scalar(out: &mut String, text: &str) {
    let mut bytes = text.bytes();
    let starts = bytes
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'/'));
    let plain = starts
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        out.push_str(text);
        return;
    }
    if text.contains(['"', '\\']) && !text.contains(is_special) {
        out.extend(["'", &text.replace('\'', "''"), "'"]);
        return;
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            // Writing to a String cannot fail.
            c if is_special(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_document() {
        let value = map([
            ("global", map([("scrape_interval", "30s".into())])),
            (
                "jobs",
                Yaml::List(vec![
                    map([("name", "a".into()), ("targets", list(["a:1", "b"]))]),
                    map([("empty", Yaml::List(Vec::new())), ("on", Yaml::Bool(true))]),
                ]),
            ),
        ]);
        let expected = "global:\n  scrape_interval: \"30s\"\njobs:\n  - name: a\n    targets:\n      - \"a:1\"\n      - b\n  - empty: []\n    \"on\": true\n";
        assert_eq!(value.document(), expected);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::from),
            "[a-z0-9:~#&*!|>%@`'\"{}, -]{0,12}".prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z0-9:# -]{0,8}", inner, 0..4)
                    .prop_map(|entries| json!(entries)),
            ]
        })
    }

    proptest! {
        /// Another reader finds what was written.
        #[test]
        fn what_is_written_is_read(value in values()) {
            let text = Yaml::from(value.clone()).document();
            let read: Value = serde_saphyr::from_str(&text).map_err(|error| {
                TestCaseError::fail(format!("{error}\n{text}"))
            })?;
            prop_assert_eq!(read, value, "{}", text);
        }
    }
}
