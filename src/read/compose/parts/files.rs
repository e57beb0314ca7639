//! Files that Compose brings into a container: configs, secrets, and variables.

use serde_json::Value;

use crate::{
    origin::Paths,
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
        let file = entry
            .and_then(|node| node.get("file"))
            .and_then(Node::as_text);
        let Some(file) = file else {
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
        let target = value
            .get("target")
            .map(text)
            .filter(|target| !target.is_empty());
        let target = target.unwrap_or_else(|| key.clone());
        let target = if target.starts_with('/') {
            target
        } else {
            format!("{folder}{target}")
        };
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
