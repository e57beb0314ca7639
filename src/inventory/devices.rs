//! Devices and GPUs given to a container, as podman names them.

/// Devices and GPUs given to a container.
#[derive(Debug, Default, Clone)]
pub struct Devices {}
