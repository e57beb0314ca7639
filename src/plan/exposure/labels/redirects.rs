//! Routers that only redirect whatever comes to an entry point, as the one that many call `http-catchall`.

use std::collections::BTreeSet;

use super::Cursor;
use crate::podman::labels::{
    self, Proxy, list, middleware,
    traefik::{Options, Traefik},
};

/// One of them.
pub struct Redirect {
    /// Where requests are redirected, in lower case.
    pub entry_points: BTreeSet<String>,
    /// Its priority: routers with a higher one answer before it.
    pub weight: i64,
}

/// Those that labels of a host define.
pub fn of(at: &Cursor<'_>, host: &str) -> Vec<Redirect> {
    let containers = at.inventory.containers.iter();
    let mut out = Vec::new();
    for container in containers.filter(|container| container.host == *host) {
        let labels = labels::of(&container.identity.labels, Proxy::Traefik);
        let read = Traefik::read(&labels);
        if !at.facts.proxies.read(container, &read) {
            continue;
        }
        for options in read.routers.values() {
            if let Some(entry_points) = by(at, options) {
                let weight = weight(options);
                out.push(Redirect {
                    entry_points,
                    weight,
                });
            }
        }
    }
    out
}

/// The entry points on which a router redirects every request; `None` for one that does anything else.
pub fn by(at: &Cursor<'_>, options: &Options<'_>) -> Option<BTreeSet<String>> {
    let value = |option: &str| options.get(option).map(|given| given.value.value.as_str());
    let listed = list(value("entrypoints")?).map(str::to_ascii_lowercase);
    let wanted: Vec<&str> = list(value("middlewares")?).collect();
    let only = !wanted.is_empty() && wanted.iter().all(|name| is_redirect(at, name));
    (only && is_any(value("rule")?)).then(|| listed.collect())
}

/// The priority of a router: that of its label, else the length of its rule.
pub fn weight(options: &Options<'_>) -> i64 {
    let value = |option: &str| options.get(option).map(|given| given.value.value.as_str());
    let given = value("priority").and_then(|text| text.trim().parse().ok());
    let length = value("rule").map_or(0, str::len);
    given
        .filter(|number| *number != 0)
        .unwrap_or_else(|| i64::try_from(length).unwrap_or(i64::MAX))
}

/// Whether a middleware that labels define sends clients to another scheme.
fn is_redirect(at: &Cursor<'_>, name: &str) -> bool {
    let own = name.strip_suffix("@docker").unwrap_or(name);
    let host = &at.container().host;
    let containers = at.inventory.containers.iter();
    let mut kinds = containers
        .filter(|container| container.host == *host)
        .flat_map(|container| {
            let labels = labels::of(&container.identity.labels, Proxy::Traefik);
            let read = Traefik::read(&labels);
            let options = read.middlewares.get(own).into_iter().flatten();
            let kinds =
                options.map(|(option, _)| middleware::kind(option) == Some("redirectScheme"));
            kinds.collect::<Vec<bool>>()
        })
        .peekable();
    kinds.peek().is_some() && kinds.all(|is| is)
}

/// Whether a rule matches every request: a prefix `/`, or a host name that is any text.
fn is_any(rule: &str) -> bool {
    let plain: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((matcher, rest)) = plain.split_once('(') else {
        return false;
    };
    let Some(text) = rest.strip_suffix(')') else {
        return false;
    };
    let text = text.trim_matches(['`', '"', '\'']);
    match matcher.to_ascii_lowercase().as_str() {
        "pathprefix" => text == "/",
        "hostregexp" => {
            let inner = text
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            let pattern = match inner {
                Some(named) => named.split_once(':').map_or("", |(_, pattern)| pattern),
                None => text,
            };
            let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
            matches!(pattern, ".+" | ".*")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_any;

    #[test]
    fn rules_that_match_every_request() {
        for (rule, expected) in [
            ("HostRegexp(`{host:.+}`)", true),
            ("hostregexp(`{any:.*}`)", true),
            ("HostRegexp(`^.+$`)", true),
            ("HostRegexp(`.*`)", true),
            ("PathPrefix(`/`)", true),
            ("HostRegexp(`{sub:[a-z]+}.example.org`)", false),
            ("HostRegexp(`.+`) && PathPrefix(`/x`)", false),
            ("PathPrefix(`/x`)", false),
            ("Host(`a`)", false),
            ("", false),
        ] {
            assert_eq!(is_any(rule), expected, "{rule}");
        }
    }
}
