//! Files are read without a chance to wait: whatever is not a regular file is refused, and one that is too large is not
//! read. A FIFO would block whoever opens it, and a sparse file of gigabytes costs its owner nothing.

use std::{
    fmt, fs, io, io::Read as _, os::unix::fs::OpenOptionsExt as _, path::Path, time::Duration,
};

use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

/// What a manifest, a file of the state or of a bundle may have, in bytes.
pub const MOST: u64 = 32 << 20;

/// Why a file is not read, in words that tell nothing of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// There is none.
    Missing,
    /// It is something else than a regular file.
    Other,
    /// It is larger than so many bytes.
    Large(u64),
    /// What the system says.
    System(String),
    /// Nothing was heard for so long, as of a network disk that is away.
    Silent(Duration),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the file does not exist"),
            Self::Other => f.write_str("it is not a regular file"),
            Self::Large(most) => write!(f, "it is larger than {} MiB", most >> 20),
            Self::System(what) => f.write_str(what),
            Self::Silent(limit) => write!(f, "it did not answer within {} s", limit.as_secs()),
        }
    }
}

impl From<&io::Error> for Trouble {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            kind => Self::System(kind.to_string()),
        }
    }
}

impl Trouble {
    /// As an error of the system, for who reads a file of this program.
    #[must_use]
    pub fn error(self) -> io::Error {
        match self {
            Self::Missing => io::Error::from(io::ErrorKind::NotFound),
            other => io::Error::other(other.to_string()),
        }
    }
}

/// The content of a regular file of at most so many bytes.
///
/// # Errors
/// It is something else, is larger, or cannot be read.
pub fn regular(path: &Path, most: u64) -> Result<Vec<u8>, Trouble> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = fs::OpenOptions::new();
    let options = options.read(true).custom_flags(flags.bits().cast_signed());
    let file = options.open(path).map_err(|error| Trouble::from(&error))?;
    let found = file.metadata().map_err(|error| Trouble::from(&error))?;
    if !found.is_file() {
        return Err(Trouble::Other);
    }
    if found.len() > most {
        return Err(Trouble::Large(most));
    }
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Trouble::from(&error))?;
    // It may have grown since.
    let small = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    small.then_some(bytes).ok_or(Trouble::Large(most))
}

/// The content of a file of this program: see [`regular`].
///
/// # Errors
/// It cannot be read.
pub fn own(path: &Path) -> io::Result<Vec<u8>> {
    regular(path, MOST).map_err(Trouble::error)
}

/// The same as text.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(own(path)?).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::{fs, process::Command};

    use super::{MOST, Trouble, regular};

    #[test]
    fn nothing_waits_and_nothing_large_is_read() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: &str| top.path().join(name);
        fs::write(path("file"), "a").unwrap();
        fs::create_dir(path("folder")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(path("fifo"))
                .status()
                .unwrap()
                .success()
        );
        fs::File::create(path("sparse"))
            .unwrap()
            .set_len(3 << 30)
            .unwrap();
        for (name, wanted) in [
            ("file", Ok(b"a".to_vec())),
            ("nothing", Err(Trouble::Missing)),
            ("folder", Err(Trouble::Other)),
            ("fifo", Err(Trouble::Other)),
            ("sparse", Err(Trouble::Large(MOST))),
        ] {
            assert_eq!(regular(&path(name), MOST), wanted, "{name}");
        }
        assert_eq!(regular("/dev/zero".as_ref(), MOST), Err(Trouble::Other));
    }
}
