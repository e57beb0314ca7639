//! Which controller keeps a Pod running.

use super::{
    chosen,
    life::{Again, Life, Start},
    schedule::{self, Schedule},
};
use crate::{
    ledger::{Ledger, Subject},
    origin::{OriginId, Traced, Why, Whys},
    plan::{ControllerKind, Plan, Workload},
    rules::{OldSay, process as rules, reasons::Reason},
    settings::Settings,
};

/// Seconds after which a start that systemd would not make up for is too late.
const ON_TIME_SECONDS: i64 = 60;
/// Starts after which systemd gives a unit up, unless it says otherwise.
const START_LIMIT: u32 = 5;

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
    match kind {
        ControllerKind::Job | ControllerKind::CronJob => {
            let schedule = schedule::schedule(&timers);
            if kind == ControllerKind::CronJob {
                on_schedule(*owner, first, schedule.as_ref(), settings, workload, ledger);
            } else {
                once(*owner, &group, workload, ledger);
            }
            attempts(first, workload, ledger);
        }
        ControllerKind::Deployment | ControllerKind::StatefulSet | ControllerKind::DaemonSet => {
            for (member, life) in &group {
                kept_running(*member, life, workload, ledger);
            }
        }
    }
    start(&group, kind, workload, ledger);
}

/// A container of a Pod that is always kept running.
fn kept_running(member: usize, life: &Life, workload: &mut Workload, ledger: &mut Ledger) {
    let name = &life.container.attribute;
    let again = life.again();
    let option = life.restart.filter(|_| again != life.again_by_unit());
    if let Some(option) = option {
        let policy = Traced::new("Always", option.origin);
        match &mut workload.pod.restart_policy {
            Some(policy) => policy.from.push(option.origin),
            none => *none = Some(policy),
        }
    }
    let failure = OldSay::new(format!(
        "`{name}` is started again after a failure only; as a {} it is also when it ended well",
        workload.controller.kind.value.word()
    ))
    .lost("that it stays ended after an exit code of 0")
    .remedy("make it a Job when it is meant to end: `containers.NAME.kind = \"Job\"`");
    match (again, option) {
        (Again::Always, Some(option)) => ledger.kept(option.origin),
        (Again::AfterFailure(_), Some(option)) => {
            ledger.changed_by(option.origin, &rules::ONLY_AFTER_FAILURE, failure);
        }
        (Again::AfterFailure(_), None) => {
            let subject = Subject::Container(member, None);
            ledger.say_by(subject, &rules::ONLY_AFTER_FAILURE, failure);
        }
        (Again::Never, _) => {
            let say = OldSay::new(format!(
                "`{name}` is not started again when it ends; as a {} it is",
                workload.controller.kind.value.word()
            ))
            .lost("that it stays ended: `Restart=no` of its unit")
            .remedy("make it a Job when it is meant to end: `containers.NAME.kind = \"Job\"`");
            ledger.say_by(
                Subject::Container(member, None),
                &rules::NEVER_RESTARTED,
                say,
            );
        }
        (Again::Always, None) => {}
    }
}

/// Runs to completion once.
fn once(owner: usize, group: &[(usize, &Life)], workload: &mut Workload, ledger: &mut Ledger) {
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
        let say = OldSay::new(format!(
            "`{}` is meant to end, so it becomes a Job",
            life.container.attribute
        ))
        .lost("the run at each boot of the host: a Job runs once for each version of its manifest")
        .remedy("keep it running instead: `containers.NAME.kind = \"Deployment\"`");
        ledger.say_by(Subject::Container(owner, None), &rules::JOB, say);
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
    let zone = chosen.and_then(|chosen| chosen.time_zone.clone());
    if let Some(fields) = chosen.and_then(|chosen| chosen.schedule.clone()) {
        let key = ledger.setting(settings.key_of(host, name, "schedule"));
        controller.schedule = Some(Traced::new(fields, key));
        controller.time_zone = zone.map(|zone| Traced::new(zone, ledger.setting(zone_key)));
        return;
    }
    let Some(schedule) = timer else {
        let say = OldSay::new(format!(
            "`{name}` runs at times that the five fields of a schedule cannot say"
        ))
        .remedy("choose one: `containers.NAME.schedule = \"30 4 * * *\"`");
        ledger.say_by(subject, &rules::NO_SCHEDULE, say);
        return;
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
    let say = OldSay::new(format!(
        "a timer starts `{name}`, so it becomes a CronJob: `{}`",
        schedule.fields
    ));
    let say = if schedule.exact {
        say
    } else {
        say.lost("the exact distance: a schedule goes by the clock, without a random delay")
            .remedy("choose another schedule: `containers.NAME.schedule = \"30 4 * * *\"`")
    };
    ledger.say_by(subject, &rules::CRON_JOB, say);
}

/// How often a Job is tried, and how long.
fn attempts(life: &Life, workload: &mut Workload, ledger: &mut Ledger) {
    let option = life
        .restart
        .filter(|_| life.again() != life.again_by_unit());
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
            let say = OldSay::new(format!(
                "`{}` is started again whenever it ends; a Job only when it failed",
                life.container.attribute
            ))
            .lost("the start after an exit code of 0");
            ledger.changed_by(option.origin, &rules::JOB, say);
        } else {
            ledger.kept(option.origin);
        }
    }
    if let Some(timeout) = life.timeout.filter(|timeout| timeout.value > 0) {
        let value = i64::try_from(timeout.value).unwrap_or(i64::MAX);
        workload.controller.active_deadline_seconds = Some(Traced::new(value, timeout.origin));
        let say = OldSay::new(format!(
            "`{}` is killed after {value} s; as a Job it is asked to end first",
            life.container.attribute
        ))
        .lost("the immediate end: it gets TERM and has its time to stop");
        ledger.changed_by(timeout.origin, &rules::JOB_TIMEOUT, say);
    }
}

/// Whether it runs at all, and what became of `autoStart`.
fn start(
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
        let wanted = life.auto_start.is_none_or(|option| option.value);
        if wanted && runs.is_none() && replicates {
            let say = OldSay::new(format!("nothing starts the unit of `{name}`"))
                .lost("nothing: the Deployment is written without a running Pod")
                .remedy(
                    "start it: `kubectl scale --replicas=1`, or `containers.NAME.replicas = 1`",
                );
            match life.auto_start {
                Some(option) => ledger.dropped_by(option.origin, &rules::NOT_STARTED, say),
                None => ledger.say_by(Subject::Container(*member, None), &rules::NOT_STARTED, say),
            }
            continue;
        }
        let Some(option) = life.auto_start else {
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
        let reason = match (&life.start, runs) {
            (Start::Never, None) if kind != ControllerKind::DaemonSet => {
                ledger.kept(option.origin);
                continue;
            }
            (Start::Never, Some((_, other))) => {
                let say = OldSay::new(format!(
                    "`{name}` does not start by itself, but `{}` in the same Pod does",
                    other.container.attribute
                ))
                .lost("that it waits to be started: containers of a Pod start together");
                ledger.dropped_by(option.origin, &rules::STARTS_WITH_POD, say);
                continue;
            }
            (Start::Needed(other), _) => format!("`{other}` needs it"),
            (Start::Unit(unit), _) => format!("`{unit}` starts it"),
            (Start::Boot | Start::Never, _) => "its controller starts it".to_owned(),
        };
        let say = OldSay::new(format!("`{name}` does not start by itself, but {reason}"));
        ledger.dropped_by(option.origin, &rules::PULLED_UP, say);
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
    let options = group.iter().filter_map(|(_, life)| life.auto_start);
    options
        .filter(|option| !option.value)
        .map(|option| option.origin)
        .collect()
}
