//! The shape of the source, checked by reading it: who imports whom, what stays out of which
//! folder, how long a file may be. ARCHITECTURE.md gives the reasons.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests may panic"
)]

#[path = "layering/paths.rs"]
mod paths;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use paths::paths;

/// What each folder (with the file of its name) may import from the crate. `Compiled` and what
/// comes with it stand in `lib.rs`. Nobody imports `cli`.
#[rustfmt::skip]
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("bundle",     &["Compiled", "kube", "monitoring", "plan", "report"]),
    ("cli",        &["Compiled", "Deny", "bundle", "columns", "compile_fleet", "install", "ledger", "parallel", "podman", "read", "report", "rules", "settings", "survey", "waves", "words"]),
    ("columns",    &[]),
    ("dotenv",     &["property", "redact"]),
    ("facts",      &["grammar", "origin", "podman", "words"]),
    ("grammar",    &[]),
    ("install",    &["bundle", "columns", "dotenv", "ledger", "redact", "rules"]),
    ("kube",       &["grammar", "ledger", "origin", "parallel", "plan", "rules"]),
    ("ledger",     &["origin", "redact", "rules"]),
    ("lib",        &["bundle", "kube", "ledger", "plan", "podman", "read", "rules", "settings"]),
    ("main",       &[]),
    ("monitoring", &["grammar", "origin", "rules"]),
    ("nix_syntax", &[]),
    ("origin",     &["rules"]),
    ("parallel",   &[]),
    ("plan",       &["facts", "grammar", "ledger", "monitoring", "origin", "podman", "redact", "rules", "settings"]),
    ("podman",     &["grammar", "origin"]),
    ("read",       &["dotenv", "grammar", "ledger", "nix_syntax", "origin", "parallel", "podman", "property", "redact", "rules", "words"]),
    ("property",   &[]),
    ("redact",     &["words"]),
    ("report",     &["Compiled", "columns", "grammar", "kube", "ledger", "origin", "podman", "read", "redact", "rules", "waves", "words"]),
    ("rules",      &["redact", "words"]),
    ("settings",   &["grammar", "monitoring", "origin", "rules", "words"]),
    ("survey",     &["columns", "nix_syntax", "read"]),
    ("waves",      &["Compiled", "facts", "grammar", "origin", "plan", "podman"]),
    ("words",      &[]),
];

/// Words that only some folders may say, with the folders.
#[rustfmt::skip]
const ONLY_IN: &[(&str, &[&str])] = &[
    ("k8s_openapi",   &["kube"]),
    ("std::fs",       &["cli", "install"]),
    ("std::env",      &["cli", "install"]),
    ("std::process",  &["cli", "install", "main"]),
    ("std::net::Tcp", &[]),
    ("Instant::now",  &["install"]),
    ("SystemTime",    &["install"]),
    ("println!",      &[]),
    ("print!(",       &[]),
    ("rnix",          &["nix_syntax", "read", "survey"]),
    ("clap",          &["bundle", "cli", "install"]), // `bundle::Layout` and `Prune` are words of the command line
];

/// What stands nowhere outside tests.
const NOWHERE: &[&str] = &[
    ".unwrap()",
    "dbg!",
    "todo!",
    "unimplemented!",
    "TODO",
    "FIXME",
    "XXX",
    "process::exit",
];

/// Files that may be longer than [`LINES`], because they are tables.
const TABLES: &[&str] = &[];

/// The longest a file may be.
const LINES: usize = 500;

/// Readers that may use another one: the envelope holds what the other one reads.
const READERS: &[(&str, &str)] = &[("envelope", "oci_containers"), ("fleet", "oci_containers")];

struct File {
    /// Path below the crate.
    path: String,
    text: String,
}

impl File {
    /// First folder below `src`, or the name of the file.
    fn folder(&self) -> &str {
        let rest = self.path.strip_prefix("src/").unwrap();
        rest.split(['/', '.']).next().unwrap()
    }

    /// Its module from the root of the crate: `plan`, `names` for `src/plan/names.rs`.
    fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        match path {
            "lib" | "main" => Vec::new(),
            path => path.split('/').collect(),
        }
    }

    /// Its module within the folder: `names` for `src/plan/names.rs` and `src/plan/names/x.rs`.
    fn module(&self) -> Option<&str> {
        self.modules().get(1).copied()
    }

    /// The code: without comments and without the tests at its end.
    fn code(&self) -> String {
        let end = self
            .text
            .find("#[cfg(test)]\nmod tests {")
            .unwrap_or(self.text.len());
        let lines = self.text[..end].lines();
        lines
            .map(|line| match line.find("//") {
                // `https://` stands in strings.
                Some(at) if !line[..at].ends_with(':') => &line[..at],
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn files(folder: &str) -> Vec<File> {
    let top = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut out = Vec::new();
    let mut open = vec![top.join(folder)];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                out.push(File {
                    path: relative(&path, &top),
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!out.is_empty());
    out
}

fn relative(path: &Path, top: &Path) -> String {
    let path = path.strip_prefix(top).unwrap();
    path.to_string_lossy().into_owned()
}

fn none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn folders_import_only_what_they_may() {
    let mut broken = Vec::new();
    for file in files("src") {
        let folder = file.folder();
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == folder) else {
            broken.push(format!("{}: `{folder}` has no row in this test", file.path));
            continue;
        };
        let imports = paths(&file)
            .into_iter()
            .filter_map(|path| path.into_iter().next());
        for import in imports.collect::<BTreeSet<String>>() {
            if import != folder && !allowed.contains(&import.as_str()) {
                broken.push(format!("{}: uses crate::{import}", file.path));
            }
        }
    }
    none(&broken);
}

/// Passes know no pass, readers know no reader: what two of them share stands one level up.
#[test]
fn siblings_do_not_import_each_other() {
    let all = files("src");
    let modules = |folder: &str, mark: &str| -> BTreeSet<String> {
        let in_folder = all.iter().filter(|file| file.folder() == folder);
        in_folder
            .filter(|file| file.text.contains(mark))
            .filter_map(|file| file.module().map(str::to_owned))
            .collect()
    };
    let passes = modules("plan", "pub fn pass(");
    let readers = modules("read", "pub fn sniff(");
    assert!(passes.len() > 10 && readers.len() > 1);
    let mut broken = Vec::new();
    for file in &all {
        let siblings = match file.folder() {
            "plan" => &passes,
            "read" => &readers,
            _ => continue,
        };
        let Some(own) = file.module() else { continue };
        let used: BTreeSet<String> = paths(file)
            .into_iter()
            .filter(|path| path[0] == file.folder())
            .filter_map(|path| path.into_iter().nth(1))
            .collect();
        for other in used.intersection(siblings).filter(|other| *other != own) {
            if !READERS.contains(&(own, other.as_str())) {
                broken.push(format!("{}: uses its sibling `{other}`", file.path));
            }
        }
    }
    none(&broken);
}

#[test]
fn words_stay_in_their_folders() {
    let mut broken = Vec::new();
    for file in files("src") {
        let code = file.code();
        for (word, folders) in ONLY_IN {
            let said = code.match_indices(word).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            });
            if said && !folders.contains(&file.folder()) {
                broken.push(format!("{}: says `{word}`", file.path));
            }
        }
        for word in NOWHERE {
            if code.contains(word) {
                broken.push(format!("{}: says `{word}`", file.path));
            }
        }
    }
    none(&broken);
}

/// A pass names every field of its section: a new field does not compile until somebody decides.
/// `Variant { .. }` alone asks which variant it is, and hides no section.
#[test]
fn passes_hide_no_field() {
    let mut broken = Vec::new();
    for file in files("src").iter().filter(|file| file.folder() == "plan") {
        let code: String = file.code().split_whitespace().collect();
        for (at, _) in code.match_indices("..}") {
            let before = code[..at].chars().next_back();
            if before != Some('{') {
                let start = code[..at].rfind('{').unwrap_or(0);
                broken.push(format!("{}: {}", file.path, &code[start..at + 3]));
            }
        }
    }
    none(&broken);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut broken = Vec::new();
    for file in files("src").into_iter().chain(files("tests")) {
        let lines = file.text.lines().count();
        if lines > LINES && !TABLES.contains(&file.path.as_str()) {
            broken.push(format!("{}: {lines} lines", file.path));
        }
        if !file.text.starts_with("//! ") {
            broken.push(format!("{}: does not start with `//! `", file.path));
        }
        let name = Path::new(&file.path).file_stem().unwrap().to_string_lossy();
        if ["utils", "util", "helpers", "manager", "misc"].contains(&name.as_ref()) {
            broken.push(format!("{}: the name says nothing", file.path));
        }
    }
    none(&broken);
}
