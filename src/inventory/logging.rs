//! Logging, as podman names them.

/// Logging.
#[derive(Debug, Default, Clone)]
pub struct Logging {}
