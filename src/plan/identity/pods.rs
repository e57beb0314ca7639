//! Host names of pods: podman names all members after the pod.

use crate::{
    origin::{OriginId, Traced},
    plan::{Cursor, hostname},
    podman::network::Pod,
};

/// Gives each Pod that was a pod the pod's name as its host name, unless its first member has one.
pub fn add_hostnames(at: &mut Cursor<'_>) {
    let release = at.plan.kubernetes;
    for workload in &mut at.plan.workloads {
        if workload.pod.hostname.is_some() || workload.pod.host_network.is_some() {
            continue;
        }
        let members = workload.members.iter();
        let joins: Vec<(&str, OriginId)> = members
            .filter_map(|index| at.inventory.containers.get(*index)?.network.pod.as_ref())
            .filter_map(|given| match &given.value {
                Pod::New(name) | Pod::Existing(name) => Some((name.as_str(), given.origin)),
                Pod::None => None,
            })
            // Where podman refuses the option, the Pod is not called after it.
            .filter(|(_, origin)| workload.name_from.contains(*origin))
            .collect();
        let Some((name, _)) = joins.first().copied() else {
            continue;
        };
        let Some(written) = hostname::of(name, workload.namespace.as_str(), release) else {
            continue;
        };
        let from: Vec<OriginId> = joins.iter().map(|(_, origin)| *origin).collect();
        if let Some(say) = hostname::say(name, name, &written, release) {
            for origin in &from {
                at.ledger.changed(*origin, say.clone());
            }
        }
        workload.pod.hostname = Some(Traced {
            value: written,
            from: from.into(),
        });
    }
}
