//! What a manifest says of itself, in the `metadata` of its List: K3s passes over it, and whoever has nothing but the
//! manifests can still tell which units of the engine must not run next to them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::index::Unit;

/// Annotation with the units whose containers run in the manifest's workload, as JSON.
const UNITS: &str = "k3s-migrate/units";
/// Annotation of an empty List that stands for a file that left: its number.
const TOMBSTONE: &str = "k3s-migrate/tombstone";

/// A unit and its container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Runs {
    /// Host.
    pub host: String,
    /// Full name of the unit.
    pub unit: String,
    /// Name of the container's attribute.
    pub container: String,
}

impl From<&Unit> for Runs {
    fn from(unit: &Unit) -> Self {
        Self {
            host: unit.host.clone(),
            unit: unit.unit.clone(),
            container: unit.container.clone(),
        }
    }
}

/// The `metadata` of a List; nothing for a List without units.
#[must_use]
pub fn metadata(units: &[Runs]) -> Option<Value> {
    (!units.is_empty()).then(|| json!({"annotations": {UNITS: text(units)}}))
}

fn text(units: &[Runs]) -> String {
    serde_json::to_string(units).expect("names are strings")
}

/// The units that a List names; none where it says nothing that can be read.
#[must_use]
pub fn units(list: &Value) -> Vec<Runs> {
    let text = annotation(list, UNITS).unwrap_or_default();
    serde_json::from_str(text).unwrap_or_default()
}

fn annotation<'a>(list: &'a Value, key: &str) -> Option<&'a str> {
    list.pointer("/metadata/annotations")?.get(key)?.as_str()
}

/// Replaces a file whose objects K3s is to delete: a `List` without items is the one form that it takes as "nothing", as
/// removing the file would delete nothing. The number makes its checksum another one each time, because K3s may still know that
/// of an earlier one.
#[must_use]
pub fn tombstone(number: u64, units: &[Runs]) -> String {
    let mut annotations = Map::new();
    annotations.insert(TOMBSTONE.to_owned(), number.to_string().into());
    if !units.is_empty() {
        annotations.insert(UNITS.to_owned(), text(units).into());
    }
    let metadata = json!({"annotations": annotations});
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{metadata},\"items\":[]}}\n")
}

/// The number of a tombstone; 0 for those of older versions, `None` for anything else.
#[must_use]
pub fn tombstone_number(list: &Value) -> Option<u64> {
    let empty = list.get("items")?.as_array()?.is_empty();
    let number = annotation(list, TOMBSTONE).and_then(|number| number.parse().ok());
    (empty && list.get("kind")? == "List").then_some(number.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use serde_json::{Value, json};

    use super::{Runs, metadata, tombstone, tombstone_number, units};

    #[test]
    fn a_list_says_which_units_it_replaces_and_so_does_its_tombstone() {
        let of = [Runs {
            host: "here".to_owned(),
            unit: "podman-a.service".to_owned(),
            container: "a".to_owned(),
        }];
        assert_eq!(metadata(&[]), None);
        let list = json!({"items": [{}], "metadata": metadata(&of)});
        assert_eq!((units(&list), tombstone_number(&list)), (of.to_vec(), None));
        let list: Value = serde_json::from_str(&tombstone(7, &of)).unwrap();
        assert_eq!(
            (units(&list), tombstone_number(&list)),
            (of.to_vec(), Some(7))
        );
        assert_ne!(tombstone(7, &[]), tombstone(8, &[]));
        for other in [
            json!({}),
            json!([]),
            json!({"metadata": 1}),
            json!({"metadata": {"annotations": {"k3s-migrate/units": "["}}}),
        ] {
            assert_eq!(
                (units(&other), tombstone_number(&other)),
                (Vec::new(), None)
            );
        }
    }
}
