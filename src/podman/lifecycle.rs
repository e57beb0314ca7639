//! Start, stop, restart and dependencies, as podman names them.

use crate::{
    grammar::{Schedule, TimeZone},
    origin::Given,
};

mod hook;
mod restart;
mod sdnotify;
mod signal;

pub use hook::{Hook, Moment};
pub use restart::Restart;
pub use sdnotify::SdNotify;
pub use signal::Signal;

/// What starts and stops a container on its host.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// A unit of systemd.
    #[default]
    Unit,
    /// Compose, as a service of the project of this name; only the engine starts it again.
    Compose(String),
    /// Its engine: a person has run it.
    Engine,
}

/// Start, stop, restart and dependencies. On NixOS the systemd unit decides about restarts
/// ([`crate::podman::unit`]); what is here is podman's share.
#[derive(Debug, Default, Clone)]
pub struct Lifecycle {
    /// Whether the container starts with the host (`autoStart`); it does by default.
    pub auto_start: Option<Given<bool>>,
    /// Containers, by the name of their attribute, that start before this one and whose stop
    /// stops it (`dependsOn`).
    pub depends_on: Vec<Given<String>>,
    /// Those among them that have to be healthy first, by the name of their attribute.
    pub healthy_first: std::collections::BTreeSet<String>,
    /// Whether another container waits for its end, so that it is meant to end.
    pub ends: bool,
    /// When it runs, where the input itself says so.
    pub schedule: Option<Given<Schedule>>,
    /// The time zone of the schedule; the server's own by default.
    pub time_zone: Option<Given<TimeZone>>,
    /// What starts and stops it on its host.
    pub kept_by: Keeper,
    /// Commands that run around its program, in the order in which they were written.
    pub hooks: Vec<Given<Hook>>,
    /// Name of its systemd service, without the suffix (`serviceName`); `podman-NAME` or
    /// `docker-NAME` by default.
    pub service_name: Option<Given<String>>,
    /// The user of the host that runs podman (`podman.user`); `root` by default. For another one
    /// the container is rootless: root in it is that user, and podman keeps its volumes in the
    /// user's home.
    pub podman_user: Option<Given<String>>,
    /// Containers, by name or id, that podman starts before this one (`--requires`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#requires-container>
    pub requires: Vec<Given<String>>,
    /// Whether the container is removed when it ends (`--rm`, `autoRemoveOnStop`); with it its
    /// anonymous volumes go. NixOS removes it by default, podman does not.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#rm>
    pub remove: Option<Given<bool>>,
    /// When podman itself starts it again (`--restart`); never by default.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#restart-policy>
    pub restart: Option<Given<Restart>>,
    /// When the systemd unit counts as started (`--sdnotify`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore>
    pub sdnotify: Option<Given<SdNotify>>,
    /// The signal that asks it to end (`--stop-signal`); the image's, or `SIGTERM`.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal>
    pub stop_signal: Option<Given<Option<Signal>>>,
    /// Seconds it has to end before it is killed (`--stop-timeout`), 10.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds>
    pub stop_timeout: Option<Given<u64>>,
    /// Seconds after which it is killed in any case (`--timeout`); 0, the default, for never.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds>
    pub timeout: Option<Given<u64>>,
}

/// One of the streams that `--attach` takes, in any case.
///
/// # Errors
/// Any other word.
pub fn stream(text: &str) -> Result<(), String> {
    match text.to_lowercase().as_str() {
        "stdin" | "stdout" | "stderr" => Ok(()),
        _ => Err(format!(
            "`{text}` is not a stream: `stdin`, `stdout` or `stderr`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams() {
        assert!(stream("STDOUT").is_ok());
        assert!(stream("stdlog").is_err());
    }
}
