//! A unit as a tree, into which the paths of the ledger point: `{"Container":{"PublishPort":["8080:80"]}}`. A key that is a
//! list is one here as well; any other key is a text, unless it stands there more than once.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    files::{File, Placed},
    keys,
};
use crate::{origin::place::Place, read::leaves::child};

/// A line with the pointer to its value.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The line, and the file that it is in.
    pub placed: Placed,
    /// JSON Pointer.
    pub pointer: String,
}

impl Leaf {
    /// Its section.
    pub fn section(&self) -> &str {
        &self.placed.line.section
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.placed.line.key
    }

    /// Its value, as it is written.
    pub fn value(&self) -> &str {
        &self.placed.line.value
    }

    /// Where it stands, for messages.
    pub fn place(&self) -> Place {
        let spot = &self.placed.line.spot;
        Place {
            file: self.placed.file.to_string(),
            line: spot.line,
            column: spot.column,
            length: Some(spot.length),
            text: Some(spot.text.clone()),
        }
    }
}

/// The tree of a unit below a pointer, and its leaves in the order of the file.
pub fn of(file: &File, below: &str) -> (Value, Vec<Leaf>) {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for placed in &file.lines {
        let key = (placed.line.section.as_str(), placed.line.key.as_str());
        *counts.entry(key).or_default() += 1;
    }
    let mut tree = Map::new();
    let mut leaves = Vec::with_capacity(file.lines.len());
    for placed in &file.lines {
        let (section, key) = (placed.line.section.as_str(), placed.line.key.as_str());
        let is_list = keys::find(section, key).is_some_and(keys::Key::is_list)
            || counts.get(&(section, key)).is_some_and(|count| *count > 1);
        let value = Value::String(placed.line.value.clone());
        let mut pointer = child(&child(below, section), key);
        let keys = tree.entry(section).or_insert_with(|| Map::new().into());
        if let Value::Object(keys) = keys {
            if is_list {
                let list = keys.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    pointer = child(&pointer, &list.len().to_string());
                    list.push(value);
                }
            } else {
                keys.insert(key.to_owned(), value);
            }
        }
        leaves.push(Leaf {
            placed: placed.clone(),
            pointer,
        });
    }
    (tree.into(), leaves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Source, quadlet::files};

    #[test]
    fn pointers_lead_to_values() {
        let text = "[Container]\nImage=a\nPublishPort=8080:80\nExec=a\nExec=b\n[X-a/b]\nC~d=e\n";
        let source = Source {
            name: "web.container".to_owned(),
            text: text.to_owned(),
        };
        let files = files::read(&[source]).unwrap_or_default();
        let file = files.units.values().next();
        let (tree, leaves) = file.map(|file| of(file, "/x")).unwrap_or_default();
        let pointers: Vec<&str> = leaves.iter().map(|leaf| leaf.pointer.as_str()).collect();
        let wanted = [
            "/x/Container/Image",
            "/x/Container/PublishPort/0",
            "/x/Container/Exec/0",
            "/x/Container/Exec/1",
            "/x/X-a~1b/C~0d",
        ];
        assert_eq!(pointers, wanted);
        for leaf in &leaves {
            let found = leaf
                .pointer
                .strip_prefix("/x")
                .and_then(|at| tree.pointer(at));
            assert_eq!(
                found.and_then(Value::as_str),
                Some(leaf.value()),
                "{}",
                leaf.pointer
            );
        }
    }
}
