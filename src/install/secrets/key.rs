//! The key of this machine for the checksums of Secrets.

use std::{fs, io, io::Read as _, path::Path};

use crate::install::{
    Error,
    disk::{self, Disk},
    read,
    state::Home,
};

/// Its length in bytes.
pub const SIZE: usize = 32;

/// Made once from the kernel's randomness, kept next to the state, 0600.
#[derive(Clone)]
pub struct Key {
    pub(super) bytes: [u8; SIZE],
    new: bool,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// The key of this machine, or a new one that is not written yet.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn load(home: &Home) -> Result<Self, Error> {
        let path = home.path.join("key");
        match read::own(&path) {
            Ok(bytes) => {
                let what = format!("it has {} bytes, not {SIZE}", bytes.len());
                let bytes = bytes.try_into().map_err(|_| Error::state(&path, &what))?;
                Ok(Self { bytes, new: false })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = random().map_err(|e| Error::read(Path::new("/dev/urandom"), e))?;
                Ok(Self { bytes, new: true })
            }
            Err(error) => Err(Error::read(&path, error)),
        }
    }

    /// Whether there was none.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// Writes a new key; an old one is there already.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, disk: &mut dyn Disk, home: &Home) -> Result<(), Error> {
        let path = home.path.join("key");
        if !self.new {
            return Ok(());
        }
        disk.make_directory(&home.path)
            .and_then(|()| disk::replace(disk, &path, &self.bytes))
            .map_err(|error| Error::write(&path, error))
    }
}

fn random() -> io::Result<[u8; SIZE]> {
    let mut key = [0; SIZE];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(key)
}
