//! What is mounted.

use serde_json::Value;

use crate::{
    origin::Paths,
    read::{
        compose::service::{Reader, elements, paths_of, text},
        leaves::child,
    },
    rules::{jobs, process},
};

/// `volumes`: as `--volume`, or in the long form.
pub fn volumes(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        match value {
            Value::Object(_) => long(reader, &at, value),
            value => short(reader, &at, &text(value)),
        }
    }
}

/// `[SOURCE:]TARGET[:OPTIONS]`, the source a path or a volume of the project.
fn short(reader: &mut Reader<'_, '_, '_>, at: &str, written: &str) {
    let volume = match written.split_once(':') {
        Some((source, rest)) if !source.starts_with(['/', '.', '~']) => {
            format!("{}:{rest}", named(reader, source))
        }
        _ => written.to_owned(),
    };
    reader.flag("--volume", &volume, [at.to_owned()].into());
}

/// The engine's name of a volume.
fn named(reader: &Reader<'_, '_, '_>, source: &str) -> String {
    match reader.project.part("volumes", source) {
        Some(_) => reader.project.real_name("volumes", source),
        None => source.to_owned(),
    }
}

fn long(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let part = |pointer: &str| {
        value
            .pointer(pointer)
            .map(text)
            .filter(|text| !text.is_empty())
    };
    let (kind, source) = (
        part("/type").unwrap_or_else(|| "volume".to_owned()),
        part("/source"),
    );
    let Some(target) = part("/target") else {
        return reader.wrong(at, value, "a mount with a `target`");
    };
    let is = |pointer: &str| part(pointer).as_deref() == Some("true");
    let mut words: Vec<String> = Vec::new();
    let read_only = is("/read_only");
    match kind.as_str() {
        "bind" => {
            let source = source.unwrap_or_default();
            let label = part("/bind/selinux");
            // Only `--volume` makes a source that does not exist, as Compose does.
            if part("/bind/create_host_path").as_deref() == Some("false")
                || source.contains(':')
                || target.contains(':')
            {
                words.extend([
                    "type=bind".to_owned(),
                    format!("source={source}"),
                    format!("destination={target}"),
                ]);
                words.extend(read_only.then(|| "readonly".to_owned()));
                words.extend(
                    part("/bind/propagation").map(|word| format!("bind-propagation={word}")),
                );
                words.extend(label.map(|label| {
                    format!(
                        "relabel={}",
                        if label == "Z" { "private" } else { "shared" }
                    )
                }));
            } else {
                let mut options: Vec<String> = Vec::new();
                options.extend(read_only.then(|| "ro".to_owned()));
                options.extend(part("/bind/propagation"));
                options.extend(label);
                return volume(reader, at, value, &format!("{source}:{target}"), &options);
            }
        }
        "volume" => {
            let name = source.map(|source| named(reader, &source));
            match (part("/volume/subpath"), name) {
                (None, Some(name)) => {
                    let mut options: Vec<String> = Vec::new();
                    options.extend(read_only.then(|| "ro".to_owned()));
                    options.extend(is("/volume/nocopy").then(|| "nocopy".to_owned()));
                    return volume(reader, at, value, &format!("{name}:{target}"), &options);
                }
                (None, None) if !read_only => return volume(reader, at, value, &target, &[]),
                (subpath, name) => {
                    words.push("type=volume".to_owned());
                    words.extend(name.map(|name| format!("source={name}")));
                    words.push(format!("destination={target}"));
                    words.extend(read_only.then(|| "readonly".to_owned()));
                    words.extend(subpath.map(|path| format!("subpath={path}")));
                }
            }
        }
        "tmpfs" => {
            words.extend(["type=tmpfs".to_owned(), format!("destination={target}")]);
            words.extend(read_only.then(|| "readonly".to_owned()));
            words.extend(part("/tmpfs/size").map(|size| format!("tmpfs-size={size}")));
            let mode = value
                .pointer("/tmpfs/mode")
                .map(|mode| match mode.as_u64() {
                    // YAML has read `0755` as a number already.
                    Some(mode) => format!("{mode:o}"),
                    None => text(mode),
                });
            words.extend(mode.map(|mode| format!("tmpfs-mode={mode}")));
        }
        "image" => {
            words.extend(["type=image".to_owned()]);
            words.extend(source.map(|source| format!("source={source}")));
            words.push(format!("destination={target}"));
            words.extend(part("/image/subpath").map(|path| format!("subpath={path}")));
        }
        other => {
            let effect = "the program finds nothing there";
            let option = format!("volumes: type: {other}");
            let say = process::no_safe_loss(
                reader.name(),
                option,
                effect,
                "use `type: volume` or `type: bind`",
            );
            return reader.refused(at, value, say);
        }
    }
    let text: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let paths = rest(reader, at, value);
    reader.podmans("--mount", &text.join(","), paths);
}

fn volume(
    reader: &mut Reader<'_, '_, '_>,
    at: &str,
    value: &Value,
    text: &str,
    options: &[String],
) {
    let text = match options {
        [] => text.to_owned(),
        options => format!("{text}:{}", options.join(",")),
    };
    let paths = rest(reader, at, value);
    reader.flag("--volume", &text, paths);
}

/// A word of a list that CSV separates.
fn quoted(word: &str) -> String {
    if word.contains([',', '"', '\n']) {
        return format!("\"{}\"", word.replace('"', "\"\""));
    }
    word.to_owned()
}

/// The places of what a mount says; what it does not know is told.
fn rest(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) -> Paths {
    const KNOWN: [&str; 8] = [
        "type",
        "source",
        "target",
        "read_only",
        "bind",
        "volume",
        "tmpfs",
        "image",
    ];
    let mut paths = Paths::new();
    for (key, inner) in value.as_object().into_iter().flatten() {
        let at = child(at, key);
        match key.as_str() {
            "consistency" => reader.same(&at, inner, &jobs::CONSISTENCY),
            known if KNOWN.contains(&known) => paths.extend(paths_of(&at, inner)),
            other => reader.unknown(&at, other, inner),
        }
    }
    paths
}

/// `volumes_from`: services, or `container:NAME`.
pub fn from(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        let written = text(value);
        let source = if let Some(container) = written.strip_prefix("container:") {
            container.to_owned()
        } else {
            let (service, mode) = written.split_once(':').unwrap_or((&written, ""));
            let container = reader.project.container(service);
            if mode.is_empty() {
                container.to_owned()
            } else {
                format!("{container}:{mode}")
            }
        };
        reader.flag("--volumes-from", &source, [at].into());
    }
}
