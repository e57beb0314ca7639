//! Middlewares of Traefik that labels define.

use std::collections::BTreeMap;

use super::{
    super::{outside::ensure_port, services::Taken},
    has_traefik, part_of_name,
};
use crate::{
    facts::called,
    origin::{OriginId, Traced, Whys},
    plan::{Cursor, Middleware, MiddlewareValue as Value, Protocol},
    podman::labels::{
        self, Proxy, list,
        middleware::{self, BY_ADDRESS, WITH_USERS},
        traefik::{Options, Traefik},
    },
    rules::{exposure as rules, parts, reach},
};

/// How many chains may name each other.
const DEEPEST: usize = 8;

/// Options without which a middleware does the same.
const IDLE: [&str; 1] = ["stripprefix.forceslash"];

/// A middleware, and all labels that it comes from.
pub type Found = (Middleware, Vec<OriginId>);

/// Definitions of each middleware, with the container that has them.
type Defined<'a> = BTreeMap<&'a str, Vec<(&'a str, Options<'a>)>>;

/// The middlewares that a text names, in order, and what is missing.
pub fn resolve(at: &Cursor<'_>, wanted: &str) -> (Vec<Found>, Vec<String>) {
    let (mut found, mut lost) = (Vec::new(), Vec::new());
    if list(wanted).next().is_none() {
        return (found, lost);
    }
    if !has_traefik(at) {
        lost.push("its middlewares need the Traefik of K3s".to_owned());
        return (found, lost);
    }
    let host = &at.container().host;
    let all = at.inventory.containers.iter();
    let mut defined = Defined::new();
    for container in all.filter(|container| container.host == *host) {
        let read = Traefik::read(&labels::of(&container.identity.labels, Proxy::Traefik));
        if at.facts.proxies.read(container, &read) {
            for (name, options) in read.middlewares {
                let by = container.attribute.as_str();
                defined.entry(name).or_default().push((by, options));
            }
        }
    }
    let own: Vec<&str> = LOCAL
        .iter()
        .chain(at.engine().host_names.is)
        .copied()
        .collect();
    let all = (&defined, own.as_slice());
    collect(all, wanted, 0, (&mut found, &mut lost));
    (found, lost)
}

/// What the Pod of Traefik calls itself, and not the host.
const LOCAL: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

fn collect(
    (defined, local): (&Defined<'_>, &[&str]),
    names: &str,
    depth: usize,
    (found, lost): (&mut Vec<Found>, &mut Vec<String>),
) {
    if depth > DEEPEST {
        lost.push("its chains of middlewares name each other".to_owned());
        return;
    }
    for name in list(names) {
        let own = name.strip_suffix("@docker").unwrap_or(name);
        let (options, rest) = match defined.get(own).map(Vec::as_slice) {
            None | Some([]) => {
                lost.push(format!(
                    "its middleware `{name}` is not defined by a label that Traefik reads on the host"
                ));
                continue;
            }
            Some([first, rest @ ..]) => {
                if let Some(other) = rest.iter().find(|other| !is_same(&first.1, &other.1)) {
                    lost.push(format!(
                        "`{}` and `{}` define its middleware `{name}` differently, and Traefik then drops it",
                        first.0, other.0
                    ));
                    continue;
                }
                (&first.1, rest)
            }
        };
        if let Some(chain) = options.get("chain.middlewares") {
            collect(
                (defined, local),
                &chain.value.value,
                depth + 1,
                (found, lost),
            );
            if let Some((_, origins)) = found.last_mut() {
                origins.push(chain.origin);
            }
        } else {
            match one(own, options, local) {
                Ok((middleware, mut origins)) => {
                    let equal = rest.iter().flat_map(|(_, options)| options.values());
                    origins.extend(equal.map(|given| given.origin));
                    found.push((middleware, origins));
                }
                Err(what) => lost.push(what),
            }
        }
    }
}

/// Traefik keeps a middleware that several containers define if all say the same (`pkg/provider/merge.go`).
fn is_same(one: &Options<'_>, other: &Options<'_>) -> bool {
    let values = |options: &Options<'_>| -> Vec<(String, String)> {
        let all = options.iter();
        all.map(|(option, given)| (option.clone(), given.value.value.clone()))
            .collect()
    };
    values(one) == values(other)
}

/// One middleware, or the option that a `Middleware` does not have.
fn one(name: &str, options: &Options<'_>, local: &[&str]) -> Result<Found, String> {
    let mut fields: BTreeMap<Vec<String>, Traced<Value>> = BTreeMap::new();
    let mut origins = Vec::new();
    for (option, given) in options {
        let label = &given.value;
        origins.push(given.origin);
        if IDLE.contains(&option.as_str()) {
            continue;
        }
        let is_users = option
            .split_once('.')
            .is_some_and(|(_, rest)| rest == "users");
        let users = middleware::kind(option).filter(|kind| WITH_USERS.contains(kind) && is_users);
        let field = match users {
            // The name of the Secret is that of the object, which it has not yet.
            Some(kind) => Some((
                vec![kind.to_owned(), "secret".to_owned()],
                Value::Text(String::new()),
            )),
            None => middleware::field(option, &label.key, &label.value),
        };
        let Some((path, value)) = field else {
            return Err(format!(
                "the option `{option}` of its middleware `{name}` has no counterpart, or its value is not valid"
            ));
        };
        if path == ["forwardAuth", "address"]
            && let Some(host) = local.iter().find(|host| asks(&label.value, host))
        {
            return Err(format!(
                "its middleware `{name}` asks `{host}`, which is not the host for the Traefik of K3s"
            ));
        }
        fields.insert(path, Traced::new(value, given.origin));
    }
    // A kind alone (`compress=true`) and options of it are one.
    let kinds: Vec<String> = fields
        .keys()
        .filter(|path| path.len() > 1)
        .filter_map(|path| path.first().cloned())
        .collect();
    fields
        .retain(|path, _| path.len() > 1 || path.first().is_some_and(|kind| !kinds.contains(kind)));
    let Some(called) = part_of_name(name) else {
        return Err(format!(
            "the name of its middleware `{name}` has no letters"
        ));
    };
    Ok((
        Middleware {
            name: called,
            fields,
        },
        origins,
    ))
}

/// Whether an address is one of this host.
fn asks(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix(host);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?']))
}

/// Fills in what needs the name of the object, or where another container is; `own` is its name in the labels.
pub fn finish(
    at: &mut Cursor<'_>,
    (own, middleware): (&str, &mut Middleware),
    origins: &[OriginId],
    names: &mut Taken,
) {
    let name = middleware.name.clone();
    let asks = |word: &str| {
        let mut paths = middleware.fields.keys();
        paths.any(|path| path.iter().any(|part| part.starts_with(word)))
    };
    let kind = middleware.fields.iter().next();
    let kind = kind.and_then(|(path, value)| Some((path.first()?, value.from.options().next()?)));
    if let Some((kind, origin)) = kind
        && BY_ADDRESS.contains(&kind.as_str())
        && !asks("request")
        && parts::BALANCER.left_out(at.inventory.left_out()).is_none()
    {
        let say = reach::client_hidden(at.name(), own);
        at.ledger.changed(origin, say);
    }
    for (path, value) in &mut middleware.fields {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [kind, "secret"] if WITH_USERS.contains(kind) => {
                value.value = Value::Text(name.to_string());
                let namespace = at.workload().namespace.clone();
                let say = rules::label_users(at.name(), own, namespace, &name);
                if let Some(origin) = value.from.options().next() {
                    at.ledger.changed(origin, say);
                }
            }
            ["forwardAuth", "address"] => {
                let Value::Text(address) = &mut value.value else {
                    continue;
                };
                if let Some(there) = inside(at, address, origins, names) {
                    *address = there;
                }
            }
            _ => {}
        }
    }
}

/// An address with the name of a container, as Traefik finds it from its own namespace. The port is opened for it.
fn inside(
    at: &mut Cursor<'_>,
    address: &str,
    origins: &[OriginId],
    taken: &mut Taken,
) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let inventory = at.inventory;
    let own = &at.container().host;
    let index = inventory.containers.iter().position(|peer| {
        let names = called::of(inventory, peer);
        peer.host == *own && names.iter().any(|called| called.name == host)
    })?;
    let service = at.plan.names.get(index)?.service.clone();
    let workload = at.plan.workload_mut(index);
    let number = match (port, scheme) {
        ("", "https") => 443,
        ("", _) => 80,
        (port, _) => port.parse().ok()?,
    };
    let routed = workload.routed.entry((number, Protocol::Tcp)).or_default();
    let from = Whys::from(origins);
    routed.extend(from.iter());
    ensure_port(workload, &service, (number, &from), taken);
    let colon = if port.is_empty() { "" } else { ":" };
    let namespace = &workload.namespace;
    Some(format!(
        "{scheme}://{service}.{namespace}.svc{colon}{port}{path}"
    ))
}
