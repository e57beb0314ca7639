//! What was said about the health checks of one container.

use crate::{
    origin::{Given, OriginId},
    plan::Cursor,
    podman::{
        health::{Check, Health, Startup},
        lifecycle::SdNotify,
        unit,
    },
};

/// The check, and the one before.
pub fn commands<'a>(at: &Cursor<'a>) -> (Option<&'a Given<Check>>, Option<&'a Given<Check>>) {
    let health = &at.container().health;
    (health.command.as_ref(), health.startup.command.as_ref())
}

/// Whether its unit leaves it ended, as `Restart=no` does.
pub fn stays_ended(at: &Cursor<'_>) -> bool {
    let unit = at.inventory.unit(at.container());
    let follows = |unit: &unit::Unit| {
        unit.service
            .restart
            .is_some_and(unit::Restart::follows_an_exit)
    };
    unit.is_some_and(|unit| !follows(unit))
}

/// `--sdnotify=healthy`: the unit waits for the first success.
pub fn awaited(at: &Cursor<'_>) -> Option<OriginId> {
    let notify = at.container().lifecycle.sdnotify.as_ref();
    origin(notify.filter(|notify| notify.value == SdNotify::Healthy))
}

/// Options that say how a check runs, not which.
pub fn details(health: &Health) -> impl Iterator<Item = OriginId> {
    let Health {
        command: _,
        disabled: _,
        interval: _,
        timeout,
        retries,
        start_period,
        on_failure: _,
        startup: _,
    } = health;
    [
        origin(timeout.as_ref()),
        origin(retries.as_ref()),
        origin(start_period.as_ref()),
    ]
    .into_iter()
    .flatten()
}

/// Options that say how the check before runs, not which.
pub fn startup_details(startup: &Startup) -> impl Iterator<Item = OriginId> {
    let Startup {
        command: _,
        interval,
        retries,
        successes,
        timeout,
    } = startup;
    [
        origin(interval.as_ref()),
        origin(retries.as_ref()),
        origin(successes.as_ref()),
        origin(timeout.as_ref()),
    ]
    .into_iter()
    .flatten()
}

/// Where an option was given.
pub fn origin<T>(given: Option<&Given<T>>) -> Option<OriginId> {
    given.map(|given| given.origin)
}
