//! Puts a bundle into the manifests directory of K3s: atomic, owned, pruned, reversible.
//!
//! K3s never deletes what a removed file created, deletes everything of an emptied one, and stops
//! at one dangling link. So every file is one JSON List that is replaced at once, what leaves is
//! emptied and not removed, and nothing is touched that we did not write. The steps are [`run`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
};

use crate::{bundle::index::Index, ledger::Ledger};

pub mod api;
pub mod apply;
pub mod bundle;
pub mod changes;
pub mod child;
pub mod confirm;
pub mod difference;
pub mod disk;
pub mod doctor;
mod elsewhere;
mod error;
pub mod facts;
pub mod generations;
pub mod goal;
pub mod guards;
pub mod history;
pub mod holds;
pub mod k3s_config;
pub mod look;
mod lost;
pub mod objects;
pub mod paths;
pub mod preflight;
pub mod read;
mod request;
pub mod running;
pub mod seccomp;
pub mod secrets;
pub mod server;
mod servers;
pub mod snapshot;
pub mod state;
pub mod status;
mod targets;
pub mod tell;
pub mod uninstall;
pub mod versions;

use bundle::Bundle;
use changes::Goal;
use confirm::{Site, Watch};
use disk::Disk;
pub use error::Error;
use history::{Counts, Installation};
use look::Looker;
use preflight::Scene;
use request::has_errors;
pub use request::{Outcome, Request, What};
use running::Still;
use snapshot::Snapshot;
use state::{Home, State};
pub use tell::unasked;

/// Installs. `waits` is told the process that another run has to wait for.
///
/// # Errors
/// Nothing could be read, or something could not be written; running again goes on from there.
pub fn run(
    request: &Request,
    disk: &mut dyn Disk,
    watch: Option<&mut Watch>,
    waits: &mut dyn FnMut(Option<u32>),
) -> Result<Outcome, Error> {
    let home = &request.home;
    fits(request)?;
    let _lock = lock(request, disk, waits)?;
    let mut state = home.load()?;
    let there = Snapshot::take(&request.target)?;
    if request.only_holds {
        return elsewhere::only_holds(request, disk, &state, &there);
    }
    let unknown = lost::files(&state, &there);
    if !unknown.is_empty() && !request.adopt_all {
        return elsewhere::lost_state(request, disk, &state, &there, &unknown);
    }
    lost::adopt(&mut state, &there, &unknown);
    let command = command(request, &state)?;
    let mut bundle = read(request, &state)?;
    let mut look = Looker::new(request.looker.clone());
    if let Some(outcome) = elsewhere::for_another_host(request, &bundle.index, &state, &command) {
        return Ok(outcome);
    }
    let command = command + &request.for_host;
    if request.only_profiles {
        return elsewhere::only_profiles(request, command, &bundle, disk, &mut look);
    }
    let rendered = secrets::render(&mut bundle, home, &mut look)?;
    let unmounted = paths::look(&mut bundle, &request.host, &there, &mut look);
    let profiles = seccomp::make(&bundle.index, &request.host, &request.seccomp, &mut look);
    let running = running::running(&bundle.index, &request.host, &request.proc);
    let (before, ledger_text) = installed(home, &state);
    let goal = goal::goal(
        &bundle,
        &rendered,
        lacking(&profiles.failures, &unmounted).chain(running_files(&bundle, &running)),
        request.wishes.clone(),
        &there,
        &origins(&bundle.index, &ledger_text),
    );
    let changes = changes::changes(&goal, &state, &there);
    let changing = changes.as_ref().is_ok_and(|changes| changes::any(changes));

    let indexes = (&bundle.index, before.as_ref());
    let (mut ledger, k3s) = checked(
        request,
        indexes,
        (&goal, &state, &there),
        (changing, &command),
        &mut look,
    );
    let changes = changes.unwrap_or_else(|conflicts| {
        preflight::conflicts(&conflicts, &request.target, &mut ledger);
        Vec::new()
    });
    let mut outcome = Outcome {
        changes,
        ..Outcome::stopped(ledger, state.generation, command)
    };
    if has_errors(&outcome.ledger) {
        return Ok(outcome);
    }
    outcome.stopped = false;
    tell::missing(&rendered, &profiles, &unmounted, &mut outcome.ledger);
    tell::running(&running, &mut outcome.ledger);
    tell::in_clear(&k3s, &outcome.changes, &mut outcome.ledger);
    if changing {
        tell::new_key(home, &state, &rendered, &mut outcome.ledger);
    }
    let after = apply::after(&state, &goal, &outcome.changes);
    let wanted = holds::Wanted {
        index: &bundle.index,
        host: &request.host,
        state: Some(&after),
    };
    outcome.held = holds::coming(home, wanted, &there, &running)?;
    if request.dry_run {
        let now = outcome.changes.clone();
        outcome.difference = request
            .diff
            .then(|| difference::of(&there, &outcome.changes));
        tell::what_waits(request, &after, &now, &mut outcome);
        return Ok(outcome);
    }

    let ready = Ready {
        adopted: !unknown.is_empty(),
        state,
        there,
        bundle,
        rendered,
        profiles,
        running,
        goal,
        changing,
        after,
    };
    carry_out(request, disk, watch, &mut look, ready, outcome)
}

/// Whether there is something to do here, before anything is locked.
///
/// # Errors
/// There is nothing to go back to, the folder is of another layout, or there is no K3s.
fn fits(request: &Request) -> Result<(), Error> {
    let needless = request.only_profiles || request.only_holds || request.create;
    if !needless
        && matches!(request.what, What::Nothing | What::Generation(_))
        && !request.target.is_dir()
        && generations::all(&request.home)?.is_empty()
    {
        let path = request.home.path.clone();
        return Err(Error::NothingInstalled { path });
    }
    if let What::Bundle(folder) = &request.what
        && bundle::is_plain(folder)
    {
        let path = folder.clone();
        return Err(Error::PlainFolder { path });
    }
    if let What::Bundle(folder) = &request.what
        && !request.only_holds
        && !folder.join("bundle.json").exists()
    {
        let path = folder.clone();
        return Err(Error::NoBundle { path });
    }
    if !needless && !request.target.is_dir() {
        let path = request.target.clone();
        return Err(Error::NoK3s { path });
    }
    Ok(())
}

/// Everything that speaks against an installation, and how K3s is run.
fn checked(
    request: &Request,
    indexes: (&Index, Option<&Index>),
    (goal, state, there): (&Goal, &State, &Snapshot),
    (changing, command): (bool, &str),
    look: &mut Looker,
) -> (Ledger, k3s_config::K3s) {
    let mut ledger = Ledger::new(request.policy.clone());
    let mut k3s = k3s_config::K3s::read(&request.k3s_config);
    if changing {
        k3s.ask_systemd();
        let version = api::server_version(request.kubeconfig.as_deref());
        server::check(indexes.0, version.as_deref(), &mut ledger);
    }
    if changing && !request.adopt_all {
        let own = [Some(request.host.as_str()), k3s.node_name()];
        let own: Vec<&str> = own.into_iter().flatten().collect();
        let add_ons = api::add_ons(request.kubeconfig.as_deref());
        servers::check((goal, state), &own, &add_ons, command, &mut ledger);
    }
    let scene = Scene {
        goal,
        state,
        there,
        k3s: &k3s,
        target: &request.target,
    };
    judge(request, indexes, &scene, look, &mut ledger);
    (ledger, k3s)
}

/// What is known and decided before anything is written.
struct Ready {
    state: State,
    there: Snapshot,
    bundle: Bundle,
    rendered: secrets::Rendered,
    profiles: seccomp::Made,
    running: BTreeMap<String, Still>,
    goal: Goal,
    /// Whether files are written.
    changing: bool,
    /// Whether the state was lost, and is made again.
    adopted: bool,
    /// What the state says when all is done.
    after: State,
}

/// Holds units, writes, waits, and lets go of units.
fn carry_out(
    request: &Request,
    disk: &mut dyn Disk,
    watch: Option<&mut Watch>,
    look: &mut Looker,
    ready: Ready,
    mut outcome: Outcome,
) -> Result<Outcome, Error> {
    let Ready {
        state,
        there,
        bundle,
        rendered,
        profiles,
        running,
        mut goal,
        changing,
        adopted,
        mut after,
    } = ready;
    let home = &request.home;
    if let Some(key) = rendered.key.as_ref().filter(|_| changing) {
        key.save(disk, home)?;
    }
    seccomp::write(disk, &profiles)?;
    let here = (&bundle.index, request.host.as_str());
    paths::make_points(disk, here, look, &mut outcome.ledger);
    let wanted = holds::Wanted {
        index: &bundle.index,
        host: &request.host,
        state: Some(&after),
    };
    holds::take(disk, home, wanted, &there, &running, &mut outcome.ledger)?;
    // Held from here on; one that has started before is not.
    let late = running::running(&bundle.index, &request.host, &request.proc);
    if let Some(unit) = late.into_keys().find(|unit| !running.contains_key(unit)) {
        return Err(Error::Started { unit });
    }
    apply::apply(
        disk,
        home,
        &request.target,
        &outcome.changes,
        &state,
        &there,
    )?;
    after.generation = generation(request, disk, &bundle, state.generation)?;
    if changing || after.generation != state.generation {
        history::add(
            &mut after.history,
            installation(request, &outcome, after.generation),
        );
    }
    if changing || after != state || adopted {
        home.save(disk, &after)?;
    }
    outcome.generation = after.generation;
    let watched = watch.is_some();
    if let Some(watch) = watch {
        after = confirm(request, disk, watch, &mut goal, &mut outcome)?;
    }
    let mut now = outcome.changes.clone();
    if changing || watched {
        let there = Snapshot::take(&request.target)?;
        now = changes::changes(&goal, &after, &there).unwrap_or_default();
    }
    let end = holds::End {
        index: &bundle.index,
        host: &request.host,
        goal: &goal,
        changes: &outcome.changes,
        state: &after,
        command: &outcome.command,
    };
    outcome.released = holds::release(disk, home, &end, &mut outcome.ledger)?;
    tell::what_waits(request, &after, &now, &mut outcome);
    home.mark_waiting(disk, outcome.has_errors())?;
    Ok(outcome)
}

/// Files of workloads whose containers the engine still runs. A bundle of an older version does not say which: then all
/// workloads wait.
fn running_files(bundle: &Bundle, running: &BTreeMap<String, Still>) -> Vec<String> {
    let mut out = Vec::new();
    for unit in bundle
        .index
        .units
        .iter()
        .filter(|unit| running.contains_key(&unit.unit))
    {
        match bundle::manifest_name(&unit.file) {
            Some(name) => out.push(name.to_owned()),
            None => out.extend(bundle.workload_files()),
        }
    }
    out
}

fn installation(request: &Request, outcome: &Outcome, generation: u64) -> Installation {
    let by = outcome.command.split(' ').next().unwrap_or_default();
    Installation {
        at: history::now(),
        host: request.host.clone(),
        by: by.to_owned(),
        generation,
        files: Counts::of(&outcome.changes),
    }
}

/// Files of workloads that lack something on this host, besides those that lack a Secret.
fn lacking<'f>(
    profiles: &'f [seccomp::Failure],
    paths: &'f [paths::Failure],
) -> impl Iterator<Item = String> + 'f {
    let files = profiles.iter().map(|failure| &failure.file);
    let files = files.chain(paths.iter().map(|failure| &failure.file));
    files.filter(|file| !file.is_empty()).cloned()
}

/// Keeps other runs out; a dry run makes no lock where there is none.
fn lock(
    request: &Request,
    disk: &mut dyn Disk,
    waits: &mut dyn FnMut(Option<u32>),
) -> Result<Option<File>, Error> {
    let disk = if request.dry_run { None } else { Some(disk) };
    request.home.lock(disk, waits)
}

/// In which workload every container went when it was last installed; asked only where one is refused.
fn origins(index: &Index, ledger: &str) -> BTreeMap<(String, String), BTreeSet<objects::Id>> {
    if index.refused.is_empty() {
        BTreeMap::new()
    } else {
        goal::origins(ledger)
    }
}

/// Waits until K3s has applied everything; what is then.
fn confirm(
    request: &Request,
    disk: &mut dyn Disk,
    watch: &mut Watch,
    goal: &mut Goal,
    outcome: &mut Outcome,
) -> Result<State, Error> {
    let site = Site {
        home: &request.home,
        target: &request.target,
        command: &outcome.command,
    };
    let made = confirm::finish(disk, &site, goal, watch, &mut outcome.ledger)?;
    outcome.changes.extend(made);
    request.home.load()
}

/// Keeps the bundle as a generation, and its number.
fn generation(
    request: &Request,
    disk: &mut dyn Disk,
    bundle: &Bundle,
    current: u64,
) -> Result<u64, Error> {
    let home = &request.home;
    if matches!(request.what, What::Nothing) {
        return Ok(0);
    }
    let number = match generations::number_of(home, bundle, current)? {
        Some(number) => number,
        None => generations::keep(disk, home, bundle)?,
    };
    generations::forget(disk, home, number, request.generations)?;
    Ok(number)
}

/// The command that installs the same again, in the same places: a rollback without a number would go on to the generation
/// before. For which host is added where that is not in question.
fn command(request: &Request, state: &State) -> Result<String, Error> {
    let command = match &request.what {
        What::Bundle(path) => {
            let path = path.display().to_string();
            format!("install {}", shlex::try_quote(&path).unwrap_or_default())
        }
        What::Generation(number) => {
            let found = generations::find(&request.home, state, *number)?;
            format!("rollback {}", found.number)
        }
        What::Nothing => "uninstall".to_owned(),
    };
    Ok(command + &request.places)
}

fn read(request: &Request, state: &State) -> Result<Bundle, Error> {
    match &request.what {
        What::Bundle(path) => Bundle::read(path),
        What::Generation(number) => {
            Bundle::read(&generations::find(&request.home, state, *number)?.path)
        }
        What::Nothing => Ok(Bundle::default()),
    }
}

/// `bundle.json` of the generation that is installed, where there is one that can be read.
#[must_use]
pub fn current(home: &Home, state: &State) -> Option<Index> {
    installed(home, state).0
}

/// `bundle.json` and `ledger.jsonl` of the generation that is installed, where they can be read.
fn installed(home: &Home, state: &State) -> (Option<Index>, String) {
    let folder = home
        .path
        .join("generations")
        .join(state.generation.to_string());
    let index = read::own(&folder.join("bundle.json")).unwrap_or_default();
    let ledger = read::text(&folder.join("ledger.jsonl")).unwrap_or_default();
    (Index::read(&index).ok(), ledger)
}

/// All that speaks against an installation, or is worth knowing before it.
fn judge(
    request: &Request,
    (index, before): (&Index, Option<&Index>),
    scene: &Scene,
    look: &mut Looker,
    ledger: &mut Ledger,
) {
    preflight::check(scene, ledger);
    facts::check(index, before, &request.host, look, ledger);
    versions::check(scene.goal, scene.there, ledger);
    tell::refused(index, ledger);
}
