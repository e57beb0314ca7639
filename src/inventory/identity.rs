//! Names, labels, annotations and pod membership, as podman names them.

use std::fmt;

use crate::origin::{Given, Last};

/// Names, labels, annotations and pod membership.
#[derive(Debug, Default, Clone)]
pub struct Identity {
    /// Name of the container (`--name`); NixOS always gives the name of the attribute.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#name-name>
    pub name: Last<Name>,
    /// Name of the systemd service, without suffix (`serviceName`); NixOS' default is
    /// `podman-NAME`.
    pub service: Option<Given<String>>,
    /// Labels (`--label`); of two with one key the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#label-l-key-value>
    pub labels: Vec<Given<Label>>,
    /// Files of labels on the host, one a line (`--label-file`); every `--label` wins over them.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#label-file-file>
    pub label_files: Vec<Given<String>>,
    /// Annotations for the OCI runtime (`--annotation`); of two with one key the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#annotation-key-value>
    pub annotations: Vec<Given<Annotation>>,
    /// Pod that the container joins (`--pod`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#pod-name>
    pub pod: Last<Pod>,
    /// File on the host that holds the id of the pod to join (`--pod-id-file`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#pod-id-file-file>
    pub pod_id_file: Last<String>,
}

/// Name of a container: letters, digits, `_`, `.` and `-`, not one of the last three in front.
/// Empty means that podman invents one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Reads the value of `--name`.
    ///
    /// # Errors
    /// When podman refuses the name.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || is_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(no_name(text))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What podman takes as the name of a container, pod or network.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn no_name(text: &str) -> String {
    format!("`{text}` is no name: letters, digits, `_`, `.` and `-`, a letter or digit first")
}

/// One label. podman takes a label without `=` as one with an empty value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What stands before the first `=`; never empty.
    pub key: String,
    /// What stands after it.
    pub value: String,
}

impl Label {
    /// Reads one value of `--label`.
    ///
    /// # Errors
    /// When there is no key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        if key.is_empty() {
            return Err(format!("`{text}` is no label: a key, then `=` and a value"));
        }
        Ok(Self {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

/// One annotation; podman insists on the `=`, not on the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// What stands before the first `=`.
    pub key: String,
    /// What stands after it.
    pub value: String,
}

impl Annotation {
    /// Reads one value of `--annotation`.
    ///
    /// # Errors
    /// When there is no `=`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| format!("`{text}` is no annotation: a key, `=` and a value"))?;
        Ok(Self {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl fmt::Display for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

/// The pod that a container belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pod {
    /// None (`--pod=`).
    None,
    /// One that exists, by name or id.
    Existing(String),
    /// One that podman makes for this container (`new:NAME`); the container's ports, networks and
    /// hostname go to the pod.
    New(Name),
}

impl Pod {
    /// Reads the value of `--pod`.
    ///
    /// # Errors
    /// When the name of a new pod is empty or podman refuses it.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("new:") {
            None if text.is_empty() => Ok(Self::None),
            None => Ok(Self::Existing(text.to_owned())),
            Some("") => Err("a new pod needs a name: `new:NAME`".to_owned()),
            Some(name) => Name::parse(name).map(Self::New),
        }
    }
}

impl fmt::Display for Pod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Existing(name) => f.write_str(name),
            Self::New(name) => write!(f, "new:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Annotation, Label, Name, Pod};

    #[test]
    fn names() {
        for good in ["web", "0a", "A_b.c-", "immich_redis", ""] {
            assert_eq!(
                Name::parse(good).map(|n| n.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in ["-web", ".web", "_web", "we b", "wéb", "web/1", "web\n"] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn labels() {
        for (text, key, value) in [
            ("a=b", "a", "b"),
            ("a=b=c", "a", "b=c"),
            ("a", "a", ""),
            ("a=", "a", ""),
            (" a =b", " a ", "b"),
            (
                "traefik.http.routers.x.rule=Host(`x`)",
                "traefik.http.routers.x.rule",
                "Host(`x`)",
            ),
        ] {
            let label = Label::parse(text).map(|l| (l.key, l.value));
            assert_eq!(label, Ok((key.to_owned(), value.to_owned())), "{text}");
        }
        for bad in ["", "=", "=b"] {
            assert!(Label::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn annotations() {
        for (text, key, value) in [
            ("a=b", "a", "b"),
            ("a=", "a", ""),
            ("=b", "", "b"),
            ("a==", "a", "="),
        ] {
            let annotation = Annotation::parse(text).map(|a| (a.key, a.value));
            assert_eq!(annotation, Ok((key.to_owned(), value.to_owned())), "{text}");
        }
        for bad in ["", "a"] {
            assert!(Annotation::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pods() {
        assert_eq!(Pod::parse(""), Ok(Pod::None));
        assert_eq!(Pod::parse("media"), Ok(Pod::Existing("media".to_owned())));
        for bad in ["new:", "new:-x", "new:a b"] {
            assert!(Pod::parse(bad).is_err(), "{bad}");
        }
        for text in ["", "media", "new:media", "NEW:x"] {
            assert_eq!(Pod::parse(text).map(|p| p.to_string()), Ok(text.to_owned()));
        }
    }
}
