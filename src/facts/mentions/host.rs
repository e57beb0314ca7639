//! Where a name cannot be anything but one of a host.

use crate::{
    facts::texts::{Place, Text, clients},
    words::words,
};

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

/// Words behind those that say which one of several hosts it is.
const WHICH: &[&str] = &[
    "external",
    "internal",
    "main",
    "master",
    "primary",
    "public",
    "read",
    "readonly",
    "replica",
    "ro",
    "rw",
    "secondary",
    "slave",
    "write",
];

/// Schemes whose URL begins with a host. Of others it may be a bucket (`b2`), an image, a file or a socket (`unix`).
const SCHEMES: &[&str] = &[
    "ajp",
    "amqp",
    "amqps",
    "bolt",
    "cassandra",
    "clickhouse",
    "coap",
    "coaps",
    "cockroachdb",
    "consul",
    "couchbase",
    "couchbases",
    "couchdb",
    "dav",
    "davs",
    "elasticsearch",
    "etcd",
    "fastcgi",
    "fcgi",
    "ftp",
    "ftps",
    "git",
    "grpc",
    "grpcs",
    "h2",
    "h2c",
    "http",
    "https",
    "imap",
    "imaps",
    "influxdb",
    "irc",
    "ircs",
    "kafka",
    "ldap",
    "ldaps",
    "mariadb",
    "memcache",
    "memcached",
    "mongodb",
    "mqtt",
    "mqtts",
    "mssql",
    "mysql",
    "mysql2",
    "nats",
    "neo4j",
    "nntp",
    "oracle",
    "pgsql",
    "pop3",
    "pop3s",
    "postgres",
    "postgresql",
    "pulsar",
    "quic",
    "redis",
    "rediss",
    "rtmp",
    "rtmps",
    "rtsp",
    "rtsps",
    "sftp",
    "sip",
    "sips",
    "smb",
    "smtp",
    "smtps",
    "socks",
    "socks4",
    "socks4a",
    "socks5",
    "socks5h",
    "sqlserver",
    "ssh",
    "ssl",
    "stomp",
    "syslog",
    "tcp",
    "tcp4",
    "tcp6",
    "telnet",
    "tls",
    "udp",
    "udp4",
    "udp6",
    "valkey",
    "valkeys",
    "webdav",
    "webdavs",
    "ws",
    "wss",
    "xmpp",
    "zookeeper",
];

/// Whether a name between these two parts of a text cannot be anything but one of a host: the host of a URL, or a host, with
/// its port or without, in a value that is called after hosts. In a health check a word with a port is one, too.
pub fn is_host(text: &Text<'_>, before: &str, after: &str) -> bool {
    let starts_url = before.rsplit_once("://");
    if let Some((scheme, begun)) = starts_url.filter(|(_, begun)| !begun.contains(ends_authority)) {
        if !is_of_hosts(scheme) {
            return false;
        }
        // `user:password@` may be in front of it, and other hosts (`mongodb://a:1,b:2/`).
        let rest = after.split(ends_authority).next().unwrap_or_default();
        let leads = begun.is_empty() || begun.ends_with(['@', ',']);
        return leads && !rest.contains('@') && ends_host(after);
    }
    let (key, value) = key_and_value(text, before);
    if value == "-h" || (key == "-h" && value.is_empty()) {
        return is_of_client(text, before) && ends_host(after);
    }
    let checked = text.place == Place::Check && after.starts_with(':');
    if checked && value.trim_start_matches(['"', '\'']).is_empty() {
        return ends_host(after);
    }
    let leads = value.is_empty() || value.ends_with(['@', ',', '(']);
    leads && names_hosts(key) && ends_host(after)
}

/// Whether a URL with the scheme at the end of this text begins with a host: `jdbc:mysql`, `postgresql+psycopg`.
fn is_of_hosts(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme = text.rsplit(|c| !inside(c)).next().unwrap_or_default();
    scheme.split('+').any(|part| {
        let part = part.to_ascii_lowercase();
        SCHEMES.binary_search(&part.as_str()).is_ok()
    })
}

/// Whether a program with `-h HOST` reads what is behind this part of a text.
fn is_of_client(text: &Text<'_>, before: &str) -> bool {
    let command = before.rsplit([';', '&', '|', '(', '\n']).next();
    let mut words = command.into_iter().flat_map(str::split_whitespace);
    text.to_client || words.any(clients::is)
}

/// Whether a name behind this part of a text may well be one of a host: many programs have `-h` for that, some for help.
pub fn may_be(text: &Text<'_>, before: &str) -> bool {
    let (key, value) = key_and_value(text, before);
    let is = |option: &str| option.eq_ignore_ascii_case("-h");
    is(value) || (is(key) && value.is_empty())
}

/// Words of options and variables that say where a program listens. `HOST` alone is one in too many programs to be none.
const LISTENS: [&str; 6] = [
    "bind",
    "binding",
    "bindings",
    "listen",
    "listener",
    "listeners",
];

/// Whether what a value is called says that a program listens there.
pub fn listens(text: &Text<'_>, before: &str) -> bool {
    let (key, value) = key_and_value(text, before);
    // What others are told of is not where it listens.
    let is = |word: &str, of: &[&str]| of.iter().any(|of| of.eq_ignore_ascii_case(word));
    let words = || words(key);
    let leads = value.is_empty() || value.ends_with([',', '/']);
    leads
        && words().any(|word| is(word, &LISTENS))
        && !words().any(|word| is(word, &["advertised"]))
}

/// What a value is called, and what of it is in front: `host=NAME port=5432`, `--redis-host=NAME`, `--redis-host NAME`; else
/// the whole text has a name.
fn key_and_value<'t>(text: &Text<'t>, before: &'t str) -> (&'t str, &'t str) {
    let mut words = before.rsplit([' ', '\t', '\n', ';', '&']);
    let word = words.next().unwrap_or_default();
    let in_front = words.find(|word| !word.is_empty());
    word.split_once('=').unwrap_or_else(|| {
        let option = in_front.filter(|word| word.starts_with('-') && !word.contains('='));
        (option.unwrap_or(text.about), word)
    })
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

/// Whether a name ends with a word that says so: `DB_HOST`, `--redis-host`, `dbHost`, `DB_HOST_NAME`, `DB_HOST_2`,
/// `DB_HOST2`; but not `GHOST_DB`, and not what belongs to a host (`DB_HOST_PASSWORD`).
fn names_hosts(name: &str) -> bool {
    let is = |word: &str, of: &[&str]| of.iter().any(|of| of.eq_ignore_ascii_case(word));
    let mut words: Vec<&str> = words(name).map(without_number).collect();
    while words
        .last()
        .is_some_and(|word| word.is_empty() || is(word, WHICH))
    {
        words.pop();
    }
    match words.as_slice() {
        [.., first, last] if is(last, &["name", "names"]) => is(first, &["host", "hosts"]),
        [.., last] => is(last, HOST_WORDS),
        [] => false,
    }
}

/// A word without the number behind it: `HOST1`.
fn without_number(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}
