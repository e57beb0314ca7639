//! Names and aliases of containers that cannot be names of Services: values of peers that use them
//! as host names have to follow.

use std::collections::BTreeMap;

use super::Plan;
use crate::{
    facts::{names, networks},
    grammar::Label,
    podman::Inventory,
};

/// Old names that no longer resolve, and what resolves instead.
#[derive(Debug, Default)]
pub struct Renames(BTreeMap<String, String>);

/// A text after the names in it were looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// The text with every host name in its new spelling.
    pub text: String,
    /// Old and new spelling of what was replaced.
    pub replaced: BTreeMap<String, String>,
    /// Old names that stand where a host name need not be: left as they are.
    pub mentioned: BTreeMap<String, String>,
}

/// Words that make the name of a variable or option one of a host.
const HOST_WORDS: &[&str] = &[
    "addr", "backend", "dsn", "endpoint", "host", "server", "upstream", "uri", "url",
];

impl Renames {
    /// The renamed containers of a namespace.
    #[must_use]
    pub fn of(inventory: &Inventory, plan: &Plan, namespace: &Label) -> Self {
        let mut renamed = BTreeMap::new();
        for (index, container) in inventory.containers.iter().enumerate() {
            let here = plan.workload_of(index).namespace == *namespace;
            if !here || !names::is_found_by_name(container) {
                continue;
            }
            let aliases = container.network.aliases.iter();
            let aliases = aliases.map(|given| given.value.as_str());
            let joined = networks::joined(inventory, container);
            let joined =
                joined.flat_map(|joined| joined.endpoint.aliases.iter().map(String::as_str));
            for alias in aliases.chain(joined) {
                let new = names::service(&names::label(alias), plan.kubernetes).into();
                renamed.insert(alias.to_owned(), new);
            }
            // The name itself goes before an alias of another container.
            if let Some(name) = plan.names.get(index) {
                let old = names::podman_name(container);
                renamed.insert(old.to_owned(), name.service.to_string());
            }
        }
        // DNS does not distinguish upper case.
        renamed.retain(|old, new| old.to_ascii_lowercase() != *new);
        Self(renamed)
    }

    /// Looks for the old names in a text; `about` is the name of the variable that holds it, or the
    /// option in front of it.
    #[must_use]
    pub fn apply(&self, about: &str, text: &str) -> Renamed {
        let mut out = Renamed::default();
        if self.0.is_empty() {
            text.clone_into(&mut out.text);
            return out;
        }
        let mut rest = text;
        while let Some(start) = rest.find(part) {
            let (before, found) = rest.split_at(start);
            let (word, after) = found.split_at(found.find(|c| !part(c)).unwrap_or(found.len()));
            out.text.push_str(before);
            match self.0.get(word) {
                Some(new) if is_host(about, &out.text, after) => {
                    out.text.push_str(new);
                    out.replaced.insert(word.to_owned(), new.clone());
                }
                Some(new) => {
                    out.text.push_str(word);
                    out.mentioned.insert(word.to_owned(), new.clone());
                }
                None => out.text.push_str(word),
            }
            rest = after;
        }
        out.text.push_str(rest);
        out
    }
}

/// What the name of a container is made of; a name is whole where none of it stands around it.
fn part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether a name between these two texts must be one of a host: part of a URL, in front of a port,
/// or all that a variable named after hosts holds.
fn is_host(about: &str, before: &str, after: &str) -> bool {
    let mut port = after.strip_prefix(':').unwrap_or_default().chars();
    if port.next().is_some_and(|c| c.is_ascii_digit())
        || before.ends_with("://")
        || before.ends_with('@')
    {
        return true;
    }
    let names_a_host = |text: &str| {
        let text = text.to_ascii_lowercase();
        HOST_WORDS.iter().any(|word| text.contains(word))
    };
    // `--redis-host=NAME`
    match before.rsplit_once('=') {
        Some((option, "")) => names_a_host(option) && after.is_empty(),
        _ => before.is_empty() && after.is_empty() && names_a_host(about),
    }
}

#[cfg(test)]
mod tests {
    use super::Renames;

    #[test]
    fn host_names_follow() {
        let renames = Renames(
            [("my_db", "my-db"), ("my_db_2", "my-db-2")]
                .map(|(old, new)| (old.to_owned(), new.to_owned()))
                .into(),
        );
        for (about, text, wanted, mentioned) in [
            ("DB_HOSTNAME", "my_db", "my-db", 0),
            ("DB_NAME", "my_db", "my_db", 1),
            ("X", "my_db:5432", "my-db:5432", 0),
            (
                "X",
                "postgres://u:p@my_db/my_db",
                "postgres://u:p@my-db/my_db",
                1,
            ),
            ("X", "redis://my_db", "redis://my-db", 0),
            ("X", "my_db:1,my_db_2:2", "my-db:1,my-db-2:2", 0),
            ("", "--redis-host=my_db", "--redis-host=my-db", 0),
            ("", "--name=my_db", "--name=my_db", 1),
            ("--db-host", "my_db", "my-db", 0),
            ("HOST", "my_db_3", "my_db_3", 0),
            ("HOST", "x.my_db", "x.my_db", 0),
            ("HOST", "my_dbé", "my_dbé", 1),
            ("HOST", "", "", 0),
        ] {
            let looked_at = renames.apply(about, text);
            assert_eq!(looked_at.text, wanted, "{about} {text}");
            assert_eq!(looked_at.mentioned.len(), mentioned, "{about} {text}");
        }
    }
}
