//! What must be true of the manifests directory before anything in it is touched.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

use super::{
    changes::{Conflict, Goal},
    k3s_config::K3s,
    objects::{self, add_on, identity},
    snapshot::{FOLDER, Other, Snapshot},
    state::State,
};
use crate::{
    ledger::{Ledger, Subject},
    rules::{Say, install as rules},
};

/// What a check looks at.
pub struct Scene<'a> {
    /// What is wanted.
    pub goal: &'a Goal,
    /// What we installed.
    pub state: &'a State,
    /// What is there.
    pub there: &'a Snapshot,
    /// How K3s is run.
    pub k3s: &'a K3s,
    /// The manifests directory.
    pub target: &'a Path,
}

type Check = fn(&Scene, &mut Ledger);

/// The checks, in the order in which their findings are printed.
const CHECKS: &[Check] = &[
    dangling_links,
    same_add_on,
    same_object,
    disabled,
    skipped,
    unreadable,
    strays,
    runtime,
];

/// Runs every check.
pub fn check(scene: &Scene, ledger: &mut Ledger) {
    for check in CHECKS {
        check(scene, ledger);
    }
}

/// Says what cannot be touched.
pub fn conflicts(conflicts: &[Conflict], target: &Path, ledger: &mut Ledger) {
    for conflict in conflicts {
        let (name, text) = match conflict {
            Conflict::Foreign(name) => {
                let path = target.join(FOLDER).join(name);
                (name, rules::foreign_file(name, path.display()))
            }
            Conflict::Edited(name) => (name, rules::edited_file(name)),
        };
        say(ledger, &format!("{FOLDER}/{name}"), text);
    }
}

pub(super) fn say(ledger: &mut Ledger, place: &str, say: Say) {
    ledger.say(Subject::Place(place.to_owned()), say);
}

impl Scene<'_> {
    /// Names of files that are, or come to be, ours.
    fn ours(&self) -> BTreeSet<&str> {
        let names = self.goal.files.keys().chain(self.state.files.keys());
        names.map(String::as_str).collect()
    }

    /// Foreign objects, with the file; also files with our names that we do not know.
    fn others(&self) -> impl Iterator<Item = (String, &str)> {
        let ours = self.ours();
        let known = self
            .there
            .others
            .iter()
            .filter_map(|(path, other)| match other {
                Other::Objects(ids) => Some((path.clone(), ids.iter().collect::<Vec<_>>())),
                Other::Unreadable(_) => None,
            });
        let strays = self
            .there
            .ours
            .iter()
            .filter(move |(name, _)| !ours.contains(name.as_str()));
        let strays =
            strays.map(|(name, now)| (format!("{FOLDER}/{name}"), now.items.keys().collect()));
        known
            .chain(strays)
            .flat_map(|(path, ids)| ids.into_iter().map(move |id| (path.clone(), id.as_str())))
    }
}

fn dangling_links(scene: &Scene, ledger: &mut Ledger) {
    for path in &scene.there.dangling {
        let full = scene.target.join(path);
        say(ledger, path, rules::dangling_link(path, full.display()));
    }
}

fn same_add_on(scene: &Scene, ledger: &mut Ledger) {
    let ours: BTreeMap<&str, &str> = scene
        .ours()
        .into_iter()
        .map(|name| (add_on(name), name))
        .collect();
    for path in scene.there.others.keys() {
        if let Some(name) = ours.get(add_on(path)) {
            let file = format_args!("{FOLDER}/{name}");
            say(ledger, path, rules::same_add_on(path, file));
        }
    }
}

fn same_object(scene: &Scene, ledger: &mut Ledger) {
    let wanted: BTreeSet<String> = scene
        .goal
        .files
        .values()
        .flatten()
        .filter_map(objects::id)
        .map(|id| identity(&id))
        .collect();
    for (path, id) in scene.others() {
        if wanted.contains(&identity(id)) {
            say(ledger, &path, rules::same_object(&path, id));
        }
    }
}

fn disabled(scene: &Scene, ledger: &mut Ledger) {
    for word in &scene.k3s.disabled {
        let stem = |name: &&str| name.strip_suffix(".json") == Some(word.as_str());
        if word == FOLDER || scene.ours().iter().any(stem) {
            say(ledger, &scene.k3s.place, rules::disabled(word));
        }
    }
}

fn skipped(scene: &Scene, ledger: &mut Ledger) {
    for name in scene
        .ours()
        .into_iter()
        .filter(|name| scene.there.skipped.contains(*name))
    {
        say(ledger, name, rules::skipped(name));
    }
}

fn unreadable(scene: &Scene, ledger: &mut Ledger) {
    for (path, other) in &scene.there.others {
        if let Other::Unreadable(what) = other {
            say(ledger, path, rules::unreadable_neighbour(path, what));
        }
    }
}

fn strays(scene: &Scene, ledger: &mut Ledger) {
    let ours = scene.ours();
    let named = scene
        .there
        .ours
        .keys()
        .filter(|name| !ours.contains(name.as_str()));
    let named = named.map(|name| format!("{FOLDER}/{name}"));
    let in_folder = scene
        .there
        .others
        .keys()
        .filter(|path| path.starts_with("k3s-migrate/"));
    for path in named.chain(in_folder.cloned()) {
        say(ledger, &path, rules::stray_file(&path));
    }
}

/// Where the Pod of a controller is in it.
const PODS: [&str; 2] = [
    "/spec/template/spec",
    "/spec/jobTemplate/spec/template/spec",
];

fn runtime(scene: &Scene, ledger: &mut Ledger) {
    let Some(option) = scene.k3s.runtime else {
        return;
    };
    let strict = |item: &Value| {
        let policy = |pod| item.pointer(&format!("{pod}/securityContext/supplementalGroupsPolicy"));
        PODS.iter().find_map(policy).is_some_and(|p| *p == "Strict")
    };
    let name = |(name, items): (_, &Vec<Value>)| items.iter().any(strict).then_some(name);
    for name in scene.goal.files.iter().filter_map(name) {
        say(ledger, name, rules::other_runtime(name, option));
    }
}
