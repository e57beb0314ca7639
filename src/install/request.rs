//! What an installation is asked for, and what it did.

use std::path::PathBuf;

use super::{changes::Change, difference::Objects, goal::Wishes, seccomp, state::Home};
use crate::{
    ledger::{Ledger, Policy},
    rules::Severity,
};

/// What to install.
#[derive(Debug, Clone)]
pub enum What {
    /// A bundle's directory.
    Bundle(PathBuf),
    /// A generation: this one, or the one before the current one.
    Generation(Option<u64>),
    /// Nothing: all files of k3s-migrate go.
    Nothing,
}

/// What the operator asks for.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub struct Request {
    /// What to install.
    pub what: What,
    /// The manifests directory.
    pub target: PathBuf,
    /// The directory of the state.
    pub home: Home,
    /// Files handed over, and what becomes of objects that go.
    pub wishes: Wishes,
    /// Generations to keep.
    pub generations: usize,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Compare the objects, too.
    pub diff: bool,
    /// Make the manifests directory where there is none.
    pub create: bool,
    /// Take over all files that bear the mark of k3s-migrate.
    pub adopt_all: bool,
    /// Who looks at paths that the configuration names; this process where there is none.
    pub looker: Option<PathBuf>,
    /// Where the kernel shows processes.
    pub proc: PathBuf,
    /// The file that says which cluster is asked.
    pub kubeconfig: Option<PathBuf>,
    /// Only hold the units that installed manifests name.
    pub only_holds: bool,
    /// Only make the seccomp profiles: K3s is an agent here, and reads no manifests.
    pub only_profiles: bool,
    /// Name of this host in the bundle.
    pub host: String,
    /// Options that say where, as they were given: ` --target manifests`. A command that goes on repeats them.
    pub places: String,
    /// That of the host: ` --host storage`.
    pub for_host: String,
    /// Configuration file of K3s.
    pub k3s_config: PathBuf,
    /// Where seccomp profiles come from and go.
    pub seccomp: seccomp::Places,
    /// Which diagnostics are errors.
    pub policy: Policy,
}

/// What was done.
#[derive(Debug)]
pub struct Outcome {
    /// Changes of files, in the order in which they were made.
    pub changes: Vec<Change>,
    /// Diagnostics.
    pub ledger: Ledger,
    /// Whether an error kept everything as it was.
    pub stopped: bool,
    /// Generation that is installed now; 0 for none.
    pub generation: u64,
    /// The command that was run, without its options: `rollback 3`.
    pub command: String,
    /// Objects as they are and as they would be, where that was requested; Secrets without their content.
    pub difference: Option<(Objects, Objects)>,
    /// Units of podman that do not start from now on, in a dry run those that would not.
    pub held: Vec<String>,
    /// Units of podman that may start again.
    pub released: Vec<String>,
}

impl Outcome {
    pub(super) fn stopped(ledger: Ledger, generation: u64, command: String) -> Self {
        Self {
            changes: Vec::new(),
            ledger,
            stopped: true,
            generation,
            command,
            difference: None,
            held: Vec::new(),
            released: Vec::new(),
        }
    }

    /// The exit code: 0 where all is as it should be, 1 where something waits or was refused, 2 where nothing was done.
    #[must_use]
    pub fn code(&self) -> u8 {
        match (self.stopped, self.has_errors()) {
            (true, _) => 2,
            (_, true) => 1,
            _ => 0,
        }
    }

    /// Whether there is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.ledger)
    }
}

pub(super) fn has_errors(ledger: &Ledger) -> bool {
    ledger
        .diagnostics()
        .iter()
        .any(|d| d.severity == Severity::Error)
}
