//! Which controller keeps a Pod running.

use super::{
    attempts::{attempts, codes},
    chosen,
    life::{Again, Life, Start},
    schedule::{self, Schedule},
};
use crate::{
    grammar::TimeZone,
    ledger::{Fate, Subject},
    origin::{Given, OriginId, Traced, Why, Whys},
    plan::{ControllerKind, Cursor},
    rules::{Say, lifecycle as rules, output, reasons::Reason},
};

/// Seconds after which a start that systemd would not make up for is too late.
const ON_TIME_SECONDS: i64 = 60;
/// The longest name of what appends something to it.
const LONGEST_NAME: usize = 52;

/// Decides the controller of the workload that a group shares; the cursor is at its owner, the first.
pub fn decide(at: &mut Cursor<'_>, first: &Life, group: &[&Life]) {
    let chosen = at.chosen();
    let timers: Vec<_> = group
        .iter()
        .flat_map(|life| &life.timers)
        .copied()
        .collect();
    let ends = group.iter().all(|life| life.ends());
    let kind = chosen::kind(chosen).unwrap_or(
        match (
            ends,
            schedule::repeats(&timers) || first.options.schedule.is_some(),
        ) {
            (true, true) => ControllerKind::CronJob,
            (true, false) => ControllerKind::Job,
            (false, _) => ControllerKind::Deployment,
        },
    );
    let why: Why = match chosen {
        Some(chosen) if chosen.kind.is_some() => at.chosen_by("kind").into(),
        Some(chosen) if chosen.schedule.is_some() => at.chosen_by("schedule").into(),
        _ if ends && first.options.schedule.is_some() => Reason::Job.into(),
        _ if ends && first.options.ends => Reason::Ends.into(),
        _ if ends => Reason::Unit.into(),
        _ => Reason::Kind.into(),
    };
    at.workload_mut().controller.kind = Traced::new(kind, why);
    judge_name(at);
    match kind {
        ControllerKind::CronJob => {
            on_schedule(at, first, schedule::schedule(&timers).as_ref());
            attempts(at, first, group.len() == 1);
        }
        ControllerKind::Job => {
            once(at, group);
            attempts(at, first, group.len() == 1);
        }
        ControllerKind::Deployment | ControllerKind::StatefulSet | ControllerKind::DaemonSet => {
            for life in group {
                kept_running(at, life, group.len() == 1);
            }
        }
    }
    start(at, group, kind);
}

/// Jobs of a `CronJob` append eleven characters to its name, and the Pods of a `StatefulSet` have a label that does.
fn judge_name(at: &mut Cursor<'_>) {
    let workload = at.workload();
    let kind = workload.controller.kind.value;
    let appends = matches!(kind, ControllerKind::CronJob | ControllerKind::StatefulSet);
    if appends && workload.name.as_str().len() > LONGEST_NAME {
        at.say(output::long_name(&workload.name, kind.word()));
    }
}

/// A container of a Pod that is always kept running.
fn kept_running(at: &mut Cursor<'_>, life: &Life, only: bool) {
    let name = &life.container.attribute;
    let again = life.again();
    let policy = life.options.restart.as_ref();
    let option = policy.filter(|_| again != life.again_by_unit());
    if let Some(option) = option {
        let policy = Traced::new("Always", option.origin);
        match &mut at.pod_mut().restart_policy {
            Some(policy) => policy.from.push(option.origin),
            none => *none = Some(policy),
        }
    }
    let kind = at.workload().controller.kind.value.word();
    let (owner, subject) = (at.name(), Subject::Container(life.index, None));
    let (ends_after, starts_after) = life.exit_codes();
    let who = if only { rules::IT_IS } else { rules::ALL_ARE };
    match (again, option) {
        (Again::Always, Some(option)) => at.ledger.kept(option.origin),
        (Again::AfterFailure(_), Some(option)) => {
            let say = rules::only_after_failure(name, kind, owner, who);
            at.ledger.changed(option.origin, say);
        }
        (Again::AfterFailure(_), None) => {
            let say = rules::only_after_failure(name, kind, owner, who);
            at.ledger.say(subject.clone(), say);
        }
        (Again::AfterSuccess, _) => {
            let say = match codes(&starts_after) {
                None => rules::only_after_success(name, kind, owner, who),
                Some(codes) => rules::after_success_or_codes(name, codes, kind, owner, who),
            };
            at.ledger.say(subject.clone(), say);
        }
        // The error about the value says all.
        (Again::Never, None) if life.is_unmanaged() && is_refused(at, life) => {}
        (Again::Never, _) => {
            let say = match codes(&starts_after) {
                None if life.is_unmanaged() => {
                    rules::never_restarted_by_engine(name, kind, owner, who)
                }
                None if life.has_bad_restart() => {
                    rules::never_restarted_by_mistake(name, kind, owner, who)
                }
                None => rules::never_restarted(name, life.policy(), kind, owner, who),
                Some(codes) => rules::only_after_codes(name, codes, kind, owner, who),
            };
            at.ledger.say(subject.clone(), say);
        }
        (Again::Always, None) => {}
    }
    if let (Again::AfterFailure(Some(count)), Some(option)) = (again, option) {
        at.say_at(option.origin, rules::after_failures(name, count, kind));
    }
    if let Some(codes) = codes(&ends_after) {
        let lists = life.unit.map(|unit| unit.service.ending_lists());
        let lists = lists.unwrap_or_default();
        let say = rules::not_after_codes(name, codes, lists, kind, owner, who);
        at.ledger.say(subject, say);
    }
}

/// Whether the restart policy of a container could not be used.
fn is_refused(at: &Cursor<'_>, life: &Life) -> bool {
    at.ledger.entries().any(|entry| {
        let settled = entry.settled.as_ref();
        entry.origin.container == life.index
            && settled.is_some_and(|settled| settled.fate == Fate::Refused)
            && entry
                .origin
                .paths
                .iter()
                .any(|path| path.contains("/restart"))
    })
}

/// Runs to completion once.
fn once(at: &mut Cursor<'_>, group: &[&Life]) {
    let idle = group.iter().all(|life| life.start == Start::Never);
    // A timer that only counts from the boot starts it, as `autoStart` would.
    let timed = group.iter().any(|life| !life.timers.is_empty());
    if idle && !timed {
        at.workload_mut().controller.suspend = Some(Traced {
            value: true,
            from: never_started(group),
        });
    }
    for life in group.iter().filter(|life| life.ends()) {
        let name = &life.container.attribute;
        at.say(if idle && !timed {
            rules::suspended_job(name)
        } else {
            rules::job(name, at.name())
        });
    }
}

/// Runs to completion at times.
fn on_schedule(at: &mut Cursor<'_>, first: &Life, timer: Option<&Schedule>) {
    let chosen = at.chosen();
    if let Some(fields) = chosen.and_then(|chosen| chosen.schedule.as_ref()) {
        let why = at.chosen_by("schedule");
        let zone = chosen_zone(at);
        let controller = &mut at.workload_mut().controller;
        controller.schedule = Some(Traced::new(fields.clone(), why));
        controller.time_zone = zone;
        return;
    }
    if let Some(written) = &first.options.schedule {
        let zone = first.options.time_zone.as_ref().map(Given::traced);
        let zone = chosen_zone(at).or(zone);
        let controller = &mut at.workload_mut().controller;
        controller.schedule = Some(written.traced());
        controller.time_zone = zone;
        return;
    }
    let Some(schedule) = timer else {
        let say = rules::no_schedule(at.name());
        return match chosen.and_then(|chosen| chosen.kind) {
            Some(_) => at.ledger.say(at.setting("kind"), say),
            None => at.say(say),
        };
    };
    let of_timer = || Some(Traced::new(schedule.zone.clone()?, Reason::Timer));
    let zone = chosen_zone(at).or_else(of_timer);
    let controller = &mut at.workload_mut().controller;
    controller.schedule = Some(Traced::new(schedule.fields.clone(), Reason::Timer));
    controller.time_zone = zone;
    if !schedule.persistent {
        controller.starting_deadline_seconds = Some(Traced::new(ON_TIME_SECONDS, Reason::OnTime));
    }
    at.say(if schedule.exact {
        rules::cron_job(at.name(), &schedule.fields)
    } else {
        rules::inexact_cron_job(at.name(), &schedule.fields)
    });
}

/// The time zone that the settings choose.
fn chosen_zone(at: &mut Cursor<'_>) -> Option<Traced<TimeZone>> {
    let zone = at.chosen()?.time_zone.clone()?;
    Some(Traced::new(zone, at.chosen_by("timeZone")))
}

/// Whether it runs at all, and what became of `autoStart`.
fn start(at: &mut Cursor<'_>, group: &[&Life], kind: ControllerKind) {
    let runs = group.iter().find(|life| life.start != Start::Never);
    let replicates = matches!(
        kind,
        ControllerKind::Deployment | ControllerKind::StatefulSet
    );
    if runs.is_none() && replicates {
        let from = never_started(group);
        at.workload_mut().controller.replicas = Some(Traced { value: 0, from });
    }
    for life in group {
        let name = &life.container.attribute;
        let wanted = life
            .options
            .auto_start
            .as_ref()
            .is_none_or(|option| option.value);
        let suspended = at.workload().controller.suspend.is_some();
        if wanted && runs.is_none() && (replicates || suspended) {
            let say = not_started(at, life, kind);
            let subject = Subject::Container(life.index, None);
            match &life.options.auto_start {
                Some(option) => at.ledger.dropped(option.origin, say),
                None => at.ledger.say(subject, say),
            }
            continue;
        }
        let Some(option) = &life.options.auto_start else {
            continue;
        };
        let timed = kind == ControllerKind::CronJob
            || (kind == ControllerKind::Job && !life.timers.is_empty());
        if timed {
            at.ledger.already_so(option.origin, &rules::TIMED);
            continue;
        }
        if option.value {
            at.ledger.already_so(option.origin, &rules::AUTO_START);
            continue;
        }
        let say = match (&life.start, runs) {
            (Start::Never, None) if kind != ControllerKind::DaemonSet => {
                at.ledger.kept(option.origin);
                if at.chosen().is_none_or(|chosen| chosen.replicas.is_none()) {
                    let say = not_started(at, life, kind);
                    at.say_at(option.origin, say);
                }
                continue;
            }
            (Start::Never, Some(other)) => rules::starts_with_pod(name, &other.container.attribute),
            (Start::Needed(other), _) => rules::needed_by_container(name, other),
            (Start::Unit(unit), _) => rules::started_by_unit(name, unit),
            (Start::Boot | Start::Never, _) => rules::started_by_controller(name),
        };
        at.ledger.dropped(option.origin, say);
    }
}

/// How to start what starts only by hand.
fn not_started(at: &Cursor<'_>, life: &Life, kind: ControllerKind) -> Say {
    let name = &life.container.attribute;
    let workload = at.workload();
    let (own, namespace) = (&workload.name, &workload.namespace);
    let units = life.on_demand.join("`, `");
    let word = kind.word().to_lowercase();
    match (kind, units.as_str()) {
        (ControllerKind::Job, "") => rules::not_started_job(name, own, namespace),
        (ControllerKind::Job, units) => rules::on_demand_job(name, units, own, namespace),
        (_, "") => rules::not_started(name, at.name(), word, own, namespace),
        (_, units) => rules::on_demand(name, units, at.name(), word, own, namespace),
    }
}

/// Says which units start one that ends, besides what its Job or `CronJob` does.
pub fn say_on_demand(at: &mut Cursor<'_>, life: &Life) {
    let controller = &at.workload().controller;
    let kind = controller.kind.value;
    let ends = matches!(kind, ControllerKind::Job | ControllerKind::CronJob);
    if ends && controller.suspend.is_none() && !life.on_demand.is_empty() {
        let units = life.on_demand.join("`, `");
        let owner = at.workload().members.first();
        let owner = owner.and_then(|owner| at.inventory.containers.get(*owner));
        let owner = owner.map_or(at.name(), |owner| &owner.attribute);
        at.say(rules::also_on_demand(at.name(), units, kind.word(), owner));
    }
}

/// The options that keep all of them from starting.
fn never_started(group: &[&Life]) -> Whys {
    let options = idle_options(group);
    if options.is_empty() {
        Reason::NothingStarts.into()
    } else {
        options.into()
    }
}

fn idle_options(group: &[&Life]) -> Vec<OriginId> {
    let options = group
        .iter()
        .filter_map(|life| life.options.auto_start.as_ref());
    options
        .filter(|option| !option.value)
        .map(|option| option.origin)
        .collect()
}
