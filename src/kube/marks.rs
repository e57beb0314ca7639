//! Marks: which field of the object under construction has which reason, in the order in which the writer walks it.

use std::collections::BTreeMap;

use crate::{
    origin::{Traced, Why, Whys, push_escaped},
    rules::reasons::Reason,
};

/// A place of the object and one of its reasons; several of a place follow each other.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Bytes that its pointer has in common with the one before; the rest of it ends at `end` of [`Marks::text`].
    shared: u32,
    end: u32,
    why: Why,
}

/// The marks of an object under construction. A value is taken together with its mark, so that a field that is not
/// written has no mark either. Fields are marked in the order of their JSON names, as they are written.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Of all pointers what each has not in common with the one before.
    text: String,
    list: Vec<Mark>,
    /// Where the builder is.
    prefix: String,
    /// Bytes of it that it was made of at the last mark, too.
    shared: usize,
}

impl Marks {
    /// Makes the pointer of the mark at `index` of that of the mark before; whether there is one.
    pub(super) fn advance(&self, pointer: &mut String, index: usize) -> bool {
        let Some(mark) = self.list.get(index) else {
            return false;
        };
        let before = index
            .checked_sub(1)
            .and_then(|before| self.list.get(before));
        let start = before.map_or(0, |before| before.end);
        pointer.truncate(mark.shared as usize);
        let rest = self.text.get(start as usize..mark.end as usize);
        pointer.push_str(rest.unwrap_or_default());
        true
    }

    /// All marks: JSON Pointer into the object, and why.
    pub fn iter(&self) -> impl Iterator<Item = (String, Why)> {
        let mut pointer = String::new();
        self.list.iter().enumerate().map(move |(index, mark)| {
            self.advance(&mut pointer, index);
            (pointer.clone(), mark.why)
        })
    }

    /// The same marks but for the one at `index`: what the writer then misses, it reports.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut out = Self::default();
        let rest = self.iter().enumerate().filter(|(other, _)| *other != index);
        for (_, (pointer, why)) in rest {
            out.all(|text| text.push_str(&pointer), [why]);
        }
        out
    }

    /// Gives back the room that was kept for more.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.text.shrink_to_fit();
        self.list.shrink_to_fit();
        self.prefix = String::new();
        self
    }

    /// Runs `f` with all pointers below `pointer` (`/spec/template`).
    pub fn below<T>(&mut self, pointer: &str, f: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.prefix.len();
        self.prefix.push_str(pointer);
        let out = f(self);
        self.leave(length);
        out
    }

    /// Back to a place above.
    fn leave(&mut self, length: usize) {
        self.prefix.truncate(length);
        self.shared = self.shared.min(length);
    }

    /// Marks the place itself.
    pub fn here(&mut self, from: &Whys) {
        self.at("", from);
    }

    /// Marks a place below.
    pub fn at(&mut self, pointer: &str, from: &Whys) {
        self.all(|text| text.push_str(pointer), from.iter());
    }

    /// Marks a place below that no option and no setting decided.
    pub fn unasked(&mut self, pointer: &str, reason: Reason) {
        self.all(|text| text.push_str(pointer), [Why::Default(reason)]);
    }

    fn all(&mut self, push: impl FnOnce(&mut String), from: impl IntoIterator<Item = Why>) {
        // An object of 4 GiB of pointers is beyond every limit of its size.
        let at = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let start = self.text.len();
        let own = self.prefix.get(self.shared..).unwrap_or_default();
        self.text.push_str(own);
        push(&mut self.text);
        let end = at(self.text.len());
        let mut shared = at(self.shared);
        let whole = at(self.shared + self.text.len() - start);
        let marks = from.into_iter().map(|why| Mark {
            shared: std::mem::replace(&mut shared, whole), // several of a place have all in common
            end,
            why,
        });
        let before = self.list.len();
        self.list.extend(marks);
        if self.list.len() == before {
            self.text.truncate(start);
        } else {
            self.shared = self.prefix.len();
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

    /// A value for the field at `pointer` that no option and no setting decided.
    pub fn fixed<T>(&mut self, pointer: &str, value: impl Into<T>, reason: Reason) -> Option<T> {
        self.unasked(pointer, reason);
        Some(value.into())
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
                let mut number = itoa::Buffer::new();
                self.prefix.extend([pointer, "/", number.format(index)]);
                let made = f(self, item);
                self.leave(length);
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
        let mut out = BTreeMap::new();
        for (key, value) in map {
            self.entry(pointer, key, &value.from);
            out.insert(key.clone(), value.value.clone());
        }
        (!out.is_empty()).then_some(out)
    }

    /// Marks the entry `key` of the map at `pointer`.
    pub fn entry(&mut self, pointer: &str, key: &str, from: &Whys) {
        let push = |text: &mut String| {
            text.extend([pointer, "/"]);
            push_escaped(text, key);
        };
        self.all(push, from.iter());
    }
}
