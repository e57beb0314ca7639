//! What ends a command with exit code 2.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::settings;

/// Nothing could be done.
#[derive(Debug, Error)]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read `{}`: {error}", path.display())]
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
    /// The output directory holds something of somebody else.
    #[error(
        "`{}` holds files that k3s-migrate did not write (it has no `.k3s-migrate`); \
         choose another directory, or move them away", path.display()
    )]
    ForeignDirectory {
        /// Which.
        path: PathBuf,
    },
    /// The settings are not JSON.
    #[error(
        "{}:{error}; settings are JSON, as `{{\"accept\": [\"K3M622\"]}}` (in Nix they are `services.k3sMigrate.settings`)",
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
    #[error("unknown code `{code}`; use `warnings`, or a code such as K3M302")]
    NoSuchCode {
        /// What was given.
        code: String,
    },
    /// `--container` names no container of the input.
    #[error("the input has no container `{name}`")]
    NoSuchContainer {
        /// What was given.
        name: String,
    },
    /// `explain` finds neither a rule nor a container.
    #[error("`{what}` is not a code, and not a container or an option of an input given with `-f`")]
    NothingToExplain {
        /// What was given.
        what: String,
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

/// One line for each problem, with its place.
fn lines(problems: &[settings::Problem]) -> String {
    let line = |problem: &settings::Problem| match &problem.place {
        Some(at) => format!(
            "{}:{}:{}: {}",
            at.file, at.line, at.column, problem.say.message
        ),
        None => problem.say.message.clone(),
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}
