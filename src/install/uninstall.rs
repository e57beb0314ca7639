//! What stays when files go: Namespaces, claims and volumes, with the commands that delete them.

use std::collections::BTreeSet;

use super::{
    bundle::LASTING,
    objects::{self, Id},
    preflight::say,
    state::State,
};
use crate::{ledger::Ledger, rules::install as rules};

/// Objects that no bundle holds any more, and that are not deleted.
#[must_use]
pub fn remaining(state: &State) -> BTreeSet<Id> {
    let held = LASTING.iter().filter_map(|name| state.files.get(*name));
    let held = held.flat_map(|held| held.objects.iter().cloned());
    held.chain(state.remaining.iter().cloned()).collect()
}

/// Says what stays.
pub fn report(remaining: &BTreeSet<Id>, ledger: &mut Ledger) {
    if remaining.is_empty() {
        return;
    }
    let names: Vec<String> = remaining.iter().map(|id| format!("`{id}`")).collect();
    // Claims and volumes before their Namespace, which would take the claims along.
    let mut ids: Vec<&Id> = remaining.iter().collect();
    ids.sort_by_key(|id| (objects::parts(id).map(|[_, kind, ..]| rank(kind)), *id));
    let commands: Vec<String> = ids.iter().filter_map(|id| command(id)).collect();
    let text = rules::remains(names.join(", "), commands.join("; "));
    say(ledger, "the cluster", text);
}

fn rank(kind: &str) -> u8 {
    match kind {
        "PersistentVolumeClaim" => 0,
        "PersistentVolume" => 1,
        _ => 2,
    }
}

fn command(id: &str) -> Option<String> {
    let [_, kind, namespace, name] = objects::parts(id)?;
    let kind = kind.to_lowercase();
    Some(match namespace {
        "-" => format!("`kubectl delete {kind} {name}`"),
        _ => format!("`kubectl delete {kind} {name} -n {namespace}`"),
    })
}
