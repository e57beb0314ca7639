//! The settings of dockerd, as NixOS has them in `virtualisation.docker.daemon.settings` (daemon.json) and as its flags in
//! `virtualisation.docker.extraOptions`: what Docker takes for options that a container does not give, and what its networks do.
//!
//! Docker: <https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file>

use std::cmp::Reverse;

use serde_json::{Map, Value};

use super::{
    containers_conf::{
        At, Conf,
        Meets::{self, Joins, Nothing, Option as Of, Remap, Unless},
        Row, texts,
    },
    draft::Draft,
    leaves::child,
};
use crate::{
    podman::{
        Host,
        network::{Endpoint, Join},
        unit::{self, HOST_BINDING, ICC, Pool},
    },
    rules::{Say, engines},
};

mod options;

/// Where the rows of these values say that they were written.
const AT: &str = "/daemon.json";

/// Whether a path of an option is one of dockerd's.
#[must_use]
pub fn is_ours(path: &str) -> bool {
    path.starts_with(AT) || path.starts_with(options::AT)
}

/// What becomes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// It stands for a flag.
    Flag(&'static str, Meets),
    /// It says how networks are.
    Networks,
    /// It says where networks get their subnets from.
    Pools,
    /// It is where Docker keeps everything.
    Root,
    /// How dockerd gets images.
    Images,
    /// It is lost.
    Lost,
}

use To::{Flag, Images, Lost, Networks, Pools, Root};

/// Nothing of it reaches a container that a Pod does not have as well, or NixOS itself sets it. NixOS gives each container a
/// driver of its logs (`log-driver`).
const QUIET: To = Flag("", Nothing);

/// Sorted. Those of Docker 29 are `bridge-accept-fwmark`, `default-stop-timeout`, `min-api-version` and `nri-opts`.
///
/// Docker: `moby v28.5.2 daemon/config/config.go:129`, `daemon/config/config_linux.go:38`
#[rustfmt::skip]
const KEYS: &[(&str, To)] = &[
    ("allow-direct-routing", Lost),
    ("allow-nondistributable-artifacts", QUIET),
    ("authorization-plugins", Lost),
    ("bip", Networks),
    ("bip6", Networks),
    ("bridge", Lost),
    ("bridge-accept-fwmark", QUIET),
    ("builder", QUIET),
    ("cdi-spec-dirs", QUIET),
    ("cgroup-parent", QUIET),
    ("containerd", QUIET),
    ("containerd-namespace", QUIET),
    ("containerd-plugin-namespace", QUIET),
    ("cpu-rt-period", Lost),
    ("cpu-rt-runtime", Lost),
    ("cri-containerd", QUIET),
    ("data-root", Root),
    ("debug", QUIET),
    ("default-address-pools", Pools),
    ("default-cgroupns-mode", Flag("--cgroupns", Unless)),
    ("default-gateway", Lost),
    ("default-gateway-v6", Lost),
    ("default-init", QUIET),
    ("default-ipc-mode", Flag("--ipc", Unless)),
    ("default-network-opts", Networks),
    ("default-runtime", Flag("--runtime", Unless)),
    ("default-shm-size", Flag("--shm-size", Unless)),
    ("default-stop-timeout", Flag("--stop-timeout", Unless)),
    ("default-ulimits", Flag("--ulimit", Joins)),
    ("deprecated-key-path", QUIET),
    ("dns", Flag("--dns", Unless)),
    ("dns-opts", Flag("--dns-option", Unless)),
    ("dns-search", Flag("--dns-search", Unless)),
    ("exec-opts", QUIET),
    ("exec-root", QUIET),
    ("experimental", QUIET),
    ("features", QUIET),
    ("firewall-backend", QUIET),
    ("fixed-cidr", Networks),
    ("fixed-cidr-v6", Networks),
    ("group", QUIET),
    ("host-gateway-ip", Lost),
    ("host-gateway-ips", Lost),
    ("hosts", QUIET),
    ("icc", Networks),
    ("init", Flag("--init", Unless)),
    ("init-path", QUIET),
    ("insecure-registries", Images),
    ("ip", Networks),
    ("ip-forward", QUIET),
    ("ip-forward-no-drop", QUIET),
    ("ip-masq", Lost),
    ("ip6tables", QUIET),
    ("iptables", Lost),
    ("ipv6", QUIET),
    ("labels", QUIET),
    ("live-restore", QUIET),
    ("log-driver", QUIET),
    ("log-format", QUIET),
    ("log-level", QUIET),
    ("log-opts", QUIET),
    ("max-concurrent-downloads", QUIET),
    ("max-concurrent-uploads", QUIET),
    ("max-download-attempts", QUIET),
    ("metrics-addr", QUIET),
    ("min-api-version", QUIET),
    ("mtu", QUIET),
    ("network-control-plane-mtu", QUIET),
    ("network-diagnostic-port", QUIET),
    ("no-new-privileges", Flag("--security-opt", Of("no-new-privileges"))),
    ("node-generic-resources", QUIET),
    ("nri-opts", QUIET),
    ("pidfile", QUIET),
    ("proxies", Images),
    ("raw-logs", QUIET),
    ("registry-mirrors", Images),
    ("resolv-conf", Lost),
    ("rootless", Lost),
    ("runtimes", QUIET),
    ("seccomp-profile", Flag("--security-opt", Of("seccomp"))),
    ("selinux-enabled", Lost),
    ("shutdown-timeout", QUIET),
    ("storage-driver", QUIET),
    ("storage-opts", Lost),
    ("swarm-default-advertise-addr", QUIET),
    ("swarm-raft-election-tick", QUIET),
    ("swarm-raft-heartbeat-tick", QUIET),
    ("tls", QUIET),
    ("tlscacert", QUIET),
    ("tlscert", QUIET),
    ("tlskey", QUIET),
    ("tlsverify", QUIET),
    ("userland-proxy", QUIET),
    ("userland-proxy-path", QUIET),
    ("userns-remap", Flag("", Remap)),
];

/// One setting as it was written.
struct Setting<'a> {
    /// Its key in daemon.json.
    key: &'a str,
    /// How it is spelled where it stands: the key, or a flag.
    spelled: &'a str,
    value: &'a Value,
    pointer: String,
    /// The option of NixOS that has it.
    option: &'static str,
}

/// Reads the settings of a host, and the flags of its dockerd: what stands for flags of a container is returned, the rest is put
/// into the host, and what is lost is told.
#[must_use]
pub fn of(
    (settings, flags): (&Map<String, Value>, &str),
    name: &str,
    host: &mut Host,
) -> (Conf, Vec<Say>) {
    let (flags, unread) = options::read(flags);
    let mut said: Vec<Say> = (unread.iter())
        .map(|flag| engines::daemon_unknown(name, flag, options::OPTION))
        .collect();
    let mut all: Vec<Setting<'_>> = Vec::new();
    for (key, value) in settings {
        all.push(Setting {
            key,
            spelled: key,
            value,
            pointer: child(AT, key),
            option: "virtualisation.docker.daemon.settings",
        });
    }
    for (key, (flag, value)) in &flags {
        // NixOS itself gives dockerd a daemon.json.
        if settings.get(*key).is_some_and(|value| !value.is_null()) {
            said.push(engines::daemon_twice(name, flag, key));
        }
        all.retain(|setting| setting.key != *key);
        all.push(Setting {
            key,
            spelled: flag,
            value,
            pointer: child(options::AT, flag),
            option: options::OPTION,
        });
    }
    // What others need stands first, as `bip` before `fixed-cidr`.
    all.sort_by_key(|setting| setting.key);
    let mut values = Vec::<(Row, Vec<At>)>::new();
    for setting in all.iter().filter(|setting| !is_nothing(setting.value)) {
        one(setting, name, host, (&mut values, &mut said));
    }
    (Conf::new(values), said)
}

fn one(
    setting: &Setting<'_>,
    name: &str,
    host: &mut Host,
    (values, said): (&mut Vec<(Row, Vec<At>)>, &mut Vec<Say>),
) {
    let Setting {
        key,
        spelled,
        value,
        ref pointer,
        option,
    } = *setting;
    let Some((known, to)) = KEYS.iter().find(|(known, _)| *known == key) else {
        said.push(engines::daemon_unknown(name, spelled, option));
        return;
    };
    let read = match to {
        Flag(_, Nothing) => Some(()),
        Flag(flag, meets) => flags(known, value, pointer).map(|texts| {
            if *meets == Remap {
                said.push(engines::remapped(name, host.volumes_folder()));
            }
            values.push((("", *known, *flag, *meets), texts));
        }),
        Root => value.as_str().map(|path| {
            host.graphroot.get_or_insert_with(|| path.to_owned());
        }),
        Networks => networks(key, value, host),
        Pools => pools(value).map(|pools| host.pools = pools),
        Images => {
            said.push(engines::daemon_images(name, spelled, option));
            Some(())
        }
        Lost => None,
    };
    if read.is_none() {
        said.push(engines::daemon_key(name, spelled, option));
    }
}

/// `[ { "base": "10.10.0.0/16", "size": 24 } ]`
fn pools(value: &Value) -> Option<Vec<Pool>> {
    let each = value.as_array()?.iter();
    let each = each.map(|pool| {
        let base = pool.get("base").or_else(|| pool.get("Base"))?.as_str()?;
        let bits = pool.get("size").or_else(|| pool.get("Size"))?.as_u64()?;
        Some(Pool {
            base: base.to_owned(),
            bits: u32::try_from(bits).ok()?,
        })
    });
    each.collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(values) => values.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The values of a key as its flag has them.
fn flags(key: &str, value: &Value, pointer: &str) -> Option<Vec<At>> {
    if key != "default-ulimits" {
        return texts(value, pointer);
    }
    // `{ "nofile": { "Name": "nofile", "Hard": 64000, "Soft": 64000 } }`
    let limits = value.as_object()?.iter();
    let limits = limits.map(|(name, limit)| {
        let number = |key: &str| limit.get(key).and_then(Value::as_i64);
        let hard = number("Hard")?;
        let soft = number("Soft").unwrap_or(hard);
        Some((child(pointer, name), format!("{name}={soft}:{hard}")))
    });
    limits.collect()
}

/// What a key says of the default network, or of all others.
fn networks(key: &str, value: &Value, host: &mut Host) -> Option<()> {
    if key == "default-network-opts" {
        let options = value.as_object()?.get("bridge")?.as_object()?;
        for network in host.networks.values_mut() {
            let bridge = network
                .driver
                .as_deref()
                .is_none_or(|name| name == "bridge");
            for (option, value) in options.iter().filter(|_| bridge) {
                let own = network.options.entry(option.clone());
                own.or_insert_with(|| value.as_str().unwrap_or_default().to_owned());
            }
        }
        return Some(());
    }
    let default = host.engine.row().default_network.is;
    let network = host.networks.entry(default.to_owned());
    let network = network.or_insert_with(|| unit::Network {
        name: default.to_owned(),
        disable_dns: true,
        ..unit::Network::default()
    });
    match key {
        "icc" => {
            let value = value.as_bool()?.to_string();
            network.options.insert(ICC.to_owned(), value);
        }
        "ip" => {
            let value = value.as_str()?.to_owned();
            network.options.insert(HOST_BINDING.to_owned(), value);
        }
        "bip" | "bip6" => {
            let subnet = value.as_str()?;
            let (address, _) = subnet.split_once('/')?;
            network.gateways.push(address.to_owned());
            network.subnets.push(subnet.to_owned());
        }
        // A part of the subnet that `bip` gives; without that, the subnet.
        _ => {
            let part = value.as_str()?;
            let is_long = |text: &String| text.contains(':') == part.contains(':');
            if !network.subnets.iter().any(is_long) {
                network.subnets.push(part.to_owned());
            }
        }
    }
    Some(())
}

/// Gives ports that are published without an address that of the network which they are published on.
///
/// Docker: `moby v28.5.2 libnetwork/drivers/bridge/bridge_linux.go:1524`; ports are those of one network, the first one with a
/// way out: that of the highest `gw-priority`, then one with IPv6, then by name (`libnetwork/sandbox.go`, `Less`)
pub fn bind(draft: &mut Draft<'_>, host: &Host) {
    let container = &mut draft.container;
    let default = draft.engine.row().default_network.is;
    let mut joined: Vec<(&str, i64)> = Vec::new();
    for given in &container.network.join {
        match &given.value {
            Join::Networks(networks) => {
                let each = networks.iter();
                joined.extend(each.map(|(name, endpoint)| (name.as_str(), priority(endpoint))));
            }
            Join::Bridge(endpoint) => joined.push((default, priority(endpoint))),
            Join::Private => joined.push((default, 0)),
            _ => {}
        }
    }
    if container.network.join.is_empty() {
        joined.push((default, 0));
    }
    let known = |name: &str| host.networks.get(name);
    let first = joined
        .into_iter()
        .filter(|(name, _)| known(name).is_none_or(|network| !network.internal))
        .min_by_key(|(name, priority)| {
            let long = known(name).is_some_and(|network| network.ipv6);
            (Reverse(*priority), !long, *name)
        });
    let network = first.and_then(|(name, _)| known(name));
    let Some(address) = network.and_then(unit::Network::binding) else {
        return;
    };
    for given in &mut container.ports.publish {
        if given.value.address.is_none() && given.value.host.is_some() {
            given.value.address = Some(address);
        }
    }
}

/// `gw-priority=` of a network, 0 by default.
fn priority(endpoint: &Endpoint) -> i64 {
    let value = endpoint.others.get("gw-priority");
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        podman::engine::Engine,
        read::flags::{docker, lexer::Name},
    };

    #[test]
    fn rows_are_sorted_and_name_flags_of_docker() {
        assert!(KEYS.is_sorted_by_key(|(key, _)| *key));
        for (key, to) in KEYS {
            if let Flag(flag, meets) = to {
                let known = docker::find(Name::Long(flag)).is_some();
                assert!(known || matches!(meets, Nothing | Remap), "{key}: {flag}");
            }
        }
    }

    #[test]
    fn values_of_networks() {
        let settings = serde_json::json!({
            "bip": "10.200.0.1/24", "icc": false, "ip": "127.0.0.1", "data-root": "/srv/docker", "nope": 1,
            "iptables": false, "group": "docker",
        });
        let mut host = Host {
            engine: Engine::Docker,
            ..Host::default()
        };
        let settings = settings.as_object().cloned().unwrap_or_default();
        let (_, said) = of((&settings, ""), "nas", &mut host);
        let bridge = host.networks.get("bridge").cloned().unwrap_or_default();
        assert_eq!(bridge.gateways, ["10.200.0.1"]);
        assert!(!bridge.talks());
        assert_eq!(
            bridge.binding().map(|ip| ip.to_string()).as_deref(),
            Some("127.0.0.1")
        );
        assert_eq!(host.volumes_folder(), "/srv/docker/volumes");
        assert_eq!(said.len(), 2);
    }
}
