//! Files that bear the mark of k3s-migrate, and that the state does not know: it was lost, or an old copy took its place. What K3s
//! made of them is not known any more, so nothing may be deleted, and nothing else may run next to it, before the operator has
//! looked.

use std::collections::BTreeSet;

use super::{
    objects,
    snapshot::Snapshot,
    state::{Held, State},
};

/// Names of the files.
#[must_use]
pub fn files(state: &State, there: &Snapshot) -> BTreeSet<String> {
    let marked = there.ours.iter().filter(|(_, now)| now.marked);
    marked
        .map(|(name, _)| name.clone())
        .filter(|name| !state.files.contains_key(name))
        .collect()
}

/// Takes them over: from now on they are as if this state had installed them, and K3s has yet to be seen to have applied them.
pub fn adopt(state: &mut State, there: &Snapshot, files: &BTreeSet<String>) {
    for name in files {
        let Some(now) = there.ours.get(name) else {
            continue;
        };
        let held = Held {
            sha256: BTreeSet::from([now.sha256.clone()]),
            objects: now.items.keys().cloned().collect(),
            containers: now.items.values().flat_map(objects::containers).collect(),
            turn: now.turn,
            tombstone: now.items.is_empty(),
            ..Held::default()
        };
        state.writes = state.writes.max(now.tombstone.unwrap_or(0));
        state.files.insert(name.clone(), held);
    }
}
