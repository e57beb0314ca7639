//! What a shell offers behind an option: codes, and containers and options of the inputs on the same line.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use clap_complete::{
    Shell,
    engine::{ArgValueCompleter, CompletionCandidate},
    env::Shells,
};

use super::{Error, load};
use crate::{
    read,
    rules::{self, Rule},
};

/// The variable by which a shell asks for completions.
pub const VARIABLE: &str = "COMPLETE";

/// Codes, as `--deny` takes them.
pub fn codes() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let warnings = CompletionCandidate::new("warnings");
        let all = rules::all().map(code).chain([warnings]);
        starting(current, all)
    })
}

/// What `explain` explains.
pub fn questions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let containers = of_inputs().into_iter();
        starting(current, containers.chain(rules::all().map(code)))
    })
}

/// Containers, as `--container` takes them.
pub fn containers() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| starting(current, of_inputs().into_iter()))
}

/// What a shell runs once so that it asks this program.
pub fn script(shell: Shell) -> Result<String, Error> {
    let shells = Shells::builtins();
    let mut out = Vec::new();
    if let Some(completer) = shells.completer(&shell.to_string()) {
        let name = "k3s-migrate";
        completer
            .write_registration(VARIABLE, name, name, name, &mut out)
            .map_err(Error::Output)?;
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn code(rule: &'static Rule) -> CompletionCandidate {
    CompletionCandidate::new(rule.code).help(Some(rule.title.into()))
}

fn starting(
    current: &OsStr,
    all: impl Iterator<Item = CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    all.filter(|candidate| {
        candidate
            .get_value()
            .to_string_lossy()
            .starts_with(&*current)
    })
    .collect()
}

/// Containers of the inputs that the line has so far, and options of the one that is written out. An input that cannot be
/// read offers nothing: its message comes when the line is run.
fn of_inputs() -> Vec<CompletionCandidate> {
    let words: Vec<String> = env::args().skip_while(|word| word != "--").collect();
    let is_json = |word: &&String| Path::new(word).extension().is_some_and(|end| end == "json");
    let files = words.iter().filter(is_json);
    let mut out = Vec::new();
    for file in files.map(PathBuf::from).filter(|file| file.is_file()) {
        let Ok(source) = load::source(&file) else {
            continue;
        };
        let Ok(fleet) = read::open(&[source], &read::Options::default()) else {
            continue;
        };
        for container in fleet.containers() {
            let name = container.attribute;
            out.push(
                CompletionCandidate::new(name).help(Some(format!("on {}", container.host).into())),
            );
            let begun = |word: &String| {
                word.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('.'))
            };
            if words.iter().any(begun) {
                let options = fleet.options(container.host, name);
                out.extend(
                    options.map(|option| CompletionCandidate::new(format!("{name}.{option}"))),
                );
            }
        }
    }
    out
}
