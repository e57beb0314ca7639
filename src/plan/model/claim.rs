//! Storage that Kubernetes provides, where the settings ask for a claim instead of podman's directory.

use crate::{
    grammar::{AbsolutePath, Label, NodeName, Size, Subdomain},
    origin::Whys,
};

/// A `PersistentVolumeClaim`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Name in the workload's namespace.
    pub name: Label,
    /// `spec.storageClassName`; `None` is the cluster's default (`local-path` on K3s).
    pub class: Option<Subdomain>,
    /// `spec.resources.requests.storage`.
    pub size: Size,
    /// `spec.accessModes`.
    pub access_mode: &'static str,
    /// A `PersistentVolume` that we write for it; `None` lets the class provide one.
    pub volume: Option<ClaimVolume>,
    /// What requested it.
    pub chosen: Whys,
    /// Options that it came from.
    pub from: Whys,
}

/// A static `PersistentVolume` over a directory of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimVolume {
    /// Directory on the host.
    pub path: AbsolutePath,
    /// Node that has it.
    pub node: Option<NodeName>,
}
