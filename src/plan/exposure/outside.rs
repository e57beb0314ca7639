//! Ways in from outside the cluster that are not ports of the node: Services and Ingresses.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::names,
    grammar::{Label, Subdomain},
    ledger::Ledger,
    origin::{OriginId, Traced, Whys},
    plan::{
        Cursor, Ingress, Protocol, Route, Service, ServiceKind, ServicePort, Workload, setting,
    },
    rules::{exposure as rules, output},
    settings::Exposure,
};

use super::services::{self, Named, Taken};

/// The first port that a Service may open on every node, and how many there are.
const NODE_PORTS: (u16, u16) = (30000, 2768);

/// A published port of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Index of its workload.
    pub workload: usize,
    /// Index of the container.
    pub container: usize,
    /// Port of the container.
    pub port: u16,
    /// Port of the host in podman.
    pub host: u16,
    /// Protocol.
    pub protocol: Protocol,
    /// The option.
    pub origin: OriginId,
}

/// Published ports on their way to a Service or an Ingress.
#[derive(Debug, Default)]
pub struct Outside {
    services: BTreeMap<(usize, &'static str), Vec<Door>>,
    routes: BTreeMap<usize, Vec<Door>>,
}

/// Name of the Service of a kind behind the workload's.
const KINDS: [(&str, ServiceKind); 2] = [
    ("node", ServiceKind::NodePort),
    ("public", ServiceKind::LoadBalancer),
];

impl Outside {
    /// One more port that is reached in this way.
    pub fn open(&mut self, exposure: Exposure, door: Door) {
        let suffix = match exposure {
            Exposure::LoadBalancer => "public",
            Exposure::NodePort => "node",
            Exposure::Ingress => {
                self.routes.entry(door.container).or_default().push(door);
                return;
            }
            Exposure::HostPort | Exposure::Labels | Exposure::None => return,
        };
        let doors = self.services.entry((door.workload, suffix)).or_default();
        doors.push(door);
    }

    /// Makes the Services and Ingresses.
    pub fn add(&self, at: &mut Cursor<'_>, names: &mut Taken) {
        let mut ports = BTreeSet::new();
        for ((index, suffix), doors) in &self.services {
            let kind = KINDS
                .iter()
                .find(|(name, _)| name == suffix)
                .map(|(_, kind)| *kind);
            let release = at.plan.kubernetes;
            if let (Some(workload), Some(kind)) = (at.plan.workloads.get_mut(*index), kind) {
                let stem = names::service(&workload.name, release);
                add_service(
                    workload,
                    (&stem, suffix),
                    kind,
                    doors,
                    (&mut ports, names),
                    at.ledger,
                );
            }
        }
        at.each(|at| {
            let chosen = at.chosen().and_then(|chosen| chosen.exposure);
            let own = chosen == Some(Exposure::Ingress);
            let doors = self.routes.get(&at.index).map_or(&[][..], Vec::as_slice);
            if own || !doors.is_empty() {
                add_route(at, own, doors, names);
            }
        });
    }
}

/// A Service on the ports that podman published, `stem` and `suffix` its name. One per protocol where a port number carries
/// several, because K3s merges the ports of a Service only by number.
fn add_service(
    workload: &mut Workload,
    (stem, suffix): (&Label, &str),
    kind: ServiceKind,
    doors: &[Door],
    (taken, names): (&mut BTreeSet<u16>, &mut Taken),
    ledger: &mut Ledger,
) {
    let mut ports: BTreeMap<(u16, Protocol), ServicePort> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    for door in doors {
        let key = (door.host, door.protocol);
        if let Some(port) = ports.get_mut(&key) {
            port.from.push(door.origin);
            continue;
        }
        let node_port = (kind == ServiceKind::NodePort).then(|| node_port(door.host, taken));
        if node_port == Some(None) {
            if refused.insert(door.origin) {
                let say = output::no_node_port(&workload.name, door.host);
                ledger.refused_part(door.origin, say, true);
            }
            continue;
        }
        let port = ServicePort {
            name: format!("{}-{}", door.protocol.suffix(), door.host),
            port: door.host,
            target_port: door.port,
            node_port: node_port.flatten(),
            protocol: door.protocol,
            from: door.origin.into(),
        };
        ports.insert(key, port);
    }
    let publish_not_ready = services::not_ready(workload);
    for (protocol, ports) in services::split(ports.into_values()) {
        let suffix = protocol.map_or_else(
            || suffix.to_owned(),
            |protocol| format!("{suffix}-{}", protocol.suffix()),
        );
        workload.services.push(Service {
            name: names.invent(&workload.namespace, stem, &suffix),
            shared: None,
            kind,
            from: ports.iter().flat_map(|port| port.from.clone()).collect(),
            ports,
            publish_not_ready: publish_not_ready.clone(),
            external_traffic_policy: None,
        });
    }
}

/// The port itself where it may be one, else one made from it: never a random one. `None` where all are taken.
fn node_port(host: u16, taken: &mut BTreeSet<u16>) -> Option<u16> {
    let (first, count) = NODE_PORTS;
    let mut port = if (first..first + count).contains(&host) {
        host
    } else {
        first + host % count
    };
    for _ in 0..count {
        if taken.insert(port) {
            return Some(port);
        }
        port = first + (port + 1 - first) % count;
    }
    None
}

/// An Ingress to the container's Service; `own`: the settings ask for it by name.
fn add_route(at: &mut Cursor<'_>, own: bool, doors: &[Door], names: &mut Taken) {
    let route = at.chosen().and_then(|chosen| chosen.ingress.as_ref());
    let port = route
        .and_then(|route| Some(route.port?.get()))
        .or_else(|| doors.first().map(|door| door.port));
    let host = route.and_then(|route| route.host.clone());
    let (Some(route), Some(port), Some(host)) = (route, port, host) else {
        let asked = if own {
            at.setting("exposure")
        } else {
            setting(at.settings, "/exposure".to_owned(), vec![at.index])
        };
        return at.ledger.say(asked, rules::ingress_host(at.name()));
    };
    let service = at.plan.names.get(at.index);
    let Some(service) = service.map(|name| name.service.clone()) else {
        return;
    };
    let chosen = Whys::from(at.chosen_by("ingress"));
    let from: Vec<OriginId> = doors.iter().map(|door| door.origin).collect();
    let traced = |value: Option<&Subdomain>| {
        let value = value?.clone();
        Some(Traced {
            value,
            from: chosen.clone(),
        })
    };
    let workload = at.workload_mut();
    ensure_port(workload, &service, (port, &chosen), names);
    workload.ingresses.push(Ingress {
        name: service.clone(),
        annotations: BTreeMap::new(),
        class: traced(route.class.as_ref()),
        rules: vec![Route {
            host: Some(host),
            path: route.path.clone(),
            exact: false,
        }],
        service,
        port,
        from: from.into(),
        tls_secret: traced(route.tls_secret.as_ref()),
        rules_from: chosen,
    });
}

/// The Service has the port that the route leads to, also where no option names it.
pub fn ensure_port(
    workload: &mut Workload,
    name: &Label,
    (port, route): (u16, &Whys),
    names: &mut Taken,
) {
    if workload
        .services
        .iter()
        .all(|service| service.name != *name)
    {
        let known = services::Known::new();
        let new = Named {
            name,
            kind: ServiceKind::ClusterIp,
            from: &Whys::default(),
            shared: None,
        };
        services::add_name(workload, &new, &known, names);
    }
    let Some(service) = workload
        .services
        .iter_mut()
        .find(|service| service.name == *name)
    else {
        return;
    };
    let tcp = |other: &ServicePort| other.port == port && other.protocol == Protocol::Tcp;
    if !service.ports.iter().any(tcp) {
        service.ports.push(ServicePort {
            name: format!("tcp-{port}"),
            port,
            target_port: port,
            node_port: None,
            protocol: Protocol::Tcp,
            from: route.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_ports_are_never_random() {
        let taken = &mut BTreeSet::new();
        assert_eq!(node_port(31000, taken), Some(31000));
        assert_eq!(node_port(8080, taken), Some(30000 + 8080 % 2768));
        assert_eq!(node_port(31000, taken), Some(31001));
        assert_eq!(node_port(32767, taken), Some(32767));
        assert_eq!(node_port(32767, taken), Some(30000));
        let mut all: BTreeSet<u16> = (30000..=32767).collect();
        assert_eq!(node_port(80, &mut all), None);
    }
}
