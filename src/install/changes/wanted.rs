//! What a file is to hold.

use serde_json::Value;

use crate::{
    bundle::head::{self, Runs},
    install::objects,
};

/// What a file is to hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Its objects, in their order.
    pub items: Vec<Value>,
    /// Units whose containers run in its workload.
    pub units: Vec<Runs>,
    /// The file of the bundle, where nothing in it was made on the host: it is installed as it is.
    pub verbatim: Option<String>,
}

impl Wanted {
    /// What a List holds.
    #[must_use]
    pub fn of(list: &Value, verbatim: Option<String>) -> Self {
        Self {
            items: objects::items_in_order(list),
            units: head::units(list),
            verbatim,
        }
    }

    /// Its text. The turn is the number of blank lines at its end: the same content for every reader, with another
    /// checksum.
    #[must_use]
    pub fn text(&self, turn: usize) -> String {
        match &self.verbatim {
            Some(text) => turned(text, turn),
            None => self.with(&[], turn),
        }
    }

    /// Its text with more objects.
    pub(super) fn with(&self, more: &[&Value], turn: usize) -> String {
        if more.is_empty() && self.verbatim.is_some() {
            return self.text(turn);
        }
        let items = self.items.iter().chain(more.iter().copied());
        turned(&objects::list(items, &self.units), turn)
    }
}

impl From<Vec<Value>> for Wanted {
    fn from(items: Vec<Value>) -> Self {
        Self {
            items,
            ..Self::default()
        }
    }
}

impl Wanted {
    /// Its objects.
    pub fn iter(&self) -> std::slice::Iter<'_, Value> {
        self.items.iter()
    }
}

impl<'a> IntoIterator for &'a Wanted {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A text with blank lines at its end.
pub(super) fn turned(text: &str, turn: usize) -> String {
    if turn == 0 {
        return text.to_owned();
    }
    format!("{}{}", text.trim_end(), "\n".repeat(1 + turn))
}
