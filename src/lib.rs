//! k3s-migrate turns the containers podman runs on a NixOS host into Kubernetes manifests, and
//! accounts for every option it read.

pub mod diagnostic;
pub mod inventory;
pub mod kube;
pub mod ledger;
pub mod origin;
pub mod plan;
pub mod read;
pub mod settings;
