//! Values of probes.

use std::time::Duration;

use crate::{
    origin::{Given, OriginId, Traced},
    plan::{Check, Cursor, Probe, expansion},
    rules::{process as rules, reasons::Reason},
};

/// How a probe runs.
pub struct Times {
    /// Seconds between two runs.
    pub period: Traced<i32>,
    /// Seconds that a run may take.
    pub timeout: Traced<i32>,
    /// Failures in a row that count.
    pub retries: Traced<i32>,
}

impl Times {
    /// The probe that runs these words. Kubernetes expands `$(NAME)` in them, podman does not.
    pub fn probe(&self, words: &[String], from: Vec<OriginId>) -> Probe {
        let command = words.iter().map(|word| expansion::literal(word)).collect();
        Probe {
            check: Check::Exec(command),
            initial_delay_seconds: None,
            period_seconds: self.period.clone(),
            timeout_seconds: self.timeout.clone(),
            failure_threshold: self.retries.clone(),
            from: from.into(),
        }
    }
}

/// Whole seconds, at least one, which is all that a probe knows; settles the option.
pub fn seconds(at: &mut Cursor<'_>, given: &Given<Duration>) -> Traced<i32> {
    let duration = given.value;
    let up = u64::from(duration.subsec_nanos() > 0);
    let whole = duration.as_secs().saturating_add(up).max(1);
    let value = i32::try_from(whole).unwrap_or(i32::MAX);
    if Duration::from_secs(whole) == duration && u64::try_from(value) == Ok(whole) {
        at.ledger.kept(given.origin);
    } else {
        let flag = at
            .ledger
            .entry(given.origin)
            .origin
            .flag
            .unwrap_or_default();
        let say = rules::rounded(at.name(), flag, format_args!("{duration:?}"), value);
        at.ledger.changed(given.origin, say);
    }
    Traced::new(value, given.origin)
}

/// How often; `default` without an option, for a reason.
pub fn count(given: Option<&Given<u64>>, default: i32, reason: Reason) -> Traced<i32> {
    given.map_or_else(
        || Traced::new(default, reason),
        |given| {
            let value = i32::try_from(given.value).unwrap_or(i32::MAX);
            Traced::new(value, given.origin)
        },
    )
}
