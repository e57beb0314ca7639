//! What the operator accepts and denies: `accept` of the settings, `--deny` of the command line.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::{Rule, Severity};

/// Decides the severity of a rule for a container.
#[derive(Debug, Default, Clone)]
pub struct Policy {
    /// Codes accepted everywhere.
    pub accept: BTreeSet<String>,
    /// Codes accepted for one container, by its index.
    pub accept_for: BTreeMap<usize, BTreeSet<String>>,
    /// Codes raised to errors.
    pub deny: BTreeSet<String>,
    /// All warnings are errors.
    pub deny_warnings: bool,
}

impl Policy {
    /// Whether the operator accepts this loss.
    #[must_use]
    pub fn accepts(&self, container: usize, code: &str) -> bool {
        self.accept.contains(code)
            || self
                .accept_for
                .get(&container)
                .is_some_and(|codes| codes.contains(code))
    }

    /// The same of what may be about no container, and is not denied.
    #[must_use]
    pub fn accepts_of(&self, container: Option<usize>, rule: &Rule) -> bool {
        let accepted = container.map_or_else(
            || self.accept.contains(rule.code),
            |container| self.accepts(container, rule.code),
        );
        accepted && !self.deny.contains(rule.code)
    }

    /// The severity that counts: denied is an error, accepted a note.
    #[must_use]
    pub fn severity(&self, container: Option<usize>, rule: &Rule) -> Severity {
        if self.deny.contains(rule.code) {
            return Severity::Error;
        }
        if self.accepts_of(container, rule) {
            return Severity::Note;
        }
        if self.deny_warnings && rule.severity == Severity::Warning {
            return Severity::Error;
        }
        rule.severity
    }
}
