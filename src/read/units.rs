//! The evaluated systemd units of a host, as NixOS' `systemd.services` and `systemd.timers` hold
//! them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    ledger::Subject,
    podman::{
        Host,
        unit::{Calendar, Kind, Restart, Service, Setting, Span, Timer, Unit, full_name},
    },
    rules::reading,
};

use self::settings::{Note, Section, Words, scalar};
use super::{
    Error,
    fleet::Fleet,
    json::{self, At},
};

pub mod known;

pub mod create;
mod generated;
mod images;
mod judge;
pub mod pods;
mod settings;
mod specifiers;

pub use judge::settings as judge;
pub use pods::give;

/// The attribute of a unit that holds variables.
const VARIABLES: &str = "environment";

/// A unit as NixOS holds it.
#[derive(Debug, Default, Deserialize)]
#[serde(
    rename_all = "camelCase",
    default,
    expecting = "an object (a systemd unit)"
)]
struct Input {
    enable: Option<bool>,
    wanted_by: Words,
    upheld_by: Words,
    required_by: Words,
    wants: Words,
    upholds: Words,
    requires: Words,
    requisite: Words,
    binds_to: Words,
    part_of: Words,
    after: Words,
    before: Words,
    conflicts: Words,
    on_failure: Words,
    on_success: Words,
    start_limit_burst: Option<u32>,
    start_limit_interval_sec: Value,
    unit_config: Section,
    service_config: Section,
    timer_config: Section,
    path_config: Section,
    socket_config: Section,
    environment: BTreeMap<String, Value>,
    pre_start: Option<String>,
    script: Option<String>,
    post_start: Option<String>,
    pre_stop: Option<String>,
    post_stop: Option<String>,
    start_at: Words,
    /// All other attributes.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// Where NixOS has the settings of units.
const OF_NIXOS: &str = "`systemd.services` or `systemd.timers`";

/// Where NixOS has the settings of a unit.
pub fn of_nixos(_unit: &str) -> String {
    OF_NIXOS.to_owned()
}

/// Puts the units of a host into it, with the networks and volumes that they create. What systemd
/// would not take is said, with the place where a unit is written.
///
/// # Errors
/// Something is not of the type that NixOS' option has.
pub fn read(
    at: &At<'_>,
    units: BTreeMap<String, Value>,
    name: &str,
    host: &mut Host,
    fleet: &mut Fleet,
    place: &dyn Fn(&str) -> String,
) -> Result<(), Error> {
    let mut known = BTreeMap::new();
    for (unit, value) in units {
        if value.get("image").is_some() {
            return Err(at
                .child(&unit)
                .wrong(&"this is a container, not a systemd unit"));
        }
        let input: Input = json::typed(&at.child(&unit), value)?;
        let unit = full_name(&unit);
        create::objects(&unit, &input, host);
        images::made(&unit, &input, host);
        let mut notes = Vec::new();
        if let Some(timer) = started_at(&unit, &input, &mut notes) {
            known.entry(timer.name.clone()).or_insert(timer);
        }
        known.insert(unit.clone(), input.unit(unit.clone(), &mut notes));
        for note in notes {
            let say = reading::unit_setting(&unit, name, note.key, note.error, place(&unit));
            fleet.say(Subject::Host(name.to_owned()), say);
        }
    }
    host.units = Some(known);
    Ok(())
}

/// The timer that NixOS makes of `startAt`.
fn started_at(unit: &str, input: &Input, notes: &mut Vec<Note>) -> Option<Unit> {
    let calendar = input.start_at.texts(notes, Calendar::parse);
    let name = unit.strip_suffix(".service")?;
    let timer = Timer {
        starts: unit.to_owned(),
        calendar,
        ..Timer::default()
    };
    (!timer.calendar.is_empty()).then(|| Unit {
        name: format!("{name}.timer"),
        enable: true,
        wanted_by: vec!["timers.target".to_owned()],
        timer: Some(timer),
        ..Unit::default()
    })
}

impl Input {
    fn unit(&self, name: String, notes: &mut Vec<Note>) -> Unit {
        let section = &self.unit_config;
        let units = |lists: &[&Words], keys: &[&str]| {
            let given = lists.iter().flat_map(|list| list.words());
            let more = keys.iter().flat_map(|key| section.words(key));
            let mut names: Vec<String> = Vec::new();
            for name in given.chain(more).map(|name| full_name(&name)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names
        };
        // `[Service]` is the old place of both, and `StartLimitInterval` the old name of one.
        let old = [section, &self.service_config];
        let interval = scalar(&self.start_limit_interval_sec)
            .or_else(|| section.last("StartLimitIntervalSec"))
            .or_else(|| old.iter().find_map(|old| old.last("StartLimitInterval")));
        let interval = interval.map(|text| ("StartLimitIntervalSec", text));
        let burst = old.iter().find_map(|old| {
            old.typed(notes, "StartLimitBurst", |text| {
                text.parse()
                    .map_err(|_| format!("`{text}` is not a number"))
            })
        });
        Unit {
            enable: self.enable.unwrap_or(true),
            wanted_by: units(&[&self.wanted_by, &self.upheld_by], &[]),
            required_by: units(&[&self.required_by], &[]),
            wants: units(&[&self.wants, &self.upholds], &["Wants", "Upholds"]),
            requires: units(&[&self.requires, &self.binds_to], &["Requires", "BindsTo"]),
            requisite: units(&[&self.requisite], &["Requisite"]),
            part_of: units(&[&self.part_of], &["PartOf"]),
            after: units(&[&self.after], &["After"]),
            before: units(&[&self.before], &["Before"]),
            conflicts: units(&[&self.conflicts], &["Conflicts"]),
            requires_mounts_for: section.words("RequiresMountsFor").collect(),
            wants_mounts_for: section.words("WantsMountsFor").collect(),
            on_failure: units(&[&self.on_failure], &["OnFailure"]),
            on_success: units(&[&self.on_success], &["OnSuccess"]),
            start_limit_burst: self.start_limit_burst.or(burst),
            start_limit_interval: interval
                .and_then(|(key, text)| settings::noted(notes, key, Span::parse(&text))),
            conditions: section.starting_with(&["Condition", "Assert"]),
            settings: self.settings(&name),
            service: self.service(&name, notes),
            timer: name
                .strip_suffix(".timer")
                .map(|service| self.timer(service, notes)),
            commands: create::started(self.all_texts()),
            triggers: self.triggers(&name),
            name,
        }
    }

    fn service(&self, unit: &str, notes: &mut Vec<Note>) -> Service {
        let section = &self.service_config;
        let mut span = |key: &str| section.typed(notes, key, Span::parse);
        let restart_delay = span("RestartSec");
        let both = span("TimeoutSec");
        let start_timeout = span("TimeoutStartSec").or(both);
        let stop_timeout = span("TimeoutStopSec").or(both);
        let runtime_max = span("RuntimeMaxSec");
        let commands = |script: &Option<String>, keys: &[&str]| {
            let script = script.iter().filter(|text| !text.trim().is_empty());
            let keys = keys.iter().flat_map(|key| section.all(key));
            let all = script.map(|text| text.trim().to_owned()).chain(keys);
            all.filter(|command| !generated::is_by_nixos(command))
                .collect::<Vec<String>>()
        };
        Service {
            kind: section.typed(notes, "Type", Kind::parse),
            restart: section.typed(notes, "Restart", Restart::parse),
            restart_delay,
            start_timeout,
            stop_timeout,
            runtime_max,
            remain_after_exit: section
                .typed(notes, "RemainAfterExit", settings::boolean)
                .unwrap_or_default(),
            environment: (self.variables(unit))
                .map(|(name, value, _)| (name, value))
                .collect(),
            environment_files: section.words("EnvironmentFile").collect(),
            success_exit: section.words("SuccessExitStatus").collect(),
            restart_prevent: section.words("RestartPreventExitStatus").collect(),
            restart_force: section.words("RestartForceExitStatus").collect(),
            condition: commands(&None, &["ExecCondition"]),
            before_start: commands(&self.pre_start, &["ExecStartPre"]),
            start: commands(&self.script, &["ExecStart"]),
            beside: generated::beside(&commands(&self.script, &["ExecStart"])),
            after_start: commands(&self.post_start, &["ExecStartPost"]),
            stop: commands(&self.pre_stop, &["ExecStop"]),
            after_stop: commands(&self.post_stop, &["ExecStopPost"]),
        }
    }

    /// Everything that is set in it, as it is written.
    fn settings(&self, unit: &str) -> Vec<Setting> {
        let others = self.others.iter().filter(|(_, value)| !value.is_null());
        let others = others.map(|(name, value)| Setting {
            attribute: "",
            name: name.clone(),
            place: vec![name.clone()],
            values: vec![scalar(value).unwrap_or_else(|| value.to_string())],
            pointers: Vec::new(),
        });
        let variables = self.variables(unit).map(|(name, value, place)| Setting {
            attribute: VARIABLES,
            name,
            place,
            values: vec![value],
            pointers: Vec::new(),
        });
        let sections = [
            (&self.unit_config, "unitConfig"),
            (&self.service_config, "serviceConfig"),
            (&self.timer_config, "timerConfig"),
        ];
        let sections = sections.iter();
        let sections = sections.flat_map(|(section, name)| section.settings(name));
        others.chain(sections).chain(variables).collect()
    }

    /// `environment`, and above it the words of `Environment=`, without those of `UnsetEnvironment=`: name, value and place.
    fn variables(&self, unit: &str) -> impl Iterator<Item = (String, String, Vec<String>)> {
        let unset: Vec<String> = self.service_config.words("UnsetEnvironment").collect();
        let given = self.environment.iter().filter_map(|(name, value)| {
            let place = vec![VARIABLES.to_owned(), name.clone()];
            Some((name.clone(), scalar(value)?, place))
        });
        let words = self.service_config.words("Environment");
        let more = words.filter_map(|word| {
            let (name, value) = word.split_once('=')?;
            let place = ["serviceConfig", "Environment"].map(str::to_owned);
            Some((name.to_owned(), value.to_owned(), place.into()))
        });
        let all = given.chain(more).map(move |(name, value, place)| {
            let value = specifiers::expanded(&value, unit);
            (name, value, place)
        });
        // A word with a value takes the variable away only where it has that value.
        all.filter(move |(name, value, _)| {
            let whole = format!("{name}={value}");
            !unset.iter().any(|word| word == name || *word == whole)
        })
    }

    /// The timer of a service, by name without suffix.
    fn timer(&self, service: &str, notes: &mut Vec<Note>) -> Timer {
        let section = &self.timer_config;
        let mut spans = |keys: &[&str]| {
            let mut all = Vec::new();
            for key in keys {
                all.extend(
                    section
                        .all(key)
                        .filter_map(|text| settings::noted(notes, key, Span::parse(&text))),
                );
            }
            all
        };
        let once = spans(&["OnActiveSec", "OnBootSec", "OnStartupSec"]);
        let every = spans(&["OnUnitActiveSec"]);
        let pause = spans(&["OnUnitInactiveSec"]);
        let calendar = section.all("OnCalendar");
        Timer {
            starts: full_name(&section.last("Unit").unwrap_or_else(|| service.to_owned())),
            calendar: calendar
                .filter_map(|text| settings::noted(notes, "OnCalendar", Calendar::parse(&text)))
                .collect(),
            once,
            every,
            pause,
            persistent: section
                .typed(notes, "Persistent", settings::boolean)
                .unwrap_or_default(),
            randomized_delay: section.typed(notes, "RandomizedDelaySec", Span::parse),
            accuracy: section.typed(notes, "AccuracySec", Span::parse),
        }
    }

    /// The unit that a path or a socket starts.
    fn triggers(&self, name: &str) -> Option<String> {
        let (stem, chosen) = match name.rsplit_once('.')? {
            (stem, "path") => (stem, self.path_config.last("Unit")),
            (stem, "socket") => (stem, self.socket_config.last("Service")),
            _ => return None,
        };
        Some(full_name(&chosen.unwrap_or_else(|| stem.to_owned())))
    }

    /// Everything that it runs, as text.
    fn texts(&self) -> impl Iterator<Item = String> {
        let scripts = [&self.pre_start, &self.script, &self.post_start];
        let keys = [
            "ExecCondition",
            "ExecStartPre",
            "ExecStart",
            "ExecStartPost",
        ];
        self.run(scripts.into(), keys.into())
    }

    /// The same, and what it runs at its stop and reload.
    fn all_texts(&self) -> impl Iterator<Item = String> {
        let scripts = vec![&self.pre_stop, &self.post_stop];
        let keys = vec!["ExecStop", "ExecStopPost", "ExecReload"];
        self.texts().chain(self.run(scripts, keys))
    }

    fn run<'s>(
        &'s self,
        scripts: Vec<&'s Option<String>>,
        keys: Vec<&'static str>,
    ) -> impl Iterator<Item = String> + use<'s> {
        let scripts = scripts.into_iter().flatten().cloned();
        scripts.chain(
            keys.into_iter()
                .flat_map(|key| self.service_config.all(key)),
        )
    }
}

#[cfg(test)]
mod tests;
