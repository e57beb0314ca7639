//! What the systemd unit of a container does beside running it.

use super::{life::Life, say_of_unit};
use crate::{
    ledger::{Ledger, Subject},
    podman::unit::{Amount, Service},
    rules::{OldSay, process as rules},
};

/// Says what gets lost with the unit.
pub fn say(index: usize, life: &Life, ledger: &mut Ledger) {
    let Some(unit) = life.unit else { return };
    let name = &life.container.attribute;
    let service = &unit.service;
    for (commands, when) in [
        (&service.before_start, "before it starts"),
        (&service.after_start, "once it runs"),
        (&service.stop, "to stop it"),
        (&service.after_stop, "after it ended"),
    ] {
        if !commands.is_empty() {
            say_of_unit(
                index,
                format!("the unit of `{name}` runs commands {when}"),
                "those commands: a Pod has no unit",
                "run them in a unit of their own on the host, or in the container",
                ledger,
            );
        }
    }
    if !unit.conditions.is_empty() {
        say_of_unit(
            index,
            format!("`{name}` starts only if `{}`", unit.conditions.join("`, `")),
            "the condition: a Pod starts in any case",
            "let the container itself look",
            ledger,
        );
    }
    for (units, when) in [
        (&unit.on_failure, "fails"),
        (&unit.on_success, "ended well"),
    ] {
        if !units.is_empty() {
            say_of_unit(
                index,
                format!("`{}` starts when `{name}` {when}", units.join("`, `")),
                "that start",
                "watch the Pod instead: an alert on `kube_pod_container_status_restarts_total`",
                ledger,
            );
        }
    }
    if let Some(limit) = service
        .runtime_max
        .and_then(crate::podman::unit::Span::duration)
    {
        say_of_unit(
            index,
            format!("systemd ends `{name}` after {limit:?}"),
            "the end after that time",
            "make it a Job, which has one: `containers.NAME.kind = \"Job\"`",
            ledger,
        );
    }
    limits(index, name, service, ledger);
}

/// Limits of the unit, each with the option of podman that would limit the container.
fn limits(index: usize, name: &str, service: &Service, ledger: &mut Ledger) {
    let limits = |amount: &Option<Amount>| amount.is_some_and(|amount| amount != Amount::Endless);
    for (set, key, option) in [
        (limits(&service.memory_max), "MemoryMax", "--memory"),
        (limits(&service.memory_high), "MemoryHigh", "--memory"),
        (service.cpu_quota.is_some(), "CPUQuota", "--cpus"),
        (limits(&service.tasks_max), "TasksMax", "--pids-limit"),
    ] {
        if set {
            let say = OldSay::new(format!("the unit of `{name}` has `{key}=`"))
                .lost("nothing, unless `--cgroups=split` puts the container into its unit")
                .remedy(format!(
                    "if the container shall have that limit: `{option}`"
                ));
            ledger.say_by(Subject::Container(index, None), &rules::UNIT_LIMITS, say);
        }
    }
}
