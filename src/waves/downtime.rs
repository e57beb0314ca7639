//! What makes each container stop while it moves, and for how long at most, as far as options say.

use serde::Serialize;

use super::bonds::attribute;
use crate::Compiled;

/// The pause of one container: from the stop of its unit until its Pod answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Stop {
    /// The name of its attribute.
    pub container: String,
    /// Seconds that it has to end, before it is killed.
    pub to_end_seconds: i64,
    /// Whether the image may have to be pulled first: nothing of it is in containerd yet.
    pub pulls: bool,
    /// Whether a check says when it answers again.
    pub is_checked: bool,
    /// Whether data is copied while it stands still.
    pub copies: bool,
}

/// podman's own, without an option.
const TO_END: i64 = 10;

/// Those of some containers, in their order.
pub fn of(compiled: &Compiled, members: &[usize]) -> Vec<Stop> {
    let stops = members.iter().filter_map(|index| {
        let container = compiled.inventory.containers.get(*index)?;
        let workload = compiled.plan.workload_of(*index);
        let grace = workload.pod.grace_seconds.as_ref();
        let image = &container.image;
        Some(Stop {
            container: attribute(compiled, *index).to_owned(),
            to_end_seconds: grace.map_or(TO_END, |grace| grace.value),
            pulls: image.file.is_none() && image.stream.is_none(),
            is_checked: compiled.plan.container_of(*index).has_gate(),
            copies: super::data::is_copied(compiled, *index),
        })
    });
    stops.collect()
}
