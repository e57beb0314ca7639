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

mod parts;

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
    elsewhere,
    network,
    taints,
    parts::check,
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
    for word in scene.k3s.disabled() {
        let stem = |name: &&str| name.strip_suffix(".json") == Some(word);
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
    let Some(option) = scene.k3s.runtime() else {
        return;
    };
    let strict = |item: &Value| {
        pod(item, "/securityContext/supplementalGroupsPolicy").is_some_and(|p| *p == "Strict")
    };
    for name in files(scene, strict) {
        say(ledger, name, rules::other_runtime(name, option));
    }
}

/// What a path leads to in the Pod of a controller.
fn pod<'a>(item: &'a Value, path: &str) -> Option<&'a Value> {
    let mut all = PODS.iter();
    all.find_map(|pod| item.pointer(&format!("{pod}{path}")))
}

/// Names of the files with such an object.
fn files<'a>(scene: &Scene<'a>, has: impl Fn(&Value) -> bool) -> impl Iterator<Item = &'a String> {
    let files = scene.goal.files.iter();
    files.filter_map(move |(name, wanted)| wanted.into_iter().any(&has).then_some(name))
}

fn elsewhere(scene: &Scene, ledger: &mut Ledger) {
    let Some(read) = scene.k3s.manifests().filter(|read| read != scene.target) else {
        return;
    };
    if scene.goal.files.is_empty() {
        return;
    }
    let text = rules::elsewhere(scene.target.display(), read.display());
    say(ledger, &scene.k3s.place, text);
}

fn network(scene: &Scene, ledger: &mut Ledger) {
    let place = &scene.k3s.place;
    let policy = |item: &Value| item.get("kind").is_some_and(|kind| kind == "NetworkPolicy");
    if let Some(option) = scene.k3s.without_policies()
        && files(scene, policy).next().is_some()
    {
        say(ledger, place, rules::no_policies(option));
    }
    let host_port = |item: &Value| {
        let list = |key| pod(item, key).and_then(Value::as_array);
        let all = ["/containers", "/initContainers"]
            .into_iter()
            .filter_map(list);
        let ports = all.flatten().filter_map(|of| of.get("ports")?.as_array());
        ports.flatten().any(|port| port.get("hostPort").is_some())
    };
    if scene.k3s.has_other_network() && files(scene, host_port).next().is_some() {
        say(ledger, place, rules::other_network());
    }
}

fn taints(scene: &Scene, ledger: &mut Ledger) {
    let plain =
        |item: &Value| pod(item, "/containers").is_some() && pod(item, "/tolerations").is_none();
    if files(scene, plain).next().is_none() {
        return;
    }
    for taint in scene.k3s.taints() {
        say(ledger, &scene.k3s.place, rules::tainted(taint));
    }
}
