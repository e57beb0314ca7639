//! What we may have to tell the operator: every rule, one file per range of codes.

pub mod components;
pub mod compose;
pub mod configs;
pub mod contents;
pub mod devices;
pub mod dialect;
pub mod engines;
pub mod exposure;
pub mod images;
pub mod inspect;
pub mod install;
pub mod jobs;
pub mod kernel;
pub mod lifecycle;
pub mod monitoring;
pub mod mounts;
pub mod names;
pub mod network;
pub mod output;
pub mod parts;
pub mod process;
pub mod quadlet;
pub mod reach;
pub mod reading;
pub mod reasons;
pub mod secrets;
pub mod security;
pub mod state;
pub mod storage;
pub mod units;
pub mod workload;

use std::sync::OnceLock;

use crate::{redact, words::nearest};

use names::Names;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A decision worth knowing.
    Note,
    /// The workload runs, but differs.
    Warning,
    /// The workload cannot be written.
    Error,
}

impl Severity {
    /// `note`, `warning`, `error`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing we may have to tell the operator. Ranges of codes: 1xx reading · 2xx identity, image,
/// grouping · 3xx network, exposure, dependencies · 4xx storage, devices, secrets · 5xx security ·
/// 6xx process, resources, health, lifecycle, logging · 7xx units, monitoring · 8xx emit · 9xx install.
/// A code is never used again for something else.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `K3M302`.
    pub code: &'static str,
    /// Severity unless the operator denies or accepts it.
    pub severity: Severity,
    /// One line, lower case, without a full stop.
    pub title: &'static str,
    /// All that it says, phrase by phrase.
    pub phrases: &'static [Phrase],
    /// What podman does, what Kubernetes does, why they differ, what we chose, how to choose
    /// otherwise, links. Printed by `k3s-migrate explain CODE` and in `docs/codes.md`.
    pub explain: &'static str,
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// The rule whose code was meant by a misspelt one.
#[must_use]
pub fn meant(code: &str) -> Option<&'static Rule> {
    let code = code.to_ascii_uppercase();
    // Without its beginning, or with letters that look like digits.
    let digits = code
        .strip_prefix("K3M")
        .or_else(|| code.strip_prefix('K'))
        .unwrap_or(&code);
    let digits = digits.replace('O', "0").replace(['I', 'L'], "1");
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let spelt = format!("K3M{digits}");
    let begun = || all().find(|rule| rule.code.starts_with(&spelt) && digits.len() > 1);
    let near = || nearest(&spelt, all().map(|rule| rule.code)).and_then(rule);
    rule(&spelt).or_else(begun).or_else(near)
}

/// What is said of one place: a phrase of a rule and the values in it. Its words are made when somebody reads them, as
/// most are never read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// The rule it cites.
    pub rule: &'static Rule,
    /// The phrase that is filled.
    phrase: &'static Phrase,
    /// The values that it is filled with.
    values: Box<[(&'static str, String)]>,
    /// In whose words, if not in those that the rules are written in.
    names: Option<Names>,
    /// What no text of it may show.
    secrets: Box<[String]>,
    /// Whether it is accepted already, so that advice to accept it has no use.
    accepted: bool,
    words: Words,
}

/// The texts of a [`Say`], once they were read; they follow from the rest of it.
#[derive(Debug, Clone, Default)]
struct Words(OnceLock<Box<Texts>>);

#[derive(Debug, Clone)]
struct Texts {
    message: String,
    effect: String,
    remedies: Vec<String>,
}

impl PartialEq for Words {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Words {}

impl Say {
    /// The phrase with its values.
    #[must_use]
    pub fn new(
        rule: &'static Rule,
        phrase: &'static Phrase,
        values: Vec<(&'static str, String)>,
    ) -> Self {
        Self {
            rule,
            phrase,
            values: values.into(),
            names: None,
            secrets: Box::default(),
            accepted: false,
            words: Words::default(),
        }
    }

    /// The same in the words of a host's engine, and of the format that its containers are written in.
    #[must_use]
    pub fn of(mut self, names: &Names) -> Self {
        if names.are_written() {
            return self;
        }
        for (_, value) in &mut self.values {
            names.dialect.speak_of(value);
        }
        Self {
            names: Some(*names),
            words: Words::default(),
            ..self
        }
    }

    /// The same without these texts.
    #[must_use]
    pub fn without(self, secrets: &[String]) -> Self {
        Self {
            secrets: [&*self.secrets, secrets].concat().into(),
            words: Words::default(),
            ..self
        }
    }

    /// The same without advice to accept it.
    #[must_use]
    pub fn accepted(self) -> Self {
        Self {
            accepted: true,
            words: Words::default(),
            ..self
        }
    }

    /// One sentence with the container's name in back-ticks, lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.texts().message
    }

    /// What will be observed; empty for nothing.
    #[must_use]
    pub fn effect(&self) -> &str {
        &self.texts().effect
    }

    /// What to do: alternatives, each an imperative; empty where there is nothing to do.
    #[must_use]
    pub fn remedies(&self) -> &[String] {
        &self.texts().remedies
    }

    fn texts(&self) -> &Texts {
        self.words.0.get_or_init(|| {
            let remedies = self.phrase.remedies.iter().map(|text| self.text(text));
            let is_of_use = |remedy: &String| !(self.accepted && remedy.contains("accept = ["));
            Box::new(Texts {
                message: self.text(self.phrase.message),
                effect: self.text(self.phrase.effect),
                // A value may be empty: a row of flags without a remedy.
                remedies: (remedies.filter(|remedy| !remedy.is_empty()))
                    .filter(is_of_use)
                    .collect(),
            })
        })
    }

    fn text(&self, text: &str) -> String {
        let spoken = self.names.map(|names| names.speak(text));
        let filled = names::fill(spoken.as_deref().unwrap_or(text), &self.values);
        let hide = |text: String, secret: &String| text.replace(secret, redact::HIDDEN);
        self.secrets.iter().fold(redact::printed(filled), hide)
    }

    /// The phrase that was filled.
    #[must_use]
    pub fn phrase(&self) -> &'static Phrase {
        self.phrase
    }
}

/// What a rule says of one case: its words with the values of a call in them. `message` has the container (or file, or
/// key) as its subject; `effect` is a sentence about what will be observed; each of `remedies` is an imperative.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase {
    /// One sentence, lower case, no full stop, `{values}` as in `format!`.
    pub message: &'static str,
    /// What the program, the Pod or the operator will observe; empty for nothing.
    pub effect: &'static str,
    /// Alternatives; empty where there is nothing to do.
    pub remedies: &'static [&'static str],
}

/// Makes of each row a static, its words and, for each phrase, the function that fills them; and `TABLE` with all of them
/// in order. A row is
///
/// ```text
/// NAME = "K3M000", Severity, "title" {
///     phrase(value, …) => "message with {value}", effect: "…", do: "…", "…";
/// }, "explain";
/// ```
macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $title:literal $({
        $($phrase:ident($($value:ident),*) => $message:literal $(, effect: $effect:literal)? $(, do: $($remedy:literal),+)?;)*
    })?, $explain:expr;)*) => {
        $(
            #[doc = $title]
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                code: $code,
                severity: $crate::rules::Severity::$severity,
                title: $title,
                phrases: &[$($($crate::rules::Phrase {
                    message: $message,
                    effect: concat!($($effect)?),
                    remedies: &[$($($remedy),+)?],
                }),*)?],
                explain: $explain,
            };
            $($(
                #[doc = $message]
                #[must_use]
                #[allow(clippy::useless_format, reason = "some phrases have no value in them")]
                #[allow(clippy::doc_markdown, reason = "the words are for operators")]
                pub fn $phrase($($value: impl std::fmt::Display),*) -> $crate::rules::Say {
                    static PHRASE: $crate::rules::Phrase = $crate::rules::Phrase {
                        message: $message,
                        effect: concat!($($effect)?),
                        remedies: &[$($($remedy),+)?],
                    };
                    // The compiler finds a value that a text names and the call does not have.
                    let _ = (format_args!($message), $(format_args!($effect),)? $($(format_args!($remedy)),+)?);
                    $crate::rules::Say::new(&$name, &PHRASE, vec![$((stringify!($value), $value.to_string())),*])
                }
            )*)?
        )*
        /// The rules of this file, by code.
        pub static TABLE: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}
pub(crate) use rules;

/// Every rule, by code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        reading::TABLE,
        compose::TABLE,
        quadlet::TABLE,
        inspect::TABLE,
        images::TABLE,
        state::TABLE,
        workload::TABLE,
        engines::TABLE,
        jobs::TABLE,
        configs::TABLE,
        network::TABLE,
        exposure::TABLE,
        reach::TABLE,
        storage::TABLE,
        mounts::TABLE,
        devices::TABLE,
        secrets::TABLE,
        security::TABLE,
        kernel::TABLE,
        process::TABLE,
        lifecycle::TABLE,
        units::TABLE,
        contents::TABLE,
        monitoring::TABLE,
        output::TABLE,
        install::TABLE,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    use super::{Phrase, Rule, Severity};

    /// Words that readers stumble over, and what to write instead.
    const BANNED: &[(&str, &str)] = &[
        ("alone", "only"),
        ("anew", "again"),
        ("asked for", "requested"),
        ("belongs into", "belongs in"),
        ("beside", "next to, besides"),
        ("by itself", "say who does it"),
        ("capitals", "upper-case letters"),
        ("for ever", "permanently"),
        ("is no", "is not a"),
        ("lies in", "is in"),
        ("mend", "fix"),
        ("nobody", "say who does not"),
        ("of ours", "say whose"),
        ("shall", "must, should"),
        ("small letters", "lower-case letters"),
        ("somebody", "say who"),
        ("stands in", "is in"),
        ("the like", "name it"),
        ("whatever", "say what"),
        ("whoever", "say who"),
    ];

    /// What is wrong with a text, wherever it is printed.
    fn banned(text: &str) -> Option<String> {
        let text = text.to_lowercase().replace("is no longer", "");
        let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let said = |words: &&(&str, &str)| {
            text.match_indices(words.0).any(|(at, found)| {
                let (before, rest) = text.split_at(at);
                let after = rest.chars().nth(found.chars().count());
                !part(before.chars().next_back()) && !part(after)
            })
        };
        let (words, better) = BANNED.iter().find(said)?;
        Some(format!("`{words}`, better: {better}"))
    }

    /// What is wrong with the words of a rule: a message says in lower case who does what, an effect is a sentence, a
    /// remedy can be typed as it is.
    fn faults(rule: &Rule) -> Vec<String> {
        let general = [rule.title, rule.explain];
        let mut found: Vec<String> = general.into_iter().filter_map(banned).collect();
        for phrase in rule.phrases {
            let texts = [phrase.message, phrase.effect].into_iter();
            for text in texts.chain(phrase.remedies.iter().copied()) {
                found.extend(banned(text));
                if text.ends_with('.') {
                    found.push(format!("a full stop: {text}"));
                }
            }
            let begins = phrase.message.chars().next();
            if !begins.is_some_and(|c| c.is_lowercase() || "`{".contains(c)) {
                found.push(format!("not in lower case: {}", phrase.message));
            }
            let first = phrase.effect.split([' ', ':', ',']).next();
            if first.is_some_and(|first| ["that", "what", "nothing"].contains(&first)) {
                found.push(format!("not a sentence: {}", phrase.effect));
            }
            for remedy in phrase.remedies {
                let mut opened = remedy.split('<').skip(1);
                if opened.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
                    found.push(format!("a placeholder: {remedy}"));
                }
            }
        }
        found
    }

    #[test]
    fn words_are_for_operators() {
        let all = super::all().map(|rule| (rule.code, faults(rule)));
        let poor: Vec<_> = all.filter(|(_, faults)| !faults.is_empty()).collect();
        assert!(poor.is_empty(), "{poor:#?}");
    }

    #[test]
    fn poor_words_are_found() {
        let bad = Rule {
            code: "K3M000",
            severity: Severity::Note,
            title: "what is no longer so is likely, besides recommended",
            phrases: &[Phrase {
                message: "The Pod stands in the way.",
                effect: "nothing: it is no loss for ever",
                remedies: &["set `hosts.<name>.address`", "Mend it beside a < b"],
            }],
            explain: "Nobody asks, whatever it is.",
        };
        let faults = faults(&bad);
        assert_eq!(faults.len(), 8, "{faults:#?}");
    }

    #[test]
    fn codes_are_sorted_unique_and_well_formed() {
        let codes: Vec<&str> = super::all().map(|rule| rule.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted, "sorted, each once");
        for rule in super::all() {
            let digits = rule.code.strip_prefix("K3M").unwrap_or_default();
            assert!(
                digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()),
                "{}",
                rule.code
            );
            assert!(
                !rule.title.ends_with('.') && !rule.title.is_empty(),
                "{}",
                rule.code
            );
            assert!(
                rule.explain.len() > 80,
                "{}: explain says too little",
                rule.code
            );
        }
    }
}
