//! Command, environment and working directory, as podman names them.

/// Command, environment and working directory.
#[derive(Debug, Default, Clone)]
pub struct Process {}
