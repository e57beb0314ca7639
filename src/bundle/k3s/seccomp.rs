//! The seccomp profiles that a host has to make: which list, for which capabilities, where.

use serde::{Deserialize, Serialize};

use super::{FileNames, workloads};
use crate::{Compiled, plan::SeccompList};

/// A seccomp profile to make on the host.
#[derive(
    Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema,
)]
pub struct Seccomp {
    /// Host.
    pub host: String,
    /// Path of the manifest whose Pod uses it, below the bundle.
    pub file: String,
    /// Path below the kubelet's folder for profiles.
    pub path: String,
    /// The list in podman's form that it is made from; podman's own when absent.
    pub list: Option<String>,
    /// Capabilities of the container, without `CAP_`.
    pub capabilities: Vec<String>,
}

/// Those of all workloads that are written.
pub fn of(compiled: &Compiled, names: &FileNames) -> Vec<Seccomp> {
    let mut out = Vec::new();
    for (index, workload, _) in workloads(compiled) {
        for container in &workload.pod.containers {
            let security = &container.security;
            let path = security.seccomp.as_ref().and_then(|p| p.value.1.clone());
            let (Some(list), Some(path)) = (&security.seccomp_list, path) else {
                continue;
            };
            out.push(Seccomp {
                host: workload.host.clone(),
                file: names.workloads.get(index).cloned().unwrap_or_default(),
                path,
                list: match list {
                    SeccompList::Podman => None,
                    SeccompList::File(file) => Some(file.clone()),
                },
                capabilities: security.bounding().into_iter().map(str::to_owned).collect(),
            });
        }
    }
    out.sort();
    out
}
