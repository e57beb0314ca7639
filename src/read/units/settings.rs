//! Settings of a unit: NixOS holds strings, numbers, booleans and lists of them where systemd has
//! texts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::podman::unit::Setting;

/// A setting whose value systemd does not take.
#[derive(Debug)]
pub struct Note {
    /// `RestartSec`.
    pub key: String,
    /// What is wrong with the value.
    pub error: String,
}

/// A list of words, or one text of them.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged, expecting = "a list of strings is expected here")]
pub enum Words {
    /// A list.
    Many(Vec<String>),
    /// One text.
    One(String),
    /// Nothing.
    #[default]
    None,
}

impl Words {
    fn all(&self) -> &[String] {
        match self {
            Self::Many(texts) => texts,
            Self::One(text) => std::slice::from_ref(text),
            Self::None => &[],
        }
    }

    /// Word by word.
    pub fn words(&self) -> impl Iterator<Item = String> {
        self.all().iter().flat_map(|text| split(text))
    }

    /// Text by text, read by `parse`; what it refuses is noted.
    pub fn texts<T>(&self, notes: &mut Vec<Note>, parse: fn(&str) -> Result<T, String>) -> Vec<T> {
        let mut all = Vec::new();
        for text in self.all().iter().filter(|text| !text.is_empty()) {
            all.extend(noted(notes, "startAt", parse(text)));
        }
        all
    }
}

/// A section of a unit, as `serviceConfig`.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Section(BTreeMap<String, Value>);

impl Section {
    /// All texts of a setting; an empty one takes back those before it.
    pub fn all(&self, key: &str) -> impl Iterator<Item = String> + use<> {
        let mut all = Vec::new();
        let values = match self.0.get(key) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        for text in values.iter().filter_map(scalar) {
            if text.is_empty() {
                all.clear();
            } else {
                all.push(text);
            }
        }
        all.into_iter()
    }

    /// Every setting, with its texts.
    pub fn settings(&self, attribute: &'static str) -> impl Iterator<Item = Setting> {
        self.0
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(move |(name, _)| Setting {
                attribute,
                name: name.clone(),
                place: vec![attribute.to_owned(), name.clone()],
                values: self.all(name).collect(),
                pointers: Vec::new(),
            })
    }

    /// All words of a setting.
    pub fn words(&self, key: &str) -> impl Iterator<Item = String> + use<> {
        self.all(key).flat_map(|text| split(&text))
    }

    /// The text that counts of a setting that can be given once.
    pub fn last(&self, key: &str) -> Option<String> {
        self.all(key).last()
    }

    /// The same, read by `parse`; what it refuses is noted.
    pub fn typed<T>(
        &self,
        notes: &mut Vec<Note>,
        key: &str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.last(key)?;
        noted(notes, key, parse(&text))
    }

    /// Settings whose name starts like one of these, as `NAME=TEXT`.
    pub fn starting_with(&self, prefixes: &[&str]) -> Vec<String> {
        let names = self.0.keys();
        let names = names.filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)));
        names
            .flat_map(|name| self.all(name).map(move |text| format!("{name}={text}")))
            .collect()
    }
}

/// A value that was read; what is wrong with it is noted.
pub fn noted<T>(notes: &mut Vec<Note>, key: &str, read: Result<T, String>) -> Option<T> {
    let note = |error| {
        notes.push(Note {
            key: key.to_owned(),
            error,
        });
    };
    read.map_err(note).ok()
}

/// Something that is written as one text.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(on) => Some(on.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Words as systemd splits them: at blanks, quotes hold them together.
fn split(text: &str) -> Vec<String> {
    shlex::split(text).unwrap_or_else(|| text.split_whitespace().map(str::to_owned).collect())
}

/// A boolean as systemd reads it, in any case.
///
/// # Errors
/// Any other word.
pub fn boolean(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Ok(false),
        _ => Err(format!("`{text}` is not a boolean")),
    }
}
