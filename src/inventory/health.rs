//! Health checks, as podman names them.

/// Health checks.
#[derive(Debug, Default, Clone)]
pub struct Health {}
