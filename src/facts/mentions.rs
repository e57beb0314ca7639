//! Where a container mentions a name: as a whole word, in one of its texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{
    addresses,
    called::{self, Kind},
    texts::{self, Place, Text},
};
use crate::{
    origin::OriginId,
    podman::{Container, Inventory},
};

mod host;

/// The domain in which podman's DNS has the names of containers, besides the names as they are (`aardvark-dns`).
pub const DOMAIN: &str = "dns.podman";

/// A word of a text that may be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it begins.
    pub start: usize,
    /// The word, with podman's domain if it has that (`db.dns.podman`).
    pub word: &'a str,
    /// The name in it.
    pub name: &'a str,
    /// Whether it cannot be anything but a host.
    pub is_host: bool,
    /// Whether it may well be one: it has a port, a user in front (`rabbit@db`), or `-h`.
    pub may_be_host: bool,
    /// Whether it may be where a program listens, as its option or variable is called.
    pub listens: bool,
    /// The port behind it (`db:5432`).
    pub port: Option<u16>,
}

/// The words of a text that some table has as names; DNS does not distinguish upper case, and neither should the table.
pub fn words<'t, 'a: 't>(
    text: &'t Text<'a>,
    known: impl Fn(&str) -> bool + 't,
) -> impl Iterator<Item = Word<'a>> + 't {
    let mut end = 0;
    std::iter::from_fn(move || {
        loop {
            let (start, whole) = next_word(text.text, end)?;
            end = start + whole.len();
            let found = glued(whole)
                .into_iter()
                .find_map(|word| Some((word, name(word, &known)?)));
            let Some((word, name)) = found else { continue };
            let start = end - word.len();
            let (before, after) = around(text.text, start, end);
            let (is_host, port) = (host::is_host(text, before, after), port(after));
            // A dot at the end of a name makes it absolute, and that of a sentence does not; `$db` is a variable.
            let sentence = word.ends_with('.') && !is_host;
            if sentence || before.ends_with('$') || before.ends_with("${") {
                continue;
            }
            let may_be = port.is_some() || before.ends_with('@') || host::may_be(text, before);
            return Some(Word {
                start,
                word,
                name,
                is_host,
                listens: host::listens(text, before),
                may_be_host: is_host || may_be,
                port,
            });
        }
    })
}

/// How much of a text around a word says what the word is: more would make a long text with many names slow.
const NEAR: usize = 4096;

/// What is in front of a word and behind it, as far as it is near.
fn around(text: &str, start: usize, end: usize) -> (&str, &str) {
    let mut first = start.saturating_sub(NEAR);
    while !text.is_char_boundary(first) {
        first += 1;
    }
    let mut last = text.len().min(end + NEAR);
    while !text.is_char_boundary(last) {
        last -= 1;
    }
    let before = text.get(first..start).unwrap_or_default();
    (before, text.get(end..last).unwrap_or_default())
}

/// All words of a text, with their places.
pub fn all_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let (start, word) = next_word(text, end)?;
        end = start + word.len();
        Some((start, word))
    })
}

/// The next word behind a place, and where it begins.
fn next_word(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(inside)?;
    let found = text.get(start..)?;
    let length = found.find(|c| !inside(c)).unwrap_or(found.len());
    Some((start, found.get(..length)?))
}

/// A word, and what of it may be the value of a short option (`-hdb`).
pub fn glued(word: &str) -> [&str; 2] {
    let option = word.strip_prefix('-');
    let value = option.and_then(|rest| rest.strip_prefix(|c: char| c.is_ascii_alphabetic()));
    [word, value.unwrap_or_default()]
}

/// The name in a word: itself, or what is in front of podman's domain.
fn name(word: &str, known: impl Fn(&str) -> bool) -> Option<&str> {
    let relative = word.strip_suffix('.');
    let above = below_domain(relative.unwrap_or(word));
    let names = [Some(word), relative, above].into_iter().flatten();
    names
        .filter(|name| !name.is_empty())
        .find(|name| known(name))
}

/// What is in front of podman's domain.
pub fn below_domain(word: &str) -> Option<&str> {
    let (name, domain) = word.split_at_checked(word.len().checked_sub(DOMAIN.len())?)?;
    let name = name.strip_suffix('.')?;
    domain.eq_ignore_ascii_case(DOMAIN).then_some(name)
}

/// Whether a table of names in lower case has a word.
pub fn contains<T>(names: &BTreeMap<String, T>, word: &str) -> bool {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        names.contains_key(&word.to_ascii_lowercase())
    } else {
        names.contains_key(word)
    }
}

/// What the name of a container is made of; a name is whole where none of it stands around it.
fn inside(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The port behind a name.
fn port(after: &str) -> Option<u16> {
    let digits = after.strip_prefix(':')?;
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let digits = digits.get(..end.unwrap_or(digits.len()))?;
    digits.parse().ok().filter(|port| *port > 0)
}

/// The options of a container that mention a name.
pub fn of(inventory: &Inventory, container: &Container, name: &str) -> Vec<OriginId> {
    let texts = read_by_itself(inventory, container);
    texts
        .filter(|text| {
            let mut found = words(text, |word| word.eq_ignore_ascii_case(name));
            found.next().is_some()
        })
        .map(|text| text.origin)
        .collect()
}

/// The texts of a container that its own programs read: all but labels.
fn read_by_itself<'a>(
    inventory: &'a Inventory,
    container: &'a Container,
) -> impl Iterator<Item = Text<'a>> {
    let texts = texts::of(inventory, container).into_iter();
    texts.filter(|text| text.place != Place::Label)
}

/// A place where one container names another one of its host, or itself.
#[derive(Debug, Clone, Copy)]
pub struct Mention {
    /// Index of the container that does so.
    pub by: usize,
    /// The option.
    pub origin: OriginId,
    /// The port behind the name.
    pub port: Option<u16>,
    /// Whether it cannot be anything but a host.
    pub is_host: bool,
    /// Whether it may well be a host.
    pub may_be_host: bool,
    /// Whether it may be where a program listens.
    pub listens: bool,
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
        // Every name, and the container whose own it is.
        let mut names: BTreeMap<&str, BTreeMap<String, Option<usize>>> = BTreeMap::new();
        for (index, container) in inventory.containers.iter().enumerate() {
            let host = names.entry(&container.host).or_default();
            for called in called::of(inventory, container) {
                let own = host.entry(called.name.to_ascii_lowercase()).or_default();
                if called.kind == Kind::Name {
                    *own = Some(index);
                }
            }
            for address in addresses::fixed(container).filter(IpAddr::is_ipv4) {
                host.entry(address.to_string()).or_default();
            }
        }
        let mut out = Self::default();
        for (by, container) in inventory.containers.iter().enumerate() {
            let Some(names) = names.get(container.host.as_str()) else {
                continue;
            };
            for text in read_by_itself(inventory, container) {
                for found in words(&text, |word| contains(names, word)) {
                    let name = found.name.to_ascii_lowercase();
                    let own = names.get(&name).copied().flatten();
                    if own.is_some_and(|own| own != by) {
                        out.mention_a_peer.insert(by);
                    }
                    let host = out.by_name.entry(container.host.clone()).or_default();
                    host.entry(name).or_default().push(Mention {
                        by,
                        origin: text.origin,
                        port: found.port,
                        is_host: found.is_host,
                        may_be_host: found.may_be_host || found.listens,
                        listens: found.listens,
                    });
                }
            }
        }
        out
    }

    /// The places that have a name of a host, or a fixed IPv4 address, in the order of the containers.
    pub fn of(&self, host: &str, name: &str) -> &[Mention] {
        let name = &name.to_ascii_lowercase();
        let found = self.by_name.get(host).and_then(|names| names.get(name));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a container names any other one of its host.
    pub fn mentions_a_peer(&self, container: usize) -> bool {
        self.mention_a_peer.contains(&container)
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Text, texts, words};
    use crate::origin::OriginId;

    fn text<'a>(about: &'a str, text: &'a str, place: Place) -> Text<'a> {
        Text {
            about,
            to_client: false,
            text,
            origin: OriginId::new(0, 0),
            place,
        }
    }

    #[test]
    fn names_and_ports() {
        for (line, wanted) in [
            ("db", vec![None]),
            ("postgres://u:p@db:5432/x", vec![Some(5432)]),
            ("http://db/ db:80,db:81", vec![None, Some(80), Some(81)]),
            ("db.lan mydb db2 my-db db_1", vec![]),
            (
                "DB:1 db.dns.podman:2 DB.DNS.Podman",
                vec![Some(1), Some(2), None],
            ),
            ("-hdb -Hdb:3 --db -h-db x-hdb hdb", vec![None, Some(3)]),
            // A name with a dot at the end, and the end of a sentence.
            (
                "http://db.:4 http://db.dns.podman./ db.",
                vec![Some(4), None],
            ),
            ("$db ${db} $${db:1}", vec![]),
            ("db.dns.podmanx dns.podman .dns.podman", vec![]),
            ("db:0 db:99999 db:", vec![None, None, None]),
            ("ü", vec![]),
            ("", vec![]),
        ] {
            let text = text("", line, Place::Word);
            let found = words(&text, |word| word.eq_ignore_ascii_case("db")).map(|word| word.port);
            assert_eq!(found.collect::<Vec<_>>(), wanted, "{line}");
        }
    }

    #[test]
    fn words_of_clients() {
        for (line, wanted) in [
            ("redis-cli -h my_db", true),
            ("/usr/bin/mysqladmin ping -hmy_db", true),
            ("tini -- timeout -k 5 10 psql -h my_db", true),
            ("redis-cli -n my_db", false),
            ("sh -h my_db", false),
        ] {
            let list = line.split(' ').map(|word| (word, OriginId::new(0, 0)));
            let texts = texts::words(list, Place::Word);
            let found = texts.last().is_some_and(|text| {
                let mut found = words(&text, |word| word == "my_db");
                found.next().is_some_and(|word| word.is_host)
            });
            assert_eq!(found, wanted, "{line}");
        }
    }

    #[test]
    fn hosts() {
        use Place::{Check, Variable, Word};
        for (place, about, line, wanted) in [
            (Variable, "DB_HOSTNAME", "my_db", "y"),
            (Variable, "dbHost", "my_db:5432", "y"),
            (Variable, "PGHOST", "my_db", "y"),
            (Variable, "DB_NAME", "my_db", "n"),
            (Variable, "DB_HOST_NAME", "my_db", "y"),
            (Variable, "DB_HOST_2", "my_db", "y"),
            (Variable, "DB_HOST_INTERNAL", "my_db", "y"),
            // What belongs to a host.
            (Variable, "DB_HOST_PASSWORD", "my_db", "n"),
            (Variable, "URL_USER", "my_db", "n"),
            (Variable, "HOST_DATABASE", "my_db", "n"),
            (Variable, "SERVER_NAME", "my_db", "n"),
            (Variable, "KEYCLOAK_URL_REALM", "my_db", "n"),
            (Word, "", "--url-user=my_db", "n"),
            (Word, "--host-db", "my_db", "n"),
            // A bucket, an image.
            (Variable, "S3_URL", "s3://my_db/backup", "n"),
            (Variable, "X", "docker://my_db:1", "n"),
            (Variable, "BACKUP_URL", "b2://my_db azblob://my_db/x", "nn"),
            (Variable, "DB_URL", "sqlite://my_db", "n"),
            (Variable, "X", "unix://my_db", "n"),
            (Variable, "X", "myapp://my_db:80/", "n"),
            (Variable, "X", "postgresql+psycopg://u:p@my_db:1/x", "y"),
            (Variable, "X", "jdbc:mysql://my_db:1/x HTTP://my_db", "yy"),
            // A port, a user's id, a tag, a rest of a path.
            (Variable, "X", "my_db:5432", "n"),
            (Variable, "OWNER", "my_db:1000", "n"),
            (Variable, "HOST", "my_db:12secret", "n"),
            (Variable, "IMAGE", "ghcr.io/me/my_db:1.2", "n"),
            (Variable, "GHOST_DB", "my_db", "n"),
            (Word, "", "--data=/srv/my_db:1", "n"),
            (
                Variable,
                "X",
                "postgres://my_db:pw@my_db/my_db?user=my_db",
                "nynn",
            ),
            (Variable, "X", "redis://my_db", "y"),
            (Variable, "X", "http://my_db:80/a,http://my_db", "yy"),
            (Variable, "X", "mongodb://u:p@my_db:1,my_db:2/x", "yy"),
            (Variable, "X", "http://x/my_db:80", "n"),
            (Word, "", "curl -f http://my_db:80/x || exit 1", "y"),
            (Variable, "HOSTS", "my_db:1,my_db:2", "yy"),
            (Variable, "SERVERS", "my_db:1 my_db:2", "yy"),
            (Variable, "DSN", "u:p@tcp(my_db:3306)/my_db", "yn"),
            (Variable, "X", "host=my_db port=5432 dbname=my_db", "yn"),
            (Word, "", "--redis-host=my_db", "y"),
            (Word, "", "--name=my_db", "n"),
            (Word, "--db-host", "my_db", "y"),
            (Word, "", "psql --host my_db --username my_db my_db", "ynn"),
            (Word, "", "psql --host=other my_db", "n"),
            (Variable, "NODENAME", "rabbit@my_db", "n"),
            (Variable, "HOST", "my_dbé", "n"),
            (Check, "", "/probe '@connect my_db:80 2' my_db", "yn"),
            (Check, "", "ls /srv/my_db:80 my_db:x", "nn"),
            (Check, "nc", "my_db", "n"),
            (Check, "nc", "my_db:80", "y"),
            // Which program reads it is not known.
            (Check, "", "x -hmy_db", "n"),
            (Check, "", "x -hmy_db:80", "n"),
            (Check, "", "pg_isready -hmy_db -Umy_db", "yn"),
            (
                Check,
                "",
                "PGUSER=x /usr/bin/psql -U my_db -h my_db -d my_db || x -h my_db",
                "nynn",
            ),
            (Word, "", "redis-cli -hmy_db -H my_db -n my_db", "ynn"),
            (Word, "", "psql; x -h my_db", "n"),
            (Variable, "DB_HOST1", "my_db", "y"),
            (Variable, "dbHost", "my_db.dns.podman", "y"),
        ] {
            let text = text(about, line, place);
            let found = words(&text, |word| word == "my_db");
            let found: String = found
                .map(|word| if word.is_host { 'y' } else { 'n' })
                .collect();
            assert_eq!(found, wanted, "{about} {line}");
        }
    }
}
