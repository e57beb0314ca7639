//! Ports of the host that a Pod takes from a service of the host.

use std::{collections::BTreeSet, net::IpAddr};

use super::{meet, waits};
use crate::{
    ledger::Subject,
    origin::Whys,
    plan::{Cursor, Protocol, ServiceKind, Workload},
    podman::facts::Listener,
    rules::exposure as rules,
};

/// A port of the host that leads to a Pod.
struct Door<'a> {
    port: u16,
    protocol: Protocol,
    ip: Option<IpAddr>,
    from: &'a Whys,
}

/// Says which published ports the options of the host give to one of its services.
pub fn say(at: &mut Cursor<'_>) {
    for workload in &at.plan.workloads {
        let host = at.inventory.hosts.get(&workload.host);
        let listeners = host.map_or(&[][..], |host| &host.listeners);
        if listeners.is_empty() || waits(workload) {
            continue;
        }
        let mut said = BTreeSet::new();
        for door in doors(workload) {
            let listener = listeners.iter().find(|listener| is_taken(&door, listener));
            let Some(listener) = listener else { continue };
            for origin in door.from.options() {
                if said.insert((origin, door.port, door.protocol)) {
                    let (name, protocol) = (&workload.name, door.protocol.suffix());
                    let say = rules::host_service(name, door.port, protocol, &listener.service);
                    at.ledger.say(Subject::Option(origin), say);
                }
            }
        }
    }
}

/// Ports of the node, and those that a load balancer of K3s opens on all of its addresses.
fn doors(workload: &Workload) -> impl Iterator<Item = Door<'_>> {
    let containers = workload.pod.containers.iter();
    let ports = containers.flat_map(|container| &container.ports);
    let of_node = ports.filter_map(|port| {
        let host = port.host_port.as_ref()?;
        Some(Door {
            port: host.value,
            protocol: port.protocol,
            ip: port.host_ip.as_ref().map(|ip| ip.value),
            from: if host.from.is_empty() {
                &port.from
            } else {
                &host.from
            },
        })
    });
    let services = workload.services.iter();
    let balanced = services.filter(|service| service.kind == ServiceKind::LoadBalancer);
    let of_services = balanced
        .flat_map(|service| &service.ports)
        .map(|port| Door {
            port: port.port,
            protocol: port.protocol,
            ip: None,
            from: &port.from,
        });
    of_node.chain(of_services)
}

fn is_taken(door: &Door, listener: &Listener) -> bool {
    door.port == listener.port
        && door.protocol == Protocol::from(listener.protocol)
        && meet(door.ip, listener.address)
}
