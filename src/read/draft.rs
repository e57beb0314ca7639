//! A container while it is read: every value passes here on its way into the inventory, so that
//! none goes without an origin.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ledger::{Ledger, Verdict},
    origin::{Given, Origin, OriginId, Paths, option_path},
    podman::{Container, engine::Engine, text},
    redact::{self, HIDDEN},
    rules::{Say, reading},
};

use super::flags::{Flag, Takes};

/// Puts one value into the inventory, or says what becomes of it where that follows from the value alone; the error says
/// what is wrong with the value.
pub type Setter = fn(&mut Container, Given<&str>) -> Result<Option<Verdict>, String>;

/// The setter of an option that podman takes once: `once!(resources.memory, memory)` puts what `memory` makes of the
/// text into that field, in the place of an earlier value.
macro_rules! once {
    ($($field:ident).+, $parse:expr) => {
        |container, given| {
            container.$($field).+ = Some(given.try_map::<_, String>($parse)?);
            Ok(None)
        }
    };
}

/// The setter of an option that adds one more with each value: `many!(ports.publish, Publish::parse)`.
macro_rules! many {
    ($($field:ident).+, $parse:expr) => {
        |container, given| {
            container.$($field).+.push(given.try_map::<_, String>($parse)?);
            Ok(None)
        }
    };
}

/// The setter of an option that needs no field, for its value alone says what becomes of it:
/// `fate!(umask, |name, mask| …)` checks the text with `umask` and makes a [`Verdict`] of the container's name and what
/// `umask` makes of the text.
macro_rules! fate {
    ($check:expr, |$name:pat_param, $value:pat_param| $verdict:expr) => {
        |container, given| {
            let $value = $check(given.value)?;
            let $name = container.attribute.as_str();
            Ok(Some($verdict))
        }
    };
}

/// A container that is being read.
pub struct Draft<'l> {
    /// What was read so far.
    pub container: Container,
    /// Its index in the inventory.
    pub index: usize,
    /// The engine that reads its flags.
    pub engine: Engine,
    /// Where origins and messages go.
    pub ledger: &'l mut Ledger,
    /// Flags that podman takes once, and where each was last given.
    once: BTreeMap<&'static str, OriginId>,
    /// Flags that were given.
    given: BTreeSet<&'static str>,
}

/// One value as it stands in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'v> {
    /// The value as the setter takes it.
    pub value: &'v str,
    /// The value as it may be printed.
    pub shown: String,
    /// JSON Pointers to where it stands.
    pub paths: Paths,
    /// Whether it is NixOS' default.
    pub default: bool,
}

impl<'v> Written<'v> {
    /// A value of a flag; secrets are hidden by the name in front of their `=`.
    pub fn new(flag: Option<&'static str>, value: &'v str, paths: impl Into<Paths>) -> Self {
        Self {
            value,
            shown: redact::redact(flag, value),
            paths: paths.into(),
            default: false,
        }
    }
}

impl<'l> Draft<'l> {
    /// A container of which nothing is read yet, `index` in the inventory.
    pub fn new(container: Container, index: usize, ledger: &'l mut Ledger) -> Self {
        Self {
            container,
            index,
            engine: Engine::default(),
            ledger,
            once: BTreeMap::new(),
            given: BTreeSet::new(),
        }
    }
}

impl Draft<'_> {
    /// Registers something that was read.
    pub fn origin(&mut self, flag: Option<&'static str>, shown: &str, paths: Paths) -> OriginId {
        self.ledger.origin(Origin {
            container: self.index,
            paths,
            flag,
            value: shown.to_owned(),
            default: false,
        })
    }

    fn written(&mut self, flag: Option<&'static str>, written: Written<'_>) -> OriginId {
        let secrets = redact::difference(written.value, &written.shown);
        let id = self.ledger.origin(Origin {
            container: self.index,
            paths: written.paths,
            flag,
            value: written.shown,
            default: written.default,
        });
        if let Some(secrets) = secrets {
            // A password may be the container's name, which every message has.
            let name = &self.container.attribute;
            let secrets = secrets
                .into_iter()
                .filter(|secret| !name.contains(secret.as_str()));
            self.ledger.hide(id, secrets.collect());
            self.container.secrets.open.push(id);
        }
        id
    }

    /// Something that podman refuses, or that we cannot read.
    pub fn refuse(&mut self, flag: Option<&'static str>, shown: &str, paths: Paths, say: Say) {
        let id = self.origin(flag, shown, paths);
        self.ledger.refused(id, say);
    }

    /// Whether a flag was given.
    #[must_use]
    pub fn has(&self, flag: &str) -> bool {
        self.given.contains(flag)
    }

    /// Where a flag that podman takes once was last given.
    #[must_use]
    pub fn last(&self, flag: &str) -> Option<OriginId> {
        self.once.get(flag).copied()
    }

    /// One value for a flag. Of a flag that podman takes once, the later value is in the place of the
    /// earlier one.
    pub fn flag(&mut self, flag: &Flag, written: Written<'_>) {
        let value = written.value;
        self.given.insert(flag.name);
        let id = self.written(Some(flag.name), written);
        let done = match flag.takes {
            Takes::Switch => text::switch(value)
                .and_then(|on| self.give(flag.set, if on { "true" } else { "false" }, id)),
            // Lists of Docker's are not split.
            Takes::Slice if self.engine == Engine::Docker => self.give(flag.set, value, id),
            Takes::Slice => text::csv(value).and_then(|values| {
                if values.is_empty() {
                    let say = reading::empty_list(&self.container.attribute, flag.name);
                    self.ledger.dropped(id, say);
                }
                let mut values = values.iter();
                values.try_for_each(|value| self.give(flag.set, value, id))
            }),
            Takes::Value | Takes::Array => self.give(flag.set, value, id),
        };
        match done {
            Err(error) => self.bad_value(id, value, &error),
            Ok(()) if flag.takes.is_once() => {
                if let Some(earlier) = self.once.insert(flag.name, id) {
                    self.ledger.given_again(earlier, id);
                    self.container.secrets.open.retain(|open| *open != earlier);
                }
            }
            Ok(()) => {}
        }
    }

    /// One value for a setter, under the flag that it stands for.
    pub fn set(&mut self, flag: Option<&'static str>, set: Setter, written: Written<'_>) {
        let value = written.value;
        let id = self.written(flag, written);
        if let Err(error) = self.give(set, value, id) {
            self.bad_value(id, value, &error);
        }
    }

    fn give(&mut self, set: Setter, value: &str, origin: OriginId) -> Result<(), String> {
        let verdict = set(&mut self.container, Given { value, origin })?;
        if let Some(verdict) = verdict {
            self.ledger.known(origin, verdict);
        }
        Ok(())
    }

    fn bad_value(&mut self, id: OriginId, value: &str, error: &str) {
        let name = &self.container.attribute;
        let origin = &self.ledger.entry(id).origin;
        let option = match (origin.flag, origin.paths.first()) {
            (Some(flag), _) => flag.to_owned(),
            (None, path) => option_path(path.map_or("", String::as_str)),
        };
        // A setter's text holds the value, which may be a secret.
        let error = if origin.value.contains(HIDDEN) {
            "the value is not shown, its name says that it is a secret"
        } else {
            error
        };
        let say = if value.starts_with(char::is_whitespace) {
            reading::value_after_space(name, option, error)
        } else {
            reading::bad_value(name, option, error)
        };
        self.ledger.refused(id, say);
    }
}
