//! Where each key of the settings stands in their file.

use std::{collections::BTreeMap, ops::Range};

use jsonc_parser::{ast::Value, common::Ranged as _};

use crate::origin::{escape, place::Place};

/// The text of a settings file, and where its keys and values stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    file: String,
    text: String,
    /// By JSON Pointer: the name (empty for an element, and for the whole) and the value, in bytes.
    spans: BTreeMap<String, (Range<usize>, Range<usize>)>,
    /// By the first byte of the entry or element: its JSON Pointer.
    starts: BTreeMap<usize, String>,
    /// Names that the same object has before.
    again: Vec<Range<usize>>,
}

impl Places {
    /// Of a file with its tree.
    pub(super) fn of(file: &str, text: &str, tree: &Value) -> Self {
        let mut places = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            ..Self::default()
        };
        places.add(String::new(), 0..0, tree);
        places
    }

    fn add(&mut self, pointer: String, name: Range<usize>, value: &Value) {
        match value {
            Value::Object(object) => {
                for entry in &object.properties {
                    let below = format!("{pointer}/{}", escape(entry.name.as_str()));
                    self.starts.insert(entry.start(), below.clone());
                    let name = entry.name.start()..entry.name.end();
                    if self.spans.contains_key(&below) {
                        self.again.push(name);
                    } else {
                        self.add(below, name, &entry.value);
                    }
                }
            }
            Value::Array(list) => {
                for (index, value) in list.elements.iter().enumerate() {
                    let below = format!("{pointer}/{index}");
                    self.starts.insert(value.start(), below.clone());
                    self.add(below, 0..0, value);
                }
            }
            _ => {}
        }
        self.spans
            .insert(pointer, (name, value.start()..value.end()));
    }

    /// JSON Pointer of the entry or element that begins at a byte.
    pub(super) fn pointer(&self, start: usize) -> &str {
        self.starts.get(&start).map_or("", String::as_str)
    }

    /// Names that the same object has before: first byte, JSON Pointer, place.
    pub(super) fn again(&self) -> Vec<(usize, String, Place)> {
        let names = self.again.iter();
        let row = |name: &Range<usize>| {
            (
                name.start,
                self.pointer(name.start).to_owned(),
                self.place(name),
            )
        };
        names.map(row).collect()
    }

    /// The value at a JSON Pointer as it was written.
    pub(super) fn written(&self, pointer: &str) -> &str {
        let span = self.spans.get(pointer).map(|(_, value)| value.clone());
        span.and_then(|span| self.text.get(span))
            .unwrap_or_default()
    }

    /// Where the name at a JSON Pointer stands.
    pub(super) fn name(&self, pointer: &str) -> Option<Place> {
        let (name, _) = self.spans.get(pointer)?;
        Some(self.place(name))
    }

    /// Where the value at a JSON Pointer stands, or what is nearest above it; of one that spans lines its name. `None` where
    /// there is no file.
    #[must_use]
    pub fn find(&self, pointer: &str) -> Option<Place> {
        let mut pointer = pointer;
        let (name, value) = loop {
            match self.spans.get(pointer) {
                Some(span) => break span,
                None => pointer = pointer.rsplit_once('/')?.0,
            }
        };
        let several = self
            .text
            .get(value.clone())
            .is_some_and(|text| text.contains('\n'));
        Some(self.place(if several && !name.is_empty() {
            name
        } else {
            value
        }))
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = self
            .text
            .get(start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default();
        let chars = |span: Range<usize>| self.text.get(span).map_or(0, |text| text.chars().count());
        Place {
            file: self.file.clone(),
            line: before.matches('\n').count() + 1,
            column: chars(start..span.start) + 1,
            length: Some(chars(span.start..span.end.min(start + line.len()))),
            text: Some(line.to_owned()),
        }
    }
}
