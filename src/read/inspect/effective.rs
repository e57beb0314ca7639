//! A container of which the engine keeps no command, as Docker does, and podman where a program made it over its socket: what it
//! was told is read from its state, key by key, as the flags that the keys stand for.
//!
//! Docker: <https://docs.docker.com/reference/api/engine/version/v1.48/#tag/Container/operation/ContainerInspect>

use serde_json::{Map, Value};

use super::state;
use crate::{
    ledger::Verdict,
    podman::engine::Engine,
    read::{
        draft::{Draft, Written},
        flags::{self, docker, lexer::Name, positional},
        images::OfImage,
        leaves::child,
    },
    redact::{mask, mask_words},
    rules::state as rules,
};

mod own;
mod rows;

/// One option of a container.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where it is, from the container's object.
    pub pointer: String,
    /// Its value, as the flag takes it.
    pub value: String,
    /// What it is.
    pub what: What,
}

/// What an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A flag of the engine's `run`.
    Flag(&'static str),
    /// The same with the value as podman's flag has it, whatever the engine.
    Podmans(&'static str),
    /// The image.
    Image,
    /// A word of the command.
    Word,
    /// What the program that made the container notes for itself.
    Note,
    /// A key of which nothing is known.
    Unread,
}

/// What is read of a container, and what it is compared with.
pub struct Inspected<'i> {
    /// Its object.
    pub object: &'i Value,
    /// The typed part of it.
    pub state: &'i state::Container,
    /// The engine of its host.
    pub engine: Engine,
    /// Its image, where that is known.
    pub image: Option<OfImage<'i>>,
    /// Names of all containers by their ids.
    pub names: &'i std::collections::BTreeMap<String, String>,
    /// The pod that it is in.
    pub pod: Option<&'i str>,
}

/// The options of a container: what is not as the engine and the image have it anyway.
pub fn items(inspected: &Inspected<'_>) -> Vec<Item> {
    let mut out = Vec::new();
    for (pointer, how) in rows::ROWS {
        if let Some(value) = inspected
            .object
            .pointer(pointer)
            .filter(|value| !is_nothing(value))
        {
            rows::read(inspected, pointer, *how, value, &mut out);
        }
    }
    own::volumes(inspected, &mut out);
    own::networks(inspected, &mut out);
    for part in ["/Config", "/HostConfig"] {
        let keys = inspected.object.pointer(part).and_then(Value::as_object);
        for (key, value) in keys.into_iter().flatten() {
            let pointer = child(part, key);
            let known = rows::ROWS.iter().any(|(known, _)| *known == pointer);
            if !known && !is_nothing(value) {
                out.push(Item {
                    pointer,
                    value: mask(&value.to_string()).into_owned(),
                    what: What::Unread,
                });
            }
        }
    }
    out
}

/// Whether a value says nothing.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.iter().all(is_nothing),
        Value::Object(values) => values.is_empty(),
    }
}

/// The items as a tree, each a leaf at its place.
pub fn tree(items: &[Item]) -> Value {
    let mut root = Value::Object(Map::new());
    for item in items {
        let mut at = &mut root;
        for part in item.pointer.split('/').skip(1) {
            let key = part.replace("~1", "/").replace("~0", "~");
            let Value::Object(map) = at else { break };
            at = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
        }
        *at = Value::String(item.value.clone());
    }
    root
}

/// Gives a draft all of them.
pub fn read(items: &[Item], draft: &mut Draft<'_>) {
    let words = items.iter().filter(|item| item.what == What::Word);
    let words: Vec<&str> = words.map(|item| item.value.as_str()).collect();
    let mut shown = mask_words(words.iter().copied()).into_iter();
    for item in items {
        let written =
            |flag: Option<&'static str>| Written::new(flag, &item.value, [item.pointer.clone()]);
        match item.what {
            What::Flag(flag) => {
                let name = Name::Long(flag);
                let row = flags::find_of(draft.engine, name);
                let row = row
                    .or_else(|| docker::find(name))
                    .or_else(|| flags::find(name));
                if let Some(row) = row {
                    draft.flag(row, written(Some(row.name)));
                }
            }
            What::Podmans(flag) => {
                if let Some(row) = flags::find(Name::Long(flag)) {
                    draft.flag(row, written(Some(row.name)));
                }
            }
            What::Image => draft.set(None, positional::image, written(None)),
            What::Word => {
                let shown = shown.next().unwrap_or_default().into_owned();
                draft.set(
                    None,
                    positional::COMMAND,
                    Written {
                        shown,
                        ..written(None)
                    },
                );
            }
            What::Note => {
                let id = draft.origin(None, &item.value, [item.pointer.clone()].into());
                draft.ledger.known(id, Verdict::Same(&rules::NOTES));
            }
            What::Unread => {
                let say = rules::unread(&draft.container.attribute, &item.pointer);
                let id = draft.origin(None, &item.value, [item.pointer.clone()].into());
                draft.ledger.known(id, Verdict::Dropped(say));
            }
        }
    }
}
