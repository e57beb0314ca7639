//! Image reference, platform and pull policy, as podman names them.

/// Image reference, platform and pull policy.
#[derive(Debug, Default, Clone)]
pub struct Image {}
