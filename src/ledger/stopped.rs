//! Which containers an error stops, or will stop.

use super::{Ledger, Stopped, Subject};
use crate::rules::{Rule, Severity};

impl Ledger {
    /// Whether the operator makes errors of rules that are none.
    #[must_use]
    pub fn denies(&self) -> bool {
        self.policy.deny_warnings || !self.policy.deny.is_empty()
    }

    /// Counts containers as stopped that a later check will stop, so that everyone who needs them is told.
    pub fn foresee(&mut self, stopped: Stopped) {
        self.foreseen = stopped;
    }

    /// Counts a container as stopped by an error that is told of its host.
    pub fn stop(&mut self, container: usize, rule: &'static Rule) {
        self.foreseen
            .entry(container)
            .or_default()
            .insert(rule.code);
    }

    /// Whether the operator makes an error of a rule that is none.
    #[must_use]
    pub fn is_denied(&self, rule: &'static Rule) -> bool {
        self.policy.severity(None, rule) > rule.severity
    }

    /// How many errors were told.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.diagnostics.iter();
        errors
            .filter(|said| said.severity == Severity::Error)
            .count()
    }

    /// Containers that an error stops, each with the codes of its errors.
    #[must_use]
    pub fn refused_containers(&self) -> Stopped {
        let mut out = self.foreseen.clone();
        for said in &self.diagnostics {
            if said.severity != Severity::Error {
                continue;
            }
            let one;
            let containers = match &said.subject {
                Subject::Option(id) => {
                    one = [self.entry(*id).origin.container];
                    &one[..]
                }
                Subject::Container(index, _) => {
                    one = [*index];
                    &one[..]
                }
                Subject::Setting(setting) => &setting.containers,
                Subject::Host(_) | Subject::Place(_) | Subject::Fleet => &[],
            };
            for container in containers {
                out.entry(*container)
                    .or_default()
                    .insert(said.say.rule.code);
            }
        }
        out
    }
}
