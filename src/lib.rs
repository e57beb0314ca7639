//! k3s-migrate

pub mod kube;
