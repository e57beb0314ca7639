//! Files that a Pod reads from the cluster.

use std::collections::BTreeMap;

use super::policy::short_hash;
use crate::{
    grammar::{ConfigKey, Subdomain},
    origin::{Traced, Whys},
};

/// The annotation of a Pod that changes with its files.
const ANNOTATION: &str = "k3s-migrate/config";

/// A `ConfigMap`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Its name.
    pub name: Subdomain,
    /// Its entries.
    pub data: BTreeMap<ConfigKey, Traced<String>>,
    /// Why it is there.
    pub from: Whys,
}

impl Config {
    /// The annotation with a checksum of all files: a Pod that reads others is another Pod.
    #[must_use]
    pub fn annotation(configs: &[Self]) -> Option<(String, Traced<String>)> {
        let mut text = String::new();
        let mut from = Whys::default();
        for (key, value) in configs.iter().flat_map(|config| &config.data) {
            text.extend([key.as_str(), "\0", &value.value, "\0"]);
            for why in value.from.iter() {
                if !from.contains(why) {
                    from.push(why);
                }
            }
        }
        let value = short_hash(&text);
        (!text.is_empty()).then(|| (ANNOTATION.to_owned(), Traced { value, from }))
    }

    /// The key of an entry with this text: called after `name`, with a number where that has another text already.
    ///
    /// # Panics
    /// Never: [`key`] makes keys, and a number fits behind them.
    pub fn add(&mut self, name: &str, text: Traced<String>) -> ConfigKey {
        let stem = key(name);
        let mut key = stem.clone();
        let mut number = 2;
        while self
            .data
            .get(&key)
            .is_some_and(|there| there.value != text.value)
        {
            key = ConfigKey::parse(&format!("{stem}-{number}")).expect("a number fits behind it");
            number += 1;
        }
        match self.data.get_mut(&key) {
            Some(there) => there.from.extend(text.from.iter()),
            None => {
                self.data.insert(key.clone(), text);
            }
        }
        key
    }
}

/// A key of a Secret or a `ConfigMap`, made from any name: letters, digits, `-`, `_` and `.`, at most 240 of them.
///
/// # Panics
/// Never: it leaves only what a key takes.
#[must_use]
pub fn key(name: &str) -> ConfigKey {
    let key: String = name
        .chars()
        .take(240)
        .map(|c| match c {
            '-' | '_' | '.' => c,
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        })
        .collect();
    // `..` in front means something to the kubelet.
    let key = match key.trim_start_matches('.') {
        "" => "secret".to_owned(),
        _ if key.starts_with("..") => key.replace('.', "-"),
        _ => key,
    };
    ConfigKey::parse(&key).expect("it has only what a key takes")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::key;

    proptest! {
        #[test]
        fn keys_are_keys(name in ".{1,253}|[.a-]{1,4}") {
            let _ = key(&name);
        }
    }

    #[test]
    fn keys() {
        for (name, wanted) in [
            ("token", "token"),
            ("db password", "db-password"),
            (".env", ".env"),
            ("..", "secret"),
            ("..a", "--a"),
            ("é", "-"),
        ] {
            assert_eq!(key(name).as_str(), wanted, "{name}");
        }
    }
}
