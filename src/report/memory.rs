//! The memory that the containers of the input ask for, for the summary.

use serde::Serialize;

use crate::{Compiled, grammar::ResourceName};

/// Memory of all containers that are converted, each as often as its workload has Pods; a Job counts as one that runs, and
/// a `DaemonSet` as one node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Memory {
    /// What their requests reserve, in MiB. A container with a limit only requests its limit, as in Kubernetes.
    pub requested_mib: u64,
    /// What they may use together, in MiB, those without a limit left out.
    pub limit_mib: u64,
    /// Containers that request none.
    pub without_request: usize,
    /// Containers without a limit.
    pub without_limit: usize,
}

impl Memory {
    /// Adds up what is written.
    #[must_use]
    pub fn of(compiled: &Compiled) -> Self {
        let refused = compiled.refused_workloads();
        let mut sums = [0_u64; 2];
        let mut without = [0_usize; 2];
        for (index, workload) in compiled.plan.workloads.iter().enumerate() {
            if workload.members.is_empty() || refused.contains(&index) {
                continue;
            }
            let replicas = workload.controller.replicas.as_ref();
            let pods = replicas.map_or(1, |replicas| u64::try_from(replicas.value).unwrap_or(0));
            for container in &workload.pod.containers {
                let memory = ResourceName::memory();
                let limit = container.limits.get(&memory);
                let request = container.requests.get(&memory).or(limit);
                for (at, amount) in [request, limit].into_iter().enumerate() {
                    let bytes = amount.map(|amount| amount.value.amount().whole());
                    let (Some(sum), Some(without)) = (sums.get_mut(at), without.get_mut(at)) else {
                        continue;
                    };
                    match bytes {
                        Some(bytes) => *sum = sum.saturating_add(bytes.saturating_mul(pods)),
                        None => *without += 1,
                    }
                }
            }
        }
        let [requested, limit] = sums.map(|bytes| bytes.div_ceil(1 << 20));
        let [without_request, without_limit] = without;
        Self {
            requested_mib: requested,
            limit_mib: limit,
            without_request,
            without_limit,
        }
    }

    /// A part of the summary's line; nothing where no container asks for memory.
    #[must_use]
    pub fn text(&self) -> String {
        if self.requested_mib == 0 && self.limit_mib == 0 {
            return String::new();
        }
        let without = match (self.without_request, self.without_limit) {
            (_, 0) => String::new(),
            (request, limit) if request == limit => format!(", {limit} without either"),
            (0, limit) => format!(", {limit} without a limit"),
            (request, limit) => {
                format!(", {request} without a request and {limit} without a limit")
            }
        };
        format!(
            " memory: {} MiB requested, {} MiB at most{without};",
            self.requested_mib, self.limit_mib
        )
    }
}
