//! Writing a directory: what we wrote there is replaced, and all else is left alone. Everything is staged first, and what
//! was moved goes back where something fails.

mod marker;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::Error;
use crate::{
    bundle::{Bundle, holds_objects, index::Index},
    columns::counted,
    parallel,
};

use marker::{Found, MARKER, Marker};

/// Files that are worth a thread of their own.
const WORTH_A_THREAD: usize = 64;

/// A path that we would write or remove, and must not.
#[derive(Debug)]
pub struct InTheWay {
    /// Below the directory.
    pub path: String,
    /// Why it is not ours to replace.
    pub why: &'static str,
    /// Whether `--force` replaces it.
    pub forcible: bool,
}

/// Writes the bundle over what we wrote to the directory before. Nothing is changed where something of others is in the way,
/// unless `force` says that it may be replaced.
/// Returns how many files of the run before were removed.
pub fn write(top: &Path, bundle: &Bundle, force: bool) -> Result<usize, Error> {
    let failed = |error| Error::Write {
        path: top.to_owned(),
        error,
    };
    if top.is_file() {
        let path = top.to_owned();
        return Err(Error::NotFolder { path });
    }
    let old = Marker::read(top).map_err(failed)?;
    let new = Marker::of(bundle);
    if let Some(why) = replaced(top, &old, bundle).filter(|_| !force) {
        let path = top.to_owned();
        return Err(Error::Replaced { path, why });
    }
    let mut in_the_way = in_the_way(top, &old, &new);
    in_the_way.retain(|found| !(force && found.forcible));
    if !in_the_way.is_empty() {
        return Err(Error::InTheWay {
            path: top.to_owned(),
            in_the_way,
        });
    }
    fs::create_dir_all(top).map_err(failed)?;
    let staged = tempfile::Builder::new()
        .prefix(".k3s-migrate-")
        .tempdir_in(top)
        .map_err(failed)?;
    let mut moves = Moves::new(top, staged.path());
    let done = replace(&mut moves, bundle, &old, &new);
    if done.is_err() {
        moves.undo();
    }
    done.map_err(failed)?;
    Ok(old.paths().filter(|path| !new.has(path)).count())
}

/// Why our own files of the run before may still be meant to stay, where a slip would replace all of them: this run writes no
/// object, or another layout, or a bundle of other hosts.
fn replaced(top: &Path, old: &Marker, bundle: &Bundle) -> Option<String> {
    const INDEX: &str = "bundle.json";
    let files = old.paths().filter(|path| holds_objects(path)).count();
    if files == 0 {
        return None;
    }
    let layout = |is_bundle| if is_bundle { "k3s" } else { "yaml" };
    let (was, is) = (old.has(INDEX), bundle.files.contains_key(INDEX));
    if was != is {
        let (was, is) = (layout(was), layout(is));
        return Some(format!(
            "has files of `--layout {was}`, and this run writes `--layout {is}`"
        ));
    }
    if !bundle.files.keys().any(|path| holds_objects(path)) {
        return Some(format!(
            "has {} of workloads, and this run has no workload: does the input have its containers?",
            counted(files, "file")
        ));
    }
    let hosts = |text: &str| {
        Index::read(text.as_bytes())
            .map(|index| index.hosts)
            .unwrap_or_default()
    };
    let before = fs::read_to_string(top.join(INDEX)).unwrap_or_default();
    let (before, now) = (hosts(&before), hosts(bundle.files.get(INDEX)?));
    let known = before.is_empty() || now.is_empty() || now.iter().any(|host| before.contains(host));
    let names = |hosts: &[String]| {
        let names: Vec<String> = hosts.iter().map(|host| format!("`{host}`")).collect();
        names.join(", ")
    };
    (!known).then(|| {
        format!(
            "has a bundle for {}, and this run is for {}",
            names(&before),
            names(&now)
        )
    })
}

/// What stands where we would write, or was edited where we would remove.
fn in_the_way(top: &Path, old: &Marker, new: &Marker) -> Vec<InTheWay> {
    let mut out = Vec::new();
    let mut add = |path: &str, why, forcible| {
        out.push(InTheWay {
            path: path.to_owned(),
            why,
            forcible,
        });
    };
    for folder in new.folders() {
        match Found::at(&top.join(folder)) {
            Found::Nothing | Found::Folder => {}
            _ => add(folder, "not a folder", false),
        }
    }
    for path in new.paths().chain(old.paths().filter(|path| !new.has(path))) {
        match Found::at(&top.join(path)) {
            Found::Nothing => {}
            Found::Folder => add(path, "a folder", false),
            found if new.is(path, &found) || old.is(path, &found) => {}
            _ if old.has(path) => add(path, "edited since k3s-migrate wrote it", true),
            _ => add(path, "not written by k3s-migrate", true),
        }
    }
    out
}

fn replace(moves: &mut Moves, bundle: &Bundle, old: &Marker, new: &Marker) -> io::Result<()> {
    let changed: Vec<(&str, &String)> = bundle
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text))
        .filter(|(path, _)| !new.is(path, &Found::at(&moves.top.join(path))))
        .collect();
    moves.stage(&changed)?;
    // A run that is killed half way leaves files of either run, and the next one knows them all.
    moves.mark(&old.or(new))?;
    for (path, _) in &changed {
        moves.put(path)?;
    }
    for path in old.paths().filter(|path| !new.has(path)) {
        moves.take_away(path)?;
    }
    moves.mark(new)?;
    for folder in old.folders() {
        // One that has files of others stays.
        let _ = fs::remove_dir(moves.top.join(folder));
    }
    Ok(())
}

/// What was moved, so that it can go back.
struct Moves<'a> {
    top: &'a Path,
    new: PathBuf,
    old: PathBuf,
    /// From and to, in the order they were done.
    done: Vec<(PathBuf, PathBuf)>,
}

impl<'a> Moves<'a> {
    fn new(top: &'a Path, staged: &Path) -> Self {
        Self {
            top,
            new: staged.join("new"),
            old: staged.join("old"),
            done: Vec::new(),
        }
    }

    /// Writes files where they are not seen yet.
    fn stage(&self, files: &[(&str, &String)]) -> io::Result<()> {
        fs::create_dir(&self.new)?;
        fs::create_dir(&self.old)?;
        let files: Vec<(PathBuf, &String)> = files
            .iter()
            .map(|(path, text)| (self.new.join(path), *text))
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

    fn mark(&mut self, marker: &Marker) -> io::Result<()> {
        fs::write(self.new.join(MARKER), marker.text())?;
        self.put(MARKER)
    }

    fn put(&mut self, path: &str) -> io::Result<()> {
        let target = self.top.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        self.take_away(path)?;
        self.rename(self.new.join(path), target)
    }

    fn take_away(&mut self, path: &str) -> io::Result<()> {
        let there = self.top.join(path);
        match Found::at(&there) {
            Found::Nothing => Ok(()),
            _ => self.rename(there, self.old.join(self.done.len().to_string())),
        }
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf) -> io::Result<()> {
        fs::rename(&from, &to)?;
        self.done.push((from, to));
        Ok(())
    }

    fn undo(&mut self) {
        for (from, to) in self.done.drain(..).rev() {
            // The first error is the one to report.
            let _ = fs::rename(to, from);
        }
    }
}
