//! Environment files, logins and podman secrets, as podman names them.

/// Environment files, logins and podman secrets.
#[derive(Debug, Default, Clone)]
pub struct Secrets {}
