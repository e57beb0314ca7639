//! What Pods ask of a node.

use std::collections::BTreeSet;

use serde::Serialize;

use super::bonds::attribute;
use crate::{
    Compiled,
    grammar::{Quantity, ResourceName},
    origin::Traced,
    plan::Role,
};

/// Sums of what Pods ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Weight {
    /// Pods, of which a node takes 110 where nothing else is said.
    pub pods: usize,
    /// `requests.cpu` in thousandths of a core.
    pub cpu_requests_millicores: u64,
    /// `limits.cpu` in thousandths of a core.
    pub cpu_limits_millicores: u64,
    /// `requests.memory` in bytes.
    pub memory_requests_bytes: u64,
    /// `limits.memory` in bytes.
    pub memory_limits_bytes: u64,
    /// Containers without a limit of memory, by the names of their attributes.
    pub without_memory_limit: Vec<String>,
}

/// That of the Pods of some containers.
pub fn of(compiled: &Compiled, members: &[usize]) -> Weight {
    let workloads: BTreeSet<usize> = members
        .iter()
        .map(|index| compiled.plan.workload_index(*index))
        .collect();
    let mut out = Weight {
        pods: workloads.len(),
        ..Weight::default()
    };
    let (cpu, memory) = (&ResourceName::cpu(), &ResourceName::memory());
    for index in members {
        let container = compiled.plan.container_of(*index);
        // What ends before the others start is not asked for on top.
        if container.role == Role::Init {
            continue;
        }
        let (requests, limits) = (&container.requests, &container.limits);
        out.cpu_requests_millicores += requests.get(cpu).map_or(0, millicores);
        out.cpu_limits_millicores += limits.get(cpu).map_or(0, millicores);
        // The API server takes the limit where there is no request.
        let request = requests.get(memory).or(limits.get(memory));
        out.memory_requests_bytes += request.map_or(0, bytes);
        match limits.get(memory) {
            Some(limit) => out.memory_limits_bytes += bytes(limit),
            None => out
                .without_memory_limit
                .push(attribute(compiled, *index).to_owned()),
        }
    }
    out
}

fn bytes(quantity: &Traced<Quantity>) -> u64 {
    quantity.value.amount().whole()
}

fn millicores(quantity: &Traced<Quantity>) -> u64 {
    quantity.value.amount().thousandths()
}
