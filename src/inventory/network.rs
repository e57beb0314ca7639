//! Networks, DNS and hosts entries, as podman names them.

/// Networks, DNS and hosts entries.
#[derive(Debug, Default, Clone)]
pub struct Network {}
