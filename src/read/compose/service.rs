//! From the tree of a service to a container in the engine's words.

use serde_json::Value;

use crate::{
    ledger::{Subject, Verdict},
    origin::{Given, OriginId, Paths, option_path},
    podman::{
        lifecycle::{Hook, Keeper},
        storage::ConfigFile,
    },
    read::{
        draft::{Draft, Setter, Written},
        flags::{self, Flag, docker, lexer::Name, nearest_of as nearest},
        leaves::{child, leaves},
    },
    redact::{HIDDEN, difference, is_secret, mask, mask_words, names_a_secret, printed, redact},
    rules::{Say, compose as rules, process, reading},
};

use super::{
    keys::{KEYS, Key, Shape},
    parts,
    project::{DEFAULT, Project, RUN},
};

/// A service that is being read.
pub struct Reader<'d, 'l, 'p> {
    /// The container.
    pub draft: &'d mut Draft<'l>,
    /// Its project.
    pub project: &'p Project,
    /// Its name.
    pub service: &'p str,
}

/// Reads the tree of a service, as [`super::trees`] makes it.
pub fn read(tree: &Value, draft: &mut Draft<'_>, project: &Project, service: &str) {
    let part = project.part_of(service);
    let is_job = part == "jobs";
    let at = child(&child("", part), service);
    let life = &mut draft.container.lifecycle;
    life.kept_by = Keeper::Compose(project.name.clone());
    life.ends = is_job || project.ending.contains(service);
    let mut reader = Reader {
        draft,
        project,
        service,
    };
    match tree.pointer(&at) {
        Some(Value::Object(keys)) => {
            for key in KEYS {
                if let Some(value) = keys.get(key.name) {
                    reader.key(key, &child(&at, key.name), value);
                }
            }
            let triggers = keys.get("triggers").filter(|_| is_job);
            if is_job {
                parts::jobs::triggers(&mut reader, &child(&at, "triggers"), triggers);
            }
            for (name, value) in keys {
                if name == "triggers" && is_job {
                    continue;
                }
                if !KEYS.iter().any(|key| key.name == name) {
                    reader.unknown(&child(&at, name), name, value);
                }
            }
        }
        Some(Value::Null) | None => {}
        Some(value) => reader.wrong(&at, value, "a mapping"),
    }
    reader.joins(project);
    for (part, entries) in tree.as_object().into_iter().flatten() {
        if !RUN.contains(&part.as_str()) {
            let at = child("", part);
            for (key, value) in entries.as_object().into_iter().flatten() {
                parts::top(&mut reader, part, &child(&at, key), value);
            }
        }
    }
    if draft.container.image.reference.is_none() {
        let say = reading::missing_image(&draft.container.attribute);
        let place = Subject::Container(draft.index, None);
        draft.ledger.say(place, say);
    }
}

impl Reader<'_, '_, '_> {
    /// What the container is called in messages.
    pub fn name(&self) -> &str {
        &self.draft.container.attribute
    }

    /// The network of the project, and the name of the service on it, where nothing is written of them.
    fn joins(&mut self, project: &Project) {
        let Some(node) = project.service(self.service) else {
            return;
        };
        if Project::joins_default(node) {
            let network = project.real_name("networks", DEFAULT);
            let text = match self.alias() {
                Some(alias) => format!("{network}:alias={alias}"),
                None => network,
            };
            self.unwritten("--network", &text);
        }
    }

    /// The name of the service, where its container has another one.
    pub fn alias(&self) -> Option<&str> {
        let is_other = self.project.container(self.service) != self.service;
        is_other.then_some(self.service)
    }

    fn key(&mut self, key: &Key, at: &str, value: &Value) {
        match (&key.shape, value) {
            (_, Value::Null) => {}
            (Shape::Flag(flag), Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
                self.flag(flag, &text(value), [at.to_owned()].into());
            }
            (Shape::Field(set), Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
                self.set(*set, &text(value), [at.to_owned()].into());
            }
            (Shape::List(flag), Value::Array(_) | Value::String(_)) => {
                for (at, value) in elements(at, value) {
                    match value {
                        Value::Object(_) | Value::Array(_) => self.wrong(&at, value, "a text"),
                        Value::Null => {}
                        value => self.flag(flag, &text(value), [at].into()),
                    }
                }
            }
            (Shape::Pairs(flag, joint), Value::Array(_) | Value::Object(_)) => {
                self.pairs(flag, joint, at, value);
            }
            (Shape::Words(set), Value::Array(_) | Value::String(_)) => self.words(*set, at, value),
            (Shape::Own(read, _), value) => read(self, at, value),
            (Shape::Leftover(becomes), value) => self.leftover(key, becomes, at, value),
            (shape, value) => self.wrong(at, value, shape.wanted()),
        }
    }

    /// A value of a flag.
    pub fn flag(&mut self, flag: &'static str, value: &str, paths: Paths) {
        let shown = redact(Some(flag), value);
        self.flag_as(flag, value, shown, paths);
    }

    /// The same, shown otherwise.
    pub fn flag_as(&mut self, flag: &'static str, value: &str, shown: String, paths: Paths) {
        let name = Name::Long(flag);
        let row = flags::find_of(self.draft.engine, name);
        let row = row
            .or_else(|| docker::find(name))
            .or_else(|| flags::find(name));
        self.row(row, value, shown, paths);
    }

    /// A value in the form that podman's flag has, whatever the engine: Compose asks Docker's API, not `docker run`, so what
    /// that reads in a way of its own does not matter.
    pub fn podmans(&mut self, flag: &'static str, value: &str, paths: Paths) {
        let shown = redact(Some(flag), value);
        self.row(flags::find(Name::Long(flag)), value, shown, paths);
    }

    fn row(&mut self, row: Option<&Flag>, value: &str, shown: String, paths: Paths) {
        let written = Written {
            value,
            shown,
            paths,
            default: false,
        };
        match row {
            Some(row) => self.draft.flag(row, written),
            // That every row names a flag of the tables is tested.
            None => {
                self.draft.origin(None, &written.shown, written.paths);
            }
        }
    }

    /// A file of variables, which Compose itself reads where it is no `raw` one.
    pub fn env_file(&mut self, path: &str, paths: Paths, is_dotenv: bool) {
        let before = self.draft.container.secrets.env_files.len();
        self.flag("--env-file", path, paths);
        let files = &mut self.draft.container.secrets.env_files;
        if let Some(file) = files.get_mut(before).filter(|_| is_dotenv) {
            file.value.dotenv = Some(self.project.variables.clone());
        }
    }

    /// A value of a flag that nobody wrote.
    pub fn unwritten(&mut self, flag: &'static str, value: &str) {
        if let Some(row) = flags::find(Name::Long(flag)) {
            let written = Written {
                value,
                shown: value.to_owned(),
                paths: Paths::new(),
                default: true,
            };
            self.draft.flag(row, written);
        }
    }

    /// A value of a field that no flag sets.
    pub fn set(&mut self, set: Setter, value: &str, paths: Paths) {
        let written = Written {
            value,
            shown: redact(None, value),
            paths,
            default: false,
        };
        self.draft.set(None, set, written);
    }

    /// A file with its content; a secret in it is told, and not shown.
    pub fn config(&mut self, file: ConfigFile, paths: Paths) {
        let shown = mask(&file.content);
        let origin = self.secretly(&file.content, &shown, &file.key, paths);
        let configs = &mut self.draft.container.storage.configs;
        configs.push(Given {
            value: file,
            origin,
        });
    }

    /// Commands that run around the program.
    pub fn hook(&mut self, hook: Hook, paths: Paths) {
        let words = hook.command.join(" ");
        let shown = mask_words(hook.command.iter().map(String::as_str)).join(" ");
        let origin = self.secretly(&words, &shown, &shown, paths);
        for (name, value) in &hook.env {
            if is_secret(name, value) {
                self.draft.ledger.hide(origin, vec![value.clone()]);
                self.draft.container.secrets.open.push(origin);
            }
        }
        let hooks = &mut self.draft.container.lifecycle.hooks;
        hooks.push(Given {
            value: hook,
            origin,
        });
    }

    /// Registers a text that may hold secrets, of which `masked` hides them.
    fn secretly(&mut self, text: &str, masked: &str, shown: &str, paths: Paths) -> OriginId {
        let origin = self.draft.origin(None, shown, paths);
        if let Some(secrets) = difference(text, masked) {
            self.draft.ledger.hide(origin, secrets);
            self.draft.container.secrets.open.push(origin);
        }
        origin
    }

    /// Options without an effect of their own: what is true of them is used where others name them.
    pub fn same(&mut self, at: &str, value: &Value, rule: &'static crate::rules::Rule) {
        for (at, leaf) in leaves(at, value) {
            let shown = shown(&at, leaf);
            let id = self.draft.origin(None, &shown, [at].into());
            self.draft.ledger.known(id, Verdict::Same(rule));
        }
    }

    /// Options that have no effect, told once.
    pub fn dropped(&mut self, at: &str, value: &Value, say: Say) {
        self.verdict(at, value, Verdict::Dropped(say));
    }

    /// Options that stop the workload, unless that is accepted.
    pub fn refused(&mut self, at: &str, value: &Value, say: Say) {
        self.verdict(at, value, Verdict::Refused(say));
    }

    fn verdict(&mut self, at: &str, value: &Value, verdict: Verdict) {
        let paths = paths_of(at, value);
        if paths.is_empty() {
            return;
        }
        let shown = shown(at, value);
        let id = self.draft.origin(None, &shown, paths);
        self.draft.ledger.known(id, verdict);
    }

    /// A value of another type than the key has.
    pub fn wrong(&mut self, at: &str, value: &Value, wanted: &str) {
        let say = rules::wrong_type(self.name(), option_path(at), wanted);
        let paths = paths_of(at, value);
        if paths.is_empty() {
            let place = Subject::Container(self.draft.index, Some(at.to_owned()));
            self.draft.ledger.say(place, say);
        } else {
            let shown = shown(at, value);
            self.draft.refuse(None, &shown, paths, say);
        }
    }

    /// A key that Compose does not define, and one that it passes over.
    pub fn unknown(&mut self, at: &str, key: &str, value: &Value) {
        if key.starts_with("x-") {
            return self.same(at, value, &rules::EXTENSION);
        }
        let say = match nearest(key, KEYS.iter().map(|key| key.name)) {
            Some(known) => rules::misspelt(self.name(), option_path(at), known),
            None => rules::unknown(self.name(), option_path(at)),
        };
        self.dropped(at, value, say);
    }

    fn leftover(&mut self, key: &Key, becomes: &parts::Leftover, at: &str, value: &Value) {
        use parts::Leftover::{Elsewhere, Missing, Widens};
        let (name, option) = (self.name(), key.name);
        let say = match becomes {
            Elsewhere(effect, remedy) => process::runtime_only(name, option, effect, remedy),
            Missing(effect, remedy) => process::no_field(name, option, effect, remedy),
            Widens(effect, remedy) => {
                let say = process::no_safe_loss(name, option, effect, remedy);
                return self.refused(at, value, say);
            }
        };
        self.dropped(at, value, say);
    }

    fn pairs(&mut self, flag: &'static str, joint: &str, at: &str, value: &Value) {
        match value {
            Value::Object(entries) => {
                for (name, value) in entries {
                    let at = child(at, name);
                    match value {
                        Value::Object(_) => self.wrong(&at, value, "a text"),
                        // A name with several addresses, in `extra_hosts`.
                        Value::Array(values) => {
                            for (index, value) in values.iter().enumerate() {
                                let at = child(&at, &index.to_string());
                                if matches!(value, Value::Object(_) | Value::Array(_)) {
                                    self.wrong(&at, value, "a text");
                                    continue;
                                }
                                let pair = format!("{name}{joint}{}", text(value));
                                self.flag(flag, &pair, [at].into());
                            }
                        }
                        // Its value is that of the shell.
                        Value::Null => self.flag(flag, name, Paths::new()),
                        value => {
                            let value = text(value);
                            let shown = if is_secret(name, &value) {
                                HIDDEN.to_owned()
                            } else {
                                mask(&value).into_owned()
                            };
                            let pair = format!("{name}{joint}{value}");
                            self.flag_as(flag, &pair, shown, [at].into());
                        }
                    }
                }
            }
            value => {
                for (at, value) in elements(at, value) {
                    if matches!(value, Value::Object(_) | Value::Array(_)) {
                        self.wrong(&at, value, "a text");
                        continue;
                    }
                    let pair = text(value);
                    let pair = match (*joint == *":", pair.split_once('=')) {
                        (true, Some((name, value))) if !name.contains(':') => {
                            format!("{name}:{value}")
                        }
                        _ => pair,
                    };
                    self.flag(flag, &pair, [at].into());
                }
            }
        }
    }

    /// Words of a command: a text is split as a shell does, and run by none.
    fn words(&mut self, set: Setter, at: &str, value: &Value) {
        let nested = |(_, value): &(String, &Value)| value.is_object() || value.is_array();
        if value.is_array() && elements(at, value).iter().any(nested) {
            return self.wrong(at, value, "a text or a list of texts");
        }
        let list = words(at, value);
        let Some(list) = list else {
            return self.wrong(at, value, "a command with quotes that end");
        };
        let texts: Vec<String> = list.iter().map(|(_, word)| word.clone()).collect();
        let shown = mask_words(texts.iter().map(String::as_str));
        for ((path, word), shown) in list.iter().zip(shown) {
            let written = Written {
                value: word,
                shown: shown.into_owned(),
                paths: [path.clone()].into(),
                default: false,
            };
            self.draft.set(None, set, written);
        }
    }
}

/// The words of a command with their places; `None` where a quote does not end.
pub fn words(at: &str, value: &Value) -> Option<Vec<(String, String)>> {
    match value {
        Value::String(line) => {
            let words = shlex::split(line)?;
            Some(
                words
                    .into_iter()
                    .map(|word| (at.to_owned(), word))
                    .collect(),
            )
        }
        value => Some(
            elements(at, value)
                .into_iter()
                .map(|(at, value)| (at, text(value)))
                .collect(),
        ),
    }
}

/// The elements of a list with their places; of anything else, itself.
pub fn elements<'v>(at: &str, value: &'v Value) -> Vec<(String, &'v Value)> {
    match value {
        Value::Array(values) => {
            let values = values.iter().enumerate();
            values
                .map(|(index, value)| (child(at, &index.to_string()), value))
                .collect()
        }
        value => vec![(at.to_owned(), value)],
    }
}

/// A scalar as a text; nothing for lists and mappings.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// The places of all options in a value.
pub fn paths_of(at: &str, value: &Value) -> Paths {
    leaves(at, value).map(|(at, _)| at).collect()
}

/// A value as the ledger shows it.
fn shown(at: &str, value: &Value) -> String {
    let secret = |at: &str| at.split('/').any(names_a_secret);
    match value {
        _ if leaves(at, value).any(|(at, _)| secret(at.rsplit('/').next().unwrap_or_default())) => {
            HIDDEN.to_owned()
        }
        Value::String(text) => redact(None, text),
        value => printed(value.to_string()),
    }
}
