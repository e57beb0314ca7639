//! Files that stay as they are although the bundle says otherwise, so that a mistake in one
//! definition never stops a running service.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Goal, Wanted, known, objects};
use crate::{
    bundle::index::CHECKSUM_ANNOTATION,
    install::{bundle::LASTING, objects::Id, snapshot::Snapshot, state::State},
};

/// Files that stay.
pub(super) fn kept(goal: &Goal, state: &State, there: &Snapshot) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = goal.held_back.keys().cloned().collect();
    // Namespaces, claims and volumes: leaving data out does not delete it.
    let lasting = LASTING
        .into_iter()
        .filter(|name| !goal.files.contains_key(*name));
    out.extend(
        lasting
            .filter(|name| state.files.contains_key(*name))
            .map(str::to_owned),
    );
    // Every round keeps one file more, or ends.
    loop {
        let needed = needed(&out, goal, there);
        let more = state.files.keys().find(|name| {
            let wanted = ids(goal.files.get(*name));
            let leaving = known(name, goal, state, there);
            !out.contains(*name) && leaving.difference(&wanted).any(|id| needed.contains(id))
        });
        match more {
            Some(name) => out.insert(name.clone()),
            None => return out,
        };
    }
}

/// Objects that kept files should hold, or that their Pods use: no other file may give them up.
fn needed(kept: &BTreeSet<String>, goal: &Goal, there: &Snapshot) -> BTreeSet<Id> {
    let mut out = BTreeSet::new();
    for name in kept {
        out.extend(goal.held_back.get(name).into_iter().flatten().cloned());
        out.extend(ids(goal.files.get(name)));
        for item in there
            .ours
            .get(name)
            .into_iter()
            .flat_map(|now| now.items.values())
        {
            out.extend(secrets(item));
        }
    }
    out
}

fn ids(wanted: Option<&Wanted>) -> BTreeSet<Id> {
    wanted
        .into_iter()
        .flatten()
        .filter_map(objects::id)
        .collect()
}

/// The Secrets that we made for an object's Pods.
fn secrets(item: &Value) -> Vec<Id> {
    let namespace = item
        .pointer("/metadata/namespace")
        .and_then(Value::as_str)
        .unwrap_or("-");
    [
        "/spec/template/metadata/annotations",
        "/spec/jobTemplate/spec/template/metadata/annotations",
    ]
    .iter()
    .filter_map(|pointer| item.pointer(pointer)?.as_object())
    .flat_map(|annotations| annotations.keys())
    .filter_map(|key| key.strip_prefix(CHECKSUM_ANNOTATION))
    .map(|name| format!("v1/Secret/{namespace}/{name}"))
    .collect()
}
