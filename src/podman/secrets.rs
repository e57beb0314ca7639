//! Environment files, podman secrets and registry logins, as podman names them.

use crate::origin::{Given, OriginId};

mod env_file;
mod secret;

pub use env_file::env_file;
pub use secret::{Secret, Target};

/// Environment files, podman secrets and registry logins.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// Files of environment variables on the host (`--env-file`); a later one wins over an
    /// earlier one, every `--env` over all of them. [`env_file()`] reads one, on the host only.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file>
    pub env_files: Vec<Given<EnvFile>>,
    /// Entries of podman's own secret store (`--secret`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt>
    pub secrets: Vec<Given<Secret>>,
    /// File with registry logins on the host (`--authfile`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#authfile-path>
    pub authfile: Option<Given<String>>,
    /// A registry login from NixOS (`login`).
    pub login: Login,
    /// Options, of all sections, whose value is a secret in plain text or holds one.
    pub open: Vec<OriginId>,
}

/// A file of environment variables on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// Its path.
    pub path: String,
    /// Where Compose reads it, and not the engine: the files with the variables that its values may name, the `.env` of the
    /// project. `None` for lines that are taken as they are.
    pub dotenv: Option<Vec<String>>,
}

impl EnvFile {
    /// `--env-file PATH`.
    ///
    /// # Errors
    /// Never.
    pub fn parse(path: &str) -> Result<Self, String> {
        Ok(Self {
            path: path.to_owned(),
            dotenv: None,
        })
    }
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

/// Whether `--creds` has a login: `USER:PASSWORD`, or empty for none. The password goes nowhere.
///
/// # Errors
/// When one of the two is missing: podman asks for it, and a service has nobody to answer.
pub fn creds(text: &str) -> Result<bool, String> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    if user.is_empty() != password.is_empty() {
        return Err("a login has a user and a password: `USER:PASSWORD`".to_owned());
    }
    Ok(!user.is_empty())
}

#[cfg(test)]
mod tests {
    use super::creds;

    #[test]
    fn logins() {
        for (text, given) in [("me:secret", true), ("me:a:b", true), ("", false)] {
            assert_eq!(creds(text), Ok(given), "{text}");
        }
        for bad in ["me", "me:", ":hunter2"] {
            let error = creds(bad).map_or_else(|error| error, |_| "taken: hunter2".to_owned());
            assert!(!error.contains("hunter2"), "{bad}: {error}");
        }
    }
}
