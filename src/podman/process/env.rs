//! How podman reads `--env` and the files of `--env-file`.

use std::fmt;

/// One environment variable, or several that podman copies from the environment it runs in.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-e-env>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Env {
    /// `KEY=VALUE`.
    Set {
        /// Blanks in front of it are gone; podman takes anything else, even nothing.
        name: String,
        /// Taken as it stands, quotes included.
        value: String,
    },
    /// `KEY`: the value it has where podman runs, for a NixOS container in the systemd unit.
    Host(String),
    /// `PREFIX*`: all that begin so.
    HostPrefix(String),
}

impl Env {
    /// Reads one value of `--env`, or one line of an environment file.
    ///
    /// # Errors
    /// When nothing stands before the `=`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (text, None),
        };
        if key.is_empty() {
            return Err(format!(
                "`{text}` sets no variable: the name before `=` is missing"
            ));
        }
        let name = key.trim_start_matches([' ', '\t']);
        Ok(match (value, name.strip_suffix('*')) {
            (Some(value), _) => Self::Set {
                name: name.to_owned(),
                value: value.to_owned(),
            },
            (None, Some(prefix)) => Self::HostPrefix(prefix.to_owned()),
            (None, None) => Self::Host(name.to_owned()),
        })
    }
}

impl fmt::Display for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A blank keeps a nameless variable readable for `parse`.
            Self::Set { name, value } if name.is_empty() => write!(f, " ={value}"),
            Self::Set { name, value } => write!(f, "{name}={value}"),
            Self::Host(name) if name.is_empty() => f.write_str(" "),
            Self::Host(name) => f.write_str(name),
            Self::HostPrefix(prefix) => write!(f, "{prefix}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Env;

    fn set(name: &str, value: &str) -> Env {
        Env::Set {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn variables() {
        for (text, wanted) in [
            ("A=1", set("A", "1")),
            ("A=", set("A", "")),
            ("A=b=c", set("A", "b=c")),
            ("A=\"q\"", set("A", "\"q\"")),
            (" \tA=1", set("A", "1")),
            ("A =1", set("A ", "1")),
            (" =1", set("", "1")),
            ("A*=1", set("A*", "1")),
            ("export D=1", set("export D", "1")),
            ("A=x\ny", set("A", "x\ny")),
            ("A", Env::Host("A".to_owned())),
            (" ", Env::Host(String::new())),
            ("A*", Env::HostPrefix("A".to_owned())),
            ("*", Env::HostPrefix(String::new())),
        ] {
            assert_eq!(Env::parse(text), Ok(wanted.clone()), "{text:?}");
            assert_eq!(Env::parse(&wanted.to_string()), Ok(wanted), "{text:?}");
        }
        for bad in ["", "=", "=1"] {
            assert!(Env::parse(bad).is_err(), "{bad:?}");
        }
    }
}
