//! Command, environment and working directory, as podman names them.

use std::fmt;

use crate::origin::Given;

mod entrypoint;
mod env;

pub use entrypoint::Entrypoint;
pub use env::Env;

/// Command, environment and working directory.
#[derive(Debug, Default, Clone)]
pub struct Process {
    /// What runs instead of the image's `ENTRYPOINT` (`--entrypoint`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#entrypoint-command-command-arg1>
    pub entrypoint: Option<Given<Entrypoint>>,
    /// What runs instead of the image's `CMD`, one word each (`cmd`); empty leaves the image's,
    /// unless there is an entrypoint.
    pub command: Vec<Given<String>>,
    /// Environment variables (`--env`); of two with one name the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-e-env>
    pub env: Vec<Given<Env>>,
    /// Variables made from the image's own (`--env-merge`, `PATH=${PATH}:/app`); every `--env`
    /// wins over them.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-merge-env>
    pub env_merge: Vec<Given<String>>,
    /// Whether the proxy variables of the unit reach the container (`--http-proxy`); they do by
    /// default.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy>
    pub http_proxy: Option<Given<bool>>,
    /// Variables of the image that the container does not get (`--unsetenv`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#unsetenv-env>
    pub unset_env: Vec<Given<String>>,
    /// Working directory (`--workdir`); empty leaves the image's. podman does not start a
    /// container whose directory is missing.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#workdir-w-dir>
    pub workdir: Option<Given<String>>,
    /// Whether standard input stays open (`--interactive`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#interactive-i>
    pub interactive: Option<Given<bool>>,
    /// Whether there is a terminal (`--tty`); podman then also sets `TERM=xterm`.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#tty-t>
    pub tty: Option<Given<bool>>,
    /// Time zone (`--tz`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#tz-timezone>
    pub timezone: Option<Given<Timezone>>,
    /// Whether an init process is process 1 (`--init`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#init>
    pub init: Option<Given<bool>>,
}

/// What podman makes of `/etc/localtime`; it never sets `TZ`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timezone {
    /// Leaves the image's.
    Image,
    /// Copies the host's.
    Host,
    /// Takes this file of the zone database, `Europe/Berlin` for instance.
    Zone(String),
}

impl Timezone {
    /// Reads the value of `--tz`. Whether the zone exists is not looked up: podman asks the
    /// database of its host.
    ///
    /// # Errors
    /// When it cannot be the name of a zone.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Image),
            "local" => Ok(Self::Host),
            // Go's own word for the host's zone: podman takes it, and then finds no such file.
            zone if zone == "Local" || zone.contains("..") || zone.starts_with(['/', '\\']) => {
                Err(format!(
                    "`{zone}` is not a time zone: an area and a city such as `Europe/Berlin`, or `local`"
                ))
            }
            zone => Ok(Self::Zone(zone.to_owned())),
        }
    }
}

impl fmt::Display for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image => Ok(()),
            Self::Host => f.write_str("local"),
            Self::Zone(zone) => f.write_str(zone),
        }
    }
}

/// The value of `--env-merge`, as it is.
///
/// # Errors
/// When there is no `=` in it, or a quote or a brace stays open.
pub fn env_merge(text: &str) -> Result<String, String> {
    if !text.contains('=') {
        return Err(format!("`{text}` sets nothing: a name, `=` and a value"));
    }
    if is_open(text) {
        return Err(format!("`{text}` leaves a quote or a brace open"));
    }
    Ok(text.to_owned())
}

/// Whether a quote, or the brace of a `${`, is not closed; podman reads both as a shell does.
fn is_open(text: &str) -> bool {
    let (mut quote, mut braces) = (None, 0_u32);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                rest.next();
            }
            (None, '\'' | '"') => quote = Some(c),
            (_, '$') if rest.peek() == Some(&'{') => braces += 1,
            (_, '}') => braces = braces.saturating_sub(1),
            _ => {}
        }
    }
    quote.is_some() || braces > 0
}

#[cfg(test)]
mod tests {
    use super::{Timezone, env_merge};

    #[test]
    fn time_zones() {
        for (text, zone) in [
            ("", Timezone::Image),
            ("local", Timezone::Host),
            ("UTC", Timezone::Zone("UTC".to_owned())),
            ("Europe/Berlin", Timezone::Zone("Europe/Berlin".to_owned())),
        ] {
            assert_eq!(Timezone::parse(text), Ok(zone.clone()));
            assert_eq!(zone.to_string(), text);
        }
        for bad in [
            "/etc/localtime",
            "Local",
            "../UTC",
            "Europe/../UTC",
            "\\UTC",
        ] {
            assert!(Timezone::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn merged_variables() {
        for good in [
            "PATH=${PATH}:/app",
            "A=",
            "=b",
            "A=${B:-x}",
            "A='$'",
            "A=\"b\"",
            "A=\\\"",
        ] {
            assert_eq!(env_merge(good).as_deref(), Ok(good));
        }
        for bad in ["", "PATH", "${WHOLE}", "A=\"x", "A=${B", "A='"] {
            assert!(env_merge(bad).is_err(), "{bad}");
        }
    }
}
