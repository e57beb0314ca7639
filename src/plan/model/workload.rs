//! One controller and everything that belongs to it: its Pod, Services, Ingresses, claims.

use std::collections::{BTreeMap, BTreeSet};

use super::{Account, Claim, Config, Ingress, Middleware, NetworkPolicy, Pod, Protocol, Service};
use crate::{
    grammar::{Label, Schedule, TimeZone},
    origin::{OriginId, Traced, Whys},
};

/// One controller and its Pod.
#[derive(Debug)]
pub struct Workload {
    /// Name of the controller, and of the file.
    pub name: Label,
    /// Options that decided the name.
    pub name_from: Whys,
    /// Namespace of everything in it.
    pub namespace: Label,
    /// What decided the namespace.
    pub namespace_from: Whys,
    /// Host whose containers it runs.
    pub host: String,
    /// Containers of the inventory in this Pod, the owner of the network namespace first; none for a component.
    pub members: Vec<usize>,
    /// Indexes of the workloads that a component is there for: it is written where one of them is. Without any it always is.
    pub serves: BTreeSet<usize>,
    /// Whether it is a part of the monitoring stack.
    pub is_monitoring: bool,
    /// What keeps the Pod running.
    pub controller: Controller,
    /// Annotations of the controller itself.
    pub annotations: BTreeMap<String, Traced<String>>,
    /// The Pod template.
    pub pod: Pod,
    /// A label of the Pod, and of the selector, that changes with the ports. There is one where a
    /// container has a port number twice: K3s merges such a list wrongly, and a changed selector
    /// makes it replace the controller instead.
    pub ports_label: Option<Traced<String>>,
    /// Names and ports inside and outside the cluster.
    pub services: Vec<Service>,
    /// HTTP routes, where the settings ask for them.
    pub ingresses: Vec<Ingress>,
    /// What Traefik does with requests on these routes.
    pub middlewares: Vec<Middleware>,
    /// Claims that this workload brings along.
    pub claims: Vec<Claim>,
    /// Who its Pod is for the API, where it asks that.
    pub account: Option<Account>,
    /// Files that its Pod reads.
    pub configs: Vec<Config>,
    /// Who may talk to it, where podman's networks say so.
    pub policies: Vec<NetworkPolicy>,
    /// Ports of the Pod that are reached from outside the cluster, beyond the node itself.
    pub open: BTreeMap<(u16, Protocol), Whys>,
    /// Ports of the Pod that only the Traefik of K3s asks, besides those of its routes.
    pub routed: BTreeMap<(u16, Protocol), Whys>,
    /// The option by which nothing goes in or out (`--network=none`), where that is accepted.
    pub sealed: Option<OriginId>,
    /// Scaling by load, where the settings ask for it.
    pub autoscaler: Option<Autoscaler>,
}

impl Workload {
    /// One of which nothing but its name, its namespace and its host is known.
    pub fn new(name: Label, namespace: Label, host: String) -> Self {
        Self {
            name,
            name_from: Whys::default(),
            namespace,
            namespace_from: Whys::default(),
            host,
            members: Vec::new(),
            serves: BTreeSet::new(),
            is_monitoring: false,
            controller: Controller::default(),
            annotations: BTreeMap::new(),
            pod: Pod::default(),
            ports_label: None,
            services: Vec::new(),
            ingresses: Vec::new(),
            middlewares: Vec::new(),
            claims: Vec::new(),
            account: None,
            configs: Vec::new(),
            policies: Vec::new(),
            open: BTreeMap::new(),
            routed: BTreeMap::new(),
            sealed: None,
            autoscaler: None,
        }
    }
}

/// What keeps the Pod running.
#[derive(Debug, Default)]
pub struct Controller {
    /// Which kind.
    pub kind: Traced<ControllerKind>,
    /// Pods wanted; nothing for `DaemonSet`, `Job`, `CronJob`.
    pub replicas: Option<Traced<i32>>,
    /// `spec.schedule` of a `CronJob`.
    pub schedule: Option<Traced<Schedule>>,
    /// `spec.timeZone` of a `CronJob`.
    pub time_zone: Option<Traced<TimeZone>>,
    /// `spec.startingDeadlineSeconds` of a `CronJob`.
    pub starting_deadline_seconds: Option<Traced<i64>>,
    /// `spec.suspend` of a `Job` or `CronJob`.
    pub suspend: Option<Traced<bool>>,
    /// `spec.backoffLimit` of a `Job`.
    pub backoff_limit: Option<Traced<i32>>,
    /// `spec.podFailurePolicy` of a `Job`: exit codes after which it is not tried again.
    pub gives_up_after: Option<Traced<Vec<i32>>>,
    /// `spec.activeDeadlineSeconds` of a `Job`.
    pub active_deadline_seconds: Option<Traced<i64>>,
}

/// The kinds of controller.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum ControllerKind {
    /// Keeps one Pod running; always `strategy: Recreate`.
    #[default]
    Deployment,
    /// The same with a stable name.
    StatefulSet,
    /// One Pod per node.
    DaemonSet,
    /// Runs to completion once.
    Job,
    /// Runs to completion at times.
    CronJob,
}

impl ControllerKind {
    /// Kubernetes' word: `CronJob`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
        }
    }
}

/// `HorizontalPodAutoscaler`: how many Pods by CPU use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autoscaler {
    /// Fewest Pods.
    pub min_replicas: i32,
    /// Most Pods.
    pub max_replicas: i32,
    /// Target CPU use in percent of the request.
    pub cpu_percent: i32,
    /// What requested it.
    pub from: Whys,
}
