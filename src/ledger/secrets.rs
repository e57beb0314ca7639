//! Secrets in the values of options, which no message about them shows.

use std::collections::BTreeMap;

use crate::{origin::OriginId, redact::HIDDEN, rules::Say};

/// By option: parts of its value that are secret.
#[derive(Debug, Default, Clone)]
pub(super) struct Secrets(BTreeMap<OriginId, Vec<String>>);

impl Secrets {
    pub(super) fn hide(&mut self, id: OriginId, secrets: Vec<String>) {
        self.0.insert(id, secrets);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Hides them in a text about the option.
    pub(super) fn leave_out(&self, id: OriginId, text: &mut String) {
        for secret in self.0.get(&id).into_iter().flatten() {
            if text.contains(secret) {
                *text = text.replace(secret, HIDDEN);
            }
        }
    }

    /// Hides them in all that is said of the option.
    pub(super) fn leave_out_of(&self, id: OriginId, say: &mut Say) {
        self.leave_out(id, &mut say.message);
        self.leave_out(id, &mut say.effect);
        for remedy in &mut say.remedies {
            self.leave_out(id, remedy);
        }
    }
}
