//! Files that Compose brings into a container: configs, secrets, and variables.

use serde_json::Value;

use crate::{
    origin::Paths,
    podman::storage::ConfigFile,
    read::{
        compose::service::{Reader, elements, text},
        leaves::child,
        yaml::Node,
    },
    rules::compose as rules,
};

/// `configs`: a file of the host, mounted at `/NAME`.
pub fn configs(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    mounted(reader, at, value, "configs", "/");
}

/// `secrets`: a file of the host, mounted at `/run/secrets/NAME`.
pub fn secrets(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    mounted(reader, at, value, "secrets", "/run/secrets/");
}

fn mounted(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value, part: &str, folder: &str) {
    for (at, value) in elements(at, value) {
        let key = value.get("source").map_or_else(|| text(value), text);
        let entry = reader.project.part(part, &key);
        let written = |name: &str| {
            entry
                .and_then(|node| node.get(name))
                .and_then(Node::as_text)
        };
        if part == "configs" && written("file").is_none() {
            let variable = written("environment");
            let environment = &reader.project.environment;
            let content = written("content").or_else(|| Some(environment.get(variable?)?.as_str()));
            if let Some(content) = content {
                let content = content.to_owned();
                config(reader, (&at, value), &key, content);
                continue;
            }
            if let Some(variable) = variable {
                let say = rules::unset_config(reader.name(), &key, variable);
                reader.refused(&at, value, say);
                continue;
            }
        }
        let Some(file) = written("file") else {
            let say = match entry {
                None => rules::no_such_part(reader.name(), part, &key),
                Some(entry) if entry.get("external").is_some() => {
                    rules::external_file(reader.name(), part, &key)
                }
                Some(_) => rules::made_file(reader.name(), part, &key),
            };
            reader.refused(&at, value, say);
            continue;
        };
        let target = target(value, &key, folder);
        let mut paths = Paths::new();
        if let Value::Object(entries) = value {
            for (option, inner) in entries {
                let at = child(&at, option);
                match option.as_str() {
                    "source" | "target" => paths.push(at),
                    // Compose mounts the file as it is on the host, and says so.
                    "uid" | "gid" | "mode" => reader.same(&at, inner, &rules::OWNER_OF_FILE),
                    other => reader.unknown(&at, other, inner),
                }
            }
        } else {
            paths.push(at);
        }
        let volume = format!("{file}:{target}:ro");
        reader.flag("--volume", &volume, paths);
    }
}

/// Where a file is in the container.
fn target(value: &Value, key: &str, folder: &str) -> String {
    let target = value.get("target").map(text);
    let target = target.filter(|target| !target.is_empty());
    let target = target.unwrap_or_else(|| key.to_owned());
    if target.starts_with('/') {
        target
    } else {
        format!("{folder}{target}")
    }
}

/// A config whose content the project has.
///
/// Docker Compose: `docker/compose f72979427 pkg/compose/secrets.go:45` (`injectFileReferences`)
fn config(
    reader: &mut Reader<'_, '_, '_>,
    (at, value): (&str, &Value),
    key: &str,
    content: String,
) {
    let mut file = ConfigFile {
        key: key.to_owned(),
        content,
        target: target(value, key, "/"),
        mode: 0o444,
        owned: false,
    };
    let mut paths = Paths::new();
    match value {
        Value::Object(entries) => {
            for (option, inner) in entries {
                let place = child(at, option);
                match (option.as_str(), text(inner).as_str()) {
                    ("source" | "target", _) => {}
                    ("uid" | "gid", id) => file.owned |= id != "0" && !id.is_empty(),
                    ("mode", mode) => {
                        let Some(mode) = octal(inner, mode) else {
                            reader.wrong(&place, inner, "a mode as `0440`");
                            continue;
                        };
                        file.mode = mode;
                    }
                    (other, _) => {
                        reader.unknown(&place, other, inner);
                        continue;
                    }
                }
                paths.push(place);
            }
        }
        _ => paths.push(at.to_owned()),
    }
    reader.config(file, paths);
}

/// A mode: a number that YAML has read as octal, or a text of octal digits.
fn octal(value: &Value, text: &str) -> Option<u32> {
    match value.as_u64() {
        Some(mode) => u32::try_from(mode).ok(),
        None => u32::from_str_radix(text.trim_start_matches("0o"), 8).ok(),
    }
    .filter(|mode| *mode <= 0o7777)
}

/// `env_file`: files of variables, which Compose itself reads.
pub fn env_file(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        let Value::Object(entries) = value else {
            reader.env_file(&text(value), [at].into(), true);
            continue;
        };
        let format = entries.get("format").map(text).unwrap_or_default();
        let mut paths = Paths::new();
        for (option, inner) in entries {
            let at = child(&at, option);
            match (option.as_str(), text(inner).as_str()) {
                ("path", _) => paths.push(at),
                ("format", "raw") | ("required", "true") => {
                    reader.same(&at, inner, &rules::ENV_FILE_WORDS);
                }
                ("format", _) => {
                    let say = rules::env_file_format(reader.name(), &format);
                    reader.dropped(&at, inner, say);
                }
                ("required", _) => {
                    let say = rules::env_file_optional(reader.name());
                    reader.dropped(&at, inner, say);
                }
                (other, _) => reader.unknown(&at, other, inner),
            }
        }
        let path = entries.get("path").map(text).unwrap_or_default();
        reader.env_file(&path, paths, format.is_empty());
    }
}
