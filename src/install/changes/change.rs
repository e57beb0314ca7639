//! What happens to one file.

use serde::Serialize;

use crate::install::{objects::Id, state::Held};

/// What becomes of the objects of files that go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Prune {
    /// K3s deletes them; until then the file is a tombstone
    #[default]
    Tombstone,
    /// They stay in the cluster, and the file is removed
    Keep,
}

/// What happens to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It appears.
    Add,
    /// Its content changes.
    Update,
    /// It left the bundle and holds nothing but objects that a later file takes over, until K3s has
    /// applied that.
    Wait,
    /// Its objects are deleted; it stays as a tombstone until K3s has done so.
    Tombstone,
    /// It goes, its objects stay.
    Remove,
    /// Nothing.
    Unchanged,
    /// It stays as it is: its workload was refused, or it holds data.
    Keep,
    /// It is not there, and does not come: its workload was refused, or lacks something on this host.
    Skip,
}

impl Action {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
            Self::Wait => "wait",
            Self::Tombstone => "tombstone",
            Self::Remove => "remove",
            Self::Unchanged => "unchanged",
            Self::Keep => "keep",
            Self::Skip => "skip",
        }
    }
}

/// What happens to one file, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Name of the file in our folder.
    pub file: String,
    /// What happens.
    pub action: Action,
    /// Objects that appear in the file.
    pub appear: Vec<Id>,
    /// Objects that leave the file.
    pub leave: Vec<Id>,
    /// Objects that leave the file once K3s has given them to the file that takes them over.
    pub waiting: Vec<Id>,
    /// Wanted content; `None` where there should be none, or where nothing is known.
    #[serde(skip)]
    pub content: Option<String>,
    /// Whether it has to be written.
    #[serde(skip)]
    pub write: bool,
    /// What the state says when all is done; `None` for nothing.
    #[serde(skip)]
    pub held: Option<Held>,
}

/// Why a file cannot be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// A file of our name that we did not write.
    Foreign(String),
    /// A file that k3s-migrate wrote and that was edited since.
    Edited(String),
}
