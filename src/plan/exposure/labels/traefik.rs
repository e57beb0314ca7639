//! Routers of Traefik.

use std::collections::BTreeMap;

use super::{
    Draft, Given, Guard, Guards, annotation, entries, has_traefik, leave, middlewares,
    partly_unguarded, redirects, route, unguarded, usual_port,
};
use crate::{
    origin::{OriginId, Traced, Whys},
    plan::{Cursor, Route},
    podman::labels::{
        self, Proxy, list, rule, switch,
        traefik::{Options, Traefik},
    },
    rules::{Say, exposure as rules},
};

/// What is told of an option.
type Told = (OriginId, Say);

/// The routes of the container at hand.
pub fn drafts(at: &mut Cursor<'_>, labels: &[&Given], guards: &mut Guards) -> Vec<Draft> {
    let all = Traefik::read(labels);
    if !at.facts.proxies.read(at.container(), &all) {
        if let Some(given) = all.undecodable() {
            let say = rules::label_undecodable(at.name(), &given.value.key);
            at.ledger.dropped(given.origin, say);
            leave(at, labels.iter().copied());
        }
        if let Some(given) = all.enable
            && switch(&given.value.value).is_none()
        {
            let say = rules::enable_unread(at.name(), &given.value.value);
            at.ledger.dropped(given.origin, say);
        }
        return Vec::new();
    }
    for given in &all.streams {
        let say = rules::label_stream(at.name());
        at.ledger.dropped(given.origin, say);
    }
    let routers = all.routers.iter();
    let drafts: Vec<Draft> = routers
        .filter_map(|(name, options)| {
            if let Some(say) = twice(at, name, options) {
                let first = options.get("rule").or_else(|| options.values().next())?;
                at.ledger.dropped(first.origin, say);
                leave(at, options.values().copied());
                return None;
            }
            let draft = draft(at, name, options, &all);
            if draft.is_none() {
                leave(at, options.values().copied());
                if redirects::by(at, options).is_none()
                    && let Some(guard) = guard(name, options)
                {
                    guards.lose(at, guard);
                }
            }
            draft
        })
        .collect();
    if drafts.is_empty() && !all.routers.is_empty() {
        let targets = all.services.values().flat_map(Options::values);
        leave(at, targets.copied());
    }
    if all.routers.is_empty()
        && all.streams.is_empty()
        && let Some(given) = all.enable
    {
        let say = rules::rule_missing(at.name(), at.name());
        at.ledger.dropped(given.origin, say);
    }
    drafts
}

/// A router that another container of the host has as well: equal ones are one with the servers of both, others are none.
///
/// Traefik: `traefik v3.7.9 pkg/provider/docker/config.go`, `pkg/provider/merge.go`
fn twice(at: &Cursor<'_>, name: &str, options: &Options<'_>) -> Option<Say> {
    let host = &at.container().host;
    let values = |options: &Options<'_>| -> Vec<(String, String)> {
        let all = options.iter();
        all.map(|(option, given)| (option.clone(), given.value.value.clone()))
            .collect()
    };
    let own = values(options);
    let peers = at.inventory.containers.iter().enumerate();
    let mut peers = peers.filter(|(index, peer)| peer.host == *host && *index != at.index);
    peers.find_map(|(index, peer)| {
        let labels = labels::of(&peer.identity.labels, Proxy::Traefik);
        let all = Traefik::read(&labels);
        let theirs = all
            .routers
            .get(name)
            .filter(|_| at.facts.proxies.read(peer, &all))?;
        if values(theirs) != own {
            return Some(rules::router_differs(at.name(), name, &peer.attribute));
        }
        (index < at.index).then(|| rules::router_same(at.name(), name, &peer.attribute))
    })
}

/// The requests that a router takes away from others, whether or not an Ingress could express it.
fn guard(name: &str, options: &Options<'_>) -> Option<Guard> {
    let given = options.get("rule")?;
    let guarded = ["middlewares", "tls.options"]
        .iter()
        .any(|option| options.contains_key(*option));
    let read = rule::parse(&given.value.value).unwrap_or_default();
    let ways = read
        .iter()
        .filter(|way| guarded || way.other.is_none())
        .filter_map(|way| route(way.host.as_deref(), way.path.as_ref()).ok());
    let listed = options.get("entrypoints");
    let entry_points = listed.map_or_else(Vec::new, |given| {
        let names = list(&given.value.value).map(str::to_ascii_lowercase);
        names
            .map(|name| {
                let known = entries::ENTRY_POINTS
                    .iter()
                    .find(|(theirs, _)| *theirs == name);
                known.map_or(name, |(_, known)| (*known).to_owned())
            })
            .collect()
    });
    Some(Guard {
        proxy: Proxy::Traefik,
        route: name.to_owned(),
        rule: given.origin,
        ways: ways.collect(),
        entry_points,
    })
}

/// One router, or nothing where it cannot be written: then its rule says so.
fn draft(
    at: &mut Cursor<'_>,
    name: &str,
    options: &Options<'_>,
    all: &Traefik<'_>,
) -> Option<Draft> {
    let Some(given) = options.get("rule") else {
        let first = options.values().next()?;
        let say = rules::rule_missing(at.name(), name);
        at.ledger.dropped(first.origin, say);
        return None;
    };
    let mut from = vec![given.origin];
    // 0 stands for the length of the rule.
    let priority = options.get("priority").and_then(|given| {
        let number: i64 = given.value.value.trim().parse().ok()?;
        Some((number, given.origin))
    });
    from.extend(
        priority
            .filter(|(number, _)| *number == 0)
            .map(|(_, origin)| origin),
    );
    let priority = priority.filter(|(number, _)| *number != 0);
    let weight = redirects::weight(options);
    if let Some(own) = redirects::by(at, options) {
        let entries: Vec<String> = own.iter().map(|entry| format!("`{entry}`")).collect();
        let say = rules::label_redirects(at.name(), name, entries.join(" and "));
        at.ledger.dropped(given.origin, say);
        return None;
    }
    let ways = ways(at, name, given)?;
    let target = target(at, name, options, all, given.origin)?;
    let mut annotations = BTreeMap::new();
    let mut guarded = true;
    let left = entries::left(at, options, weight);
    if let (Some(left), true) = (&left, has_traefik(at))
        && left.own.is_empty()
    {
        let say = rules::label_redirected(at.name(), name, &left.redirected);
        at.ledger.dropped(given.origin, say);
        return None;
    }
    let listed = options.get("entrypoints").copied();
    let (origin, wanted) = match (left, listed) {
        (Some(left), listed) => (listed.unwrap_or(given).origin, left.own),
        (None, Some(given)) => (
            given.origin,
            list(&given.value.value).map(str::to_owned).collect(),
        ),
        (None, None) => (given.origin, Vec::new()),
    };
    if !wanted.is_empty() {
        guarded &= entries::keep(at, name, (origin, &wanted), &mut annotations);
    }
    if let Some(given) = options.get("tls.options") {
        let what = format!(
            "the TLS options `{}` are defined elsewhere",
            given.value.value
        );
        guarded &= unguarded(at, name, &[given.origin], &what);
    }
    let mut wanted = entries::middlewares_of(at, name, options, &mut guarded);
    if let Some(given) = options.get("middlewares") {
        let (found, lost) = middlewares::resolve(at, &given.value.value);
        if !lost.is_empty() {
            let what = lost.join(", and ");
            guarded &= if found.is_empty() {
                unguarded(at, name, &[given.origin], &what)
            } else {
                partly_unguarded(at, name, given.origin, &what)
            };
        }
        if !found.is_empty() && guarded {
            let named = Traced::new(String::new(), given.origin);
            annotations.insert(annotation("middlewares"), named);
            wanted.extend(found);
        }
    }
    if !guarded {
        return None;
    }
    let mut notes = tls(at, name, options, &mut annotations);
    notes.extend(target.2);
    if let Some((number, origin)) = priority.filter(|_| has_traefik(at)) {
        annotations.insert(
            annotation("priority"),
            Traced::new(number.to_string(), origin),
        );
    }
    if let (Some(given), true) = (all.enable, has_traefik(at)) {
        from.push(given.origin);
    }
    Some(Draft {
        proxy: Proxy::Traefik,
        weight,
        notes,
        name: name.to_owned(),
        ways,
        rule: from,
        port: target.0,
        port_from: target.1,
        annotations,
        middlewares: wanted,
    })
}

/// The ways of a rule that an Ingress has.
fn ways(at: &mut Cursor<'_>, name: &str, given: &Given) -> Option<Vec<Route>> {
    let container = at.name();
    let read = match rule::parse(&given.value.value) {
        Ok(read) => read,
        Err(reason) => {
            let say = rules::rule_unread(container, name, reason);
            at.ledger.dropped(given.origin, say);
            return None;
        }
    };
    if read.is_empty() {
        let say = rules::rule_never(container, name);
        at.ledger.dropped(given.origin, say);
        return None;
    }
    let mut good = Vec::new();
    let mut bad: Vec<String> = Vec::new();
    for way in &read {
        let found = match &way.other {
            Some(other) => Err(format!("`{other}`")),
            None => route(way.host.as_deref(), way.path.as_ref()),
        };
        match found {
            Ok(route) => good.push(route),
            Err(what) if bad.contains(&what) => {}
            Err(what) => bad.push(what),
        }
    }
    if bad.is_empty() {
        return Some(good);
    }
    let say = rules::rule_inexpressible(container, name, bad.join(" and "));
    if good.is_empty() {
        at.ledger.dropped(given.origin, say);
        None
    } else {
        at.ledger.changed(given.origin, say);
        Some(good)
    }
}

/// The port that a router leads to.
fn target(
    at: &mut Cursor<'_>,
    name: &str,
    options: &Options<'_>,
    all: &Traefik<'_>,
    rule: OriginId,
) -> Option<(u16, Whys, Option<Told>)> {
    let container = at.name();
    let mut from: Vec<OriginId> = Vec::new();
    let service = match options.get("service") {
        Some(given) => {
            let wanted = given.value.value.trim();
            let own = wanted.strip_suffix("@docker").unwrap_or(wanted);
            let Some(service) = all.services.get(own) else {
                let say = rules::label_elsewhere(container, name, wanted);
                at.ledger.dropped(rule, say);
                return None;
            };
            from.push(given.origin);
            Some(service)
        }
        None if all.services.len() > 1 => {
            let say = rules::label_services(container, name);
            at.ledger.dropped(rule, say);
            return None;
        }
        None => all.services.values().next(),
    };
    let option = |name: &str| service.and_then(|options| options.get(name).copied());
    if let Some(given) = option("loadbalancer.server.url") {
        let say = rules::label_elsewhere(container, name, &given.value.value);
        at.ledger.dropped(rule, say);
        return None;
    }
    let mut guess = None;
    let found = if let Some(given) = option("loadbalancer.server.port") {
        from.push(given.origin);
        let port = given.value.value.trim().parse().ok();
        port.filter(|port| *port != 0)
            .map(|port: u16| (port, Whys::default()))
    } else {
        let chosen = at.chosen().and_then(|chosen| chosen.ingress.as_ref());
        let is_chosen = chosen.is_some_and(|chosen| chosen.port.is_some());
        let usual = usual_port(at);
        if let Some((port, _)) = usual.as_ref().filter(|_| !is_chosen) {
            guess = Some((rule, rules::label_port_guess(container, name, port)));
        }
        usual
    };
    let Some((port, mut whys)) = found else {
        let say = rules::label_port(container, name);
        at.ledger.dropped(rule, say);
        return None;
    };
    if let Some(given) = option("loadbalancer.server.scheme") {
        let scheme = given.value.value.trim();
        let spoken = if port == 443 { "https" } else { "http" };
        if scheme == spoken {
            from.push(given.origin);
        } else {
            let say = rules::label_scheme(container, name, scheme);
            at.ledger.dropped(given.origin, say);
        }
    }
    whys.extend(from);
    Some((port, whys, guess))
}

/// Whether the router has TLS, and where its certificate comes from.
fn tls(
    at: &Cursor<'_>,
    name: &str,
    options: &Options<'_>,
    annotations: &mut BTreeMap<&'static str, Traced<String>>,
) -> Vec<(OriginId, Say)> {
    let mut notes = Vec::new();
    let own = options
        .iter()
        .filter(|(option, given)| match option.as_str() {
            "tls" => switch(&given.value.value) == Some(true),
            other => other.starts_with("tls."),
        });
    let from: Vec<&Given> = own.map(|(_, given)| *given).collect();
    if from.is_empty() {
        return notes;
    }
    let requested = options
        .iter()
        .find(|(option, _)| *option == "tls.certresolver" || option.starts_with("tls.domains"));
    let has_secret = at
        .chosen()
        .and_then(|chosen| chosen.ingress.as_ref()?.tls_secret.as_ref())
        .is_some();
    if let (Some((_, given)), false) = (requested, has_secret) {
        let say = rules::label_certificate(at.name(), name);
        notes.push((given.origin, say));
    }
    if has_traefik(at) {
        let value = Traced {
            value: "true".to_owned(),
            from: from.iter().map(|given| given.origin).collect(),
        };
        annotations.insert(annotation("tls"), value);
    }
    notes
}
