//! `jobs`: what runs at times, or when it is told to.
//!
//! <https://github.com/compose-spec/compose-go/blob/v2.16.2/types/jobs.go>

use serde_json::Value;

use crate::{
    grammar::{Schedule, TimeZone},
    origin::Paths,
    podman::text::switch,
    read::{
        compose::service::{Reader, elements, text},
        draft::{Setter, Written},
        leaves::child,
    },
    rules::{jobs as rules, process},
};

const SCHEDULE: Setter = once!(lifecycle.schedule, |text| {
    Schedule::parse(text).map_err(|error| error.to_string())
});
const ZONE: Setter = once!(lifecycle.time_zone, |text| {
    TimeZone::parse(text).map_err(|error| error.to_string())
});
const AUTO_START: Setter = once!(lifecycle.auto_start, switch);

/// `triggers` of a job, if it has any. Without a schedule it runs when it is told to.
pub fn triggers(reader: &mut Reader<'_, '_, '_>, at: &str, value: Option<&Value>) {
    let none = serde_json::Map::new();
    let triggers = match value {
        None | Some(Value::Null) => &none,
        Some(Value::Object(triggers)) => triggers,
        Some(other) => return reader.wrong(at, other, "a mapping"),
    };
    let mut schedules = 0_usize;
    for (key, inner) in triggers {
        let at = child(at, key);
        match (key.as_str(), inner) {
            (_, Value::Null) => {}
            ("schedule", inner) => {
                for (at, inner) in elements(&at, inner) {
                    schedules = schedules.saturating_add(1);
                    schedule(reader, &at, inner, schedules == 1);
                }
            }
            ("manual", inner) => reader.same(&at, inner, &rules::JOB_WORDS),
            (other, inner) => reader.unknown(&at, other, inner),
        }
    }
    if schedules == 0 {
        let written = Written {
            value: "false",
            shown: "false".to_owned(),
            paths: Paths::new(),
            default: true,
        };
        reader.draft.set(None, AUTO_START, written);
    }
}

/// One schedule: five fields, or a mapping with them.
fn schedule(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value, first: bool) {
    if !first {
        let say = rules::second_schedule(reader.name());
        return reader.dropped(at, value, say);
    }
    let Value::Object(parts) = value else {
        return reader.set(SCHEDULE, &text(value), [at.to_owned()].into());
    };
    for (key, inner) in parts {
        let at = child(at, key);
        match (key.as_str(), text(inner).as_str()) {
            ("cron", fields) => reader.set(SCHEDULE, fields, [at].into()),
            ("timezone", zone) => reader.set(ZONE, zone, [at].into()),
            ("concurrency", "forbid") => reader.same(&at, inner, &rules::JOB_WORDS),
            ("concurrency" | "missed_fires", _) => {
                let (effect, remedy) = match key.as_str() {
                    "concurrency" => (
                        "a run does not start while the one before it runs",
                        "shorten the runs",
                    ),
                    _ => ("a run that was missed is made up for", ""),
                };
                let option = format!("triggers.schedule.{key}");
                let say = process::no_field(reader.name(), option, effect, remedy);
                reader.dropped(&at, inner, say);
            }
            (other, _) => reader.unknown(&at, other, inner),
        }
    }
}
