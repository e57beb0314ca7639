//! `pre_start`, `post_start` and `pre_stop`: commands around the program of a service.

use serde_json::Value;

use crate::{
    origin::{Paths, option_path},
    podman::lifecycle::{Hook, Moment},
    read::{
        compose::service::{Reader, elements, paths_of, text, words},
        leaves::child,
    },
};

/// `pre_start`.
pub fn pre_start(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    hooks(reader, at, value, Moment::BeforeStart);
}

/// `post_start`.
pub fn post_start(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    hooks(reader, at, value, Moment::AfterStart);
}

/// `pre_stop`.
pub fn pre_stop(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    hooks(reader, at, value, Moment::BeforeStop);
}

fn hooks(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value, moment: Moment) {
    for (at, value) in elements(at, value) {
        match value {
            Value::Object(options) if options.get("command").is_some_and(|c| !c.is_null()) => {
                hook(reader, &at, options, moment);
            }
            value => reader.wrong(&at, value, "a mapping with `command`"),
        }
    }
}

fn hook(
    reader: &mut Reader<'_, '_, '_>,
    at: &str,
    options: &serde_json::Map<String, Value>,
    moment: Moment,
) {
    let mut hook = Hook {
        moment,
        command: Vec::new(),
        image: None,
        user: None,
        workdir: None,
        env: Vec::new(),
        privileged: false,
    };
    let has_container = moment == Moment::BeforeStart;
    let mut paths = Paths::new();
    for (option, inner) in options {
        let place = child(at, option);
        let written = Some(text(inner)).filter(|text| !text.is_empty());
        match option.as_str() {
            _ if inner.is_null() => continue,
            "command" => {
                let Some(list) = words(&place, inner) else {
                    reader.wrong(&place, inner, "a command with quotes that end");
                    continue;
                };
                hook.command = list.into_iter().map(|(_, word)| word).collect();
            }
            "image" if has_container => hook.image = written,
            "user" => hook.user = written,
            "working_dir" => hook.workdir = written,
            "privileged" => hook.privileged = written.as_deref() == Some("true"),
            "environment" => hook.env = variables(inner),
            "per_replica" if has_container && written.as_deref() != Some("false") => {
                // Docker Compose refuses it.
                reader.wrong(&place, inner, "`false`");
                continue;
            }
            "per_replica" if has_container => {}
            other => {
                reader.unknown(&place, other, inner);
                continue;
            }
        }
        paths.extend(paths_of(&place, inner));
    }
    if hook.command.is_empty() {
        let say = crate::rules::compose::wrong_type(
            reader.name(),
            option_path(&child(at, "command")),
            "a command",
        );
        return reader.draft.refuse(None, "", paths, say);
    }
    reader.hook(hook, paths);
}

/// Names with their values, as a mapping or as a list.
fn variables(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(entries) => {
            let set = entries.iter().filter(|(_, value)| !value.is_null());
            set.map(|(name, value)| (name.clone(), text(value)))
                .collect()
        }
        value => {
            let all = elements("", value).into_iter();
            all.filter_map(|(_, pair)| {
                let pair = text(pair);
                let (name, value) = pair.split_once('=')?;
                Some((name.to_owned(), value.to_owned()))
            })
            .collect()
        }
    }
}
