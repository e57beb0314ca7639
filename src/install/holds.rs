//! Units of podman that must not start, because K3s may still run their containers: a file for each in the
//! state, `held/UNIT`. Units look for it (`guards` says where), so that podman and K3s never write to the same files, no
//! matter what went wrong between the two.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
};

use serde::{Deserialize, Serialize};

use super::{
    Error,
    bundle::manifest_name,
    changes::{Action, Change, Goal},
    disk::{self, Disk},
    facts::is_here,
    guards,
    preflight::say,
    read,
    running::Still,
    snapshot::Snapshot,
    state::{Home, State},
};
use crate::{
    bundle::{head::Runs, index::Index},
    ledger::Ledger,
    rules::install as rules,
};

/// Why a unit must not start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Installed files whose workloads may run its container.
    pub files: BTreeSet<String>,
    /// Name of the container's attribute: the unit may have another name by now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub container: String,
    /// Whether the workload left without being deleted (`--prune keep`): its end is not seen. So is a hold that this program
    /// did not write.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
}

/// By full name of the unit.
type Holds = BTreeMap<String, Hold>;

/// Which units are to be held.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What is in the bundle.
    pub index: &'a Index,
    /// Name of this host in it.
    pub host: &'a str,
    /// What is installed here when all is done: a workload that is left out stays podman's. `None` where another host installs.
    pub state: Option<&'a State>,
}

/// What an installation knows when it ends.
#[derive(Debug, Clone, Copy)]
pub struct End<'a> {
    /// What is installed.
    pub index: &'a Index,
    /// Name of this host in it.
    pub host: &'a str,
    /// What was wanted.
    pub goal: &'a Goal,
    /// What was done.
    pub changes: &'a [Change],
    /// What is.
    pub state: &'a State,
    /// The command that was run, without its options.
    pub command: &'a str,
}

/// Holds the units of everything that comes, before K3s can see any of it, and of all that manifests name which are
/// there: they say so themselves, and need no state for it. Units that podman still runs are not new here: their workloads wait.
///
/// # Errors
/// Something cannot be read or written.
pub fn take(
    disk: &mut dyn Disk,
    home: &Home,
    wanted: Wanted,
    there: &Snapshot,
    running: &BTreeMap<String, Still>,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let old = load(home)?;
    let new = taken(&old, wanted, there, running);
    save(disk, home, &old, &new, ledger)
}

/// The units that are held.
///
/// # Errors
/// Something cannot be read.
pub fn held(home: &Home) -> Result<Vec<String>, Error> {
    Ok(load(home)?.into_keys().collect())
}

/// The units that [`take`] holds and that were not held before.
///
/// # Errors
/// Something cannot be read.
pub fn coming(
    home: &Home,
    wanted: Wanted,
    there: &Snapshot,
    running: &BTreeMap<String, Still>,
) -> Result<Vec<String>, Error> {
    let old = load(home)?;
    let new = taken(&old, wanted, there, running).into_keys();
    Ok(new.filter(|unit| !old.contains_key(unit)).collect())
}

fn taken(
    old: &Holds,
    wanted: Wanted,
    there: &Snapshot,
    running: &BTreeMap<String, Still>,
) -> Holds {
    let mut new = old.clone();
    for (unit, (file, container)) in wanted.units() {
        if running.contains_key(&unit) && !old.contains_key(&unit) {
            continue;
        }
        let hold = new.entry(unit).or_default();
        hold.files.insert(file);
        hold.container = container;
        hold.left = false;
    }
    add_named(&mut new, there, wanted.host, running);
    new
}

/// Holds all units that manifests name which are there.
///
/// # Errors
/// Something cannot be read or written.
pub fn rebuild(
    disk: &mut dyn Disk,
    home: &Home,
    there: &Snapshot,
    host: &str,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let old = load(home)?;
    let mut new = old.clone();
    add_named(&mut new, there, host, &BTreeMap::new());
    save(disk, home, &old, &new, ledger)
}

fn add_named(holds: &mut Holds, there: &Snapshot, host: &str, running: &BTreeMap<String, Still>) {
    let all: Vec<(&String, &Runs)> = there
        .ours
        .iter()
        .flat_map(|(file, now)| now.units.iter().map(move |runs| (file, runs)))
        .collect();
    let one = all.iter().all(|(_, runs)| {
        all.first()
            .is_some_and(|(_, first)| first.host == runs.host)
    });
    for (file, runs) in all {
        let here = runs.host == host || one;
        if !here || !guards::is_name(&runs.unit) || holds.contains_key(&runs.unit) {
            continue;
        }
        if running.contains_key(&runs.unit)
            && there.ours.get(file).is_some_and(|now| now.items.is_empty())
        {
            continue;
        }
        let hold = holds.entry(runs.unit.clone()).or_default();
        hold.files.insert(file.clone());
        hold.container.clone_from(&runs.container);
    }
}

/// Lets go of the units whose containers K3s was seen to have let go of, and says which wait. Returns those that it let go.
///
/// # Errors
/// Something cannot be read or written.
pub fn release(
    disk: &mut dyn Disk,
    home: &Home,
    end: &End,
    ledger: &mut Ledger,
) -> Result<Vec<String>, Error> {
    let old = load(home)?;
    let mut new = old.clone();
    let wanted = Wanted {
        index: end.index,
        host: end.host,
        state: Some(end.state),
    };
    let wanted = wanted.units();
    for (unit, hold) in &mut new {
        let comes = wanted.get(unit).map(|(file, _)| file);
        hold.left |= comes.is_none() && hold.files.iter().any(|file| end.leaves(file));
        hold.files
            .retain(|file| comes == Some(file) || end.may_run(file));
        if comes.is_none() {
            tell(home, unit, hold, end.command, ledger);
        }
    }
    new.retain(|_, hold| hold.left || !hold.files.is_empty());
    save(disk, home, &old, &new, ledger)?;
    let gone = old.into_keys().filter(|unit| !new.contains_key(unit));
    Ok(gone.collect())
}

/// Says which units wait on a host where nothing tells whether their workloads have ended.
///
/// # Errors
/// Something cannot be read.
pub fn tell_elsewhere(home: &Home, wanted: Wanted, ledger: &mut Ledger) -> Result<(), Error> {
    let wanted = wanted.units();
    for unit in load(home)?
        .into_keys()
        .filter(|unit| !wanted.contains_key(unit))
    {
        let text = rules::unit_of_agent(&unit, guards::hold(home, &unit).display());
        say(ledger, &format!("unit {unit}"), text);
    }
    Ok(())
}

impl End<'_> {
    /// Whether K3s may still run something of a file that this unit's container is not a part of now.
    fn may_run(&self, file: &str) -> bool {
        let state = self.state.files.get(file);
        // It stays as it is: its own workload was refused or waits, or it holds what such a one needs.
        let kept = |change: &Change| change.action == Action::Keep && change.file == file;
        let stays = self.goal.held_back.contains_key(file) || self.changes.iter().any(kept);
        state.is_some_and(|held| held.tombstone || !held.applied() || stays)
    }

    /// Whether a file was taken away, and its objects were not.
    fn leaves(&self, file: &str) -> bool {
        let gone = |change: &Change| change.action == Action::Remove && change.file == file;
        self.changes.iter().any(gone)
    }
}

impl Wanted<'_> {
    /// Units of this host whose containers are installed, each with its file and its container. A bundle of an older
    /// version does not say which.
    fn units(self) -> BTreeMap<String, (String, String)> {
        let here = |of: &str| is_here(of, self.index, self.host);
        let units = self.index.units.iter();
        let units = units.filter(|unit| here(&unit.host) && guards::is_name(&unit.unit));
        let units = units.filter_map(|unit| {
            let file = manifest_name(&unit.file)?;
            let installed = self
                .state
                .is_none_or(|state| state.files.contains_key(file));
            let of = (file.to_owned(), unit.container.clone());
            installed.then(|| (unit.unit.clone(), of))
        });
        units.collect()
    }
}

/// All holds. What this program did not write holds its unit until somebody removes it.
fn load(home: &Home) -> Result<Holds, Error> {
    let folder = home.path.join("held");
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Holds::new()),
        entries => entries.map_err(|error| Error::read(&folder, error))?,
    };
    let mut out = Holds::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::read(&folder, error))?.path();
        let unit = path.file_name().unwrap_or_default().to_string_lossy();
        if unit.starts_with('.') {
            continue;
        }
        let text = read::text(&path).unwrap_or_default();
        let by_hand = || Hold {
            left: true,
            ..Hold::default()
        };
        let hold = serde_json::from_str(&text).unwrap_or_else(|_| by_hand());
        out.insert(unit.into_owned(), hold);
    }
    Ok(out)
}

fn save(
    disk: &mut dyn Disk,
    home: &Home,
    old: &Holds,
    new: &Holds,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let folder = home.path.join("held");
    let mut write = || -> io::Result<()> {
        if old.is_empty() && !new.is_empty() {
            disk.make_directory(&folder)?;
            disk.sync(&home.path)?;
        }
        for (unit, hold) in new
            .iter()
            .filter(|(unit, hold)| old.get(*unit) != Some(hold))
        {
            let mut text = serde_json::to_string(hold).map_err(io::Error::other)?;
            text.push('\n');
            disk::replace(disk, &guards::hold(home, unit), text.as_bytes())?;
        }
        let names = new.values().map(|hold| hold.container.clone());
        let names = names.filter(|name| guards::is_name(name)).collect();
        guards::containers(disk, home, &names)?;
        for unit in old.keys().filter(|unit| !new.contains_key(*unit)) {
            disk.remove(&guards::hold(home, unit))?;
            disk.sync(&folder)?;
        }
        Ok(())
    };
    write().map_err(|error| Error::write(&folder, error))?;
    if let Err(error) = guards::drop_ins(disk, home, &new.keys().cloned().collect())
        && let Some(top) = &home.guards
    {
        let text = rules::guard_unwritten(top.display(), error.kind());
        say(ledger, &top.display().to_string(), text);
    }
    Ok(())
}

fn tell(home: &Home, unit: &str, hold: &Hold, command: &str, ledger: &mut Ledger) {
    let files: Vec<String> = hold.files.iter().map(|file| format!("`{file}`")).collect();
    let text = if hold.left {
        rules::unit_of_kept_workload(unit, guards::hold(home, unit).display())
    } else if files.is_empty() {
        return;
    } else {
        rules::unit_waits(unit, files.join(", "), command)
    };
    say(ledger, &format!("unit {unit}"), text);
}
