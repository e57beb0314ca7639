//! What the envelope has of a host beside its containers, units and networks.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Backend;
use crate::podman::{
    facts::{Backup, Listener},
    ports,
};

/// What else is known of a host.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// `networking.hostName`, where the host has another name here.
    pub host_name: Option<String>,
    /// `pkgs.stdenv.hostPlatform.system`.
    pub system: Option<String>,
    /// The engine that runs the containers; `backend` of the host when absent.
    pub engine: Option<Backend>,
    /// Its version, as `5.8.2` or `6.1.3`; podman 5 when absent.
    pub engine_version: Option<String>,
    /// `virtualisation.containers.containersConf.settings`: what podman takes for options that a container does not give.
    pub containers_conf: Map<String, Value>,
    /// `virtualisation.docker.daemon.settings`: what Docker takes for options that a container does not give.
    pub docker_daemon: Map<String, Value>,
    /// `virtualisation.docker.extraOptions`: flags of dockerd, which say the same.
    pub docker_options: String,
    /// podman's storage root.
    pub graphroot: Option<String>,
    /// Mount points.
    pub mounts: Vec<Mount>,
    /// The firewall's settings, for the checks of the installer.
    pub firewall: Map<String, Value>,
    /// The settings of k3s.
    pub k3s: K3s,
    /// Ports on which services of the host listen.
    pub services: Vec<Listening>,
    /// Jobs that copy paths of the host.
    pub backups: Vec<Job>,
    /// Whether the NixOS module installs what is made of it: it gives K3s the images of files and streams, and keeps store
    /// paths alive.
    pub managed: bool,
    /// Keys that the format does not define.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Map<String, Value>,
}

/// A file system of the host.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mount {
    /// Where it is mounted.
    pub mount_point: String,
    /// `none` where it is a file or a folder bound to another place.
    pub fs_type: Option<String>,
}

/// How K3s runs on the host, if it does.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct K3s {
    /// `server` or `agent`.
    pub role: Option<String>,
    /// Parts of K3s that it is told to leave out: values of `--disable`.
    pub disable: Vec<String>,
    /// Its other options by which something is not there: `--disable-network-policy`, `--flannel-backend=none`.
    pub without: Vec<String>,
}

impl K3s {
    /// All of them as options.
    pub fn options(self) -> Vec<String> {
        // K3s splits each at its commas.
        let disabled = self.disable.iter().flat_map(|parts| parts.split(','));
        let disabled = disabled.filter(|part| !part.is_empty());
        let disabled = disabled.map(|part| format!("--disable={part}"));
        disabled.chain(self.without).collect()
    }
}

/// A service of the host, on one port.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Listening {
    /// The option: `services.nginx`.
    pub service: String,
    /// The port.
    pub port: u16,
    /// The protocol; TCP when absent.
    #[serde(default)]
    pub protocol: Protocol,
    /// The address; all of them when absent.
    pub address: Option<IpAddr>,
}

/// A protocol with ports.
#[derive(Debug, Default, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl From<Listening> for Listener {
    fn from(listening: Listening) -> Self {
        let Listening {
            service,
            port,
            protocol,
            address,
        } = listening;
        Self {
            service,
            port,
            protocol: match protocol {
                Protocol::Tcp => ports::Protocol::Tcp,
                Protocol::Udp => ports::Protocol::Udp,
            },
            address,
        }
    }
}

/// A job that copies paths of the host.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Job {
    /// The option: `services.restic.backups.home`.
    pub job: String,
    /// What it copies.
    pub paths: Vec<String>,
}

impl From<Job> for Backup {
    fn from(Job { job, paths }: Job) -> Self {
        Self { job, paths }
    }
}
