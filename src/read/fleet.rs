//! Hosts and containers of all inputs, taken apart but not yet read.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
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
    rules::{Say, reading},
};

use super::{Error, Source, containers_conf::Conf, draft::Draft, nix_source::NixFiles, units};

/// Hosts and containers of all inputs. Their number and order are known, which settings for
/// single containers need; what is in a container is read by [`Fleet::inventory`].
#[derive(Debug, Default)]
pub struct Fleet {
    hosts: BTreeMap<String, Unread>,
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
}

/// A host, before its containers are read.
#[derive(Debug)]
pub struct Unread {
    /// The input it stands in.
    pub source: String,
    /// What is known of it already.
    pub host: Host,
    /// Objects of its containers.
    pub containers: BTreeMap<String, Value>,
    /// What podman takes for options that they do not give.
    pub conf: Conf,
    /// Reads one of them.
    pub read: fn(&Value, &mut Draft<'_>),
    /// By container and JSON Pointer, where options were written.
    pub places: BTreeMap<String, Vec<(String, Place)>>,
}

impl Fleet {
    /// Adds a host.
    ///
    /// # Errors
    /// There is one of this name already.
    pub fn add(&mut self, source: &Source, name: String, host: Unread) -> Result<(), Error> {
        if let Some(first) = self.hosts.get(&name) {
            return Err(Error::SameHost {
                first: first.source.clone(),
                second: source.name.clone(),
                host: name,
            });
        }
        let missing = without_unit(&host.containers, &host.host);
        // An input that says that it has none was made by hand.
        let has_units = host
            .host
            .units
            .as_ref()
            .is_some_and(|units| !units.is_empty());
        if has_units && !missing.is_empty() {
            let names = missing
                .iter()
                .map(|(container, _)| format!("`{container}`"));
            let names: Vec<String> = names.collect();
            let say = reading::missing_units(&name, names.join(", "));
            self.say(Subject::Host(name.clone()), say);
        }
        self.hosts.insert(name, host);
        Ok(())
    }

    /// Something to say about an input as soon as there is a ledger.
    pub fn say(&mut self, subject: Subject, say: Say) {
        self.said.push((subject, say));
    }

    /// All containers, in the order in which [`Inventory::containers`] has them.
    pub fn containers(&self) -> impl Iterator<Item = Listed<'_>> {
        self.hosts.iter().flat_map(|(host, unread)| {
            let attributes = unread.containers.keys();
            attributes.map(move |attribute| Listed {
                engine: unread.host.engine,
                host,
                attribute,
            })
        })
    }

    /// All hosts with their engines.
    pub fn engines(&self) -> impl Iterator<Item = (&str, Engine)> {
        let hosts = self.hosts.iter();
        hosts.map(|(name, unread)| (name.as_str(), unread.host.engine))
    }

    /// Nix files that positions name.
    pub fn nix_files(&self) -> BTreeSet<&str> {
        let hosts = self.hosts.values();
        let places = hosts.flat_map(|host| host.places.values().flatten());
        places.map(|(_, place)| place.file.as_str()).collect()
    }

    /// Tells the places of options more exactly, where the Nix files are at hand.
    pub fn locate(&mut self, files: &NixFiles) {
        for host in self.hosts.values_mut() {
            for (name, places) in &mut host.places {
                if let Some(container) = host.containers.get(name) {
                    *places = files.exact(container, places);
                }
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
            let mut first = (unread.host.units.is_none())
                .then(|| Box::new((Subject::Host(name.clone()), reading::no_units(&name))));
            for (attribute, value) in unread.containers {
                let index = tasks.len();
                for (pointer, place) in unread.places.get(&attribute).into_iter().flatten() {
                    inventory.places.insert(index, pointer, place.clone());
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
                    value,
                    read: unread.read,
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
    read: fn(&Value, &mut Draft<'_>),
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
        if let Some(host) = host {
            units::judge(&mut draft, host);
        }
        *container = draft.container;
    }
}

/// Containers whose unit the units of their host lack, each with the unit's name; none where there are no units at all.
pub fn without_unit(containers: &BTreeMap<String, Value>, host: &Host) -> Vec<(String, String)> {
    let Some(units) = &host.units else {
        return Vec::new();
    };
    let names = containers.iter().map(|(name, container)| {
        let service = container.get("serviceName").and_then(Value::as_str);
        let unit = service.map_or_else(
            || format!("{}-{name}", host.engine.row().command),
            str::to_owned,
        );
        (name.clone(), unit::full_name(&unit))
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
