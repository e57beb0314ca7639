//! Which controller keeps a Pod running.

use super::{
    chosen,
    life::{Again, Life, Start},
    schedule::{self, Schedule},
};
use crate::{
    ledger::{Ledger, Subject},
    origin::{OriginId, Traced, Why, Whys},
    plan::{ControllerKind, Plan, Workload, setting},
    rules::{lifecycle as rules, output, reasons::Reason},
    settings::Settings,
};

/// Seconds after which a start that systemd would not make up for is too late.
const ON_TIME_SECONDS: i64 = 60;
/// Starts after which systemd gives a unit up, unless it says otherwise.
const START_LIMIT: u32 = 5;
/// The longest name of what appends something to it.
const LONGEST_NAME: usize = 52;

/// Decides the controller of the workload that `members` share, the owner first.
pub fn decide(
    lives: &[Life],
    members: &[usize],
    settings: &Settings,
    plan: &mut Plan,
    ledger: &mut Ledger,
) {
    let group: Vec<(usize, &Life)> = members
        .iter()
        .filter_map(|member| Some((*member, lives.get(*member)?)))
        .collect();
    let Some((owner, first)) = group.first() else {
        return;
    };
    let chosen = settings.container(&first.container.host, &first.container.attribute);
    let timers: Vec<_> = group
        .iter()
        .flat_map(|(_, life)| &life.timers)
        .copied()
        .collect();
    let ends = group.iter().all(|(_, life)| life.ends());
    let kind = chosen::kind(chosen).unwrap_or(match (ends, schedule::repeats(&timers)) {
        (true, true) => ControllerKind::CronJob,
        (true, false) => ControllerKind::Job,
        (false, _) => ControllerKind::Deployment,
    });
    let workload = plan.workload_mut(*owner);
    let (host, name) = (&first.container.host, &first.container.attribute);
    let why: Why = match chosen {
        Some(chosen) if chosen.kind.is_some() => {
            ledger.setting(settings.key_of(host, name, "kind")).into()
        }
        Some(chosen) if chosen.schedule.is_some() => ledger
            .setting(settings.key_of(host, name, "schedule"))
            .into(),
        _ if ends => Reason::Unit.into(),
        _ => Reason::Kind.into(),
    };
    workload.controller.kind = Traced::new(kind, why);
    judge_name(*owner, workload, ledger);
    match kind {
        ControllerKind::Job | ControllerKind::CronJob => {
            let schedule = schedule::schedule(&timers);
            if kind == ControllerKind::CronJob {
                on_schedule(*owner, first, schedule.as_ref(), settings, workload, ledger);
            } else {
                once(*owner, first, &group, workload, ledger);
            }
            attempts(first, workload, ledger);
        }
        ControllerKind::Deployment | ControllerKind::StatefulSet | ControllerKind::DaemonSet => {
            let owner = &first.container.attribute;
            for (member, life) in &group {
                kept_running(*member, life, owner, workload, ledger);
            }
        }
    }
    start(first, &group, kind, workload, ledger);
}

/// Jobs of a `CronJob` append eleven characters to its name, and the Pods of a `StatefulSet` have a label that does.
fn judge_name(owner: usize, workload: &Workload, ledger: &mut Ledger) {
    let kind = workload.controller.kind.value;
    let appends = matches!(kind, ControllerKind::CronJob | ControllerKind::StatefulSet);
    if !appends || workload.name.len() <= LONGEST_NAME {
        return;
    }
    let say = output::long_name(&workload.name, kind.word());
    ledger.say(Subject::Container(owner, None), say);
}

/// A container of a Pod that is always kept running.
fn kept_running(
    member: usize,
    life: &Life,
    owner: &str,
    workload: &mut Workload,
    ledger: &mut Ledger,
) {
    let name = &life.container.attribute;
    let again = life.again();
    let policy = life.options.restart.as_ref();
    let option = policy.filter(|_| again != life.again_by_unit());
    if let Some(option) = option {
        let policy = Traced::new("Always", option.origin);
        match &mut workload.pod.restart_policy {
            Some(policy) => policy.from.push(option.origin),
            none => *none = Some(policy),
        }
    }
    let kind = workload.controller.kind.value.word();
    let subject = Subject::Container(member, None);
    match (again, option) {
        (Again::Always, Some(option)) => ledger.kept(option.origin),
        (Again::AfterFailure(_), Some(option)) => {
            let say = rules::only_after_failure(name, kind, owner);
            ledger.changed(option.origin, say);
        }
        (Again::AfterFailure(_), None) => {
            ledger.say(subject, rules::only_after_failure(name, kind, owner));
        }
        (Again::Never, _) => ledger.say(subject, rules::never_restarted(name, kind, owner)),
        (Again::Always, None) => {}
    }
}

/// Runs to completion once.
fn once(
    owner: usize,
    first: &Life,
    group: &[(usize, &Life)],
    workload: &mut Workload,
    ledger: &mut Ledger,
) {
    let idle = group.iter().all(|(_, life)| life.start == Start::Never);
    // A timer that only counts from the boot starts it, as `autoStart` would.
    let timed = group.iter().any(|(_, life)| !life.timers.is_empty());
    if idle && !timed {
        workload.controller.suspend = Some(Traced {
            value: true,
            from: never_started(group),
        });
    }
    for (_, life) in group.iter().filter(|(_, life)| life.ends()) {
        let say = rules::job(&life.container.attribute, &first.container.attribute);
        ledger.say(Subject::Container(owner, None), say);
    }
}

/// Runs to completion at times.
fn on_schedule(
    owner: usize,
    life: &Life,
    timer: Option<&Schedule>,
    settings: &Settings,
    workload: &mut Workload,
    ledger: &mut Ledger,
) {
    let (host, name) = (&life.container.host, &life.container.attribute);
    let subject = Subject::Container(owner, None);
    let controller = &mut workload.controller;
    let chosen = settings.container(host, name);
    let zone_key = settings.key_of(host, name, "timeZone");
    let zone = chosen
        .and_then(|chosen| chosen.time_zone.as_ref())
        .map(ToString::to_string);
    if let Some(fields) = chosen.and_then(|chosen| chosen.schedule.as_ref()) {
        let key = ledger.setting(settings.key_of(host, name, "schedule"));
        controller.schedule = Some(Traced::new(fields.to_string(), key));
        controller.time_zone = zone.map(|zone| Traced::new(zone, ledger.setting(zone_key)));
        return;
    }
    let Some(schedule) = timer else {
        let asked = chosen.is_some_and(|chosen| chosen.kind.is_some());
        let kind = setting(settings, settings.key_of(host, name, "kind"), vec![owner]);
        let subject = if asked { kind } else { subject };
        return ledger.say(subject, rules::no_schedule(name));
    };
    controller.schedule = Some(Traced::new(schedule.fields.clone(), Reason::Timer));
    controller.time_zone = match zone {
        Some(zone) => Some(Traced::new(zone, ledger.setting(zone_key))),
        None => schedule
            .zone
            .clone()
            .map(|zone| Traced::new(zone, Reason::Timer)),
    };
    if !schedule.persistent {
        controller.starting_deadline_seconds = Some(Traced::new(ON_TIME_SECONDS, Reason::OnTime));
    }
    let say = if schedule.exact {
        rules::cron_job(name, &schedule.fields)
    } else {
        rules::inexact_cron_job(name, &schedule.fields)
    };
    ledger.say(subject, say);
}

/// How often a Job is tried, and how long.
fn attempts(life: &Life, workload: &mut Workload, ledger: &mut Ledger) {
    let policy = life.options.restart.as_ref();
    let option = policy.filter(|_| life.again() != life.again_by_unit());
    let from = option.map_or_else(
        || Reason::Restart.into(),
        |option| Whys::from(option.origin),
    );
    let unit = life.unit;
    let limit = unit
        .and_then(|unit| unit.start_limit_burst)
        .unwrap_or(START_LIMIT);
    // Each try in a Pod of its own: within one Pod, the last try would be ended as it begins.
    let (policy, tries) = match life.again() {
        Again::Never => ("Never", 0),
        Again::AfterFailure(Some(count)) => ("Never", i32::try_from(count).unwrap_or(i32::MAX)),
        // systemd counts the first start, too; podman without a number has no limit.
        Again::AfterFailure(None) if limit > 0 && option.is_none() => (
            "Never",
            i32::try_from(limit.saturating_sub(1)).unwrap_or(i32::MAX),
        ),
        Again::AfterFailure(None) | Again::Always => ("OnFailure", i32::MAX),
    };
    workload.pod.restart_policy = Some(Traced {
        value: policy,
        from: from.clone(),
    });
    workload.controller.backoff_limit = Some(Traced { value: tries, from });
    if let Some(option) = option {
        if life.again() == Again::Always {
            let say = rules::job_ends_well(&life.container.attribute);
            ledger.changed(option.origin, say);
        } else {
            ledger.kept(option.origin);
        }
    }
    let timeout = life.options.timeout.as_ref();
    if let Some(timeout) = timeout.filter(|timeout| timeout.value > 0) {
        let value = i64::try_from(timeout.value).unwrap_or(i64::MAX);
        workload.controller.active_deadline_seconds = Some(Traced::new(value, timeout.origin));
        let say = rules::job_timeout(&life.container.attribute, value);
        ledger.changed(timeout.origin, say);
    }
}

/// Whether it runs at all, and what became of `autoStart`.
fn start(
    first: &Life,
    group: &[(usize, &Life)],
    kind: ControllerKind,
    workload: &mut Workload,
    ledger: &mut Ledger,
) {
    let runs = group.iter().find(|(_, life)| life.start != Start::Never);
    let replicates = matches!(
        kind,
        ControllerKind::Deployment | ControllerKind::StatefulSet
    );
    if runs.is_none() && replicates {
        let from = never_started(group);
        workload.controller.replicas = Some(Traced { value: 0, from });
    }
    for (member, life) in group {
        let name = &life.container.attribute;
        let wanted = life
            .options
            .auto_start
            .as_ref()
            .is_none_or(|option| option.value);
        if wanted && runs.is_none() && replicates {
            let say = rules::not_started(
                name,
                &first.container.attribute,
                kind.word().to_lowercase(),
                &workload.name,
                &workload.namespace,
            );
            match &life.options.auto_start {
                Some(option) => ledger.dropped(option.origin, say),
                None => ledger.say(Subject::Container(*member, None), say),
            }
            continue;
        }
        let Some(option) = &life.options.auto_start else {
            continue;
        };
        let timed = kind == ControllerKind::CronJob
            || (kind == ControllerKind::Job && !life.timers.is_empty());
        if timed {
            ledger.already_so(option.origin, &rules::TIMED);
            continue;
        }
        if option.value {
            ledger.already_so(option.origin, &rules::AUTO_START);
            continue;
        }
        let say = match (&life.start, runs) {
            (Start::Never, None) if kind != ControllerKind::DaemonSet => {
                ledger.kept(option.origin);
                continue;
            }
            (Start::Never, Some((_, other))) => {
                rules::starts_with_pod(name, &other.container.attribute)
            }
            (Start::Needed(other), _) => rules::needed_by_container(name, other),
            (Start::Unit(unit), _) => rules::started_by_unit(name, unit),
            (Start::Boot | Start::Never, _) => rules::started_by_controller(name),
        };
        ledger.dropped(option.origin, say);
    }
}

/// The options that keep all of them from starting.
fn never_started(group: &[(usize, &Life)]) -> Whys {
    let options = idle_options(group);
    if options.is_empty() {
        Reason::NothingStarts.into()
    } else {
        options.into()
    }
}

fn idle_options(group: &[(usize, &Life)]) -> Vec<OriginId> {
    let options = group
        .iter()
        .filter_map(|(_, life)| life.options.auto_start.as_ref());
    options
        .filter(|option| !option.value)
        .map(|option| option.origin)
        .collect()
}
