//! The files of a host as podman's generator finds them: of two with one name the first, each with its drop-ins.
//!
//! Podman: <https://github.com/containers/podman/blob/v5.8.2/cmd/quadlet/main.go>

use std::{collections::BTreeMap, sync::Arc};

use super::{
    specifiers::Home,
    syntax::{self, Fault, Line},
};
use crate::read::{Error, Source};
use several::several;

mod several;

/// Kinds of units, by the ends of their files' names.
pub const KINDS: [&str; 8] = [
    "artifact",
    "build",
    "container",
    "image",
    "kube",
    "network",
    "pod",
    "volume",
];

/// The end of a file that holds several units.
pub const SEVERAL: &str = "quadlets";

/// A unit: its file and its drop-ins, merged.
#[derive(Debug, Clone)]
pub struct File {
    /// `web.container`.
    pub name: String,
    /// Where it was found.
    pub path: String,
    /// The user whose unit it is; `None` for one of the system.
    pub home: Option<Home>,
    /// All lines, those of drop-ins last.
    pub lines: Vec<Placed>,
}

/// A line and the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The line.
    pub line: Line,
    /// The file, as the input names it.
    pub file: Arc<str>,
}

/// A file that podman does not read, because it finds another one of that name first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Its path.
    pub path: String,
    /// The path of the one that is read.
    pub by: String,
}

/// Units by name, and files that are hidden by others.
#[derive(Debug, Default)]
pub struct Files {
    /// By name.
    pub units: BTreeMap<String, File>,
    /// In the order in which they were found.
    pub hidden: Vec<Hidden>,
}

impl File {
    /// `web` of `web.container`; `app@a` of `app@a.container`.
    pub fn stem(&self) -> &str {
        self.name
            .rsplit_once('.')
            .map_or(&self.name, |(stem, _)| stem)
    }

    /// `container` of `web.container`.
    pub fn kind(&self) -> &str {
        extension(&self.name)
    }

    /// Whether it is a template, whose instances run.
    pub fn is_template(&self) -> bool {
        self.stem().ends_with('@')
    }

    /// The lines of a key, in order.
    pub fn all<'f>(&'f self, section: &'f str, key: &'f str) -> impl Iterator<Item = &'f Line> {
        let lines = self.lines.iter().map(|placed| &placed.line);
        lines.filter(move |line| line.section == section && line.key == key)
    }

    /// The value of a key that is taken once: its last line, without the quotes around it.
    pub fn last<'f>(&'f self, section: &'f str, key: &'f str) -> Option<&'f str> {
        self.all(section, key)
            .last()
            .map(|line| unquoted(&line.value))
    }

    /// The values of a key that is taken again and again: those behind the last empty one.
    pub fn values<'f>(&'f self, section: &'f str, key: &'f str) -> Vec<&'f str> {
        let mut out = Vec::new();
        for line in self.all(section, key) {
            match line.value.as_str() {
                "" => out.clear(),
                value => out.push(value),
            }
        }
        out
    }
}

/// A value without a pair of double quotes around it, as podman takes those of keys that are no lists.
pub fn unquoted(value: &str) -> &str {
    let value = value.trim_end();
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value)
}

/// Whether podman reads a value as `true`; anything that is not is `false`.
pub fn is_true(value: &str) -> bool {
    let words = ["1", "yes", "true", "on"];
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// What is behind the last dot of a name.
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether the name of a file is that of a unit, of several, or of a drop-in.
pub fn is_unit(path: &str) -> bool {
    let name = file_name(path);
    let of_kind = KINDS.contains(&extension(name)) || extension(name) == SEVERAL;
    let drop_in = extension(name) == "conf" && extension(file_name(folder(path))) == "d";
    (of_kind && !folder(path).split('/').any(|part| extension(part) == "d")) || drop_in
}

/// Reads all files, in podman's order.
///
/// # Errors
/// A file that podman does not load.
pub fn read(sources: &[Source]) -> Result<Files, Error> {
    let mut sorted: Vec<&Source> = sources
        .iter()
        .filter(|source| is_unit(&source.name))
        .collect();
    sorted.sort_by_key(|source| order(&source.name));
    let mut out = Files::default();
    let mut drop_ins: Vec<&Source> = Vec::new();
    for source in sorted {
        match extension(&source.name) {
            "conf" => drop_ins.push(source),
            SEVERAL => {
                for (name, first, text) in several(source)? {
                    let lines = lines(source, &text, first)?;
                    out.add(source, name, lines);
                }
            }
            _ => {
                let lines = lines(source, &source.text, 0)?;
                out.add(source, file_name(&source.name).to_owned(), lines);
            }
        }
    }
    for unit in out.units.values_mut() {
        for drop_in in drop_ins_of(&unit.name, &drop_ins) {
            unit.lines.extend(lines(drop_in, &drop_in.text, 0)?);
        }
    }
    out.instances();
    Ok(out)
}

impl Files {
    fn add(&mut self, source: &Source, name: String, lines: Vec<Placed>) {
        if let Some(first) = self.units.get(&name) {
            self.hidden.push(Hidden {
                path: source.name.clone(),
                by: first.path.clone(),
            });
            return;
        }
        let file = File {
            name: name.clone(),
            path: source.name.clone(),
            home: home(&source.name),
            lines,
        };
        self.units.insert(name, file);
    }

    /// Adds the instances of templates that other units name, or that `DefaultInstance=` makes. Those that have a file of
    /// their own, as a link to the template, are units like others.
    fn instances(&mut self) {
        let mut wanted: Vec<(String, String)> = Vec::new();
        let templates: Vec<&File> = self
            .units
            .values()
            .filter(|file| file.is_template())
            .collect();
        for template in templates {
            let kind = template.kind();
            let mut add = |instance: &str| {
                let name = format!("{}{instance}.{kind}", template.stem());
                if !instance.is_empty() && !self.units.contains_key(&name) {
                    wanted.push((template.name.clone(), name));
                }
            };
            if let Some(instance) = template.last("Install", "DefaultInstance") {
                add(instance);
            }
            for line in self.units.values().flat_map(|file| &file.lines) {
                for word in line.line.value.split_whitespace() {
                    let instance = word.strip_prefix(template.stem());
                    let instance = instance.and_then(|rest| rest.rsplit_once('.'));
                    if let Some((instance, "service" | "container")) = instance {
                        add(instance);
                    }
                }
            }
        }
        for (template, name) in wanted {
            if let Some(file) = self.units.get(&template).cloned() {
                self.units.insert(name.clone(), File { name, ..file });
            }
        }
    }
}

/// The lines of a text that starts behind so many lines of its file.
fn lines(source: &Source, text: &str, first: usize) -> Result<Vec<Placed>, Error> {
    let file: Arc<str> = source.name.as_str().into();
    let parsed = syntax::parse(text).map_err(|Fault { line, column, what }| Error::Syntax {
        name: source.name.clone(),
        line: line.saturating_add(first),
        column,
        what,
    })?;
    let placed = parsed.into_iter().map(|mut line| {
        line.spot.line = line.spot.line.saturating_add(first);
        Placed {
            line,
            file: Arc::clone(&file),
        }
    });
    Ok(placed.collect())
}

/// The drop-ins of a unit, in the order of their names; of two with one name that of the more special folder.
fn drop_ins_of<'s>(unit: &str, all: &[&'s Source]) -> Vec<&'s Source> {
    let mut found: BTreeMap<&str, &Source> = BTreeMap::new();
    for dir in drop_in_folders(unit) {
        for source in all
            .iter()
            .filter(|source| file_name(folder(&source.name)) == dir)
        {
            found.entry(file_name(&source.name)).or_insert(*source);
        }
    }
    found.into_values().collect()
}

/// Names of folders with drop-ins of a unit, the most special first: `a-b.container.d`, `a-.container.d`, `container.d`.
fn drop_in_folders(unit: &str) -> Vec<String> {
    let (stem, kind) = unit.rsplit_once('.').unwrap_or((unit, ""));
    let (name, instance) = match stem.split_once('@') {
        Some((name, instance)) => (name, Some(instance)),
        None => (stem, None),
    };
    let mut out = vec![format!("{kind}.d")];
    for (end, _) in name.match_indices('-') {
        let start = name.get(..end).unwrap_or_default();
        out.push(format!("{start}-.{kind}.d"));
        if instance.is_some() {
            out.push(format!("{start}-@.{kind}.d"));
        }
    }
    if instance.is_some_and(|instance| !instance.is_empty()) {
        out.push(format!("{name}@.{kind}.d"));
    }
    out.push(format!("{unit}.d"));
    out.reverse();
    out
}

/// What podman searches first, of the folders that the path of a file shows; then folders before those below them.
fn order(path: &str) -> (usize, Vec<String>, String) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parts = folder.split('/').map(str::to_owned).collect();
    (rank(&format!("/{folder}/")), parts, name.to_owned())
}

/// The folders of the system, then those of users; podman's manual has both lists.
fn rank(folder: &str) -> usize {
    let of_number = folder
        .split_once(USERS)
        .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
    match folder {
        folder if folder.contains("/run/user/") => 0,
        folder if folder.contains(CONFIG) => 1,
        folder if folder.contains(USERS) => 2_usize.saturating_add(usize::from(!of_number)),
        folder if folder.contains("/run/containers/systemd/") => 0,
        folder if folder.contains("/usr/share/containers/systemd/") => 2,
        _ => 1,
    }
}

const USERS: &str = "/etc/containers/systemd/users/";
const CONFIG: &str = "/.config/containers/systemd/";

/// The user whose unit a file is, as its path shows.
fn home(path: &str) -> Option<Home> {
    let path = format!("/{path}");
    if let Some((before, _)) = path.split_once(CONFIG) {
        let user = file_name(before).to_owned();
        // An absolute path begins with two slashes now.
        let home = before
            .strip_prefix('/')
            .filter(|home| home.starts_with('/'));
        return Some(Home {
            path: home.map(str::to_owned),
            user,
        });
    }
    let (_, rest) = ["/run/user/", USERS]
        .iter()
        .find_map(|folder| path.split_once(folder))?;
    let number = rest.split('/').next().unwrap_or_default();
    Some(Home {
        user: Some(number)
            .filter(|number| number.parse::<u32>().is_ok())
            .unwrap_or_default()
            .to_owned(),
        path: None,
    })
}

#[cfg(test)]
mod tests;
