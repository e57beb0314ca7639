//! Ports of the host that change hands.

use serde::Serialize;

use super::bonds::attribute;
use crate::Compiled;

/// A port of the host that K3s takes over from the engine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Port {
    /// The name of the container's attribute.
    pub container: String,
    /// Address of the host; `None` for all.
    pub address: Option<String>,
    /// The first port.
    pub first: u16,
    /// The last port; the same for one.
    pub last: u16,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
}

/// Those of some containers, in their order.
pub fn of(compiled: &Compiled, members: &[usize]) -> Vec<Port> {
    let mut out = Vec::new();
    for index in members {
        let container = compiled.inventory.containers.get(*index);
        for given in container
            .into_iter()
            .flat_map(|container| &container.ports.publish)
        {
            let Some(host) = given.value.host else {
                continue;
            };
            for protocol in &given.value.protocols {
                out.push(Port {
                    container: attribute(compiled, *index).to_owned(),
                    address: given.value.address.map(|address| address.to_string()),
                    first: host.first(),
                    last: host.last(),
                    protocol: protocol.name().to_ascii_lowercase(),
                });
            }
        }
    }
    out
}
