//! What the systemd unit of a container does besides running it.

use super::life::Life;
use crate::{
    plan::Cursor,
    podman::unit::{Amount, Service, Span},
    rules::{Say, lifecycle as rules},
};

/// Says what is lost with the unit. `owner` is the container whose settings choose the controller.
pub fn say(at: &mut Cursor<'_>, life: &Life, owner: &str) {
    let Some(unit) = life.unit else { return };
    let name = at.name();
    let service = &unit.service;
    let mut say = |say: Say| at.say(say);
    for (commands, setting) in [
        (&service.before_start, "ExecStartPre="),
        (&service.after_start, "ExecStartPost="),
        (&service.stop, "ExecStop="),
        (&service.after_stop, "ExecStopPost="),
    ] {
        if !commands.is_empty() {
            say(rules::unit_commands(name, setting));
        }
    }
    if !unit.conditions.is_empty() {
        say(rules::conditions(name, unit.conditions.join("`, `")));
    }
    for (units, setting) in [
        (&unit.on_failure, "OnFailure="),
        (&unit.on_success, "OnSuccess="),
    ] {
        if !units.is_empty() {
            say(rules::starts_other_units(name, setting, units.join("`, `")));
        }
    }
    if let Some(limit) = service.runtime_max.and_then(Span::duration) {
        let seconds = limit.as_secs().max(1);
        let limit = format_args!("{limit:?}");
        say(rules::runtime_max(name, limit, seconds, owner));
    }
    for (key, option) in limits(service) {
        say(rules::unit_limit(name, key, option));
    }
}

/// Limits of the unit, each with the option of podman that would limit the container.
fn limits(service: &Service) -> impl Iterator<Item = (&'static str, &'static str)> {
    let limits = |amount: &Option<Amount>| amount.is_some_and(|amount| amount != Amount::Endless);
    [
        (limits(&service.memory_max), "MemoryMax", "--memory"),
        (limits(&service.memory_high), "MemoryHigh", "--memory"),
        (service.cpu_quota.is_some(), "CPUQuota", "--cpus"),
        (limits(&service.tasks_max), "TasksMax", "--pids-limit"),
    ]
    .into_iter()
    .filter_map(|(set, key, option)| set.then_some((key, option)))
}
