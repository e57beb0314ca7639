//! Logging: the kubelet writes the output of every container to files of its own, and nothing
//! about them can be said per container.

use std::collections::BTreeMap;

use super::Plan;
use crate::{
    ledger::{Ledger, Subject},
    origin::Given,
    podman::{
        Container, Inventory,
        logging::{Driver, LogOption, Logging},
    },
    rules::lifecycle as rules,
    settings::Settings,
};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, _plan: &mut Plan, ledger: &mut Ledger) {
    for (_, container) in super::each(inventory) {
        let Logging { driver, options } = &container.logging;
        let options = settle_options(container, options, ledger);
        match (driver, options) {
            // podman reads `--log-opt driver=` last.
            (Some(flag), Some(option)) => {
                ledger.overridden(flag.origin, option.origin);
                settle_driver(&container.attribute, &option, ledger);
            }
            (Some(driver), None) => settle_driver(&container.attribute, driver, ledger),
            (None, Some(driver)) => settle_driver(&container.attribute, &driver, ledger),
            (None, None) => {}
        }
    }
    if !inventory.containers.is_empty() {
        ledger.say(Subject::Fleet, rules::logs());
    }
}

fn settle_driver(name: &str, driver: &Given<Driver>, ledger: &mut Ledger) {
    match driver.value {
        Driver::Unset | Driver::Journald => {
            ledger.dropped_silently(driver.origin, &rules::LOGS);
        }
        Driver::File | Driver::Passthrough => {
            ledger.dropped(driver.origin, rules::log_driver(name));
        }
        Driver::None => ledger.dropped(driver.origin, rules::log_none(name)),
    }
}

/// Settles all options but the last `driver`, which is returned.
fn settle_options(
    container: &Container,
    options: &[Given<LogOption>],
    ledger: &mut Ledger,
) -> Option<Given<Driver>> {
    let key = |option: &LogOption| match option {
        LogOption::Driver(_) => "driver".to_owned(),
        LogOption::Path(_) => "path".to_owned(),
        LogOption::MaxSize(_) => "max-size".to_owned(),
        LogOption::Other(name, _) => format!("other {name}"),
    };
    let mut last: BTreeMap<String, &Given<LogOption>> = BTreeMap::new();
    for option in options {
        if let Some(earlier) = last.insert(key(&option.value), option) {
            ledger.overridden(earlier.origin, option.origin);
        }
    }
    let name = &container.attribute;
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
                ledger.dropped(option.origin, rules::log_file(name, path));
            }
            LogOption::MaxSize(_) => ledger.dropped(option.origin, rules::log_size(name)),
            LogOption::Other(..) => ledger.dropped(option.origin, rules::log_option(name)),
        }
    }
    driver
}
