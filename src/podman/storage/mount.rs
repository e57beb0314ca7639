//! The `key=value` form of a mount.

use super::{options::MountOptions, tmpfs::Tmpfs, volume::Volume};
use crate::podman::text;

mod draft;
mod other;

use draft::{Draft, Kind};

pub use other::{Artifact, Devpts, Image};

/// What `--mount` mounts, by its `type=`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// `bind` and `volume`, the latter also when no type is given.
    Volume(Volume),
    /// `tmpfs`.
    Tmpfs(Tmpfs),
    /// `ramfs`: like a tmpfs, but without any limit and never swapped; it has no size, no mode and
    /// no copy of the image's content.
    Ramfs(Tmpfs),
    /// `image`: the file system of another image.
    Image(Image),
    /// `glob`: files of the host that match a pattern when the container starts.
    Glob(Glob),
    /// `devpts`: another instance of `/dev/pts`.
    Devpts(Devpts),
    /// `artifact`: files from an OCI artifact.
    Artifact(Artifact),
}

/// Files of the host that match a pattern, each mounted on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    /// The pattern, as the shell knows it.
    pub pattern: String,
    /// The directory in the container; without it each is mounted under its own path.
    pub destination: Option<String>,
    /// How each is mounted.
    pub options: MountOptions,
}

impl Mount {
    /// Where a volume or a file system in memory is mounted.
    #[must_use]
    pub fn destination(&self) -> Option<&str> {
        match self {
            Self::Volume(volume) => Some(&volume.destination),
            Self::Tmpfs(tmpfs) | Self::Ramfs(tmpfs) => Some(&tmpfs.destination),
            Self::Image(_) | Self::Glob(_) | Self::Devpts(_) | Self::Artifact(_) => None,
        }
    }

    /// Reads `type=TYPE,key=value,…`, a comma list in which quotes hold commas together.
    ///
    /// Values are read as podman reads them, oddities included: `ro=1` is neither true nor false
    /// and leaves the mount writable, and the value of `bind-nonrecursive` is not looked at.
    ///
    /// # Errors
    /// No such type, an option that the type does not have, a repeated or missing one.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.contains('\n') {
            return Err(
                "a mount is one line of `key=value` pairs with commas between them".to_owned(),
            );
        }
        let mut kind = None;
        let mut words = Vec::new();
        for word in text::csv(text)? {
            match word.split_once('=') {
                Some(("type", value)) if kind.is_none() && !value.contains('=') => {
                    kind = Some(value.to_owned());
                }
                _ => words.push(word),
            }
        }
        match kind.as_deref().unwrap_or("volume") {
            "image" => Image::parse(&words).map(Self::Image),
            "devpts" => Devpts::parse(&words).map(Self::Devpts),
            "artifact" => Artifact::parse(&words).map(Self::Artifact),
            "bind" => Draft::read(Kind::Bind, &words)?.finish(),
            "volume" => Draft::read(Kind::Volume, &words)?.finish(),
            "tmpfs" => Draft::read(Kind::Tmpfs, &words)?.finish(),
            "ramfs" => Draft::read(Kind::Ramfs, &words)?.finish(),
            "glob" => Draft::read(Kind::Glob, &words)?.finish(),
            other => Err(format!(
                "`{other}` is not a type of a mount: podman takes bind, volume, tmpfs, ramfs, image, glob, devpts or artifact"
            )),
        }
    }
}
