//! A project after all of its files: its services, and what they have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    podman::unit,
    read::{
        Error,
        yaml::{Kind, Node},
    },
};

use super::load::file_error;

/// A project.
#[derive(Debug)]
pub struct Project {
    /// Its name, which names of volumes and networks begin with.
    pub name: String,
    /// Its files, for messages.
    pub source: String,
    /// Absolute paths of the files with its variables (`.env`).
    pub variables: Vec<String>,
    /// The whole tree; services that are not active are left out.
    pub root: Node,
    /// Services that no active profile has, each with its first profile.
    pub inactive: Vec<(String, String)>,
    /// Services whose end others wait for.
    pub ending: BTreeSet<String>,
    /// The variables of its `.env` files.
    pub environment: BTreeMap<String, String>,
}

/// What is run: services, and jobs that end.
pub const RUN: [&str; 2] = ["services", "jobs"];

/// The networks and volumes that Compose makes without being told have this key.
pub const DEFAULT: &str = "default";

impl Project {
    /// A project by its tree. Its name is `given`, or written in it, or that of its folder.
    ///
    /// # Errors
    /// It has no services.
    pub fn new(
        mut root: Node,
        given: Option<&str>,
        guess: &str,
        active: &[String],
        source: &str,
    ) -> Result<Self, Error> {
        let written = root.get("name").and_then(Node::as_text);
        let name = given.or(written).unwrap_or(guess).to_owned();
        let mut inactive = Vec::new();
        for part in RUN {
            let Some(Kind::Map(services)) = root.get_mut(part).map(|node| &mut node.kind) else {
                continue;
            };
            services.retain(|entry| {
                let profiles = entry
                    .value
                    .get("profiles")
                    .map(Node::elements)
                    .unwrap_or_default();
                let mut profiles = profiles.iter().filter_map(Node::as_text).peekable();
                let Some(first) = profiles.peek().map(|first| (*first).to_owned()) else {
                    return true;
                };
                let is_active = profiles.any(|profile| {
                    active
                        .iter()
                        .any(|active| active == profile || active == "*")
                });
                if !is_active {
                    inactive.push((entry.key.to_string(), first));
                }
                is_active
            });
        }
        for part in RUN {
            let kind = root.get(part).map(|node| &node.kind);
            if !matches!(kind, Some(Kind::Map(_) | Kind::Null) | None) {
                return Err(file_error(source, &format!("`{part}` is not a mapping")));
            }
        }
        if RUN.iter().all(|part| root.get(part).is_none()) {
            return Err(file_error(source, "the project has no services"));
        }
        let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
        let services = root.get("services");
        let twice = jobs
            .iter()
            .find(|job| services.is_some_and(|it| it.get(&job.key).is_some()));
        if let Some(twice) = twice {
            let what = format!("`{}` is a service and a job", twice.key);
            return Err(file_error(source, &what));
        }
        let mut project = Self {
            name,
            source: source.to_owned(),
            variables: Vec::new(),
            root,
            inactive,
            ending: BTreeSet::new(),
            environment: BTreeMap::new(),
        };
        let needs = project.services().flat_map(|(_, service)| {
            let needs = service
                .get("depends_on")
                .map(Node::entries)
                .unwrap_or_default();
            needs.iter().filter(|entry| {
                let condition = entry.value.get("condition").and_then(Node::as_text);
                condition == Some("service_completed_successfully")
            })
        });
        project.ending = needs.map(|entry| entry.key.to_string()).collect();
        Ok(project)
    }

    /// Its services and jobs, as they are written.
    pub fn services(&self) -> impl Iterator<Item = (&str, &Node)> {
        let all = RUN.iter().filter_map(|part| self.root.get(part));
        let entries = all.flat_map(Node::entries);
        entries.map(|entry| (&*entry.key, &entry.value))
    }

    /// A service or a job.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Node> {
        self.root.get(self.part_of(name))?.get(name)
    }

    /// Whether a name is that of a service or of a job: `services` or `jobs`.
    #[must_use]
    pub fn part_of(&self, name: &str) -> &'static str {
        let jobs = self.root.get("jobs");
        if jobs.is_some_and(|jobs| jobs.get(name).is_some()) {
            "jobs"
        } else {
            "services"
        }
    }

    /// An entry of `networks`, `volumes`, `secrets` or `configs`.
    #[must_use]
    pub fn part(&self, part: &str, key: &str) -> Option<&Node> {
        self.root.get(part)?.get(key)
    }

    /// What the container of a service is called: by its `container_name`, else by the service.
    #[must_use]
    pub fn container<'p>(&'p self, service: &'p str) -> &'p str {
        let name = self
            .service(service)
            .and_then(|node| node.get("container_name"));
        name.and_then(Node::as_text).unwrap_or(service)
    }

    /// The engine's name of a network or volume: its own, or the project's and the key.
    #[must_use]
    pub fn real_name(&self, part: &str, key: &str) -> String {
        let entry = self.part(part, key);
        let external = entry.and_then(|node| node.get("external"));
        let old_name = external.and_then(|node| node.get("name"));
        let name = entry.and_then(|node| node.get("name")).or(old_name);
        match name.and_then(Node::as_text) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ if is_external(entry) => key.to_owned(),
            _ => format!("{}_{key}", self.name),
        }
    }

    /// Keys of the parts that a service uses: the part and the key.
    #[must_use]
    pub fn used_by(&self, service: &Node) -> BTreeSet<(&'static str, String)> {
        let mut out = BTreeSet::new();
        let keys = |key: &str| -> Vec<String> {
            let Some(node) = service.get(key) else {
                return Vec::new();
            };
            let entries = node.entries().iter().map(|entry| entry.key.to_string());
            let elements = node.elements().iter().filter_map(|element| {
                let source = element.get("source").and_then(Node::as_text);
                Some(element.as_text().or(source)?.to_owned())
            });
            entries.chain(elements).collect()
        };
        for part in ["configs", "networks", "secrets"] {
            out.extend(keys(part).into_iter().map(|key| (part, key)));
        }
        out.extend(keys("volumes").into_iter().map(|text| {
            let name = text.split(':').next().unwrap_or_default().to_owned();
            ("volumes", name)
        }));
        if Self::joins_default(service) {
            out.insert(("networks", DEFAULT.to_owned()));
        }
        out.retain(|(part, key)| self.part(part, key).is_some());
        out
    }

    /// Whether Compose puts a service on the network of the project because nothing else is said.
    #[must_use]
    pub fn joins_default(service: &Node) -> bool {
        let is_said = |key: &str| {
            let node = service.get(key);
            node.is_some_and(|node| match &node.kind {
                Kind::Null => false,
                Kind::List(elements) => !elements.is_empty(),
                Kind::Map(entries) => !entries.is_empty(),
                _ => true,
            })
        };
        !is_said("network_mode") && !is_said("networks") && service.get("provider").is_none()
    }

    /// Parts that no service uses.
    pub fn unused(&self) -> impl Iterator<Item = (&'static str, String)> {
        let used: BTreeSet<_> = self
            .services()
            .flat_map(|(_, node)| self.used_by(node))
            .collect();
        let all = ["configs", "networks", "secrets", "volumes"]
            .into_iter()
            .flat_map(|part| {
                let entries = self.root.get(part).map(Node::entries).unwrap_or_default();
                entries
                    .iter()
                    .map(move |entry| (part, entry.key.to_string()))
            });
        all.filter(move |(part, key)| {
            let is_default = *part == "networks" && key == DEFAULT;
            !is_default && !used.contains(&(*part, key.clone()))
        })
    }

    /// Its networks, as the engine makes them.
    #[must_use]
    pub fn made_networks(&self) -> BTreeMap<String, unit::Network> {
        let entries = self
            .root
            .get("networks")
            .map(Node::entries)
            .unwrap_or_default();
        let written = entries.iter().map(|entry| {
            let text = |key: &str| {
                entry
                    .value
                    .get(key)
                    .and_then(Node::as_text)
                    .map(str::to_owned)
            };
            let is = |key: &str| text(key).as_deref() == Some("true");
            let name = self.real_name("networks", &entry.key);
            let ipam = entry.value.get("ipam");
            let pools = ipam.and_then(|ipam| ipam.get("config")).map(Node::elements);
            let of_pools = |key: &str| {
                let pools = pools.unwrap_or_default().iter();
                pools
                    .filter_map(|pool| pool.get(key)?.as_text().map(str::to_owned))
                    .collect()
            };
            let network = unit::Network {
                name: name.clone(),
                driver: text("driver").filter(|driver| driver != DEFAULT),
                internal: is("internal"),
                ipv6: is("enable_ipv6"),
                subnets: of_pools("subnet"),
                gateways: of_pools("gateway"),
                ranges: of_pools("ip_range"),
                options: options(entry.value.get("driver_opts")),
                ..unit::Network::default()
            };
            (name, network)
        });
        let mut out: BTreeMap<String, unit::Network> = written.collect();
        if self
            .services()
            .any(|(_, service)| Self::joins_default(service))
        {
            let name = self.real_name("networks", DEFAULT);
            out.entry(name.clone()).or_insert(unit::Network {
                name,
                ..unit::Network::default()
            });
        }
        out
    }

    /// Its volumes, as the engine makes them.
    #[must_use]
    pub fn made_volumes(&self) -> BTreeMap<String, unit::Volume> {
        let entries = self
            .root
            .get("volumes")
            .map(Node::entries)
            .unwrap_or_default();
        let made = entries
            .iter()
            .filter(|entry| !is_external(Some(&entry.value)));
        let made = made.map(|entry| {
            let name = self.real_name("volumes", &entry.key);
            let driver = entry.value.get("driver").and_then(Node::as_text);
            let volume = unit::Volume {
                name: name.clone(),
                driver: driver.map(str::to_owned),
                options: options(entry.value.get("driver_opts")),
                ..unit::Volume::default()
            };
            (name, volume)
        });
        made.collect()
    }
}

fn is_external(entry: Option<&Node>) -> bool {
    let external = entry.and_then(|node| node.get("external"));
    external.is_some_and(|node| node.as_text() == Some("true") || node.get("name").is_some())
}

fn options(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.map(Node::entries).unwrap_or_default().iter();
    let pairs = entries.map(|entry| {
        let value = entry.value.as_text().unwrap_or_default();
        (entry.key.to_string(), value.to_owned())
    });
    pairs.collect()
}

/// The name that Compose gives a project after its folder.
#[must_use]
pub fn name_of_folder(folder: &str) -> String {
    let base = folder
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let name: String = (base.to_lowercase().chars())
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    let name = name.trim_start_matches(['-', '_']);
    if name.is_empty() {
        DEFAULT.to_owned()
    } else {
        name.to_owned()
    }
}
