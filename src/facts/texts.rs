//! The texts of a container in which a name or an address may stand. What its files say is not known.

use std::collections::BTreeMap;

use crate::{
    origin::OriginId,
    podman::{
        Container, Inventory,
        health::Check,
        process::{Env, Process},
    },
};

pub mod clients;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The value of a variable.
    Variable,
    /// A word of the command or of the entrypoint.
    Word,
    /// A word, or the line, of a health check.
    Check,
    /// The value of a label: what reads it is another program.
    Label,
}

/// One text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// What it is called: the variable, the label, or the word in front of it.
    pub about: &'a str,
    /// Whether a program with `-h HOST` is in front of it, in the same list of words.
    pub to_client: bool,
    /// The text.
    pub text: &'a str,
    /// The option.
    pub origin: OriginId,
    /// Where it stands.
    pub place: Place,
}

/// All texts of a container; of two variables of one name the later one.
pub fn of<'a>(inventory: &'a Inventory, container: &'a Container) -> Vec<Text<'a>> {
    let process = &container.process;
    let mut texts = variables(inventory, container);
    texts.extend(merged(container));
    texts.extend(words(run(process), Place::Word));
    let health = &container.health;
    for given in [&health.command, &health.startup.command]
        .into_iter()
        .flatten()
    {
        let check = check(&given.value).iter();
        let check = check.map(|word| (word.as_str(), given.origin));
        texts.extend(words(check, Place::Check));
    }
    let labels = container.identity.labels.iter();
    texts.extend(labels.map(|given| {
        let label = &given.value;
        text_of(&label.key, &label.value, given.origin, Place::Label)
    }));
    texts
}

/// The words that a container runs, as far as its options say them: those of the entry point, then those of the command.
pub fn run(process: &Process) -> impl Iterator<Item = (&str, OriginId)> {
    let entrypoint = process.entrypoint.iter().flat_map(|given| {
        let words = given.value.words().iter();
        words.map(|word| (word.as_str(), given.origin))
    });
    let command = process.command.iter();
    entrypoint.chain(command.map(|given| (given.value.as_str(), given.origin)))
}

/// The words of a check, or its line; none where the image's own runs, or nothing.
#[must_use]
pub fn check(check: &Check) -> &[String] {
    match check {
        Check::Unset | Check::None => &[],
        Check::Shell(line) => std::slice::from_ref(line),
        Check::Exec(words) => words,
    }
}

fn text_of<'a>(about: &'a str, text: &'a str, origin: OriginId, place: Place) -> Text<'a> {
    Text {
        about,
        to_client: false,
        text,
        origin,
        place,
    }
}

/// Each word is about the one in front of it.
pub fn words<'a>(
    words: impl Iterator<Item = (&'a str, OriginId)>,
    place: Place,
) -> impl Iterator<Item = Text<'a>> {
    let (mut about, mut to_client) = ("", false);
    words.map(move |(text, origin)| {
        let out = Text {
            about,
            to_client,
            text,
            origin,
            place,
        };
        about = text;
        to_client |= clients::is(text);
        out
    })
}

/// What `--env` sets, itself or from the environment of the unit.
fn variables<'a>(inventory: &'a Inventory, container: &'a Container) -> Vec<Text<'a>> {
    let all = &container.process.env;
    let of_unit = all
        .iter()
        .any(|given| !matches!(given.value, Env::Set { .. }));
    let unit = of_unit.then(|| inventory.unit(container)).flatten();
    let of_unit = |wanted: &dyn Fn(&str) -> bool, origin| {
        let known = unit.into_iter().flat_map(|unit| &unit.service.environment);
        let known = known.filter(|(name, _)| wanted(name));
        known
            .map(move |(name, value)| text_of(name, value, origin, Place::Variable))
            .collect::<Vec<_>>()
    };
    let mut texts = Vec::new();
    for (place, given) in all.iter().enumerate() {
        match &given.value {
            Env::Set { name, value } => {
                let mut later = all.iter().skip(place + 1);
                if !later.any(|other| is_called(&other.value, name)) {
                    texts.push(text_of(name, value, given.origin, Place::Variable));
                }
            }
            Env::Host(name) => texts.extend(of_unit(&|other| other == name, given.origin)),
            Env::HostPrefix(prefix) => {
                texts.extend(of_unit(&|other| other.starts_with(prefix), given.origin));
            }
        }
    }
    texts
}

/// What `--env-merge` sets, as far as it does without the image: the rest is left out.
fn merged(container: &Container) -> impl Iterator<Item = Text<'_>> {
    let plain = container.process.env_merge.iter();
    let plain = plain.filter(|given| !given.value.contains(['$', '\\', '"', '\'']));
    let plain = plain.filter_map(|given| {
        let (name, value) = given.value.split_once('=')?;
        Some(text_of(name, value, given.origin, Place::Variable))
    });
    // Of two with one name the later one.
    let by_name: BTreeMap<&str, Text<'_>> = plain.map(|text| (text.about, text)).collect();
    by_name.into_values()
}

fn is_called(env: &Env, wanted: &str) -> bool {
    match env {
        Env::Set { name, value: _ } | Env::Host(name) => name == wanted,
        Env::HostPrefix(_) => false,
    }
}
