//! What NixOS would not have written.

use serde_json::Value;

use crate::{
    ledger::Subject,
    origin::{Paths, option_path},
    read::{draft::Draft, flags::nearest_of as nearest, leaves::leaves},
    redact::{HIDDEN, names_a_secret, printed as printed_text, redact},
    rules::{exposure, reading},
};

use super::keys::{KEYS, Shape};

/// What an option holds, in words.
pub fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text(_) => "a string or null",
        Shape::Switch(_) => "`true` or `false`",
        Shape::List(_) | Shape::ExtraOptions | Shape::GlobalOptions => "a list of strings",
        Shape::Map(_) => "an object of strings",
        Shape::Toggles(..) => "an object of `true`, `false` and null",
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value of another type than NixOS' option has; every option below it is refused.
pub fn wrong_type(draft: &mut Draft<'_>, at: &str, value: &Value, wanted: &str) {
    let name = &draft.container.attribute;
    let say = match at {
        "" => reading::no_container(name, found(value), wanted),
        at => reading::wrong_type(name, found(value), option_path(at), wanted),
    };
    let paths: Paths = leaves(at, value).map(|(at, _)| at).collect();
    if paths.is_empty() {
        let place = Subject::Container(draft.index, Some(at.to_owned()));
        draft.ledger.say(place, say);
    } else {
        let shown = printed(at, value);
        draft.refuse(None, &shown, paths, say);
    }
}

/// A key that no NixOS has; every option below it is dropped.
pub fn unknown(draft: &mut Draft<'_>, at: &str, value: &Value) {
    let paths: Paths = leaves(at, value).map(|(at, _)| at).collect();
    if paths.is_empty() {
        return;
    }
    let name = &draft.container.attribute;
    let option = option_path(at);
    let known = KEYS.iter().map(|key| key.path.join("."));
    let say = match nearest(&option, known) {
        Some(known) => reading::misspelt_key(name, option, known),
        None => reading::unknown_key(name, option),
    };
    let shown = printed(at, value);
    let id = draft.origin(None, &shown, paths);
    draft.ledger.dropped(id, say);
}

/// A setting of the NixOS module; every option below it is dropped. That K3s runs the container is so without it.
pub fn of_module(draft: &mut Draft<'_>, at: &str, key: &str, value: &Value) {
    let paths: Paths = leaves(at, value).map(|(at, _)| at).collect();
    if paths.is_empty() {
        return;
    }
    let shown = printed(at, value);
    let id = draft.origin(None, &shown, paths);
    let name = &draft.container.attribute;
    match (key, value) {
        ("enable", Value::Bool(true)) => draft.ledger.already_so(id, &exposure::MODULE_ENABLE),
        ("enable", _) => draft.ledger.dropped(id, exposure::module_enable(name)),
        _ => {
            let say = exposure::module_setting(name, option_path(at), key);
            draft.ledger.dropped(id, say);
        }
    }
}

/// A value that nobody reads, as the ledger shows it.
fn printed(at: &str, value: &Value) -> String {
    // What is misspelled below `login` may be the password.
    let secret = |at: &str| at.starts_with("/login/") || at.split('/').any(names_a_secret);
    match value {
        _ if leaves(at, value).any(|(at, _)| secret(&at)) => HIDDEN.to_owned(),
        Value::String(text) => redact(None, text),
        value => printed_text(value.to_string()),
    }
}
