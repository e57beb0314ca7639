//! Start, stop and restart: which controller runs a Pod, and how its containers end.

use super::{Plan, PodContainer};
use crate::{
    ledger::{Ledger, Subject},
    origin::Given,
    podman::{
        Backend, Inventory,
        lifecycle::{Restart, SdNotify},
    },
    rules::{OldSay, process as rules},
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
    let lives = life::all(inventory, ledger);
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
        restart(life, ledger);
        if let Some(remove) = life.remove {
            settle_remove(name, remove, ledger);
        }
        if let Some(signal) = life.stop_signal {
            stop::signal(name, signal, index, plan, ledger);
        }
        if let Some(sdnotify) = life.sdnotify {
            settle_sdnotify(name, sdnotify, index, plan, ledger);
        }
        if let Some(timeout) = life.timeout {
            settle_timeout(name, timeout, ledger);
        }
        if let Some(service) = life.service_name {
            ledger.dropped_silently(service.origin, &rules::GENERATED);
        }
        if let Some(user) = life.podman_user {
            settle_user(name, user, index, plan, ledger);
        }
        unit::say(index, life, ledger);
    }
}

/// `--restart`, where nothing that systemd does makes it pointless, is settled with the controller.
fn restart(life: &Life, ledger: &mut Ledger) {
    let Some(restart) = life.restart else { return };
    if restart.value == Restart::Unset {
        ledger.already_so(restart.origin, &rules::NO_EFFECT);
        return;
    }
    // podman lets `--rm` pass with `on-failure` alone, Docker with `no` alone.
    let allowed = match restart.value {
        Restart::Unset | Restart::No => true,
        Restart::OnFailure(None) => life.backend == Backend::Podman,
        Restart::Never | Restart::OnFailure(Some(_)) | Restart::Always | Restart::UnlessStopped => {
            false
        }
    };
    if !allowed && life.remove.is_some_and(|remove| remove.value) {
        let say = OldSay::new(format!(
            "`{}` has `--rm`, which NixOS adds, and `--restart={}`",
            life.container.attribute, restart.value
        ))
        .lost("nothing: the container does not start like this")
        .remedy("remove `--restart`: the systemd unit starts the container again")
        .remedy("set `autoRemoveOnStop = false`");
        ledger.refused_by(restart.origin, &rules::CONFLICT, say);
    } else if ledger.entry(restart.origin).settled.is_none() {
        ledger.already_so(restart.origin, &rules::RESTARTS_ANYWAY);
    }
}

fn settle_remove(name: &str, remove: &Given<bool>, ledger: &mut Ledger) {
    if remove.value {
        ledger.already_so(remove.origin, &rules::REMOVED);
        return;
    }
    let say = OldSay::new(format!(
        "`{name}` stays on the disk when it ends; a container of a Pod does not"
    ))
    .lost("what it wrote outside of its volumes");
    ledger.dropped_by(remove.origin, &rules::KEPT_AFTER_END, say);
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
        SdNotify::Healthy => {
            let say = OldSay::new(format!(
                "the unit of `{name}` waits for a health check, and its Pod has none"
            ))
            .lost("the wait: the Pod counts as ready as soon as it runs")
            .remedy("write the image's `HEALTHCHECK` as `--health-cmd`");
            ledger.dropped_by(sdnotify.origin, &rules::NOTIFY, say);
        }
        SdNotify::Container => {
            let say = OldSay::new(format!(
                "`{name}` says itself when it is ready; in a Pod it has no socket for that"
            ))
            .lost("the wait: the Pod counts as ready as soon as it runs")
            .remedy("give it a health check: `--health-cmd`");
            ledger.dropped_by(sdnotify.origin, &rules::NOTIFY, say);
        }
    }
}

/// Whether the Pod waits for a check before it is ready.
fn has_gate(container: &PodContainer) -> bool {
    container.readiness.is_some() || container.startup.is_some()
}

/// Those of a Job are settled with the controller.
fn settle_timeout(name: &str, timeout: &Given<u64>, ledger: &mut Ledger) {
    if timeout.value == 0 {
        ledger.already_so(timeout.origin, &rules::NO_EFFECT);
    } else if ledger.entry(timeout.origin).settled.is_none() {
        let say = OldSay::new(format!(
            "`{name}` is killed after {} s; what is kept running has no such limit",
            timeout.value
        ))
        .lost("the end after that time")
        .remedy("make it a Job, which has one: `containers.NAME.kind = \"Job\"`");
        ledger.dropped_by(timeout.origin, &rules::TIMEOUT, say);
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
        let say = OldSay::new(format!(
            "podman runs `{name}` as the host's user `{}`; in a Pod it runs as the node's user {number}",
            user.value
        ))
        .lost("the ids of that user: what a rootless podman calls 1 and more are others on the node")
        .remedy("let the user of the Pod own what it writes to");
        ledger.dropped_by(user.origin, &rules::ROOTLESS_USER, say);
        return;
    }
    let say = OldSay::new(format!(
        "podman runs `{name}` as the host's user `{}`; in a Pod root is the host's root",
        user.value
    ))
    .lost("the user's limits: root in the container could read and write whatever is mounted")
    .remedy("run it as a number: `user = \"1000:100\"`");
    ledger.refused_by(user.origin, &rules::ROOTLESS, say);
}

/// What the unit adds that no option says.
fn say_of_unit(index: usize, message: String, lost: &str, remedy: &str, ledger: &mut Ledger) {
    let say = OldSay::new(message).lost(lost).remedy(remedy);
    ledger.say_by(Subject::Container(index, None), &rules::UNIT_COMMANDS, say);
}
