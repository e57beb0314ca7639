//! Marks: which field of the object under construction came from which options.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use crate::origin::{OriginId, Traced};

/// A field and the options it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// JSON Pointer into the object.
    pub pointer: Arc<str>,
    /// The options.
    pub from: Vec<OriginId>,
}

/// The marks of an object under construction. A value is taken together with its mark, so that a
/// field that is not written has no mark either.
#[derive(Debug, Default)]
pub struct Marks {
    prefix: String,
    list: Vec<Mark>,
}

impl Marks {
    /// The finished list.
    pub fn into_list(self) -> Vec<Mark> {
        self.list
    }

    /// Runs `f` with all pointers below `pointer` (`/spec/template`).
    pub fn below<T>(&mut self, pointer: &str, f: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.prefix.len();
        self.prefix.push_str(pointer);
        let out = f(self);
        self.prefix.truncate(length);
        out
    }

    /// Marks the place itself.
    pub fn here(&mut self, from: &[OriginId]) {
        self.at("", from);
    }

    /// Marks a place below.
    pub fn at(&mut self, pointer: &str, from: &[OriginId]) {
        if !from.is_empty() {
            let length = self.prefix.len();
            self.prefix.push_str(pointer);
            let pointer = Arc::from(self.prefix.as_str());
            self.prefix.truncate(length);
            self.list.push(Mark {
                pointer,
                from: from.to_vec(),
            });
        }
    }

    /// The value for the field at `pointer`, marked.
    pub fn value<T: Clone>(&mut self, pointer: &str, traced: &Traced<T>) -> T {
        self.at(pointer, &traced.from);
        traced.value.clone()
    }

    /// The value for the field at `pointer`, marked, if there is one.
    pub fn take<T: Clone>(&mut self, pointer: &str, traced: Option<&Traced<T>>) -> Option<T> {
        traced.map(|traced| self.value(pointer, traced))
    }

    /// The same for a string.
    pub fn text(&mut self, pointer: &str, traced: Option<&Traced<&'static str>>) -> Option<String> {
        self.take(pointer, traced).map(str::to_owned)
    }

    /// A list for the field at `pointer`, each element marked; `None` when empty.
    pub fn list<T, U>(
        &mut self,
        pointer: &str,
        items: impl IntoIterator<Item = T>,
        mut f: impl FnMut(&mut Self, T) -> U,
    ) -> Option<Vec<U>> {
        let length = self.prefix.len();
        let out: Vec<U> = items
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                // Writing to a String cannot fail.
                let _ = write!(self.prefix, "{pointer}/{index}");
                let made = f(self, item);
                self.prefix.truncate(length);
                made
            })
            .collect();
        (!out.is_empty()).then_some(out)
    }

    /// A list of plain values for the field at `pointer`, each marked; `None` when empty.
    pub fn values<T: Clone>(&mut self, pointer: &str, items: &[Traced<T>]) -> Option<Vec<T>> {
        self.list(pointer, items, |marks, item| marks.value("", item))
    }

    /// A map for the field at `pointer`, each entry marked; `None` when empty.
    pub fn map<T: Clone>(
        &mut self,
        pointer: &str,
        map: &BTreeMap<String, Traced<T>>,
    ) -> Option<BTreeMap<String, T>> {
        let out: BTreeMap<String, T> = map
            .iter()
            .map(|(key, value)| {
                (
                    key.clone(),
                    self.value(&format!("{pointer}/{}", escape(key)), value),
                )
            })
            .collect();
        (!out.is_empty()).then_some(out)
    }
}

/// A key as a part of a JSON Pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
