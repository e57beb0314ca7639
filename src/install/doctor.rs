//! `doctor`: what this host has, and what it lacks, for K3s and for a bundle. It only looks.

use std::{path::PathBuf, process::Command};

use serde::Serialize;

use super::{
    bundle::Bundle,
    child::{self, DEADLINE},
    k3s_config::K3s,
};
use crate::bundle::index::Index;

mod bundle;
mod cluster;
mod host;
mod images;
mod memory;
mod network;

pub use bundle::judge;

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It could not be found out.
    Unknown,
    /// It works, and is worth a look.
    Warn,
    /// It does not work.
    Fail,
}

impl State {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    /// Format version, 2.
    pub v: u32,
    /// `finding`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What was looked at.
    pub topic: &'static str,
    /// `ok`, `unknown`, `warn`, `fail`.
    #[schemars(with = "String")]
    pub state: State,
    /// What was found.
    pub message: String,
    /// What to do; empty where there is nothing to do.
    #[serde(rename = "do")]
    pub remedy: String,
}

impl Finding {
    fn new(topic: &'static str, state: State, message: impl Into<String>) -> Self {
        Self {
            v: 2,
            kind: "finding",
            topic,
            state,
            message: message.into(),
            remedy: String::new(),
        }
    }

    fn ok(topic: &'static str, message: impl Into<String>) -> Self {
        Self::new(topic, State::Ok, message)
    }

    fn unknown(topic: &'static str, message: impl Into<String>) -> Self {
        Self::new(topic, State::Unknown, message)
    }

    fn warn(topic: &'static str, message: impl Into<String>) -> Self {
        Self::new(topic, State::Warn, message)
    }

    fn fail(topic: &'static str, message: impl Into<String>) -> Self {
        Self::new(topic, State::Fail, message)
    }

    fn then(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: remedy.into(),
            ..self
        }
    }
}

/// Who is looked at.
#[derive(Debug)]
pub struct Patient {
    /// Name of the host.
    pub host: String,
    /// The manifests directory that `install` writes to.
    pub target: PathBuf,
    /// Directory of the state.
    pub state: PathBuf,
    /// Directory of systemd for drop-ins that keep podman's units from starting, if they are written.
    pub guards: Option<PathBuf>,
    /// How K3s is run.
    pub k3s: K3s,
    /// This program, which looks at foreign paths in a process of its own.
    pub looker: Option<PathBuf>,
    /// What is to be installed, if anything.
    pub bundle: Option<Bundle>,
}

impl Patient {
    fn index(&self) -> Option<&Index> {
        self.bundle.as_ref().map(|bundle| &bundle.index)
    }
}

type Check = fn(&Patient) -> Vec<Finding>;

/// The checks, in the order in which their findings are printed.
const CHECKS: &[Check] = &[
    cluster::k3s,
    cluster::asked,
    network::ranges,
    network::firewall,
    host::disks,
    host::lasting,
    memory::check,
    host::secrets,
    images::check,
];

/// Runs every check.
#[must_use]
pub fn examine(patient: &Patient) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(patient)).collect()
}

/// What to do for root, and for a user who sees less.
fn by_user(root: &str, other: &str) -> String {
    let is_root = rustix::process::geteuid().is_root();
    (if is_root { root } else { other }).to_owned()
}

/// What a program prints; `None` where it is not there, fails, or does not answer.
fn ask(program: &str, args: &[&str]) -> Option<String> {
    let answer = child::ask(Command::new(program).args(args), DEADLINE).ok()?;
    answer
        .success
        .then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}
