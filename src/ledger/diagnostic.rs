//! Diagnostics: what was said, of which option, container or host.

use std::sync::Arc;

use crate::{
    origin::{OriginId, place::Place},
    rules::{Say, Severity},
};

/// Where a diagnostic points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An option that was read.
    Option(OriginId),
    /// A container as a whole, or a place in it that could not be read: index and JSON Pointer.
    Container(usize, Option<String>),
    /// A host as a whole.
    Host(String),
    /// A place on the host that is installed to, in words: a file, a unit, a workload.
    Place(String),
    /// A key of the settings.
    Setting(Box<Setting>),
    /// The input as a whole, or the fleet.
    Fleet,
}

/// A key of the settings that something is said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// JSON Pointer into the settings.
    pub pointer: String,
    /// Where it stands in their file.
    pub place: Option<Place>,
    /// Indexes of the containers that it decides; an error stops them.
    pub containers: Vec<usize>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity after `--deny` and accepted losses.
    pub severity: Severity,
    /// Whether the operator accepted it.
    pub accepted: bool,
    /// Where it points.
    pub subject: Subject,
    /// What is said.
    pub say: Arc<Say>,
}
