//! How often a health check runs.

use std::time::Duration;

use crate::podman::text;

/// How often a health check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// `disable` or nothing: podman sets no timer, the check runs only on request.
    Never,
    /// That long after the end of the one before.
    Every(Duration),
}

impl Interval {
    /// A duration, or `disable`.
    ///
    /// # Errors
    /// Neither of them.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-interval-interval>
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "disable" {
            return Ok(Self::Never);
        }
        match text::duration(text)? {
            Duration::ZERO => Ok(Self::Never),
            duration => Ok(Self::Every(duration)),
        }
    }
}

/// How long a check may take: a duration above zero.
///
/// # Errors
/// No duration, or zero.
pub fn timeout(text: &str) -> Result<Duration, String> {
    match text::duration(text)? {
        Duration::ZERO => Err(format!("`{text}` is not a positive duration")),
        duration => Ok(duration),
    }
}

/// How many failed checks make a container unhealthy: at least one.
///
/// # Errors
/// No number, or zero.
pub fn retries(text: &str) -> Result<u64, String> {
    match text::unsigned(text)? {
        0 => Err(format!("`{text}` is too few: at least 1")),
        retries => Ok(retries),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        for (text, interval) in [
            ("disable", Interval::Never),
            ("0", Interval::Never),
            ("0s", Interval::Never),
            ("1m30s", Interval::Every(Duration::from_secs(90))),
            ("500ms", Interval::Every(Duration::from_millis(500))),
        ] {
            assert_eq!(Interval::parse(text), Ok(interval), "{text}");
        }
        for text in ["", "30", "disabled", "Disable", "-1s", "1 s"] {
            assert!(Interval::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn timeouts_and_retries() {
        assert_eq!(timeout("1ns"), Ok(Duration::from_nanos(1)));
        assert_eq!(retries("0x10"), Ok(16));
        assert!(timeout("0").is_err());
        assert!(timeout("disable").is_err());
        assert!(retries("0").is_err());
        assert!(retries("-1").is_err());
    }
}
