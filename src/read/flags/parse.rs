//! Lists of words that hold flags: `extraOptions`, `preRunExtraOptions`, and whole command lines.

use std::ops::Range;

use crate::{
    ledger::Verdict,
    origin::{Given, OriginId, Paths},
    podman::{Container, engine::Engine, text},
    read::draft::{Draft, Written},
    redact::{self, names_a_secret},
    rules::{engines, process, reading, units},
};

use super::{
    Flag, Takes, docker,
    global::{self, Global},
    lexer::{Find, Lexeme, Lexer, Name},
};

/// Words of a command line, and where each of them stands.
pub struct Words<'w> {
    /// The words.
    pub texts: Vec<&'w str>,
    /// For each, its JSON Pointer.
    pub pointers: Vec<String>,
}

impl<'w> Words<'w> {
    /// Words that stand one after the other below a pointer, the first as number `first`.
    pub fn new(texts: Vec<&'w str>, pointer: &str, first: usize) -> Self {
        let numbers = first..first.saturating_add(texts.len());
        let pointers = numbers
            .map(|number| format!("{pointer}/{number}"))
            .collect();
        Self { texts, pointers }
    }

    fn paths(&self, range: Range<usize>) -> Paths {
        let mut paths: Paths = self.pointers.get(range).unwrap_or_default().into();
        // Both may stand in one line of a file.
        paths.dedup();
        paths
    }

    /// Whether a flag has its value in its own word.
    fn has_value(&self, range: &Range<usize>) -> bool {
        let word = self.texts.get(range.start);
        word.is_some_and(|word| word.contains('='))
    }

    fn shown(&self, range: Range<usize>) -> String {
        let texts = self.texts.get(range).unwrap_or_default();
        match texts {
            [name, _] if names_a_secret(name) => format!("{name} {}", redact::HIDDEN),
            _ => redact::redact(None, &texts.join(" ")),
        }
    }
}

/// A flag that may stand behind `podman run`.
#[derive(Clone, Copy)]
enum Known {
    Run(&'static Flag),
    Global(&'static Global),
}

fn behind_run(name: Name<'_>) -> Option<(Known, Takes)> {
    if let Some(flag) = super::find(name) {
        return Some((Known::Run(flag), flag.takes));
    }
    let global = global::find(name).filter(|global| global.persistent)?;
    Some((Known::Global(global), global.takes))
}

fn before_run(name: Name<'_>) -> Option<(Known, Takes)> {
    let global = global::find(name)?;
    Some((Known::Global(global), global.takes))
}

/// The same of Docker, which takes none of its own flags behind `run`.
fn behind_dockers_run(name: Name<'_>) -> Option<(Known, Takes)> {
    docker::find(name).map(|flag| (Known::Run(flag), flag.takes))
}

fn before_dockers_run(name: Name<'_>) -> Option<(Known, Takes)> {
    docker::find_global(name).map(|global| (Known::Global(global), global.takes))
}

/// What finds a flag of an engine's `run`.
fn of_run(engine: Engine) -> Find<Known> {
    match engine {
        Engine::Podman5 | Engine::Podman6 => behind_run,
        Engine::Docker => behind_dockers_run,
    }
}

/// What finds a flag of an engine itself.
fn of_engine(engine: Engine) -> Find<Known> {
    match engine {
        Engine::Podman5 | Engine::Podman6 => before_run,
        Engine::Docker => before_dockers_run,
    }
}

/// All of `extraOptions`: flags of `podman run`, and nothing else.
pub fn extra_options(draft: &mut Draft<'_>, words: &Words<'_>) {
    let mut lexer = Lexer::new(&words.texts, of_run(draft.engine));
    while let Some(word) = run_flags(draft, words, &mut lexer) {
        stray_word(draft, words, word, "image");
    }
}

/// All of `preRunExtraOptions`: flags of podman itself, and nothing else.
pub fn global_options(draft: &mut Draft<'_>, words: &Words<'_>) {
    let mut lexer = Lexer::new(&words.texts, of_engine(draft.engine));
    while let Some(word) = run_flags(draft, words, &mut lexer) {
        stray_word(draft, words, word, "subcommand");
    }
}

/// The flags of a command line behind `podman run`. Returns the number of the word that is the
/// image, or of words where there is none.
pub fn until_image(draft: &mut Draft<'_>, words: &Words<'_>) -> usize {
    let mut lexer = Lexer::new(&words.texts, of_run(draft.engine));
    run_flags(draft, words, &mut lexer).unwrap_or(words.texts.len())
}

/// The flags of a command line behind `podman`. Returns the number of the word that is the
/// subcommand, or of words where there is none.
pub fn until_subcommand(draft: &mut Draft<'_>, words: &Words<'_>) -> usize {
    let mut lexer = Lexer::new(&words.texts, of_engine(draft.engine));
    run_flags(draft, words, &mut lexer).unwrap_or(words.texts.len())
}

/// Reads flags until a word is none, and returns that one.
fn run_flags(
    draft: &mut Draft<'_>,
    words: &Words<'_>,
    lexer: &mut Lexer<'_, Known>,
) -> Option<usize> {
    loop {
        match lexer.next()? {
            Lexeme::Flag {
                flag: Known::Run(flag),
                value,
                words: range,
            } => {
                // pflag takes any next word as the value. Where that word is a flag and the value
                // is refused, the value was forgotten.
                let forgotten =
                    range.len() == 2 && !value.is_empty() && is_flag(draft.engine, &value) && {
                        let given = Given {
                            value: value.as_str(),
                            origin: OriginId::new(0, 0),
                        };
                        (flag.set)(&mut Container::default(), given).is_err()
                    };
                if forgotten {
                    missing_value(draft, words, range.start, flag.name);
                    lexer.resume_at(range.start.saturating_add(1));
                } else {
                    let alone = flag.takes == Takes::Switch && !words.has_value(&range);
                    let mut written = Written::new(Some(flag.name), &value, words.paths(range));
                    if alone {
                        written.shown.clear();
                    }
                    draft.flag(flag, written);
                }
            }
            Lexeme::Flag {
                flag: Known::Global(global),
                value,
                words: range,
            } => global_flag(draft, words, global, &value, range),
            Lexeme::NoValue { flag, word } => {
                let name = match flag {
                    Known::Run(flag) => flag.name,
                    Known::Global(global) => global.name,
                };
                missing_value(draft, words, word, name);
            }
            Lexeme::Unknown { name, words: range } => unknown_flag(draft, words, &name, range),
            Lexeme::End { word } => {
                let id = draft.origin(None, "--", words.paths(word..word.saturating_add(1)));
                draft.ledger.already_so(id, &reading::END_OF_FLAGS);
            }
            Lexeme::Word { word } => return Some(word),
        }
    }
}

fn is_flag(engine: Engine, word: &str) -> bool {
    let name = word.split_once('=').map_or(word, |(name, _)| name);
    name.starts_with("--") && of_run(engine)(Name::Long(name)).is_some()
}

fn missing_value(draft: &mut Draft<'_>, words: &Words<'_>, word: usize, flag: &'static str) {
    let say = reading::missing_value(&draft.container.attribute, flag);
    let paths = words.paths(word..word.saturating_add(1));
    draft.refuse(Some(flag), "", paths, say);
}

fn stray_word(draft: &mut Draft<'_>, words: &Words<'_>, word: usize, place: &str) {
    let range = word..word.saturating_add(1);
    let shown = words.shown(range.clone());
    let say = reading::stray_word(&draft.container.attribute, &shown, place);
    draft.refuse(None, &shown, words.paths(range), say);
}

fn unknown_flag(draft: &mut Draft<'_>, words: &Words<'_>, spelled: &str, range: Range<usize>) {
    let name = &draft.container.attribute;
    let shown = words.shown(range.clone());
    let word = words.texts.get(range.start).copied().unwrap_or_default();
    let say = if let Some((flag, rest)) = word.split_once(char::is_whitespace)
        && spelled.contains(char::is_whitespace)
        && let Some((_, takes)) = of_run(draft.engine)(Name::Long(flag))
    {
        let value = redact::redact(None, rest.trim_start());
        if takes == Takes::Switch {
            reading::value_of_switch(name, flag, value)
        } else {
            reading::two_words(name, flag, value)
        }
    } else if of_run(draft.engine)(Name::Long(spelled)).is_some() {
        reading::flag_of_run(name, spelled)
    } else if of_engine(draft.engine)(Name::Long(spelled)).is_some() {
        reading::flag_before_run(name, spelled)
    } else if let Some(other) = other_engine(draft.engine, spelled) {
        engines::flag_of_other(name, spelled, other, draft.engine.row().title)
    } else if let Some(nearest) = nearest(draft.engine, spelled) {
        reading::misspelt_flag(name, spelled, nearest)
    } else {
        reading::unknown_flag(name, spelled)
    };
    draft.refuse(None, &shown, words.paths(range), say);
}

/// The engine that has a flag which this one does not have.
fn other_engine(engine: Engine, spelled: &str) -> Option<&'static str> {
    let other = match engine {
        Engine::Podman5 | Engine::Podman6 => Engine::Docker,
        Engine::Docker => Engine::default(),
    };
    let known =
        of_run(other)(Name::Long(spelled)).or_else(|| of_engine(other)(Name::Long(spelled)));
    known.map(|_| other.row().title)
}

fn nearest(engine: Engine, spelled: &str) -> Option<&'static str> {
    match engine {
        Engine::Podman5 | Engine::Podman6 => super::nearest(spelled),
        Engine::Docker => docker::nearest(spelled),
    }
}

fn global_flag(
    draft: &mut Draft<'_>,
    words: &Words<'_>,
    global: &'static Global,
    value: &str,
    range: Range<usize>,
) {
    let shown = match global.takes {
        Takes::Switch if !words.has_value(&range) => String::new(),
        _ => redact::redact(Some(global.name), value),
    };
    global_value(draft, global, value, &shown, words.paths(range));
}

/// Settles a flag of the engine itself, with its value and what of it may be shown.
pub fn global_value(
    draft: &mut Draft<'_>,
    global: &'static Global,
    value: &str,
    shown: &str,
    paths: Paths,
) {
    let name = draft.container.attribute.clone();
    let flag = global.name;
    let id = draft.origin(Some(flag), shown, paths);
    if let (Takes::Switch, Err(error)) = (global.takes, text::switch(value)) {
        let say = reading::bad_value(name, flag, error);
        return draft.ledger.refused(id, say);
    }
    if global.leads_elsewhere(value) {
        let flag = if shown.is_empty() {
            flag.to_owned()
        } else {
            format!("{flag}={shown}")
        };
        let say = units::elsewhere_by_flag(name, flag, global.lost, global.remedy);
        return draft.ledger.known(id, Verdict::Refused(say));
    }
    let program = value.rsplit('/').next().unwrap_or_default();
    let is_equal = global.equals.contains(&program);
    if !global.equals.is_empty() {
        let verdict = if is_equal {
            Verdict::Dropped(reading::global_flag(name, flag))
        } else {
            let flag = format!("{flag}={shown}");
            Verdict::Refused(process::no_safe_loss(
                name,
                flag,
                global.lost,
                global.remedy,
            ))
        };
        let program = program.to_owned();
        let runtime = Given {
            value: program,
            origin: id,
        };
        draft.container.security.runtime.push(runtime);
        return draft.ledger.known(id, verdict);
    }
    let say = if global.lost.is_empty() || global.elsewhere {
        reading::global_flag(name, flag)
    } else {
        reading::felt_global_flag(name, flag, global.lost, global.remedy)
    };
    draft.ledger.dropped(id, say);
}
