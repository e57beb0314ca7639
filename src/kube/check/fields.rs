//! AV034 and AV099: the fields that we write, and their types.
//!
//! The API server drops a field it does not know (k3s asks for no strict check), so a misspelt one
//! would vanish without a word; a value of another type stops the whole object. The table holds
//! what we may write, not all that Kubernetes knows: a new field needs its row and its rules.

#[rustfmt::skip] // tables
pub(super) mod objects;
#[rustfmt::skip]
mod pod;

use serde_json::Value;

use super::report::Report;
use super::value::amount;
use crate::grammar::Quantity;

/// The type of a field.
pub(super) enum Type {
    /// A boolean.
    Flag,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A text.
    Text,
    /// Base64 text.
    Bytes,
    /// A quantity: text or number.
    Amount,
    /// A port number or name, a count or percentage.
    IntOrText,
    /// A map from text to one type.
    Map(&'static Type),
    /// A list of one type.
    List(&'static Type),
    /// Named fields.
    Struct(Struct),
}

/// Field names, sorted, and their types.
pub(super) type Struct = &'static [(&'static str, Type)];

/// Whether we know the fields of `value`, and each has its type.
pub(super) fn check(report: &mut Report, of: &Type, value: &Value) {
    // Go's decoder takes null for any type.
    if value.is_null() {
        return;
    }
    let good = match (of, value) {
        (Type::Struct(known), Value::Object(map)) => {
            // Both sides are sorted, so the search for a name goes on where the last one ended.
            let mut rest = known.iter();
            for (key, value) in map {
                let mut ahead = rest.clone();
                if let Some((_, of)) = ahead.find(|(name, _)| *name == key.as_str()) {
                    check(report, of, value);
                    rest = ahead;
                } else {
                    report.value("AV099", value, "is no field that we know");
                }
            }
            true
        }
        (Type::List(of), Value::Array(items)) => {
            for item in items {
                check(report, of, item);
            }
            true
        }
        (Type::Map(of), Value::Object(map)) => {
            for value in map.values() {
                check(report, of, value);
            }
            true
        }
        (Type::Amount, Value::String(_) | Value::Number(_)) => {
            if amount(value).is_none() {
                report.value("AV051", value, Quantity::RULE);
            }
            true
        }
        (Type::Flag, Value::Bool(_)) | (Type::Text | Type::IntOrText, Value::String(_)) => true,
        (Type::Int32 | Type::IntOrText, Value::Number(number)) => {
            number.as_i64().is_some_and(|n| i32::try_from(n).is_ok())
        }
        (Type::Int64, Value::Number(number)) => number.is_i64(),
        (Type::Bytes, Value::String(text)) => decoded_length(text).is_some(),
        // encoding/json reads a list of numbers as bytes, too.
        (Type::Bytes, Value::Array(items)) => items
            .iter()
            .all(|item| item.as_u64().is_some_and(|n| n < 256) || item.is_null()),
        _ => false,
    };
    if !good {
        report.value("AV034", value, format!("must be {}", of.name()));
    }
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Type::Flag => "true or false",
            Type::Int32 => "an integer of 32 bits",
            Type::Int64 => "an integer of 64 bits",
            Type::Text => "a text",
            Type::Bytes => "base64 text",
            Type::Amount => "a quantity",
            Type::IntOrText => "an integer of 32 bits or a text",
            Type::Map(_) | Type::Struct(_) => "a map",
            Type::List(_) => "a list",
        }
    }
}

/// How many bytes the base64 text stands for; none when it is no base64. Line ends are skipped.
pub(super) fn decoded_length(text: &str) -> Option<usize> {
    let mut data = 0usize;
    let mut padding = 0usize;
    for b in text.bytes() {
        match b {
            b'\r' | b'\n' => {}
            b'=' => padding += 1,
            _ if padding == 0 && (b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')) => {
                data += 1;
            }
            _ => return None,
        }
    }
    match (data % 4, padding) {
        (0, 0) | (2, 2) | (3, 1) => Some(data * 3 / 4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::kinds::KINDS;
    use super::*;

    /// Every struct below a type, once per place.
    fn structs(of: &Type, found: &mut Vec<Struct>) {
        match of {
            Type::Struct(fields) => {
                found.push(fields);
                for (_, of) in *fields {
                    structs(of, found);
                }
            }
            Type::List(of) | Type::Map(of) => structs(of, found),
            _ => {}
        }
    }

    #[test]
    fn tables_are_sorted_and_unique() {
        let mut found = Vec::new();
        for kind in KINDS {
            structs(&kind.fields, &mut found);
        }
        for fields in found {
            assert!(
                fields.is_sorted_by(|(a, _), (b, _)| a < b),
                "{:?}",
                fields.iter().map(|(name, _)| name).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn base64_lengths() {
        for (text, length) in [
            ("", Some(0)),
            ("YQ==", Some(1)),
            ("YWI=", Some(2)),
            ("YWJj", Some(3)),
            ("YW\nJj", Some(3)),
            ("YQ", None),
            ("YQ=", None),
            ("Y?==", None),
            ("=", None),
        ] {
            assert_eq!(decoded_length(text), length, "{text}");
        }
    }
}
