//! Names and ports: Services inside and outside the cluster, Ingresses.

use super::Protocol;
use crate::{
    grammar::{Label, RouteHost, RoutePath, Subdomain},
    origin::{Traced, Whys},
};

/// A `Service` that selects the Pods of its workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name: the DNS name that peers use.
    pub name: Label,
    /// A label of the Pods of all workloads that answer to this name; `None` selects the Pods of
    /// only its own workload.
    pub shared: Option<String>,
    /// Which kind.
    pub kind: ServiceKind,
    /// Ports; may be empty for a headless one.
    pub ports: Vec<ServicePort>,
    /// `spec.publishNotReadyAddresses`.
    pub publish_not_ready: Option<Traced<bool>>,
    /// `spec.externalTrafficPolicy`.
    pub external_traffic_policy: Option<Traced<&'static str>>,
    /// Options that this name came from.
    pub from: Whys,
}

/// Kinds of Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// A virtual address, the listed ports only.
    ClusterIp,
    /// The name resolves to the Pod: every port is open, as on a podman network.
    Headless,
    /// servicelb opens the ports on every node.
    LoadBalancer,
    /// A port of 30000–32767 on every node.
    NodePort,
}

/// A port of a `Service`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    /// Its name: an RFC 1123 label, unique in the Service.
    pub name: String,
    /// The port that peers use.
    pub port: u16,
    /// The port of the container.
    pub target_port: u16,
    /// The port of every node, for [`ServiceKind::NodePort`]; `None` lets Kubernetes choose.
    pub node_port: Option<u16>,
    /// Protocol.
    pub protocol: Protocol,
    /// Options that it came from.
    pub from: Whys,
}

/// An `Ingress` with one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingress {
    /// Its name.
    pub name: Label,
    /// `spec.ingressClassName`.
    pub class: Option<Subdomain>,
    /// `spec.rules[0].host`.
    pub host: RouteHost,
    /// `spec.rules[0].http.paths[0].path`, a prefix; `None` is `/`.
    pub path: Option<RoutePath>,
    /// Service it leads to.
    pub service: Label,
    /// Port of that Service.
    pub port: u16,
    /// `spec.tls[0].secretName`.
    pub tls_secret: Option<Subdomain>,
    /// What requested it.
    pub chosen: Whys,
    /// Options that it came from.
    pub from: Whys,
}
