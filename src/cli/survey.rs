//! `inventory`: the Nix files of a tree, read one by one, and its Compose projects and quadlet files.

use std::{io, path::Path};

use clap::ValueEnum;
use walkdir::{DirEntry, WalkDir};

use super::{
    Error, Global,
    output::{json, print, print_prose, tell_last},
};
use crate::columns::counted;

mod projects;

use crate::survey::{self, Survey, Unread, graph, table};

/// How the containers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table
    Table,
    /// One JSON object (`schema inventory`)
    Json,
    /// The graph of dependencies, for Graphviz
    Dot,
    /// The graph of dependencies, for Markdown
    Mermaid,
}

/// Prints what a tree defines. Files that cannot be read are named, and change nothing else.
pub fn inventory(global: &Global, dir: &Path, format: Format) -> Result<u8, Error> {
    let (survey, files) = read(dir)?;
    if files == 0 && survey.projects.is_empty() && survey.unread.is_empty() {
        return Err(Error::NoNixFiles {
            path: dir.to_owned(),
        });
    }
    match format {
        Format::Table => print_prose(&table::text(&survey))?,
        Format::Json => print(&json(&survey))?,
        Format::Dot => print(&graph::dot(&survey))?,
        Format::Mermaid => print(&graph::mermaid(&survey))?,
    }
    if survey.containers.is_empty() && survey.computed.is_empty() && files > 0 {
        let files = counted(files, "Nix file");
        let text = format!(
            "no container is written out in {files} of `{}`; look in the folder of your whole configuration\n",
            dir.display()
        );
        tell_last(global, &text)?;
    }
    Ok(0)
}

/// What they define, and how many Nix files there are. All `*.nix` below a directory, or one file. Hidden folders and links are
/// passed over: `result` is a link.
fn read(dir: &Path) -> Result<(Survey, usize), Error> {
    let mut survey = Survey::default();
    let mut files = 0;
    let mut found = projects::Found::default();
    let walk = WalkDir::new(dir).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(wanted) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(Error::Read {
                    path: dir.to_owned(),
                    error: error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("a link leads to itself")),
                });
            }
            Err(error) => {
                survey.unread.push(Unread {
                    file: error.path().unwrap_or(dir).display().to_string(),
                    line: None,
                    column: None,
                    reason: error.to_string(),
                });
                continue;
            }
        };
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "nix") {
            found.file(path);
            continue;
        }
        files += 1;
        let below = path.strip_prefix(dir).unwrap_or(path);
        let name = if below.as_os_str().is_empty() {
            path
        } else {
            below
        };
        let name = name.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => survey::read(&name, &text, &mut survey),
            Err(error) => survey.unread.push(Unread {
                file: name,
                line: None,
                column: None,
                reason: error.to_string(),
            }),
        }
    }
    found.read(dir, &mut survey);
    Ok((survey.sorted(), files))
}

fn wanted(entry: &DirEntry) -> bool {
    let hidden = entry.file_name().to_string_lossy().starts_with('.');
    entry.depth() == 0 || !(hidden && entry.file_type().is_dir())
}
