//! Start, stop, health and logs.

use serde_json::Value;

use crate::{
    origin::Paths,
    podman::text::{any, duration},
    read::{
        compose::service::{Reader, elements, paths_of, text},
        draft::Setter,
        leaves::child,
    },
    rules::compose as rules,
};

const DEPENDS_ON: Setter = many!(lifecycle.depends_on, any);

/// `depends_on`: names, or names with what they have to be.
pub fn depends_on(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(services) = value else {
        for (at, value) in elements(at, value) {
            reader.set(DEPENDS_ON, &text(value), [at].into());
        }
        return;
    };
    for (service, value) in services {
        let at = child(at, service);
        let mut paths = Paths::new();
        for (option, inner) in value.as_object().into_iter().flatten() {
            let at = child(&at, option);
            match (option.as_str(), text(inner).as_str()) {
                ("condition", "service_healthy") => {
                    let first = &mut reader.draft.container.lifecycle.healthy_first;
                    first.insert(service.clone());
                    paths.push(at);
                }
                ("condition", _) => paths.push(at),
                ("required", _) | ("restart", "false") => {
                    reader.same(&at, inner, &rules::DEPENDENCY_WORDS);
                }
                ("restart", _) => {
                    let say = rules::restarted_with(reader.name(), service);
                    reader.dropped(&at, inner, say);
                }
                (other, _) => reader.unknown(&at, other, inner),
            }
        }
        reader.set(DEPENDS_ON, service, paths);
    }
}

/// `healthcheck`.
pub fn health(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(options) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (option, inner) in options {
        let at = child(at, option);
        if inner.is_null() {
            continue;
        }
        let flag = match option.as_str() {
            "test" => {
                let check = match inner {
                    Value::Array(_) => inner.to_string(),
                    inner if text(inner).starts_with('[') => {
                        serde_json::json!(["CMD-SHELL", inner]).to_string()
                    }
                    inner => text(inner),
                };
                let is_off = matches!(inner, Value::Array(words) if words.first().is_some_and(|word| word == "NONE"))
                    || check == "NONE";
                if is_off {
                    reader.flag("--no-healthcheck", "true", paths_of(&at, inner));
                } else {
                    reader.podmans("--health-cmd", &check, paths_of(&at, inner));
                }
                continue;
            }
            "disable" => "--no-healthcheck",
            "interval" => "--health-interval",
            "timeout" => "--health-timeout",
            "retries" => "--health-retries",
            "start_period" => "--health-start-period",
            "start_interval" => "--health-start-interval",
            other => {
                reader.unknown(&at, other, inner);
                continue;
            }
        };
        reader.flag(flag, &text(inner), [at].into());
    }
}

/// `logging`.
pub fn logging(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(options) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (option, inner) in options {
        let at = child(at, option);
        match (option.as_str(), inner) {
            (_, Value::Null) => {}
            ("driver", inner) => reader.flag("--log-driver", &text(inner), [at].into()),
            ("options", Value::Object(options)) => {
                for (name, value) in options {
                    let pair = format!("{name}={}", text(value));
                    reader.flag("--log-opt", &pair, paths_of(&child(&at, name), value));
                }
            }
            (other, inner) => reader.unknown(&at, other, inner),
        }
    }
}

/// `stop_grace_period`: a duration, of which the engine takes whole seconds.
pub fn grace(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let written = text(value);
    let seconds = duration(&written).map(|time| {
        let whole = time.as_secs();
        if time.subsec_nanos() > 0 {
            whole.saturating_add(1)
        } else {
            whole
        }
    });
    let seconds = seconds.map_or(written, |seconds| seconds.to_string());
    reader.flag("--stop-timeout", &seconds, paths_of(at, value));
}

/// `profiles`, one of which is active.
pub fn profiles(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    reader.same(at, value, &rules::PROFILES);
}
