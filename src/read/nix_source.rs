//! From a position in a Nix file to the very words that the operator wrote there.
//!
//! Nix knows where an option is defined, not where an element of its list stands. So the file is
//! read again: the definition at the position is looked at, through `mkIf`, `++` and their like, for
//! a string that is the value. What is held in a variable or made by a function is not found; then
//! the option's own name is the place.

use std::collections::BTreeMap;

use rnix::{Root, SyntaxNode, TextRange, TextSize};
use serde_json::Value;

use super::leaves::child;
use crate::{
    nix_syntax::{self, Text},
    origin::place::Place,
};

mod definition;

use definition::Definition;

/// Nix files by the names that positions give them, each parsed once.
#[derive(Debug, Default)]
pub struct NixFiles(BTreeMap<String, File>);

#[derive(Debug)]
struct File {
    text: String,
    root: SyntaxNode,
}

impl NixFiles {
    /// Adds a file. One with mistakes is not the one that was evaluated, and is left out, as is one that is nested too
    /// deeply.
    pub fn add(&mut self, name: &str, text: String) {
        if nix_syntax::too_deep(&text).is_some() {
            return;
        }
        let parsed = Root::parse(&text);
        if parsed.errors().is_empty() {
            let root = parsed.syntax();
            self.0.insert(name.to_owned(), File { text, root });
        }
    }

    /// The places of a container's options, told more exactly: those given with their length and
    /// line, and one for each element and scalar that is found.
    #[must_use]
    pub fn exact(&self, container: &Value, given: &[(String, Place)]) -> Vec<(String, Place)> {
        let mut found: BTreeMap<&str, Vec<Found>> = BTreeMap::new();
        let mut out = Vec::new();
        for (pointer, place) in given {
            let Some(one) = self.find(pointer, place) else {
                out.push((pointer.clone(), place.clone()));
                continue;
            };
            out.push((pointer.clone(), one.name_place()));
            found.entry(pointer).or_default().push(one);
        }
        for (pointer, definitions) in &found {
            match container.pointer(pointer) {
                Some(Value::Array(elements)) => {
                    out.extend(elements_of(pointer, elements, definitions));
                }
                Some(Value::Object(map)) => {
                    for (key, value) in map {
                        let pointer = child(pointer, key);
                        if !found.contains_key(pointer.as_str()) {
                            let inner: Vec<Found> = definitions
                                .iter()
                                .flat_map(|found| found.attribute(key))
                                .collect();
                            out.extend(scalar(&pointer, value, &inner));
                        }
                    }
                }
                Some(value) => out.extend(scalar(pointer, value, definitions)),
                None => {}
            }
        }
        out
    }

    fn find<'f>(&'f self, pointer: &str, place: &'f Place) -> Option<Found<'f>> {
        let file = self.0.get(&place.file)?;
        let offset = offset(&file.text, place)?;
        let key = pointer.rsplit('/').next()?;
        let key = key.replace("~1", "/").replace("~0", "~");
        let definition = Definition::at(&file.root, offset, &key)?;
        Some(Found {
            name: &place.file,
            file,
            definition,
        })
    }
}

/// A definition in its file.
#[derive(Debug)]
struct Found<'f> {
    name: &'f str,
    file: &'f File,
    definition: Definition,
}

impl Found<'_> {
    fn name_place(&self) -> Place {
        self.place(self.definition.name)
    }

    /// Definitions of an attribute within.
    fn attribute(&self, key: &str) -> Vec<Self> {
        let inner = self.definition.attribute(key).into_iter();
        inner
            .map(|definition| Self {
                name: self.name,
                file: self.file,
                definition,
            })
            .collect()
    }

    /// A range of the file, as far as it stands on its first line.
    fn place(&self, range: TextRange) -> Place {
        let text = &self.file.text;
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let words = text.get(start..end).unwrap_or_default();
        let words = words.lines().next().unwrap_or_default();
        Place {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            length: Some(words.chars().count().max(1)),
            text: Some(line.to_owned()),
        }
    }
}

/// Where in the text a position is; columns are bytes.
fn offset(text: &str, place: &Place) -> Option<TextSize> {
    let mut start = 0;
    for _ in 1..place.line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let offset = start.checked_add(place.column.checked_sub(1)?)?;
    if offset > text.len() {
        return None;
    }
    TextSize::try_from(offset).ok()
}

/// The places of list elements. Of equal ones the first stands first.
fn elements_of(pointer: &str, elements: &[Value], definitions: &[Found]) -> Vec<(String, Place)> {
    let candidates: Vec<(&Found, Text)> = definitions
        .iter()
        .flat_map(|found| {
            let strings = found.definition.strings().into_iter();
            strings.map(move |text| (found, text))
        })
        .collect();
    let mut used = vec![false; candidates.len()];
    let mut out = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        let Some(value) = element.as_str() else {
            continue;
        };
        let equal = (0..candidates.len()).find(|at| {
            let (free, text) = (used.get(*at) == Some(&false), candidates.get(*at));
            free && text.is_some_and(|(_, text)| text.is(value))
        });
        let found = equal.or_else(|| {
            let mut like = (0..candidates.len()).filter(|at| {
                candidates
                    .get(*at)
                    .is_some_and(|(_, text)| text.may_be(value))
            });
            like.next().filter(|_| like.next().is_none())
        });
        let Some((found, text)) = found.and_then(|at| candidates.get(at)) else {
            continue;
        };
        if let Some(used) = equal.and_then(|at| used.get_mut(at)) {
            *used = true;
        }
        out.push((child(pointer, &index.to_string()), found.place(text.range)));
    }
    out
}

/// The place of a value that is no list: the string that it is, or the only thing that it can be.
fn scalar(pointer: &str, value: &Value, definitions: &[Found]) -> Option<(String, Place)> {
    let place = definitions.iter().find_map(|found| {
        let strings = found.definition.strings();
        let value = value.as_str()?;
        let mut texts = strings.iter().filter(|text| text.is(value));
        let text = texts.next().or_else(|| {
            let mut like = strings.iter().filter(|text| text.may_be(value));
            like.next().filter(|_| like.next().is_none())
        })?;
        Some(found.place(text.range))
    });
    let place = place.or_else(|| definitions.first().map(Found::name_place))?;
    Some((pointer.to_owned(), place))
}

#[cfg(test)]
mod tests;
