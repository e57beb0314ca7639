//! The seccomp profiles that a host has to make: which list, for which capabilities, where.

use super::workloads;
use crate::{
    Compiled,
    bundle::{index::Seccomp, names::FileNames},
    plan::SeccompList,
};

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
                file: names.of_workload(index),
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
