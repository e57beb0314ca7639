//! Hosts and containers of all inputs, taken apart but not yet read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    sync::Arc,
};

use serde_json::Value;

use crate::{
    ledger::{Ledger, Subject},
    origin::place::Place,
    parallel,
    podman::{
        Container, Host, Inventory,
        engine::{Backend, Engine},
        unit,
    },
    rules::{
        Say,
        dialect::{self, Dialect},
        reading,
    },
};

use crate::words::nearest;

use super::{
    Error, containers_conf::Conf, docker_daemon, draft::Draft, images::Images,
    nix_source::NixFiles, units,
};

/// Hosts and containers of all inputs. Their number and order are known, which settings for
/// single containers need; what is in a container is read by [`Fleet::inventory`].
#[derive(Debug, Default)]
pub struct Fleet {
    hosts: BTreeMap<String, Unread>,
    /// The images that are known.
    pub images: Images,
    said: Vec<(Subject, Say)>,
}

/// A container of a fleet, before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'f> {
    /// The engine of its host.
    pub engine: Engine,
    /// Its host.
    pub host: &'f str,
    /// Name of its attribute.
    pub attribute: &'f str,
    /// How its options are spelled.
    pub dialect: &'static Dialect,
    /// What is written of it, as a tree of its format: every leaf is an option.
    pub tree: &'f Value,
}

/// A host, before its containers are read.
#[derive(Debug)]
pub struct Unread {
    /// The input it stands in.
    pub source: String,
    /// Whether other inputs may hold more containers of it.
    pub open: bool,
    /// What is known of it already.
    pub host: Host,
    /// Its containers, by the name that settings and messages call them.
    pub containers: BTreeMap<String, Raw>,
    /// What podman takes for options that they do not give.
    pub conf: Conf,
}

/// A container, before it is read.
pub struct Raw {
    /// What is written of it, as a tree of its format: paths of the ledger are JSON Pointers into it, and each of its
    /// leaves is an option.
    pub tree: Value,
    /// By JSON Pointer, where options were written.
    pub places: Vec<(String, Place)>,
    /// How its options are spelled.
    pub dialect: &'static Dialect,
    /// Reads the tree.
    pub read: Read,
}

/// Reads the tree of a container; what else of the input it needs, it holds.
pub type Read = Arc<dyn Fn(&Value, &mut Draft<'_>) + Send + Sync>;

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Raw");
        shown.field("tree", &self.tree).finish_non_exhaustive()
    }
}

impl Fleet {
    /// Adds a host, or more containers of one where both inputs leave that open.
    ///
    /// # Errors
    /// There is one of this name already, or a container of it.
    pub fn add(&mut self, name: String, host: Unread) -> Result<(), Error> {
        let Some(first) = self.hosts.get_mut(&name) else {
            let say = without_units(&name, &host);
            self.hosts.insert(name.clone(), host);
            if let Some(say) = say {
                self.say(Subject::Host(name), say);
            }
            return Ok(());
        };
        if !first.open || !host.open {
            return Err(Error::SameHost {
                first: first.source.clone(),
                second: host.source,
                host: name,
            });
        }
        let mut attributes = host.containers.keys();
        if let Some(twice) = attributes.find(|name| first.containers.contains_key(*name)) {
            return Err(Error::SameContainer {
                first: first.source.clone(),
                container: twice.clone(),
                second: host.source,
            });
        }
        first.containers.extend(host.containers);
        first.host.join(host.host);
        Ok(())
    }

    /// Leaves all containers out but those with these names, on whatever host; without a name none is left out.
    ///
    /// # Errors
    /// A name that no container has, and the one that may be meant.
    pub fn keep(&mut self, names: &[String]) -> Result<(), (String, Option<String>)> {
        if names.is_empty() {
            return Ok(());
        }
        let known: BTreeSet<&str> = self.containers().map(|listed| listed.attribute).collect();
        if let Some(name) = names.iter().find(|name| !known.contains(name.as_str())) {
            let meant = nearest(name, known.iter().copied());
            return Err((name.clone(), meant.map(str::to_owned)));
        }
        for host in self.hosts.values_mut() {
            host.containers
                .retain(|attribute, _| names.contains(attribute));
        }
        Ok(())
    }

    /// Something to say about an input as soon as there is a ledger.
    pub fn say(&mut self, subject: Subject, say: Say) {
        self.said.push((subject, say));
    }

    /// All containers, in the order in which [`Inventory::containers`] has them.
    pub fn containers(&self) -> impl Iterator<Item = Listed<'_>> {
        self.hosts.iter().flat_map(|(host, unread)| {
            let containers = unread.containers.iter();
            containers.map(move |(attribute, raw)| Listed {
                engine: unread.host.engine,
                host,
                attribute,
                dialect: raw.dialect,
                tree: &raw.tree,
            })
        })
    }

    /// The keys of a container's tree.
    pub fn options(&self, host: &str, attribute: &str) -> impl Iterator<Item = &str> {
        let host = self.hosts.get(host);
        let container = host.and_then(|host| host.containers.get(attribute));
        let options = container.and_then(|raw| raw.tree.as_object());
        let options = options.into_iter().flatten();
        options
            .filter(|(_, value)| !value.is_null())
            .map(|(key, _)| key.as_str())
    }

    /// All hosts with their engines, and how options are spelled there: as all of its inputs do, else as the rules do.
    pub fn engines(&self) -> impl Iterator<Item = (&str, Engine, &'static Dialect)> {
        let hosts = self.hosts.iter();
        hosts.map(|(name, unread)| {
            let mut dialects = unread.containers.values().map(|raw| raw.dialect);
            let first = dialects.next().unwrap_or(&dialect::WRITTEN);
            let same = dialects.all(|other| other == first);
            let dialect = if same { first } else { &dialect::WRITTEN };
            (name.as_str(), unread.host.engine, dialect)
        })
    }

    /// Nix files that positions name: a reader of another format gives its places with their lines.
    pub fn nix_files(&self) -> BTreeSet<&str> {
        let hosts = self.hosts.values();
        let places = hosts.flat_map(|host| host.containers.values().flat_map(|raw| &raw.places));
        let of_nix = places.filter(|(_, place)| place.length.is_none());
        of_nix.map(|(_, place)| place.file.as_str()).collect()
    }

    /// Tells the places of options more exactly, where the Nix files are at hand.
    pub fn locate(&mut self, files: &NixFiles) {
        let hosts = self.hosts.values_mut();
        for raw in hosts.flat_map(|host| host.containers.values_mut()) {
            if raw.places.iter().any(|(_, place)| place.length.is_none()) {
                raw.places = files.exact(&raw.tree, &raw.places);
            }
        }
    }

    /// Reads every container. Each option gets an origin in the ledger; what is wrong is said
    /// there. Containers are independent of each other and are read on all processors.
    pub fn inventory(self, ledger: &mut Ledger) -> Inventory {
        let mut inventory = Inventory::default();
        let count = self.containers().count();
        for (subject, say) in self.said {
            ledger.say(subject, say);
        }
        let mut tasks = Vec::with_capacity(count);
        inventory.containers.reserve_exact(count);
        for (name, unread) in self.hosts {
            let mut first = (unread.host.units.is_none()).then(|| {
                let say = match unread.host.engine {
                    Engine::Podman5 => reading::no_units_of_podman_5(&name),
                    _ => reading::no_units(&name),
                };
                Box::new((Subject::Host(name.clone()), say))
            });
            for (attribute, raw) in unread.containers {
                let index = tasks.len();
                for (pointer, place) in raw.places {
                    inventory.places.insert(index, &pointer, place);
                }
                inventory.containers.push(Container {
                    host: name.clone(),
                    attribute,
                    ..Container::default()
                });
                tasks.push(Task {
                    engine: unread.host.engine,
                    conf: unread.conf.clone(),
                    first: first.take(),
                    value: raw.tree,
                    read: raw.read,
                    images: self.images.clone(),
                    index,
                });
            }
            inventory.hosts.insert(name, unread.host);
        }
        let share = parallel::share(count, WORTH_A_THREAD);
        let ledgers = ledger.split(count.div_ceil(share));
        let share = count.div_ceil(ledgers.len()).max(1);
        let mut tasks = tasks.into_iter();
        let hosts = &inventory.hosts;
        let containers = inventory.containers.chunks_mut(share);
        let shares = containers.zip(ledgers).map(|(containers, ledger)| {
            let tasks: Vec<Task> = tasks.by_ref().take(share).collect();
            (containers, tasks, ledger)
        });
        for part in parallel::all(shares, |(containers, tasks, mut ledger)| {
            for (container, task) in containers.iter_mut().zip(tasks) {
                let host = hosts.get(&container.host);
                task.read(container, host, &mut ledger);
            }
            ledger
        }) {
            ledger.join(part);
        }
        for (subject, say) in self.images.say(&inventory.containers) {
            ledger.say(subject, say);
        }
        units::give(&mut inventory, ledger);
        inventory
    }
}

/// Containers that are worth a thread of their own.
const WORTH_A_THREAD: usize = 16;

/// A container to be read.
struct Task {
    engine: Engine,
    conf: Conf,
    /// What is to be said before.
    first: Option<Box<(Subject, Say)>>,
    value: Value,
    read: Read,
    images: Images,
    /// Its index in the inventory.
    index: usize,
}

impl Task {
    fn read(self, container: &mut Container, host: Option<&Host>, ledger: &mut Ledger) {
        if let Some(first) = self.first {
            let (subject, say) = *first;
            ledger.say(subject, say);
        }
        let mut draft = Draft::new(mem::take(container), self.index, ledger);
        draft.engine = self.engine;
        self.conf.before(&mut draft);
        (self.read)(&self.value, &mut draft);
        self.conf.after(&mut draft);
        self.images.give(&mut draft);
        if let Some(host) = host {
            if draft.engine == Engine::Docker {
                docker_daemon::bind(&mut draft, host);
            }
            units::judge(&mut draft, host);
        }
        *container = draft.container;
    }
}

/// That the units of a host lack some of its containers. An input that says that there are none was made by hand.
fn without_units(name: &str, host: &Unread) -> Option<Say> {
    let units = host.host.units.as_ref();
    units.filter(|units| !units.is_empty())?;
    // Other formats say themselves which unit runs a container.
    let of_nixos = host
        .containers
        .iter()
        .filter(|(_, raw)| raw.dialect.is_written());
    let trees = of_nixos.map(|(name, raw)| (name.as_str(), &raw.tree));
    let missing = without_unit(trees, &host.host);
    let names: Vec<String> = missing
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    (!names.is_empty()).then(|| reading::missing_units(name, names.join(", ")))
}

/// Containers whose unit the units of their host lack, each with the unit's name; none where there are no units at all.
pub fn without_unit<'c>(
    containers: impl Iterator<Item = (&'c str, &'c Value)>,
    host: &Host,
) -> Vec<(String, String)> {
    let Some(units) = &host.units else {
        return Vec::new();
    };
    let names = containers.map(|(name, container)| {
        let service = container.get("serviceName").and_then(Value::as_str);
        let unit = service.map_or_else(
            || format!("{}-{name}", host.engine.row().command),
            str::to_owned,
        );
        (name.to_owned(), unit::full_name(&unit))
    });
    names
        .filter(|(_, unit)| !units.contains_key(unit))
        .collect()
}

/// Which backend runs these containers, where the input does not say: NixOS sets `podman` to null
/// under Docker, and names services after the backend.
pub fn backend(containers: &BTreeMap<String, Value>, host: &Host) -> Backend {
    let docker = containers.iter().any(|(name, container)| {
        let service = container.get("serviceName").and_then(Value::as_str);
        let unit = format!("docker-{name}.service");
        container.get("podman").is_some_and(Value::is_null)
            || service.is_some_and(|service| service == format!("docker-{name}"))
            || host
                .units
                .as_ref()
                .is_some_and(|units| units.contains_key(&unit))
    });
    if docker {
        Backend::Docker
    } else {
        Backend::Podman
    }
}
