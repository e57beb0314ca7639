//! `deploy`: what Compose itself takes of it, and what only Swarm does.

use serde_json::Value;

use crate::{
    read::{
        compose::service::{Reader, elements, paths_of, text},
        leaves::child,
    },
    rules::{compose as rules, process},
};

use super::limits::gpu;

/// `deploy`.
pub fn deploy(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(options) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (option, inner) in options {
        let at = child(at, option);
        match (option.as_str(), inner) {
            (_, Value::Null) => {}
            ("replicas", inner) => replicas(reader, &at, inner),
            ("resources", Value::Object(parts)) => {
                for (part, inner) in parts {
                    resources(reader, part, &child(&at, part), inner);
                }
            }
            ("restart_policy", inner) => restart(reader, &at, inner),
            ("mode", inner) => mode(reader, &at, inner),
            ("labels" | "endpoint_mode" | "update_config" | "rollback_config", inner) => {
                let option = format!("deploy.{option}");
                let effect = "Docker Compose passes over it; only Swarm reads it";
                let say = process::runtime_only(reader.name(), option, effect, "");
                reader.dropped(&at, inner, say);
            }
            ("placement", inner) => {
                let effect = "Docker Compose passes over it; only Swarm reads it";
                let remedy = "choose the node with `hosts.HOST.node` in the settings";
                let say = process::runtime_only(reader.name(), "deploy.placement", effect, remedy);
                reader.dropped(&at, inner, say);
            }
            (other, inner) => reader.unknown(&at, other, inner),
        }
    }
}

/// `scale` and `deploy.replicas`: how many containers.
pub fn replicas(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    match text(value).as_str() {
        "1" => reader.same(at, value, &rules::ONE_REPLICA),
        count => {
            let say = rules::replicas(reader.name(), count);
            reader.dropped(at, value, say);
        }
    }
}

fn mode(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    match text(value).as_str() {
        "replicated" => reader.same(at, value, &rules::ONE_REPLICA),
        "global" | "global-job" => {
            let say = rules::global(reader.name());
            reader.dropped(at, value, say);
        }
        other => {
            let say = rules::job_mode(reader.name(), other);
            reader.dropped(at, value, say);
        }
    }
}

fn resources(reader: &mut Reader<'_, '_, '_>, part: &str, at: &str, value: &Value) {
    let Value::Object(amounts) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (amount, inner) in amounts {
        let at = child(at, amount);
        let flag = match (part, amount.as_str()) {
            _ if inner.is_null() => continue,
            ("limits", "cpus") => "--cpus",
            ("limits", "memory") => "--memory",
            ("limits", "pids") => "--pids-limit",
            ("reservations", "memory") => "--memory-reservation",
            ("reservations", "cpus") => {
                let (name, cpus) = (reader.name(), text(inner));
                let remedy = format!(
                    "set `containers.{name}.resources.requests.cpu = \"{cpus}\"` to reserve them"
                );
                let option = "deploy.resources.reservations.cpus";
                let say = process::runtime_only(
                    name,
                    option,
                    "nothing is reserved, as in Docker",
                    remedy,
                );
                reader.dropped(&at, inner, say);
                continue;
            }
            ("reservations", "devices") => {
                for (at, device) in elements(&at, inner) {
                    reader.flag("--gpus", &gpu(device), paths_of(&at, device));
                }
                continue;
            }
            (_, "generic_resources") => {
                let effect = "Docker Compose passes over it; only Swarm reads it";
                let say = process::runtime_only(reader.name(), "generic_resources", effect, "");
                reader.dropped(&at, inner, say);
                continue;
            }
            (_, other) => {
                reader.unknown(&at, other, inner);
                continue;
            }
        };
        reader.flag(flag, &text(inner), [at].into());
    }
}

/// `deploy.restart_policy`, which Compose takes where `restart` is not written.
fn restart(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(options) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    let has_restart = reader
        .project
        .service(reader.service)
        .is_some_and(|node| node.get("restart").is_some());
    let attempts = options.get("max_attempts").map(text);
    for (option, inner) in options {
        let at = child(at, option);
        match option.as_str() {
            "condition" if !has_restart => {
                let restart = match text(inner).as_str() {
                    "none" => "no".to_owned(),
                    "any" => "unless-stopped".to_owned(),
                    "on-failure" => attempts.as_ref().map_or_else(
                        || "on-failure".to_owned(),
                        |count| format!("on-failure:{count}"),
                    ),
                    other => other.to_owned(),
                };
                reader.flag("--restart", &restart, [at].into());
            }
            "condition" => reader.same(&at, inner, &rules::RESTART_SAID),
            "max_attempts" if options.contains_key("condition") && !has_restart => {
                reader.same(&at, inner, &rules::RESTART_SAID);
            }
            "delay" | "window" | "max_attempts" => {
                let option = format!("deploy.restart_policy.{option}");
                let effect = "Docker Compose passes over it; only Swarm reads it";
                let say = process::runtime_only(reader.name(), option, effect, "");
                reader.dropped(&at, inner, say);
            }
            other => reader.unknown(&at, other, inner),
        }
    }
}
