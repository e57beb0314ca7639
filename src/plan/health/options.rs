//! What was said about the health checks of one container.

use crate::{
    origin::{Given, OriginId},
    podman::{
        Container, Inventory,
        health::{Check, Health, Startup},
        lifecycle::SdNotify,
        unit,
    },
};

/// The options, and what the unit says about them.
pub struct Options<'a> {
    /// Name of the container.
    pub name: &'a str,
    /// Its checks.
    pub health: &'a Health,
    /// Whether its unit leaves it ended: `Restart=no`.
    pub stays_ended: bool,
    /// `--sdnotify=healthy`: the unit waits for the first success.
    pub awaited: Option<OriginId>,
}

impl<'a> Options<'a> {
    /// Those of a container.
    pub fn of(inventory: &Inventory, container: &'a Container) -> Self {
        let notify = container.lifecycle.sdnotify.as_ref();
        let healthy = notify.filter(|notify| notify.value == SdNotify::Healthy);
        Self {
            name: &container.attribute,
            health: &container.health,
            stays_ended: inventory
                .unit(container)
                .is_some_and(|unit| matches!(unit.service.restart, None | Some(unit::Restart::No))),
            awaited: origin(healthy),
        }
    }

    /// The check, and the one before.
    pub fn commands(&self) -> (Option<&'a Given<Check>>, Option<&'a Given<Check>>) {
        let startup = &self.health.startup;
        (self.health.command.as_ref(), startup.command.as_ref())
    }
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
