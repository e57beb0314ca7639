//! JSON input: parsed strictly, errors with their place.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::{Error, Source, leaves::child};

/// Parses a source as one JSON document.
///
/// # Errors
/// It is none.
pub fn parse(source: &Source) -> Result<Value, Error> {
    serde_json::from_str(&source.text).map_err(|error| Error::Syntax {
        name: source.name.clone(),
        line: error.line(),
        column: error.column(),
        what: without_place(&error.to_string()),
    })
}

/// `serde_json` ends its messages with the place, which stands in front of ours.
fn without_place(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(message).to_owned()
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
            _ => Err(self.wrong(&"an object is wanted here")),
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
