//! Published and exposed ports, as podman names them.

/// Published and exposed ports.
#[derive(Debug, Default, Clone)]
pub struct Ports {}
