//! Health checks become probes. podman only marks an unhealthy container, unless
//! `--health-on-failure` says more: so a check becomes a readiness probe, which marks too, and
//! only with such an action a liveness probe, which stops and starts the container. Services send
//! traffic to Pods that are not ready as well (see `exposure`), because podman does.

use super::{Cursor, Probe, Role, renames::follow_words};
use crate::{
    facts::texts::{self, Place},
    origin::{Given, OriginId, Traced},
    podman::health::{Check, Interval, OnFailure},
    rules::{process as rules, reasons::Reason},
};

mod options;
mod probe;
mod startup;

use options::{awaited, commands, details, origin, startup_details, stays_ended};
use probe::{Times, count, seconds};

/// podman's defaults, which are not Kubernetes' (10 s, 1 s, 3).
const EVERY_SECONDS: i32 = 30;
const TIMEOUT_SECONDS: i32 = 30;
const RETRIES: i32 = 3;
/// How often the owner of a network is looked at while others wait for it.
const GATE_SECONDS: i32 = 5;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let probes = probes(at);
        let target = at.target_mut();
        target.readiness = probes.readiness;
        target.liveness = probes.liveness;
        target.startup = probes.startup;
    });
    for workload in &mut at.plan.workloads {
        for owner in &mut workload.pod.containers {
            if owner.role == Role::Sidecar && owner.startup.is_none() {
                let check = owner.readiness.as_ref().or(owner.liveness.as_ref());
                owner.startup = check.map(|check| gate(check, owner.liveness.as_ref()));
            }
        }
    }
}

/// Holds back the containers that use the network of another one until its check succeeds: without
/// it they would start before a VPN is up, and go past it. It never ends the owner, unless its
/// check does so too: then after the same time.
fn gate(check: &Probe, ends: Option<&Probe>) -> Probe {
    let patience = ends.map_or(i32::MAX, |probe| patience(probe, GATE_SECONDS));
    Probe {
        initial_delay_seconds: None,
        period_seconds: Traced::new(GATE_SECONDS, Reason::Gate),
        failure_threshold: Traced::new(patience, Reason::Gate),
        ..check.clone()
    }
}

/// How often a probe of another period fails until this one ends the container.
fn patience(probe: &Probe, period: i32) -> i32 {
    let delay = probe.initial_delay_seconds.as_ref();
    let tries = probe.failure_threshold.value;
    let seconds = tries.saturating_mul(probe.period_seconds.value);
    let seconds = seconds.saturating_add(delay.map_or(0, |delay| delay.value));
    seconds.checked_div(period).unwrap_or(tries).max(1)
}

#[derive(Default)]
struct Probes {
    readiness: Option<Probe>,
    liveness: Option<Probe>,
    startup: Option<Probe>,
}

/// A check of our own.
fn own(check: Option<&Given<Check>>) -> Option<&Given<Check>> {
    check.filter(|check| matches!(check.value, Check::Shell(_) | Check::Exec(_)))
}

/// The words that run a check.
fn words(at: &mut Cursor<'_>, check: &Given<Check>) -> Vec<String> {
    let words = texts::check(&check.value).iter();
    let words = words.map(|word| (word.as_str(), check.origin));
    let words = follow_words(at, words, Place::Check);
    let shell = matches!(check.value, Check::Shell(_)).then_some(["/bin/sh", "-c"]);
    let shell = shell.into_iter().flatten().map(str::to_owned);
    shell.chain(words).collect()
}

fn never(interval: Option<&Given<Interval>>) -> bool {
    interval.is_some_and(|interval| interval.value == Interval::Never)
}

/// Settles everything about health checks of one container.
fn probes(at: &mut Cursor<'_>) -> Probes {
    let health = &at.container().health;
    let (command, startup) = commands(at);
    let off = health.disabled.as_ref().filter(|off| off.value);
    if let Some(disabled) = &health.disabled {
        at.ledger.already_so(disabled.origin, &rules::NO_CHECK);
    }
    let unset = |check: &&Given<Check>| check.value == Check::Unset;
    for check in [command, startup] {
        if let Some(check) = check.filter(unset) {
            at.ledger.already_so(check.origin, &rules::NO_EFFECT);
        } else if let (Some(check), Some(off)) = (check, off) {
            conflict(at, check.origin, off.origin);
        }
    }
    let none = |check: &&Given<Check>| check.value == Check::None;
    if let Some(check) = startup.filter(none) {
        at.ledger.already_so(check.origin, &rules::NO_CHECK);
    }
    let disabled = command.filter(none);
    let (own_check, own_startup) = (own(command), own(startup));
    let stopped = never(health.interval.as_ref())
        || (own_startup.is_some() && never(health.startup.interval.as_ref()));
    if off.is_some() || disabled.is_some() || stopped {
        settle_nothing(at);
        return Probes::default();
    }

    let mut probes = Probes::default();
    if let Some(command) = own_check {
        let words = words(at, command);
        regular(at, command, &words, &mut probes);
    } else {
        image_check(at);
    }
    if let Some(command) = own_startup {
        let words = words(at, command);
        probes.startup = Some(startup::check(at, command, &words));
    } else {
        for origin in startup_details(&health.startup) {
            at.ledger.already_so(origin, &rules::NO_EFFECT);
        }
    }
    probes
}

fn conflict(at: &mut Cursor<'_>, check: OriginId, off: OriginId) {
    for origin in [off, check] {
        at.ledger
            .refused(origin, rules::check_with_no_check(at.name()));
    }
}

/// No check ever runs, neither here nor there.
fn settle_nothing(at: &mut Cursor<'_>) {
    let health = &at.container().health;
    let (command, startup) = commands(at);
    let interval = origin(health.interval.as_ref());
    let checks = [origin(command), origin(startup), interval];
    for origin in checks.into_iter().flatten() {
        if at.ledger.entry(origin).settled.is_none() {
            at.ledger.already_so(origin, &rules::NO_CHECK);
        }
    }
    let action = origin(health.on_failure.as_ref());
    for origin in details(health)
        .chain(startup_details(&health.startup))
        .chain(action)
    {
        at.ledger.already_so(origin, &rules::NO_EFFECT);
    }
}

/// Options for the image's check, if it has one: Kubernetes runs none of an image.
fn image_check(at: &mut Cursor<'_>) {
    let health = &at.container().health;
    let given = health.on_failure.as_ref();
    let action = given.filter(|action| action.value != OnFailure::None);
    if let (Some(given), None) = (given, action) {
        at.ledger.already_so(given.origin, &rules::NO_EFFECT);
    }
    // The start-up check has its time from the same option, and settles it.
    let shared = own(health.startup.command.as_ref()).and(health.timeout.as_ref());
    let shared = origin(shared);
    let has_none = at.container().image.known.is_some();
    let details = details(health).filter(|origin| Some(*origin) != shared);
    let interval = origin(health.interval.as_ref());
    for origin in details.chain(interval).chain(origin(action)) {
        if has_none {
            at.ledger.already_so(origin, &rules::NO_EFFECT);
        } else {
            at.ledger.dropped(
                origin,
                rules::image_check(at.name(), at.container().image_as_written()),
            );
        }
    }
}

fn regular(at: &mut Cursor<'_>, command: &Given<Check>, words: &[String], probes: &mut Probes) {
    at.ledger.kept(command.origin);
    let health = &at.container().health;
    let given = health.on_failure.as_ref();
    let action = given.map_or(OnFailure::None, |action| action.value);
    let times = Times {
        period: interval(at, health.interval.as_ref()),
        timeout: timeout(at),
        retries: count(health.retries.as_ref(), RETRIES, Reason::CheckRetries),
    };
    if let Some(retries) = &health.retries {
        at.ledger.kept(retries.origin);
    }
    let mut from = vec![command.origin];
    from.extend(origin(given));
    let mut probe = times.probe(words, from);
    if let Some(given) = given {
        settle_action(at, given);
    }
    if action == OnFailure::None {
        probe.from.extend(awaited(at));
        if let Some(start) = &health.start_period {
            at.ledger.already_so(start.origin, &rules::MARKED_ONLY);
        }
        probes.readiness = Some(probe);
        return;
    }
    // A failure within the period does not count in podman, after a success either: the check might
    // as well not run.
    if let Some(start) = &health.start_period {
        if start.value.is_zero() {
            at.ledger.already_so(start.origin, &rules::NO_EFFECT);
        } else {
            probe.initial_delay_seconds = Some(seconds(at, start));
        }
    }
    // The unit waits for the first success only, and so does a Pod with a startup probe.
    if let Some(awaited) = awaited(at) {
        let mut start = probe.clone();
        start.from.push(awaited);
        start.initial_delay_seconds = None;
        start.failure_threshold = probe.failure_threshold.clone();
        start.failure_threshold.value = patience(&probe, probe.period_seconds.value);
        probes.startup = Some(start);
    }
    probes.liveness = Some(probe);
}

fn settle_action(at: &mut Cursor<'_>, action: &Given<OnFailure>) {
    let name = at.name();
    let ends = matches!(action.value, OnFailure::Kill | OnFailure::Stop);
    if ends && stays_ended(at) {
        at.ledger
            .changed(action.origin, rules::unhealthy_ended(name));
    } else if action.value == OnFailure::Kill {
        at.ledger
            .changed(action.origin, rules::unhealthy_killed(name));
    } else {
        at.ledger.kept(action.origin);
    }
}

fn interval(at: &mut Cursor<'_>, interval: Option<&Given<Interval>>) -> Traced<i32> {
    match interval.map(|given| (given.value, given.origin)) {
        Some((Interval::Every(value), origin)) => seconds(at, &Given { value, origin }),
        Some((Interval::Never, _)) | None => Traced::new(EVERY_SECONDS, Reason::CheckInterval),
    }
}

fn timeout(at: &mut Cursor<'_>) -> Traced<i32> {
    match &at.container().health.timeout {
        Some(timeout) => seconds(at, timeout),
        None => Traced::new(TIMEOUT_SECONDS, Reason::CheckTimeout),
    }
}
