//! Environment files, podman secrets and registry logins, as podman names them.

use std::fmt;

use crate::origin::Given;

mod env_file;
mod secret;

pub use env_file::env_file;
pub use secret::{Secret, Target};

/// Environment files, podman secrets and registry logins.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// Files of environment variables on the host (`--env-file`); a later one wins over an
    /// earlier one, every `--env` over all of them. [`env_file`] reads one, on the host only.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file>
    pub env_files: Vec<Given<String>>,
    /// Entries of podman's own secret store (`--secret`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt>
    pub secrets: Vec<Given<Secret>>,
    /// File with registry logins on the host (`--authfile`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#authfile-path>
    pub authfile: Option<Given<String>>,
    /// A registry login in the open (`--creds`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#creds-username-password>
    pub creds: Option<Given<Creds>>,
    /// A registry login from NixOS (`login`).
    pub login: Login,
}

/// `login`: NixOS runs `podman login` before the start, if all three are given.
#[derive(Debug, Default, Clone)]
pub struct Login {
    /// The registry's address.
    pub registry: Option<Given<String>>,
    /// The user's name.
    pub username: Option<Given<String>>,
    /// File on the host that holds the password.
    pub password_file: Option<Given<String>>,
}

/// `USER:PASSWORD`, or empty for none. Neither `Debug` nor `Display` prints the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Creds {
    /// Before the first colon.
    pub username: String,
    /// After it.
    pub password: String,
}

impl Creds {
    /// Reads the value of `--creds`.
    ///
    /// # Errors
    /// When one of the two is missing: podman asks for it, and a service cannot answer.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (username, password) = text.split_once(':').unwrap_or((text, ""));
        if username.is_empty() != password.is_empty() {
            return Err("a login has a user and a password: `USER:PASSWORD`".to_owned());
        }
        Ok(Self {
            username: username.to_owned(),
            password: password.to_owned(),
        })
    }
}

impl fmt::Display for Creds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:***", self.username)
    }
}

impl fmt::Debug for Creds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Creds({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Creds;

    #[test]
    fn credentials() {
        for (text, username, password) in [
            ("me:secret", "me", "secret"),
            ("me:a:b", "me", "a:b"),
            ("", "", ""),
        ] {
            let creds = Creds::parse(text).map(|c| (c.username, c.password));
            let wanted = (username.to_owned(), password.to_owned());
            assert_eq!(creds, Ok(wanted), "{text}");
        }
        for bad in ["me", "me:", ":secret"] {
            assert!(Creds::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let printed = Creds::parse("me:hunter2").map(|creds| format!("{creds} {creds:?}"));
        assert_eq!(printed, Ok("me:*** Creds(me:***)".to_owned()));
        assert!(!Creds::parse(":hunter2").is_err_and(|error| error.contains("hunter2")));
    }
}
