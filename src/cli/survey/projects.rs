//! Compose projects and quadlet files of a tree: each is read and judged as `check` does it. What cannot be read is named, and
//! changes nothing else.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    Compiled, Deny,
    bundle::Layout,
    cli::disk::Disk,
    compile_fleet,
    read::{
        self, Document, Files as _, Input, Options, Source, compose::NAMES as COMPOSE, input::clean,
    },
    settings::Settings,
    survey::{
        Survey, Unread,
        project::{Member, Project},
    },
};

/// Endings by which a folder of quadlet files is known; those of images are those of other programs, too.
const QUADLET: [&str; 6] = ["container", "kube", "network", "pod", "quadlets", "volume"];

/// The inputs that a tree holds, as they are found.
#[derive(Debug, Default)]
pub struct Found {
    /// Folders with a file of [`COMPOSE`], each with that file.
    compose: Vec<(PathBuf, PathBuf)>,
    /// Files of YAML or JSON with another name.
    other: Vec<PathBuf>,
    /// Folders with quadlet files; those below one of them are a part of it.
    quadlet: BTreeSet<PathBuf>,
}

impl Found {
    /// Looks at the name of a file.
    pub fn file(&mut self, path: &Path) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(ending), Some(name), Some(folder)) = (ending, name, path.parent()) else {
            return;
        };
        if COMPOSE.contains(&name) {
            self.compose.push((folder.to_owned(), path.to_owned()));
        } else if QUADLET.contains(&ending) {
            self.quadlet.insert(folder.to_owned());
        } else if matches!(ending, "yaml" | "yml") && !name.contains(".override.") {
            self.other.push(path.to_owned());
        }
    }

    /// Reads all of them.
    pub fn read(mut self, top: &Path, survey: &mut Survey) {
        // A folder has one project, by the first of the names.
        let rank = |path: &Path| COMPOSE.iter().position(|name| path.ends_with(name));
        self.compose
            .sort_by(|(a, one), (b, other)| a.cmp(b).then(rank(one).cmp(&rank(other))));
        self.compose.dedup_by(|one, other| one.0 == other.0);
        let mut inputs: Vec<(&'static str, PathBuf, Input)> = Vec::new();
        for (folder, file) in self.compose {
            let input = Input::Folder(text_of(&folder));
            inputs.push(("compose", file, input));
        }
        for file in self.other {
            inputs.extend(other(file));
        }
        let tops: Vec<&PathBuf> = self.quadlet.iter().collect();
        for folder in &tops {
            let inside = |other: &&PathBuf| other != folder && folder.starts_with(other);
            if !tops.iter().any(inside) {
                let input = Input::Folder(text_of(folder));
                inputs.push(("quadlet", (*folder).clone(), input));
            }
        }
        for (format, path, input) in inputs {
            let shown = below(top, &path);
            let options = Options {
                from: Some(format.to_owned()),
                profiles: if format == "compose" {
                    vec!["*".to_owned()]
                } else {
                    Vec::new()
                },
                ..Options::default()
            };
            match read::open_with(vec![input], &options, &Disk::default()) {
                Ok(fleet) => {
                    let (settings, deny) = (Settings::default(), Deny::default());
                    let compiled = compile_fleet(fleet, &settings, &deny, Layout::Yaml);
                    survey.projects.push(project(&compiled, top, shown, format));
                }
                Err(error) => survey.unread.push(Unread {
                    reason: said_of(top, &shown, &error.to_string()),
                    file: shown,
                    line: None,
                    column: None,
                }),
            }
        }
        survey.projects.sort();
    }
}

/// A file with a name of its own, where it is a Compose file. What is not, as most YAML, is none of ours.
fn other(path: PathBuf) -> Option<(&'static str, PathBuf, Input)> {
    let name = text_of(&path);
    let text = Disk::default().text(&name).ok()??;
    let has_services = text.lines().any(|line| line.trim_end() == "services:");
    let source = Source { name, text };
    has_services.then(|| ("compose", path, Input::File(Document::new(source))))
}

fn project(compiled: &Compiled, top: &Path, path: String, format: &str) -> Project {
    let refused = compiled.refused_workloads();
    let rows = crate::report::summary::rows(compiled);
    let containers = compiled.inventory.containers.iter().enumerate();
    let members = containers.zip(rows).map(|((index, container), row)| {
        let origins = compiled.ledger.entries();
        let mut own = origins.filter(|entry| entry.origin.container == index);
        let place = own.find_map(|entry| {
            let path = entry.origin.paths.first()?;
            compiled.inventory.places.find(index, path)
        });
        let workload = compiled.plan.workload_index(index);
        let mut codes: Vec<String> = row.errors.iter().map(|code| (*code).to_owned()).collect();
        if !refused.contains(&workload) {
            codes.clear();
        } else if codes.is_empty() {
            codes.push("another container of its Pod".to_owned());
        }
        let image = container.image.reference.as_ref();
        Member {
            name: container.attribute.clone(),
            file: place.map_or_else(|| path.clone(), |place| below(top, Path::new(&place.file))),
            image: image.map(|image| image.value.clone()),
            refused: codes,
        }
    });
    let members: Vec<Member> = members.collect();
    let images: BTreeSet<&str> = members
        .iter()
        .filter_map(|it| it.image.as_deref())
        .collect();
    Project {
        path,
        format: format.to_owned(),
        images: images.len(),
        refused: members.iter().filter(|it| !it.refused.is_empty()).count(),
        containers: members,
    }
}

fn below(top: &Path, path: &Path) -> String {
    let cleaned = clean(&text_of(top));
    let rest = path
        .strip_prefix(top)
        .or_else(|_| path.strip_prefix(cleaned));
    let rest = rest.unwrap_or(path);
    match text_of(rest) {
        empty if empty.is_empty() => ".".to_owned(),
        text => text,
    }
}

/// An error without the place of the tree, and without the name of the file that is said anyway.
fn said_of(top: &Path, file: &str, error: &str) -> String {
    let top = text_of(top);
    let short = error
        .replace(&format!("{}/", clean(&top)), "")
        .replace(&format!("{top}/"), "");
    match short
        .strip_prefix(file)
        .and_then(|rest| rest.strip_prefix(": "))
    {
        Some(own) => own.to_owned(),
        None => short,
    }
}

fn text_of(path: &Path) -> String {
    path.display().to_string()
}
