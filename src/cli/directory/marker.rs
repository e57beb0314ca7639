//! The marker: which files of a directory we wrote, with their checksums, as `sha256sum --check` reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use super::WORTH_A_THREAD;
use crate::{
    bundle::{Bundle, checksum},
    parallel,
};

/// Its name.
pub const MARKER: &str = ".k3s-migrate";

const TITLE: &str =
    "# written by k3s-migrate, which replaces these files and leaves all others alone\n";

/// Our files, each with the checksums that its content may have.
#[derive(Debug, Default)]
pub struct Marker(BTreeMap<String, BTreeSet<String>>);

/// What is at a path.
#[derive(Debug)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A file with this checksum.
    File(String),
    /// A directory.
    Folder,
    /// A link, a device, or what cannot be read.
    Other,
}

impl Found {
    /// At a path; a link is not followed.
    pub fn at(path: &Path) -> Self {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::Nothing,
            // Below what is a file: the folder is told.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => Self::Nothing,
            Ok(found) if found.is_dir() => Self::Folder,
            Ok(found) if found.is_file() => match fs::read(path) {
                Ok(bytes) => Self::File(checksum(&bytes)),
                Err(_) => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

impl Marker {
    /// Of the files of a bundle.
    pub fn of(bundle: &Bundle) -> Self {
        let files: Vec<(&String, &String)> = bundle.files.iter().collect();
        let shares = files.chunks(parallel::share(files.len(), WORTH_A_THREAD));
        let sums = parallel::all(shares, |files| {
            let files = files.iter();
            files
                .map(|(path, text)| ((*path).clone(), [checksum(text.as_bytes())].into()))
                .collect::<Vec<_>>()
        });
        Self(sums.into_iter().flatten().collect())
    }

    /// The marker of a directory; without one nothing there is ours.
    ///
    /// # Errors
    /// The directory is a file, or cannot be read.
    pub fn read(top: &Path) -> io::Result<Self> {
        if let Err(error) = fs::read_dir(top) {
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(Self::default()),
                _ => Err(error),
            };
        }
        let text = match fs::read_to_string(top.join(MARKER)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut marker = Self::default();
        for (sum, path) in text.lines().filter_map(|line| line.split_once("  ")) {
            if is_below(path) {
                let sums = marker.0.entry(path.to_owned()).or_default();
                sums.insert(sum.to_owned());
            }
        }
        Ok(marker)
    }

    /// What either knows.
    pub fn or(&self, other: &Self) -> Self {
        let mut both = Self(self.0.clone());
        for (path, sums) in &other.0 {
            let known = both.0.entry(path.clone()).or_default();
            known.extend(sums.iter().cloned());
        }
        both
    }

    /// As it is written.
    pub fn text(&self) -> String {
        let mut out = TITLE.to_owned();
        for (path, sums) in &self.0 {
            for sum in sums {
                out.extend([sum, "  ", path, "\n"]);
            }
        }
        out
    }

    /// The paths of our files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The folders of our files, inner ones first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let above = |path| std::iter::successors(folder(path), |path| folder(path));
        let all: BTreeSet<&str> = self.paths().flat_map(above).collect();
        all.into_iter().rev()
    }

    /// Whether a path is ours.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether what is at a path is what we wrote there.
    pub fn is(&self, path: &str, found: &Found) -> bool {
        let sums = self.0.get(path);
        matches!(found, Found::File(sum) if sums.is_some_and(|sums| sums.contains(sum)))
    }
}

fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// A marker that was edited leads nowhere outside its directory.
fn is_below(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
