//! The check before the check.

use super::{Options, Times, count, interval, timeout};
use crate::{
    ledger::Ledger,
    origin::{Given, Traced},
    plan::Probe,
    podman::health::Check,
    rules::{process as rules, reasons::Reason},
};

/// The startup probe: it runs until it has succeeded, and only then the other one begins.
pub fn check(
    options: &Options,
    command: &Given<Check>,
    words: &[String],
    ledger: &mut Ledger,
) -> Probe {
    let startup = &options.health.startup;
    ledger.kept(command.origin);
    let forever = startup
        .retries
        .as_ref()
        .is_none_or(|retries| retries.value == 0);
    let times = Times {
        period: interval(options.name, startup.interval.as_ref(), ledger),
        // podman gives the start-up check the time of the other one.
        timeout: timeout(options, ledger),
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
        ledger.kept(retries.origin);
    }
    if let Some(successes) = &startup.successes {
        if successes.value > 1 {
            let say = rules::startup_successes(options.name, successes.value);
            ledger.dropped(successes.origin, say);
        } else {
            ledger.already_so(successes.origin, &rules::NO_EFFECT);
        }
    }
    if let Some(timeout) = &startup.timeout {
        ledger.dropped(timeout.origin, rules::startup_timeout(options.name));
    }
    let from = std::iter::once(command.origin).chain(options.awaited);
    times.probe(words, from.collect())
}
