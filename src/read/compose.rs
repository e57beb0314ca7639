//! Compose projects: the files as they are written, and what `docker compose config` prints.
//!
//! <https://github.com/compose-spec/compose-spec/blob/main/spec.md>

use std::sync::Arc;

use serde_json::Value;

use crate::{
    dotenv::Variables,
    ledger::Subject,
    podman::{Host, engine::Engine},
    rules::compose as rules,
};

use super::{
    Error, Options, Source,
    containers_conf::Conf,
    fleet::{Fleet, Raw, Read, Unread},
    input::{Files, Input, clean, folder, join},
};
use load::Loader;
use project::Project;

pub mod dialect;
pub mod keys;
mod load;
mod merge;
pub mod parts;
mod paths;
mod project;
mod service;
mod texts;
mod trees;

/// Files of a folder that are a project, in the order in which Compose looks for them.
pub const NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Files beside them that add to it.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Keys of which a Compose file has one at its top.
const TOP: [&str; 3] = ["services", "include", "jobs"];

/// Whether an input is a Compose file, or a folder with one.
pub fn sniff(input: &Input, files: &dyn Files) -> bool {
    let document = match input {
        Input::Folder(folder) => return found(folder, &NAMES, files).is_some(),
        Input::File(document) => document,
    };
    let text = document.source.text.trim_start();
    if text.starts_with('{') {
        // Containers of NixOS may be called `services`.
        let has =
            |value: &Value, key: &str| value.get(key).is_some_and(|it| it.get("image").is_none());
        return document.json().is_some_and(|value| {
            TOP.iter().any(|key| has(value, key)) && value.get("hosts").is_none()
        });
    }
    let is_yaml =
        document.ends_with(".yaml") || document.ends_with(".yml") || document.source.name == "-";
    let begins = |line: &str| {
        let key = TOP.iter().find_map(|key| line.strip_prefix(key));
        key.is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    is_yaml && text.lines().any(begins)
}

fn found(folder: &str, names: &[&str], files: &dyn Files) -> Option<String> {
    let listed = files.list(folder).ok().flatten()?;
    let name = names
        .iter()
        .find(|name| listed.iter().any(|entry| entry.name == **name))?;
    Some(join(folder, name))
}

/// Takes projects apart: each folder is one, and all files together are one.
///
/// # Errors
/// A file cannot be read or is no Compose file.
pub fn parse(
    inputs: Vec<Input>,
    options: &Options,
    files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    let mut loader = Loader::new(files);
    let mut sources = Vec::new();
    for input in inputs {
        match input {
            Input::File(document) => sources.push(document.source),
            Input::Folder(folder) => {
                let given = of_folder(&folder, &loader, options, files)?;
                add(given, &folder, &mut loader, options, files, fleet)?;
            }
        }
    }
    if let Some(first) = sources.first() {
        let folder = folder(&first.name).to_owned();
        add(sources, &folder, &mut loader, options, files, fleet)?;
    }
    Ok(())
}

/// The files of a folder: those that `COMPOSE_FILE` of its `.env` names, or those of the usual names.
fn of_folder(
    folder: &str,
    loader: &Loader<'_>,
    options: &Options,
    files: &dyn Files,
) -> Result<Vec<Source>, Error> {
    let variables = variables(folder, loader, options)?;
    let named = variables.values.get("COMPOSE_FILE");
    let paths: Vec<String> = if let Some(named) = named {
        named.split(':').map(|path| join(folder, path)).collect()
    } else {
        let first = found(folder, &NAMES, files);
        let more = found(folder, &OVERRIDES, files);
        first.into_iter().chain(more).collect()
    };
    if paths.is_empty() {
        return Err(load::file_error(folder, "the folder has no compose.yaml"));
    }
    let source = |name: String| {
        let text = files.text(&name)?;
        let text = text.ok_or_else(|| load::file_error(&name, "there is no such file"))?;
        Ok(Source { name, text })
    };
    paths.into_iter().map(source).collect()
}

/// Paths of the files of variables that a project has.
fn files_of_variables(
    folder: &str,
    options: &Options,
    files: &dyn Files,
) -> Result<Vec<String>, Error> {
    if !options.env_files.is_empty() {
        return Ok(options
            .env_files
            .iter()
            .map(|path| files.absolute(path))
            .collect());
    }
    let usual = join(folder, ".env");
    let is_there = files.text(&usual)?.is_some();
    Ok(is_there
        .then(|| files.absolute(&usual))
        .into_iter()
        .collect())
}

fn variables(folder: &str, loader: &Loader<'_>, options: &Options) -> Result<Variables, Error> {
    let none = Variables::default();
    if options.env_files.is_empty() {
        return loader.variables(&[join(folder, ".env")], false, &none);
    }
    loader.variables(&options.env_files, true, &none)
}

/// Adds one project.
fn add(
    sources: Vec<Source>,
    folder: &str,
    loader: &mut Loader<'_>,
    options: &Options,
    files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    let mut variables = variables(folder, loader, options)?;
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let source = names.join(" and ");
    let here = files.absolute(&clean(folder));
    let guess = project::name_of_folder(&here);
    let given = options
        .project
        .clone()
        .or_else(|| variables.values.get("COMPOSE_PROJECT_NAME").cloned());
    variables
        .values
        .entry("COMPOSE_PROJECT_NAME".to_owned())
        .or_insert(guess.clone());
    // Paths are those of the host, so that they are the same wherever this program is started.
    let root = loader.project(sources, &here, &variables)?;
    let mut project = Project::new(
        root,
        given.as_deref(),
        &guess,
        &active(options, &variables),
        &source,
    )?;
    project.variables = files_of_variables(folder, options, files)?;
    let name = options.host();
    for (subject, say) in project.says(name, &variables) {
        fleet.say(subject, say);
    }
    project.environment = variables.values.into_iter().collect();
    let project = Arc::new(project);
    let containers = trees::trees(&project).into_iter().map(|(service, tree)| {
        let places = trees::places(&tree, &loader.texts);
        let (project, own) = (Arc::clone(&project), service.clone());
        let read: Read = Arc::new(move |tree, draft| service::read(tree, draft, &project, &own));
        let raw = Raw {
            tree: tree.to_json(),
            places,
            dialect: &dialect::COMPOSE,
            read,
        };
        (service, raw)
    });
    let unread = Unread {
        source,
        open: true,
        containers: containers.collect(),
        host: Host {
            engine: options.engine.unwrap_or(Engine::Docker),
            // Compose has no units, and needs none.
            units: Some(std::collections::BTreeMap::new()),
            networks: project.made_networks(),
            volumes: project.made_volumes(),
            ..Host::default()
        },
        conf: Conf::default(),
    };
    fleet.add(name.to_owned(), unread)
}

/// Profiles that are active.
fn active(options: &Options, variables: &Variables) -> Vec<String> {
    let of_file = variables.values.get("COMPOSE_PROFILES");
    let of_file = of_file.into_iter().flat_map(|text| text.split(','));
    let all = options.profiles.iter().map(String::as_str).chain(of_file);
    all.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// What is said of a host because of a project.
type Said = (Subject, crate::rules::Say);

/// What is said of services that are not converted, and of what has no value.
impl Project {
    fn says(&self, host: &str, variables: &Variables) -> Vec<Said> {
        let subject = || Subject::Host(host.to_owned());
        let mut out = Vec::new();
        let missing: Vec<String> = variables
            .missing
            .borrow()
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            out.push((subject(), rules::unset(&self.source, missing.join(", "))));
        }
        for (service, profile) in &self.inactive {
            out.push((subject(), rules::inactive(service, profile)));
        }
        for (part, name) in self.unused() {
            out.push((
                subject(),
                rules::unused(&self.source, format_args!("{part}.{name}")),
            ));
        }
        out
    }
}
