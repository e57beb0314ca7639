//! What stands next to containers: networks, volumes and pods, and a unit in the place of a restart policy.

use serde_json::{Value, json};

use super::{AT, state, unit_name};
use crate::{
    podman::{Host, unit},
    read::units::pods,
};

/// A pod, with the flags of the command that made it.
pub fn pod(pod: &state::Pod, host: &mut Host) {
    let words: Vec<&str> = pod.create_command.iter().map(String::as_str).collect();
    let create = words.windows(2).position(|pair| pair == ["pod", "create"]);
    let arguments = create
        .and_then(|at| words.get(at.saturating_add(2)..))
        .unwrap_or_default();
    host.pods.push(unit::MadePod {
        name: pod.name.clone(),
        unit: format!("podman pod create --name {}", pod.name),
        flags: pods::flags_of(arguments).into_iter().map(placed).collect(),
        unknown: Vec::new(),
    });
}

fn placed((flag, value): (&'static str, String)) -> unit::MadeFlag {
    unit::MadeFlag {
        flag,
        value,
        pointer: Some(format!("{AT}/pod/{}", flag.trim_start_matches('-'))),
    }
}

/// A network.
pub fn network(network: state::Network, host: &mut Host) {
    let gateways = network
        .subnets
        .iter()
        .filter_map(|subnet| subnet.gateway.clone())
        .collect();
    let made = unit::Network {
        name: network.name.clone(),
        unit: None,
        driver: Some(network.driver),
        internal: network.internal,
        disable_dns: !network.dns_enabled,
        ipv6: network.ipv6_enabled,
        subnets: network
            .subnets
            .into_iter()
            .map(|subnet| subnet.subnet)
            .collect(),
        gateways,
        interface: network.interface,
        options: network.options,
        ..unit::Network::default()
    };
    host.networks.insert(network.name, made);
}

/// A volume.
pub fn volume(volume: state::Volume, host: &mut Host) {
    // podman keeps `uid`, `gid` and others of its own among the options; a mount has a device.
    let made = unit::Volume {
        name: volume.name.clone(),
        unit: None,
        driver: Some(volume.driver).filter(|driver| !driver.is_empty()),
        options: volume.options,
        ..unit::Volume::default()
    };
    host.volumes.insert(volume.name, made);
}

/// Whether a unit of systemd runs it.
pub fn by_systemd(container: &state::Container) -> bool {
    let mut labels = container.config.labels.iter().flatten();
    labels.any(|(key, _)| key == "PODMAN_SYSTEMD_UNIT")
}

/// The unit that says how a container lives: podman's restart policy, in systemd's words.
pub fn unit(container: &state::Container) -> (String, Value) {
    let by_systemd = by_systemd(container);
    let restart = match container.policy() {
        "always" | "unless-stopped" => "always",
        "on-failure" => "on-failure",
        // Its own unit, which is not at hand, most likely starts it again.
        _ if by_systemd => "always",
        _ => "no",
    };
    let wanted: &[&str] = if container.starts() {
        &["multi-user.target"]
    } else {
        &[]
    };
    let unit = json!({
        "serviceConfig": { "Restart": restart },
        "wantedBy": wanted,
    });
    (unit_name(container), unit)
}
