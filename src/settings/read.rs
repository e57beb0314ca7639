//! Reading a settings file: as far as it goes, with everything that is wrong in it.

use std::collections::BTreeSet;

use jsonc_parser::{ParseOptions, ast::Value, parse_to_ast};
use serde::Deserialize as _;

use super::{
    Settings,
    places::Places,
    tree::{Tree, What, Wrong},
};
use crate::{
    grammar::{Address, resource},
    origin::{escape, option_path, place::Place},
    rules::{Say, output},
    words::nearest,
};

/// The longest value that a message repeats.
const SHOWN: usize = 100;

/// The file that settings were read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Where each key stands.
    pub places: Places,
    /// What is wrong in it; the settings are without that.
    pub problems: Vec<Problem>,
}

/// A key or value that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON Pointer into the file.
    pub pointer: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// What is wrong with it.
    pub say: Say,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {what}")]
pub struct Syntax {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
}

/// JSON with comments and commas behind the last of several: what editors call `jsonc`, and nothing else.
const JSONC: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

impl Settings {
    /// Reads a settings file; `name` is what messages call it. What cannot be used is left out, and told in
    /// [`File::problems`].
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn parse(name: &str, text: &str) -> Result<Self, Syntax> {
        // Some editors put a byte order mark first.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let parsed = parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &JSONC);
        let tree = parsed.map_err(|error| Syntax {
            line: error.line_display(),
            column: error.column_display(),
            what: lower_case(&error.kind().to_string()),
        })?;
        let tree = tree.value.ok_or_else(|| Syntax {
            line: 1,
            column: 1,
            what: "the file is empty".to_owned(),
        })?;
        let mut reader = Reader {
            tree: &tree,
            places: Places::of(name, text, &tree),
            told: BTreeSet::new(),
            problems: Vec::new(),
        };
        let mut settings = reader.read();
        settings.file = File {
            places: reader.places,
            problems: reader.problems,
        };
        settings.compare();
        settings.file.problems.sort_by_key(|problem| {
            let place = problem.place.as_ref();
            place.map(|place| (place.line, place.column))
        });
        Ok(settings)
    }

    /// Keys that break a rule together.
    fn compare(&mut self) {
        let mut found = Vec::new();
        if self.podman_seccomp && self.seccomp_profile.is_some() {
            let (one, other) = ("podmanSeccomp", "seccompProfile");
            found.push((format!("/{one}"), output::setting_excludes(one, other)));
        }
        for (name, host) in &self.hosts {
            if host.address.is_some_and(|address| !address.is_of_host()) {
                let pointer = format!("/hosts/{}/address", escape(name));
                let written = self.file.places.written(&pointer);
                let say = output::setting_value(option_path(&pointer), written, Address::OF_HOST);
                found.push((pointer, say));
            }
        }
        for (name, container) in &self.containers {
            let at = |key: &str| format!("/containers/{}/{key}", escape(name));
            let broken = |pointer: String, rule: &str| {
                let say = output::setting_value(
                    option_path(&pointer),
                    self.file.places.written(&pointer),
                    rule,
                );
                (pointer, say)
            };
            if let Some(scaling) = &container.autoscaling
                && scaling.max < scaling.min
            {
                found.push(broken(
                    at("autoscaling/max"),
                    "the most Pods are at least as many as the fewest",
                ));
            }
            let Some(chosen) = &container.resources else {
                continue;
            };
            for (kind, amounts) in [("limits", &chosen.limits), ("requests", &chosen.requests)] {
                for (resource, quantity) in amounts {
                    let pointer = at(&format!("resources/{kind}/{}", escape(resource.as_str())));
                    if let Err(reason) = resource::amount(resource.as_str(), quantity.amount()) {
                        found.push(broken(pointer, &reason.to_string()));
                    }
                }
            }
        }
        for (pointer, say) in found {
            let place = self.file.places.find(&pointer);
            self.file.problems.push(Problem {
                pointer,
                place,
                say,
            });
        }
    }
}

struct Reader<'a> {
    tree: &'a Value<'a>,
    places: Places,
    /// First bytes of entries and elements that are left out.
    told: BTreeSet<usize>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Reads again and again, each time without what was wrong before.
    fn read(&mut self) -> Settings {
        for (start, pointer, place) in self.places.again() {
            let say = output::setting_twice(option_path(&pointer));
            self.told.insert(start);
            self.problems.push(Problem {
                pointer,
                place: Some(place),
                say,
            });
        }
        loop {
            let tree = Tree {
                value: self.tree,
                told: &self.told,
            };
            match Settings::deserialize(tree) {
                Ok(settings) => return settings,
                Err(wrong) => {
                    let start = wrong.at;
                    self.tell(wrong);
                    if start.is_none_or(|start| !self.told.insert(start)) {
                        return Settings::default();
                    }
                }
            }
        }
    }

    fn tell(&mut self, wrong: Wrong) {
        let pointer = wrong
            .at
            .map_or("", |start| self.places.pointer(start))
            .to_owned();
        let key = option_path(&pointer);
        let below = format!("{pointer}/");
        let (say, in_name) = match wrong.what {
            // What it lacks was told, as something that cannot be used.
            What::Lacks(_) | What::One(_)
                if self
                    .problems
                    .iter()
                    .any(|told| told.pointer.starts_with(&below)) =>
            {
                return;
            }
            What::Lacks(lacked) => (output::setting_lacks(key, lacked), false),
            What::One(known) => (output::setting_one(key, listed(known)), false),
            What::Rule(rule) if wrong.in_name => (output::setting_name(key, rule), true),
            What::Rule(rule) => (
                output::setting_value(key, self.shown(&pointer), rule),
                false,
            ),
            What::Word(known) => (
                output::setting_word(key, self.shown(&pointer), listed(known)),
                false,
            ),
            What::Unknown(known) => match self.nested(&pointer, known) {
                Some(nested) => (output::setting_dotted(key, nested), true),
                None => (unknown(&pointer, key, known), true),
            },
            What::Type(wanted) => {
                let found = self.found(&pointer);
                match pointer.as_str() {
                    "" => (output::settings_type(found), false),
                    _ => (output::setting_type(key, found, wanted), false),
                }
            }
        };
        let place = if in_name {
            self.places.name(&pointer)
        } else {
            self.places.find(&pointer)
        };
        self.problems.push(Problem {
            pointer,
            place,
            say,
        });
    }

    /// A value as it was written, not too much of it.
    fn shown(&self, pointer: &str) -> String {
        self.places.written(pointer).chars().take(SHOWN).collect()
    }

    /// A key with dots as objects in each other, where the first word is a key.
    fn nested(&self, pointer: &str, known: &[&str]) -> Option<String> {
        let name = pointer.rsplit('/').next()?;
        let (first, _) = name.split_once('.')?;
        if !known.contains(&first) || name.split('.').any(str::is_empty) {
            return None;
        }
        let value = self.places.written(pointer);
        let short = value.chars().count() <= SHOWN && !value.contains('\n');
        let value = if short { value } else { "…" };
        let mut parts = name.rsplit('.');
        let last = format!("\"{}\": {value}", parts.next()?);
        Some(parts.fold(last, |inner, part| format!("\"{part}\": {{ {inner} }}")))
    }

    /// What a value is, for a message about its type.
    fn found(&self, pointer: &str) -> String {
        match self.places.written(pointer).chars().next() {
            Some('{') => "an object".to_owned(),
            Some('[') => "a list".to_owned(),
            _ => format!("`{}`", self.shown(pointer)),
        }
    }
}

/// Says which key was meant, if one is near.
fn unknown(pointer: &str, key: String, known: &[&str]) -> Say {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let known: Vec<&str> = known
        .iter()
        .copied()
        .filter(|known| !known.starts_with('$'))
        .collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => output::setting_misspelt(key, near),
        None => output::setting_unknown(key, listed(&known)),
    }
}

fn listed(words: &[&str]) -> String {
    format!("`{}`", words.join("`, `"))
}

/// A sentence as our messages begin.
fn lower_case(sentence: &str) -> String {
    let mut rest = sentence.chars();
    let first = rest.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(rest).collect()
}
