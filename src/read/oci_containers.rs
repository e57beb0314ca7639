//! `config.virtualisation.oci-containers.containers`, or what is around it, as `nix eval --json` prints it.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    ledger::Subject,
    origin::place::Place,
    podman::{
        self, Host,
        engine::{Backend, Engine},
    },
    redact::{HIDDEN, is_secret, mask, mask_words, redact},
    rules::{dialect, exposure, reading},
};

use super::{
    Error, Options,
    containers_conf::Conf,
    draft::{Draft, Written},
    flags::{self, lexer::Name, parse as words_of},
    fleet::{self, Fleet, Raw, Read, Unread},
    input::{Files, Input},
    json::{self, At},
    leaves::child,
    units,
};
use keys::{Into, KEYS, Key, Shape};

pub mod keys;
mod strange;

use strange::{of_module, unknown, wanted, wrong_type};

/// The one key of a container that is not podman's: the operator's settings for it, which our NixOS module declares besides
/// the options of NixOS. The module reads them, and its export does not have them.
const SETTINGS: &str = "k3s";

/// Whether a document holds containers by name. Empty, it may be anything, and is taken.
pub fn sniff(input: &Input, _files: &dyn Files) -> bool {
    let foreign = |containers: &Map<String, Value>, key: &str| {
        containers
            .get(key)
            .is_some_and(|value| value.get("image").is_none())
    };
    let Input::File(document) = input else {
        return false;
    };
    document
        .json()
        .and_then(Value::as_object)
        .is_some_and(|containers| {
            if is_around(containers) {
                return true;
            }
            let mut values = containers.values();
            (values.clone().all(Value::is_object)
                || values.any(|value| value.get("image").is_some()))
                && !["hosts", "services", "version"]
                    .iter()
                    .any(|key| foreign(containers, key))
                && !super::foreign::is_known(containers)
        })
}

/// The containers of `virtualisation.oci-containers`, where they were given with what is around them, and its `backend`.
fn within(value: Value) -> (Value, Option<Backend>) {
    let Value::Object(mut options) = value else {
        return (value, None);
    };
    if !is_around(&options) {
        return (options.into(), None);
    }
    let backend = match options.get("backend").and_then(Value::as_str) {
        Some("docker") => Some(Backend::Docker),
        Some("podman") => Some(Backend::Podman),
        _ => None,
    };
    (options.remove("containers").unwrap_or_default(), backend)
}

/// Whether an object is `virtualisation.oci-containers` as a whole: it has `backend` and `containers`, or one of them, and
/// neither is a container.
fn is_around(options: &Map<String, Value>) -> bool {
    let is_container = |value: &Value| value.get("image").is_some_and(Value::is_string);
    options
        .get("containers")
        .is_some_and(|containers| containers.is_object() && !is_container(containers))
        && options.iter().all(|(key, value)| match key.as_str() {
            "containers" => true,
            "backend" => value.is_string() || value.is_null(),
            _ => false,
        })
}

/// Names of files that say what is in them, and not of which host.
const GENERIC: [&str; 7] = [
    "config",
    "container",
    "containers",
    "input",
    "oci-containers",
    "oci_containers",
    "output",
];

/// The host's name from the name of its file: `storage` of `hosts/storage.json`.
fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".json")?;
    let is_host = stem.starts_with(|first: char| first.is_ascii_alphabetic())
        && stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_host && !GENERIC.contains(&stem)).then_some(stem)
}

/// Takes the containers of one host apart.
///
/// # Errors
/// It is no object.
pub fn parse(
    inputs: Vec<Input>,
    options: &Options,
    _files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    for input in inputs {
        one(input, options, fleet)?;
    }
    Ok(())
}

fn one(input: Input, options: &Options, fleet: &mut Fleet) -> Result<(), Error> {
    let (source, value) = input.document()?.into_json()?;
    let (value, backend) = within(value);
    let containers: BTreeMap<String, Value> =
        At::root(&source).object(value)?.into_iter().collect();
    let name = options.host_of(stem(&source.name));
    let mut host = Host::default();
    if let Some(source) = &options.units {
        let at = At::root(source);
        let listed = json::typed(&at, json::parse(source)?)?;
        units::read(&at, listed, name, &mut host, fleet, &units::of_nixos)?;
    }
    let guess = || {
        Engine::of(
            backend.unwrap_or_else(|| fleet::backend(&containers, &host)),
            None,
        )
    };
    host.engine = options.engine.unwrap_or_else(guess);
    let trees = containers.iter().map(|(name, tree)| (name.as_str(), tree));
    let missing = fleet::without_unit(trees, &host);
    if let (Some(source), Some((_, wanted))) = (&options.units, missing.first())
        && missing.len() == containers.len()
    {
        return Err(Error::ForeignUnits {
            name: source.name.clone(),
            wanted: wanted.clone(),
        });
    }
    let unread = Unread {
        source: source.name.clone(),
        open: false,
        host,
        containers: raw(containers, BTreeMap::new()),
        conf: Conf::default(),
    };
    fleet.add(name.to_owned(), unread)
}

/// Containers of NixOS, with the places of their options.
pub fn raw(
    containers: BTreeMap<String, Value>,
    mut places: BTreeMap<String, Vec<(String, Place)>>,
) -> BTreeMap<String, Raw> {
    let read: Read = Arc::new(container);
    let one = |(name, tree): (String, Value)| {
        let raw = Raw {
            tree,
            places: places.remove(&name).unwrap_or_default(),
            dialect: &dialect::WRITTEN,
            read: Arc::clone(&read),
        };
        (name, raw)
    };
    containers.into_iter().map(one).collect()
}

/// Reads one container's object.
pub fn container(value: &Value, draft: &mut Draft<'_>) {
    let Value::Object(options) = value else {
        wrong_type(draft, "", value, "an object");
        return;
    };
    let mut known = 0;
    for key in KEYS {
        let Some(value) = lookup(options, key.path) else {
            continue;
        };
        known += usize::from(key.path.len() == 1);
        if !value.is_null() {
            read(draft, key, &pointer(key.path), value);
        }
    }
    if known < options.len() {
        others(options, draft);
    }
    if draft.container.identity.name.is_none()
        && let Err(error) = podman::identity::Name::parse(&draft.container.attribute)
    {
        let say = exposure::not_a_name(&draft.container.attribute, error);
        let place = Subject::Container(draft.index, None);
        draft.ledger.say(place, say);
    }
    // Also where what was given is none, and the operator accepts that: a Pod has to have one.
    if draft.container.image.reference.is_none() {
        let say = reading::missing_image(&draft.container.attribute);
        let place = Subject::Container(draft.index, None);
        draft.ledger.say(place, say);
    }
}

/// What no row reads: groups, the settings of the NixOS module, and what is unknown.
fn others(options: &Map<String, Value>, draft: &mut Draft<'_>) {
    let first = |key: &Key| key.path.first().copied();
    for (name, value) in options {
        let pointer = child("", name);
        if let (SETTINGS, Value::Object(settings)) = (name.as_str(), value) {
            for (key, value) in settings {
                of_module(draft, &child(&pointer, key), key, value);
            }
            continue;
        }
        if KEYS.iter().any(|key| key.path == [name.as_str()]) {
            continue;
        }
        if !KEYS.iter().any(|key| first(key) == Some(name)) {
            unknown(draft, &pointer, value);
            continue;
        }
        match value {
            Value::Null => {}
            Value::Object(group) => {
                let known = |part: &str| KEYS.iter().any(|key| key.path == [name.as_str(), part]);
                for (part, value) in group.iter().filter(|(part, _)| !known(part)) {
                    unknown(draft, &child(&pointer, part), value);
                }
            }
            _ => wrong_type(draft, &pointer, value, "an object or null"),
        }
    }
}

fn lookup<'v>(options: &'v Map<String, Value>, path: &[&str]) -> Option<&'v Value> {
    let (first, rest) = path.split_first()?;
    let value = options.get(*first)?;
    match rest {
        [] => Some(value),
        rest => lookup(value.as_object()?, rest),
    }
}

fn pointer(path: &[&str]) -> String {
    path.iter().fold(String::new(), |at, part| child(&at, part))
}

/// Reads the value of one key.
fn read(draft: &mut Draft<'_>, key: &Key, at: &str, value: &Value) {
    match (&key.shape, value) {
        (Shape::Text(into), Value::String(text)) => {
            let default = key.default == Some(text);
            put(
                draft,
                into,
                written(text, redact(None, text), at.to_owned(), default),
            );
        }
        (Shape::Switch(into), Value::Bool(on)) => {
            let text = on.to_string();
            let default = key.default == Some(&text);
            put(
                draft,
                into,
                written(&text, text.clone(), at.to_owned(), default),
            );
        }
        (Shape::List(into), Value::Array(values)) => {
            let texts = values
                .iter()
                .map(|value| value.as_str().unwrap_or_default());
            let shown = mask_words(texts).into_iter();
            for (number, (value, shown)) in values.iter().zip(shown).enumerate() {
                let at = child(at, itoa::Buffer::new().format(number));
                match value {
                    Value::String(text) => {
                        put(draft, into, written(text, shown.into_owned(), at, false));
                    }
                    _ => wrong_type(draft, &at, value, "a string"),
                }
            }
        }
        (Shape::Map(flag), Value::Object(entries)) => {
            for (name, value) in entries {
                let at = child(at, name);
                let Value::String(text) = value else {
                    wrong_type(draft, &at, value, "a string");
                    continue;
                };
                let shown = if is_secret(name, text) {
                    HIDDEN.into()
                } else {
                    mask(text)
                };
                let text = [name, "=", text].concat();
                let written = written(&text, shown.into_owned(), at, false);
                put(draft, &Into::Flag(flag), written);
            }
        }
        (Shape::Toggles(on, off), Value::Object(entries)) => {
            for (name, value) in entries {
                let at = child(at, name);
                let flag = match value {
                    Value::Null => continue,
                    Value::Bool(true) => on,
                    Value::Bool(false) => off,
                    _ => {
                        wrong_type(draft, &at, value, "`true`, `false` or null");
                        continue;
                    }
                };
                put(
                    draft,
                    &Into::Flag(flag),
                    written(name, name.clone(), at, false),
                );
            }
        }
        (Shape::ExtraOptions, Value::Array(values)) => {
            words(draft, at, values, words_of::extra_options);
        }
        (Shape::GlobalOptions, Value::Array(values)) => {
            words(draft, at, values, words_of::global_options);
        }
        (shape, value) => wrong_type(draft, at, value, wanted(shape)),
    }
}

fn written(value: &str, shown: String, at: String, default: bool) -> Written<'_> {
    Written {
        value,
        shown,
        paths: [at].into(),
        default,
    }
}

/// Gives a value to the flag or field of its row. That every row names a flag of the tables is
/// tested.
fn put(draft: &mut Draft<'_>, into: &Into, written: Written<'_>) {
    match into {
        Into::Field(set) => draft.set(None, *set, written),
        Into::Flag(name) => match flags::find_of(draft.engine, Name::Long(name))
            .or_else(|| flags::find(Name::Long(name)))
        {
            Some(flag) => draft.flag(flag, written),
            None => {
                draft.origin(None, &written.shown, written.paths);
            }
        },
    }
}

/// Reads a list of words. One that is no string leaves a gap; what stands before and behind it is
/// still read.
fn words(
    draft: &mut Draft<'_>,
    at: &str,
    values: &[Value],
    read: fn(&mut Draft<'_>, &words_of::Words<'_>),
) {
    let mut first = 0;
    for part in values.split_inclusive(|value| !value.is_string()) {
        let texts: Vec<&str> = part.iter().map_while(Value::as_str).collect();
        let gap = first + texts.len();
        if let Some(value) = part.get(texts.len()) {
            wrong_type(draft, &format!("{at}/{gap}"), value, "a string");
        }
        read(draft, &words_of::Words::new(texts, at, first));
        first += part.len();
    }
}
