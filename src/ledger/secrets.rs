//! Secrets in the values of options, which no message about them shows.

use std::collections::BTreeMap;

use crate::origin::OriginId;

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

    /// Those of an option.
    pub(super) fn of(&self, id: OriginId) -> &[String] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }
}
