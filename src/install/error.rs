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
    /// There is no bundle.
    #[error("`{}` is not a bundle: it has no `bundle.json`; name the folder that `k3s-migrate convert … --layout k3s -o FOLDER` wrote", path.display())]
    NoBundle {
        /// What was named.
        path: PathBuf,
    },
    /// A folder of manifests in the place of a bundle.
    #[error("`{}`: {}", path.display(), super::bundle::PLAIN)]
    PlainFolder {
        /// Its directory.
        path: PathBuf,
    },
    /// Nothing can be removed or put back.
    #[error("nothing is installed: `{}` has no generation", path.display())]
    NothingInstalled {
        /// Directory of the state.
        path: PathBuf,
    },
    /// A file of the state is not what we wrote.
    #[error("`{}` is not what k3s-migrate wrote: {what}", path.display())]
    State {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Another run did not end.
    #[error("another run{} holds `{}` for {seconds} s", by.map_or_else(String::new, |id| format!(", process {id},")), path.display())]
    Locked {
        /// The file of the lock.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
        /// The process that holds it, where the kernel tells.
        by: Option<u32>,
    },
    /// Others may write to the state.
    #[error("others than you may write to `{0}`, and what is there decides what K3s deletes; look at it, then run `chmod 700 {0}` as its owner", path.display())]
    Open {
        /// The directory.
        path: PathBuf,
    },
    /// K3s is not there.
    #[error("`{}` does not exist, so K3s does not run here as a server; start K3s first, or add `--create`", path.display())]
    NoK3s {
        /// The manifests directory.
        path: PathBuf,
    },
    /// A unit of podman started while its workload was about to be installed.
    #[error(
        "`{unit}` has started in the meantime; nothing was installed, so run the command again"
    )]
    Started {
        /// The unit.
        unit: String,
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
