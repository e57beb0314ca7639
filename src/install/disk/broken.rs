//! Faults on purpose (feature `break`), so that the judge of `tests/cluster` can be seen to catch
//! them: `K3S_MIGRATE_BREAK=copy` writes in place, `=unlink` removes files instead of emptying
//! them, `K3S_MIGRATE_CRASH=N` stops before the N-th change, from 1.

use std::{fs, io, io::Write as _, path::Path, thread, time::Duration, time::SystemTime};

use super::{Disk, Host};
use crate::bundle::head;

/// How long a file that is written in place stays empty: longer than a look of the judge.
const HALF_WRITTEN: Duration = Duration::from_millis(1500);

/// A disk with a fault.
#[derive(Debug, Default)]
pub struct Broken {
    host: Host,
    copy: bool,
    unlink: bool,
    crash: Option<u64>,
    calls: u64,
    tombstone: bool,
}

impl Broken {
    /// As the environment says; without faults where it says nothing.
    pub fn from_environment() -> Self {
        let fault = std::env::var("K3S_MIGRATE_BREAK").unwrap_or_default();
        let crash = std::env::var("K3S_MIGRATE_CRASH").ok();
        Self {
            copy: fault == "copy",
            unlink: fault == "unlink",
            crash: crash.and_then(|number| number.parse().ok()),
            ..Self::default()
        }
    }

    fn count(&mut self) {
        self.calls += 1;
        if self.crash == Some(self.calls) {
            std::process::abort();
        }
    }
}

impl Disk for Broken {
    fn write(&mut self, path: &Path, bytes: &[u8], after: Option<SystemTime>) -> io::Result<()> {
        self.count();
        let list = serde_json::from_slice(bytes).unwrap_or_default();
        self.tombstone = head::tombstone_number(&list).is_some();
        self.host.write(path, bytes, after)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.count();
        if self.unlink && self.tombstone {
            self.host.remove(from)?;
            return self.host.remove(to);
        }
        if !self.copy || from.is_dir() {
            return self.host.rename(from, to);
        }
        let bytes = fs::read(from)?;
        let ours = |folder: &Path| folder.ends_with("k3s-migrate");
        let replaced = to.parent().is_some_and(ours) && to.exists();
        let mut file = fs::File::create(to)?;
        if replaced {
            thread::sleep(HALF_WRITTEN);
        }
        file.write_all(&bytes)?;
        self.host.remove(from)
    }

    fn sync(&mut self, directory: &Path) -> io::Result<()> {
        self.count();
        self.host.sync(directory)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.count();
        self.host.remove(path)
    }

    fn make_directory(&mut self, path: &Path) -> io::Result<()> {
        self.count();
        self.host.make_directory(path)
    }

    fn make_mount_point(&mut self, path: &Path, is_directory: bool) -> io::Result<()> {
        self.count();
        self.host.make_mount_point(path, is_directory)
    }

    fn remove_directory(&mut self, path: &Path) -> io::Result<()> {
        self.count();
        self.host.remove_directory(path)
    }
}
