//! How podman reads the name of an image.

use std::fmt;

/// An image as the operator names it.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#image>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// An image of a registry, or one that was loaded under such a name.
    Repository(Repository),
    /// An image of podman's own storage, by its full id.
    Id(String),
    /// An image in a file or a folder (`docker-archive:/srv/app.tar`).
    File {
        /// `docker-archive`, `oci`, `dir` …
        transport: &'static str,
        /// What follows the colon.
        path: String,
    },
}

/// `[registry/]path[:tag][@digest]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// `quay.io`, `localhost`, `10.0.0.2:5000`; `None` for a short name, which podman looks up in
    /// its aliases and in the registries of its configuration.
    pub registry: Option<String>,
    /// `library/nginx`.
    pub path: String,
    /// `latest` where there is neither tag nor digest.
    pub tag: Option<String>,
    /// `sha256:…`; podman then ignores the tag.
    pub digest: Option<String>,
}

/// Ways to an image that are not a registry.
const TRANSPORTS: &[&str] = &[
    "atomic",
    "containers-storage",
    "dir",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
    "sif",
    "tarball",
];

/// The registry that short names end at by default.
const DOCKER: &str = "docker.io";

/// Longest name (registry and path).
const LONGEST: usize = 255;

impl Reference {
    /// Reads a name as podman does: first a transport, then an id, then a name in a registry.
    ///
    /// # Errors
    /// When podman refuses the name.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some((word, rest)) = text.split_once(':') {
            if let Some(transport) = TRANSPORTS.iter().find(|t| **t == word) {
                return match rest {
                    "" => Err(format!(
                        "`{text}` names no image: nothing follows `{word}:`"
                    )),
                    path => Ok(Self::File {
                        transport,
                        path: path.to_owned(),
                    }),
                };
            }
            // `docker:dind` is the image `docker`.
            if let Some(name) = text.strip_prefix("docker://") {
                return Repository::parse(name).map(|r| Self::Repository(r.qualified()));
            }
        }
        if let Some(id) = text.strip_prefix("sha256:") {
            return if is_hex(id, 64) {
                Ok(Self::Id(id.to_owned()))
            } else {
                Err(format!(
                    "`{text}` is not an image id: `sha256:` and 64 hexadecimal digits"
                ))
            };
        }
        if is_hex(text, 64) {
            return Ok(Self::Id(text.to_owned()));
        }
        Repository::parse(text).map(Self::Repository)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repository(repository) => repository.fmt(f),
            Self::Id(id) => write!(f, "sha256:{id}"),
            Self::File { transport, path } => write!(f, "{transport}:{path}"),
        }
    }
}

impl Repository {
    /// Reads `[registry/]path[:tag][@digest]`.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| format!("`{text}` is not an image name: {what}");
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) if is_digest(digest) => (rest, Some(digest.to_owned())),
            Some(_) => {
                return Err(wrong(
                    "after `@` stands `sha256:` and 64 hexadecimal digits",
                ));
            }
            None => (text, None),
        };
        // A colon before the last slash belongs to the registry's port.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
            return Err(wrong(&format!(
                "the tag `{tag}` must be up to 128 letters, digits, `_`, `.` or `-`"
            )));
        }
        let (registry, path) = match name.split_once('/') {
            // `bad_host.io` cannot be a host, but it can be a part of a path.
            Some((host, _)) if !is_registry(host) && is_component(host) => (None, name),
            Some((host, path)) if host == "localhost" || host.contains(['.', ':']) => {
                (Some(host), path)
            }
            _ => (None, name),
        };
        if let Some(host) = registry.filter(|host| !is_registry(host)) {
            return Err(wrong(&format!(
                "`{host}` is not a registry: a host name and a port"
            )));
        }
        if path.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(wrong("it must be in lower case"));
        }
        if !path.split('/').all(is_component) {
            return Err(wrong(
                "each part takes lower-case letters and digits, with `.`, `_`, `__` or `-` between them",
            ));
        }
        let repository = Self {
            registry: registry.map(str::to_owned),
            path: path.to_owned(),
            tag: tag.map(str::to_owned),
            digest,
        };
        if repository.clone().qualified().name().len() > LONGEST {
            return Err(wrong("it is longer than 255 characters"));
        }
        Ok(repository)
    }

    /// The same image with its registry: a short name is Docker Hub's, as for the kubelet, and
    /// `docker.io/nginx` is `docker.io/library/nginx`.
    #[must_use]
    pub fn qualified(self) -> Self {
        let registry = match self.registry {
            Some(host) if host != "index.docker.io" => host,
            _ => DOCKER.to_owned(),
        };
        let path = if registry == DOCKER && !self.path.contains('/') {
            format!("library/{}", self.path)
        } else {
            self.path
        };
        Self {
            registry: Some(registry),
            path,
            ..self
        }
    }

    /// Whether an engine that has one of the two finds it under the name of the other: without a registry podman looks for
    /// `localhost/NAME` first, and Docker takes it for one of Docker Hub.
    #[must_use]
    pub fn same_locally(&self, other: &Self) -> bool {
        let registry = |of: &Self| match of.registry.as_deref() {
            None | Some("localhost" | DOCKER | "index.docker.io") => None,
            Some(registry) => Some(registry.to_owned()),
        };
        let path = |of: &Self| of.path.trim_start_matches("library/").to_owned();
        let tag = |of: &Self| of.tag.clone().unwrap_or_else(|| "latest".to_owned());
        let all = |of: &Self| (registry(of), path(of), tag(of));
        self.digest.is_none() && other.digest.is_none() && all(self) == all(other)
    }

    /// Registry and path, without tag and digest.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.registry {
            Some(registry) => format!("{registry}/{}", self.path),
            None => self.path.clone(),
        }
    }

    /// Whether the same name can stand for another image tomorrow.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.digest.is_none() && self.tag.as_deref().is_none_or(|tag| tag == "latest")
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_digest(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(algorithm, hex)| match algorithm {
            "sha256" => is_hex(hex, 64),
            "sha384" => is_hex(hex, 96),
            "sha512" => is_hex(hex, 128),
            _ => false,
        })
}

fn is_tag(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.len() <= 128
        && text.starts_with(word)
        && text.chars().all(|c| word(c) || matches!(c, '.' | '-'))
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_alphanumeric())
            && label.ends_with(|c: char| c.is_ascii_alphanumeric())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    host.split('.').all(label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Letters and digits, with one `.`, one or two `_` or any number of `-` between them.
fn is_component(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(letter)
        && text.ends_with(letter)
        && text.split(letter).all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.bytes().all(|b| b == b'-')
        })
}

#[cfg(test)]
mod tests;
