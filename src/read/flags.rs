//! The flags of `podman run`, one table row each: how it is written, what becomes of it, which
//! field it sets. Parsing, `docs/flags.md`, the perturbation law and the check against a real
//! podman all read these rows.

use crate::{origin::Given, podman::Container};

use self::lexer::Name;

/// The row of a flag without a counterpart in Kubernetes: its value is checked, and the container
/// keeps it as a [`crate::podman::leftover::Leftover`] of the given kind. One line a row:
/// `leftover! { NoField, Value, "--umask", "4.3", ["0022", "0077"], check, "what is lost", "what to do" }`,
/// where `check` takes the text and refuses what podman refuses (`text::any` for anything goes).
/// Short name and aliases go around it: `Flag { short: Some('q'), ..leftover! { … } }`.
/// With braces rustfmt leaves the line alone.
macro_rules! leftover {
    ($kind:ident, $takes:ident, $name:literal, $since:literal, $samples:expr, $check:expr, $lost:literal, $remedy:literal $(,)?) => {
        $crate::read::flags::Flag {
            name: $name,
            short: None,
            aliases: &[],
            takes: $crate::read::flags::Takes::$takes,
            since: $since,
            disposition: leftover!(@disposition $kind),
            becomes: "-",
            lost: $lost,
            samples: $samples,
            reaches: None,
            set: |container, given| {
                use $crate::podman::leftover::{Leftover, Reason};
                $check(given.value)?;
                container.leftovers.push(given.map(|_| {
                    Leftover::$kind(&Reason { flag: $name, lost: $lost, remedy: $remedy })
                }));
                Ok(())
            },
        }
    };
    (@disposition Off) => { $crate::read::flags::Disposition::Unsupported };
    (@disposition RuntimeOnly) => { $crate::read::flags::Disposition::RuntimeOnly };
    (@disposition Generated) => { $crate::read::flags::Disposition::RuntimeOnly };
    (@disposition NoField) => { $crate::read::flags::Disposition::Unsupported };
    (@disposition Widens) => { $crate::read::flags::Disposition::Unsupported };
}

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
    pub set: fn(&mut Container, Given<&str>) -> Result<(), String>,
}

/// The row spelled like this, aliases among them.
pub fn find(name: Name<'_>) -> Option<&'static Flag> {
    let mut rows = TABLES.iter().copied().flatten();
    rows.find(|flag| match name {
        Name::Long(long) => flag.name == long || flag.aliases.contains(&long),
        Name::Short(short) => flag.short == Some(short),
    })
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
