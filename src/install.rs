//! Puts a bundle into the manifests directory of K3s: atomic, owned, pruned, reversible.
//!
//! K3s never deletes what a removed file created, deletes everything of an emptied one, and stops
//! at one dangling link. So every file is one JSON List that is replaced at once, what leaves is
//! emptied and not removed, and nothing is touched that we did not write. The steps are [`run`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use crate::{
    bundle::index::Index,
    ledger::{Ledger, Policy},
    rules::{Severity, install as rules},
};

pub mod api;
pub mod apply;
pub mod bundle;
pub mod changes;
pub mod confirm;
pub mod disk;
pub mod doctor;
mod error;
pub mod facts;
pub mod generations;
pub mod goal;
pub mod holds;
pub mod k3s_config;
pub mod objects;
pub mod paths;
pub mod preflight;
pub mod seccomp;
pub mod secrets;
pub mod server;
pub mod snapshot;
pub mod state;
pub mod status;
mod targets;
pub mod uninstall;
pub mod versions;

use bundle::Bundle;
use changes::{Action, Change, Goal};
use confirm::{Site, Watch};
use disk::Disk;
pub use error::Error;
use goal::Wishes;
use preflight::{Scene, say};
use snapshot::Snapshot;
use state::{Home, State};

/// What to install.
#[derive(Debug, Clone)]
pub enum What {
    /// A bundle's directory.
    Bundle(PathBuf),
    /// A generation: this one, or the one before the current one.
    Generation(Option<u64>),
    /// Nothing: all files of k3s-migrate go.
    Nothing,
}

/// What the operator asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What to install.
    pub what: What,
    /// The manifests directory.
    pub target: PathBuf,
    /// The directory of the state.
    pub home: Home,
    /// Files handed over, and what becomes of objects that go.
    pub wishes: Wishes,
    /// Generations to keep.
    pub generations: usize,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Only make the seccomp profiles: K3s is an agent here, and reads no manifests.
    pub only_profiles: bool,
    /// Name of this host in the bundle.
    pub host: String,
    /// Configuration file of K3s.
    pub k3s_config: PathBuf,
    /// Where seccomp profiles come from and go.
    pub seccomp: seccomp::Places,
    /// Which diagnostics are errors.
    pub policy: Policy,
}

/// What was done.
#[derive(Debug)]
pub struct Outcome {
    /// Changes of files, in the order in which they were made.
    pub changes: Vec<Change>,
    /// Diagnostics.
    pub ledger: Ledger,
    /// Whether an error kept everything as it was.
    pub stopped: bool,
    /// Generation that is installed now; 0 for none.
    pub generation: u64,
    /// The command that was run, without its options: `rollback 3`.
    pub command: String,
}

impl Outcome {
    /// Whether there is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.ledger)
    }
}

fn has_errors(ledger: &Ledger) -> bool {
    ledger
        .diagnostics()
        .iter()
        .any(|d| d.severity == Severity::Error)
}

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
    let _lock = lock(request, disk, waits)?;
    let state = home.load()?;
    let command = command(request, &state)?;
    let mut bundle = read(request, &state)?;
    if request.only_profiles {
        return only_profiles(request, command, &bundle, disk);
    }
    let there = Snapshot::take(&request.target)?;
    let rendered = secrets::render(&mut bundle, home)?;
    let unmounted = paths::look(&mut bundle, &request.host, &there);
    let profiles = seccomp::make(&bundle.index, &request.host, &request.seccomp);
    let (before, ledger_text) = installed(home, &state);
    let mut goal = goal::goal(
        &bundle,
        &rendered,
        lacking(&profiles.failures, &unmounted),
        request.wishes.clone(),
        &there,
        &origins(&bundle.index, &ledger_text),
    );
    let changes = changes::changes(&goal, &state, &there);
    let changing = changes.as_ref().is_ok_and(|changes| changes::any(changes));

    let mut ledger = Ledger::new(request.policy.clone());
    let mut k3s = k3s_config::K3s::read(&request.k3s_config);
    if changing {
        k3s.ask_systemd();
        server::check(&bundle.index, api::server_version().as_deref(), &mut ledger);
        facts::units(&bundle.index, &request.host, &mut ledger);
    }
    let scene = Scene {
        goal: &goal,
        state: &state,
        there: &there,
        k3s: &k3s,
        target: &request.target,
    };
    judge(request, &bundle.index, before.as_ref(), &scene, &mut ledger);
    let changes = changes.unwrap_or_else(|conflicts| {
        preflight::conflicts(&conflicts, &request.target, &mut ledger);
        Vec::new()
    });
    let mut outcome = Outcome {
        changes,
        ledger,
        stopped: true,
        generation: state.generation,
        command,
    };
    if has_errors(&outcome.ledger) {
        return Ok(outcome);
    }
    outcome.stopped = false;
    missing(&rendered, &profiles, &unmounted, &mut outcome.ledger);
    in_clear(&k3s, &outcome.changes, &mut outcome.ledger);
    let mut after = apply::after(&state, &goal, &outcome.changes);
    if request.dry_run {
        let now = outcome.changes.clone();
        tell_what_waits(request, &after, &now, &mut outcome);
        return Ok(outcome);
    }

    if let Some(key) = rendered.key.as_ref().filter(|_| changing) {
        key.save(disk, home)?;
    }
    seccomp::write(disk, &profiles)?;
    paths::make_points(disk, &bundle.index, &request.host, &mut outcome.ledger);
    holds::take(disk, home, &bundle.index, &request.host)?;
    apply::apply(
        disk,
        home,
        &request.target,
        &outcome.changes,
        &state,
        &there,
    )?;
    after.generation = generation(request, disk, &bundle, state.generation)?;
    if changing || after != state {
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
    holds::release(disk, home, &end, &mut outcome.ledger)?;
    tell_what_waits(request, &after, &now, &mut outcome);
    Ok(outcome)
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
) -> Result<Option<fs::File>, Error> {
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
        return Ok(current);
    }
    let number = match generations::number_of(home, bundle, current)? {
        Some(number) => number,
        None => generations::keep(disk, home, bundle)?,
    };
    generations::forget(disk, home, number, request.generations)?;
    Ok(number)
}

/// What is left to do on a host whose K3s reads no manifests.
fn only_profiles(
    request: &Request,
    command: String,
    bundle: &Bundle,
    disk: &mut dyn Disk,
) -> Result<Outcome, Error> {
    let mut ledger = Ledger::new(request.policy.clone());
    let profiles = seccomp::make(&bundle.index, &request.host, &request.seccomp);
    missing_profiles(&profiles.failures, &mut ledger);
    if !request.dry_run {
        seccomp::write(disk, &profiles)?;
    }
    Ok(Outcome {
        changes: Vec::new(),
        ledger,
        stopped: false,
        generation: 0,
        command,
    })
}

/// Says that nobody was asked whether K3s has applied the files.
pub fn unasked(outcome: &mut Outcome) {
    let text = rules::no_api(&outcome.command);
    say(&mut outcome.ledger, "K3s", text);
}

/// The command that installs the same again: a rollback without a number would go on to the generation before.
fn command(request: &Request, state: &State) -> Result<String, Error> {
    Ok(match &request.what {
        What::Bundle(path) => format!("install {}", path.display()),
        What::Generation(number) => {
            let found = generations::find(&request.home, state.generation, *number)?;
            format!("rollback {}", found.number)
        }
        What::Nothing => "uninstall".to_owned(),
    })
}

fn read(request: &Request, state: &State) -> Result<Bundle, Error> {
    match &request.what {
        What::Bundle(path) => Bundle::read(path),
        What::Generation(number) => {
            Bundle::read(&generations::find(&request.home, state.generation, *number)?.path)
        }
        What::Nothing => Ok(Bundle::default()),
    }
}

/// `bundle.json` and `ledger.jsonl` of the generation that is installed, where they can be read.
fn installed(home: &Home, state: &State) -> (Option<Index>, String) {
    let folder = home
        .path
        .join("generations")
        .join(state.generation.to_string());
    let index = fs::read(folder.join("bundle.json")).unwrap_or_default();
    let ledger = fs::read_to_string(folder.join("ledger.jsonl")).unwrap_or_default();
    (Index::read(&index).ok(), ledger)
}

/// All that speaks against an installation, or is worth knowing before it.
fn judge(
    request: &Request,
    index: &Index,
    before: Option<&Index>,
    scene: &Scene,
    ledger: &mut Ledger,
) {
    preflight::check(scene, ledger);
    facts::check(index, before, &request.host, ledger);
    versions::check(scene.goal, scene.there, ledger);
    refused(index, ledger);
}

fn refused(index: &Index, ledger: &mut Ledger) {
    for refused in &index.refused {
        let place = format!("container {} on {}", refused.container, refused.host);
        let text = rules::refused_stays(&refused.container, refused.codes.join(", "));
        say(ledger, &place, text);
    }
}

/// Says what keeps workloads from being installed.
fn missing(
    rendered: &secrets::Rendered,
    profiles: &seccomp::Made,
    unmounted: &[paths::Failure],
    ledger: &mut Ledger,
) {
    missing_secrets(rendered, ledger);
    missing_profiles(&profiles.failures, ledger);
    paths::tell(unmounted, ledger);
}

fn missing_secrets(rendered: &secrets::Rendered, ledger: &mut Ledger) {
    for failure in &rendered.failures {
        let text = rules::secret_missing(&failure.secret, &failure.source, &failure.what);
        say(ledger, &failure.source, text);
    }
    for secrets::LeftOut { file, line, what } in &rendered.left_out {
        say(ledger, file, rules::line_left_out(file, line, what));
    }
}

fn missing_profiles(failures: &[seccomp::Failure], ledger: &mut Ledger) {
    for failure in failures {
        let text = rules::profile_missing(&failure.file, &failure.list, &failure.what);
        say(ledger, &failure.list, text);
    }
}

fn writes_secrets(changes: &[Change]) -> bool {
    let secret = |change: &Change| change.file.starts_with("k3s-migrate-05-secret-");
    let comes = |change: &Change| matches!(change.action, Action::Add | Action::Update);
    changes.iter().any(|change| secret(change) && comes(change))
}

fn in_clear(k3s: &k3s_config::K3s, changes: &[Change], ledger: &mut Ledger) {
    if k3s.encrypts() || !writes_secrets(changes) {
        return;
    }
    say(ledger, &k3s.place, rules::secrets_in_clear());
}

/// What a later run has to finish, and what nobody finishes.
fn tell_what_waits(request: &Request, state: &State, changes: &[Change], outcome: &mut Outcome) {
    let (command, ledger) = (&outcome.command, &mut outcome.ledger);
    for change in changes.iter().filter(|change| !change.waiting.is_empty()) {
        let text = rules::waits(&change.file, change.waiting.join(", "), command);
        say(ledger, &change.file, text);
    }
    let tombstones = state.files.iter().filter(|(_, held)| held.tombstone);
    for (name, _) in tombstones {
        say(ledger, name, rules::tombstone(name, command));
    }
    if matches!(request.what, What::Nothing) {
        uninstall::report(&uninstall::remaining(state), ledger);
    } else {
        uninstall::report(&state.remaining, ledger);
    }
}
