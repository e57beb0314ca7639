//! `--dry-run --diff`: the objects as they are installed, and as they would be.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    changes::Change,
    objects::{self, Id},
    snapshot::Snapshot,
};
use crate::redact::HIDDEN;

/// Objects by `apiVersion/Kind/namespace/name`.
pub type Objects = BTreeMap<Id, Value>;

/// Objects of the files that change, before and after. Secrets are there without their content; whether it is another one
/// shows in the annotation of their Pods.
pub fn of(there: &Snapshot, changes: &[Change]) -> (Objects, Objects) {
    let (mut old, mut new) = (Objects::new(), Objects::new());
    for change in changes.iter().filter(|change| change.write) {
        let before = there.ours.get(&change.file).map(|now| now.items.clone());
        old.extend(before.into_iter().flatten().map(hidden));
        let list = change.content.as_deref().unwrap_or_default();
        let list: Value = serde_json::from_str(list).unwrap_or_default();
        new.extend(objects::items(&list).into_iter().map(hidden));
    }
    (old, new)
}

fn hidden((id, mut object): (Id, Value)) -> (Id, Value) {
    let data = object.get_mut("data").and_then(Value::as_object_mut);
    if objects::parts(&id).is_some_and(|[_, kind, ..]| kind == "Secret") {
        for value in data.into_iter().flat_map(|data| data.values_mut()) {
            *value = json!(HIDDEN);
        }
    }
    (id, object)
}
