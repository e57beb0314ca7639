//! What was said about the health checks of one container.

use std::time::Duration;

use crate::{
    ledger::Ledger,
    origin::{Given, OriginId},
    plan::last,
    podman::{
        Container, Inventory,
        health::{Check, Health, Interval, OnFailure, Startup},
        lifecycle::SdNotify,
        unit,
    },
};

/// Of each option the one that counts.
pub struct Options<'a> {
    /// Name of the container.
    pub name: &'a str,
    /// Which check.
    pub command: Option<&'a Given<Check>>,
    /// `--no-healthcheck`.
    pub disabled: Option<&'a Given<bool>>,
    /// How often.
    pub interval: Option<&'a Given<Interval>>,
    /// How long it may take.
    pub timeout: Option<&'a Given<Duration>>,
    /// How many failures count.
    pub retries: Option<&'a Given<u64>>,
    /// How long failures do not count.
    pub start_period: Option<&'a Given<Duration>>,
    /// What follows.
    pub on_failure: Option<&'a Given<OnFailure>>,
    /// The check before.
    pub startup: StartupOptions<'a>,
    /// Whether its unit leaves it ended: `Restart=no`.
    pub stays_ended: bool,
    /// `--sdnotify=healthy`: the unit waits for the first success.
    pub awaited: Option<OriginId>,
}

/// Of each option about the check before the one that counts.
pub struct StartupOptions<'a> {
    /// Which check.
    pub command: Option<&'a Given<Check>>,
    /// How often.
    pub interval: Option<&'a Given<Interval>>,
    /// How many failures count.
    pub retries: Option<&'a Given<u64>>,
    /// How many successes count.
    pub successes: Option<&'a Given<u64>>,
    /// How long it may take.
    pub timeout: Option<&'a Given<Duration>>,
}

impl<'a> Options<'a> {
    /// Settles those that a later one overrides.
    pub fn of(inventory: &Inventory, container: &'a Container, ledger: &mut Ledger) -> Self {
        let Health {
            command,
            disabled,
            interval,
            timeout,
            retries,
            start_period,
            on_failure,
            startup:
                Startup {
                    command: startup_command,
                    interval: startup_interval,
                    retries: startup_retries,
                    successes,
                    timeout: startup_timeout,
                },
        } = &container.health;
        Self {
            name: &container.attribute,
            command: last(command, ledger),
            disabled: last(disabled, ledger),
            interval: last(interval, ledger),
            timeout: last(timeout, ledger),
            retries: last(retries, ledger),
            start_period: last(start_period, ledger),
            on_failure: last(on_failure, ledger),
            startup: StartupOptions {
                command: last(startup_command, ledger),
                interval: last(startup_interval, ledger),
                retries: last(startup_retries, ledger),
                successes: last(successes, ledger),
                timeout: last(startup_timeout, ledger),
            },
            stays_ended: inventory
                .unit(container)
                .is_some_and(|unit| matches!(unit.service.restart, None | Some(unit::Restart::No))),
            awaited: container
                .lifecycle
                .sdnotify
                .get()
                .filter(|notify| notify.value == SdNotify::Healthy)
                .map(|notify| notify.origin),
        }
    }

    /// Options that say how a check runs, not which.
    pub fn details(&self) -> impl Iterator<Item = OriginId> {
        [
            self.timeout.map(|given| given.origin),
            self.retries.map(|given| given.origin),
            self.start_period.map(|given| given.origin),
        ]
        .into_iter()
        .flatten()
    }
}

impl StartupOptions<'_> {
    /// Options that say how it runs, not which.
    pub fn details(&self) -> impl Iterator<Item = OriginId> {
        [
            self.interval.map(|given| given.origin),
            self.retries.map(|given| given.origin),
            self.successes.map(|given| given.origin),
            self.timeout.map(|given| given.origin),
        ]
        .into_iter()
        .flatten()
    }
}
