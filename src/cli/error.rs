//! What ends a command with exit code 2.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::directory::InTheWay;
use crate::settings;

/// Nothing could be done.
#[derive(Debug, Error)]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read `{}`: {error}{}", path.display(), instead(path, error))]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {error}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// `init` writes over nothing.
    #[error("`{}` exists already; name another file, or remove it", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// `convert` writes a directory.
    #[error("`{}` is a file, and this command writes a directory; name another one, or remove it", path.display())]
    NotFolder {
        /// Which.
        path: PathBuf,
    },
    /// The output directory has something of others where we would write.
    #[error("{}", overwritten(path, in_the_way))]
    InTheWay {
        /// Which directory.
        path: PathBuf,
        /// What in it.
        in_the_way: Vec<InTheWay>,
    },
    /// The output directory has what a slip would replace.
    #[error("`{}` {why}; nothing was written: name another directory, or replace what is there with `--force`", path.display())]
    Replaced {
        /// Which directory.
        path: PathBuf,
        /// What is in it, and what this run writes.
        why: String,
    },
    /// `-o - --layout k3s`.
    #[error(
        "a bundle (`--layout k3s`) is a directory of files; name one with `-o`, or leave the layout out"
    )]
    StreamOfBundle,
    /// An option that a command has no use for.
    #[error("`{option}` means nothing to `{command}`; leave it out")]
    Meaningless {
        /// The option.
        option: &'static str,
        /// The command.
        command: &'static str,
    },
    /// The settings are not JSON.
    #[error(
        "{}:{error}; settings are JSON, comments are allowed, as `{{\"accept\": [\"K3M622\"]}}` (in Nix they are `services.k3sMigrate.settings`)",
        path.display()
    )]
    Settings {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with its place.
        error: settings::Syntax,
    },
    /// The settings have keys or values that cannot be used.
    #[error("{}", lines(problems))]
    BadSettings {
        /// All of them.
        problems: Vec<settings::Problem>,
    },
    /// A file of ours is no JSON, or has a field that we do not know.
    #[error("`{}`: {place}: {message}", path.display())]
    Field {
        /// Which file.
        path: PathBuf,
        /// Path of the field in it.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// Standard output or standard error is gone.
    #[error("cannot print: {0}")]
    Output(io::Error),
    /// `--deny` names no rule.
    #[error(
        "unknown code `{code}`; {}a code that `k3s-migrate explain` lists",
        match meant.as_deref() {
            Some("warnings") => "did you mean `warnings`? It takes that word, or ".to_owned(),
            _ => did_you_mean(meant.as_ref()) + "`warnings`, or ",
        }
    )]
    NoSuchCode {
        /// What was given.
        code: String,
        /// What may have been meant.
        meant: Option<String>,
    },
    /// `--deny` names a rule that no message has.
    #[error(
        "`{code}` is only in the ledger, no message has it, and `--deny` would find none; `k3s-migrate ledger` shows its options"
    )]
    OnlyInLedger {
        /// Which.
        code: &'static str,
    },
    /// `--container` names no container of the input.
    #[error(
        "the input has no container `{name}`; {}`k3s-migrate check --summary` lists all",
        did_you_mean(meant.as_ref())
    )]
    NoSuchContainer {
        /// What was given.
        name: String,
        /// What may have been meant.
        meant: Option<String>,
    },
    /// `explain` finds neither a rule nor a container.
    #[error(
        "`{what}` is not a code, a word of a rule, or a container or option of an input (`k3s-migrate explain web.ports -f INPUT`); \
         {}`k3s-migrate explain` lists all codes",
        did_you_mean(meant.as_ref())
    )]
    NothingToExplain {
        /// What was given.
        what: String,
        /// What may have been meant.
        meant: Option<String>,
    },
    /// `explain -f INPUT` without a word.
    #[error(
        "`explain` with an input (`-f`) needs a container, or `CONTAINER.OPTION`, as in `k3s-migrate explain web.ports -f INPUT`; `k3s-migrate check --summary` lists the containers"
    )]
    NoQuestion,
    /// `--settings` names a folder.
    #[error("`{}` is a folder; name the file of settings in it, or leave `--settings` out (`k3s-migrate init` writes such a file)", path.display())]
    FolderAsSettings {
        /// Which.
        path: PathBuf,
    },
    /// `--source` is not a folder.
    #[error("`{}` is not a folder; `--source` names the one with the Nix files of the input's positions", path.display())]
    NoSource {
        /// What was given.
        path: PathBuf,
    },
    /// `--settings` names an input.
    #[error("`{}`: this file has containers; it is an input: name it without `--settings`", path.display())]
    InputAsSettings {
        /// Which.
        path: PathBuf,
    },
    /// A folder of manifests in the place of a bundle.
    #[error("`{}`: {}", path.display(), crate::install::bundle::PLAIN)]
    PlainFolder {
        /// Which.
        path: PathBuf,
    },
    /// `inventory` was given something else than Nix.
    #[error("`{}` has no Nix file, no Compose project and no quadlet file; name a file that ends in `.nix`, or the folder of your configuration (evaluated JSON is for `check`)", path.display())]
    NoNixFiles {
        /// What was given.
        path: PathBuf,
    },
    /// A file that `diff` reads holds no objects.
    #[error(transparent)]
    Manifest(#[from] crate::report::manifests::Error),
    /// Installing came to an end.
    #[error(transparent)]
    Install(#[from] crate::install::Error),
    /// The input could not be understood.
    #[error(transparent)]
    Input(#[from] crate::read::Error),
}

fn did_you_mean(meant: Option<&String>) -> String {
    match meant {
        Some(meant) => format!("did you mean `{meant}`? "),
        None => String::new(),
    }
}

/// What to give in the place of what cannot be read.
fn instead(path: &Path, error: &io::Error) -> &'static str {
    let name = path.to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound if name.contains('#') => {
            "; this is a flake reference: evaluate it with `nix eval --json`, and name the file that this writes"
        }
        io::ErrorKind::NotFound if name.starts_with('{') => "; a file is expected here, not JSON",
        io::ErrorKind::InvalidData => "; write the file as UTF-8 (PowerShell's `>` writes UTF-16)",
        io::ErrorKind::IsADirectory => "; name the file of evaluated definitions in it",
        io::ErrorKind::PermissionDenied => "; run the command as a user who may, or with `sudo`",
        _ => "",
    }
}

/// One line for each problem, with its place.
fn lines(problems: &[settings::Problem]) -> String {
    let line = |problem: &settings::Problem| match &problem.place {
        Some(at) => format!(
            "{}:{}:{}: {}",
            at.file,
            at.line,
            at.column,
            problem.say.message()
        ),
        None => problem.say.message().to_owned(),
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// So many paths are named.
const NAMED: usize = 10;

/// What is in the way, a line each, and what can be done.
fn overwritten(top: &Path, in_the_way: &[InTheWay]) -> String {
    let mut out = format!(
        "`{}` has files that `convert` would overwrite or remove; nothing was written",
        top.display()
    );
    for found in in_the_way.iter().take(NAMED) {
        out.extend(["\n  ", &found.path, ": ", found.why]);
    }
    if let more @ 1.. = in_the_way.len().saturating_sub(NAMED) {
        out.extend(["\n  and ", &more.to_string(), " more"]);
    }
    out.push_str(if in_the_way.iter().all(|found| found.forcible) {
        "\nmove them away, or overwrite them with `--force`"
    } else {
        "\nmove them away, or choose another directory"
    });
    out
}
