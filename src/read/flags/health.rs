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
        .approximate("readinessProbe.exec or livenessProbe.exec", "the state is that of the Pod: `kubectl get pods` shows it, and failures are events of the cluster"),
    row("--health-interval", Value, "4.3", ["10s", "1m30s"], once!(health.interval, Interval::parse)).aliases(&["--healthcheck-interval"])
        .exact("periodSeconds of the probe", "fractions of a second are rounded up"),
    leftover! { RuntimeOnly, Value, "--health-log-destination", "5.4", ["local", "events_logger"], text::any, "podman's log of the checks is gone; failed checks are events of the cluster", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-count", "5.4", ["5", "50"], text::unsigned, "podman's log of the checks is gone; failed checks are events of the cluster", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-size", "5.4", ["500", "5000"], text::unsigned, "podman's log of the checks is gone; failed checks are events of the cluster", "read them with `kubectl events`" },
    row("--health-on-failure", Value, "4.3", ["none", "kill"], once!(health.on_failure, OnFailure::parse))
        .reaches("it decides which probe the check becomes").approximate("livenessProbe instead of readinessProbe", "the kubelet restarts a container that `stop` would leave stopped"),
    row("--health-retries", Value, "4.3", ["2", "5"], once!(health.retries, health::retries)).aliases(&["--healthcheck-retries"])
        .exact("failureThreshold of the probe", "-"),
    row("--health-start-period", Value, "4.3", ["30s", "2m"], once!(health.start_period, text::duration)).aliases(&["--healthcheck-start-period"])
        .approximate("initialDelaySeconds of the livenessProbe", "fractions of a second are rounded up; a container that is only marked unhealthy needs no start period"),
    row("--health-startup-cmd", Value, "5.4", ["true", "test -e /ready"], once!(health.startup.command, Check::parse))
        .exact("startupProbe.exec", "-"),
    row("--health-startup-interval", Value, "5.4", ["10s", "1m30s"], once!(health.startup.interval, Interval::parse))
        .exact("startupProbe.periodSeconds", "fractions of a second are rounded up"),
    row("--health-startup-retries", Value, "5.4", ["2", "50"], once!(health.startup.retries, text::unsigned))
        .exact("startupProbe.failureThreshold", "-"),
    row("--health-startup-success", Value, "5.4", ["1", "3"], once!(health.startup.successes, text::unsigned))
        .unsupported("-", "one success ends the start-up phase"),
    row("--health-startup-timeout", Value, "5.4", ["10s", "1m30s"], once!(health.startup.timeout, health::timeout))
        .runtime_only("podman uses `--health-timeout` here as well"),
    row("--health-timeout", Value, "4.3", ["10s", "1m30s"], once!(health.timeout, health::timeout)).aliases(&["--healthcheck-timeout"])
        .exact("timeoutSeconds of the probes", "fractions of a second are rounded up"),
    row("--no-healthcheck", Switch, "4.3", ["true", "false"], once!(health.disabled, text::switch))
        .exact("no probe, as without it", "-"),
];
