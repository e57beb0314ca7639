//! User, capabilities, namespaces and security options, as podman names them.

/// User, capabilities, namespaces and security options.
#[derive(Debug, Default, Clone)]
pub struct Security {}
