//! CPU and memory, as podman names them.

/// CPU and memory.
#[derive(Debug, Default, Clone)]
pub struct Resources {}
