//! Where in the Nix source an option was written.

use std::collections::BTreeMap;

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
pub struct Place {
    /// File, as the input names it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Length in characters, where the source was at hand to measure it.
    pub length: Option<usize>,
    /// The whole line, where the source was at hand.
    #[serde(skip)]
    pub text: Option<String>,
}

/// The places of all options, by container and JSON Pointer.
#[derive(Debug, Default)]
pub struct Places(BTreeMap<(usize, String), Vec<Place>>);

impl Places {
    /// One definition of an option (`/ports`, `/environment/TZ`) of a container.
    pub fn insert(&mut self, container: usize, pointer: &str, place: Place) {
        let key = (container, pointer.to_owned());
        self.0.entry(key).or_default().push(place);
    }

    /// Where an option was written: its own place, or that of the nearest option above it, which
    /// for a list element is the whole list. Where several modules define it, the first one given.
    pub fn find(&self, container: usize, pointer: &str) -> Option<&Place> {
        let mut key = (container, pointer.to_owned());
        loop {
            if let Some(place) = self.0.get(&key).and_then(|places| places.first()) {
                return Some(place);
            }
            let end = key.1.rfind('/')?;
            key.1.truncate(end);
        }
    }

    /// All definitions of exactly this option, in the order they were given.
    pub fn all(&self, container: usize, pointer: &str) -> &[Place] {
        let key = (container, pointer.to_owned());
        self.0.get(&key).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_place_counts() {
        let place = |line| Place {
            file: "a.nix".to_owned(),
            line,
            column: 5,
            length: None,
            text: None,
        };
        let mut places = Places::default();
        places.insert(0, "/ports", place(3));
        places.insert(0, "/ports", place(9));
        places.insert(1, "", place(7));
        assert_eq!(places.find(0, "/ports/1"), Some(&place(3)));
        assert_eq!(places.find(0, "/portsX"), None);
        assert_eq!(places.find(1, "/image"), Some(&place(7)));
        assert_eq!(places.all(0, "/ports").len(), 2);
        assert!(places.all(0, "/ports/1").is_empty());
    }
}
