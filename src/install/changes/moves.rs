//! Objects that change files. K3s reads files in the order of their names and deletes what a file
//! no longer holds, unless another file has taken it over before:
//!
//! - to an earlier file: both are written, the gainer first; K3s applies it first, too. Where K3s has read the gainer just
//!   before it is written, and reads the other one just after that, it deletes the object and makes it again at its next
//!   look. To go on holding the object until the earlier file has it would close that gap, and may not end: K3s gives the
//!   object back whenever it reads the later file, and two files that exchange objects then take them from each other in
//!   turn. `tests/install_model` was run with that rule, and found it.
//! - to a later file: K3s would delete the object, then make it again; a Pod's grace period and the
//!   new object's name meet, and it may be gone for good. The earlier file goes on holding the
//!   object, as the later one wants it, until K3s was seen to have given it to the later one, and to be done with both.
//!
//! A file waits for later ones only: one walk of K3s then gives every object to the file that is to have it, and no two
//! files take an object from each other in turn.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Action, Change, World, checksum, objects, wanted::turned};
use crate::install::{bundle::LASTING, objects::Id};

/// What a file goes on holding, as the files that take it over want it.
pub(super) fn carried<'a>(
    world: &World<'a>,
    name: &str,
    known: &BTreeSet<Id>,
    ids: &BTreeSet<Id>,
) -> Vec<(Id, &'a Value)> {
    if LASTING.contains(&name) {
        return Vec::new();
    }
    let leaving = known.difference(ids);
    leaving
        .filter_map(|id| {
            let (gainer, item) = gainer(world, id)?;
            // K3s must not be busy with this file either: it would take the object back.
            let rests = at_rest(world, name) || world.goal.resting.contains(name);
            let late = gainer.as_str() > name && !(rests && settled(world, gainer));
            late.then(|| (id.clone(), item))
        })
        .collect()
}

/// Who takes an object over must be applied after who gives it away, even where K3s already has
/// the same content: it passes over a file whose checksum it knows.
pub(super) fn freshen(changes: &mut [Change], world: &World) {
    let mut fresh = world.goal.fresh.clone();
    for change in changes.iter().filter(|change| change.write) {
        if LASTING.contains(&change.file.as_str()) {
            continue;
        }
        for id in change.leave.iter().chain(&change.waiting) {
            fresh.extend(gainer(world, id).map(|(name, _)| name.clone()));
        }
    }
    for change in changes.iter_mut() {
        if !fresh.contains(&change.file) || world.kept.contains(&change.file) {
            continue;
        }
        let (Some(content), Some(held)) = (&change.content, &mut change.held) else {
            continue;
        };
        held.turn += 1;
        let text = turned(content, held.turn);
        held.sha256 = BTreeSet::from([checksum(text.as_bytes())]);
        change.content = Some(text);
        change.write = true;
        if change.action == Action::Unchanged {
            change.action = Action::Update;
        }
    }
}

/// The file that is to hold an object, and the wanted object.
fn gainer<'a>(world: &World<'a>, id: &str) -> Option<(&'a String, &'a Value)> {
    world.goal.files.iter().find_map(|(name, wanted)| {
        let mut items = wanted.into_iter();
        let item = items.find(|item| objects::id(item).as_deref() == Some(id))?;
        (!world.kept.contains(name)).then_some((name, item))
    })
}

/// Whether K3s was seen to have applied a file as it is.
fn at_rest(world: &World, name: &str) -> bool {
    let held = world.state.files.get(name).filter(|held| held.applied());
    let now = world.there.ours.get(name);
    held.zip(now)
        .is_some_and(|(held, now)| held.confirmed.as_ref() == Some(&now.sha256))
}

/// Whether K3s was seen to have applied a file as it is, and as it is wanted.
fn settled(world: &World, name: &str) -> bool {
    let (Some(held), Some(wanted), Some(now)) = (
        world.state.files.get(name),
        world.goal.files.get(name),
        world.there.ours.get(name),
    ) else {
        return false;
    };
    let text = wanted.text(held.turn);
    at_rest(world, name)
        && checksum(text.as_bytes()) == now.sha256
        && !world.goal.fresh.contains(name)
}
