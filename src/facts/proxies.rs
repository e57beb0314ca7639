//! Proxies among the containers themselves: which labels a Traefik of the input reads, and where its entry points are.

use std::collections::BTreeMap;

use crate::podman::{
    Container, Inventory,
    image::{Reference, Repository},
    labels::{list, switch},
    network::Join,
    process::Env,
};

/// The proxies of each host whose options say how they read labels.
#[derive(Debug, Default)]
pub struct Proxies<'a>(BTreeMap<&'a str, Vec<Traefik<'a>>>);

/// A container with Traefik, as far as its command and its variables say what it does.
#[derive(Debug)]
pub struct Traefik<'a> {
    /// Its attribute.
    pub container: &'a str,
    /// Whether it reads containers without `traefik.enable` (`providers.docker.exposedByDefault`); true by default.
    pub reads_all: bool,
    /// Which containers it reads (`providers.docker.constraints`).
    pub constraints: Option<String>,
    /// Its entry points by their names in lower case.
    pub entry_points: BTreeMap<String, EntryPoint>,
}

/// An entry point of Traefik.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EntryPoint {
    /// Its port in the container.
    pub port: Option<u16>,
    /// Middlewares that all its routes have.
    pub middlewares: Vec<String>,
    /// Why clients of other machines do not reach it; `None` where they do.
    pub inside: Option<&'static str>,
}

impl<'a> Proxies<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let mut out = Self::default();
        for container in inventory.containers.iter().filter(|own| is_traefik(own)) {
            if let Some(traefik) = Traefik::of(container) {
                out.0.entry(&container.host).or_default().push(traefik);
            }
        }
        out
    }

    /// The proxies of a host.
    #[must_use]
    pub fn on(&self, host: &str) -> &[Traefik<'a>] {
        self.0.get(host).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether one of them, or one that is not known, reads containers that do not ask for it.
    #[must_use]
    pub fn reads_all(&self, host: &str) -> bool {
        let known = self.on(host);
        known.is_empty() || known.iter().any(|traefik| traefik.reads_all)
    }
}

/// Whether it runs Traefik's own image.
fn is_traefik(container: &Container) -> bool {
    let reference = container.image.reference.as_ref();
    let reference = reference.and_then(|given| Reference::parse(&given.value).ok());
    let Some(Reference::Repository(Repository { path, .. })) = reference else {
        return false;
    };
    path.rsplit('/').next() == Some("traefik")
}

impl<'a> Traefik<'a> {
    /// `None` where it is told by a file, which is not read here: its options and variables are not about Docker.
    fn of(container: &'a Container) -> Option<Self> {
        let options = options(container);
        let reads_docker = |key: &String| key.starts_with("providers.docker");
        if !options.keys().any(reads_docker) {
            return None;
        }
        let reads_all = options.get("providers.docker.exposedbydefault");
        let mut entry_points: BTreeMap<String, EntryPoint> = BTreeMap::new();
        for (key, value) in &options {
            let named = key.strip_prefix("entrypoints.");
            let Some((name, option)) = named.and_then(|named| named.split_once('.')) else {
                continue;
            };
            let own = entry_points.entry(name.to_owned()).or_default();
            match option {
                "address" => {
                    let port = value.rsplit(':').next().unwrap_or_default();
                    own.port = port.split('/').next().and_then(|port| port.parse().ok());
                    own.inside = own.port.and_then(|port| inside(container, port));
                }
                "http.middlewares" => own.middlewares = list(value).map(str::to_owned).collect(),
                _ => {}
            }
        }
        Some(Self {
            container: &container.attribute,
            reads_all: reads_all.is_none_or(|value| switch(value) != Some(false)),
            constraints: options.get("providers.docker.constraints").cloned(),
            entry_points,
        })
    }
}

/// Its options, by their names in lower case: `--providers.docker.exposedByDefault=false`, and
/// `TRAEFIK_PROVIDERS_DOCKER_EXPOSEDBYDEFAULT`.
///
/// Traefik: <https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/>
fn options(container: &Container) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let variables = container.process.env.iter();
    for given in variables {
        if let Env::Set { name, value } = &given.value
            && let Some(name) = name.strip_prefix("TRAEFIK_")
        {
            out.insert(name.to_ascii_lowercase().replace('_', "."), value.clone());
        }
    }
    let mut words = container.process.command.iter().peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.value.strip_prefix("--") else {
            continue;
        };
        let (name, value) = if let Some((name, value)) = option.split_once('=') {
            (name, value.to_owned())
        } else {
            let next = words.next_if(|next| !next.value.starts_with('-'));
            (
                option,
                next.map_or_else(|| "true".to_owned(), |next| next.value.clone()),
            )
        };
        out.insert(name.to_ascii_lowercase(), value);
    }
    out
}

/// Why clients of other machines do not reach a port of a container.
fn inside(container: &Container, port: u16) -> Option<&'static str> {
    let join = container.network.join.first().map(|given| &given.value);
    let own = match join {
        None | Some(Join::Private | Join::Bridge(_) | Join::Networks(_)) => true,
        Some(_) => false,
    };
    if !own || container.network.pod.is_some() {
        return None;
    }
    let published = container.ports.publish.iter().map(|given| &given.value);
    let mut ways = published
        .filter(|publish| publish.container.ports().any(|own| own == port))
        .peekable();
    if ways.peek().is_none() {
        return Some("is not published");
    }
    let local = ways.all(|publish| publish.address.is_some_and(|ip| ip.is_loopback()));
    local.then_some("is published on the loopback address only")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        origin::{Given, OriginId},
        podman::ports::Publish,
    };

    #[test]
    fn options_of_a_proxy() {
        let origin = OriginId::new(0, 0);
        let mut container = Container::default();
        let words = [
            "--providers.docker",
            "--providers.docker.exposedByDefault=false",
            "--entryPoints.Web.address=:80/tcp",
            "--entrypoints.websecure.address",
            ":443",
            "--entrypoints.websecure.http.middlewares=auth@file, lan",
        ];
        let words = words.map(|word| Given {
            value: word.to_owned(),
            origin,
        });
        container.process.command = words.into();
        let publish = Publish::parse("127.0.0.1:80:80").expect("a port");
        container.ports.publish = vec![Given {
            value: publish,
            origin,
        }];
        let traefik = Traefik::of(&container).expect("a proxy");
        assert!(!traefik.reads_all);
        let web = traefik.entry_points.get("web").expect("an entry point");
        assert_eq!(
            (web.port, web.inside),
            (Some(80), Some("is published on the loopback address only"))
        );
        let secure = traefik
            .entry_points
            .get("websecure")
            .expect("an entry point");
        assert_eq!(secure.middlewares, ["auth@file", "lan"]);
        assert_eq!(secure.inside, Some("is not published"));
        container.process.command.clear();
        assert!(Traefik::of(&container).is_none());
    }
}
