//! Entry points: where the Traefik of K3s answers for a router.

use std::collections::BTreeMap;

use super::{annotation, has_traefik, middlewares, partly_unguarded, redirects, unguarded};
use crate::{
    facts::proxies::EntryPoint,
    origin::{OriginId, Traced},
    plan::Cursor,
    podman::labels::{list, traefik::Options},
};

/// What operators call the entry points that the Traefik of K3s has.
pub const ENTRY_POINTS: &[(&str, &str)] = &[
    ("http", "web"),
    ("https", "websecure"),
    ("web", "web"),
    ("web-secure", "websecure"),
    ("web_secure", "websecure"),
    ("websecure", "websecure"),
];

/// The middlewares that a Traefik of the host gives all routes of the router's entry points, and whether clients reach these at
/// all: what is lost of either guards the route.
pub fn middlewares_of(
    at: &mut Cursor<'_>,
    name: &str,
    options: &Options<'_>,
    guarded: &mut bool,
) -> Vec<middlewares::Found> {
    let listed = options.get("entrypoints");
    let Some(origin) = listed
        .or_else(|| options.get("rule"))
        .map(|given| given.origin)
    else {
        return Vec::new();
    };
    let names: Vec<String> = listed.map_or_else(Vec::new, |given| {
        list(&given.value.value)
            .map(str::to_ascii_lowercase)
            .collect()
    });
    let host = at.container().host.clone();
    let own: Vec<(String, Vec<String>, Option<&str>)> = at
        .facts
        .proxies
        .on(&host)
        .iter()
        .flat_map(|traefik| &traefik.entry_points)
        .filter(|(entry, own)| own.port.is_some() && (names.is_empty() || names.contains(entry)))
        .map(|(entry, own)| (entry.clone(), own.middlewares.clone(), own.inside))
        .collect();
    let mut wanted = Vec::new();
    for (entry, middlewares, _) in &own {
        let (found, lost) = middlewares::resolve(at, &middlewares.join(","));
        if !lost.is_empty() {
            let what = format!(
                "its entry point `{entry}` has middlewares: {}",
                lost.join(", and ")
            );
            *guarded &= partly_unguarded(at, name, origin, &what);
        }
        wanted.extend(
            found
                .into_iter()
                .filter(|(own, _)| {
                    !wanted
                        .iter()
                        .any(|(other, _): &middlewares::Found| other.name == own.name)
                })
                .collect::<Vec<_>>(),
        );
    }
    let inside = own.iter().all(|(.., inside)| inside.is_some());
    if let Some((entry, _, Some(why))) = own.first().filter(|_| inside) {
        let what = format!(
            "its entry point `{entry}` {why}, and that of the Traefik of K3s is open to other machines"
        );
        *guarded &= partly_unguarded(at, name, origin, &what);
    }
    wanted
}

/// Entry points of a router, where a Traefik of the host decides about them.
pub struct Entries {
    /// Those on which it answers.
    pub own: Vec<String>,
    /// Those that send every request elsewhere.
    pub redirected: String,
}

/// What is left of a router's entry points where some of them redirect every request that it matches, or where those that name
/// none have certain ones; `weight` is its priority.
pub fn left(at: &Cursor<'_>, options: &Options<'_>, weight: i64) -> Option<Entries> {
    let host = &at.container().host;
    let on = at.facts.proxies.on(host);
    let known: BTreeMap<&str, &EntryPoint> = on
        .iter()
        .flat_map(|traefik| &traefik.entry_points)
        .map(|(name, own)| (name.as_str(), own))
        .collect();
    let by_labels = redirects::of(at, host);
    let redirects = |name: &str| {
        known.get(name).is_some_and(|own| own.redirects.is_some())
            || by_labels
                .iter()
                .any(|own| own.entry_points.contains(name) && own.weight > weight)
    };
    let is_known = |name: &&str| ENTRY_POINTS.iter().any(|(theirs, _)| theirs == name);
    let all: Vec<String> = if let Some(given) = options.get("entrypoints") {
        list(&given.value.value)
            .map(str::to_ascii_lowercase)
            .collect()
    } else {
        let declared = known
            .iter()
            .filter(|(name, own)| own.port.is_some() && **name != "traefik");
        let (default, rest): (Vec<_>, Vec<_>) = declared.partition(|(_, own)| own.default);
        let says = !default.is_empty();
        let all = if says { default } else { rest };
        let mut names: Vec<&str> = all.iter().map(|(name, _)| **name).collect();
        if names.is_empty() {
            names.extend(["web", "websecure"]);
        }
        if !says && !names.iter().any(|name| redirects(name)) {
            return None;
        }
        // Of entry points that it does not name, those count that the Traefik of K3s has as well.
        if names.iter().any(is_known) {
            names.retain(is_known);
        }
        names.into_iter().map(str::to_owned).collect()
    };
    let (redirected, own): (Vec<String>, Vec<String>) =
        all.into_iter().partition(|name| redirects(name));
    if redirected.is_empty() && options.contains_key("entrypoints") {
        return None;
    }
    let redirected: Vec<String> = redirected.iter().map(|name| format!("`{name}`")).collect();
    Some(Entries {
        own,
        redirected: redirected.join(" and "),
    })
}

/// Keeps the entry points that the Traefik of K3s has; whether the route may be written.
pub fn keep(
    at: &mut Cursor<'_>,
    name: &str,
    (origin, all): (OriginId, &[String]),
    annotations: &mut BTreeMap<&'static str, Traced<String>>,
) -> bool {
    let mut own = Vec::new();
    for wanted in all {
        let lower = wanted.to_ascii_lowercase();
        let Some((_, known)) = ENTRY_POINTS.iter().find(|(theirs, _)| *theirs == lower) else {
            let what = format!(
                "the Traefik of K3s has the entry points `web` (80) and `websecure` (443), and not `{wanted}`"
            );
            return unguarded(at, name, &[origin], &what);
        };
        if !own.contains(known) {
            own.push(*known);
        }
    }
    if !own.is_empty() && has_traefik(at) {
        let value = Traced::new(own.join(","), origin);
        annotations.insert(annotation("entrypoints"), value);
    }
    true
}
