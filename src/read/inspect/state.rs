//! The objects that podman inspects, as far as they say something that the command does not.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `podman inspect`, `podman container inspect`.
    Container,
    /// `podman pod inspect`.
    Pod,
    /// `podman network inspect`.
    Network,
    /// `podman volume inspect`.
    Volume,
}

/// What an object is, by the keys that no other one has.
pub fn kind(object: &Value) -> Option<Kind> {
    let has = |keys: &[&str]| keys.iter().all(|key| object.get(key).is_some());
    if has(&["Id", "Config", "HostConfig"]) {
        Some(Kind::Container)
    } else if has(&["Id", "Name", "Containers"]) {
        Some(Kind::Pod)
    } else if has(&["name", "driver"]) {
        Some(Kind::Network)
    } else if has(&["Name", "Mountpoint"]) {
        Some(Kind::Volume)
    } else {
        None
    }
}

/// A container.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Container {
    /// Its id.
    pub id: String,
    /// Its name; Docker puts a slash in front.
    #[serde(default)]
    pub name: String,
    /// Id of its pod.
    #[serde(default)]
    pub pod: String,
    /// Its image with registry and tag.
    #[serde(default)]
    pub image_name: String,
    /// Its own folder in podman's storage.
    #[serde(default)]
    pub static_dir: String,
    /// It keeps the namespaces of a pod.
    #[serde(default)]
    pub is_infra: bool,
    /// It stands for the pods of a file of objects.
    #[serde(default)]
    pub is_service: bool,
    /// Whether it runs.
    #[serde(default)]
    pub state: State,
    /// What its process is told.
    pub config: Config,
    /// What podman is told of it.
    pub host_config: HostConfig,
    /// Its mounts.
    #[serde(default)]
    pub mounts: Vec<Mount>,
    /// Its networks.
    #[serde(default)]
    pub network_settings: NetworkSettings,
}

/// Whether a container runs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct State {
    /// It does.
    pub running: bool,
}

/// What the process of a container is told.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    /// The command that made it.
    #[serde(default)]
    pub create_command: Vec<String>,
    /// Its variables.
    #[serde(default)]
    pub env: Vec<String>,
    /// Its labels.
    #[serde(default)]
    pub labels: Option<BTreeMap<String, String>>,
}

/// What podman is told of a container.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostConfig {
    /// When podman starts it again.
    #[serde(default)]
    pub restart_policy: Option<RestartPolicy>,
    /// Limit of memory in bytes, 0 for none.
    #[serde(default)]
    pub memory: i64,
    /// `bridge`, `host`, `container:ID`.
    #[serde(default)]
    pub network_mode: String,
}

/// When podman starts a container again.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RestartPolicy {
    /// `no`, `always`, `on-failure`, `unless-stopped`; empty is `no`.
    pub name: String,
}

/// A mount of a container.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Mount {
    /// `bind` or `volume`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// The path on the host.
    pub source: String,
    /// The path in the container.
    pub destination: String,
}

/// The networks of a container.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkSettings {
    /// By name.
    pub networks: Option<BTreeMap<String, Value>>,
}

/// A pod.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Pod {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The command that made it.
    #[serde(default)]
    pub create_command: Vec<String>,
}

/// A network.
#[derive(Debug, Deserialize)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// `bridge`, `macvlan`, `ipvlan`.
    pub driver: String,
    /// Its interface on the host.
    #[serde(default, rename = "network_interface")]
    pub interface: Option<String>,
    /// Its subnets.
    #[serde(default)]
    pub subnets: Vec<Subnet>,
    /// With IPv6.
    #[serde(default)]
    pub ipv6_enabled: bool,
    /// Without a way out.
    #[serde(default)]
    pub internal: bool,
    /// With names for its containers.
    #[serde(default)]
    pub dns_enabled: bool,
    /// Options of the driver.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// A subnet of a network.
#[derive(Debug, Deserialize)]
pub struct Subnet {
    /// `10.89.0.0/24`.
    pub subnet: String,
    /// Its gateway.
    #[serde(default)]
    pub gateway: Option<String>,
}

/// A volume.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// `local`, `image`.
    #[serde(default)]
    pub driver: String,
    /// Options of the driver.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

impl Container {
    /// Its name.
    pub fn called(&self) -> &str {
        self.name.trim_start_matches('/')
    }

    /// Where podman keeps everything, as the container's own folder shows; `None` for the system's own place.
    pub fn graphroot(&self) -> Option<String> {
        let (root, _) = self
            .static_dir
            .split_once("/overlay-containers/")
            .or_else(|| self.static_dir.split_once("/vfs-containers/"))?;
        (root != SYSTEM && root.starts_with('/')).then(|| root.to_owned())
    }

    /// The user whose container it is, where podman keeps it in a home.
    pub fn user(&self) -> Option<String> {
        let root = self.graphroot()?;
        let (home, _) = root.split_once("/.local/share/containers")?;
        home.rsplit('/').next().map(str::to_owned)
    }

    /// Whether podman or systemd starts it with the host, or it runs now.
    pub fn starts(&self) -> bool {
        let policy = self.policy();
        let by_systemd = self
            .config
            .labels
            .iter()
            .flatten()
            .any(|(key, _)| key == "PODMAN_SYSTEMD_UNIT");
        by_systemd || self.state.running || matches!(policy, "always" | "unless-stopped")
    }

    /// When podman starts it again.
    pub fn policy(&self) -> &str {
        let policy = self.host_config.restart_policy.as_ref();
        policy.map_or("", |policy| policy.name.as_str())
    }
}

/// podman's storage on the system.
const SYSTEM: &str = "/var/lib/containers/storage";
