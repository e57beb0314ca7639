//! Names: what every container, and its Service, is called in Kubernetes.

use super::{Cursor, Name};
use crate::facts::names;

/// See [`super::PASSES`]. The options are settled by the pass `identity`, which sees the Pod.
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let container = at.container();
        let name = names::label(names::podman_name(container));
        let given = container.identity.name.as_ref();
        let service = names::service(&name, at.plan.kubernetes);
        at.plan.names.push(Name {
            service,
            label: name,
            from: given.map(|given| given.origin).into_iter().collect(),
        });
    });
}
