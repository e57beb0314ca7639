//! What is known of a host besides its containers and units: what else runs there.

use std::net::IpAddr;

use super::ports::Protocol;

/// A port on which a service of the host listens, as its options say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// The service, as its options are called: `services.nginx`.
    pub service: String,
    /// The port.
    pub port: u16,
    /// The protocol.
    pub protocol: Protocol,
    /// The address; `None` for all of them.
    pub address: Option<IpAddr>,
}

/// A job that copies paths of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The job, as its option is called: `services.restic.backups.home`.
    pub job: String,
    /// What it copies: absolute paths, perhaps with patterns.
    pub paths: Vec<String>,
}
