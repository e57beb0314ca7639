//! Sites of caddy-docker-proxy.

use std::collections::BTreeMap;

use super::{
    Draft, Given, Guard, Guards, annotation, has_traefik, leave, part_of_name, route, unguarded,
    usual_port,
};
use crate::{
    origin::{OriginId, Traced, Whys},
    plan::{Cursor, Middleware, MiddlewareValue as Value, Route},
    podman::labels::{
        Proxy,
        caddy::{Block, Site, path, site, upstreams},
        rule::Path,
    },
    rules::{Say, exposure as rules},
};

/// Directives that only change how an answer looks, or what is logged: a route without them protects as much.
const HARMLESS: [&str; 3] = ["encode", "header", "log"];

/// What `tls` has in its braces that decides about certificates and ciphers, and lets every client in.
///
/// Caddy: <https://caddyserver.com/docs/caddyfile/directives/tls>
#[rustfmt::skip]
const TLS: [&str; 22] = [
    "alpn", "ca", "ca_root", "ciphers", "curves", "dns", "dns_challenge_override_domain", "dns_ttl", "eab",
    "force_automate", "get_certificate", "insecure_secrets_log", "issuer", "key_type", "load", "on_demand",
    "propagation_delay", "propagation_timeout", "protocols", "renewal_window_ratio", "resolvers", "reuse_private_keys",
];

/// A `reverse_proxy` and where it is.
struct Proxied<'b, 'a> {
    block: &'b Block<'a>,
    path: Option<Path>,
    strip: bool,
    from: Vec<OriginId>,
}

/// What is in the braces of a site.
#[derive(Default)]
struct Found<'b, 'a> {
    proxied: Vec<Proxied<'b, 'a>>,
    /// Paths of named matchers; `None` where one is not of paths only.
    matchers: BTreeMap<&'b str, (Option<Vec<Path>>, Vec<OriginId>)>,
    /// Labels of directives that may protect the site, with the first's name.
    guards: Option<(String, Vec<OriginId>)>,
    /// `tls`.
    tls: Vec<OriginId>,
}

impl Found<'_, '_> {
    fn guard(&mut self, name: &str, origins: Vec<OriginId>) {
        self.guard_all(Some((name.to_owned(), origins)));
    }

    fn guard_all(&mut self, more: Option<(String, Vec<OriginId>)>) {
        match (&mut self.guards, more) {
            (Some(own), Some(more)) => own.1.extend(more.1),
            (own @ None, more) => *own = more,
            (Some(_), None) => {}
        }
    }
}

/// The routes of the container at hand.
pub fn drafts(at: &mut Cursor<'_>, labels: &[&Given], guards: &mut Guards) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for block in &Block::read(labels) {
        let Some(given) = block.label else { continue };
        let addresses = block.arguments();
        // Global options have no address, a snippet is in parentheses: nothing of them is a route.
        if addresses.first().is_none_or(|first| first.starts_with('(')) {
            continue;
        }
        let sites: Vec<Site> = addresses.iter().filter_map(|text| site(text)).collect();
        for text in addresses.iter().filter(|text| site(text).is_none()) {
            let what = format!("the address `{text}`");
            let say = rules::rule_inexpressible(at.name(), &given.value.key, what);
            if sites.is_empty() {
                at.ledger.dropped(given.origin, say);
            } else {
                at.ledger.changed(given.origin, say);
            }
        }
        let before = drafts.len();
        let mut found = Found::default();
        let top = Place {
            path: None,
            strip: false,
            from: vec![given.origin],
        };
        walk(at, block, &top, &mut found);
        let (plain, secure): (Vec<&Site>, Vec<&Site>) = sites.iter().partition(|site| site.plain);
        let both = !plain.is_empty() && !secure.is_empty();
        for own in [&secure, &plain] {
            let Some(plain) = own.first().map(|site| site.plain) else {
                continue;
            };
            let suffix = if both && plain { "-http" } else { "" };
            let name = format!("{}{suffix}", given.value.key);
            let already = drafts.len();
            for proxied in &found.proxied {
                drafts.extend(draft(at, &name, own, plain, proxied, &found));
            }
            if !plain && let Some(first) = drafts.get_mut(already) {
                first.notes = say_https(at, &name, given);
            }
            if found.guards.is_some() {
                let entry = if plain { "web" } else { "websecure" };
                let hosts = own.iter();
                let guard = Guard {
                    proxy: Proxy::Caddy,
                    route: name,
                    rule: given.origin,
                    ways: hosts
                        .filter_map(|site| route(site.host.as_deref(), None).ok())
                        .collect(),
                    entry_points: vec![entry.to_owned()],
                };
                guards.lose(at, guard);
            }
        }
        if found.proxied.is_empty() && !sites.is_empty() {
            say_other(at, block, given);
        }
        if drafts.len() == before {
            leave(at, block.labels().into_iter());
        }
    }
    drafts
}

/// What a site does that leads to no container.
fn say_other(at: &mut Cursor<'_>, block: &Block<'_>, given: &Given) {
    let names = block.inner.values().map(|inner| inner.name.as_str());
    let mut names =
        names.filter(|name| !HARMLESS.contains(name) && *name != "tls" && !name.starts_with('@'));
    if let Some(name) = names.next() {
        let say = rules::site_without_proxy(at.name(), &given.value.key, name);
        at.ledger.dropped(given.origin, say);
    }
}

/// Where a directive is.
#[derive(Clone)]
struct Place {
    path: Option<Path>,
    strip: bool,
    from: Vec<OriginId>,
}

fn walk<'b, 'a>(
    at: &mut Cursor<'_>,
    block: &'b Block<'a>,
    place: &Place,
    found: &mut Found<'b, 'a>,
) {
    for inner in block.inner.values() {
        let origins =
            || -> Vec<OriginId> { inner.labels().iter().map(|given| given.origin).collect() };
        match inner.name.as_str() {
            "reverse_proxy" => found.proxied.push(Proxied {
                block: inner,
                path: place.path.clone(),
                strip: place.strip,
                from: place.from.clone(),
            }),
            "handle" | "handle_path" | "route" => {
                let mut place = place.clone();
                place.from.extend(inner.label.map(|given| given.origin));
                let matcher = inner.arguments();
                let read = match matcher.first() {
                    None => Some(None),
                    Some(text) => path(text),
                };
                let Some(read) = read.filter(|read| read.is_none() || place.path.is_none()) else {
                    inexpressible(at, inner, &matcher.join(" "));
                    // What it refuses reaches the other directives of the site without it.
                    let mut left = Found::default();
                    walk(at, inner, &place, &mut left);
                    found.guard_all(left.guards);
                    continue;
                };
                place.strip |= inner.name == "handle_path" && read.is_some();
                place.path = read.or(place.path);
                walk(at, inner, &place, found);
            }
            "tls" => {
                found.tls.extend(inner.label.map(|given| given.origin));
                for option in inner.inner.values() {
                    let origins = option.labels().iter().map(|given| given.origin).collect();
                    if TLS.contains(&option.name.as_str()) {
                        found.tls.extend::<Vec<OriginId>>(origins);
                    } else {
                        found.guard(&format!("tls.{}", option.name), origins);
                    }
                }
            }
            name if name.starts_with('@') => {
                found.matchers.insert(name, (paths(inner), origins()));
            }
            name if HARMLESS.contains(&name) => {}
            name => found.guard(name, origins()),
        }
    }
}

/// The paths of a named matcher that has nothing else: `path /a /b` in its value, or in its braces.
fn paths(matcher: &Block<'_>) -> Option<Vec<Path>> {
    let mut words = matcher.arguments();
    match (words.is_empty(), matcher.inner.len()) {
        (true, 1) => {
            let inner = matcher.inner.values().next()?;
            if inner.name != "path" {
                return None;
            }
            words = inner.arguments();
        }
        (false, 0) if words.first().is_some_and(|word| word == "path") => {
            words.remove(0);
        }
        _ => return None,
    }
    words.iter().map(|word| path(word).flatten()).collect()
}

fn inexpressible(at: &mut Cursor<'_>, block: &Block<'_>, what: &str) {
    let what = format!("`{what}`");
    if let Some(given) = block.labels().first() {
        let say = rules::rule_inexpressible(at.name(), &given.value.key, what);
        at.ledger.dropped(given.origin, say);
    }
}

/// One `reverse_proxy` of some sites.
fn draft(
    at: &mut Cursor<'_>,
    name: &str,
    sites: &[&Site],
    plain: bool,
    proxied: &Proxied<'_, '_>,
    found: &Found<'_, '_>,
) -> Option<Draft> {
    let given = proxied.block.label?;
    let mut from = proxied.from.clone();
    from.push(given.origin);
    let mut arguments = proxied.block.arguments();
    let mut paths = vec![proxied.path.clone()];
    let matcher = arguments
        .first()
        .filter(|text| text.starts_with(['/', '@', '*']))
        .cloned();
    if let Some(matcher) = matcher {
        arguments.remove(0);
        let named = found.matchers.get(matcher.as_str());
        let read = match named {
            Some((paths, origins)) => {
                from.extend(origins.iter().copied());
                paths
                    .clone()
                    .map(|paths| paths.into_iter().map(Some).collect())
            }
            None => path(&matcher).map(|path| vec![path]),
        };
        let Some(read) = read.filter(|_| proxied.path.is_none()) else {
            inexpressible(at, proxied.block, &matcher);
            return None;
        };
        paths = read;
    }
    let target = match arguments.as_slice() {
        [only] => upstreams(only),
        _ => None,
    };
    let Some((port, https)) = target else {
        let say = rules::label_elsewhere(at.name(), name, arguments.join(" "));
        at.ledger.dropped(given.origin, say);
        return None;
    };
    let port = port.map(|port| (port, Whys::from(given.origin)));
    let Some((port, port_from)) = port.or_else(|| usual_port(at)) else {
        let say = rules::label_port(at.name(), name);
        at.ledger.dropped(given.origin, say);
        return None;
    };
    if https && port != 443 {
        let say = rules::label_scheme(at.name(), name, "https");
        at.ledger.changed(given.origin, say);
    }
    if let Some((directive, origins)) = &found.guards {
        let what = format!("its directive `{directive}` has no counterpart");
        if !unguarded(at, name, origins, &what) {
            return None;
        }
    }
    let middlewares = stripped(at, name, proxied, &from)?;
    let ways = ways(at, name, sites, &paths, &from);
    if ways.is_empty() {
        return None;
    }
    if !plain {
        from.extend(found.tls.iter().copied());
    }
    Some(Draft {
        proxy: Proxy::Caddy,
        weight: 0,
        notes: Vec::new(),
        name: name.to_owned(),
        ways,
        annotations: annotations(at, plain, &from),
        rule: from,
        port,
        port_from,
        middlewares,
    })
}

fn ways(
    at: &mut Cursor<'_>,
    name: &str,
    sites: &[&Site],
    paths: &[Option<Path>],
    from: &[OriginId],
) -> Vec<Route> {
    let mut ways = Vec::new();
    for site in sites {
        for path in paths {
            match route(site.host.as_deref(), path.as_ref()) {
                Ok(route) => ways.push(route),
                Err(what) => {
                    let say = rules::rule_inexpressible(at.name(), name, what);
                    if let Some(first) = from.first() {
                        at.ledger.changed(*first, say);
                    }
                }
            }
        }
    }
    ways
}

/// Caddy serves a site by HTTPS, unless its address says `http://`.
fn annotations(
    at: &Cursor<'_>,
    plain: bool,
    from: &[OriginId],
) -> BTreeMap<&'static str, Traced<String>> {
    let mut annotations = BTreeMap::new();
    if !has_traefik(at) {
        return annotations;
    }
    let Some(first) = from.first().copied() else {
        return annotations;
    };
    let mut put = |option, value: &str| {
        annotations.insert(annotation(option), Traced::new(value.to_owned(), first));
    };
    if plain {
        put("entrypoints", "web");
        return annotations;
    }
    put("entrypoints", "websecure");
    put("tls", "true");
    annotations
}

/// What Caddy does for a site with HTTPS without being told.
fn say_https(at: &Cursor<'_>, name: &str, given: &Given) -> Vec<(OriginId, Say)> {
    let secret = at
        .chosen()
        .and_then(|chosen| chosen.ingress.as_ref()?.tls_secret.as_ref());
    let mut notes = Vec::new();
    if secret.is_none() {
        let say = rules::label_certificate(at.name(), name);
        notes.push((given.origin, say));
    }
    let say = rules::label_redirect(at.name(), name);
    notes.push((given.origin, say));
    notes
}

/// `handle_path` takes its path off; `None` where nothing can.
fn stripped(
    at: &mut Cursor<'_>,
    name: &str,
    proxied: &Proxied<'_, '_>,
    from: &[OriginId],
) -> Option<Vec<(Middleware, Vec<OriginId>)>> {
    let Some(path) = proxied.path.as_ref().filter(|_| proxied.strip) else {
        return Some(Vec::new());
    };
    if !has_traefik(at) {
        let what = "`handle_path`, which takes its path off: only the Traefik of K3s does";
        let say = rules::rule_inexpressible(at.name(), name, what);
        at.ledger.dropped(*from.last()?, say);
        return None;
    }
    let prefix = path.text.trim_end_matches('/').to_owned();
    let field = vec!["stripPrefix".to_owned(), "prefixes".to_owned()];
    let value = Traced {
        value: Value::List(vec![prefix]),
        from: Whys::from(from),
    };
    let middleware = Middleware {
        name: part_of_name("strip")?,
        fields: BTreeMap::from([(field, value)]),
    };
    Some(vec![(middleware, from.to_vec())])
}
