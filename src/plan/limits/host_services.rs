//! Ports of the host that a Pod takes from a service of the host.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{meet, waits};
use crate::{
    ledger::Subject,
    origin::Whys,
    plan::{Cursor, Protocol, ServiceKind, Workload},
    podman::facts::Listener,
    rules::{exposure as rules, parts, reach},
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

/// Ports on which the Traefik of K3s answers on every node.
const ROUTES: [u16; 2] = [80, 443];

/// Says which services of the host lose their ports to the Traefik of K3s, where it serves Ingresses.
pub fn say_routes(at: &mut Cursor<'_>) {
    let left_out = |part: &parts::Part| part.left_out(at.inventory.left_out()).is_some();
    let own = |class: &str| class == "traefik";
    let serves = |workload: &Workload| {
        let mut all = workload.ingresses.iter();
        all.any(|ingress| {
            ingress
                .class
                .as_ref()
                .is_none_or(|class| own(class.value.as_str()))
        })
    };
    let refused = at.plan.refused(&at.ledger.refused_containers());
    let workloads = at.plan.workloads.iter().enumerate();
    let mut written = workloads.filter(|(index, _)| !refused.contains(index));
    let idle = !written.any(|(_, workload)| serves(workload));
    if idle || left_out(&parts::ROUTES) || left_out(&parts::BALANCER) {
        return;
    }
    for (host, known) in &at.inventory.hosts {
        let mut lost: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
        for listener in &known.listeners {
            let tcp = Protocol::from(listener.protocol) == Protocol::Tcp;
            if tcp && ROUTES.contains(&listener.port) {
                lost.entry(&listener.service)
                    .or_default()
                    .insert(listener.port);
            }
        }
        for (service, ports) in lost {
            let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
            let say = reach::routes_of_host(host, service, ports.join(" and "));
            at.ledger.say(Subject::Host(host.clone()), say);
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
