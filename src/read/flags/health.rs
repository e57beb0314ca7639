//! Flags of the section [`crate::podman::health`].

use super::{
    Flag,
    Takes::{Switch, Value},
    row,
};
use crate::podman::{
    health::{self, Check, Interval, OnFailure},
    text,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--health-cmd", Value, "4.3", ["true", r#"["curl","-f","http://localhost:8080/"]"#], once!(health.command, Check::parse)).aliases(&["--healthcheck-command"])
        .approximate("readinessProbe.exec or livenessProbe.exec", "the words healthy and unhealthy in `podman ps`, and podman's events"),
    row("--health-interval", Value, "4.3", ["10s", "1m30s"], once!(health.interval, Interval::parse)).aliases(&["--healthcheck-interval"])
        .exact("periodSeconds of the probe", "parts of a second"),
    leftover! { RuntimeOnly, Value, "--health-log-destination", "5.4", ["local", "events_logger"], text::any, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-count", "5.4", ["5", "50"], text::unsigned, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-size", "5.4", ["500", "5000"], text::unsigned, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    row("--health-on-failure", Value, "4.3", ["none", "kill"], once!(health.on_failure, OnFailure::parse))
        .reaches("it decides which probe the check becomes").approximate("livenessProbe instead of readinessProbe", "staying stopped after `stop`"),
    row("--health-retries", Value, "4.3", ["2", "5"], once!(health.retries, health::retries)).aliases(&["--healthcheck-retries"])
        .exact("failureThreshold of the probe", "-"),
    row("--health-start-period", Value, "4.3", ["30s", "2m"], once!(health.start_period, text::duration)).aliases(&["--healthcheck-start-period"])
        .approximate("initialDelaySeconds of the livenessProbe", "parts of a second; all of it where an unhealthy container is only marked"),
    row("--health-startup-cmd", Value, "5.4", ["true", "test -e /ready"], once!(health.startup.command, Check::parse))
        .exact("startupProbe.exec", "-"),
    row("--health-startup-interval", Value, "5.4", ["10s", "1m30s"], once!(health.startup.interval, Interval::parse))
        .exact("startupProbe.periodSeconds", "parts of a second"),
    row("--health-startup-retries", Value, "5.4", ["2", "50"], once!(health.startup.retries, text::unsigned))
        .exact("startupProbe.failureThreshold", "-"),
    row("--health-startup-success", Value, "5.4", ["1", "3"], once!(health.startup.successes, text::unsigned))
        .unsupported("-", "more than one success in a row"),
    row("--health-startup-timeout", Value, "5.4", ["10s", "1m30s"], once!(health.startup.timeout, health::timeout))
        .runtime_only("nothing: podman goes by `--health-timeout` here too"),
    row("--health-timeout", Value, "4.3", ["10s", "1m30s"], once!(health.timeout, health::timeout)).aliases(&["--healthcheck-timeout"])
        .exact("timeoutSeconds of the probes", "parts of a second"),
    row("--no-healthcheck", Switch, "4.3", ["true", "false"], once!(health.disabled, text::switch))
        .exact("no probe, as without it", "-"),
];
