//! What the systemd unit of a container does beside running it.

use super::life::Life;
use crate::{
    ledger::{Ledger, Subject},
    podman::unit::{Amount, Service, Span},
    rules::{Say, lifecycle as rules},
};

/// Says what gets lost with the unit.
pub fn say(index: usize, life: &Life, ledger: &mut Ledger) {
    let Some(unit) = life.unit else { return };
    let name = &life.container.attribute;
    let service = &unit.service;
    let mut say = |say: Say| ledger.say(Subject::Container(index, None), say);
    if !service.before_start.is_empty() {
        say(rules::commands_before(name));
    }
    if !service.after_start.is_empty() {
        say(rules::commands_while_running(name));
    }
    if !service.stop.is_empty() {
        say(rules::commands_to_stop(name));
    }
    if !service.after_stop.is_empty() {
        say(rules::commands_after(name));
    }
    if !unit.conditions.is_empty() {
        say(rules::conditions(name, unit.conditions.join("`, `")));
    }
    if !unit.on_failure.is_empty() {
        say(rules::starts_on_failure(name, unit.on_failure.join("`, `")));
    }
    if !unit.on_success.is_empty() {
        say(rules::starts_on_success(name, unit.on_success.join("`, `")));
    }
    if let Some(limit) = service.runtime_max.and_then(Span::duration) {
        say(rules::runtime_max(name, format_args!("{limit:?}")));
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
