//! The check before the check.

use super::{Cursor, Times, awaited, count, interval, timeout};
use crate::{
    origin::{Given, Traced},
    plan::Probe,
    podman::health::Check,
    rules::{process as rules, reasons::Reason},
};

/// The startup probe: it runs until it has succeeded, and only then the other one begins.
pub fn check(at: &mut Cursor<'_>, command: &Given<Check>, words: &[String]) -> Probe {
    let startup = &at.container().health.startup;
    at.ledger.kept(command.origin);
    let forever = startup
        .retries
        .as_ref()
        .is_none_or(|retries| retries.value == 0);
    let times = Times {
        period: interval(at, startup.interval.as_ref()),
        // podman gives the start-up check the time of the other one.
        timeout: timeout(at),
        retries: if forever {
            let origin = startup.retries.as_ref().map(|retries| retries.origin);
            Traced {
                value: i32::MAX,
                from: origin.into_iter().collect(),
            }
        } else {
            count(startup.retries.as_ref(), i32::MAX, Reason::StartupForever)
        },
    };
    if let Some(retries) = &startup.retries {
        at.ledger.kept(retries.origin);
    }
    if let Some(successes) = &startup.successes {
        if successes.value > 1 {
            let say = rules::startup_successes(at.name(), successes.value);
            at.ledger.dropped(successes.origin, say);
        } else {
            at.ledger.already_so(successes.origin, &rules::NO_EFFECT);
        }
    }
    if let Some(timeout) = &startup.timeout {
        at.ledger
            .dropped(timeout.origin, rules::startup_timeout(at.name()));
    }
    let from = std::iter::once(command.origin).chain(awaited(at));
    times.probe(words, from.collect())
}
