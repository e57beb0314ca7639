//! Start, stop and restart: which controller runs a Pod, and how its containers end.

use super::{ControllerKind, Cursor};
use crate::{
    origin::Given,
    podman::lifecycle::{Lifecycle, Restart, SdNotify},
    rules::{jobs, lifecycle as rules, process},
};

mod attempts;
mod chosen;
mod controller;
mod life;
mod remains;
mod schedule;
mod stop;
mod unit;

use life::{Again, Life};

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let lives = life::all(at);
    let groups: Vec<Vec<&Life>> = at
        .plan
        .workloads
        .iter()
        .map(|workload| {
            workload
                .members
                .iter()
                .filter_map(|member| lives.get(*member))
        })
        .map(Iterator::collect)
        .collect();
    for group in groups {
        let Some(first) = group.first() else { continue };
        at.index = first.index;
        controller::decide(at, first, &group);
        stop::grace(at, &group);
        chosen::scale(at);
        chosen::unheeded(at, &group);
    }
    for life in &lives {
        at.index = life.index;
        let owner = at.workload().members.first();
        let owner = owner.and_then(|owner| lives.get(*owner)).unwrap_or(life);
        let owner = &owner.container.attribute;
        let Lifecycle {
            auto_start: _, // settled with the controller
            depends_on: _, // `dependencies` settles these two
            requires: _,
            healthy_first: _, // facts of `depends_on`, used there and in `life`
            ends: _,
            hooks: _, // the next pass needs its stop
            kept_by: _,
            schedule,
            time_zone,
            service_name,
            podman_user,
            remove,
            restart: policy,
            sdnotify,
            stop_signal,
            stop_timeout: _, // settled with the other members of the Pod
            timeout,
        } = life.options;
        let kind = at.workload().controller.kind.value;
        let at_times = kind == ControllerKind::CronJob;
        let origins = [
            schedule.as_ref().map(|given| given.origin),
            time_zone.as_ref().map(|given| given.origin),
        ];
        for origin in origins.into_iter().flatten() {
            if at_times && life.chooses_no_schedule(at) {
                at.ledger.kept(origin);
            } else {
                let say = jobs::schedule_unused(at.name());
                at.ledger.dropped(origin, say);
            }
        }
        if let Some(policy) = policy {
            settle_restart(at, life, policy);
        }
        if let Some(remove) = remove {
            settle_remove(at, remove);
        }
        if let Some(Given { value, origin }) = *stop_signal {
            match value {
                Some(value) => stop::signal(at, &Given { value, origin }),
                None => at.ledger.already_so(origin, &process::NO_EFFECT),
            }
        }
        if let Some(sdnotify) = sdnotify {
            settle_sdnotify(at, sdnotify);
        }
        if let Some(timeout) = timeout {
            settle_timeout(at, timeout, life, owner);
        }
        if let Some(service) = service_name {
            at.ledger
                .dropped_silently(service.origin, &process::GENERATED);
        }
        if let Some(user) = podman_user {
            settle_user(at, user);
        }
        controller::say_on_demand(at, life);
        unit::say(at, life, owner);
        remains::say(at);
    }
}

/// `--restart`, where nothing that systemd does makes it pointless, is settled with the controller.
fn settle_restart(at: &mut Cursor<'_>, life: &Life, restart: &Given<Restart>) {
    if restart.value == Restart::Unset {
        at.ledger.already_so(restart.origin, &process::NO_EFFECT);
        return;
    }
    // podman lets `--rm` pass only with `on-failure`, Docker only with `no`.
    let allowed = match restart.value {
        Restart::Unset | Restart::No => true,
        Restart::OnFailure(None) => life.engine.removes_after_failure.is,
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
        let say = process::restart_with_remove(at.name(), restart.value);
        at.ledger.refused(restart.origin, say);
    } else if at.ledger.entry(restart.origin).settled.is_none() {
        at.ledger
            .already_so(restart.origin, &rules::RESTARTS_ANYWAY);
    }
}

fn settle_remove(at: &mut Cursor<'_>, remove: &Given<bool>) {
    if remove.value {
        at.ledger.already_so(remove.origin, &rules::REMOVED);
    } else {
        at.ledger
            .dropped(remove.origin, rules::kept_after_end(at.name()));
    }
}

fn settle_sdnotify(at: &mut Cursor<'_>, sdnotify: &Given<SdNotify>) {
    match sdnotify.value {
        SdNotify::Conmon | SdNotify::Ignore => {
            at.ledger
                .already_so(sdnotify.origin, &rules::STARTED_IS_READY);
        }
        SdNotify::Healthy if at.target().has_gate() => at.ledger.kept(sdnotify.origin),
        SdNotify::Healthy => at.ledger.dropped(
            sdnotify.origin,
            rules::notify_healthy(at.name(), at.container().image_as_written()),
        ),
        SdNotify::Container => at.ledger.dropped(sdnotify.origin, rules::notify(at.name())),
    }
}

/// Those of a Job are settled with the controller.
fn settle_timeout(at: &mut Cursor<'_>, timeout: &Given<u64>, life: &Life, owner: &str) {
    if timeout.value == 0 {
        at.ledger.already_so(timeout.origin, &process::NO_EFFECT);
    } else if at.ledger.entry(timeout.origin).settled.is_none() {
        let workload = at.workload();
        let (own, namespace) = (&workload.name, &workload.namespace);
        let kind = workload.controller.kind.value.word().to_lowercase();
        let say = match life.again() {
            Again::Always | Again::AfterFailure(_) => {
                rules::timeout_restarts(at.name(), timeout.value, kind, own, namespace)
            }
            Again::AfterSuccess | Again::Never => rules::timeout(at.name(), timeout.value, owner),
        };
        at.ledger.dropped(timeout.origin, say);
    }
}

fn settle_user(at: &mut Cursor<'_>, user: &Given<String>) {
    if user.value == "root" {
        at.ledger.already_so(user.origin, &rules::RUN_BY_ROOT);
        return;
    }
    let number = at.target().security.run_as_user.as_ref();
    if let Some(number) = number
        .map(|number| number.value)
        .filter(|number| *number != 0)
    {
        let say = rules::rootless_user(at.name(), &user.value, number);
        at.ledger.dropped(user.origin, say);
    } else {
        at.ledger
            .refused(user.origin, rules::rootless(at.name(), &user.value));
    }
}
