//! Start, stop and restart: which controller runs a Pod, and how its containers end.

use super::{Plan, PodContainer};
use crate::{
    ledger::Ledger,
    origin::Given,
    podman::{
        Backend, Inventory,
        lifecycle::{Lifecycle, Restart, SdNotify},
    },
    rules::{lifecycle as rules, process},
    settings::Settings,
};

mod chosen;
mod controller;
mod life;
mod schedule;
mod stop;
mod unit;

use life::Life;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    let lives = life::all(inventory);
    let groups: Vec<Vec<usize>> = plan
        .workloads
        .iter()
        .map(|workload| workload.members.clone())
        .collect();
    for members in groups {
        controller::decide(&lives, &members, settings, plan, ledger);
        stop::grace(&lives, &members, plan, ledger);
        if let Some(owner) = members.first() {
            chosen::scale(&lives, *owner, settings, plan, ledger);
        }
    }
    for (index, life) in lives.iter().enumerate() {
        let name = &life.container.attribute;
        let owner = plan.workload_of(index).members.first();
        let owner = owner.and_then(|owner| lives.get(*owner)).unwrap_or(life);
        let owner = &owner.container.attribute;
        let Lifecycle {
            auto_start: _, // settled with the controller
            depends_on: _, // `dependencies` settles these two
            requires: _,
            service_name,
            podman_user,
            remove,
            restart: policy,
            sdnotify,
            stop_signal,
            stop_timeout: _, // settled with the other members of the Pod
            timeout,
        } = life.options;
        if let Some(policy) = policy {
            restart(life, policy, ledger);
        }
        if let Some(remove) = remove {
            settle_remove(name, remove, ledger);
        }
        if let Some(Given { value, origin }) = *stop_signal {
            match value {
                Some(value) => stop::signal(name, &Given { value, origin }, index, plan, ledger),
                None => ledger.already_so(origin, &process::NO_EFFECT),
            }
        }
        if let Some(sdnotify) = sdnotify {
            settle_sdnotify(name, sdnotify, index, plan, ledger);
        }
        if let Some(timeout) = timeout {
            settle_timeout(name, timeout, owner, ledger);
        }
        if let Some(service) = service_name {
            ledger.dropped_silently(service.origin, &process::GENERATED);
        }
        if let Some(user) = podman_user {
            settle_user(name, user, index, plan, ledger);
        }
        unit::say(index, life, owner, ledger);
    }
}

/// `--restart`, where nothing that systemd does makes it pointless, is settled with the controller.
fn restart(life: &Life, restart: &Given<Restart>, ledger: &mut Ledger) {
    if restart.value == Restart::Unset {
        ledger.already_so(restart.origin, &process::NO_EFFECT);
        return;
    }
    // podman lets `--rm` pass only with `on-failure`, Docker only with `no`.
    let allowed = match restart.value {
        Restart::Unset | Restart::No => true,
        Restart::OnFailure(None) => life.backend == Backend::Podman,
        Restart::Never | Restart::OnFailure(Some(_)) | Restart::Always | Restart::UnlessStopped => {
            false
        }
    };
    if !allowed
        && life
            .options
            .remove
            .as_ref()
            .is_some_and(|remove| remove.value)
    {
        let say = process::restart_with_remove(&life.container.attribute, restart.value);
        ledger.refused(restart.origin, say);
    } else if ledger.entry(restart.origin).settled.is_none() {
        ledger.already_so(restart.origin, &rules::RESTARTS_ANYWAY);
    }
}

fn settle_remove(name: &str, remove: &Given<bool>, ledger: &mut Ledger) {
    if remove.value {
        ledger.already_so(remove.origin, &rules::REMOVED);
    } else {
        ledger.dropped(remove.origin, rules::kept_after_end(name));
    }
}

fn settle_sdnotify(
    name: &str,
    sdnotify: &Given<SdNotify>,
    index: usize,
    plan: &Plan,
    ledger: &mut Ledger,
) {
    match sdnotify.value {
        SdNotify::Conmon | SdNotify::Ignore => {
            ledger.already_so(sdnotify.origin, &rules::STARTED_IS_READY);
        }
        SdNotify::Healthy if has_gate(plan.container_of(index)) => ledger.kept(sdnotify.origin),
        SdNotify::Healthy => ledger.dropped(sdnotify.origin, rules::notify_healthy(name)),
        SdNotify::Container => ledger.dropped(sdnotify.origin, rules::notify(name)),
    }
}

/// Whether the Pod waits for a check before it is ready.
fn has_gate(container: &PodContainer) -> bool {
    container.readiness.is_some() || container.startup.is_some()
}

/// Those of a Job are settled with the controller.
fn settle_timeout(name: &str, timeout: &Given<u64>, owner: &str, ledger: &mut Ledger) {
    if timeout.value == 0 {
        ledger.already_so(timeout.origin, &process::NO_EFFECT);
    } else if ledger.entry(timeout.origin).settled.is_none() {
        let say = rules::timeout(name, timeout.value, owner);
        ledger.dropped(timeout.origin, say);
    }
}

fn settle_user(name: &str, user: &Given<String>, index: usize, plan: &Plan, ledger: &mut Ledger) {
    if user.value == "root" {
        ledger.already_so(user.origin, &rules::RUN_BY_ROOT);
        return;
    }
    let number = plan.container_of(index).security.run_as_user.as_ref();
    if let Some(number) = number
        .map(|number| number.value)
        .filter(|number| *number != 0)
    {
        let say = rules::rootless_user(name, &user.value, number);
        ledger.dropped(user.origin, say);
    } else {
        ledger.refused(user.origin, rules::rootless(name, &user.value));
    }
}
