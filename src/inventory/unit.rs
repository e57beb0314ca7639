//! What a container's evaluated systemd unit says: the only place for restart, ordering, mounts and timers.

/// A systemd unit.
#[derive(Debug, Default, Clone)]
pub struct Unit {}

/// A network that a unit creates with `podman network create`.
#[derive(Debug, Default, Clone)]
pub struct Network {}

/// A volume that a unit creates with `podman volume create`.
#[derive(Debug, Default, Clone)]
pub struct Volume {}
