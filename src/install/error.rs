//! What ends an installation before anything is decided.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Nothing could be done, or the rest could not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {error}; run the command again to continue", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The bundle is not whole, or not ours.
    #[error("the bundle `{}` cannot be used: `{file}`: {what}", bundle.display())]
    Bundle {
        /// Its directory.
        bundle: PathBuf,
        /// Path below it.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// A file of the state is not what we wrote.
    #[error("`{}` is not what k3s-migrate wrote: {what}", path.display())]
    State {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Our folder is something else.
    #[error(
        "`{}` is a link or a file; k3s-migrate needs a directory there", path.display()
    )]
    Folder {
        /// Which.
        path: PathBuf,
    },
    /// There is no generation to go back to.
    #[error("{what}; `k3s-migrate generations` lists those that are kept")]
    Generation {
        /// What is wrong.
        what: String,
    },
}

impl Error {
    pub(super) fn read(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        Self::Read { path, error }
    }

    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, error }
    }

    pub(super) fn bundle(bundle: &Path, file: &str, what: &str) -> Self {
        Self::Bundle {
            bundle: bundle.to_owned(),
            file: file.to_owned(),
            what: what.to_owned(),
        }
    }

    pub(super) fn state(path: &Path, what: &str) -> Self {
        Self::State {
            path: path.to_owned(),
            what: what.to_owned(),
        }
    }
}
