//! What is known of a host beside its containers and units: what else runs there.

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
