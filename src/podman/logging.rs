//! Logging, as podman names it.

use crate::{origin::Given, podman::text};

/// Logging.
#[derive(Debug, Default, Clone)]
pub struct Logging {
    /// Where the output goes (`--log-driver`, `log-driver`); `journald` by NixOS' default.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-driver-driver>
    pub driver: Option<Given<Driver>>,
    /// Settings of the driver (`--log-opt`); of two with one name the last one wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-opt-name-value>
    pub options: Vec<Given<LogOption>>,
}

/// Where the output of a container goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// The empty text: as if the flag were not there.
    Unset,
    /// The journal of systemd.
    Journald,
    /// A file in the form of the kubelet's logs; also `json-file`.
    File,
    /// Nowhere.
    None,
    /// Wherever podman's own output goes; also `passthrough-tty`.
    Passthrough,
    /// Another program or machine: `syslog`, `gelf` and plugins, which only Docker has.
    Elsewhere,
}

impl Driver {
    /// The driver of Docker with this name: `json-file` and `local` are files, and any that is not known may be a plugin.
    ///
    /// Docker: <https://docs.docker.com/engine/logging/configure/#supported-logging-drivers>
    #[must_use]
    pub fn of_docker(text: &str) -> Self {
        match text {
            "" => Self::Unset,
            "journald" => Self::Journald,
            "json-file" | "local" => Self::File,
            "none" => Self::None,
            _ => Self::Elsewhere,
        }
    }

    /// `journald`, `k8s-file`, `json-file`, `none`, `passthrough` or `passthrough-tty`.
    ///
    /// # Errors
    /// Any other word.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Unset),
            "journald" => Ok(Self::Journald),
            "k8s-file" | "json-file" => Ok(Self::File),
            "none" => Ok(Self::None),
            "passthrough" | "passthrough-tty" => Ok(Self::Passthrough),
            _ => Err(format!(
                "`{text}` is not a log driver: `journald`, `k8s-file`, `json-file`, `none`, \
                 `passthrough` or `passthrough-tty`"
            )),
        }
    }
}

/// One setting of a log driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogOption {
    /// `driver`: goes before `--log-driver`.
    Driver(Driver),
    /// `path`: the file of `k8s-file`.
    Path(String),
    /// `max-size`: bytes, in powers of 1000, after which the file starts again.
    MaxSize(u64),
    /// Any other; podman acts on `tag` only, which the journal shows.
    Other(String, String),
}

impl LogOption {
    /// `NAME=VALUE`; the names podman knows may be in any case of letters.
    ///
    /// # Errors
    /// No `=`, no driver, or no size.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text::pair(text)?;
        match name.to_lowercase().as_str() {
            "driver" => Driver::parse(value).map(Self::Driver),
            "path" => Ok(Self::Path(value.to_owned())),
            "max-size" => text::decimal_bytes(value).map(Self::MaxSize),
            _ => Ok(Self::Other(name.to_owned(), value.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn drivers() {
        for (text, driver) in [
            ("", Driver::Unset),
            ("journald", Driver::Journald),
            ("k8s-file", Driver::File),
            ("json-file", Driver::File),
            ("none", Driver::None),
            ("passthrough-tty", Driver::Passthrough),
        ] {
            assert_eq!(Driver::parse(text), Ok(driver), "{text}");
        }
        for text in ["syslog", "Journald", "json"] {
            assert!(Driver::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn options() {
        for (text, option) in [
            ("path=/var/log/a", LogOption::Path("/var/log/a".to_owned())),
            ("MAX-SIZE=10mb", LogOption::MaxSize(10_000_000)),
            ("driver=none", LogOption::Driver(Driver::None)),
            (
                "tag=a=b",
                LogOption::Other("tag".to_owned(), "a=b".to_owned()),
            ),
        ] {
            assert_eq!(LogOption::parse(text), Ok(option), "{text}");
        }
        for text in ["tag", "max-size=", "max-size=-1", "driver=syslog"] {
            assert!(LogOption::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(path=|max-size=|driver=)?.{0,20}") {
            let _ = (Driver::parse(&text), LogOption::parse(&text));
        }
    }
}
