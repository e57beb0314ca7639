//! Where a container mentions a name or an address: in its environment and on its command line.
//! What its files say is not known.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    origin::OriginId,
    podman::{Container, Inventory, process::Env},
};

/// The texts that a container is given, each with its option; of two variables of one name the
/// later one.
pub fn texts(container: &Container) -> impl Iterator<Item = (&str, OriginId)> {
    let all = &container.process.env;
    let env = all
        .iter()
        .enumerate()
        .filter_map(move |(place, given)| match &given.value {
            Env::Set { name, value } => {
                let mut later = all.iter().skip(place + 1);
                let last = !later.any(|other| is_called(&other.value, name));
                last.then_some((value.as_str(), given.origin))
            }
            Env::Host(_) | Env::HostPrefix(_) => None,
        });
    let words = container.process.command.iter();
    env.chain(words.map(|given| (given.value.as_str(), given.origin)))
}

fn is_called(env: &Env, wanted: &str) -> bool {
    match env {
        Env::Set { name, value: _ } | Env::Host(name) => name == wanted,
        Env::HostPrefix(_) => false,
    }
}

/// The options of a container that mention a host name, each with the port behind it (`db:5432`).
pub fn of(container: &Container, name: &str) -> Vec<(OriginId, Option<u16>)> {
    texts(container)
        .flat_map(|(text, origin)| {
            ports(text, name)
                .into_iter()
                .map(move |port| (origin, port))
        })
        .collect()
}

/// For every place where `name` stands as a whole host name, the port behind it.
fn ports(text: &str, name: &str) -> Vec<Option<u16>> {
    if name.is_empty() || text.len() < name.len() {
        return Vec::new();
    }
    text.match_indices(name)
        .filter_map(|(at, _)| {
            let (before, rest) = text.split_at_checked(at)?;
            let after = rest.strip_prefix(name)?;
            let alone = !before.ends_with(inside) && !after.starts_with(inside);
            alone.then(|| {
                let digits = after.strip_prefix(':')?;
                let end = digits
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(digits.len());
                digits.get(..end)?.parse().ok().filter(|port| *port > 0)
            })
        })
        .collect()
}

/// A place where one container names another one of its host.
#[derive(Debug, Clone, Copy)]
pub struct Mention {
    /// Index of the container that does so.
    pub by: usize,
    /// The option.
    pub origin: OriginId,
    /// The port behind the name.
    pub port: Option<u16>,
}

/// Who mentions whom, found in one walk over all texts.
#[derive(Debug, Default)]
pub struct Mentions {
    by_name: BTreeMap<String, BTreeMap<String, Vec<Mention>>>,
    mention_a_peer: BTreeSet<usize>,
}

impl Mentions {
    /// Looks at the texts of every container.
    pub fn new(inventory: &Inventory) -> Self {
        let mut names: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for container in &inventory.containers {
            let host = names.entry(&container.host).or_default();
            host.insert(container.name(), &container.attribute);
        }
        let mut out = Self::default();
        for (by, container) in inventory.containers.iter().enumerate() {
            let Some(names) = names.get(container.host.as_str()) else {
                continue;
            };
            for (text, origin) in texts(container) {
                let known = words(text).filter(|word| names.contains_key(word));
                for name in known.collect::<BTreeSet<&str>>() {
                    if names.get(name) != Some(&container.attribute.as_str()) {
                        out.mention_a_peer.insert(by);
                    }
                    let host = out.by_name.entry(container.host.clone()).or_default();
                    let mentions = host.entry(name.to_owned()).or_default();
                    let ports = ports(text, name).into_iter();
                    mentions.extend(ports.map(|port| Mention { by, origin, port }));
                }
            }
        }
        out
    }

    /// The places that name a container of a host, in the order of the containers.
    pub fn of(&self, host: &str, name: &str) -> &[Mention] {
        let found = self.by_name.get(host).and_then(|names| names.get(name));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a container names any other one of its host.
    pub fn mentions_a_peer(&self, container: usize) -> bool {
        self.mention_a_peer.contains(&container)
    }
}

/// What a text has of the characters that a name is made of, piece by piece.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !inside(c))
        .filter(|word| !word.is_empty())
}

fn inside(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::ports;

    #[test]
    fn names_and_ports() {
        for (text, wanted) in [
            ("db", vec![None]),
            ("postgres://u:p@db:5432/x", vec![Some(5432)]),
            ("http://db/ db:80,db:81", vec![None, Some(80), Some(81)]),
            ("db.lan mydb db2 my-db db_1", vec![]),
            ("db:0 db:99999 db:", vec![None, None, None]),
            ("", vec![]),
        ] {
            assert_eq!(ports(text, "db"), wanted, "{text}");
        }
        assert!(ports("ü", "").is_empty());
    }
}
