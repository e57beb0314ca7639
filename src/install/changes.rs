//! What an installation would do: a pure function of what is wanted, what we installed, and what
//! is there. Printable, so that `--dry-run` and the real run cannot differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    bundle::{LASTING, checksum},
    objects::{self, Id},
    snapshot::{Present, Snapshot},
    state::{Held, State},
};
use crate::bundle::head;

mod change;
mod kept;
mod moves;
mod wanted;

pub use wanted::Wanted;

pub use change::{Action, Change, Conflict, Prune};

/// All that is wanted.
#[derive(Debug, Clone, Default)]
pub struct Goal {
    /// What is wanted of each file, by its name.
    pub files: BTreeMap<String, Wanted>,
    /// Files that stay as they are, and the objects that they should hold, as far as they are known:
    /// their workload was refused, or its secret could not be made.
    pub held_back: BTreeMap<String, BTreeSet<Id>>,
    /// Foreign files that the operator hands over (`--adopt`).
    pub adopted: BTreeSet<String>,
    /// Files that K3s is to apply once more although their content is the same.
    pub fresh: BTreeSet<String>,
    /// Files that K3s was just seen to have applied as they are, although another one has an object of theirs.
    pub resting: BTreeSet<String>,
    /// What becomes of the objects of files that go.
    pub prune: Prune,
}

/// All changes, in the order in which they are made: what appears or changes before what goes, so
/// that an object that changes hands is never without a file.
///
/// # Errors
/// Every file that is not ours to touch.
pub fn changes(goal: &Goal, state: &State, there: &Snapshot) -> Result<Vec<Change>, Vec<Conflict>> {
    let kept = kept::kept(goal, state, there);
    let world = World {
        goal,
        state,
        there,
        kept: &kept,
    };
    let mut out = Vec::new();
    let mut conflicts = Vec::new();
    let names: BTreeSet<&String> = goal
        .files
        .keys()
        .chain(state.files.keys())
        .chain(goal.held_back.keys())
        .collect();
    for name in names {
        match world.change(name) {
            Ok(change) => out.push(change),
            Err(conflict) => conflicts.push(conflict),
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    moves::freshen(&mut out, &world);
    out.sort_by(|a, b| (phase(a), &a.file).cmp(&(phase(b), &b.file)));
    Ok(out)
}

/// Whether any file is written or removed.
#[must_use]
pub fn any(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.write)
}

fn phase(change: &Change) -> u8 {
    match change.action {
        _ if !change.write => 3,
        Action::Tombstone | Action::Remove => 2,
        _ => 1,
    }
}

/// What a change is computed from.
struct World<'a> {
    goal: &'a Goal,
    state: &'a State,
    there: &'a Snapshot,
    kept: &'a BTreeSet<String>,
}

impl World<'_> {
    fn change(&self, name: &str) -> Result<Change, Conflict> {
        let held = self.state.files.get(name);
        let mut change = Change {
            file: name.to_owned(),
            action: Action::Keep,
            appear: Vec::new(),
            leave: Vec::new(),
            waiting: Vec::new(),
            content: None,
            write: false,
            held: held.cloned(),
        };
        if self.kept.contains(name) {
            if change.held.is_none() {
                change.action = Action::Skip;
            }
            self.stay(&mut change);
            return Ok(change);
        }
        let wanted = self.goal.files.get(name);
        let known = known(name, self.goal, self.state, self.there);
        let mut ids: BTreeSet<Id> = wanted
            .into_iter()
            .flatten()
            .filter_map(objects::id)
            .collect();
        let mut more: Vec<&Value> = Vec::new();
        for (id, item) in moves::carried(self, name, &known, &ids) {
            more.push(item);
            ids.insert(id.clone());
            change.waiting.push(id);
        }
        change.appear = ids.difference(&known).cloned().collect();
        change.leave = known.difference(&ids).cloned().collect();
        if ids.is_empty() {
            self.go(&mut change, known)?;
        } else {
            let none = Wanted::default();
            let content = |turn| wanted.unwrap_or(&none).with(&more, turn);
            self.come(&mut change, &content, ids, &known)?;
            if wanted.is_none() {
                change.action = Action::Wait;
            }
        }
        Ok(change)
    }

    /// A file that stays as it is; a run that was stopped may have left two checksums for it.
    fn stay(&self, change: &mut Change) {
        if let (Some(held), Some(now)) = (&mut change.held, self.there.ours.get(&change.file))
            && held.sha256.contains(&now.sha256)
        {
            held.sha256 = BTreeSet::from([now.sha256.clone()]);
            held.tombstone = now.items.is_empty();
        }
    }

    /// A file that is wanted.
    fn come(
        &self,
        change: &mut Change,
        content: &dyn Fn(usize) -> String,
        ids: BTreeSet<Id>,
        known: &BTreeSet<Id>,
    ) -> Result<(), Conflict> {
        let now = self.there.ours.get(&change.file);
        let turn = turn(change.held.as_ref(), now, content);
        let held = change.held.get_or_insert_default();
        let text = content(turn);
        let sum = checksum(text.as_bytes());
        change.action = match now {
            None => Action::Add,
            Some(now) if now.sha256 == sum => Action::Unchanged,
            Some(now) => {
                owned(&change.file, &now.sha256, self.goal, self.state)?;
                Action::Update
            }
        };
        held.turn = turn;
        change.write = change.action != Action::Unchanged;
        if now.is_some_and(|now| now.open && !change.write) {
            // Others could read it: written again it is root's alone.
            change.action = Action::Update;
            change.write = true;
            change.leave.clear();
        } else if !change.write {
            // What leaves has left before; K3s may only not have been seen to know it.
            change.leave.clear();
        }
        held.objects = if LASTING.contains(&change.file.as_str()) {
            ids
        } else {
            known.union(&ids).cloned().collect()
        };
        held.containers.extend(containers(now));
        let wanted = serde_json::from_str(&text).unwrap_or_default();
        let wanted = objects::items_in_order(&wanted);
        held.containers
            .extend(wanted.iter().flat_map(objects::containers));
        held.sha256 = BTreeSet::from([sum]);
        held.tombstone = false;
        change.content = Some(text);
        Ok(())
    }

    /// A file that k3s-migrate wrote and that is no longer wanted.
    fn go(&self, change: &mut Change, known: BTreeSet<Id>) -> Result<(), Conflict> {
        let now = self.there.ours.get(&change.file);
        let done = now.is_some_and(|now| {
            let held = self.state.files.get(&change.file);
            now.items.is_empty()
                && held.is_some_and(|held| held.tombstone && held.sha256.contains(&now.sha256))
        });
        if let Some(now) = now.filter(|_| !done) {
            owned(&change.file, &now.sha256, self.goal, self.state)?;
        }
        // The file may have been removed by hand: its objects are still there, and a tombstone still
        // reaches them.
        let keep = self.goal.prune == Prune::Keep && !done;
        change.action = match (done, keep) {
            (true, _) => Action::Unchanged,
            (_, true) => Action::Remove,
            (_, false) => Action::Tombstone,
        };
        change.write = !done;
        if keep {
            change.held = None;
            return Ok(());
        }
        let held = change.held.get_or_insert_default();
        held.objects = known;
        held.tombstone = true;
        held.sha256 = if let Some(now) = now.filter(|_| done) {
            BTreeSet::from([now.sha256.clone()])
        } else {
            let units = now.map_or(&[][..], |now| &now.units);
            let text = head::tombstone(self.state.writes + 1, units);
            let sum = checksum(text.as_bytes());
            change.content = Some(text);
            BTreeSet::from([sum])
        };
        Ok(())
    }
}

/// Objects that K3s may have made of a file: all that it held since K3s was last seen to have
/// applied it, and what it holds now.
fn known(name: &str, goal: &Goal, state: &State, there: &Snapshot) -> BTreeSet<Id> {
    let held = state.files.get(name);
    let mut out = held.map(|held| held.objects.clone()).unwrap_or_default();
    if let Some(now) = there.ours.get(name)
        && owned(name, &now.sha256, goal, state).is_ok()
    {
        out.extend(now.items.keys().cloned());
    }
    out
}

/// The containers of the Pods of a file that is there.
fn containers(now: Option<&Present>) -> impl Iterator<Item = String> {
    let items = now.into_iter().flat_map(|now| now.items.values());
    items.flat_map(objects::containers)
}

/// Only what we wrote, or what was handed over, is ours to replace.
fn owned(name: &str, now: &str, goal: &Goal, state: &State) -> Result<(), Conflict> {
    if goal.adopted.contains(name) {
        return Ok(());
    }
    match state.files.get(name) {
        Some(held) if held.sha256.contains(now) => Ok(()),
        Some(_) => Err(Conflict::Edited(name.to_owned())),
        None => Err(Conflict::Foreign(name.to_owned())),
    }
}

/// The turn of a file's content. No content comes again with a checksum that K3s may know from before: it takes the file for
/// applied by its checksum, also while it still applies what was there in between. What it was last seen to have applied is
/// the one content that it cannot be busy with.
fn turn(held: Option<&Held>, now: Option<&Present>, content: &dyn Fn(usize) -> String) -> usize {
    let Some(held) = held else { return 0 };
    let sum = |turn| checksum(content(turn).as_bytes());
    let same = sum(held.turn);
    match now {
        Some(now) if now.sha256 == same => held.turn,
        // It was removed by hand, and nothing else has been there since.
        None if held.sha256.len() == 1 && held.sha256.contains(&same) => held.turn,
        _ if held.applied() => usize::from(held.confirmed == Some(sum(0))),
        _ => held.turn + 1,
    }
}
