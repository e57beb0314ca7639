//! What the engine of a host makes where a mount has no source yet.

use serde::{Deserialize, Serialize};

use crate::origin::OriginId;

/// What podman or Docker makes of a path of the host that does not exist when a container mounts it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Made {
    /// Docker makes a directory.
    Directory,
    /// A volume, filled with the image's files, with their owner.
    Volume {
        /// Its name.
        name: String,
        /// `podman` or `docker`.
        engine: String,
        /// The words of a command that makes it with its options; empty where it has none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        first: Vec<String>,
        /// The words of a command that creates a container with it, and it as well.
        create: Vec<String>,
    },
}

impl Made {
    /// The name of a volume.
    #[must_use]
    pub fn volume(&self) -> Option<&str> {
        match self {
            Self::Directory => None,
            Self::Volume {
                name,
                engine: _,
                first: _,
                create: _,
            } => Some(name),
        }
    }

    /// The command of a shell that makes a volume as the first container with it would: Docker fills it when it creates
    /// the container, podman when it prepares the start. The time of `path` shows afterwards that it was done.
    #[must_use]
    pub fn command(&self, path: &str) -> Option<String> {
        let Self::Volume {
            name: _,
            engine,
            first,
            create,
        } = self
        else {
            return None;
        };
        let quoted = |words: &[String]| shlex::try_join(words.iter().map(String::as_str)).ok();
        let words = quoted(create)?;
        let path = shlex::try_quote(path).ok()?;
        let first = match first.as_slice() {
            [] => String::new(),
            first => format!("{} && ", quoted(first)?),
        };
        Some(match engine.as_str() {
            "docker" => format!("{first}docker rm --volumes $({words})"),
            _ => format!("{first}podman rm --volumes $(podman init $({words})) && touch {path}"),
        })
    }
}

/// A path of the host that the engine makes.
#[derive(Debug, Clone)]
pub struct MadePath {
    /// What it becomes.
    pub made: Made,
    /// Whether the container takes a volume as it is, and fills it with nothing.
    pub as_it_is: bool,
}

/// A place that a mount needs in the read-only one that it is in.
#[derive(Debug, Clone)]
pub struct MountPoint {
    /// Index of the workload.
    pub workload: usize,
    /// The source of the read-only mount, on its host.
    pub within: String,
    /// The path in it, on its host.
    pub path: String,
    /// What it has to be.
    pub like: Like,
    /// The path in the container.
    pub target: String,
    /// The path of the read-only mount.
    pub around: String,
    /// The option that mounts there.
    pub from: OriginId,
}

/// What a mount point has to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "of")]
pub enum Like {
    /// A directory.
    Directory,
    /// An empty file.
    File,
    /// The same as this path of the host.
    Path(String),
}
