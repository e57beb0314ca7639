//! Names, labels and annotations, as podman names them.

use std::fmt;

use crate::origin::Given;

/// Names, labels and annotations.
#[derive(Debug, Default, Clone)]
pub struct Identity {
    /// Name of the container (`--name`); NixOS always gives the name of the attribute.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#name-name>
    pub name: Option<Given<Name>>,
    /// Labels (`--label`); of two with one key the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#label-l-key-value>
    pub labels: Vec<Given<Label>>,
    /// Annotations for the OCI runtime (`--annotation`); of two with one key the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#annotation-key-value>
    pub annotations: Vec<Given<Annotation>>,
    /// Host name inside the container (`--hostname`); empty is as if not given: podman then takes
    /// the first twelve digits of the container's id.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#hostname-h-name>
    pub hostname: Option<Given<String>>,
    /// The domain of the host name (`--domainname`, which only Docker has); empty is as if not given.
    ///
    /// Docker: <https://docs.docker.com/reference/cli/docker/container/run/#options>
    pub domainname: Option<Given<String>>,
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
    format!("`{text}` is not a name: letters, digits, `_`, `.` and `-`, a letter or digit first")
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
            return Err(format!(
                "`{text}` is not a label: a key, then `=` and a value"
            ));
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
            .ok_or_else(|| format!("`{text}` is not an annotation: a key, `=` and a value"))?;
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

#[cfg(test)]
mod tests {
    use super::{Annotation, Label, Name};

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
}
