//! Labels of caddy-docker-proxy, which become a Caddyfile.
//!
//! caddy-docker-proxy: <https://github.com/lucaslorentz/caddy-docker-proxy#labels-to-caddyfile-conversion>
//! (`caddyfile/fromlabels.go`)

use std::collections::BTreeMap;

use super::rule::Path;
use crate::{origin::Given, podman::identity::Label};

/// A directive with its arguments, and what is in its braces.
#[derive(Debug, Default)]
pub struct Block<'a> {
    /// Its name, without the numbers that order and isolate.
    pub name: String,
    /// The label that has its arguments.
    pub label: Option<&'a Given<Label>>,
    /// Directives in it, by their part of the key.
    pub inner: BTreeMap<String, Block<'a>>,
}

impl<'a> Block<'a> {
    /// All labels of a container as blocks: sites, snippets and global options.
    #[must_use]
    pub fn read(labels: &[&'a Given<Label>]) -> Vec<Self> {
        let mut top = Self::default();
        for given in labels {
            let mut block = &mut top;
            for part in parts(&given.value.key) {
                block = block.inner.entry(part.clone()).or_insert_with(|| Self {
                    name: name(&part).to_owned(),
                    ..Self::default()
                });
            }
            block.label = Some(given);
        }
        top.inner.into_values().collect()
    }

    /// Its arguments.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        self.label
            .map_or_else(Vec::new, |given| words(&given.value.value))
    }

    /// All labels in it.
    #[must_use]
    pub fn labels(&self) -> Vec<&'a Given<Label>> {
        let inner = self.inner.values().flat_map(Block::labels);
        self.label.into_iter().chain(inner).collect()
    }
}

/// How deep directives may be in each other: a Caddyfile has a few levels.
const DEEPEST: usize = 16;

/// The parts of a key between its dots; `\.` is a dot of a part.
fn parts(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = key.chars().peekable();
    while let Some(c) = rest.next() {
        let dot = c == '.' && parts.len() < DEEPEST;
        let escaped = c == '\\' && rest.next_if_eq(&'.').is_some();
        if dot {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(if escaped { '.' } else { c });
        }
    }
    parts
}

/// `2_handle_1` is `handle`.
fn name(part: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let part = match part.split_once('_') {
        Some((order, rest)) if digits(order) && !rest.is_empty() => rest,
        _ => part,
    };
    match part.rsplit_once('_') {
        Some((rest, number)) if digits(number) && !rest.is_empty() => rest,
        _ => part,
    }
}

/// The words of a value: quotes and templates keep their blanks.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (start, end) = if rest.starts_with("{{") {
            (0, rest.find("}}").map_or(rest.len(), |at| at + 2))
        } else if let Some(quote) = rest.chars().next().filter(|c| "\"`".contains(*c)) {
            let inside = rest.get(1..).unwrap_or_default();
            (1, inside.find(quote).map_or(rest.len(), |at| at + 1))
        } else {
            (0, rest.find(char::is_whitespace).unwrap_or(rest.len()))
        };
        words.push(rest.get(start..end).unwrap_or_default().to_owned());
        rest = rest.get(end + start..).unwrap_or_default().trim_start();
    }
    words
}

/// An address of a site: `example.org`, `http://example.org`, `:443`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Host name in lower case; `None` for every one.
    pub host: Option<String>,
    /// Whether only `http://` is served.
    pub plain: bool,
}

/// Reads an address of a site; `None` for a port that is neither that of HTTP nor that of HTTPS, and for what is not an
/// address.
#[must_use]
pub fn site(text: &str) -> Option<Site> {
    let text = text.trim_matches(',');
    let (plain, rest) = match text.split_once("://") {
        Some(("http", rest)) => (true, rest),
        Some(("https", rest)) => (false, rest),
        Some(_) => return None,
        None => (false, text),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
    let plain = match port {
        "" => plain,
        "80" => true,
        "443" => false,
        _ => return None,
    };
    if host.contains(['/', '(', '{', ' ']) || (host.is_empty() && port.is_empty()) {
        return None;
    }
    Some(Site {
        host: (!host.is_empty()).then(|| host.to_ascii_lowercase()),
        plain,
    })
}

/// A path matcher: `/x/*`, `/x*` and `/x`; `*` is every path. `None` for another one.
#[must_use]
pub fn path(text: &str) -> Option<Option<Path>> {
    if text == "*" {
        return Some(None);
    }
    let start = text.strip_suffix('*');
    let found = start.unwrap_or(text);
    (text.starts_with('/') && !found.contains(['*', '{'])).then(|| {
        Some(Path {
            text: found.to_owned(),
            exact: start.is_none(),
        })
    })
}

/// The port of `{{upstreams 8080}}`, with whether it is spoken to by TLS; `None` where the text names another upstream.
#[must_use]
pub fn upstreams(text: &str) -> Option<(Option<u16>, bool)> {
    let inside = text.strip_prefix("{{")?.strip_suffix("}}")?;
    let mut words = inside.split_whitespace();
    if words.next()? != "upstreams" {
        return None;
    }
    let mut port = None;
    let mut tls = false;
    for word in words {
        match word {
            "http" => {}
            "https" => tls = true,
            number => port = Some(number.parse().ok()?),
        }
    }
    Some((port, tls))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{name, parts, path, site, upstreams, words};

    #[test]
    fn keys() {
        for (part, expected) in [
            ("caddy_0", "caddy"),
            ("2_handle", "handle"),
            ("handle_path", "handle_path"),
            ("1_handle_path_7", "handle_path"),
            ("_", "_"),
        ] {
            assert_eq!(name(part), expected);
        }
        assert_eq!(parts(r"caddy.a\.b.c"), ["caddy", "a.b", "c"]);
    }

    #[test]
    fn values() {
        assert_eq!(
            words("/x/* {{upstreams http 80}} \"a b\" `c d`"),
            ["/x/*", "{{upstreams http 80}}", "a b", "c d"]
        );
        for (text, expected) in [
            ("{{upstreams 80}}", Some((Some(80), false))),
            ("{{ upstreams https 8443 }}", Some((Some(8443), true))),
            ("{{upstreams}}", Some((None, false))),
            ("{{upstreams x}}", None),
            ("10.0.0.1:80", None),
        ] {
            assert_eq!(upstreams(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("A.org", Some((Some("a.org"), false))),
            ("http://a.org,", Some((Some("a.org"), true))),
            ("https://a.org/", Some((Some("a.org"), false))),
            (":80", Some((None, true))),
            ("a.org:8443", None),
            ("(snippet)", None),
            ("a.org/x", None),
        ] {
            let found = site(text);
            let found = found
                .as_ref()
                .map(|site| (site.host.as_deref(), site.plain));
            assert_eq!(found, expected, "{text}");
        }
        for (text, expected) in [
            ("/x/*", Some(Some(("/x/", false)))),
            ("/x", Some(Some(("/x", true)))),
            ("*", Some(None)),
            ("@name", None),
            ("*.php", None),
        ] {
            let found = path(text);
            let found = found
                .as_ref()
                .map(|path| path.as_ref().map(|path| (path.text.as_str(), path.exact)));
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_text_ends(text in "[a-z./:*{}\" `0-9_\\\\]{0,60}|\\PC{0,60}") {
            let _ = (words(&text), parts(&text), name(&text), site(&text), path(&text), upstreams(&text));
        }
    }
}
