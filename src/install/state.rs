//! What we have put into the directory: proof of ownership, and what a stopped run is repaired from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    Error,
    disk::{self, Disk},
    history::Installation,
    objects::Id,
    read,
};

/// `state.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Format version, 1.
    pub version: u32,
    /// Generation installed last; 0 for none.
    pub generation: u64,
    /// How often files were written: the number of the next tombstone is one more.
    #[serde(default)]
    pub writes: u64,
    /// Our files by name, those on their way in or out too.
    pub files: BTreeMap<String, Held>,
    /// Installations in their order, the last one last.
    #[serde(default)]
    pub history: Vec<Installation>,
    /// Namespaces, claims and volumes that left the bundle: they stay until the operator deletes them.
    #[serde(default)]
    pub remaining: BTreeSet<Id>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: 1,
            generation: 0,
            writes: 0,
            files: BTreeMap::new(),
            history: Vec::new(),
            remaining: BTreeSet::new(),
        }
    }
}

impl State {
    /// Whether K3s was seen to have applied every file as it is, and none is left to be deleted.
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.files
            .values()
            .all(|held| held.applied() && !held.tombstone)
    }
}

/// A file that k3s-migrate wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Checksums that it may have: one, or the old and the new one while a run is under way.
    pub sha256: BTreeSet<String>,
    /// Objects that K3s may have made of it: those of every content since the last confirmed one.
    pub objects: BTreeSet<Id>,
    /// Containers that its Pods may have: those of every content since the last confirmed one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub containers: BTreeSet<String>,
    /// Checksum of the content that K3s was last seen to have applied, with every object in it
    /// belonging to this file, and all that left it gone: podman may run that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// Blank lines at its end: another number is another checksum, which K3s does not know from before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub turn: usize,
    /// Whether it is, or becomes, a tombstone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tombstone: bool,
}

impl Held {
    /// Whether K3s was seen to have applied it as it is.
    #[must_use]
    pub fn applied(&self) -> bool {
        let seen = self.confirmed.as_ref();
        seen.is_some_and(|seen| self.sha256.len() == 1 && self.sha256.contains(seen))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The directory of the state.
#[derive(Debug, Clone)]
pub struct Home {
    /// `/var/lib/k3s-migrate`, or `--state`.
    pub path: PathBuf,
    /// Directory of systemd's that belongs to no generation, for drop-ins of units that must not start; none are written
    /// without one.
    pub guards: Option<PathBuf>,
}

impl Home {
    fn file(&self) -> PathBuf {
        self.path.join("state.json")
    }

    /// Only who may do everything anyway may write to the directory: it decides what K3s deletes.
    fn own(&self) -> Result<(), Error> {
        let found = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            found => found.map_err(|error| Error::read(&self.path, error))?,
        };
        let own = found.uid() == rustix::process::geteuid().as_raw();
        if !own || found.mode() & 0o022 != 0 {
            let path = self.path.clone();
            return Err(Error::Open { path });
        }
        Ok(())
    }

    /// Whether there is a state.
    ///
    /// # Errors
    /// The directory cannot be looked at.
    pub fn exists(&self) -> Result<bool, Error> {
        let path = self.file();
        path.try_exists().map_err(|error| Error::read(&path, error))
    }

    /// The state; empty where nothing was ever installed.
    ///
    /// # Errors
    /// The file cannot be read, or is not ours.
    pub fn load(&self) -> Result<State, Error> {
        self.own()?;
        let path = self.file();
        let text = match read::text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
            Err(error) => return Err(Error::read(&path, error)),
        };
        let wrong = |what: &str| Error::state(&path, what);
        let state: State =
            serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        if state.version != 1 {
            let version = state.version;
            return Err(wrong(&format!(
                "it has format {version}; this program reads format 1"
            )));
        }
        Ok(state)
    }

    /// Writes the state.
    ///
    /// # Errors
    /// It cannot be written.
    ///
    /// # Panics
    /// Never: a state has string keys only.
    pub fn save(&self, disk: &mut dyn Disk, state: &State) -> Result<(), Error> {
        let path = self.file();
        let mut text = serde_json::to_string_pretty(state).expect("a state has string keys");
        text.push('\n');
        disk::replace(disk, &path, text.as_bytes()).map_err(|error| Error::write(&path, error))
    }

    /// Leaves or removes the mark that something waits, for a timer that tries again.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn mark_waiting(&self, disk: &mut dyn Disk, waits: bool) -> Result<(), Error> {
        let path = self.path.join("waits");
        let done = match (waits, path.exists()) {
            (true, false) => disk::replace(disk, &path, b""),
            (false, true) => disk.remove(&path).and_then(|()| disk.sync(&self.path)),
            _ => Ok(()),
        };
        done.map_err(|error| Error::write(&path, error))
    }

    /// Keeps other runs out until the result is dropped. A run that has to wait calls `wait` with
    /// the process that it waits for, where the kernel tells.
    ///
    /// `None` where there is no directory yet and none should be made (a dry run).
    ///
    /// # Errors
    /// The file of the lock cannot be opened or locked.
    pub fn lock(
        &self,
        make: Option<&mut dyn Disk>,
        wait: &mut dyn FnMut(Option<u32>),
    ) -> Result<Option<File>, Error> {
        let path = self.path.join("lock");
        let open = || File::options().read(true).write(true).open(&path);
        let file = match (open(), make) {
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            (Err(error), Some(disk)) if error.kind() == io::ErrorKind::NotFound => {
                disk.make_directory(&self.path)
                    .and_then(|()| disk.write(&path, b"", None))
                    .map_err(|error| Error::write(&path, error))?;
                open()
            }
            (file, _) => file,
        };
        let file = file.map_err(|error| Error::read(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let by = holder(&file);
                wait(by);
                patient(&file, &path, by)?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::read(&path, error)),
        }
        Ok(Some(file))
    }
}

/// How long a run waits for another one; that one has deadlines for all that it does.
const PATIENCE: Duration = Duration::from_mins(10);

fn patient(file: &File, path: &Path, by: Option<u32>) -> Result<(), Error> {
    let end = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(TryLockError::WouldBlock) => {
                let (path, seconds) = (path.to_owned(), PATIENCE.as_secs());
                return Err(Error::Locked { path, seconds, by });
            }
            Err(TryLockError::Error(error)) => return Err(Error::read(path, error)),
        }
    }
}

/// The process that holds the lock, from `/proc/locks`.
fn holder(file: &File) -> Option<u32> {
    let inode = format!(":{}", file.metadata().ok()?.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let line = locks.lines().find(|line| {
        line.contains("FLOCK") && line.split_whitespace().any(|word| word.ends_with(&inode))
    })?;
    line.split_whitespace().find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirmed_is_what_k3s_has_applied_and_let_go_of() {
        let held = |sha256: &[&str], confirmed: Option<&str>, tombstone| Held {
            sha256: sha256.iter().map(ToString::to_string).collect(),
            confirmed: confirmed.map(str::to_owned),
            tombstone,
            ..Held::default()
        };
        for (file, confirmed) in [
            (held(&["a"], Some("a"), false), true),
            (held(&["a"], None, false), false),
            (held(&["a"], Some("b"), false), false),
            (held(&["a", "b"], Some("a"), false), false),
            // Applied, and its objects may still be ending.
            (held(&["a"], Some("a"), true), false),
        ] {
            let mut state = State::default();
            assert!(state.confirmed(), "nothing to wait for");
            state.files.insert("k3s-migrate-a.json".to_owned(), file);
            assert_eq!(state.confirmed(), confirmed, "{state:?}");
        }
    }
}
