//! What Kubernetes should run, in Kubernetes' words and without its types: a [`Workload`] and all that it has.

mod account;
mod claim;
pub mod config;
mod device;
mod made;
pub mod pod;
mod pod_level;
pub mod policy;
mod security;
mod service;
mod workload;

pub use account::{Access, Account};
pub use claim::{Claim, ClaimVolume};
pub use config::Config;
pub use device::DeviceSet;
pub use made::{Like, Made, MadePath, MountPoint};
pub use pod::{
    Check, ContainerPort, EnvFrom, EnvSource, EnvVar, HostAlias, HostName, Pod, PodContainer,
    Probe, Protocol, Role, Volume, VolumeMount, VolumeSource,
};
pub use pod_level::{PodLevel, SAFE_SYSCTLS};
pub use policy::{NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule};
pub use security::{SeccompList, SecurityContext};
pub use service::{Ingress, Middleware, MiddlewareValue, Route, Service, ServiceKind, ServicePort};
pub use workload::{Autoscaler, Controller, ControllerKind, Workload};
