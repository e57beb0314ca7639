//! What must be true of the manifests directory before anything in it is touched.

use std::collections::{BTreeMap, BTreeSet};

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
    rules::{OldSay, Rule, install as rules},
};

/// What a check looks at.
pub struct Scene<'a> {
    /// What shall be.
    pub goal: &'a Goal,
    /// What we installed.
    pub state: &'a State,
    /// What is there.
    pub there: &'a Snapshot,
    /// How K3s is run.
    pub k3s: &'a K3s,
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
pub fn conflicts(conflicts: &[Conflict], ledger: &mut Ledger) {
    for conflict in conflicts {
        match conflict {
            Conflict::Foreign(name) => say(
                ledger,
                &format!("{FOLDER}/{name}"),
                &rules::FOREIGN_FILE,
                OldSay::new(format!(
                    "`{name}` is there already, and k3s-migrate did not write it"
                ))
                .lost("nothing: it is not touched, and nothing is installed")
                .remedy("move it out of the manifests directory")
                .remedy(format!("hand it over with `--adopt {name}`")),
            ),
            Conflict::Edited(name) => say(
                ledger,
                &format!("{FOLDER}/{name}"),
                &rules::EDITED_FILE,
                OldSay::new(format!("`{name}` is not as k3s-migrate wrote it"))
                    .lost("nothing: it is not touched, and nothing is installed")
                    .remedy(format!("give the change up with `--adopt {name}`")),
            ),
        }
    }
}

pub(super) fn say(ledger: &mut Ledger, place: &str, rule: &'static Rule, say: OldSay) {
    ledger.say_by(Subject::Place(place.to_owned()), rule, say);
}

impl Scene<'_> {
    /// Names of files that are, or come to be, ours.
    fn ours(&self) -> BTreeSet<&str> {
        let names = self.goal.files.keys().chain(self.state.files.keys());
        names.map(String::as_str).collect()
    }

    /// Everybody else's objects, with the file; files of our name that we do not know, too.
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
        let text = OldSay::new(format!(
            "the link `{path}` leads nowhere; K3s applies no manifest at all"
        ))
        .remedy(format!("remove it: `rm {path}` in the manifests directory"));
        say(ledger, path, &rules::DANGLING_LINK, text);
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
            let text = OldSay::new(format!(
                "`{path}` and `{FOLDER}/{name}` are one add-on to K3s"
            ))
            .lost("each would delete the objects of the other")
            .remedy("rename the other file, or remove it");
            say(ledger, path, &rules::SAME_ADD_ON, text);
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
            let text = OldSay::new(format!("`{path}` defines `{id}`, and so does the bundle"))
                .lost("K3s would give it to one of them, and delete it with that one")
                .remedy("remove it from the other manifest");
            say(ledger, &path, &rules::SAME_OBJECT, text);
        }
    }
}

fn disabled(scene: &Scene, ledger: &mut Ledger) {
    for word in &scene.k3s.disabled {
        let stem = |name: &&str| name.strip_suffix(".json") == Some(word.as_str());
        if word == FOLDER || scene.ours().iter().any(stem) {
            let text = OldSay::new(format!("K3s is told to disable `{word}`"))
                .lost("K3s would delete the file and everything it made")
                .remedy(format!("remove `{word}` from `services.k3s.disable`"));
            say(ledger, &scene.k3s.place, &rules::DISABLED, text);
        }
    }
}

fn skipped(scene: &Scene, ledger: &mut Ledger) {
    for name in scene
        .ours()
        .into_iter()
        .filter(|name| scene.there.skipped.contains(*name))
    {
        let text = OldSay::new(format!(
            "K3s passes over `{name}`: there is a `{name}.skip`"
        ))
        .lost("changes of this file do not reach the cluster")
        .remedy(format!("remove `{name}.skip`"));
        say(ledger, name, &rules::SKIPPED, text);
    }
}

fn unreadable(scene: &Scene, ledger: &mut Ledger) {
    for (path, other) in &scene.there.others {
        if let Other::Unreadable(what) = other {
            let text = OldSay::new(format!("`{path}` cannot be understood: {what}"))
                .lost("nothing of ours; K3s does not apply that file");
            say(ledger, path, &rules::UNREADABLE_NEIGHBOUR, text);
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
        let text = OldSay::new(format!("`{path}` is not a file of k3s-migrate"))
            .lost("nothing: it stays as it is");
        say(ledger, &path, &rules::STRAY_FILE, text);
    }
}

/// Where the Pod of a controller lies in it.
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
        let text = OldSay::new(format!(
            "a Pod of `{name}` is for its own groups alone, and K3s has another container runtime (`{option}`)"
        ))
        .lost("the Pod, where the runtime does not know `supplementalGroupsPolicy`: the kubelet refuses it")
        .remedy("use containerd 2.0 or later, or the one of K3s")
        .remedy("leave out the group of the container: `user = \"1000\"`");
        say(ledger, name, &rules::OTHER_RUNTIME, text);
    }
}
