//! What the keys of a unit say, as flags of podman with their values: the way of podman's generator from a file to a
//! command line.
//!
//! Podman: <https://github.com/containers/podman/blob/v5.8.2/pkg/systemd/quadlet/quadlet.go>

use std::collections::BTreeSet;

use super::{
    files::{File, is_true, unquoted},
    keys::{Key, Shape, Special, Unread, table},
    made,
    specifiers::{Service, Unknown},
    tree::Leaf,
    words::{Style, split},
    world::{self, World},
};
use crate::{
    ledger::Verdict,
    podman::engine::Engine,
    redact,
    rules::{Rule, Say, process, quadlet as rules, reading},
};

mod remap;
mod sources;
mod special;

/// One thing that podman is told, with the pointers to the lines that say it.
#[derive(Debug)]
pub struct Item {
    /// What it is.
    pub what: What,
    /// JSON Pointers.
    pub pointers: Vec<String>,
}

/// What a unit tells podman.
#[derive(Debug)]
pub enum What {
    /// A flag with its value.
    Flag(&'static str, String),
    /// A flag of podman itself, with its value.
    Global(&'static str, String),
    /// Words among which flags are to be found: of the command, or of podman itself.
    Words(Vec<String>, bool),
    /// The image.
    Image(String),
    /// The folder in its place.
    Rootfs(String),
    /// A word of the command.
    Command(String),
    /// The name of the service.
    Service(String),
    /// Nothing is read of it: what is shown of it, and its fate.
    Settled(String, Verdict),
    /// Nothing is read of it, and what it does is told elsewhere.
    Silent(String, &'static Rule),
    /// It is wrong.
    Wrong(String, Say),
    /// Something to say, whatever becomes of it.
    Said(Say),
}

/// A unit whose keys are read.
pub struct Unit<'u> {
    /// Its file.
    pub file: &'u File,
    /// Its section.
    pub section: &'static str,
    /// Its lines.
    pub leaves: &'u [Leaf],
    /// Its service.
    pub service: &'u Service,
    /// The names of all units.
    pub world: &'u World,
    /// What messages call it: a container, or its own path.
    pub called: &'u str,
    /// The engine of the host.
    pub engine: Engine,
}

/// What the section of a unit says, in podman's order.
pub fn of(unit: &Unit<'_>) -> Vec<Item> {
    let mut reader = Reader {
        unit,
        out: Vec::new(),
        seen: BTreeSet::new(),
    };
    for key in table(unit.section).into_iter().flat_map(|table| table.keys) {
        reader.key(key);
    }
    reader.others();
    reader.out
}

struct Reader<'u> {
    unit: &'u Unit<'u>,
    out: Vec<Item>,
    /// Pointers of lines that were read.
    seen: BTreeSet<&'u str>,
}

impl<'u> Reader<'u> {
    fn push(&mut self, what: What, leaf: &Leaf) {
        self.out.push(Item {
            what,
            pointers: vec![leaf.pointer.clone()],
        });
    }

    fn lines(&self, key: &str) -> Vec<&'u Leaf> {
        let own = |leaf: &&Leaf| leaf.section() == self.unit.section && leaf.key() == key;
        self.unit.leaves.iter().filter(own).collect()
    }

    /// The last line of a key that is taken once; those before it are overridden.
    fn last(&mut self, key: &Key) -> Option<&'u Leaf> {
        let lines = self.lines(key.name);
        let (last, earlier) = lines.split_last()?;
        for leaf in earlier {
            self.seen.insert(&leaf.pointer);
            let say = reading::overridden(format_args!("{}=", key.name), &last.pointer);
            let shown = shown(key, leaf.value());
            self.push(What::Settled(shown, Verdict::Dropped(say)), leaf);
        }
        self.seen.insert(&last.pointer);
        Some(last)
    }

    /// The same, where it has a value; one that is empty is nothing.
    fn value(&mut self, key: &Key) -> Option<(&'u Leaf, &'u str)> {
        let leaf = self.last(key)?;
        let value = unquoted(leaf.value());
        if value.is_empty() {
            self.push(
                What::Settled(String::new(), Verdict::Same(&rules::EMPTIED)),
                leaf,
            );
            return None;
        }
        Some((leaf, value))
    }

    /// The lines of a key that is a list: those behind the last empty one, which takes back the others.
    fn list(&mut self, key: &Key) -> Vec<&'u Leaf> {
        let lines = self.lines(key.name);
        let empty = lines.iter().rposition(|leaf| leaf.value().is_empty());
        let mut out = Vec::new();
        for (number, leaf) in lines.iter().enumerate() {
            self.seen.insert(&leaf.pointer);
            let by = empty
                .filter(|empty| number < *empty)
                .and_then(|empty| lines.get(empty));
            match by {
                _ if leaf.value().is_empty() => {
                    self.push(
                        What::Settled(String::new(), Verdict::Same(&rules::EMPTIED)),
                        leaf,
                    );
                }
                Some(by) => {
                    let shown = shown(key, leaf.value());
                    let say = rules::emptied(format_args!("{}={shown}", key.name), &by.pointer);
                    self.push(What::Settled(shown, Verdict::Dropped(say)), leaf);
                }
                None => out.push(*leaf),
            }
        }
        out
    }

    /// A flag whose value systemd puts together.
    fn flag(&mut self, flag: &'static str, key: &Key, value: &str, leaf: &Leaf) {
        if let Some(value) = self.text(key, value, leaf) {
            self.push(What::Flag(flag, value), leaf);
        }
    }

    /// A value as systemd hands it to podman; what only the host knows is said.
    fn text(&mut self, key: &Key, value: &str, leaf: &Leaf) -> Option<String> {
        match self.unit.service.text(value) {
            Ok(value) => Some(value),
            Err(unknown) => {
                self.unknown(key, &unknown, leaf);
                None
            }
        }
    }

    fn unknown(&mut self, key: &Key, unknown: &Unknown, leaf: &Leaf) {
        let say = match unknown {
            Unknown::Specifier(text) => rules::specifier(self.unit.called, key.name, text),
            Unknown::Variable(text) => rules::variable(self.unit.called, key.name, text),
        };
        let shown = shown(key, leaf.value());
        self.push(What::Wrong(shown, say), leaf);
    }

    fn refused(&mut self, key: &Key, leaf: &Leaf, error: impl std::fmt::Display) {
        let say = rules::quadlet_value(self.unit.called, key.name, error);
        let shown = shown(key, leaf.value());
        self.push(What::Wrong(shown, say), leaf);
    }

    /// The words of a line; one that podman passes over has none, and its row is dropped.
    fn words(&mut self, key: &Key, leaf: &Leaf, style: Style) -> Vec<String> {
        let found = match split(leaf.value(), style) {
            Ok(found) => found,
            Err(error) => {
                let say = rules::passed_over(self.unit.called, key.name, error);
                let shown = shown(key, leaf.value());
                self.push(What::Settled(shown, Verdict::Dropped(say)), leaf);
                return Vec::new();
            }
        };
        if found.cut {
            let say = rules::cut(self.unit.called, key.name);
            if found.words.is_empty() {
                self.push(What::Settled(String::new(), Verdict::Dropped(say)), leaf);
            } else {
                self.push(What::Said(say), leaf);
            }
        }
        found.words
    }

    fn key(&mut self, key: &Key) {
        match key.shape {
            Shape::Once(flag) => {
                if let Some((leaf, value)) = self.value(key) {
                    self.flag(flag, key, value, leaf);
                }
            }
            Shape::Filled(flag) => {
                let Some(leaf) = self.last(key) else { return };
                match unquoted(leaf.value()) {
                    "" => self.refused(
                        key,
                        leaf,
                        "it is empty, and podman takes the next flag for its value",
                    ),
                    value => self.flag(flag, key, value, leaf),
                }
            }
            Shape::OnceOrEmpty(flag) => {
                if let Some(leaf) = self.last(key) {
                    self.flag(flag, key, unquoted(leaf.value()), leaf);
                }
            }
            Shape::Switch(flag) => {
                if let Some(leaf) = self.last(key) {
                    let on = is_true(unquoted(leaf.value()));
                    self.push(What::Flag(flag, on.to_string()), leaf);
                }
            }
            Shape::Lines(flag) => {
                for leaf in self.list(key) {
                    let value = leaf.value().trim_end();
                    if flag == "--expose" && !is_port_range(value) {
                        self.refused(
                            key,
                            leaf,
                            format_args!("`{value}` is not a port or a range of ports"),
                        );
                    } else {
                        self.flag(flag, key, value, leaf);
                    }
                }
            }
            Shape::Words(flag) => self.each_word(key, Style::List, flag, ""),
            Shape::Arguments(flag) => self.each_word(key, Style::Arguments, flag, ""),
            Shape::SecurityWords(before) => self.each_word(key, Style::Arguments, SECURITY, before),
            Shape::Security(before) => {
                if let Some((leaf, value)) = self.value(key) {
                    self.flag(SECURITY, key, &format!("{before}{value}"), leaf);
                }
            }
            Shape::SecurityOrEmpty(before) => {
                if let Some(leaf) = self.last(key) {
                    let value = unquoted(leaf.value());
                    self.flag(SECURITY, key, &format!("{before}{value}"), leaf);
                }
            }
            Shape::SecuritySwitch(option) => {
                let Some(leaf) = self.last(key) else { return };
                if is_true(unquoted(leaf.value())) {
                    self.push(What::Flag(SECURITY, option.to_owned()), leaf);
                } else {
                    let same = Verdict::Same(&process::NO_EFFECT);
                    self.push(What::Settled(leaf.value().to_owned(), same), leaf);
                }
            }
            Shape::Globals(flag) => {
                for leaf in self.list(key) {
                    if let Some(value) = self.text(key, leaf.value(), leaf) {
                        self.push(What::Global(flag, value), leaf);
                    }
                }
            }
            Shape::Special(special) => self.special(key, special),
            Shape::Unread(Unread::Podman) if self.reloads_twice(key) => {
                for leaf in self.lines(key.name) {
                    self.seen.insert(&leaf.pointer);
                    self.refused(
                        key,
                        leaf,
                        "`ReloadCmd=` and `ReloadSignal=` exclude each other",
                    );
                }
            }
            Shape::Unread(unread) => {
                for leaf in self.lines(key.name) {
                    self.seen.insert(&leaf.pointer);
                    self.unread(key, unread, leaf);
                }
            }
        }
    }

    /// Whether this is one of two keys that exclude each other, and both are there.
    fn reloads_twice(&self, key: &Key) -> bool {
        let set = |name| {
            (self.unit.file.last(self.unit.section, name)).is_some_and(|value| !value.is_empty())
        };
        key.name.starts_with("Reload") && set("ReloadCmd") && set("ReloadSignal")
    }

    fn each_word(&mut self, key: &Key, style: Style, flag: &'static str, before: &str) {
        for leaf in self.list(key) {
            for word in self.words(key, leaf, style) {
                // podman writes names of capabilities in lower case, the letters of specifiers too.
                let lower = flag.starts_with("--cap-") && word.contains('%');
                let word = if lower { word.to_lowercase() } else { word };
                self.flag(flag, key, &format!("{before}{word}"), leaf);
            }
        }
    }

    fn unread(&mut self, key: &Key, unread: Unread, leaf: &Leaf) {
        let shown = shown(key, leaf.value());
        let what = match unread {
            Unread::Same => What::Settled(shown, Verdict::Same(&rules::UNIT_OF_SYSTEMD)),
            Unread::Elsewhere if !made::is_lost(&leaf.pointer) => {
                What::Settled(shown, Verdict::Same(&rules::UNIT_READ))
            }
            Unread::Elsewhere | Unread::Kind | Unread::Build => {
                What::Silent(shown, &rules::UNIT_TOLD)
            }
            Unread::Podman => {
                let setting = format!("{}=", key.name);
                let say = process::runtime_only(self.unit.called, setting, key.about, "");
                What::Settled(shown, Verdict::Dropped(say))
            }
        };
        self.push(what, leaf);
    }

    /// What no row of the section reads.
    fn others(&mut self) {
        let kinds = [self.unit.section, "Quadlet"];
        for leaf in self.unit.leaves {
            let section = leaf.section();
            if self.seen.contains(leaf.pointer.as_str())
                || matches!(section, "Unit" | "Service" | "Install")
            {
                continue;
            }
            let shown = redact::redact(None, leaf.value());
            if let (true, Some(known)) =
                (section == "Quadlet", super::keys::find(section, leaf.key()))
            {
                self.unread(known, Unread::Same, leaf);
            } else if kinds.contains(&section) {
                let names = table(section)
                    .into_iter()
                    .flat_map(|table| table.keys)
                    .map(|key| key.name);
                let (name, key) = (self.unit.called, leaf.key());
                let say = match crate::read::flags::nearest_of(key, names) {
                    Some(nearest) => rules::misspelt_quadlet_key(name, key, section, nearest),
                    None => rules::quadlet_key(name, key, section),
                };
                self.push(What::Wrong(shown, say), leaf);
            } else if section.starts_with("X-") {
                let same = Verdict::Same(&rules::UNIT_OF_SYSTEMD);
                self.push(What::Settled(shown, same), leaf);
            } else {
                let say = rules::quadlet_section(self.unit.called, section);
                self.push(What::Settled(shown, Verdict::Dropped(say)), leaf);
            }
        }
    }
}

const SECURITY: &str = "--security-opt";

/// Whether a text ends as a port or a range of ports: the generator looks at its end only.
fn is_port_range(text: &str) -> bool {
    let ports = text
        .strip_suffix("/udp")
        .or_else(|| text.strip_suffix("/tcp"));
    ports
        .unwrap_or(text)
        .ends_with(|c: char| c.is_ascii_digit())
}

/// The value of a line as it may be printed.
fn shown(key: &Key, value: &str) -> String {
    redact::redact(key.flag(), value)
}

/// Where a unit that a value names is: its names, or what is wrong.
fn named<'w>(unit: &Unit<'w>, key: &Key, file: &str) -> Result<(&'w world::Named, &'w str), Say> {
    let found = unit.world.find(file);
    let found = found.ok_or_else(|| rules::quadlet_unit_missing(unit.called, key.name, file))?;
    let name = found.resource.as_deref();
    let name = name.ok_or_else(|| rules::quadlet_unit_unnamed(unit.called, key.name, file))?;
    Ok((found, name))
}
