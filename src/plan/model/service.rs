//! Names and ports: Services inside and outside the cluster, Ingresses.

use std::collections::BTreeMap;

use super::Protocol;
use crate::{
    grammar::{Label, RouteHost, RoutePath, Subdomain},
    origin::{Traced, Whys},
};

pub use crate::podman::labels::middleware::Value as MiddlewareValue;

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

/// An `Ingress`: routes to one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingress {
    /// Its name.
    pub name: Label,
    /// What Traefik has to know beyond the fields of an Ingress.
    pub annotations: BTreeMap<&'static str, Traced<String>>,
    /// `spec.ingressClassName`.
    pub class: Option<Traced<Subdomain>>,
    /// `spec.rules`.
    pub rules: Vec<Route>,
    /// What decided the rules.
    pub rules_from: Whys,
    /// Service it leads to.
    pub service: Label,
    /// Port of that Service.
    pub port: u16,
    /// Options that the service and its port came from.
    pub from: Whys,
    /// `spec.tls[0].secretName`, for all hosts.
    pub tls_secret: Option<Traced<Subdomain>>,
}

/// One way into an [`Ingress`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its host; every one when `None`.
    pub host: Option<RouteHost>,
    /// Its path, `/` when `None`.
    pub path: Option<RoutePath>,
    /// Whether the path is all of it, not only its start.
    pub exact: bool,
}

/// A `Middleware` of Traefik: what it does with a request before the Pod gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Middleware {
    /// Its name.
    pub name: Label,
    /// Fields of its `spec` by their path, with their values.
    pub fields: BTreeMap<Vec<String>, Traced<MiddlewareValue>>,
}
