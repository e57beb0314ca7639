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
    rules::{OldSay, process as rules},
    settings::Settings,
};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, _plan: &mut Plan, ledger: &mut Ledger) {
    for (_, container) in super::each(inventory) {
        let Logging { driver, options } = &container.logging;
        let options = settle_options(container, options, ledger);
        let flag = super::last(driver, ledger);
        match (flag, options) {
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
        let say = OldSay::new("the output of the containers is no longer in the journal")
            .lost("`journalctl -u podman-NAME`, and whatever reads it there: fail2ban, alloy, promtail")
            .remedy("read it with `kubectl logs`, and point collectors at /var/log/pods");
        ledger.say_by(Subject::Fleet, &rules::LOGS, say);
    }
}

fn settle_driver(name: &str, driver: &Given<Driver>, ledger: &mut Ledger) {
    match driver.value {
        Driver::Unset | Driver::Journald => {
            ledger.dropped_silently(driver.origin, &rules::LOGS);
        }
        Driver::File | Driver::Passthrough => {
            let say = OldSay::new(format!(
                "`{name}` has a log driver; in a Pod its output goes to /var/log/pods"
            ));
            ledger.dropped_by(driver.origin, &rules::LOG_OPTION, say);
        }
        Driver::None => {
            let say = OldSay::new(format!(
                "`{name}` writes no log; in a Pod its output goes to /var/log/pods"
            ))
            .lost("that nothing of its output reaches the disk")
            .remedy("let the program itself be quiet");
            ledger.dropped_by(driver.origin, &rules::LOG_NONE, say);
        }
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
                let say = OldSay::new(format!("`{name}` writes its log to `{path}`"))
                    .lost("the file: whatever reads it there finds nothing new")
                    .remedy("point the reader at /var/log/pods, or let the program write the file");
                ledger.dropped_by(option.origin, &rules::LOG_FILE, say);
            }
            LogOption::MaxSize(_) => {
                let say = OldSay::new(format!("`{name}` limits the size of its log"))
                    .lost("the size: the kubelet keeps five files of 10 MiB for each container")
                    .remedy("set `containerLogMaxSize` in the kubelet's configuration, for the whole node");
                ledger.dropped_by(option.origin, &rules::LOG_OPTION, say);
            }
            LogOption::Other(..) => {
                let say = OldSay::new(format!("`{name}` sets an option of its log driver")).lost(
                    "the tag and the like; the files are named after namespace, Pod and container",
                );
                ledger.dropped_by(option.origin, &rules::LOG_OPTION, say);
            }
        }
    }
    driver
}
