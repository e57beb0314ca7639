//! Our own input format: hosts with their containers and what Nix knows beside them. The types
//! here are its published JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    ledger::Subject,
    origin::place::Place,
    podman::{
        self,
        engine::{self, Engine},
        unit,
    },
    rules::{engines, reading},
};

use super::{
    Error, Options,
    containers_conf::{self, Conf},
    docker_daemon,
    fleet::{self, Fleet, Unread},
    input::{Files, Input},
    json::{self, At},
    leaves::child,
    oci_containers, units,
};

mod facts;

pub use facts::Facts;

/// The version of the format that this program reads.
pub const VERSION: u64 = 1;

/// Everything that `k3s-migrate` wants to know of a fleet.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Envelope {
    /// Version of the format: 1.
    pub version: u64,
    /// The hosts, by name.
    pub hosts: BTreeMap<String, Host>,
    /// Keys that the format does not define.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Map<String, Value>,
}

/// One NixOS host.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Host {
    /// `virtualisation.oci-containers.backend`.
    pub backend: Option<Backend>,
    /// `virtualisation.oci-containers.containers`, each an object of NixOS' options.
    pub containers: BTreeMap<String, Value>,
    /// `systemd.services` and `systemd.timers`, by full name (`podman-plex.service`; `.service`
    /// where none is given).
    pub units: Option<BTreeMap<String, Value>>,
    /// Networks that something else than a unit creates, by name; `podman` is its default network.
    #[serde(default)]
    pub networks: BTreeMap<String, Network>,
    /// By container and option (`ports`, `environment/TZ`), the places that define it.
    #[serde(default)]
    pub positions: BTreeMap<String, BTreeMap<String, Vec<Position>>>,
    /// What else is known of the host.
    #[serde(default)]
    pub facts: Facts,
    /// Keys that the format does not define.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Map<String, Value>,
}

/// Which engine runs the containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// podman.
    Podman,
    /// Docker.
    Docker,
}

/// A network, in the words of `podman network create`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Network {
    /// `bridge`, `macvlan`, `ipvlan`.
    pub driver: Option<String>,
    /// Without a way out.
    pub internal: bool,
    /// Without names for its containers.
    pub disable_dns: bool,
    /// With IPv6.
    pub ipv6: bool,
    /// Subnets, as `10.89.0.0/24`.
    pub subnets: Vec<String>,
    /// Options of the driver (`parent`, `mtu`).
    pub options: BTreeMap<String, String>,
    /// Keys that the format does not define.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Map<String, Value>,
}

/// A place in Nix source, as `unsafeGetAttrPos` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Position {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// Whether a document is an envelope: nothing else has `hosts` beside `version`.
pub fn sniff(input: &Input, _files: &dyn Files) -> bool {
    let Input::File(document) = input else {
        return false;
    };
    document.json().is_some_and(|value| {
        value.get("version").is_some_and(Value::is_number) && value.get("hosts").is_some()
    })
}

/// Takes an envelope apart.
///
/// # Errors
/// Another version, or not of the published shape. Unknown keys are said, not refused.
pub fn parse(
    inputs: Vec<Input>,
    _options: &Options,
    _files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    for input in inputs {
        one(input, fleet)?;
    }
    Ok(())
}

fn one(input: Input, fleet: &mut Fleet) -> Result<(), Error> {
    let (source, value) = input.document()?.into_json()?;
    let root = At::root(&source);
    let version = value.get("version").cloned().unwrap_or_default();
    if version.as_u64() != Some(VERSION) {
        let what = format!("this program reads version {VERSION}, not {version}");
        return Err(root.child("version").wrong(&what));
    }
    let envelope: Envelope = json::typed(&root, value)?;
    unknown(fleet, &Subject::Fleet, &root, &envelope.unknown);
    for (name, host) in envelope.hosts {
        let at = root.child("hosts").child(&name);
        let unread = unread(&at, &name, host, fleet)?;
        fleet.add(name, unread)?;
    }
    Ok(())
}

fn unread(at: &At<'_>, name: &str, input: Host, fleet: &mut Fleet) -> Result<Unread, Error> {
    let subject = Subject::Host(name.to_owned());
    unknown(fleet, &subject, at, &input.unknown);
    unknown(fleet, &subject, &at.child("facts"), &input.facts.unknown);
    let mut host = podman::Host {
        system: input.facts.system,
        graphroot: input.facts.graphroot,
        managed: input.facts.managed,
        host_name: input.facts.host_name,
        mounts: (input.facts.mounts.into_iter())
            .filter(|mount| mount.fs_type.as_deref() != Some("none"))
            .map(|mount| mount.mount_point)
            .collect(),
        left_out: match input.facts.k3s.role.as_deref() {
            Some("agent") => Vec::new(),
            _ => input.facts.k3s.options(),
        },
        listeners: input.facts.services.into_iter().map(Into::into).collect(),
        backups: input.facts.backups.into_iter().map(Into::into).collect(),
        ..podman::Host::default()
    };
    for (network, listed) in input.networks {
        let at = at.child("networks").child(&network);
        unknown(fleet, &subject, &at, &listed.unknown);
        host.networks
            .insert(network.clone(), listed.network(network));
    }
    if let Some(listed) = input.units {
        units::read(
            &at.child("units"),
            listed,
            name,
            &mut host,
            fleet,
            &units::of_nixos,
        )?;
    }
    let backend = match input.facts.engine.or(input.backend) {
        Some(Backend::Podman) => engine::Backend::Podman,
        Some(Backend::Docker) => engine::Backend::Docker,
        None => fleet::backend(&input.containers, &host),
    };
    host.engine = Engine::of(backend, input.facts.engine_version.as_deref());
    let (conf, said) = match backend {
        engine::Backend::Docker => {
            let settings = (&input.facts.docker_daemon, &*input.facts.docker_options);
            docker_daemon::of(settings, name, &mut host)
        }
        engine::Backend::Podman => {
            let (conf, unread) = Conf::of(&input.facts.containers_conf);
            let said = unread.into_iter().map(|(table, key)| {
                let whole = [table.as_str(), &key].join(".");
                let whole = whole.trim_end_matches('.');
                if containers_conf::is_podmans(&table, &key) {
                    engines::conf_key(name, whole)
                } else {
                    reading::conf_unknown(name, whole)
                }
            });
            let said = said.collect();
            host.volume_path = conf.volume_path();
            (conf, said)
        }
    };
    for say in said {
        fleet.say(subject.clone(), say);
    }
    Ok(Unread {
        source: at.source.name.clone(),
        open: false,
        host,
        containers: oci_containers::raw(input.containers, places(input.positions)),
        conf,
    })
}

impl Network {
    fn network(self, name: String) -> unit::Network {
        unit::Network {
            name,
            driver: self.driver,
            internal: self.internal,
            disable_dns: self.disable_dns,
            ipv6: self.ipv6,
            subnets: self.subnets,
            options: self.options,
            ..unit::Network::default()
        }
    }
}

/// Positions by container and JSON Pointer.
fn places(
    positions: BTreeMap<String, BTreeMap<String, Vec<Position>>>,
) -> BTreeMap<String, Vec<(String, Place)>> {
    let of_options = |options: BTreeMap<String, Vec<Position>>| {
        let definitions = options.into_iter().flat_map(|(option, definitions)| {
            let parts = option.split('/');
            let pointer = parts.fold(String::new(), |at, part| child(&at, part));
            definitions
                .into_iter()
                .map(move |position| (pointer.clone(), position))
        });
        definitions
            .map(|(pointer, Position { file, line, column })| {
                let place = Place {
                    file,
                    line,
                    column,
                    length: None,
                    text: None,
                };
                (pointer, place)
            })
            .collect()
    };
    let containers = positions.into_iter();
    containers
        .map(|(container, options)| (container, of_options(options)))
        .collect()
}

fn unknown(fleet: &mut Fleet, subject: &Subject, at: &At<'_>, keys: &Map<String, Value>) {
    for key in keys.keys() {
        let say = reading::envelope_key(&at.source.name, at.child(key).pointer);
        fleet.say(subject.clone(), say);
    }
}
