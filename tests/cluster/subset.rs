//! Whether the cluster holds what a manifest says.

use serde_json::Value;

/// What the API server writes in its own way: quantities.
const REWRITTEN: [&str; 4] = ["resources", "sizeLimit", "capacity", "limits"];

/// Where a live object is not what the manifest says; fields that the manifest does not have were
/// filled in by the server.
pub fn difference(wanted: &Value, live: &Value, place: &str) -> Option<String> {
    match (wanted, live) {
        (Value::Object(wanted), Value::Object(live)) => wanted
            .iter()
            .filter(|(key, value)| !REWRITTEN.contains(&key.as_str()) && !value.is_null())
            .find_map(|(key, value)| {
                let place = format!("{place}/{key}");
                match live.get(key) {
                    Some(live) => difference(value, live, &place),
                    None if empty(value) => None,
                    None => Some(format!("{place} is not there")),
                }
            }),
        (Value::Array(wanted), Value::Array(live)) => {
            if wanted.len() != live.len() {
                let (wanted, live) = (wanted.len(), live.len());
                return Some(format!("{place} has {live} instead of {wanted}"));
            }
            let pairs = wanted.iter().zip(live).enumerate();
            pairs
                .into_iter()
                .find_map(|(i, (wanted, live))| difference(wanted, live, &format!("{place}/{i}")))
        }
        _ if wanted == live => None,
        _ => Some(format!("{place} is {live} instead of {wanted}")),
    }
}

fn empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
        || value.as_array().is_some_and(Vec::is_empty)
        || *value == Value::Bool(false)
}
