//! Logging: the kubelet writes the output of every container to files of its own, and nothing
//! about them can be said per container.

use std::collections::BTreeMap;

use super::Cursor;
use crate::{
    ledger::Subject,
    origin::Given,
    podman::logging::{Driver, LogOption, Logging},
    rules::lifecycle as rules,
};

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Logging { driver, options } = &at.container().logging;
        match (driver, settle_options(at, options)) {
            // podman reads `--log-opt driver=` last.
            (Some(flag), Some(option)) => {
                at.ledger.overridden(flag.origin, option.origin);
                settle_driver(at, &option);
            }
            (Some(driver), None) => settle_driver(at, driver),
            (None, Some(driver)) => settle_driver(at, &driver),
            (None, None) => {}
        }
    });
    if !at.inventory.containers.is_empty() {
        at.ledger.say(Subject::Fleet, rules::logs());
    }
}

fn settle_driver(at: &mut Cursor<'_>, driver: &Given<Driver>) {
    match driver.value {
        Driver::Unset | Driver::Journald => {
            at.ledger.dropped_silently(driver.origin, &rules::LOGS);
        }
        Driver::File | Driver::Passthrough => {
            at.ledger
                .dropped(driver.origin, rules::log_driver(at.name()));
        }
        Driver::Elsewhere => {
            at.ledger
                .dropped(driver.origin, rules::log_elsewhere(at.name()));
        }
        Driver::None => at.ledger.dropped(driver.origin, rules::log_none(at.name())),
    }
}

/// Settles all options but the last `driver`, which is returned.
fn settle_options(at: &mut Cursor<'_>, options: &[Given<LogOption>]) -> Option<Given<Driver>> {
    let key = |option: &LogOption| match option {
        LogOption::Driver(_) => "driver".to_owned(),
        LogOption::Path(_) => "path".to_owned(),
        LogOption::MaxSize(_) => "max-size".to_owned(),
        LogOption::Other(name, _) => format!("other {name}"),
    };
    let mut last: BTreeMap<String, &Given<LogOption>> = BTreeMap::new();
    for option in options {
        if let Some(earlier) = last.insert(key(&option.value), option) {
            at.ledger.overridden(earlier.origin, option.origin);
        }
    }
    let mut driver = None;
    for option in last.values() {
        match &option.value {
            LogOption::Driver(value) => {
                driver = Some(Given {
                    value: *value,
                    origin: option.origin,
                });
            }
            LogOption::Path(path) => {
                at.ledger
                    .dropped(option.origin, rules::log_file(at.name(), path));
            }
            LogOption::MaxSize(_) => at.ledger.dropped(option.origin, rules::log_size(at.name())),
            LogOption::Other(..) => at
                .ledger
                .dropped(option.origin, rules::log_option(at.name())),
        }
    }
    driver
}
