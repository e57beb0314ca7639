//! Names and aliases of containers that cannot be names of Services: values of peers that use them
//! as host names have to follow.

use std::collections::BTreeMap;

use super::Plan;
use crate::{
    facts::{Facts, names, networks},
    grammar::Label,
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

/// Words that make the name of a variable or of an option one of hosts. The last ones are written as one word.
const HOST_WORDS: &[&str] = &[
    "addr",
    "address",
    "addresses",
    "addrs",
    "backend",
    "backends",
    "broker",
    "brokers",
    "dsn",
    "endpoint",
    "endpoints",
    "host",
    "hostname",
    "hostnames",
    "hosts",
    "peer",
    "peers",
    "server",
    "servers",
    "upstream",
    "upstreams",
    "uri",
    "uris",
    "url",
    "urls",
    "dbhost",
    "mysqlhost",
    "pghost",
    "pghostaddr",
    "redishost",
];

impl Renames {
    /// The renamed containers of a namespace.
    #[must_use]
    pub fn of(facts: &Facts<'_>, plan: &Plan, namespace: &Label) -> Self {
        let inventory = facts.inventory;
        let mut renamed = BTreeMap::new();
        for (index, container) in inventory.containers.iter().enumerate() {
            let here = plan.workload_of(index).namespace == *namespace;
            if !here || !networks::is_found_by_name(facts, container) {
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

    /// A name that stays: what [`Self::apply`] replaces are the places where it is the name of a host.
    #[must_use]
    pub fn unchanged(name: &str) -> Self {
        Self(BTreeMap::from([(name.to_owned(), name.to_owned())]))
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

/// Whether a name between these two texts cannot be anything but one of a host: the host of a URL, or a host, with its
/// port or without, in a value that is called after hosts.
fn is_host(about: &str, before: &str, after: &str) -> bool {
    let starts_url = before.rsplit_once("://").map(|(_, begun)| begun);
    if let Some(begun) = starts_url.filter(|begun| !begun.contains(ends_authority)) {
        // `user:password@` may be in front of it, and other hosts (`mongodb://a:1,b:2/`).
        let rest = after.split(ends_authority).next().unwrap_or_default();
        let leads = begun.is_empty() || begun.ends_with(['@', ',']);
        return leads && !rest.contains('@') && ends_host(after);
    }
    // `host=NAME port=5432`, `--redis-host=NAME`; else the whole value has a name.
    let word = before.rsplit([' ', '\t', '\n', ';', '&']).next();
    let (key, value) = word
        .and_then(|word| word.split_once('='))
        .unwrap_or((about, word.unwrap_or_default()));
    let leads = value.is_empty() || value.ends_with(['@', ',', '(']);
    leads && names_hosts(key) && ends_host(after)
}

/// What follows the host and the port of a URL, in a text that has more than it.
fn ends_authority(c: char) -> bool {
    matches!(c, '/' | '?' | '#' | '"' | '\'' | '`') || c.is_whitespace()
}

/// Whether a host ends here: with a port, or with what ends a value, a list or the authority of a URL.
fn ends_host(after: &str) -> bool {
    let digits = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let behind = match after.strip_prefix(':') {
        Some(port) if digits(port) > 0 => port.get(digits(port)..).unwrap_or_default(),
        Some(_) => return false,
        None => after,
    };
    let ends = |c: char| ends_authority(c) || matches!(c, ',' | ';' | ')' | '&');
    behind.chars().next().is_none_or(ends)
}

/// Whether a name has a word that says so: `DB_HOST`, `--redis-host`, `dbHost`; but not `GHOST_DB`.
fn names_hosts(name: &str) -> bool {
    let mut start = 0;
    let mut after_small = false;
    for (at, c) in name.char_indices().chain([(name.len(), '_')]) {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && after_small) {
            let word = name.get(start..at).unwrap_or_default();
            if HOST_WORDS.iter().any(|of| of.eq_ignore_ascii_case(word)) {
                return true;
            }
            let is_part = c.is_ascii_alphanumeric();
            start = if is_part { at } else { at + c.len_utf8() };
        }
        after_small = c.is_ascii_lowercase();
    }
    false
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
            ("dbHost", "my_db:5432", "my-db:5432", 0),
            ("PGHOST", "my_db", "my-db", 0),
            ("DB_NAME", "my_db", "my_db", 1),
            // A port, a user's id, a tag, a rest of a path.
            ("X", "my_db:5432", "my_db:5432", 1),
            ("OWNER", "my_db:1000", "my_db:1000", 1),
            ("HOST", "my_db:12secret", "my_db:12secret", 1),
            ("IMAGE", "ghcr.io/me/my_db:1.2", "ghcr.io/me/my_db:1.2", 1),
            ("GHOST_DB", "my_db", "my_db", 1),
            ("", "--data=/srv/my_db:1", "--data=/srv/my_db:1", 1),
            (
                "X",
                "postgres://my_db:pw@my_db/my_db?user=my_db",
                "postgres://my_db:pw@my-db/my_db?user=my_db",
                1,
            ),
            (
                "X",
                "postgres://my_db@my_db_2",
                "postgres://my_db@my-db-2",
                1,
            ),
            ("X", "redis://my_db", "redis://my-db", 0),
            (
                "X",
                "http://my_db:80/a,http://my_db_2",
                "http://my-db:80/a,http://my-db-2",
                0,
            ),
            (
                "X",
                "mongodb://u:p@my_db:1,my_db_2:2/x",
                "mongodb://u:p@my-db:1,my-db-2:2/x",
                0,
            ),
            ("X", "http://x/my_db:80", "http://x/my_db:80", 1),
            (
                "",
                "curl -f http://my_db:80/x || exit 1",
                "curl -f http://my-db:80/x || exit 1",
                0,
            ),
            ("HOSTS", "my_db:1,my_db_2:2", "my-db:1,my-db-2:2", 0),
            ("SERVERS", "my_db:1 my_db_2:2", "my-db:1 my-db-2:2", 0),
            (
                "DSN",
                "u:p@tcp(my_db:3306)/my_db",
                "u:p@tcp(my-db:3306)/my_db",
                1,
            ),
            (
                "X",
                "host=my_db port=5432 dbname=my_db",
                "host=my-db port=5432 dbname=my_db",
                1,
            ),
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
