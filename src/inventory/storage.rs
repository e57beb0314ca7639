//! Volumes, mounts, tmpfs and the root file system, as podman names them.

/// Volumes, mounts, tmpfs and the root file system.
#[derive(Debug, Default, Clone)]
pub struct Storage {}
