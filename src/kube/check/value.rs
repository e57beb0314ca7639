//! How the rules read an object: an absent field, a null and a field of another type are all
//! the zero value, as after the API server's decoding. That a type is wrong is said by `fields`.

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::grammar::{Address, Amount};

static ABSENT: Value = Value::Null;

/// Reading a field by its name.
pub(super) trait Fields {
    /// The field, or null.
    fn at(&self, key: &str) -> &Value;

    /// Present and not null: Go's non-nil pointer.
    fn has(&self, key: &str) -> bool {
        !self.at(key).is_null()
    }

    /// The text of the field; empty when it has none.
    fn text(&self, key: &str) -> &str {
        self.at(key).as_str().unwrap_or_default()
    }

    /// The integer of the field, when it has one.
    fn number(&self, key: &str) -> Option<i64> {
        self.at(key).as_i64()
    }

    /// True only when the field says so.
    fn flag(&self, key: &str) -> bool {
        self.at(key).as_bool().unwrap_or_default()
    }

    /// The elements of the list; none when it is no list.
    fn items(&self, key: &str) -> &[Value] {
        self.at(key).as_array().map_or(&[], Vec::as_slice)
    }

    /// The entries of the map; none when it is no map.
    fn entries(&self, key: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.at(key)
            .as_object()
            .into_iter()
            .flat_map(Map::iter)
            .map(|(key, value)| (key.as_str(), value))
    }
}

impl Fields for Value {
    fn at(&self, key: &str) -> &Value {
        self.as_object()
            .and_then(|map| map.get(key))
            .unwrap_or(&ABSENT)
    }
}

/// The text of a list element or map value; a null is decoded as the empty text.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The quantity of a field: a text or a number; null is zero.
pub(super) fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::Null => Some(Amount::ZERO),
        Value::String(text) => Amount::parse(text),
        Value::Number(number) => Amount::parse(&number.to_string()),
        _ => None,
    }
}

/// The address of a text.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    Address::parse(text).ok().map(Address::get)
}
