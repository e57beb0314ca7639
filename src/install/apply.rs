//! Carries out changes so that a stop at any point is repaired by running again: the state knows
//! every checksum that a file may have before the first file changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    Error,
    changes::{self, Change},
    disk::{self, Disk},
    objects::{self, Id},
    snapshot::{FOLDER, Snapshot},
    state::{Home, State},
};
use crate::install::{bundle::LASTING, changes::Goal};

/// Makes the changes. The state is written first, with the old and the new of every file; the
/// caller writes it again at the end, as [`after`] says.
///
/// # Errors
/// Something cannot be written. What was written before stays, and running again goes on from there.
pub fn apply(
    disk: &mut dyn Disk,
    home: &Home,
    target: &Path,
    changes: &[Change],
    state: &State,
    there: &Snapshot,
) -> Result<(), Error> {
    // Also where nothing is to change: a stopped run may have staged what is no longer wanted, and
    // it may hold a Secret.
    for staged in &there.staged {
        disk.remove(staged)
            .map_err(|error| Error::write(staged, error))?;
    }
    if !changes::any(changes) {
        return Ok(());
    }
    let folder = target.join(FOLDER);
    for directory in [&home.path, &folder] {
        disk.make_directory(directory)
            .map_err(|error| Error::write(directory, error))?;
    }
    home.save(disk, &union(state, changes, there))?;
    for change in changes.iter().filter(|change| change.write) {
        let path = folder.join(&change.file);
        match &change.content {
            Some(text) => disk::replace(disk, &path, text.as_bytes()),
            None => disk.remove(&path).and_then(|()| disk.sync(&folder)),
        }
        .map_err(|error| Error::write(&path, error))?;
    }
    Ok(())
}

/// Old and new together.
fn union(state: &State, changes: &[Change], there: &Snapshot) -> State {
    let mut out = state.clone();
    out.writes += 1;
    for change in changes.iter().filter(|change| change.write) {
        let Some(new) = &change.held else { continue };
        let held = out.files.entry(change.file.clone()).or_default();
        held.sha256.extend(new.sha256.iter().cloned());
        // Adopted, or left by a run whose state was lost with its content the same.
        held.sha256
            .extend(there.ours.get(&change.file).map(|now| now.sha256.clone()));
        held.objects.extend(new.objects.iter().cloned());
        held.containers.extend(new.containers.iter().cloned());
        held.turn = new.turn;
        held.tombstone = new.tombstone;
    }
    doubt(&mut out, changes);
    out
}

/// What was confirmed no longer is, for every file with an object that another one is written with:
/// K3s may give the object to that one, whether or not the run comes to its end.
fn doubt(state: &mut State, changes: &[Change]) {
    let mut writers: BTreeMap<&Id, BTreeSet<&str>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.write) {
        let objects = change.held.iter().flat_map(|held| &held.objects);
        for id in objects.filter(|id| !change.leave.contains(id)) {
            writers.entry(id).or_default().insert(&change.file);
        }
    }
    for (name, held) in &mut state.files {
        let by_other = |writers: &BTreeSet<&str>| writers.iter().any(|writer| writer != name);
        let mut writers = held.objects.iter().filter_map(|id| writers.get(id));
        if writers.any(by_other) {
            held.confirmed = None;
        }
    }
}

/// What the state says when all is done.
#[must_use]
pub fn after(state: &State, goal: &Goal, changes: &[Change]) -> State {
    let mut remaining = state.remaining.clone();
    let mut out = State {
        files: changes
            .iter()
            .filter_map(|change| Some((change.file.clone(), change.held.clone()?)))
            .collect(),
        ..state.clone()
    };
    out.writes += u64::from(changes::any(changes));
    doubt(&mut out, changes);
    for name in LASTING {
        let objects = |state: &State| state.files.get(name).map(|held| held.objects.clone());
        let (before, after) = (
            objects(state).unwrap_or_default(),
            objects(&out).unwrap_or_default(),
        );
        remaining.extend(before.difference(&after).cloned());
    }
    let wanted = goal.files.values().flatten().filter_map(objects::id);
    let wanted: BTreeSet<Id> = wanted.collect();
    out.remaining = remaining.difference(&wanted).cloned().collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::{changes::Action, state::Held};

    fn held(objects: &[&str]) -> Held {
        Held {
            sha256: BTreeSet::from(["new".to_owned()]),
            objects: objects.iter().map(ToString::to_string).collect(),
            confirmed: Some("old".to_owned()),
            ..Held::default()
        }
    }

    #[test]
    fn nobody_is_sure_of_an_object_that_another_file_is_written_with() {
        let written = |objects: &[&str], leave: &[&str]| Change {
            file: "a".to_owned(),
            action: Action::Update,
            appear: Vec::new(),
            leave: leave.iter().map(ToString::to_string).collect(),
            waiting: Vec::new(),
            content: None,
            write: true,
            held: Some(held(objects)),
        };
        let unwritten = |change| Change {
            write: false,
            ..change
        };
        for (change, sure) in [
            (written(&["x", "y"], &[]), false),
            (written(&["x", "y"], &["x"]), true),
            (written(&["y"], &[]), true),
            (unwritten(written(&["x", "y"], &[])), true),
        ] {
            let files = [("a", held(&["y"])), ("b", held(&["x"]))];
            let files = files.map(|(name, held)| (name.to_owned(), held)).into();
            let state = State {
                files,
                ..State::default()
            };
            let b = Change {
                file: "b".to_owned(),
                ..unwritten(written(&["x"], &[]))
            };
            let changes = [change, b];
            let during = union(&state, &changes, &Snapshot::default());
            for after in [during, after(&state, &Goal::default(), &changes)] {
                let confirmed = |name| after.files.get(name).and_then(|h| h.confirmed.clone());
                assert_eq!(confirmed("b").is_some(), sure, "{changes:?}");
                assert!(confirmed("a").is_some(), "its own content does not matter");
            }
        }
    }
}
