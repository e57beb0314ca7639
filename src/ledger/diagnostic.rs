//! Diagnostics: what was said, of which option, container or host.

use crate::{
    origin::OriginId,
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
    /// The input as a whole, the settings, or the fleet.
    Fleet,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity after `--deny` and accepted losses.
    pub severity: Severity,
    /// Where it points.
    pub subject: Subject,
    /// The text.
    pub say: Say,
}
