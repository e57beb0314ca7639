//! Proxies among the containers themselves: which labels a Traefik of the input reads, and where its entry points are.

use std::collections::BTreeMap;

use crate::podman::{
    Container, Inventory,
    image::{Reference, Repository},
    labels::{self, constraints, list, switch},
    network::Join,
    process::Env,
};

/// The proxies of each host.
#[derive(Debug, Default)]
pub struct Proxies<'a> {
    /// Those whose options say how they read labels.
    known: BTreeMap<&'a str, Vec<Traefik<'a>>>,
    /// Containers with those that are told by a file.
    told: BTreeMap<&'a str, Vec<&'a str>>,
}

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
    /// Where it sends every request (`http.redirections.entryPoint.to`), which no route then answers; `None` where a priority
    /// lets routes go before.
    pub redirects: Option<String>,
    /// Whether routes that name no entry point are on this one, and on others that say so (`asDefault`).
    pub default: bool,
    /// Why clients of other machines do not reach it; `None` where they do.
    pub inside: Option<&'static str>,
}

impl<'a> Proxies<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let mut out = Self::default();
        for container in inventory.containers.iter().filter(|own| is_traefik(own)) {
            let host = container.host.as_str();
            match Traefik::of(container) {
                Some(traefik) => out.known.entry(host).or_default().push(traefik),
                None if is_told_by_file(container) => {
                    out.told.entry(host).or_default().push(&container.attribute);
                }
                // It reads no labels.
                None => {}
            }
        }
        out
    }

    /// Containers with a Traefik of the host that a file tells what to do, which is not read: where no other one is known.
    #[must_use]
    pub fn told_by_files(&self, host: &str) -> &[&'a str] {
        let told = self.told.get(host).filter(|_| self.on(host).is_empty());
        told.map(Vec::as_slice).unwrap_or_default()
    }

    /// The proxies of a host.
    #[must_use]
    pub fn on(&self, host: &str) -> &[Traefik<'a>] {
        self.known.get(host).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether one of them, or one that is not known, reads a container with these labels.
    #[must_use]
    pub fn read(&self, container: &Container, labels: &labels::traefik::Traefik<'_>) -> bool {
        let known = self.on(&container.host);
        if known.is_empty() {
            return labels.is_read(true);
        }
        known.iter().any(|traefik| {
            labels.is_read(traefik.reads_all) && traefik.admits(container) != Some(false)
        })
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
    /// Whether its constraints match the labels of a container; `None` where that is not known.
    #[must_use]
    pub fn admits(&self, container: &Container) -> Option<bool> {
        let Some(constraints) = &self.constraints else {
            return Some(true);
        };
        constraints::matches(constraints, &|key| {
            let labels = container.identity.labels.iter().rev();
            let mut values = labels.filter(|given| given.value.key == key);
            values
                .next()
                .map(|given| given.value.value.clone())
                .unwrap_or_default()
        })
    }

    /// `None` where it is told by a file, which is not read here, or where it does not look at containers.
    fn of(container: &'a Container) -> Option<Self> {
        if is_told_by_file(container) {
            return None;
        }
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
                "asdefault" => own.default = switch(value) == Some(true),
                "http.redirections.entrypoint.to" => {
                    let priority =
                        format!("entrypoints.{name}.http.redirections.entrypoint.priority");
                    own.redirects = (!options.contains_key(&priority)).then(|| value.clone());
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

/// Whether a file says what it does: then its options and variables do not count.
fn is_told_by_file(container: &Container) -> bool {
    let options = options(container);
    options.is_empty() || options.contains_key("configfile") || has_file(container)
}

/// Whether a file is mounted where Traefik looks for its configuration before it reads options.
///
/// Traefik: `traefik v3.7.9 pkg/cli/loader_file.go`
fn has_file(container: &Container) -> bool {
    const PLACES: [&str; 2] = ["/etc/traefik/traefik", "/traefik"];
    let volumes = container.storage.all_volumes();
    let mut targets = volumes.map(|volume| volume.destination.as_str());
    targets.any(|target| {
        PLACES.iter().any(|place| {
            let end = target.strip_prefix(place);
            matches!(end, Some(".toml" | ".yaml" | ".yml"))
        })
    })
}

/// Its options, by their names in lower case: `--providers.docker.exposedByDefault=false`, or, where there is none of these,
/// variables as `TRAEFIK_PROVIDERS_DOCKER_EXPOSEDBYDEFAULT`.
///
/// Traefik: <https://doc.traefik.io/traefik/reference/install-configuration/boot-environment/>; one source counts
/// (`traefik v3.7.9 cmd/traefik/traefik.go:58`)
fn options(container: &Container) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut words = container.process.command.iter().peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.value.strip_prefix('-') else {
            continue;
        };
        let option = option.strip_prefix('-').unwrap_or(option);
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
    if !out.is_empty() {
        return out;
    }
    for given in &container.process.env {
        if let Env::Set { name, value } = &given.value
            && let Some(name) = name.strip_prefix("TRAEFIK_")
        {
            out.insert(name.to_ascii_lowercase().replace('_', "."), value.clone());
        }
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
        podman::{ports::Publish, storage::volume::Volume},
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
            "--entrypoints.web.http.redirections.entryPoint.to=websecure",
            "--entrypoints.websecure.asDefault",
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
        assert_eq!(web.redirects.as_deref(), Some("websecure"));
        assert!(secure.default && !web.default);
        let volume = "/srv/traefik.yml:/etc/traefik/traefik.yml:ro";
        container.storage.volumes = vec![Given {
            value: Volume::parse(volume).expect("a volume"),
            origin,
        }];
        assert!(Traefik::of(&container).is_none());
        container.storage.volumes.clear();
        let name = "TRAEFIK_PROVIDERS_DOCKER_EXPOSEDBYDEFAULT".to_owned();
        container.process.env = vec![Given {
            value: Env::Set {
                name,
                value: "true".to_owned(),
            },
            origin,
        }];
        let traefik = Traefik::of(&container).expect("a proxy");
        assert!(!traefik.reads_all, "options go before variables");
        container.process.command.clear();
        let traefik = Traefik::of(&container).expect("a proxy");
        assert!(traefik.reads_all && traefik.entry_points.is_empty());
        container.process.env.clear();
        assert!(Traefik::of(&container).is_none());
    }
}
