//! Mounts that share no options with the others.

use crate::podman::storage::path;

/// The file system of another image, read-only unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Reference of the image.
    pub image: String,
    /// Cleaned absolute path in the container.
    pub destination: String,
    /// `rw=true`: changes are possible; they go with the container.
    pub writable: bool,
    /// The part of the image that is mounted: an absolute path in it.
    pub subpath: Option<String>,
}

/// Another instance of `/dev/pts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Devpts {
    /// Cleaned absolute path in the container.
    pub destination: String,
    /// `uid=`, `gid=`, `mode=`, `ptmxmode=`, `newinstance`, `max=` as they are written.
    pub options: Vec<String>,
}

/// Files from an OCI artifact, read-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Reference of the artifact.
    pub artifact: String,
    /// Cleaned absolute path in the container.
    pub destination: String,
    /// Only the blob with this title.
    pub title: Option<String>,
    /// Only the blob with this digest.
    pub digest: Option<String>,
    /// The name that the file gets in the container.
    pub name: Option<String>,
}

impl Image {
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let (mut source, mut destination, mut writable, mut subpath) = (None, None, false, None);
        for word in words {
            let (name, value) = split(word);
            match name {
                "src" | "source" => source = Some(needed(name, value)?),
                "target" | "dst" | "dest" | "destination" => {
                    destination = Some(path::destination(&needed(name, value)?)?);
                }
                "rw" | "readwrite" => {
                    writable = match value {
                        Some("true") => true,
                        Some("false") => false,
                        _ => return Err(format!("`{name}` is either `true` or `false`")),
                    }
                }
                "subpath" => {
                    let value = needed(name, value)?;
                    if !value.starts_with('/') {
                        return Err(format!(
                            "`{value}` is not a path in the image: it must start with `/`"
                        ));
                    }
                    subpath = Some(value);
                }
                "consistency" => {}
                _ => return Err(unknown(name)),
            }
        }
        let (image, destination) = both(source, destination)?;
        Ok(Self {
            image,
            destination,
            writable,
            subpath,
        })
    }
}

impl Devpts {
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let (mut destination, mut options) = (None, Vec::new());
        for word in words {
            let (name, value) = split(word);
            match name {
                "uid" | "gid" | "mode" | "ptmxmode" | "newinstance" | "max" => {
                    options.push(word.clone());
                }
                "target" | "dst" | "dest" | "destination" => {
                    destination = Some(path::destination(&needed(name, value)?)?);
                }
                _ => return Err(unknown(name)),
            }
        }
        let destination = destination
            .ok_or_else(|| "the path in the container (`destination`) is missing".to_owned())?;
        Ok(Self {
            destination,
            options,
        })
    }
}

impl Artifact {
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let (mut source, mut destination) = (None, None);
        let (mut title, mut digest, mut file) = (None, None, None);
        for word in words {
            let (name, value) = split(word);
            match name {
                "src" | "source" => source = Some(needed(name, value)?),
                "target" | "dst" | "dest" | "destination" => {
                    destination = Some(path::destination(&needed(name, value)?)?);
                }
                "title" => title = Some(needed(name, value)?),
                "digest" => digest = Some(needed(name, value)?),
                "name" => file = Some(needed(name, value)?),
                _ => return Err(unknown(name)),
            }
        }
        if title.is_some() && digest.is_some() {
            return Err("`title` and `digest` exclude each other".to_owned());
        }
        let (artifact, destination) = both(source, destination)?;
        Ok(Self {
            artifact,
            destination,
            title,
            digest,
            name: file,
        })
    }
}

fn split(word: &str) -> (&str, Option<&str>) {
    match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    }
}

fn needed(name: &str, value: Option<&str>) -> Result<String, String> {
    value
        .map(str::to_owned)
        .ok_or_else(|| format!("`{name}` needs a value"))
}

fn unknown(name: &str) -> String {
    format!("`{name}` is not an option of this type of mount")
}

fn both(source: Option<String>, destination: Option<String>) -> Result<(String, String), String> {
    match (source.filter(|source| !source.is_empty()), destination) {
        (Some(source), Some(destination)) => Ok((source, destination)),
        _ => Err("`source` and `destination` are both needed".to_owned()),
    }
}
