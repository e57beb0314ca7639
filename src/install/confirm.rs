//! `--confirm`: waits until K3s has applied our files, then finishes what had to wait for that.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    Error,
    api::{Api, Live, kind_of},
    apply,
    bundle::LASTING,
    changes::{self, Change, Goal, Wanted},
    disk::Disk,
    goal::runs,
    objects::{self, Id, add_on, parts},
    preflight::say,
    snapshot::{FOLDER, Snapshot},
    state::{Home, State},
};
use crate::{
    ledger::Ledger,
    rules::{Say, install as rules},
};

/// How long is waited, and who is told.
pub struct Watch<'a> {
    /// Who knows.
    pub api: &'a mut dyn Api,
    /// How long at most.
    pub timeout: Duration,
    /// How long between two looks.
    pub every: Duration,
    /// Not at all, where K3s was seen to have applied everything before.
    pub unless_confirmed: bool,
    /// Is told what is still missing.
    pub progress: &'a mut dyn FnMut(&[Missing]),
}

/// What K3s has still to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// Nothing is known: the API server did not answer, for this reason.
    Answer(String),
    /// This file is not applied.
    Apply(String),
    /// This file does not have all of its objects yet.
    TakeOver(String),
    /// So many objects that leave this file are still there.
    Delete(String, usize),
    /// So many Pods of workloads that leave this file have still to end.
    End(String, usize),
    /// The add-on of this file could not be deleted, for this reason.
    Forget(String, String),
    /// Files were written last, and there was no time for another look.
    Look,
}

impl Missing {
    /// The file, where it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Apply(file)
            | Self::TakeOver(file)
            | Self::Delete(file, _)
            | Self::End(file, _)
            | Self::Forget(file, _) => Some(file),
            Self::Answer(_) | Self::Look => None,
        }
    }

    /// What is said when the time is over. `event` is the last one of the file's add-on.
    fn say(&self, event: &str, seconds: u64, command: &str) -> Say {
        match self {
            Self::Answer(error) => rules::no_answer(error, seconds, command),
            Self::Apply(file) => rules::not_applied(file, event, seconds, command),
            Self::TakeOver(file) => rules::not_taken_over(file, event, seconds, command),
            Self::Delete(file, left) => rules::objects_left(file, event, left, seconds, command),
            Self::End(file, left) => rules::pods_left(file, event, left, seconds, command),
            Self::Forget(file, error) => rules::add_on_left(add_on(file), error, seconds, command),
            Self::Look => rules::written_last(seconds, command),
        }
    }
}

/// Where everything is.
pub struct Site<'a> {
    /// The state's directory.
    pub home: &'a Home,
    /// The manifests directory.
    pub target: &'a Path,
    /// The command that this is, without options.
    pub command: &'a str,
}

/// What one look at the cluster says.
#[derive(Debug, Default)]
struct Seen {
    /// Files that K3s has applied, all their objects belonging to them, and nothing of what left them still there.
    applied: BTreeSet<String>,
    /// Tombstones of which nothing is left.
    emptied: BTreeSet<String>,
    /// Files that K3s has applied, but which do not have an object that another file gives up.
    robbed: BTreeSet<String>,
    /// What is still missing.
    missing: Vec<Missing>,
}

/// Waits, writes what waited, waits again, and removes tombstones that have done their work.
/// Returns the changes that it made.
///
/// # Errors
/// Something cannot be read or written.
pub fn finish(
    disk: &mut dyn Disk,
    site: &Site,
    goal: &mut Goal,
    watch: &mut Watch,
    ledger: &mut Ledger,
) -> Result<Vec<Change>, Error> {
    if watch.unless_confirmed && site.home.load()?.confirmed() {
        return Ok(Vec::new());
    }
    let end = Instant::now() + watch.timeout;
    watch.api.until(end);
    let mut made = Vec::new();
    loop {
        let mut state = site.home.load()?;
        let there = Snapshot::take(site.target)?;
        let seen = wait(&state, &there, goal, watch, end);
        note(&mut state, &there, &seen);
        let mut unburied = Vec::new();
        for name in &seen.emptied {
            match bury(disk, site, name, watch)? {
                Ok(()) => drop(state.files.remove(name)),
                Err(error) => unburied.push(Missing::Forget(name.clone(), error)),
            }
        }
        if state != site.home.load()? {
            site.home.save(disk, &state)?;
        }
        goal.resting.clone_from(&seen.robbed);
        goal.fresh = seen.robbed;
        let there = Snapshot::take(site.target)?;
        let Ok(changes) = changes::changes(goal, &state, &there) else {
            // Files were edited while we wait; the next run says so.
            return Ok(made);
        };
        let more = changes::any(&changes);
        if more {
            apply::apply(disk, site.home, site.target, &changes, &state, &there)?;
            site.home
                .save(disk, &apply::after(&state, goal, &changes))?;
            made.extend(changes.into_iter().filter(|change| change.write));
        }
        // What was written last, as a file that has to take its objects back, needs another look.
        if (!more && !seen.missing.is_empty()) || Instant::now() >= end {
            let last = (more && unburied.is_empty()).then_some(Missing::Look);
            let missing = seen.missing.into_iter().chain(unburied).chain(last);
            let missing: Vec<Missing> = missing.collect();
            late(&missing, site.command, watch, ledger);
            return Ok(made);
        }
        if !more {
            return Ok(made);
        }
    }
}

/// Looks until all is well, something must be written, or the time is over.
fn wait(state: &State, there: &Snapshot, goal: &Goal, watch: &mut Watch, end: Instant) -> Seen {
    loop {
        let seen = look(state, there, goal, watch.api).unwrap_or_else(|what| Seen {
            missing: vec![Missing::Answer(what)],
            ..Seen::default()
        });
        if seen.missing.is_empty() || !seen.robbed.is_empty() || Instant::now() >= end {
            return seen;
        }
        (watch.progress)(&seen.missing);
        thread::sleep(
            watch
                .every
                .min(end.saturating_duration_since(Instant::now())),
        );
    }
}

fn look(state: &State, there: &Snapshot, goal: &Goal, api: &mut dyn Api) -> Result<Seen, String> {
    let add_ons = api.add_ons()?;
    let disputed = disputed(state);
    let leaving: BTreeMap<&str, BTreeSet<&Id>> = state
        .files
        .keys()
        .map(|name| (name.as_str(), leaving(state, there, name)))
        .collect();
    let kinds = disputed.iter().chain(leaving.values().flatten().copied());
    let live = api.live(&kinds.filter_map(|id| kind_of(id)).collect())?;
    let owners: BTreeMap<&str, &Live> = live.iter().map(|live| (live.id.as_str(), live)).collect();
    let former: BTreeMap<&str, BTreeSet<&str>> = state
        .files
        .keys()
        .map(|name| (name.as_str(), left(state, there, name)))
        .collect();
    let asks = leaving.values().flatten().any(|id| runs(id))
        || former.values().any(|containers| !containers.is_empty());
    let running = if asks { pods(api)? } else { Pods::new() };
    let mut seen = Seen::default();
    for (name, held) in &state.files {
        // K3s is kept from it, or what stays as it is was removed by hand.
        if there.skipped.contains(name) || !there.ours.contains_key(name) {
            continue;
        }
        let add_on = add_on(name);
        if !add_ons
            .get(add_on)
            .is_some_and(|sum| held.sha256.contains(sum))
            || held.sha256.len() != 1
        {
            seen.missing.push(Missing::Apply(name.clone()));
            continue;
        }
        let gone = leaving.get(name.as_str());
        let left = live.iter().filter(|live| {
            let goes = held.tombstone || gone.is_some_and(|gone| gone.contains(&live.id));
            goes && live.owner.as_deref() == Some(add_on) && !live.lasting
        });
        let pods = ending(there, gone.into_iter().flatten().copied(), &running)
            + outdated(former.get(name.as_str()), &running);
        let left = left.count();
        if left > 0 {
            seen.missing.push(Missing::Delete(name.clone(), left));
        } else if pods > 0 {
            seen.missing.push(Missing::End(name.clone(), pods));
        } else if held.tombstone {
            seen.emptied.insert(name.clone());
        } else {
            let items = there
                .ours
                .get(name)
                .into_iter()
                .flat_map(|now| now.items.keys());
            let mut held_by_other = items
                .filter(|id| disputed.contains(*id) && !waits_for(goal, name, id))
                .filter_map(|id| owners.get(id.as_str())?.owner.as_deref())
                .filter(|owner| *owner != add_on);
            if held_by_other.next().is_some() {
                seen.missing.push(Missing::TakeOver(name.clone()));
                seen.robbed.insert(name.clone());
            } else {
                seen.applied.insert(name.clone());
            }
        }
    }
    Ok(seen)
}

/// The Pods of k3s-migrate's workloads, by namespace and name of their workload.
type Pods = BTreeMap<(String, String), Vec<Pod>>;

/// What counts of a Pod.
struct Pod {
    /// Names of its containers.
    containers: BTreeSet<String>,
    /// Whether all of them have ended, and none starts again.
    ended: bool,
}

fn pods(api: &mut dyn Api) -> Result<Pods, String> {
    let mut out = Pods::new();
    for pod in api.objects(&BTreeSet::from(["Pod.v1.".to_owned()]))? {
        let text = |pointer| pod.pointer(pointer).and_then(Value::as_str);
        let namespace = text("/metadata/namespace");
        let name = text("/metadata/labels/app.kubernetes.io~1name");
        if let (Some(namespace), Some(name)) = (namespace, name) {
            let spec = pod.get("spec").into_iter();
            let containers = spec.flat_map(objects::names_of_containers);
            let key = (namespace.to_owned(), name.to_owned());
            out.entry(key).or_default().push(Pod {
                containers: containers.map(str::to_owned).collect(),
                ended: matches!(text("/status/phase"), Some("Succeeded" | "Failed")),
            });
        }
    }
    Ok(out)
}

/// Containers that Pods of a file may still have, and that no file holds any more.
fn left<'a>(state: &'a State, there: &Snapshot, name: &str) -> BTreeSet<&'a str> {
    let items = there.ours.values().flat_map(|now| now.items.values());
    let now: BTreeSet<String> = items.flat_map(objects::containers).collect();
    let held = state.files.get(name).into_iter();
    held.flat_map(|held| &held.containers)
        .filter(|container| !now.contains(*container))
        .map(String::as_str)
        .collect()
}

/// How many Pods still have a container that left their workload: K3s notes the file as applied when it has changed the
/// workload, and the old Pod has its grace period after that.
fn outdated(left: Option<&BTreeSet<&str>>, running: &Pods) -> usize {
    let has = |container: &&str| {
        let mut parts = container.splitn(3, '/');
        let of = parts.next().zip(parts.next()).zip(parts.next());
        of.map_or(0, |((namespace, workload), container)| {
            let pods = running.get(&(namespace.to_owned(), workload.to_owned()));
            let pods = pods.into_iter().flatten();
            pods.filter(|pod| !pod.ended && pod.containers.contains(container))
                .count()
        })
    };
    left.into_iter().flatten().map(has).sum()
}

/// Objects that K3s may have made of a file, and that it does not hold any more.
fn leaving<'a>(state: &'a State, there: &Snapshot, name: &str) -> BTreeSet<&'a Id> {
    let now = there.ours.get(name);
    let held = state.files.get(name).into_iter();
    held.flat_map(|held| &held.objects)
        .filter(|id| {
            !LASTING.contains(&name) && !now.is_some_and(|now| now.items.contains_key(*id))
        })
        .collect()
}

/// How many Pods the workloads still have that leave a file. K3s deletes a workload at once and its Pods in
/// the background: they write to their volumes until their grace is over, and a container that gets those
/// volumes next must not start before.
fn ending<'a>(there: &Snapshot, gone: impl Iterator<Item = &'a Id>, running: &Pods) -> usize {
    let workload = |id: &Id| match parts(id).filter(|_| runs(id))? {
        [_, _, namespace, name] => Some((namespace.to_owned(), name.to_owned())),
    };
    // Of another kind, or in another file: its containers, and their units, stay as well.
    let items = there.ours.values().flat_map(|now| now.items.keys());
    let stay: BTreeSet<(String, String)> = items.filter_map(workload).collect();
    let gone: BTreeSet<(String, String)> = gone.filter_map(workload).collect();
    let of = |workload| running.get(workload).map_or(0, Vec::len);
    gone.difference(&stay).map(of).sum()
}

/// Whether a file holds an object only until another one has it.
fn waits_for(goal: &Goal, name: &str, id: &str) -> bool {
    let has = |wanted: &Wanted| {
        let mut ids = wanted.into_iter().filter_map(objects::id);
        ids.any(|other| other == id)
    };
    let own = goal.files.get(name).is_some_and(has);
    !own && goal
        .files
        .iter()
        .any(|(other, wanted)| other != name && has(wanted))
}

/// Objects that K3s may hold under more than one file, or under one that goes.
fn disputed(state: &State) -> BTreeSet<Id> {
    let mut seen = BTreeSet::new();
    let mut out = BTreeSet::new();
    for (name, held) in &state.files {
        if LASTING.contains(&name.as_str()) {
            continue;
        }
        for id in &held.objects {
            if held.tombstone || !seen.insert(id) {
                out.insert(id.clone());
            }
        }
    }
    out
}

/// Takes over into the state what was seen.
fn note(state: &mut State, there: &Snapshot, seen: &Seen) {
    for name in &seen.applied {
        let (Some(held), Some(now)) = (state.files.get_mut(name), there.ours.get(name)) else {
            continue;
        };
        if held.sha256.contains(&now.sha256) {
            held.confirmed = Some(now.sha256.clone());
            held.objects = now.items.keys().cloned().collect();
            held.containers = now.items.values().flat_map(objects::containers).collect();
        }
    }
}

/// Removes a tombstone and its add-on.
///
/// An add-on that could not be deleted is not done: its file is in the state still, and the next look finds it missing and
/// empties it once more.
fn bury(
    disk: &mut dyn Disk,
    site: &Site,
    name: &str,
    watch: &mut Watch,
) -> Result<Result<(), String>, Error> {
    let folder = site.target.join(FOLDER);
    let path = folder.join(name);
    disk.remove(&path)
        .and_then(|()| disk.sync(&folder))
        .map_err(|error| Error::write(&path, error))?;
    Ok(watch.api.delete_add_on(add_on(name)))
}

/// Says what is missing, with the add-on's last event.
fn late(missing: &[Missing], command: &str, watch: &mut Watch, ledger: &mut Ledger) {
    let events = watch.api.events().unwrap_or_default();
    for what in missing {
        let event = what.file().and_then(|file| events.get(add_on(file)));
        let event = event.map_or_else(
            || "no event of it".to_owned(),
            |(reason, message)| format!("{reason}: {message}"),
        );
        let text = what.say(&event, watch.timeout.as_secs(), command);
        say(ledger, "K3s", text);
    }
}
