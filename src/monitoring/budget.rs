//! What the stack takes of a node, in figures.

use std::fmt::Write as _;

use super::{
    Profile, Stack,
    parts::{Basis, Part, part},
};
use crate::rules::components::Component;

/// The memory of one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub component: Component,
    /// How many Pods.
    pub pods: u64,
    /// Of each, in MiB: reserved.
    pub request: u64,
    /// Of each, in MiB: the limit.
    pub limit: u64,
    /// Of each, in MiB: expected.
    pub expected: u64,
    /// Of each, in thousandths of a core: reserved.
    pub millicores: u64,
    /// Where the expectation comes from.
    pub basis: Basis,
}

/// All programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The profile.
    pub profile: Profile,
    /// Memory of the smallest node, in MiB.
    pub node: u64,
    /// A line each.
    pub lines: Vec<Line>,
}

/// What the lean profile may be expected to use on one node, in MiB.
pub const LEAN: u64 = 500;

/// What K3s itself takes of a node, in MiB.
/// <https://docs.k3s.io/reference/resource-profiling>
const K3S: u64 = 512;

impl Budget {
    /// That of a stack on so many nodes.
    #[must_use]
    pub fn of(stack: &Stack, nodes: u64, node: u64) -> Self {
        let line = |part: &Part| Line {
            component: part.component,
            pods: if part.on_each_node { nodes.max(1) } else { 1 },
            request: part.request.of(stack.profile),
            limit: part.limit.of(stack.profile),
            expected: part.expected.of(stack.profile),
            millicores: part.millicores.of(stack.profile),
            basis: part.basis,
        };
        let parts = stack.parts.iter().filter_map(|component| part(*component));
        Self {
            profile: stack.profile,
            node,
            lines: parts.map(line).collect(),
        }
    }

    /// Memory that a node with all of it is expected to give, in MiB.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.lines.iter().map(|line| line.expected).sum()
    }

    /// Memory that such a node reserves, in MiB.
    #[must_use]
    pub fn request(&self) -> u64 {
        self.lines.iter().map(|line| line.request).sum()
    }

    /// Memory that such a node gives at most, in MiB.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.lines.iter().map(|line| line.limit).sum()
    }

    /// Memory that the whole cluster is expected to give, in MiB.
    #[must_use]
    pub fn cluster(&self) -> u64 {
        self.lines
            .iter()
            .map(|line| line.expected * line.pods)
            .sum()
    }

    /// The arithmetic, as `explain monitoring` prints it.
    #[must_use]
    pub fn text(&self) -> String {
        let profile = match self.profile {
            Profile::Lean => "lean",
            Profile::Standard => "standard",
        };
        // Writing to a String cannot fail.
        let mut out = format!(
            "the {profile} profile, in MiB of memory on a node that has all of it:\n\n  \
             {:<20} {:>4} {:>8} {:>7} {:>8}  {}\n",
            "program", "pods", "reserved", "limit", "expected", "the figure was"
        );
        for line in &self.lines {
            let _ = writeln!(
                out,
                "  {:<20} {:>4} {:>8} {:>7} {:>8}  {}",
                line.component.name(),
                line.pods,
                line.request,
                line.limit,
                line.expected,
                line.basis.word()
            );
        }
        let (request, limit, expected) = (self.request(), self.limit(), self.expected());
        let _ = write!(
            out,
            "  {:<20} {:>4} {request:>8} {limit:>7} {expected:>8}\n\n",
            "sum", ""
        );
        let _ = writeln!(
            out,
            "reserved {request} + K3s {K3S} = {} of {} MiB (`monitoring.nodeMemory`)",
            request + K3S,
            self.node
        );
        if self.profile == Profile::Lean {
            let _ = writeln!(out, "expected {expected} of {LEAN} MiB (the lean profile)");
        }
        let _ = writeln!(
            out,
            "expected in the whole cluster: {} MiB; reserved processor: {}m",
            self.cluster(),
            self.lines.iter().map(|line| line.millicores).sum::<u64>()
        );
        out
    }

    /// Whether a lean stack is expected to use more than one may.
    #[must_use]
    pub fn is_fat(&self) -> bool {
        self.profile == Profile::Lean && self.expected() > LEAN
    }

    /// Whether a node could not give what is reserved next to K3s.
    #[must_use]
    pub fn is_beyond_node(&self) -> bool {
        self.request() + K3S > self.node
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::monitoring::Backend;

    #[test]
    fn sums() {
        let stack = Stack::default();
        let budget = Budget::of(&stack, 3, 2048);
        assert_eq!(budget.expected(), 35 + 180 + 30 + 23 + 75 + 20);
        assert_eq!(budget.cluster(), budget.expected() + 2 * 23);
        assert!(!budget.is_fat() && !budget.is_beyond_node());
        assert!(Budget::of(&stack, 1, 800).is_beyond_node());
    }

    /// The lean profile has room for each backend with all exporters.
    #[test]
    fn the_lean_profile_is_lean() {
        for backend in [Backend::Prometheus, Backend::VictoriaMetrics] {
            let mut parts: BTreeSet<Component> = Stack::default().parts;
            if backend == Backend::Prometheus {
                parts.retain(|part| {
                    !matches!(part, Component::VictoriaMetrics | Component::Vmalert)
                });
                parts.insert(Component::Prometheus);
            }
            let stack = Stack {
                backend,
                parts,
                ..Stack::default()
            };
            assert!(!Budget::of(&stack, 1, 2048).is_fat());
        }
    }
}
