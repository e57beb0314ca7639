//! Units of podman that must not start, because K3s may still run their containers: a file for each in the
//! state, `held/UNIT`. Units that the NixOS module makes look for it (`AssertPathExists=`), so that podman and
//! K3s never write to the same files, no matter what went wrong between the two.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::{
    Error,
    bundle::manifest_name,
    changes::{Action, Change, Goal},
    disk::{self, Disk},
    facts::is_here,
    preflight::say,
    state::{Home, State},
};
use crate::{bundle::index::Index, ledger::Ledger, rules::install as rules};

/// Why a unit must not start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Installed files whose workloads may run its container.
    pub files: BTreeSet<String>,
    /// Whether the workload left without being deleted (`--prune keep`): its end is not seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
}

/// By full name of the unit.
type Holds = BTreeMap<String, Hold>;

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

/// Holds the units of everything that comes; before K3s can see any of it.
///
/// # Errors
/// Something cannot be read or written.
pub fn take(disk: &mut dyn Disk, home: &Home, index: &Index, host: &str) -> Result<(), Error> {
    let old = load(home)?;
    let mut new = old.clone();
    for (unit, file) in wanted(index, host) {
        let hold = new.entry(unit).or_default();
        hold.files.insert(file);
        hold.left = false;
    }
    save(disk, home, &old, &new)
}

/// Lets go of the units whose containers K3s was seen to have let go of, and says which wait.
///
/// # Errors
/// Something cannot be read or written.
pub fn release(
    disk: &mut dyn Disk,
    home: &Home,
    end: &End,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let old = load(home)?;
    let mut new = old.clone();
    let wanted = wanted(end.index, end.host);
    for (unit, hold) in &mut new {
        let comes = wanted.get(unit);
        hold.left |= comes.is_none() && hold.files.iter().any(|file| end.leaves(file));
        hold.files
            .retain(|file| comes == Some(file) || end.may_run(file));
        if comes.is_none() {
            tell(home, unit, hold, end.command, ledger);
        }
    }
    new.retain(|_, hold| hold.left || !hold.files.is_empty());
    save(disk, home, &old, &new)
}

impl End<'_> {
    /// Whether K3s may still run something of a file that this unit's container is not a part of now.
    fn may_run(&self, file: &str) -> bool {
        let state = self.state.files.get(file);
        state.is_some_and(|held| held.tombstone || !held.applied())
            || self.goal.held_back.contains_key(file)
    }

    /// Whether a file was taken away, and its objects were not.
    fn leaves(&self, file: &str) -> bool {
        let gone = |change: &Change| change.action == Action::Remove && change.file == file;
        self.changes.iter().any(gone)
    }
}

/// Units of this host whose containers are in the bundle, each with its file. A bundle of an older
/// version does not say which.
fn wanted(index: &Index, host: &str) -> BTreeMap<String, String> {
    let here = index.units.iter().filter(|unit| {
        is_here(&unit.host, index, host) && !unit.unit.contains('/') && !unit.unit.starts_with('.')
    });
    here.filter_map(|unit| Some((unit.unit.clone(), manifest_name(&unit.file)?.to_owned())))
        .collect()
}

fn folder(home: &Home) -> PathBuf {
    home.path.join("held")
}

fn load(home: &Home) -> Result<Holds, Error> {
    let folder = folder(home);
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
        let text = fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
        let hold =
            serde_json::from_str(&text).map_err(|error| Error::state(&path, &error.to_string()))?;
        out.insert(unit.into_owned(), hold);
    }
    Ok(out)
}

fn save(disk: &mut dyn Disk, home: &Home, old: &Holds, new: &Holds) -> Result<(), Error> {
    let folder = folder(home);
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
            disk::replace(disk, &folder.join(unit), text.as_bytes())?;
        }
        for unit in old.keys().filter(|unit| !new.contains_key(*unit)) {
            disk.remove(&folder.join(unit))?;
            disk.sync(&folder)?;
        }
        Ok(())
    };
    write().map_err(|error| Error::write(&folder, error))
}

fn tell(home: &Home, unit: &str, hold: &Hold, command: &str, ledger: &mut Ledger) {
    let files: Vec<String> = hold.files.iter().map(|file| format!("`{file}`")).collect();
    let text = if hold.left {
        rules::unit_of_kept_workload(unit, folder(home).join(unit).display())
    } else if files.is_empty() {
        return;
    } else {
        rules::unit_waits(unit, files.join(", "), command)
    };
    say(ledger, &format!("unit {unit}"), text);
}
