//! Where violations are gathered. Rules know values, not paths: the pointer of a value is looked
//! up in the object only when it breaks a rule, so a good object costs no allocation.

use serde_json::Value;

use super::Violation;

/// The violations found so far in one object.
pub(super) struct Report<'v> {
    object: &'v Value,
    found: Vec<Violation>,
}

impl<'v> Report<'v> {
    /// An empty report on `object`.
    pub(super) fn new(object: &'v Value) -> Self {
        Self {
            object,
            found: Vec::new(),
        }
    }

    /// All violations, in the order they were found.
    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.found
    }

    /// `value`, a part of the object, breaks a rule.
    pub(super) fn value(&mut self, rule: &'static str, value: &Value, message: impl Into<String>) {
        let mut pointer = String::new();
        find(self.object, value, &mut pointer);
        self.found.push(Violation {
            rule,
            pointer,
            message: message.into(),
        });
    }

    /// The field `key` of `parent`, present or not, breaks a rule.
    pub(super) fn field(
        &mut self,
        rule: &'static str,
        parent: &Value,
        key: &str,
        message: impl Into<String>,
    ) {
        let mut pointer = String::new();
        find(self.object, parent, &mut pointer);
        push(&mut pointer, key);
        self.found.push(Violation {
            rule,
            pointer,
            message: message.into(),
        });
    }
}

/// Appends the path from `at` to `wanted`, which is found by its address.
fn find(at: &Value, wanted: &Value, pointer: &mut String) -> bool {
    if std::ptr::eq(at, wanted) {
        return true;
    }
    let length = pointer.len();
    match at {
        Value::Object(map) => {
            for (key, value) in map {
                push(pointer, key);
                if find(value, wanted, pointer) {
                    return true;
                }
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                push(pointer, &index.to_string());
                if find(value, wanted, pointer) {
                    return true;
                }
                pointer.truncate(length);
            }
        }
        _ => {}
    }
    false
}

/// One step of a JSON pointer (RFC 6901).
fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for c in step.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
