//! Quadlet files: units from which podman's generator makes services of systemd. A folder of them is one host.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-systemd.unit.5.html>

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use serde_json::Value;

use self::{
    container::{Container, Part},
    dialect::DIALECT,
    files::{File, is_unit},
    world::World,
};
use super::{
    Error, Format, Options, Source,
    containers_conf::Conf,
    draft::Draft,
    fleet::{Fleet, Raw, Read, Unread},
    input::{Files, Input, folder, join},
    json::At,
    leaves::child,
    units as of_systemd,
};
use crate::{ledger::Subject, podman::Host, rules::quadlet as rules};

mod container;
mod dialect;
mod files;
mod items;
pub mod keys;
mod made;
mod specifiers;
mod syntax;
mod tree;
mod units;
mod words;
mod world;

/// Where the rows of what podman's generator adds say that it is written.
pub const AT: &str = "/podman-generator";

/// The format.
pub const FORMAT: Format = Format {
    name: "quadlet",
    title: "a quadlet file of podman, or a folder of them, which is one host",
    sniff,
    options: &["--engine", "--host"],
    parse,
};

/// How many folders are looked at before a folder is none of quadlet files.
const MOST_LOOKED_AT: usize = 256;

/// How deep folders are searched.
const DEEPEST: usize = 16;

/// Whether an input is a quadlet file, or a folder with one.
pub fn sniff(input: &Input, files: &dyn Files) -> bool {
    match input {
        Input::File(document) => is_unit(&document.source.name),
        Input::Folder(name) => holds_one(name, files),
    }
}

/// Whether a folder holds a quadlet file. Of a large tree only the upper folders are looked at: those of podman are five
/// below the home of a user, at most.
fn holds_one(name: &str, files: &dyn Files) -> bool {
    let mut folders = VecDeque::from([name.trim_end_matches('/').to_owned()]);
    for _ in 0..MOST_LOOKED_AT {
        let Some(folder) = folders.pop_front() else {
            return false;
        };
        for entry in files.list(&folder).ok().flatten().unwrap_or_default() {
            let path = format!("{folder}/{}", entry.name);
            if entry.is_folder {
                folders.push_back(path);
            } else if is_unit(&path) {
                return true;
            }
        }
    }
    false
}

/// Takes all files apart, as one host.
///
/// # Errors
/// A file that podman does not load.
pub fn parse(
    inputs: Vec<Input>,
    options: &Options,
    files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    let first = inputs.first().map_or("-", Input::name).to_owned();
    let sources = sources(inputs, files)?;
    let found = files::read(&sources)?;
    let world = Arc::new(World::of(&found));
    let name = options.host();
    let subject = Subject::Host(name.to_owned());
    let mut host = Host {
        engine: options.engine.unwrap_or_default(),
        graphroot: graphroot(found.units.values()),
        ..Host::default()
    };
    let source = Source {
        name: first.clone(),
        text: String::new(),
    };
    let services = units::of(&found, &world);
    let place = |unit: &str| {
        let service = unit.strip_suffix(".service").unwrap_or(unit);
        let mut files = found.units.values();
        files
            .find(|file| world::service(file).name == service)
            .map_or_else(
                || "`[Service]`".to_owned(),
                |file| format!("`[Service]` of `{}`", file.path),
            )
    };
    let root = At::root(&source);
    of_systemd::read(&root, services, name, &mut host, fleet, &place)?;
    for hidden in &found.hidden {
        fleet.say(
            subject.clone(),
            rules::hidden_unit(&hidden.path, &hidden.by),
        );
    }
    let mut containers = BTreeMap::new();
    for file in found.units.values() {
        if file.is_template() {
            let instance =
                |other: &&File| other.name.starts_with(file.stem()) && other.name != file.name;
            if !found.units.values().any(|other| instance(&other)) {
                fleet.say(subject.clone(), rules::idle_template(&file.path));
            }
            continue;
        }
        if file.kind() == "container" {
            let (raw, own) = raw(file, &found, &world);
            let unit = host
                .units
                .as_mut()
                .and_then(|units| units.get_mut(&format!("{}.service", own.service.name)));
            if let Some(unit) = unit {
                units::locate(unit, &own);
            }
            containers.insert(file.stem().to_owned(), raw);
        } else {
            let part = part(file, &child("", &file.name)).1;
            made::put(&part, &world, &mut host, fleet, name);
        }
    }
    let unread = Unread {
        source: first,
        open: true,
        host,
        containers,
        conf: Conf::default(),
    };
    fleet.add(name.to_owned(), unread)
}

fn part(file: &File, below: &str) -> (Value, Part) {
    let (tree, leaves) = tree::of(file, below);
    let part = Part {
        file: file.clone(),
        leaves,
        service: world::service(file),
    };
    (tree, part)
}

/// A container, before it is read; and its unit again.
fn raw(file: &File, files: &files::Files, world: &Arc<World>) -> (Raw, Part) {
    let (mut tree, own) = part(file, "");
    let mut places: Vec<_> = own
        .leaves
        .iter()
        .map(|leaf| (leaf.pointer.clone(), leaf.place()))
        .collect();
    let mut others = Vec::new();
    for name in named(file) {
        let Some(other) = files
            .units
            .get(&name)
            .filter(|other| other.kind() != "container")
        else {
            continue;
        };
        let (other_tree, other) = part(other, &child("", &name));
        places.extend(
            other
                .leaves
                .iter()
                .map(|leaf| (leaf.pointer.clone(), leaf.place())),
        );
        if let Value::Object(keys) = &mut tree {
            keys.insert(name, other_tree);
        }
        others.push(other);
    }
    let container = Container {
        own: part(file, "").1,
        others,
    };
    let world = Arc::clone(world);
    let read: Read = Arc::new(move |_: &Value, draft: &mut Draft<'_>| {
        container::read(&container, &world, draft);
    });
    let raw = Raw {
        tree,
        places,
        dialect: &DIALECT,
        read,
    };
    (raw, own)
}

/// Files of units that a container names, each once.
fn named(file: &File) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for placed in file
        .lines
        .iter()
        .filter(|placed| placed.line.section == "Container")
    {
        let words = placed.line.value.split([' ', ':', ',', '=', '"']);
        let units = words.filter(|word| files::KINDS.contains(&files::extension(word)));
        for word in units {
            if !out.iter().any(|known| known == word) {
                out.push(word.to_owned());
            }
        }
    }
    out
}

/// Where podman keeps the volumes of a user, where all units are of one whose home is known.
fn graphroot<'f>(mut files: impl Iterator<Item = &'f File>) -> Option<String> {
    let first = files.next()?.home.as_ref()?.path.clone()?;
    let same = |file: &File| file.home.as_ref().and_then(|home| home.path.as_ref()) == Some(&first);
    files
        .all(same)
        .then(|| format!("{first}/.local/share/containers/storage"))
}

/// All files of the inputs: those of folders, and what stands next to a file and belongs to it.
fn sources(inputs: Vec<Input>, files: &dyn Files) -> Result<Vec<Source>, Error> {
    let mut out: Vec<Source> = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    for input in inputs {
        match input {
            Input::Folder(name) => {
                let mut found = Vec::new();
                below(&name, files, DEEPEST, &mut found)?;
                paths.extend(found.into_iter().filter(|path| is_unit(path)));
            }
            Input::File(document) => {
                next_to(&document.source, files, &mut paths)?;
                out.push(document.source);
            }
        }
    }
    for path in paths {
        if out.iter().all(|known| known.name != path)
            && let Some(text) = files.text(&path)?
        {
            out.push(Source { name: path, text });
        }
    }
    Ok(out)
}

/// Drop-ins of a file, and units that it names.
fn next_to(source: &Source, files: &dyn Files, paths: &mut Vec<String>) -> Result<(), Error> {
    let folder = folder(&source.name);
    let own = source.name.rsplit('/').next().unwrap_or_default();
    let kind = files::extension(own);
    for entry in files.list(folder)?.unwrap_or_default() {
        let path = match folder {
            "." if !source.name.starts_with("./") => entry.name.clone(),
            folder => join(folder, &entry.name),
        };
        let drop_ins = entry
            .name
            .strip_suffix(".d")
            .is_some_and(|name| files::extension(name) == kind || name == kind);
        if entry.is_folder && drop_ins {
            below(&path, files, 1, paths)?;
        } else if is_unit(&entry.name)
            && !entry.name.ends_with(".container")
            && entry.name != own
            && source.text.contains(&entry.name)
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// Paths of all files below a folder.
fn below(name: &str, files: &dyn Files, depth: usize, out: &mut Vec<String>) -> Result<(), Error> {
    for entry in files.list(name)?.unwrap_or_default() {
        let path = format!("{}/{}", name.trim_end_matches('/'), entry.name);
        match depth.checked_sub(1) {
            Some(depth) if entry.is_folder => below(&path, files, depth, out)?,
            _ if entry.is_folder => {}
            _ => out.push(path),
        }
    }
    Ok(())
}
