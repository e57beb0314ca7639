//! The way of the writer through an object, next to the marks: which leaf has a reason.

use std::fmt::Write as _;

use crate::{kube::marks::Marks, origin::push_escaped};

/// Where the writer is, and the next mark that it has to come by.
#[derive(Default)]
pub(super) struct Trail<'m> {
    /// `None` where no reasons are required.
    marks: Option<&'m Marks>,
    /// The mark that comes next.
    next: usize,
    /// JSON Pointer of the place.
    pointer: String,
    /// For each part of the pointer: its start, and whether a mark stands at it or above.
    parts: Vec<(usize, bool)>,
    /// Leaves without a reason.
    faults: Vec<String>,
}

impl<'m> Trail<'m> {
    /// At the top of an object with these marks.
    pub fn of(marks: &'m Marks) -> Self {
        Self {
            marks: Some(marks),
            pointer: String::with_capacity(128),
            parts: Vec::with_capacity(16),
            ..Self::default()
        }
    }

    /// Down to a key of a mapping.
    pub fn enter_key(&mut self, key: &str) {
        self.enter(|pointer| push_escaped(pointer, key));
    }

    /// Down to an item of a list.
    pub fn enter_item(&mut self, index: usize) {
        // Writing to a String cannot fail.
        self.enter(|pointer| {
            let _ = write!(pointer, "{index}");
        });
    }

    fn enter(&mut self, push: impl FnOnce(&mut String)) {
        let Some(marks) = self.marks else { return };
        let start = self.pointer.len();
        self.pointer.push('/');
        push(&mut self.pointer);
        let mut answered = self.parts.last().is_some_and(|(_, answered)| *answered);
        while marks.pointer(self.next) == Some(&self.pointer) {
            self.next += 1;
            answered = true;
        }
        self.parts.push((start, answered));
    }

    /// Up again.
    pub fn leave(&mut self) {
        if let Some((start, _)) = self.parts.pop() {
            self.pointer.truncate(start);
        }
    }

    /// The place is a leaf.
    pub fn leaf(&mut self) {
        let answered = self.parts.last().is_some_and(|(_, answered)| *answered);
        if self.marks.is_some() && !answered {
            self.faults.push(self.pointer.clone());
        }
    }

    /// Leaves without a reason, and marks that the way did not come by.
    pub fn faults(mut self) -> Vec<String> {
        let missed = (self.next..).map_while(|index| self.marks?.pointer(index));
        self.faults.extend(missed.map(str::to_owned));
        self.faults
    }
}
