//! What we may have to tell the operator: rules with their codes, and diagnostics that cite them.

use crate::origin::OriginId;

pub mod render;
pub mod rules;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A decision worth knowing.
    Note,
    /// The workload runs, but differs.
    Warning,
    /// The workload cannot be written.
    Error,
}

impl Severity {
    /// `note`, `warning`, `error`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing we may have to tell the operator. Ranges of codes: 1xx reading · 2xx identity, image,
/// grouping · 3xx network, exposure, dependencies · 4xx storage, devices, secrets · 5xx security ·
/// 6xx process, resources, health, lifecycle, logging · 7xx monitoring · 8xx emit · 9xx install.
/// A code is never used again for something else.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `K3M302`.
    pub code: &'static str,
    /// Severity unless the operator denies or accepts it.
    pub severity: Severity,
    /// One line, lower case, without a full stop.
    pub title: &'static str,
    /// What podman does, what Kubernetes does, why they differ, what we chose, how to choose
    /// otherwise, links. Printed by `k3s-migrate explain CODE` and in `docs/codes.md`.
    pub explain: &'static str,
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules::all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// What a diagnostic says about one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Say {
    /// One sentence with the container's name in back-ticks, lower case, no full stop.
    pub message: String,
    /// What is lost; empty for nothing.
    pub lost: String,
    /// What to do: alternatives, each an imperative; empty where there is nothing to do.
    pub remedies: Vec<String>,
}

impl Say {
    /// Just the sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// With what is lost.
    #[must_use]
    pub fn lost(mut self, lost: impl Into<String>) -> Self {
        self.lost = lost.into();
        self
    }

    /// With one more way out.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedies.push(remedy.into());
        self
    }
}

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
    /// The rule it cites.
    pub rule: &'static Rule,
    /// Its severity after `--deny` and accepted losses.
    pub severity: Severity,
    /// Where it points.
    pub subject: Subject,
    /// The text.
    pub say: Say,
}
