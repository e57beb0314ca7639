//! Health checks, as podman names them.

use std::time::Duration;

use crate::origin::Given;

mod check;
mod interval;

pub use check::Check;
pub use interval::{Interval, retries, timeout};

/// Health checks. podman runs the check in the container at the start and then again and again;
/// the result is a word in `podman ps` and does nothing, unless [`Health::on_failure`] says more.
#[derive(Debug, Default, Clone)]
pub struct Health {
    /// The check (`--health-cmd`). Without it podman takes the image's, if that has one.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-cmd-command-command-arg1>
    pub command: Option<Given<Check>>,
    /// Whether the image's check is off too (`--no-healthcheck`); podman refuses it together with
    /// a check.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#no-healthcheck>
    pub disabled: Option<Given<bool>>,
    /// Time from the end of one check to the next (`--health-interval`), 30 s.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-interval-interval>
    pub interval: Option<Given<Interval>>,
    /// Time after which a check is killed and counts as failed (`--health-timeout`), 30 s; it
    /// holds for the start-up check as well.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-timeout-timeout>
    pub timeout: Option<Given<Duration>>,
    /// Failed checks in a row that make the container unhealthy (`--health-retries`), 3.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-retries-retries>
    pub retries: Option<Given<u64>>,
    /// Time from the start in which a failed check does not count (`--health-start-period`), none.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-start-period-period>
    pub start_period: Option<Given<Duration>>,
    /// What podman does to an unhealthy container (`--health-on-failure`), nothing.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action>
    pub on_failure: Option<Given<OnFailure>>,
    /// The check that must succeed before the one above begins.
    pub startup: Startup,
}

/// The check that runs until it has succeeded, and only then gives way to the other one. podman
/// wants the other one too.
#[derive(Debug, Default, Clone)]
pub struct Startup {
    /// The check (`--health-startup-cmd`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-cmd-command-command-arg1>
    pub command: Option<Given<Check>>,
    /// Time from the end of one check to the next (`--health-startup-interval`), 30 s.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-interval-interval>
    pub interval: Option<Given<Interval>>,
    /// Failed checks that make podman restart the container (`--health-startup-retries`); 0, the
    /// default, for never.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-retries-retries>
    pub retries: Option<Given<u64>>,
    /// Successful checks that end the start-up (`--health-startup-success`); 0, the default, is
    /// one.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-success-retries>
    pub successes: Option<Given<u64>>,
    /// Meant as the time after which this check is killed (`--health-startup-timeout`); podman
    /// reads it and then goes by [`Health::timeout`].
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-timeout-timeout>
    pub timeout: Option<Given<Duration>>,
}

/// What podman does to an unhealthy container.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// Nothing: it is marked, no more.
    #[default]
    None,
    /// `SIGKILL`; what follows is up to the systemd unit.
    Kill,
    /// Stopped and started again.
    Restart,
    /// Stopped; what follows is up to the systemd unit.
    Stop,
}

impl OnFailure {
    /// `none`, `kill`, `restart` or `stop`; the empty text is `none`.
    ///
    /// # Errors
    /// Any other word.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "none" => Ok(Self::None),
            "kill" => Ok(Self::Kill),
            "restart" => Ok(Self::Restart),
            "stop" => Ok(Self::Stop),
            _ => Err(format!(
                "`{text}` is not an action: `none`, `kill`, `restart` or `stop`"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions() {
        for (text, action) in [
            ("", OnFailure::None),
            ("none", OnFailure::None),
            ("kill", OnFailure::Kill),
            ("restart", OnFailure::Restart),
            ("stop", OnFailure::Stop),
        ] {
            assert_eq!(OnFailure::parse(text), Ok(action), "{text}");
        }
        for text in ["Kill", "reboot", " stop"] {
            assert!(OnFailure::parse(text).is_err(), "{text}");
        }
    }
}
