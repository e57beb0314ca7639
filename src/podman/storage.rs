//! Volumes, mounts, tmpfs and the root file system, as podman names them.

use crate::origin::Given;

pub mod mount;
pub mod options;
pub mod path;
pub mod tmpfs;
pub mod volume;
pub mod volumes_from;

use mount::Mount;
use tmpfs::Tmpfs;
use volume::Volume;
use volumes_from::VolumesFrom;

/// Volumes, mounts, tmpfs and the root file system.
#[derive(Debug, Default, Clone)]
pub struct Storage {
    /// `--volume`: a directory of the host, a named or an anonymous volume. Two with the same
    /// destination are an error to podman unless they are the same.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options>
    pub volumes: Vec<Given<Volume>>,
    /// `--mount`: the same and more, written as `key=value` pairs.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option>
    pub mounts: Vec<Given<Mount>>,
    /// `--tmpfs`: file systems in memory.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#tmpfs-fs>
    pub tmpfs: Vec<Given<Tmpfs>>,
    /// `--volumes-from`: all volumes of other containers.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#volumes-from-container-options>
    pub volumes_from: Vec<Given<VolumesFrom>>,
    /// `--image-volume`: what becomes of the volumes that the image declares. Default: anonymous
    /// volumes with the image's content.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore>
    pub image_volumes: Option<Given<ImageVolumes>>,
    /// `--read-only`: the root file system cannot be written. Default: false.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only>
    pub read_only: Option<Given<bool>>,
    /// `--read-only-tmpfs`: under `--read-only`, `/run`, `/tmp` and `/var/tmp` are a tmpfs.
    /// Default: true.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only-tmpfs>
    pub read_only_tmpfs: Option<Given<bool>>,
    /// `--shm-size`: size of `/dev/shm` in bytes; zero means no limit. Default: 65536000.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#shm-size-number-unit>
    pub shm_size: Option<Given<u64>>,
    /// Files whose content the input has (`configs` of Compose).
    pub configs: Vec<Given<ConfigFile>>,
}

impl Storage {
    /// The volumes of `--volume`, then those of `--mount`.
    pub fn all_volumes(&self) -> impl Iterator<Item = &Volume> {
        let mounts = self.mounts.iter().filter_map(|given| match &given.value {
            Mount::Volume(volume) => Some(volume),
            _ => None,
        });
        let volumes = self.volumes.iter().map(|given| &given.value);
        volumes.chain(mounts)
    }
}

/// What becomes of the volumes that an image declares.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum ImageVolumes {
    /// An anonymous volume each, filled with the image's content.
    #[default]
    Anonymous,
    /// A tmpfs each.
    Tmpfs,
    /// None: the directories are part of the root file system.
    Ignore,
}

/// A file that Compose writes into a container.
///
/// Compose: <https://docs.docker.com/reference/compose-file/configs/>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its key in the project.
    pub key: String,
    /// What is in it.
    pub content: String,
    /// Its path in the container.
    pub target: String,
    /// Its permissions.
    pub mode: u32,
    /// Whether it belongs to another user than root, or to another group.
    pub owned: bool,
}

impl Storage {
    /// Where the container itself mounts something, as far as its options say.
    #[must_use]
    pub fn destinations(&self) -> Vec<String> {
        let volumes = self.volumes.iter().map(|given| &given.value.destination);
        let tmpfs = self.tmpfs.iter().map(|given| &given.value.destination);
        let mounts = self.mounts.iter();
        let mounts = mounts.filter_map(|given| given.value.destination());
        let all = volumes.chain(tmpfs).map(String::as_str).chain(mounts);
        all.map(str::to_owned).collect()
    }
}

impl ImageVolumes {
    /// Reads the value of `--image-volume`.
    ///
    /// # Errors
    /// None of `anonymous`, `tmpfs` and `ignore`. The manual says `bind` for the first of them,
    /// but podman 5 refuses that word (measured with 5.8.6).
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "anonymous" => Ok(Self::Anonymous),
            "tmpfs" => Ok(Self::Tmpfs),
            "ignore" => Ok(Self::Ignore),
            "bind" => Err(
                "`bind` is the word of podman 4: podman 5 takes `anonymous` for the same thing"
                    .to_owned(),
            ),
            _ => Err(format!(
                "`{text}` is not an image volume mode: podman takes anonymous, tmpfs or ignore"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_volumes() {
        for (text, value) in [
            ("", ImageVolumes::Anonymous),
            ("anonymous", ImageVolumes::Anonymous),
            ("tmpfs", ImageVolumes::Tmpfs),
            ("ignore", ImageVolumes::Ignore),
        ] {
            assert_eq!(ImageVolumes::parse(text), Ok(value), "{text}");
        }
        for text in ["bind", "ANONYMOUS", "none"] {
            assert!(ImageVolumes::parse(text).is_err(), "{text}");
        }
    }
}
