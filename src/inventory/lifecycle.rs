//! Start, stop, restart and dependencies, as podman names them.

/// Start, stop, restart and dependencies.
#[derive(Debug, Default, Clone)]
pub struct Lifecycle {}
