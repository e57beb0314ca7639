//! What podman runs on a host, typed, in podman's vocabulary; nothing is decided here.

use std::collections::BTreeMap;

use crate::origin::place::Places;

pub mod devices;
pub mod engine;
pub mod facts;
pub mod health;
pub mod identity;
pub mod image;
pub mod labels;
pub mod lifecycle;
pub mod logging;
pub mod network;
pub mod ports;
pub mod process;
pub mod resources;
pub mod secrets;
pub mod security;
pub mod storage;
pub mod text;
pub mod unit;

/// Everything read from one or more inputs.
#[derive(Debug, Default)]
pub struct Inventory {
    /// Hosts by name.
    pub hosts: BTreeMap<String, Host>,
    /// All containers: by host, then by the name of their attribute.
    pub containers: Vec<Container>,
    /// Where their options were written, as far as the input says.
    pub places: Places,
}

/// What is known of one host besides its containers.
#[derive(Debug, Default)]
pub struct Host {
    /// The engine that runs its containers.
    pub engine: engine::Engine,
    /// The evaluated systemd units by full name (`podman-plex.service`); `None` when the input had none.
    pub units: Option<BTreeMap<String, unit::Unit>>,
    /// Networks that some unit creates, by name.
    pub networks: BTreeMap<String, unit::Network>,
    /// Volumes that some unit creates, by name.
    pub volumes: BTreeMap<String, unit::Volume>,
    /// Pods that some unit makes.
    pub pods: Vec<unit::MadePod>,
    /// Images that some unit makes.
    pub images: Vec<unit::MadeImage>,
    /// `virtualisation.containers.storage.settings.storage.graphroot`; podman's default when `None`.
    pub graphroot: Option<String>,
    /// `engine.volume_path` of containers.conf: where volumes are, in the place of `volumes` below the graphroot.
    pub volume_path: Option<String>,
    /// Where the engine takes the subnets of networks from that name none (`default-address-pools` of dockerd); its own
    /// where empty.
    pub pools: Vec<unit::Pool>,
    /// `x86_64-linux`, `aarch64-linux`; `None` when the input does not say.
    pub system: Option<String>,
    /// Its own name, where the input calls it something else; that of its node by default.
    pub host_name: Option<String>,
    /// Folders on which its file systems are mounted, as far as the input says.
    pub mounts: Vec<String>,
    /// Options by which K3s leaves parts out, where the host is its server: `--disable=traefik`.
    pub left_out: Vec<String>,
    /// Whether the NixOS module installs on it, which also loads images and keeps store paths.
    pub managed: bool,
    /// Ports on which services of the host listen, as far as the input says.
    pub listeners: Vec<facts::Listener>,
    /// Jobs that copy paths of the host, as far as the input says.
    pub backups: Vec<facts::Backup>,
}

impl Inventory {
    /// Options by which servers of the cluster are known to leave parts of K3s out.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        let all = self.hosts.values().flat_map(|host| &host.left_out);
        all.map(String::as_str)
    }

    /// The engine of a host; podman's row for one of which nothing is known.
    #[must_use]
    pub fn engine(&self, host: &str) -> &'static engine::Row {
        let host = self.hosts.get(host);
        host.map(|host| host.engine).unwrap_or_default().row()
    }
}

impl Host {
    /// Takes over what another input knows of the same host; what both say, the first one decides.
    pub fn join(&mut self, other: Self) {
        fn more<T>(all: &mut BTreeMap<String, T>, other: BTreeMap<String, T>) {
            for (name, value) in other {
                all.entry(name).or_insert(value);
            }
        }
        match (&mut self.units, other.units) {
            (Some(units), Some(others)) => more(units, others),
            (units @ None, others) => *units = others,
            (Some(_), None) => {}
        }
        more(&mut self.networks, other.networks);
        more(&mut self.volumes, other.volumes);
        self.pods.extend(other.pods);
        self.images.extend(other.images);
        self.graphroot = self.graphroot.take().or(other.graphroot);
        self.volume_path = self.volume_path.take().or(other.volume_path);
        if self.pools.is_empty() {
            self.pools = other.pools;
        }
        self.system = self.system.take().or(other.system);
        self.host_name = self.host_name.take().or(other.host_name);
        self.mounts.extend(other.mounts);
        self.left_out.extend(other.left_out);
        self.managed |= other.managed;
        self.listeners.extend(other.listeners);
        self.backups.extend(other.backups);
    }

    /// Where its engine keeps named volumes.
    #[must_use]
    pub fn volumes_folder(&self) -> String {
        if let Some(path) = &self.volume_path {
            return path.trim_end_matches('/').to_owned();
        }
        let root = self.graphroot.as_deref();
        format!("{}/volumes", root.unwrap_or(self.engine.row().root.is))
    }
}

/// One container as podman would run it. A field per section; each section has one flag table
/// (`read/flags/`) that fills it and one pass (`plan/`) that empties it.
#[derive(Debug, Default, Clone)]
pub struct Container {
    /// Host that runs it.
    pub host: String,
    /// Name of its attribute in `virtualisation.oci-containers.containers`.
    pub attribute: String,
    /// Names, labels, annotations.
    pub identity: identity::Identity,
    /// Image, platform, pull policy.
    pub image: image::Image,
    /// Command, environment, working directory.
    pub process: process::Process,
    /// Networks, DNS, hosts entries.
    pub network: network::Network,
    /// Published and exposed ports.
    pub ports: ports::Ports,
    /// Volumes, mounts, tmpfs, read-only root.
    pub storage: storage::Storage,
    /// Devices and GPUs.
    pub devices: devices::Devices,
    /// Environment files, logins, podman secrets.
    pub secrets: secrets::Secrets,
    /// User, capabilities, namespaces, security options.
    pub security: security::Security,
    /// CPU and memory.
    pub resources: resources::Resources,
    /// Health checks.
    pub health: health::Health,
    /// Start, stop, restart, dependencies.
    pub lifecycle: lifecycle::Lifecycle,
    /// Logging.
    pub logging: logging::Logging,
}

impl Container {
    /// What podman calls it: the name that its peers on a network use.
    #[must_use]
    pub fn name(&self) -> &str {
        let given = self.identity.name.as_ref();
        given
            .map(|given| given.value.as_str())
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.attribute)
    }

    /// Its image as written, for a command that an operator copies; `IMAGE` where there is none.
    #[must_use]
    pub fn image_as_written(&self) -> &str {
        let reference = self.image.reference.as_ref();
        reference.map_or("IMAGE", |given| given.value.as_str())
    }
}
