//! The bundles that were installed, kept outside the manifests directory. A bundle holds no content
//! of a secret, so neither does a generation: a rollback makes the Secrets from what the host has
//! then.

use std::{fs, io, path::PathBuf};

use super::{
    Error,
    bundle::Bundle,
    disk::Disk,
    history, read,
    state::{Home, State},
};

/// A bundle that was installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u64,
    /// Its directory, which is a bundle.
    pub path: PathBuf,
}

fn folder(home: &Home) -> PathBuf {
    home.path.join("generations")
}

/// Those that are kept, the oldest first.
///
/// # Errors
/// The directory cannot be read.
pub fn all(home: &Home) -> Result<Vec<Generation>, Error> {
    let folder = folder(home);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| Error::read(&folder, error))?,
    };
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::read(&folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Ok(number) = name.parse() {
            out.push(Generation { number, path });
        }
    }
    out.sort_by_key(|generation| generation.number);
    Ok(out)
}

/// The one to go back to: a number, or the one before the current one.
///
/// # Errors
/// There is none.
pub fn find(home: &Home, state: &State, number: Option<u64>) -> Result<Generation, Error> {
    let all = all(home)?;
    let current = state.generation;
    let numbered = |number: u64| all.iter().find(|generation| generation.number == number);
    let found = match number {
        Some(number) => numbered(number),
        // The state of an older version has no history.
        None if state.history.is_empty() => {
            all.iter().rfind(|generation| generation.number < current)
        }
        None => {
            let before = history::before(&state.history, current);
            before.into_iter().find_map(numbered)
        }
    };
    found.cloned().ok_or_else(|| Error::Generation {
        what: match (number, current) {
            (Some(number), _) => format!("generation {number} does not exist"),
            (None, 0) => "nothing is installed".to_owned(),
            (None, _) => format!("no generation was installed before generation {current}"),
        },
    })
}

/// The number under which a bundle is kept, if it is.
///
/// # Errors
/// A generation cannot be read.
pub fn number_of(home: &Home, bundle: &Bundle, current: u64) -> Result<Option<u64>, Error> {
    let mut all = all(home)?;
    // A bundle may have been installed, left and installed again under one number.
    all.sort_by_key(|generation| (generation.number != current, u64::MAX - generation.number));
    for generation in all {
        // The index has the checksums of all the others.
        let same = ["bundle.json", "ledger.jsonl"].iter().all(|path| {
            let kept = read::own(&generation.path.join(path)).ok();
            kept.as_ref() == bundle.files.get(*path)
        });
        if same {
            return Ok(Some(generation.number));
        }
    }
    Ok(None)
}

/// Keeps a bundle under the next number.
///
/// # Errors
/// It cannot be written.
pub fn keep(disk: &mut dyn Disk, home: &Home, bundle: &Bundle) -> Result<u64, Error> {
    let folder = folder(home);
    let number = all(home)?.last().map_or(0, |last| last.number) + 1;
    let staged = folder.join(format!(".{number}.tmp"));
    let mut write = || -> io::Result<()> {
        disk.remove_directory(&staged)?;
        disk.make_directory(&staged.join("manifests"))?;
        for (path, bytes) in &bundle.files {
            disk.write(&staged.join(path), bytes, None)?;
        }
        disk.sync(&staged.join("manifests"))?;
        disk.sync(&staged)?;
        disk.rename(&staged, &folder.join(number.to_string()))?;
        disk.sync(&folder)
    };
    write().map_err(|error| Error::write(&staged, error))?;
    Ok(number)
}

/// Removes the oldest, but never the current one, and what a stopped run has left half written or
/// half removed.
///
/// # Errors
/// One cannot be removed.
pub fn forget(disk: &mut dyn Disk, home: &Home, current: u64, most: usize) -> Result<(), Error> {
    let all = all(home)?;
    let excess = all.len().saturating_sub(most);
    for old in all
        .iter()
        .filter(|generation| generation.number != current)
        .take(excess)
    {
        // Half removed it would be no bundle any more: it loses its number first.
        let gone = folder(home).join(format!(".{}.old", old.number));
        disk.remove_directory(&gone)
            .and_then(|()| disk.rename(&old.path, &gone))
            .and_then(|()| disk.remove_directory(&gone))
            .map_err(|error| Error::write(&old.path, error))?;
    }
    for entry in fs::read_dir(folder(home)).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with('.') {
            disk.remove_directory(&entry.path())
                .map_err(|error| Error::write(&entry.path(), error))?;
        }
    }
    Ok(())
}
