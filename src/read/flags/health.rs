//! Flags of the section [`crate::podman::health`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    health::{self, Check, Interval, OnFailure},
    text,
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--health-cmd",
        short: None,
        aliases: &["--healthcheck-command"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "readinessProbe.exec or livenessProbe.exec",
        lost: "the words healthy and unhealthy in `podman ps`, and podman's events",
        samples: ["true", r#"["curl","-f","http://localhost:8080/"]"#],
        reaches: None,
        set: |c, v| {
            c.health.command = Some(v.try_map(Check::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-interval",
        short: None,
        aliases: &["--healthcheck-interval"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "periodSeconds of the probe",
        lost: "parts of a second",
        samples: ["10s", "1m30s"],
        reaches: None,
        set: |c, v| {
            c.health.interval = Some(v.try_map(Interval::parse)?);
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Value, "--health-log-destination", "5.4", ["local", "events_logger"], text::any, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-count", "5.4", ["5", "50"], text::unsigned, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    leftover! { RuntimeOnly, Value, "--health-max-log-size", "5.4", ["500", "5000"], text::unsigned, "podman's log of the checks; the cluster writes failed checks to its events", "read them with `kubectl events`" },
    Flag {
        name: "--health-on-failure",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "livenessProbe instead of readinessProbe",
        lost: "staying stopped after `stop`",
        samples: ["none", "kill"],
        reaches: Some("it decides which probe the check becomes"),
        set: |c, v| {
            c.health.on_failure = Some(v.try_map(OnFailure::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-retries",
        short: None,
        aliases: &["--healthcheck-retries"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "failureThreshold of the probe",
        lost: "-",
        samples: ["2", "5"],
        reaches: None,
        set: |c, v| {
            c.health.retries = Some(v.try_map(health::retries)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-start-period",
        short: None,
        aliases: &["--healthcheck-start-period"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "initialDelaySeconds of the livenessProbe",
        lost: "parts of a second; all of it where an unhealthy container is only marked",
        samples: ["30s", "2m"],
        reaches: None,
        set: |c, v| {
            c.health.start_period = Some(v.try_map(text::duration)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-startup-cmd",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Disposition::Exact,
        becomes: "startupProbe.exec",
        lost: "-",
        samples: ["true", "test -e /ready"],
        reaches: None,
        set: |c, v| {
            c.health.startup.command = Some(v.try_map(Check::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-startup-interval",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Disposition::Exact,
        becomes: "startupProbe.periodSeconds",
        lost: "parts of a second",
        samples: ["10s", "1m30s"],
        reaches: None,
        set: |c, v| {
            c.health.startup.interval = Some(v.try_map(Interval::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-startup-retries",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Disposition::Exact,
        becomes: "startupProbe.failureThreshold",
        lost: "-",
        samples: ["2", "50"],
        reaches: None,
        set: |c, v| {
            c.health.startup.retries = Some(v.try_map(text::unsigned)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-startup-success",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "more than one success in a row",
        samples: ["1", "3"],
        reaches: None,
        set: |c, v| {
            c.health.startup.successes = Some(v.try_map(text::unsigned)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-startup-timeout",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "nothing: podman goes by `--health-timeout` here too",
        samples: ["10s", "1m30s"],
        reaches: None,
        set: |c, v| {
            c.health.startup.timeout = Some(v.try_map(health::timeout)?);
            Ok(())
        },
    },
    Flag {
        name: "--health-timeout",
        short: None,
        aliases: &["--healthcheck-timeout"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "timeoutSeconds of the probes",
        lost: "parts of a second",
        samples: ["10s", "1m30s"],
        reaches: None,
        set: |c, v| {
            c.health.timeout = Some(v.try_map(health::timeout)?);
            Ok(())
        },
    },
    Flag {
        name: "--no-healthcheck",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "no probe, as without it",
        lost: "-",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.health.disabled = Some(v.try_map(text::switch)?);
            Ok(())
        },
    },
];
