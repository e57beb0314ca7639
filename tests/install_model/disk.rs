//! A disk that fails when it is told to.

use std::{fs, io, path::Path, time::SystemTime};

use k3s_migrate::install::disk::{self, Disk};

/// A disk that stops before a change, half way through it where it can, and that is looked at
/// between any two changes.
pub struct Watched<'a> {
    pub disk: disk::Host,
    pub stop: Option<u32>,
    pub calls: u32,
    pub between: &'a mut dyn FnMut(u32),
}

impl Watched<'_> {
    fn call(&mut self) -> io::Result<()> {
        (self.between)(self.calls);
        self.calls += 1;
        if self.stop == Some(self.calls) {
            return Err(io::Error::other("stopped"));
        }
        Ok(())
    }
}

impl Disk for Watched<'_> {
    fn write(&mut self, path: &Path, bytes: &[u8], after: Option<SystemTime>) -> io::Result<()> {
        if let Err(error) = self.call() {
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap_or_default();
            return Err(error);
        }
        self.disk.write(path, bytes, after)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        self.disk.rename(from, to)
    }

    fn sync(&mut self, directory: &Path) -> io::Result<()> {
        self.call()?;
        self.disk.sync(directory)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.call()?;
        self.disk.remove(path)
    }

    fn make_directory(&mut self, path: &Path) -> io::Result<()> {
        self.call()?;
        self.disk.make_directory(path)
    }

    fn make_mount_point(&mut self, path: &Path, is_directory: bool) -> io::Result<()> {
        self.call()?;
        self.disk.make_mount_point(path, is_directory)
    }

    fn remove_directory(&mut self, path: &Path) -> io::Result<()> {
        self.call()?;
        self.disk.remove_directory(path)
    }
}
