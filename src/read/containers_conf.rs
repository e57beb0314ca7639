//! containers.conf of a host, as NixOS has it in `virtualisation.containers.containersConf.settings`: what podman takes for
//! options that a container does not give. A key is read as the flag that it stands for.
//!
//! Podman: <https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md>

use std::{net::IpAddr, sync::Arc};

use serde_json::{Map, Value};

use super::{
    draft::{Draft, Written},
    flags::{self, global, lexer::Name},
    leaves::child,
};
use crate::podman::{
    engine::Engine,
    network::Join,
    security::{
        capability::Capability,
        namespace::{IpcMode, Namespace},
    },
};
/// Where the rows of these values say that they were written.
pub const AT: &str = "/containers.conf";

/// How a value meets what the container itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meets {
    /// It stands before the container's own, which add to it or take its place one by one.
    First,
    /// It counts where the container has no such flag.
    Unless,
    /// It is the list of capabilities of a container that names none.
    Capabilities,
    /// It is where the host's volumes are.
    Volumes,
    /// They are the addresses of published ports that name none, from podman 6 on.
    Addresses,
    /// It is the program that runs a container that names none.
    Runtime,
    /// Nothing of it reaches a container that a Pod does not have as well, or NixOS itself sets it.
    Nothing,
}

use Meets::{Addresses, Capabilities, First, Nothing, Runtime, Unless, Volumes};

/// A key: its table, its name, the flag that it stands for, and how it meets that.
pub type Row = (&'static str, &'static str, &'static str, Meets);

/// Sorted.
#[rustfmt::skip]
pub const KEYS: &[Row] = &[
    ("containers", "annotations", "--annotation", First),
    ("containers", "base_hosts_file", "--hosts-file", Unless),
    ("containers", "cgroupns", "--cgroupns", Unless),
    ("containers", "cgroups", "--cgroups", Nothing),
    ("containers", "default_capabilities", "", Capabilities),
    ("containers", "default_sysctls", "--sysctl", First),
    ("containers", "default_ulimits", "--ulimit", Unless),
    ("containers", "devices", "--device", First),
    ("containers", "dns_options", "--dns-option", Unless),
    ("containers", "dns_searches", "--dns-search", Unless),
    ("containers", "dns_servers", "--dns", Unless),
    ("containers", "env", "--env", First),
    ("containers", "env_host", "--env-host", Unless),
    ("containers", "http_proxy", "--http-proxy", Unless),
    ("containers", "init", "--init", Unless),
    ("containers", "init_path", "", Nothing),
    ("containers", "ipcns", "--ipc", Unless),
    ("containers", "label", "", Nothing),
    ("containers", "log_driver", "", Nothing),
    ("containers", "log_size_max", "", Nothing),
    ("containers", "log_tag", "", Nothing),
    ("containers", "mounts", "--mount", First),
    ("containers", "netns", "--network", Unless),
    ("containers", "no_hosts", "--no-hosts", Unless),
    ("containers", "oom_score_adj", "--oom-score-adj", Unless),
    ("containers", "pidns", "--pid", Unless),
    ("containers", "pids_limit", "--pids-limit", Unless),
    ("containers", "privileged", "--privileged", Unless),
    ("containers", "read_only", "--read-only", Unless),
    ("containers", "shm_size", "--shm-size", Unless),
    ("containers", "tz", "--tz", Unless),
    ("containers", "umask", "--umask", Unless),
    ("containers", "userns", "--userns", Unless),
    ("containers", "utsns", "--uts", Unless),
    ("containers", "volumes", "--volume", First),
    ("engine", "cgroup_manager", "", Nothing),
    ("engine", "events_logger", "", Nothing),
    ("engine", "helper_binaries_dir", "", Nothing),
    ("engine", "image_parallel_copies", "", Nothing),
    ("engine", "init_path", "", Nothing),
    ("engine", "network_cmd_path", "", Nothing),
    ("engine", "runtime", "--runtime", Runtime),
    ("engine", "runtime_supports_json", "", Nothing),
    ("engine", "runtimes", "", Nothing),
    ("engine", "volume_path", "", Volumes),
    ("network", "cni_plugin_dirs", "", Nothing),
    ("network", "default_host_ips", "", Addresses),
    ("network", "firewall_driver", "", Nothing),
    ("network", "netavark_plugin_dirs", "", Nothing),
    ("network", "network_backend", "", Nothing),
];

/// What is known of a host's containers.conf: its values by row, in the order of the table.
#[derive(Debug, Default, Clone)]
pub struct Conf(Arc<Vec<(Row, Vec<At>)>>);

/// A pointer to a value, and its text.
type At = (String, String);

impl Conf {
    /// Reads the tables of the file; what no row knows is returned by name, as `engine.env`.
    #[must_use]
    pub fn of(tables: &Map<String, Value>) -> (Self, Vec<String>) {
        let mut values = Vec::new();
        let mut unknown = Vec::new();
        for (table, keys) in tables {
            let Value::Object(keys) = keys else {
                unknown.push(table.clone());
                continue;
            };
            for (key, value) in keys {
                let row = KEYS.iter().find(|row| (row.0, row.1) == (table, key));
                let pointer = child(&child(AT, table), key);
                match (row, texts(value, &pointer)) {
                    _ if value.is_null() => {}
                    (Some((.., Addresses)), Some(texts)) if !texts.iter().all(is_address) => {
                        unknown.push(format!("{table}.{key}"));
                    }
                    (Some(row), Some(texts)) => values.push((*row, texts)),
                    (Some((.., Nothing)), None) => {}
                    _ => unknown.push(format!("{table}.{key}")),
                }
            }
        }
        (Self(values.into()), unknown)
    }

    /// Where the host's volumes are, where it says so.
    #[must_use]
    pub fn volume_path(&self) -> Option<String> {
        let (_, texts) = self.0.iter().find(|((.., meets), _)| *meets == Volumes)?;
        texts.first().map(|(_, path)| path.clone())
    }

    /// Gives a draft what stands before the container's own options.
    pub fn before(&self, draft: &mut Draft<'_>) {
        for ((_, _, flag, meets), texts) in self.0.iter() {
            if *meets == First {
                give(draft, flag, texts);
            }
        }
    }

    /// Gives a draft, after the container's own options, what none of them says.
    pub fn after(&self, draft: &mut Draft<'_>) {
        for (row, texts) in self.0.iter() {
            let (.., flag, meets) = row;
            match meets {
                Unless if !draft.has(flag) && acts(draft, flag) => give(draft, flag, texts),
                Capabilities => capabilities(draft, *row, texts),
                Runtime if draft.container.security.runtime.is_empty() => give(draft, flag, texts),
                Addresses if draft.engine == Engine::Podman6 => addresses(draft, texts),
                First | Unless | Runtime | Volumes | Addresses | Nothing => {}
            }
        }
    }
}

/// Whether podman acts on a key of this flag: where it refuses the flag next to another one, it passes over the key.
fn acts(draft: &Draft<'_>, flag: &str) -> bool {
    let (network, security) = (&draft.container.network, &draft.container.security);
    match flag {
        "--userns" => network.pod.is_none(),
        "--dns" | "--dns-option" | "--dns-search" => {
            let mut joins = network.join.iter();
            !joins.any(|join| matches!(join.value, Join::Container(_) | Join::None))
        }
        "--shm-size" => {
            let ipc = security.ipc.as_ref();
            ipc.is_none_or(|ipc| ipc.value != IpcMode::Namespace(Namespace::Host))
        }
        _ => true,
    }
}

fn is_address((_, text): &At) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn give(draft: &mut Draft<'_>, flag: &str, texts: &[At]) {
    let Some(row) = flags::find_of(draft.engine, Name::Long(flag)) else {
        if let Some(global) = global::find(Name::Long(flag)) {
            for (pointer, text) in texts {
                flags::parse::global_value(draft, global, text, text, [pointer.clone()].into());
            }
        }
        return;
    };
    for (pointer, text) in texts {
        draft.flag(row, Written::new(Some(row.name), text, [pointer.clone()]));
    }
}

/// Gives these addresses to ports that are published without one.
fn addresses(draft: &mut Draft<'_>, texts: &[At]) {
    let addresses: Vec<IpAddr> = texts
        .iter()
        .filter_map(|(_, text)| text.parse().ok())
        .collect();
    if addresses.is_empty() {
        return;
    }
    let ports = std::mem::take(&mut draft.container.ports.publish);
    for port in ports {
        if port.value.address.is_some() {
            draft.container.ports.publish.push(port);
            continue;
        }
        let each = addresses.iter().map(|address| {
            let mut port = port.clone();
            port.value.address = Some(*address);
            port
        });
        draft.container.ports.publish.extend(each);
    }
}

/// The list as one value.
fn capabilities(draft: &mut Draft<'_>, (table, key, ..): Row, texts: &[At]) {
    let names: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let names = names.join(",");
    let at = child(&child(AT, table), key);
    let written = Written::new(None, &names, [at]);
    draft.set(
        None,
        |container, given| {
            container.security.cap_base = Some(given.try_map(Capability::parse_list)?);
            Ok(None)
        },
        written,
    );
}

/// The texts of a value with their pointers; `None` for one that no flag can take.
fn texts(value: &Value, pointer: &str) -> Option<Vec<At>> {
    match value {
        Value::String(text) => Some(vec![(pointer.to_owned(), text.clone())]),
        Value::Bool(_) | Value::Number(_) => Some(vec![(pointer.to_owned(), value.to_string())]),
        Value::Array(values) => {
            let each = values.iter().enumerate();
            let each =
                each.map(|(number, value)| texts(value, &child(pointer, &number.to_string())));
            Some(each.collect::<Option<Vec<_>>>()?.concat())
        }
        Value::Null => Some(Vec::new()),
        Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_name_flags_of_podman() {
        assert!(KEYS.is_sorted());
        for (_, key, flag, meets) in KEYS {
            let name = Name::Long(flag);
            let known = flags::find(name).is_some() || global::find(name).is_some();
            assert!(
                known || matches!(meets, Nothing | Capabilities | Volumes | Addresses),
                "{key}: {flag}"
            );
        }
    }
}
