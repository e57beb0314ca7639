//! The flags of `podman run`, one table row each: how it is written, what becomes of it, which
//! field it sets. Parsing, `docs/flags.md`, the perturbation law and the check against a real
//! podman all read these rows.

use std::{collections::HashMap, sync::LazyLock};

use self::lexer::Name;
use super::draft::Setter;
use crate::{ledger::Verdict, podman::engine::Engine, rules::Rule};

/// The row of a flag without a counterpart in Kubernetes: its value is checked, and one of three rules says what is lost
/// with it. `RuntimeOnly`: podman's own business, dropped with a note. `NoField`: an effect is lost, dropped with a warning.
/// `Widens`: without it the container could do more, or not run, refused. One line a row:
/// `leftover! { NoField, Value, "--nice" 'n', "9.0", ["5", "10"], check, "what is lost", "what to do" }`,
/// where `check` takes the text and refuses what podman refuses (`text::any` for anything goes).
/// With braces rustfmt leaves the line alone.
macro_rules! leftover {
    ($kind:ident, $takes:ident, $name:literal $($short:literal)?, $since:literal, $samples:expr, $check:expr, $lost:literal, $remedy:literal) => {
        $crate::read::flags::row($name, $crate::read::flags::Takes::$takes, $since, $samples, fate!($check, |name, _| leftover!(@$kind name, $name, $lost, $remedy)))
        $(.short($short))?
        .is(leftover!(@$kind), "-", $lost)
    };
    (@RuntimeOnly $($words:expr),+) => { $crate::ledger::Verdict::Dropped($crate::rules::process::runtime_only($($words),+)) };
    (@NoField $($words:expr),+) => { $crate::ledger::Verdict::Dropped($crate::rules::process::no_field($($words),+)) };
    (@Widens $($words:expr),+) => { $crate::ledger::Verdict::Refused($crate::rules::process::no_safe_loss($($words),+)) };
    (@RuntimeOnly) => { $crate::read::flags::Disposition::RuntimeOnly };
    (@NoField) => { $crate::read::flags::Disposition::Unsupported };
    (@Widens) => { $crate::read::flags::Disposition::Unsupported };
}

pub mod docker;
pub mod global;
pub mod lexer;
pub mod parse;
pub mod positional;

mod devices;
mod health;
mod identity;
mod image;
mod lifecycle;
mod logging;
mod network;
mod ports;
mod process;
mod resources;
mod secrets;
mod security;
mod storage;

/// All rows, section by section.
pub const TABLES: &[&[Flag]] = &[
    identity::FLAGS,
    image::FLAGS,
    process::FLAGS,
    network::FLAGS,
    ports::FLAGS,
    storage::FLAGS,
    devices::FLAGS,
    secrets::FLAGS,
    security::FLAGS,
    resources::FLAGS,
    health::FLAGS,
    lifecycle::FLAGS,
    logging::FLAGS,
];

/// One `podman run` flag.
pub struct Flag {
    /// `--cap-add`.
    pub name: &'static str,
    /// `-e` is `Some('e')`.
    pub short: Option<char>,
    /// Other spellings that podman accepts (`--net`).
    pub aliases: &'static [&'static str],
    /// What follows the name.
    pub takes: Takes,
    /// podman version that brought it; `4.3` stands for that or earlier.
    pub since: &'static str,
    /// What becomes of it in general; a value may do better.
    pub disposition: Disposition,
    /// The Kubernetes field it becomes, for the documentation; `-` for none.
    pub becomes: &'static str,
    /// What is lost, for the documentation; `-` for nothing.
    pub lost: &'static str,
    /// Two values that podman accepts and that mean different things.
    pub samples: [&'static str; 2],
    /// Why it changes more than the fields it becomes (a name, a network, a pod); `None` for most.
    pub reaches: Option<&'static str>,
    /// Puts one value into the inventory; the error says what is wrong with the value.
    pub set: Setter,
}

/// A row of which nobody has said yet what becomes of it.
struct Row(Flag);

/// How a flag is written, and what its value sets.
const fn row(
    name: &'static str,
    takes: Takes,
    since: &'static str,
    samples: [&'static str; 2],
    set: Setter,
) -> Row {
    Row(Flag {
        name,
        short: None,
        aliases: &[],
        takes,
        since,
        disposition: Disposition::Exact,
        becomes: "-",
        lost: "-",
        samples,
        reaches: None,
        set,
    })
}

impl Row {
    /// Its letter.
    const fn short(self, short: char) -> Self {
        Self(Flag {
            short: Some(short),
            ..self.0
        })
    }

    /// Its other spellings.
    const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self(Flag { aliases, ..self.0 })
    }

    /// Why it changes more than the fields it becomes.
    const fn reaches(self, why: &'static str) -> Self {
        Self(Flag {
            reaches: Some(why),
            ..self.0
        })
    }

    const fn exact(self, becomes: &'static str, lost: &'static str) -> Flag {
        self.is(Disposition::Exact, becomes, lost)
    }

    const fn approximate(self, becomes: &'static str, lost: &'static str) -> Flag {
        self.is(Disposition::Approximate, becomes, lost)
    }

    const fn runtime_only(self, lost: &'static str) -> Flag {
        self.is(Disposition::RuntimeOnly, "-", lost)
    }

    const fn unsupported(self, becomes: &'static str, lost: &'static str) -> Flag {
        self.is(Disposition::Unsupported, becomes, lost)
    }

    const fn danger(self, lost: &'static str) -> Flag {
        self.is(Disposition::Danger, "-", lost)
    }

    const fn is(self, disposition: Disposition, becomes: &'static str, lost: &'static str) -> Flag {
        Flag {
            disposition,
            becomes,
            lost,
            ..self.0
        }
    }
}

/// A value with which podman does what a Pod does anyway, or what becomes of another one.
fn same_if(same: bool, rule: &'static Rule, other: Verdict) -> Verdict {
    if same { Verdict::Same(rule) } else { other }
}

/// The row spelled like this, aliases among them.
pub fn find(name: Name<'_>) -> Option<&'static Flag> {
    static BY_NAME: LazyLock<HashMap<&str, &Flag>> = LazyLock::new(|| {
        let rows = TABLES.iter().copied().flatten();
        let names = rows.flat_map(|flag| {
            [&[flag.name], flag.aliases]
                .concat()
                .into_iter()
                .map(move |name| (name, flag))
        });
        names.collect()
    });
    match name {
        Name::Long(long) => BY_NAME.get(long).copied(),
        Name::Short(short) => {
            let mut rows = TABLES.iter().copied().flatten();
            rows.find(|flag| flag.short == Some(short))
        }
    }
}

/// The row of an engine's `run` spelled like this.
pub fn find_of(engine: Engine, name: Name<'_>) -> Option<&'static Flag> {
    match engine {
        Engine::Podman5 | Engine::Podman6 => find(name),
        Engine::Docker => docker::find(name),
    }
}

/// The flag of `podman run` most like this name, where one is like enough to be meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    let run = TABLES.iter().copied().flatten().map(|flag| flag.name);
    let global = global::GLOBALS.iter().filter(|global| global.persistent);
    nearest_of(name, run.chain(global.map(|global| global.name)))
}

/// Of these names the one most like this, where one is like enough to be meant.
pub fn nearest_of<N: AsRef<str> + Ord>(name: &str, names: impl Iterator<Item = N>) -> Option<N> {
    names
        .map(|known| (strsim::osa_distance(known.as_ref(), name), known))
        .filter(|(distance, known)| *distance <= known.as_ref().len() / 4)
        .min()
        .map(|(_, known)| known)
}

/// What follows a flag's name, and what a repetition means.
/// Podman: pflag's `Bool`, `String`/`Int`/`Duration`, `StringArray` and `StringSlice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// `--tty`, `--tty=false`: never the next word. The setter sees `true` or `false`.
    Switch,
    /// A value; given again, the last one wins.
    Value,
    /// A value as it is; given again, it adds one.
    Array,
    /// Values separated by commas as CSV; given again, it adds more. The setter is called for each.
    Slice,
}

impl Takes {
    /// Whether a later value takes the place of an earlier one.
    #[must_use]
    pub fn is_once(self) -> bool {
        matches!(self, Self::Switch | Self::Value)
    }
}

/// What becomes of a flag (contract §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Kubernetes has the same.
    Exact,
    /// Kubernetes has something near, or the same for some values.
    Approximate,
    /// podman's own business: dropped with a note.
    RuntimeOnly,
    /// Kubernetes has nothing: dropped with a warning, or refused.
    Unsupported,
    /// Converting it would be wrong or dangerous: refused unless accepted.
    Danger,
}
