//! `exposure = "labels"`: routes that labels describe for a reverse proxy become Ingresses.

use std::collections::{BTreeMap, BTreeSet};

use super::{outside, services::Taken};
use crate::{
    grammar::{Label, RouteHost, RoutePath},
    ledger::Subject,
    origin::{OriginId, Traced, Whys},
    plan::{Cursor, Ingress, Middleware, Route},
    podman::{
        Container, identity,
        labels::{self, Proxy, rule::Path, traefik::Traefik},
        ports::Protocol::Tcp,
    },
    rules::{Say, exposure as rules, parts, reach, workload},
};

mod caddy;
mod entries;
mod guards;
mod lost;
mod middlewares;
mod priorities;
mod redirects;
mod traefik;

use guards::{Guard, Guards};
pub use lost::{routes as lost_routes, say as say_lost};

/// A label of the container at hand.
type Given = crate::origin::Given<identity::Label>;

/// A route on its way to an Ingress.
struct Draft {
    /// Whose labels it has.
    proxy: Proxy,
    /// What its labels call it.
    name: String,
    /// Where requests come from.
    ways: Vec<Route>,
    /// Labels that decided the ways, the rule first.
    rule: Vec<OriginId>,
    /// Port of the container.
    port: u16,
    /// What decided the port.
    port_from: Whys,
    /// Which of two routes has a request that both match: the higher number, in Traefik.
    weight: i64,
    /// What Traefik has to know: the end of the annotation, and its value.
    annotations: BTreeMap<&'static str, Traced<String>>,
    /// What Traefik does with requests, in order, with all labels of each.
    middlewares: Vec<(Middleware, Vec<OriginId>)>,
    /// What is told once it is certain that the route is written.
    notes: Vec<(OriginId, Say)>,
}

/// What Traefik's annotations of an Ingress begin with.
const ROUTER: [(&str, &str); 4] = [
    (
        "entrypoints",
        "traefik.ingress.kubernetes.io/router.entrypoints",
    ),
    (
        "middlewares",
        "traefik.ingress.kubernetes.io/router.middlewares",
    ),
    ("priority", "traefik.ingress.kubernetes.io/router.priority"),
    ("tls", "traefik.ingress.kubernetes.io/router.tls"),
];

/// The annotation of a router's option.
fn annotation(option: &str) -> &'static str {
    let mut all = ROUTER.iter();
    all.find(|(name, _)| *name == option)
        .map_or(ROUTER[0].1, |(_, key)| *key)
}

/// Makes the Ingresses, and settles all labels of the proxies.
pub fn add(at: &mut Cursor<'_>, names: &mut Taken) {
    let mut all: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    let mut guards = Guards::default();
    at.each(|at| {
        if !at.makes_routes() {
            return;
        }
        let own = &at.container().identity.labels;
        let traefik = labels::of(own, Proxy::Traefik);
        let caddy = labels::of(own, Proxy::Caddy);
        let mut drafts = traefik::drafts(at, &traefik, &mut guards);
        drafts.extend(caddy::drafts(at, &caddy, &mut guards));
        all.insert(at.index, drafts);
    });
    say_proxies(at, &all);
    at.each(|at| {
        let drafts = all.remove(&at.index).unwrap_or_default();
        let drafts = drafts.into_iter();
        let drafts: Vec<Draft> = drafts.filter_map(|draft| guards.admit(at, draft)).collect();
        if !drafts.is_empty() {
            all.insert(at.index, drafts);
        }
    });
    priorities::keep(at, &mut all);
    at.each(|at| {
        let drafts = all.remove(&at.index).unwrap_or_default();
        let single = drafts.len() == 1;
        for draft in drafts {
            write(at, draft, single, names);
        }
    });
    at.each(|at| {
        if !at.makes_routes() {
            return;
        }
        say_settings(at);
        let own = &at.container().identity.labels;
        for proxy in [Proxy::Traefik, Proxy::Caddy] {
            for given in labels::of(own, proxy) {
                settle_rest(at, given);
            }
        }
    });
}

/// A label that no route has.
fn settle_rest(at: &mut Cursor<'_>, given: &Given) {
    if at.ledger.entry(given.origin).settled.is_some() {
        return;
    }
    let own = labels::of(&at.container().identity.labels, Proxy::Traefik);
    let is_read = at.facts.proxies.read(at.container(), &Traefik::read(&own));
    let is_left = !is_read && labels::proxy(&given.value.key) == Some(Proxy::Traefik);
    let say = if is_quiet(given) || is_left {
        workload::label_of_proxy(at.name())
    } else if is_old(given) {
        rules::label_old(at.name())
    } else {
        rules::label_unused(at.name())
    };
    at.ledger.dropped(given.origin, say);
}

/// Labels that only say how the proxy finds the container, or that it does not.
fn is_quiet(given: &Given) -> bool {
    let key = given.value.key.to_ascii_lowercase();
    key == "traefik.enable" || key.starts_with("traefik.docker.")
}

/// Labels of Traefik 1: `traefik.port`, `traefik.frontend.rule`, and the same behind the name of a segment.
fn is_old(given: &Given) -> bool {
    const OLD: [&str; 5] = ["backend", "frontend", "port", "protocol", "weight"];
    let key = given.value.key.to_ascii_lowercase();
    let mut parts = key.split('.').skip(1).take(2);
    let new = ["docker", "http", "swarm", "tcp", "tls", "udp"];
    let first = parts.clone().next().unwrap_or_default();
    key.starts_with("traefik.") && !new.contains(&first) && parts.any(|part| OLD.contains(&part))
}

/// Tells what else decides about routes of each host: which containers its proxies read, and what they do with requests
/// before any route.
fn say_proxies(at: &mut Cursor<'_>, drafts: &BTreeMap<usize, Vec<Draft>>) {
    let mut hosts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, drafts) in drafts {
        let host = at.inventory.containers.get(*index);
        let traefik = drafts.iter().any(|draft| draft.proxy == Proxy::Traefik);
        if let Some(host) = host.filter(|_| traefik) {
            hosts.entry(&host.host).or_default().push(*index);
        }
    }
    for (host, indices) in hosts {
        let containers = || {
            indices
                .iter()
                .filter_map(|index| at.inventory.containers.get(*index))
        };
        let names = |which: &dyn Fn(&Container) -> bool| {
            let names = containers().filter(|container| which(container));
            let names: Vec<String> = names.map(|own| format!("`{}`", own.attribute)).collect();
            names.join(", ")
        };
        let mut says = Vec::new();
        for traefik in at.facts.proxies.on(host) {
            let open = names(&|container| traefik.admits(container).is_none());
            if let (Some(constraints), false) = (&traefik.constraints, open.is_empty()) {
                let say = rules::label_constraints(host, traefik.container, constraints, open);
                says.push(say);
            }
            for (entry, own) in &traefik.entry_points {
                if let Some(to) = &own.redirects {
                    says.push(rules::entry_redirects(host, traefik.container, entry, to));
                }
            }
        }
        let silent = names(&|container| {
            let labels = labels::of(&container.identity.labels, Proxy::Traefik);
            Traefik::read(&labels).enable.is_none()
        });
        for proxy in at.facts.proxies.told_by_files(host) {
            says.push(if silent.is_empty() {
                reach::proxy_of_file(host, proxy)
            } else {
                reach::proxy_of_file_reads(host, proxy, &silent)
            });
        }
        for say in says {
            at.ledger.say(Subject::Host(host.to_owned()), say);
        }
    }
}

/// Tells what of the settings an Ingress of labels does not have.
fn say_settings(at: &mut Cursor<'_>) {
    let Some(route) = at.chosen().and_then(|chosen| chosen.ingress.as_ref()) else {
        return;
    };
    let keys = [
        ("host", route.host.is_some()),
        ("path", route.path.is_some()),
    ];
    for (key, _) in keys.iter().filter(|(_, given)| *given) {
        let say = rules::label_setting(at.name(), key);
        at.ledger.say(at.setting("ingress"), say);
    }
}

/// Whether the Traefik of K3s reads the Ingresses of the container at hand.
fn has_traefik(at: &Cursor<'_>) -> bool {
    let class = at
        .chosen()
        .and_then(|chosen| chosen.ingress.as_ref()?.class.as_ref());
    let own = class.is_none_or(|class| class.as_str() == "traefik");
    own && parts::ROUTES.left_out(at.inventory.left_out()).is_none()
}

/// A way of a rule as Kubernetes takes it.
fn route(host: Option<&str>, path: Option<&Path>) -> Result<Route, String> {
    let host = host
        .map(|host| RouteHost::parse(host).map_err(|_| format!("the host name `{host}`")))
        .transpose()?;
    let exact = path.is_some_and(|path| path.exact);
    let path = path
        .map(|path| RoutePath::parse(&path.text).map_err(|_| format!("the path `{}`", path.text)))
        .transpose()?;
    Ok(Route { host, path, exact })
}

/// The port where labels name none: that of the settings, else the lowest TCP port that is published or exposed, as
/// Traefik and caddy-docker-proxy take it.
fn usual_port(at: &mut Cursor<'_>) -> Option<(u16, Whys)> {
    let chosen = at
        .chosen()
        .and_then(|chosen| chosen.ingress.as_ref()?.port.as_ref());
    if let Some(port) = chosen {
        return Some((port.get(), at.chosen_by("ingress").into()));
    }
    let ports = &at.container().ports;
    let published = ports.publish.iter().map(|given| {
        let publish = &given.value;
        (&publish.container, &publish.protocols, given.origin)
    });
    let exposed = ports.expose.iter().map(|given| {
        let expose = &given.value;
        (&expose.container, &expose.protocols, given.origin)
    });
    let tcp = published
        .chain(exposed)
        .filter(|(_, protocols, _)| protocols.contains(&Tcp));
    let lowest = tcp
        .map(|(range, _, origin)| (range.first(), origin))
        .min()?;
    Some((lowest.0, lowest.1.into()))
}

/// The other labels of a route that is not written.
fn leave<'g>(at: &mut Cursor<'_>, labels: impl Iterator<Item = &'g Given>) {
    for given in labels {
        if at.ledger.entry(given.origin).settled.is_none() {
            let say = workload::label_left(at.name());
            at.ledger.dropped(given.origin, say);
        }
    }
}

/// What guards a route is missing; whether it is written all the same.
fn unguarded(at: &mut Cursor<'_>, route: &str, from: &[OriginId], what: &str) -> bool {
    let Some(first) = from.first() else {
        return false;
    };
    let accepted = at.ledger.accepted(*first, &rules::LABEL_GUARD);
    let say = if accepted {
        rules::label_unguarded(at.name(), route, what)
    } else {
        rules::label_guard(at.name(), route, what)
    };
    for origin in from.iter().skip(1) {
        let say = workload::label_left(at.name());
        at.ledger.dropped(*origin, say);
    }
    at.ledger.dropped(*first, say);
    accepted
}

/// The same for a label of which a part is written where the loss is accepted.
fn partly_unguarded(at: &mut Cursor<'_>, route: &str, from: OriginId, what: &str) -> bool {
    if !at.ledger.accepted(from, &rules::LABEL_GUARD) {
        return unguarded(at, route, &[from], what);
    }
    let say = rules::label_unguarded(at.name(), route, what);
    at.ledger.changed(from, say);
    true
}

/// Writes a route.
fn write(at: &mut Cursor<'_>, draft: Draft, single: bool, names: &mut Taken) {
    let Some(service) = at.plan.names.get(at.index).map(|name| name.service.clone()) else {
        return;
    };
    let Draft {
        proxy: _,
        weight: _,
        name,
        mut ways,
        rule,
        port,
        port_from,
        mut annotations,
        middlewares,
        notes,
    } = draft;
    for (origin, say) in notes {
        at.ledger.changed(origin, say);
    }
    ways.sort_by_key(|way| way.host.as_ref().map(ToString::to_string));
    ways.dedup();
    let mut used: BTreeSet<OriginId> = rule.iter().copied().collect();
    used.extend(port_from.options());
    used.extend(annotations.values().flat_map(|value| value.from.options()));
    let settings = at.chosen().and_then(|chosen| chosen.ingress.as_ref());
    let class = settings.and_then(|route| route.class.clone());
    let secret = settings.and_then(|route| route.tls_secret.clone());
    let by_settings: Whys = if class.is_some() || secret.is_some() {
        at.chosen_by("ingress").into()
    } else {
        Whys::default()
    };
    let namespace = at.workload().namespace.clone();
    let mut called: Vec<String> = Vec::new();
    let mut from = Whys::default();
    for (mut middleware, origins) in middlewares {
        let own = middleware.name.to_string();
        middleware.name = names.invent(&namespace, &service, &own);
        middlewares::finish(at, (&own, &mut middleware), &origins, names);
        called.push(format!("{namespace}-{}@kubernetescrd", middleware.name));
        from.extend(origins.iter().copied());
        used.extend(origins);
        at.workload_mut().middlewares.push(middleware);
    }
    if !called.is_empty() {
        let key = annotation("middlewares");
        if let Some(listed) = annotations.get(key) {
            from.extend(listed.from.iter());
        }
        let value = called.join(",");
        annotations.insert(key, Traced { value, from });
    }
    let hosts = told(&ways);
    let rest: Vec<OriginId> = used
        .into_iter()
        .filter(|origin| !rule.contains(origin) && is_label(at, *origin))
        .collect();
    let all: Vec<OriginId> = rule.iter().copied().chain(rest).collect();
    let say = rules::label_route(at.name(), &name, hosts);
    at.ledger.changed_together(&all, say);
    let from_rule: Whys = rule.into();
    let own = if single {
        service.clone()
    } else {
        names.invent(&namespace, &service, &name)
    };
    let by = if port_from.is_empty() {
        &from_rule
    } else {
        &port_from
    };
    let workload = at.workload_mut();
    outside::ensure_port(workload, &service, (port, by), names);
    let traced = |value| Traced {
        value,
        from: by_settings.clone(),
    };
    workload.ingresses.push(Ingress {
        name: own,
        annotations,
        class: class.map(traced),
        rules: ways,
        rules_from: from_rule,
        service,
        port,
        from: port_from,
        tls_secret: secret.map(|value| Traced {
            value,
            from: by_settings.clone(),
        }),
    });
}

/// Whether an option is a label of a proxy: others have a fate of their own.
fn is_label(at: &Cursor<'_>, origin: OriginId) -> bool {
    let all = &at.inventory.containers;
    let mut labels = all.iter().flat_map(|container| &container.identity.labels);
    labels.any(|given| given.origin == origin && labels::proxy(&given.value.key).is_some())
}

/// The ways in words.
fn told(ways: &[Route]) -> String {
    let way = |way: &Route| {
        let host = way
            .host
            .as_ref()
            .map_or("*".to_owned(), ToString::to_string);
        let path = way.path.as_ref().map_or("", |path| path.as_str());
        format!("`{host}{path}`")
    };
    let all: Vec<String> = ways.iter().map(way).collect();
    all.join(", ")
}

/// A text as a part of a name.
fn part_of_name(text: &str) -> Option<Label> {
    let plain = text.chars().map(|c| {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() { c } else { '-' }
    });
    let plain: String = plain.take(40).collect();
    Label::parse(plain.trim_matches('-')).ok()
}
