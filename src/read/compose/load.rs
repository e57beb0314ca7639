//! From the files of a project to one tree: variables, `extends`, `include`, and one file after another.

use std::collections::HashMap;

use crate::{
    dotenv::{self, Variables},
    read::{
        Error, Files, Source,
        input::{folder, join},
        yaml::{self, Budget, Kind, Node},
    },
};

use super::{
    merge::{self, put},
    paths::{self, is_extension},
    texts::Texts,
};

/// How long chains of `extends` and `include` may be.
const DEPTH: usize = 32;

/// Parts of a project that files bring along.
pub const PARTS: [&str; 6] = [
    "configs", "jobs", "networks", "secrets", "services", "volumes",
];

/// Loads projects; what all of them may be is limited together.
pub struct Loader<'f> {
    files: &'f dyn Files,
    /// What was loaded.
    pub texts: Texts,
    budget: Budget,
    /// Files that include one another.
    including: Vec<String>,
}

/// What files of one project have in common.
struct Level<'v> {
    variables: &'v Variables,
    /// Files that `extends` names, by path.
    known: HashMap<String, Node>,
}

impl<'f> Loader<'f> {
    /// Nothing was loaded yet.
    pub fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            texts: Texts::default(),
            budget: Budget::default(),
            including: Vec::new(),
        }
    }

    /// The tree of these files, the earlier ones first; relative paths are below `folder`.
    ///
    /// # Errors
    /// A file cannot be read or is no Compose file, or a limit is passed.
    pub fn project(
        &mut self,
        sources: Vec<Source>,
        folder: &str,
        variables: &Variables,
    ) -> Result<Node, Error> {
        let mut level = Level {
            variables,
            known: HashMap::new(),
        };
        let mut out = Node::new(Kind::Map(Vec::new()));
        for source in sources {
            let name = source.name.clone();
            for mut document in self.documents(&source, folder, variables)? {
                self.extend(&mut document, &name, folder, &mut level)?;
                let included = document.get("include").cloned();
                out = merge::merge(out, &document, &mut Vec::new())
                    .map_err(|what| file_error(&name, &what))?;
                if let Some(included) = included {
                    self.include(&included, &name, folder, variables, &mut out)?;
                }
            }
        }
        if let Kind::Map(entries) = &mut out.kind {
            entries.retain(|entry| &*entry.key != "include");
        }
        merge::reset(&mut out);
        merge::unique(&mut out);
        Ok(out)
    }

    /// The variables of files such as `.env`, behind those that are known.
    ///
    /// # Errors
    /// A file cannot be read; where `required`, there is none.
    pub fn variables(
        &self,
        paths: &[String],
        required: bool,
        known: &Variables,
    ) -> Result<Variables, Error> {
        let mut out = known.clone();
        let mut read = std::collections::BTreeMap::new();
        for path in paths {
            match self.files.text(path)? {
                Some(text) => {
                    let found = dotenv::parse(&text, &out, &read).map_err(|(line, what)| {
                        Error::Syntax {
                            name: path.clone(),
                            line,
                            column: 1,
                            what,
                        }
                    })?;
                    read.extend(found);
                }
                None if required => {
                    return Err(file_error(path, "there is no such file"));
                }
                None => {}
            }
        }
        out = out.with(read);
        Ok(out)
    }

    /// The documents of a file, with their variables and absolute paths.
    fn documents(
        &mut self,
        source: &Source,
        folder: &str,
        variables: &Variables,
    ) -> Result<Vec<Node>, Error> {
        let name = source.name.clone();
        if source.text.trim().is_empty() {
            return Err(Error::Empty { name });
        }
        let file = self.texts.add(source.clone());
        let mut documents = yaml::parse(source, file, &mut self.budget)?;
        documents.retain(|document| !matches!(document.kind, Kind::Null));
        for document in &mut documents {
            if !matches!(document.kind, Kind::Map(_)) {
                return Err(file_error(
                    &name,
                    "a Compose file is a mapping with `services`",
                ));
            }
            if let Kind::Map(entries) = &mut document.kind {
                entries.retain(|entry| !is_extension(entry));
            }
            self.interpolate(document, variables)?;
            paths::resolve(document, folder);
        }
        Ok(documents)
    }

    fn interpolate(&self, node: &mut Node, variables: &Variables) -> Result<(), Error> {
        match &mut node.kind {
            Kind::Text(text) if text.contains('$') => {
                let expanded = variables.expand(text).map_err(|what| Error::Syntax {
                    name: self.texts.name(node.spot.file).to_owned(),
                    line: node.spot.line,
                    column: node.spot.column,
                    what,
                })?;
                *text = expanded.into();
                Ok(())
            }
            Kind::List(elements) => elements
                .iter_mut()
                .try_for_each(|node| self.interpolate(node, variables)),
            Kind::Map(entries) => entries
                .iter_mut()
                .try_for_each(|entry| self.interpolate(&mut entry.value, variables)),
            _ => Ok(()),
        }
    }

    /// Puts what services extend into them.
    fn extend(
        &mut self,
        document: &mut Node,
        file: &str,
        folder: &str,
        level: &mut Level<'_>,
    ) -> Result<(), Error> {
        let Some(services) = document.get("services") else {
            return Ok(());
        };
        if services
            .entries()
            .iter()
            .all(|entry| entry.value.get("extends").is_none())
        {
            return Ok(());
        }
        let services = services.clone();
        for entry in services.entries() {
            if entry.value.get("extends").is_some() {
                let place = (file.to_owned(), folder.to_owned());
                let mut chain = Vec::new();
                let value = self.extended(&entry.key, &services, &place, level, &mut chain)?;
                if let Some(known) = document.get_mut("services") {
                    put(
                        known,
                        yaml::Entry {
                            value,
                            ..entry.clone()
                        },
                    );
                }
            }
        }
        Ok(())
    }

    /// A service with what it extends; `place` is the file that has it, and its folder.
    fn extended(
        &mut self,
        service: &str,
        services: &Node,
        place: &(String, String),
        level: &mut Level<'_>,
        chain: &mut Vec<(String, String)>,
    ) -> Result<Node, Error> {
        let (file, folder_of) = place;
        let failed = |what: String| file_error(file, &what);
        let own = services.get(service);
        let own =
            own.ok_or_else(|| failed(format!("there is no service `{service}` to extend")))?;
        let link = (file.clone(), service.to_owned());
        if chain.contains(&link) {
            return Err(failed(format!("the service `{service}` extends itself")));
        }
        if chain.len() >= DEPTH {
            return Err(failed(format!(
                "a chain of `extends` is longer than {DEPTH}"
            )));
        }
        self.budget.spend_on(own).map_err(failed)?;
        let mut own = own.clone();
        let Some(extends) = own.get("extends").cloned() else {
            return Ok(own);
        };
        if let Kind::Map(entries) = &mut own.kind {
            entries.retain(|entry| &*entry.key != "extends");
        }
        let name = extends
            .as_text()
            .or_else(|| extends.get("service").and_then(Node::as_text));
        let name =
            name.ok_or_else(|| failed(format!("`extends` of `{service}` names no service")))?;
        chain.push(link);
        let base = match extends.get("file").and_then(Node::as_text) {
            None => self.extended(name, services, place, level, chain)?,
            Some(path) => {
                let path = join(folder_of, path);
                let there = folder(&path).to_owned();
                let services = self.services_of(&path, &there, level)?;
                self.extended(name, &services, &(path, there), level, chain)?
            }
        };
        chain.pop();
        let mut path = vec!["services", service];
        merge::merge(base, &own, &mut path).map_err(failed)
    }

    /// The services of a file that `extends` names.
    fn services_of(
        &mut self,
        path: &str,
        folder: &str,
        level: &mut Level<'_>,
    ) -> Result<Node, Error> {
        if let Some(known) = level.known.get(path) {
            return Ok(known.clone());
        }
        let source = self.source(path)?;
        let documents = self.documents(&source, folder, level.variables)?;
        let services = documents
            .iter()
            .find_map(|document| document.get("services"));
        let services = services
            .cloned()
            .unwrap_or(Node::new(Kind::Map(Vec::new())));
        level.known.insert(path.to_owned(), services.clone());
        Ok(services)
    }

    fn source(&self, path: &str) -> Result<Source, Error> {
        let text = self.files.text(path)?;
        let text = text.ok_or_else(|| file_error(path, "there is no such file"))?;
        Ok(Source {
            name: path.to_owned(),
            text,
        })
    }

    /// Adds projects that a file includes.
    fn include(
        &mut self,
        included: &Node,
        name: &str,
        own: &str,
        variables: &Variables,
        out: &mut Node,
    ) -> Result<(), Error> {
        for entry in included.elements() {
            let texts = |key: &str| -> Vec<String> {
                let Some(node) = entry.get(key) else {
                    return Vec::new();
                };
                let many = node.elements().iter().filter_map(Node::as_text);
                let all = node.as_text().into_iter().chain(many);
                all.map(|path| join(own, path)).collect()
            };
            let files = match entry.as_text() {
                Some(path) => vec![join(own, path)],
                None => texts("path"),
            };
            let Some(first) = files.first() else {
                return Err(file_error(name, "`include` names no file"));
            };
            if self.including.contains(first) || self.including.len() >= DEPTH {
                return Err(file_error(
                    first,
                    "the file includes itself, or a chain of `include` is too long",
                ));
            }
            let there = texts("project_directory").into_iter().next();
            let there = there.unwrap_or_else(|| folder(first).to_owned());
            let (env_files, required) = match texts("env_file") {
                none if none.is_empty() => (vec![join(&there, ".env")], false),
                files => (files, true),
            };
            let variables = self.variables(&env_files, required, variables)?;
            let sources: Result<Vec<Source>, Error> =
                files.iter().map(|file| self.source(file)).collect();
            self.including.push(first.clone());
            let project = self.project(sources?, &there, &variables)?;
            self.including.pop();
            // What has no value there has none here.
            import(&project, first, out)?;
        }
        Ok(())
    }
}

/// Adds the parts of an included project.
fn import(project: &Node, name: &str, out: &mut Node) -> Result<(), Error> {
    for part in PARTS {
        let Some(more) = project.get(part) else {
            continue;
        };
        if out.get(part).is_none() {
            put(
                out,
                yaml::Entry {
                    key: part.into(),
                    spot: more.spot,
                    value: Node {
                        spot: more.spot,
                        ..Node::new(Kind::Map(Vec::new()))
                    },
                },
            );
        }
        for entry in more.entries() {
            let Some(known) = out.get_mut(part) else {
                continue;
            };
            match known.get(&entry.key) {
                None => put(known, entry.clone()),
                Some(same) if same.to_json() == entry.value.to_json() => {}
                Some(_) => {
                    let what =
                        format!("`{part}.{}` is in the including project already", entry.key);
                    return Err(file_error(name, &what));
                }
            }
        }
    }
    Ok(())
}

/// An error of a file as a whole.
pub fn file_error(name: &str, what: &(impl ToString + ?Sized)) -> Error {
    Error::File {
        name: name.to_owned(),
        what: what.to_string(),
    }
}
