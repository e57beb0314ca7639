//! Writing a directory, all or nothing: staged beside it, then moved in place.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::Error;
use crate::{bundle::Bundle, parallel};

/// Marks a directory that we wrote and may replace.
const MARKER: &str = ".k3s-migrate";

/// Files that are worth a thread of their own.
const WORTH_A_THREAD: usize = 64;

/// Whether the directory may be replaced: it is absent, empty, or ours.
pub fn writable(path: &Path) -> Result<(), Error> {
    let failed = |error| Error::Write {
        path: path.to_owned(),
        error,
    };
    let mut entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    if entries.next().is_none() || path.join(MARKER).is_file() {
        return Ok(());
    }
    Err(Error::ForeignDirectory {
        path: path.to_owned(),
    })
}

/// Replaces the directory by the bundle.
pub fn replace(path: &Path, bundle: &Bundle) -> Result<(), Error> {
    let failed = |error| Error::Write {
        path: path.to_owned(),
        error,
    };
    writable(path)?;
    // Where it is a symbolic link, the directory behind it is replaced; `.` has a name and a parent.
    let there = fs::canonicalize(path);
    let path = there.as_deref().unwrap_or(path);
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let staged = tempfile::Builder::new()
        .prefix(".k3s-migrate-")
        .tempdir_in(parent)
        .map_err(failed)?;
    let new = staged.path().join("new");
    write_all(&new, bundle).map_err(failed)?;
    swap(path, &new, &staged.path().join("old")).map_err(failed)
}

fn write_all(top: &Path, bundle: &Bundle) -> io::Result<()> {
    fs::create_dir(top)?;
    fs::write(
        top.join(MARKER),
        "written by k3s-migrate; this directory is replaced whole\n",
    )?;
    let files: Vec<(PathBuf, &String)> = bundle
        .files
        .iter()
        .map(|(path, text)| (top.join(path), text))
        .collect();
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder)?;
    }
    let shares = files.chunks(parallel::share(files.len(), WORTH_A_THREAD));
    let written = parallel::all(shares, |files| {
        let mut files = files.iter();
        files.try_for_each(|(path, text)| fs::write(path, text))
    });
    written.into_iter().collect()
}

/// Moves the old directory aside and the new one in place; the old one comes back if that fails.
fn swap(path: &Path, new: &Path, old: &Path) -> io::Result<()> {
    let there = path.exists();
    if there {
        fs::rename(path, old)?;
    }
    fs::rename(new, path).inspect_err(|_| {
        if there {
            // The first error is the one to report.
            let _ = fs::rename(old, path);
        }
    })
}
