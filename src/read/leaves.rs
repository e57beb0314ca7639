//! The options of an object, counted as the contract counts them: every value that is neither
//! null, list nor object.

use serde_json::Value;

use crate::origin::push_escaped;

/// A pointer one level deeper.
///
/// <https://www.rfc-editor.org/rfc/rfc6901#section-3>
pub fn child(pointer: &str, key: &str) -> String {
    let mut out = String::with_capacity(pointer.len() + key.len() + 3);
    out.extend([pointer, "/"]);
    push_escaped(&mut out, key);
    out
}

/// All leaves at and below a pointer, in the order of the input.
pub fn leaves<'v>(
    pointer: &str,
    value: &'v Value,
) -> Box<dyn Iterator<Item = (String, &'v Value)> + 'v> {
    let at = pointer.to_owned();
    match value {
        Value::Null => Box::new(std::iter::empty()),
        Value::Array(values) => {
            let values = values.iter().enumerate();
            Box::new(
                values.flat_map(move |(number, value)| leaves(&format!("{at}/{number}"), value)),
            )
        }
        Value::Object(entries) => Box::new(
            entries
                .iter()
                .flat_map(move |(key, value)| leaves(&child(&at, key), value)),
        ),
        leaf => Box::new(std::iter::once((at, leaf))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_is_something() {
        let value =
            serde_json::json!({"a": [1, null, {"x/y~": false}], "b": {}, "c": null, "d": ""});
        let found: Vec<String> = leaves("", &value).map(|(at, _)| at).collect();
        assert_eq!(found, ["/a/0", "/a/2/x~1y~0", "/d"]);
        for at in &found {
            assert!(value.pointer(at).is_some(), "{at}");
        }
    }
}
