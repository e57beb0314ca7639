//! The rule of one of Traefik's routers, as the ways in which it matches.
//!
//! Traefik: <https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/>
//! (`pkg/rules/parser.go`, `pkg/muxer/http/matcher.go`)

use super::signs::Signs;

/// How many ways a rule may have.
const MOST: usize = 64;

/// One way in which a rule matches: all that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// Host name of the request, in lower case.
    pub host: Option<String>,
    /// Path of the request.
    pub path: Option<Path>,
    /// What else has to hold, in Traefik's words: the first of it.
    pub other: Option<String>,
}

/// A path that requests have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The path, or its start.
    pub text: String,
    /// Whether it is the whole path.
    pub exact: bool,
}

/// Reads a rule. It matches where one of the ways does; none is left where the rule contradicts itself.
///
/// # Errors
/// When it is not a rule, is nested too deeply, or has too many ways.
pub fn parse(text: &str) -> Result<Vec<Way>, String> {
    let mut parser = Parser(Signs::new(text));
    let ways = parser.any()?;
    match parser.0.peek() {
        None => Ok(ways),
        Some(c) => Err(format!("`{c}` is not expected")),
    }
}

struct Parser<'a>(Signs<'a>);

impl Parser<'_> {
    fn any(&mut self) -> Result<Vec<Way>, String> {
        let mut ways = self.all()?;
        while self.0.operator('|')? {
            ways.extend(self.all()?);
            few(&ways)?;
        }
        Ok(ways)
    }

    fn all(&mut self) -> Result<Vec<Way>, String> {
        let mut ways = self.one()?;
        while self.0.operator('&')? {
            let more = self.one()?;
            let both = ways
                .iter()
                .flat_map(|way| more.iter().filter_map(|other| both(way, other)));
            ways = both.collect();
            few(&ways)?;
        }
        Ok(ways)
    }

    fn one(&mut self) -> Result<Vec<Way>, String> {
        self.0.enter()?;
        let ways = if self.0.takes('!') {
            self.one()?;
            Ok(vec![other("!".to_owned())])
        } else if self.0.takes('(') {
            let ways = self.any()?;
            self.0.wants(')')?;
            Ok(ways)
        } else {
            self.matcher()
        };
        self.0.leave();
        ways
    }

    fn matcher(&mut self) -> Result<Vec<Way>, String> {
        let name = self.0.name();
        if name.is_empty() {
            return Err(match self.0.peek() {
                Some(c) => format!("a matcher such as `Host` is expected, not `{c}`"),
                None => "it ends where a matcher such as `Host` is expected".to_owned(),
            });
        }
        self.0.wants('(')?;
        let mut values = Vec::new();
        while !self.0.takes(')') {
            if !values.is_empty() && !self.0.takes(',') {
                self.0.wants(')')?;
                break;
            }
            values.push(self.0.quoted("`\"'")?);
        }
        if values.is_empty() {
            return Err(format!("`{name}` has no value"));
        }
        let ways: Vec<Way> = values.iter().map(|value| way(&name, value)).collect();
        few(&ways)?;
        Ok(ways)
    }
}

fn few(ways: &[Way]) -> Result<(), String> {
    if ways.len() > MOST {
        return Err(format!("it matches in more than {MOST} ways"));
    }
    Ok(())
}

fn other(what: String) -> Way {
    Way {
        other: Some(what),
        ..Way::default()
    }
}

/// One value of a matcher; several are alternatives, as in the second version of Traefik.
fn way(matcher: &str, value: &str) -> Way {
    // In the second version, `{name:pattern}` is a regular expression.
    let plain = !value.contains(['{', '}']);
    let path = |exact| Way {
        path: Some(Path {
            text: value.to_owned(),
            exact,
        }),
        ..Way::default()
    };
    match matcher.to_ascii_lowercase().as_str() {
        "host" if plain => Way {
            host: Some(value.to_ascii_lowercase()),
            ..Way::default()
        },
        "path" if plain => path(true),
        "pathprefix" if plain => path(false),
        _ => other(matcher.to_owned()),
    }
}

/// What holds where both do; `None` where they contradict each other.
fn both(one: &Way, other: &Way) -> Option<Way> {
    let host = match (&one.host, &other.host) {
        (Some(a), Some(b)) if a != b => return None,
        (a, b) => a.as_ref().or(b.as_ref()),
    };
    let path = match (&one.path, &other.path) {
        (Some(a), Some(b)) => Some(narrower(a, b)?),
        (a, b) => a.as_ref().or(b.as_ref()),
    };
    Some(Way {
        host: host.cloned(),
        path: path.cloned(),
        other: one.other.as_ref().or(other.other.as_ref()).cloned(),
    })
}

fn narrower<'a>(a: &'a Path, b: &'a Path) -> Option<&'a Path> {
    let inside = |inner: &Path, outer: &Path| {
        if outer.exact {
            inner.exact && inner.text == outer.text
        } else {
            inner.text.starts_with(&outer.text)
        }
    };
    if inside(a, b) {
        Some(a)
    } else {
        inside(b, a).then_some(b)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST, parse};

    /// The ways in words.
    fn ways(rule: &str) -> Result<Vec<String>, String> {
        let words = |way: super::Way| {
            let path = way.path.map_or(String::new(), |path| {
                format!("{}{}", path.text, if path.exact { "" } else { "*" })
            });
            let other = way.other.map_or(String::new(), |other| format!(" {other}"));
            format!("{}{path}{other}", way.host.unwrap_or_default())
        };
        parse(rule).map(|ways| ways.into_iter().map(words).collect())
    }

    #[test]
    fn rules() {
        for (rule, expected) in [
            ("Host(`A.b`)", &["a.b"][..]),
            ("Host(`a`, `b`)", &["a", "b"]),
            (r#"HOST("a") || host('b')"#, &["a", "b"]),
            ("Host(`a`) && PathPrefix(`/x`)", &["a/x*"]),
            (
                "(Host(`a`)||Host(`b`)) && (Path(`/x`)||PathPrefix(`/y`))",
                &["a/x", "a/y*", "b/x", "b/y*"],
            ),
            ("Host(`a`) && Host(`b`)", &[]),
            ("PathPrefix(`/x`) && PathPrefix(`/x/y`)", &["/x/y*"]),
            ("PathPrefix(`/x`) && Path(`/z`)", &[]),
            ("HostRegexp(`^.+$`)", &[" HostRegexp"]),
            ("Host(`{sub:[a-z]+}.b`)", &[" Host"]),
            ("Host(`a`) && !PathPrefix(`/x`)", &["a !"]),
            (
                "Host(`a`) || Header(`X`, `y`)",
                &["a", " Header", " Header"],
            ),
        ] {
            let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(ways(rule), Ok(expected), "{rule}");
        }
    }

    #[test]
    fn no_rules() {
        for (rule, reason) in [
            ("", "a matcher such as"),
            ("Host(`a`", "it ends where"),
            ("Host(`a`) Host(`b`)", "is not expected"),
            ("Host(`a`) & Host(`b`)", "twice"),
            ("Host(a)", "back-ticks"),
            ("Host(`a)", "closing"),
            ("Host()", "no value"),
            ("Host:a.b", "`(` is expected"),
        ] {
            let found = ways(rule);
            assert!(
                found.as_ref().is_err_and(|said| said.contains(reason)),
                "{rule}: {found:?}"
            );
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"!".repeat(100_000)).is_err());
        let four = "(Host(`a`)||Host(`b`)||Host(`c`)||Host(`d`))";
        let paths = four.replace("Host", "Path");
        let other = four.replace("Host", "Query");
        assert!(parse(&[four, &paths, &other, &other].join(" && ")).is_err());
    }

    proptest! {
        #[test]
        fn every_text_ends(text in "[HostPathPrefix()`\"!&|, a/\\\\{}]{0,80}|\\PC{0,80}") {
            if let Ok(ways) = parse(&text) {
                prop_assert!(ways.len() <= MOST);
            }
        }

        #[test]
        fn alternatives_are_counted(hosts in prop::collection::vec("[a-z]{1,8}", 1..8), paths in prop::collection::vec("/[a-z]{1,8}", 1..8)) {
            let any = |matcher: &str, values: &[String]| {
                let all: Vec<String> = values.iter().map(|value| format!("{matcher}(`{value}`)")).collect();
                format!("({})", all.join(" || "))
            };
            let rule = format!("{} && {}", any("Host", &hosts), any("Path", &paths));
            prop_assert_eq!(parse(&rule).map(|ways| ways.len()), Ok(hosts.len() * paths.len()));
        }
    }
}
