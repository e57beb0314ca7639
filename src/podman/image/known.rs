//! What only an image knows of the containers that run it, as `podman image inspect` prints it.

use super::{Reference, Repository};
use crate::podman::lifecycle::Signal;

/// An image as the engine has it.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-image-inspect.1.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id, 64 hexadecimal digits.
    pub id: String,
    /// Its names with a tag or a digest.
    pub names: Vec<Repository>,
    /// `USER`, as the image has it; empty for root.
    pub user: String,
    /// `STOPSIGNAL`; TERM where the image has none.
    pub stop_signal: Signal,
    /// Paths of `VOLUME`.
    pub volumes: Vec<String>,
    /// Variables of `ENV`, each a name and its value.
    pub env: Vec<(String, String)>,
}

/// Fewest digits of an id that are not taken for a name: what `podman ps` prints.
const SHORT_ID: usize = 12;

impl Known {
    /// Whether a container that is given this image runs it: by tag, by digest, or by id.
    #[must_use]
    pub fn is(&self, written: &str) -> bool {
        match Reference::parse(written) {
            Ok(Reference::Id(id)) => id == self.id,
            Ok(Reference::Repository(image)) => {
                self.names.iter().any(|name| is_same(name, &image))
                    || (written.len() >= SHORT_ID
                        && written.bytes().all(|c| c.is_ascii_hexdigit())
                        && self.id.starts_with(written))
            }
            Ok(Reference::File { .. }) | Err(_) => false,
        }
    }

    /// Whether its user has a group, by a name that only the image knows: Kubernetes takes the user and not the group.
    #[must_use]
    pub fn loses_group(&self) -> bool {
        self.user.contains(':') && !self.has_numeric_user()
    }

    /// Whether its user, and the group if there is one, are numbers.
    #[must_use]
    pub fn has_numeric_user(&self) -> bool {
        !self.user.is_empty() && self.user.split(':').all(|id| id.parse::<u32>().is_ok())
    }
}

/// Whether two names are those of one image: a digest counts before a tag, as in podman.
fn is_same(known: &Repository, written: &Repository) -> bool {
    match (&known.digest, &written.digest) {
        (Some(one), Some(other)) => {
            one == other && known.clone().qualified().name() == written.clone().qualified().name()
        }
        (None, None) => {
            let full = |image: &Repository| {
                let full = image.clone().qualified();
                let tag = full.tag.clone().unwrap_or_else(|| "latest".to_owned());
                (full.name(), tag)
            };
            full(known) == full(written) || known.same_locally(written)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_found_as_podman_finds_them() {
        let digest = format!("sha256:{}", "b".repeat(64));
        let known = |names: &[&str]| Known {
            id: format!("ab{}", "0".repeat(62)),
            names: names
                .iter()
                .filter_map(|name| Repository::parse(name).ok())
                .collect(),
            user: String::new(),
            stop_signal: Signal::TERM,
            volumes: Vec::new(),
            env: Vec::new(),
        };
        let hub = known(&[
            "docker.io/library/nginx:latest",
            &format!("docker.io/library/nginx@{digest}"),
        ]);
        for (written, found) in [
            ("nginx", true),
            ("nginx:latest", true),
            ("docker.io/nginx", true),
            ("docker.io/library/nginx", true),
            ("nginx:1.27", false),
            ("quay.io/library/nginx", false),
            (&format!("nginx@{digest}"), true),
            (&format!("nginx:1.27@{digest}"), true),
            (&format!("httpd@{digest}"), false),
            (&format!("nginx@sha256:{}", "c".repeat(64)), false),
            (&format!("ab{}", "0".repeat(62)), true),
            (&format!("sha256:ab{}", "0".repeat(62)), true),
            ("ab0000000000", true),
            ("ab00", false),
            ("docker-archive:/nginx", false),
            ("", false),
        ] {
            assert_eq!(hub.is(written), found, "{written}");
        }
        let own = known(&["localhost/own:1"]);
        assert!(own.is("own:1") && own.is("localhost/own:1") && !own.is("own"));
    }

    #[test]
    fn users() {
        for (user, numeric, loses) in [
            ("", false, false),
            ("1000", true, false),
            ("1000:2000", true, false),
            ("postgres", false, false),
            ("app:staff", false, true),
            ("1000:staff", false, true),
        ] {
            let known = Known {
                id: String::new(),
                names: Vec::new(),
                user: user.to_owned(),
                stop_signal: Signal::TERM,
                volumes: Vec::new(),
                env: Vec::new(),
            };
            assert_eq!(known.has_numeric_user(), numeric, "{user}");
            assert_eq!(known.loses_group(), loses, "{user}");
        }
    }
}
