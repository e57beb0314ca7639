//! The way of the writer through an object, next to the marks: which leaf has a reason.

use crate::{kube::marks::Marks, origin::push_escaped};

/// Where the writer is, and the next mark that it has to come by.
#[derive(Default)]
pub(super) struct Trail<'m> {
    /// `None` where no reasons are required.
    marks: Option<&'m Marks>,
    /// The mark that comes next: its number, and its pointer if there is one.
    next: usize,
    expected: String,
    is_expected: bool,
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
        let mut expected = String::with_capacity(128);
        Self {
            marks: Some(marks),
            is_expected: marks.advance(&mut expected, 0),
            expected,
            pointer: String::with_capacity(128),
            parts: Vec::with_capacity(16),
            ..Self::default()
        }
    }

    /// Down to a field of a struct.
    pub fn enter_field(&mut self, name: &str) {
        self.enter(|pointer| pointer.push_str(name));
    }

    /// Down to a key of a map.
    pub fn enter_key(&mut self, key: &str) {
        self.enter(|pointer| push_escaped(pointer, key));
    }

    /// Down to an item of a list.
    pub fn enter_item(&mut self, index: usize) {
        self.enter(|pointer| pointer.push_str(itoa::Buffer::new().format(index)));
    }

    fn enter(&mut self, push: impl FnOnce(&mut String)) {
        let Some(marks) = self.marks else { return };
        let start = self.pointer.len();
        self.pointer.push('/');
        push(&mut self.pointer);
        let mut answered = self.parts.last().is_some_and(|(_, answered)| *answered);
        while self.is_expected && self.expected == self.pointer {
            self.next += 1;
            self.is_expected = marks.advance(&mut self.expected, self.next);
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
        while let Some(marks) = self.marks.filter(|_| self.is_expected) {
            self.faults.push(self.expected.clone());
            self.next += 1;
            self.is_expected = marks.advance(&mut self.expected, self.next);
        }
        self.faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        kube::{
            Marks,
            write::{Style, write},
        },
        rules::reasons::Reason,
    };

    fn faults(pointers: &[&str]) -> Vec<String> {
        let mut marks = Marks::default();
        for pointer in pointers {
            marks.unasked(pointer, Reason::Name);
        }
        let value = json!({"a": {"b/c": 1, "d": [2, {"e": []}]}, "f": "x"});
        write(&value, Style::Yaml, &marks).faults
    }

    #[test]
    fn every_leaf_has_a_reason_and_every_reason_a_place() {
        let all = ["/a/b~1c", "/a/d/0", "/a/d/1/e", "/f"];
        assert_eq!(faults(&all), [""; 0]);
        assert_eq!(
            faults(&["/a", "/a/d/1", "/f"]),
            [""; 0],
            "above a leaf is enough"
        );
        assert_eq!(
            faults(&["/a", "/f", "/f"]),
            [""; 0],
            "two reasons of a place"
        );
        for missing in all {
            let rest: Vec<&str> = all.into_iter().filter(|one| *one != missing).collect();
            assert_eq!(faults(&rest), [missing]);
        }
        let odd = ["/a", "/b", "/f"];
        assert_eq!(
            faults(&odd),
            ["/f", "/b", "/f"],
            "from a reason without a place on nothing is found"
        );
    }
}
