//! How often a Job is tried, and which exit codes end that.

use std::collections::BTreeSet;

use super::life::{Again, Life};
use crate::{
    origin::{Traced, Whys},
    plan::Cursor,
    podman::unit::Service,
    rules::{lifecycle as rules, reasons::Reason},
};

/// Starts after which systemd gives a unit up, unless it says otherwise.
pub const START_LIMIT: u32 = 5;

/// How often a Job is tried, and how long; `only` says that its Pod has one container.
pub fn attempts(at: &mut Cursor<'_>, life: &Life, only: bool) {
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
    let (ends_after, starts_after) = life.exit_codes();
    // Each try in a Pod of its own: within one Pod, the last try would be ended as it begins.
    let (policy, tries) = match life.again() {
        Again::Never | Again::AfterSuccess => ("Never", 0),
        Again::AfterFailure(Some(count)) => ("Never", i32::try_from(count).unwrap_or(i32::MAX)),
        // systemd counts the first start, too; podman without a number has no limit.
        Again::AfterFailure(None) if limit > 0 && option.is_none() => (
            "Never",
            i32::try_from(limit.saturating_sub(1)).unwrap_or(i32::MAX),
        ),
        // A Job looks at exit codes only where each try is a Pod of its own.
        Again::AfterFailure(None) | Again::Always if only && !ends_after.is_empty() => {
            ("Never", i32::MAX)
        }
        Again::AfterFailure(None) | Again::Always => ("OnFailure", i32::MAX),
    };
    exit_codes_of_job(at, life, (ends_after, starts_after), (only, tries));
    let workload = at.workload_mut();
    workload.pod.restart_policy = Some(Traced {
        value: policy,
        from: from.clone(),
    });
    workload.controller.backoff_limit = Some(Traced { value: tries, from });
    if let Some(option) = option {
        if life.again() == Again::Always {
            let say = rules::job_ends_well(at.name());
            at.ledger.changed(option.origin, say);
        } else {
            at.ledger.kept(option.origin);
        }
    }
    let timeout = life.options.timeout.as_ref();
    if let Some(timeout) = timeout.filter(|timeout| timeout.value > 0) {
        let value = i64::try_from(timeout.value).unwrap_or(i64::MAX);
        let limit = Some(Traced::new(value, timeout.origin));
        at.workload_mut().controller.active_deadline_seconds = limit;
        let say = rules::job_timeout(at.name(), value);
        at.ledger.changed(timeout.origin, say);
    }
}

/// Exit codes after which a Job gives up, and those that a Job cannot heed.
fn exit_codes_of_job(
    at: &mut Cursor<'_>,
    life: &Life,
    (mut ends_after, starts_after): (BTreeSet<u8>, BTreeSet<u8>),
    (only, tries): (bool, i32),
) {
    let name = &life.container.attribute;
    if let Some(codes) = codes(&starts_after) {
        at.say(rules::job_after_codes(name, codes));
    }
    // A Job has ended well after 0 in any case.
    ends_after.remove(&0);
    let service = life.unit.map(|unit| &unit.service);
    let mut succeeds = service.map(Service::succeeds_with).unwrap_or_default();
    if tries > 0 {
        succeeds.retain(|code| ends_after.contains(code));
        let Some(text) = codes(&ends_after) else {
            return;
        };
        if !only {
            let lists = service.map(Service::ending_lists).unwrap_or_default();
            return at.say(rules::job_not_after_codes(name, text, lists));
        }
        let value = ends_after.into_iter().map(i32::from).collect();
        let from = Reason::Restart.into();
        at.workload_mut().controller.gives_up_after = Some(Traced { value, from });
    }
    if let Some(text) = codes(&succeeds) {
        at.say(rules::job_fails(name, text));
    }
}

/// ``"`3` or `75`"``, or nothing.
pub fn codes(codes: &BTreeSet<u8>) -> Option<String> {
    let quoted: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    (!quoted.is_empty()).then(|| quoted.join(" or "))
}
