//! What Kubernetes should run: decisions, no YAML and no Kubernetes types. Each pass reads the
//! inventory, fills the fields it owns and settles the options of its section in the ledger.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::Facts,
    grammar::{Label, Release, Subdomain},
    ledger::{Ledger, Stopped},
    origin::OriginId,
    podman::Inventory,
    settings::Settings,
};

pub mod annotations;
pub mod expansion;
pub mod model;

use cursor::setting;

pub use components::Monitoring;
pub use cursor::Cursor;
pub use model::{policy, *};

pub mod choices;
mod claims;
mod components;
mod cursor;
mod dependencies;
mod devices;
mod entries;
mod exposure;
mod grouping;
mod health;
mod hooks;
mod hostname;
mod identity;
mod image;
mod lifecycle;
mod limits;
mod logging;
mod modes;
mod names;
mod networks;
mod policies;
mod process;
mod refusals;
mod renames;
mod resources;
mod secrets;
mod security;
pub mod storage;

/// Node label that every kubelet sets to its own name.
pub const HOSTNAME_LABEL: &str = "kubernetes.io/hostname";

/// What Kubernetes should run.
#[derive(Debug, Default)]
pub struct Plan {
    /// The oldest Kubernetes that it has to work on.
    pub kubernetes: Release,
    /// One controller and its Pod each, by namespace and name.
    pub workloads: Vec<Workload>,
    /// For each container of the inventory: its names in Kubernetes.
    pub names: Vec<Name>,
    /// Secrets whose contents are rendered on the host, and the files they come from.
    pub secrets: Vec<HostSecret>,
    /// Paths of hosts that the engine makes where they do not exist, by host and path; of several containers that mount
    /// one, of the first that fills it.
    pub made: BTreeMap<String, BTreeMap<String, MadePath>>,
    /// Places on hosts that mounts below read-only ones need.
    pub points: Vec<MountPoint>,
    /// The monitoring stack, where there is one.
    pub monitoring: Option<Monitoring>,
    /// Devices that containers get from a device plugin.
    device_uses: Vec<DeviceUse>,
    /// Names that others have to use instead of podman's.
    renames: renames::Renames,
    /// For each container of the inventory: its workload and its place in that Pod.
    seats: Vec<Seat>,
}

/// Devices that a container gets from a device plugin.
#[derive(Debug)]
struct DeviceUse {
    /// Index of the container in the inventory.
    container: usize,
    /// What it gets from the plugin that we run; `None` for a resource of another one.
    set: Option<DeviceSet>,
    /// Options that it came from.
    from: Vec<OriginId>,
}

/// What a container of the inventory is called in Kubernetes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Name of its workload and of its container in the Pod: an RFC 1123 label.
    pub label: Label,
    /// Name of its Service: a label, which starts with a letter where the servers want one.
    pub service: Label,
    /// Options that decided it; empty where it is the name of the attribute.
    pub from: Vec<OriginId>,
}

/// Where a container of the inventory went.
#[derive(Debug, Clone, Copy)]
struct Seat {
    workload: usize,
    container: usize,
}

/// A Secret that the host renders at install time from files it names; nothing is read before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSecret {
    /// Namespace of the Secret.
    pub namespace: Label,
    /// Name of the Secret.
    pub name: Subdomain,
    /// Kubernetes' type: `Opaque` or `kubernetes.io/dockerconfigjson`.
    pub kind: &'static str,
    /// What it is made from, in order.
    pub sources: Vec<SecretSource>,
    /// Index of the workload whose Pod template gets the checksum annotation.
    pub workload: usize,
}

/// One thing a Secret is made from, in podman's words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum SecretSource {
    /// `--env-file PATH`: podman's env-file syntax, one key per variable.
    EnvFile {
        /// Path on the host.
        path: String,
        /// Where Compose reads the file: its syntax counts, and these files of the host have the variables of the project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dotenv: Option<Vec<String>>,
    },
    /// `login`: a registry login whose password is in a file.
    Login {
        /// Registry host.
        registry: String,
        /// User name.
        username: String,
        /// Path of the password's file on the host.
        password_file: String,
    },
    /// `--authfile PATH`: a `containers-auth.json`.
    AuthFile {
        /// Path on the host.
        path: String,
    },
    /// A file whose content is a value as it is, without the end of its last line.
    File {
        /// Path on the host.
        path: String,
        /// Key in the Secret.
        key: String,
    },
    /// `--secret NAME`: the content comes from podman's secret store on the host.
    PodmanSecret {
        /// Name in podman's store.
        name: String,
        /// Key in the Secret.
        key: String,
    },
}

impl SecretSource {
    /// Whether Compose's rules count for it, which programs of bundles before version 3 do not know.
    #[must_use]
    pub fn is_dotenv(&self) -> bool {
        match self {
            Self::EnvFile { path: _, dotenv } => dotenv.is_some(),
            Self::Login { .. }
            | Self::AuthFile { .. }
            | Self::File { .. }
            | Self::PodmanSecret { .. } => false,
        }
    }
}

/// A step of the plan.
pub type Pass = fn(&mut Cursor<'_>);

/// The passes in order, each with the reason for its place.
pub const PASSES: &[(&str, Pass)] = &[
    ("choices", choices::pass), // needs nothing, and what it says stands first
    ("names", names::pass),     // everything refers to final names
    ("grouping", grouping::pass), // who shares a Pod; from here on every container has a seat
    ("networks", networks::pass), // labels of the Pod, DNS, hosts entries
    ("identity", identity::pass), // labels, annotations, host name: needs host networks
    ("image", image::pass),     // storage may start the same image to fill a volume
    ("storage", storage::pass), // volumes and mounts
    ("devices", devices::pass), // may add volumes and set privileged: before security
    ("process", process::pass), // command, environment; a volume on /etc/localtime wins over `--tz`
    ("secrets", secrets::pass), // a secret variable wins over a plain one; mounts, pull secrets
    ("security", security::pass), // needs privileged and added capabilities of devices
    ("resources", resources::pass), // limits, requests
    ("mounts", storage::together::pass), // all mounts of a Pod, beside its memory
    ("health", health::pass),   // probes
    ("lifecycle", lifecycle::pass), // controller kind, restart policy, grace period: needs probes
    ("hooks", hooks::pass),     // needs all that a container has, and how it is stopped
    ("logging", logging::pass), // nothing of ours, all to the ledger
    ("rows", |at| at.ledger.settle_known()), // flags whose row in the table says all
    ("exposure", exposure::pass), // Services and host ports of the grouped Pod
    ("policies", policies::pass), // needs published ports
    ("sizes", limits::size::pass), // an object that is too large is refused: before what serves it, or needs it
    ("components", components::pass), // serve workloads that are finished
    ("limits", limits::pass),      // clashes across workloads: the only cross-workload check
    ("dependencies", dependencies::pass), // needs Services, and to know what is refused
    ("refusals", refusals::pass),  // what the refused ones leave behind for the others
];

/// The settings with what only finished Pods show: who goes to the namespace of privileged ones. `None` without such a
/// namespace.
#[must_use]
pub fn apart(inventory: &Inventory, settings: &Settings, ledger: &Ledger) -> Option<Settings> {
    settings.privileged_namespace.as_ref()?;
    let plan = plan(inventory, settings, &mut ledger.clone());
    let mut out = settings.clone();
    let pods = plan.workloads.iter();
    let privileged = pods.filter(|workload| PodLevel::of(&workload.pod) == PodLevel::Privileged);
    let members = privileged.flat_map(|workload| &workload.members);
    out.privileged = members
        .filter_map(|member| inventory.containers.get(*member))
        .map(|container| (container.host.clone(), container.attribute.clone()))
        .collect();
    Some(out)
}

/// Decides everything.
#[must_use]
pub fn plan(inventory: &Inventory, settings: &Settings, ledger: &mut Ledger) -> Plan {
    let mut plan = Plan {
        kubernetes: settings.kubernetes,
        ..Plan::default()
    };
    let mut at = Cursor {
        inventory,
        settings,
        facts: &Facts::of(inventory),
        plan: &mut plan,
        ledger,
        index: 0,
    };
    for (_, pass) in PASSES {
        pass(&mut at);
    }
    plan
}

#[expect(
    clippy::indexing_slicing,
    reason = "grouping seats every container, and passes run after it"
)]
impl Plan {
    /// Seats a container of the inventory; called once per container, in order.
    pub(crate) fn seat(&mut self, workload: usize, container: usize) {
        self.seats.push(Seat {
            workload,
            container,
        });
    }

    /// The workload that runs a container of the inventory.
    #[must_use]
    pub fn workload_of(&self, container: usize) -> &Workload {
        &self.workloads[self.seats[container].workload]
    }

    /// Index of the workload that runs a container of the inventory.
    #[must_use]
    pub fn workload_index(&self, container: usize) -> usize {
        self.seats[container].workload
    }

    /// The workload that runs a container of the inventory.
    pub fn workload_mut(&mut self, container: usize) -> &mut Workload {
        &mut self.workloads[self.seats[container].workload]
    }

    /// Indexes of the workloads that must not be written: those with one of the containers that an error stops, and
    /// components that serve no others.
    #[must_use]
    pub fn refused(&self, stopped: &Stopped) -> BTreeSet<usize> {
        let stopped = stopped.keys();
        let mut refused: BTreeSet<usize> = stopped
            .map(|container| self.workload_index(*container))
            .collect();
        let idle = self.workloads.iter().enumerate();
        let idle: Vec<usize> = idle
            .filter(|(_, workload)| {
                !workload.serves.is_empty() && workload.serves.is_subset(&refused)
            })
            .map(|(index, _)| index)
            .collect();
        refused.extend(idle);
        refused
    }

    /// Nodes and folders of `/dev` that our device plugin hands out: index of the workload, and path.
    pub fn devices(&self) -> impl Iterator<Item = (usize, &str)> {
        let sets = self.device_uses.iter().filter_map(|of| {
            let workload = self.seats.get(of.container)?.workload;
            Some((workload, of.set.as_ref()?))
        });
        sets.flat_map(|(workload, set)| set.paths().map(move |path| (workload, path)))
    }

    /// What the engine makes of a path of a host.
    #[must_use]
    pub fn made_at(&self, host: &str, path: &str) -> Option<&MadePath> {
        self.made.get(host)?.get(path)
    }

    /// The container of the Pod that a container of the inventory became.
    #[must_use]
    pub fn container_of(&self, container: usize) -> &PodContainer {
        let seat = self.seats[container];
        &self.workloads[seat.workload].pod.containers[seat.container]
    }

    /// Where the Pod lists the ports of a container of the inventory: in the container itself, or in
    /// the first main one for a sidecar. All containers of the Pod share its network, and the
    /// kubelet opens ports of the node only for main containers (`generatePodSandboxConfig` of
    /// Kubernetes 1.34).
    pub fn ports_mut(&mut self, container: usize) -> &mut Vec<ContainerPort> {
        let seat = self.seats[container];
        let containers = &mut self.workloads[seat.workload].pod.containers;
        let main = |other: &PodContainer| other.role == Role::Main;
        let place = if main(&containers[seat.container]) {
            seat.container
        } else {
            let first = containers.iter().position(main);
            first.unwrap_or(seat.container)
        };
        &mut containers[place].ports
    }

    /// The container of the Pod that a container of the inventory became.
    pub fn container_mut(&mut self, container: usize) -> &mut PodContainer {
        let seat = self.seats[container];
        &mut self.workloads[seat.workload].pod.containers[seat.container]
    }
}
