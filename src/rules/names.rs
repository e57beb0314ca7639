//! Words that were written for podman, for a host that has another engine. A phrase says *podman* where the same is true of
//! every engine; what is true of podman only is not said of another host.

use std::borrow::Cow;

use super::dialect::Dialect;

/// What an engine is called, and how options of its containers are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    /// In a sentence: `Docker`.
    pub title: &'static str,
    /// Its command: `docker`.
    pub command: &'static str,
    /// How the input spells options.
    pub dialect: &'static Dialect,
}

/// What the texts of the rules say.
const WRITTEN: &str = "podman";

/// Where podman is meant, whatever the host has.
const MEANT: [&str; 5] = [
    "podman or Docker",
    "podman's or Docker's",
    "podman's list of system calls",
    "podman's own seccomp profile",
    "podman's seccomp profile",
];

impl Names {
    /// Whether its words are those that the rules are written in.
    #[must_use]
    pub fn are_written(&self) -> bool {
        self.is_podman() && self.dialect.is_written()
    }

    fn is_podman(&self) -> bool {
        self.command == WRITTEN
    }

    /// A text of a rule for this engine: commands and units have its command, sentences its name, options are spelled as
    /// the input does.
    #[must_use]
    pub fn speak(&self, text: &str) -> String {
        self.dialect.speak(&self.of_engine(text))
    }

    fn of_engine(&self, text: &str) -> String {
        if self.is_podman() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (at, _) in text.match_indices(WRITTEN) {
            let (before, rest) = text.split_at(at);
            let after = rest.get(WRITTEN.len()..).unwrap_or_default();
            let part = |c: char| c.is_alphanumeric() || "/_.".contains(c);
            let in_a_word = before.ends_with(part) || after.starts_with(part);
            if in_a_word || MEANT.iter().any(|meant| rest.starts_with(meant)) {
                continue;
            }
            let starts = before.ends_with('`') || before.ends_with("$(");
            let is_command = starts || after.starts_with('-');
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(if is_command { self.command } else { self.title });
            from = at.saturating_add(WRITTEN.len());
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }
}

/// One part of the path of an option, in quotes where Nix wants them.
fn quoted(text: &str) -> Cow<'_, str> {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\'');
    if starts && text.chars().all(inside) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    Cow::Owned(format!("\"{text}\""))
}

/// A text of a rule with the values of a call, as `format!` fills it: `{name}`, and a brace that is written twice.
/// `{name:#}` is one part of the path of an option.
pub(super) fn fill(text: &str, values: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let twice = found.starts_with("{{") || found.starts_with("}}");
        let value = found.strip_prefix('{').and_then(|found| {
            let (name, after) = found.split_once('}')?;
            let (name, is_part) = match name.strip_suffix(":#") {
                Some(name) => (name, true),
                None => (name, false),
            };
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            let plain = Cow::Borrowed(value.as_str());
            Some((if is_part { quoted(value) } else { plain }, after))
        });
        match value {
            Some((value, after)) if !twice => {
                out.push_str(&value);
                rest = after;
            }
            _ => {
                out.push_str(found.get(..1).unwrap_or_default());
                rest = found.get(1 + usize::from(twice)..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_another_engine() {
        let docker = Names {
            title: "Docker",
            command: "docker",
            dialect: &super::super::dialect::WRITTEN,
        };
        for (text, spoken) in [
            ("podman refuses it", "Docker refuses it"),
            ("podman's own, in podman", "Docker's own, in Docker"),
            (
                "run `podman network inspect`",
                "run `docker network inspect`",
            ),
            ("`x $(podman ps)` (podman)", "`x $(docker ps)` (Docker)"),
            ("see podman-run(1)", "see docker-run(1)"),
            ("podman or Docker", "podman or Docker"),
            ("`podmanSeccomp = true`", "`podmanSeccomp = true`"),
            ("podman's seccomp profile", "podman's seccomp profile"),
            ("/run/podman/podman.sock", "/run/podman/podman.sock"),
        ] {
            assert_eq!(docker.speak(text), spoken);
        }
    }

    #[test]
    fn values_are_filled_in_as_they_are() {
        let values = [("a", "{b}".to_owned()), ("b", "podman".to_owned())];
        for (text, filled) in [
            ("`{a}` and {b}", "`{b}` and podman"),
            ("'{{{{.Id}}}}' {b}", "'{{.Id}}' podman"),
            ("{{\"x\":{a}}}", "{\"x\":{b}}"),
            ("`containers.{b:#}.{a:#}`", "`containers.podman.\"{b}\"`"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(fill(text, &values), filled);
        }
    }
}
