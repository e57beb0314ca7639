//! The only code that changes files on the host. Everything goes through [`Disk`], so that a test
//! can stop the machine before any single change.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::{Duration, SystemTime},
};

use crate::bundle::checksum;

#[cfg(feature = "break")]
mod broken;

/// Mode of every file: a manifest may hold a Secret.
const FILE_MODE: u32 = 0o600;
/// Mode of every directory.
const DIR_MODE: u32 = 0o700;
/// The longest name that is still one with a period before it and `.tmp` behind.
const LONGEST: usize = 250;
/// Mode of directories that programs in containers see.
const OPEN_MODE: u32 = 0o755;

/// Changes to a file system, each one atomic.
pub trait Disk {
    /// Writes a new file, or one that a stopped run left behind, and brings it to the disk. Its
    /// modification time is later than `after`.
    ///
    /// # Errors
    /// Those of the operating system.
    fn write(&mut self, path: &Path, bytes: &[u8], after: Option<SystemTime>) -> io::Result<()>;

    /// Moves a file over another one.
    ///
    /// # Errors
    /// Those of the operating system.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;

    /// Brings the names in a directory to the disk.
    ///
    /// # Errors
    /// Those of the operating system.
    fn sync(&mut self, directory: &Path) -> io::Result<()>;

    /// Removes a file; a missing one is not an error.
    ///
    /// # Errors
    /// Those of the operating system.
    fn remove(&mut self, path: &Path) -> io::Result<()>;

    /// Makes a directory and its parents; an existing one is not an error.
    ///
    /// # Errors
    /// Those of the operating system.
    fn make_directory(&mut self, path: &Path) -> io::Result<()>;

    /// Makes an empty directory or an empty file on which something is mounted, and the directories above it, which every
    /// user may enter; an existing one is not an error.
    ///
    /// # Errors
    /// Those of the operating system.
    fn make_mount_point(&mut self, path: &Path, is_directory: bool) -> io::Result<()>;

    /// Removes a directory with all that is in it.
    ///
    /// # Errors
    /// Those of the operating system.
    fn remove_directory(&mut self, path: &Path) -> io::Result<()>;
}

/// The real one.
#[derive(Debug, Default)]
pub struct Host;

impl Disk for Host {
    fn write(&mut self, path: &Path, bytes: &[u8], after: Option<SystemTime>) -> io::Result<()> {
        // What a stopped run left goes: whoever put a link there would have a file of theirs written.
        self.remove(path)?;
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(path)?;
        file.write_all(bytes)?;
        if let Some(after) = after
            && file.metadata()?.modified()? <= after
        {
            // K3s reads a file again only when its time differs from the one it remembers.
            file.set_modified(after + Duration::from_millis(1))?;
        }
        file.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync(&mut self, directory: &Path) -> io::Result<()> {
        File::open(directory)?.sync_all()
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    fn make_directory(&mut self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(DIR_MODE)
            .create(path)
    }

    fn make_mount_point(&mut self, path: &Path, is_directory: bool) -> io::Result<()> {
        let folder = if is_directory {
            Some(path)
        } else {
            path.parent()
        };
        if let Some(folder) = folder {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true).mode(OPEN_MODE).create(folder)?;
        }
        if is_directory {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        match options
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(path)
        {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done.map(|_| ()),
        }
    }

    fn remove_directory(&mut self, path: &Path) -> io::Result<()> {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}

/// The disk of this machine; built with the feature `break`, one that fails as it is told to.
#[must_use]
pub fn of_this_machine() -> Box<dyn Disk> {
    #[cfg(feature = "break")]
    return Box::new(broken::Broken::from_environment());
    #[cfg(not(feature = "break"))]
    Box::new(Host)
}

/// Replaces a file at once: at every instant it is the old one or the new one, never a part. The
/// new content is next to it under a name that K3s ignores until it is on the disk.
///
/// # Errors
/// Those of the operating system; the old file is then untouched.
pub fn replace(disk: &mut dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    let name = name.to_string_lossy();
    // A name may be as long as a file system takes it; that of the staged file is longer.
    let staged = if name.len() > LONGEST {
        format!(".{}.tmp", checksum(name.as_bytes()))
    } else {
        format!(".{name}.tmp")
    };
    let staged = directory.join(staged);
    let before = fs::symlink_metadata(path)
        .and_then(|old| old.modified())
        .ok();
    disk.write(&staged, bytes, before)?;
    disk.rename(&staged, path)?;
    disk.sync(directory)
}
