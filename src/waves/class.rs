//! What kind of program a container is, as far as that decides when it moves.

use serde::Serialize;

use super::databases;
use crate::{
    Compiled,
    facts::Facts,
    podman::{Container, image::Reference, network::Join, storage::volume::Source},
};

/// Kinds in the order in which they move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Writes no data that anybody keeps: nothing is lost when it goes wrong.
    Stateless,
    /// Has data of its own.
    Stateful,
    /// A database, or what asks one.
    Database,
    /// Others have its network.
    Vpn,
    /// Decides who may use the others.
    Access,
    /// Resolver or proxy: the others are reached through it.
    Front,
}

impl Class {
    /// The heading of a wave.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Stateless => "programs without data of their own",
            Self::Stateful => "programs with data of their own",
            Self::Database => "databases, and what asks them",
            Self::Vpn => "what shares a network",
            Self::Access => "who may use the others",
            Self::Front => "resolver and proxy",
        }
    }

    /// Why these move at that point.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Stateless => "first, because nothing is lost if it goes wrong",
            Self::Stateful => "their folders stay where they are, so the way back is short",
            Self::Database => {
                "a database moves before or with what asks it, so that nothing in K3s waits for a name of the engine"
            }
            Self::Vpn => {
                "the owner of the network and all that use it are one Pod, and stop together"
            }
            Self::Access => {
                "a mistake locks people out of programs that work, so they have to work first"
            }
            Self::Front => "last, because everything else is reached through them",
        }
    }

    /// Whether others reach it by a port of the host, whoever runs it: they need not wait for it.
    #[must_use]
    pub fn is_in_front(self) -> bool {
        self >= Self::Access
    }
}

/// Programs that are known by their image, by the last parts of its path.
const KNOWN: &[(&str, Class)] = &[
    ("adguard/adguardhome", Class::Front),
    ("authelia/authelia", Class::Access),
    ("bitnami/keycloak", Class::Access),
    ("caddy", Class::Front),
    ("caddy-docker-proxy", Class::Front),
    ("coredns/coredns", Class::Front),
    ("goauthentik/proxy", Class::Access),
    ("goauthentik/server", Class::Access),
    ("haproxy", Class::Front),
    ("jc21/nginx-proxy-manager", Class::Front),
    ("keycloak/keycloak", Class::Access),
    ("klutchell/unbound", Class::Front),
    ("lldap/lldap", Class::Access),
    ("mvance/unbound", Class::Front),
    ("nginx-proxy/nginx-proxy", Class::Front),
    ("oauth2-proxy/oauth2-proxy", Class::Access),
    ("pihole/pihole", Class::Front),
    ("pocket-id/pocket-id", Class::Access),
    ("spx01/blocky", Class::Front),
    ("0xerr0r/blocky", Class::Front),
    ("swag", Class::Front),
    ("technitium/dns-server", Class::Front),
    ("tinyauth", Class::Access),
    ("traefik", Class::Front),
];

/// Ports of the host that only a resolver or a proxy has.
const FRONT: [u16; 2] = [53, 443];

/// What a container is.
pub fn of(compiled: &Compiled, facts: &Facts<'_>, index: usize) -> Class {
    let Some(container) = compiled.inventory.containers.get(index) else {
        return Class::Stateless;
    };
    let path = path(container);
    let known = path.as_deref().and_then(|path| {
        let row = KNOWN.iter().find(|(suffix, _)| ends_with(path, suffix));
        row.map(|(_, class)| *class)
    });
    let published = container.ports.publish.iter();
    let mut published = published.filter_map(|port| port.value.host);
    if published.any(|range| range.ports().any(|port| FRONT.contains(&port))) {
        return Class::Front;
    }
    if let Some(class) = known {
        return class;
    }
    if lends_its_network(facts, container) {
        return Class::Vpn;
    }
    if path.as_deref().and_then(databases::row).is_some() {
        return Class::Database;
    }
    let keeps = container.storage.all_volumes().any(|volume| {
        let kept = !matches!(volume.source, Source::Anonymous) && !is_a_socket(&volume.source);
        kept && volume.options.read_only != Some(true)
    });
    if keeps {
        Class::Stateful
    } else {
        Class::Stateless
    }
}

/// The engine's socket, which is no data.
fn is_a_socket(source: &Source) -> bool {
    let Source::Host(path) = source else {
        return false;
    };
    let ending = std::path::Path::new(path).extension();
    ending.is_some_and(|ending| ending == "sock") || path == "/etc/localtime"
}

fn lends_its_network(facts: &Facts<'_>, container: &Container) -> bool {
    facts.inventory.containers.iter().any(|other| {
        other.host == container.host
            && (other.network.join.iter()).any(
                |given| matches!(&given.value, Join::Container(name) if name == container.name()),
            )
    })
}

/// Registry and path of its image, without tag and digest.
pub fn path(container: &Container) -> Option<String> {
    let reference = container.image.reference.as_ref()?;
    match Reference::parse(&reference.value).ok()? {
        Reference::Repository(repository) => Some(repository.qualified().name()),
        Reference::Id(_) | Reference::File { .. } => None,
    }
}

/// Whether the last parts of a path are these.
pub fn ends_with(path: &str, parts: &str) -> bool {
    let before = path.strip_suffix(parts);
    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
