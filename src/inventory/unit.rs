//! What a container's evaluated systemd unit says: the only place for restart, ordering, mounts and timers.

/// A systemd unit, as far as it decides how a container runs.
#[derive(Debug, Default, Clone)]
pub struct Unit {
    /// Full name (`podman-plex.service`).
    pub name: String,
}

/// A network that a unit creates with `podman network create`.
#[derive(Debug, Default, Clone)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Its driver (`--driver`): `bridge` unless said, `macvlan` and `ipvlan` stand in the LAN itself.
    pub driver: Option<String>,
    /// Whether it has no way out (`--internal`).
    pub internal: bool,
    /// Whether its containers have no names (`--disable-dns`).
    pub disable_dns: bool,
    /// Its subnets (`--subnet`), as `10.89.0.0/24`.
    pub subnets: Vec<String>,
}

/// A volume that a unit creates with `podman volume create`.
#[derive(Debug, Default, Clone)]
pub struct Volume {
    /// Its name.
    pub name: String,
}
