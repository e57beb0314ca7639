//! JSON input: errors with their place, and no key twice.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, map::Entry};
use serde_path_to_error::Segment;

use super::{Error, Source, foreign, leaves::child};

/// Parses a source as one JSON document.
///
/// # Errors
/// It is none.
pub fn parse(source: &Source) -> Result<Value, Error> {
    if without_mark(&source.text).trim().is_empty() {
        let name = source.name.clone();
        return Err(Error::Empty { name });
    }
    let parsed = serde_json::from_str(without_mark(&source.text)).map(|Strict(value)| value);
    parsed.map_err(|error| syntax(source, &error))
}

/// Parses a source as JSON documents, one after another.
///
/// # Errors
/// One of them is none, or there is none at all.
pub fn documents(source: &Source) -> Result<Vec<Value>, Error> {
    let text = without_mark(&source.text);
    if text.trim().is_empty() {
        let name = source.name.clone();
        return Err(Error::Empty { name });
    }
    let documents = serde_json::Deserializer::from_str(text).into_iter();
    let documents = documents.map(|parsed| parsed.map(|Strict(value)| value));
    let parsed: Result<Vec<Value>, serde_json::Error> = documents.collect();
    parsed.map_err(|error| syntax(source, &error))
}

fn syntax(source: &Source, error: &serde_json::Error) -> Error {
    Error::Syntax {
        name: source.name.clone(),
        line: error.line(),
        column: error.column(),
        what: foreign::text(&source.text).map_or_else(
            || without_place(&error.to_string()) + hint(error, &source.text),
            str::to_owned,
        ),
    }
}

/// What to look at, where the text is not nearly JSON.
fn hint(error: &serde_json::Error, text: &str) -> &'static str {
    if error.is_eof() {
        "; the text ends too early: did the command that wrote it end?"
    } else if without_mark(text).trim_start().starts_with(['{', '[']) {
        ""
    } else {
        "; an input is JSON, a Compose file (`.yaml`), or the folder of a project"
    }
}

/// A text without the byte order mark that some editors put first.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// `serde_json` ends its messages with the place, which stands in front of ours.
fn without_place(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(message).to_owned()
}

/// A document in which no object has a key twice: of two containers of one name, `serde_json` would
/// keep the last without a word.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = values.next_element()? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            match map.entry(key) {
                Entry::Vacant(free) => {
                    let Strict(value) = entries.next_value()?;
                    free.insert(value);
                }
                Entry::Occupied(there) => {
                    let what = format!("the key `{}` appears twice", there.key());
                    return Err(A::Error::custom(what));
                }
            }
        }
        Ok(map.into())
    }
}

/// A place in a parsed document: its value, and what to call it.
#[derive(Debug, Clone)]
pub struct At<'s> {
    /// The source it stands in.
    pub source: &'s Source,
    /// JSON Pointer.
    pub pointer: String,
}

impl<'s> At<'s> {
    /// The document itself.
    pub fn root(source: &'s Source) -> Self {
        Self {
            source,
            pointer: String::new(),
        }
    }

    /// One level deeper.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        Self {
            source: self.source,
            pointer: child(&self.pointer, key),
        }
    }

    /// What is here is of another kind.
    pub fn wrong(&self, what: &impl ToString) -> Error {
        Error::Shape {
            name: self.source.name.clone(),
            pointer: self.pointer.clone(),
            what: what.to_string(),
        }
    }

    /// The value as an object.
    ///
    /// # Errors
    /// It is none.
    pub fn object(&self, value: Value) -> Result<Map<String, Value>, Error> {
        match value {
            Value::Object(map) => Ok(map),
            _ => Err(self.wrong(&"an object is expected here")),
        }
    }
}

/// A value as a type that says what it may be.
///
/// # Errors
/// It is something else; the error names the place.
pub fn typed<T: DeserializeOwned>(at: &At<'_>, value: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = error.path().iter().fold(at.clone(), |at, part| match part {
            Segment::Seq { index } => at.child(&index.to_string()),
            Segment::Map { key } => at.child(key),
            Segment::Enum { .. } | Segment::Unknown => at,
        });
        place.wrong(error.inner())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let source = Source {
            name: "a.json".to_owned(),
            text: text.to_owned(),
        };
        parse(&source).map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    #[test]
    fn documents_and_their_mistakes() {
        let whole = r#"{"a":[1,-2,1.5,"x",true,null,{}]}"#;
        assert_eq!(error(whole), whole);
        for (text, message) in [
            ("", "a.json is empty; did the command that wrote it fail?"),
            (
                "\u{feff}",
                "a.json is empty; did the command that wrote it fail?",
            ),
            ("\u{feff}{}", "{}"),
            ("{\n  \"a\": }", "a.json:2:8: expected value"),
            (
                "{\"a\": ",
                "a.json:1:6: EOF while parsing a value; the text ends too early: did the command that wrote it end?",
            ),
            (
                "some words",
                "a.json:1:1: expected value; an input is JSON, a Compose file (`.yaml`), or the folder of a project",
            ),
            ("{\"a\": 1} x", "a.json:1:10: trailing characters"),
            (
                "{\"a\": {\"b\": 1, \"b\": 2}}",
                "a.json:1:18: the key `b` appears twice",
            ),
        ] {
            assert_eq!(error(text), message);
        }
    }
}
