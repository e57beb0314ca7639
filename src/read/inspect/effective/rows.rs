//! Keys of a container's state, and the flag that each stands for.

use serde_json::Value;

use super::{Inspected, Item, What, own};
use crate::{podman::engine::Engine, read::leaves::child};

/// How a key is read.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// A value for a flag; these values are the engine's own.
    One(&'static str, &'static [&'static str]),
    /// A list of values for a flag.
    Each(&'static str),
    /// A mapping, as values with this between name and value.
    Pairs(&'static str, &'static str),
    /// In a way of its own.
    Own(fn(&Inspected<'_>, &str, &Value, &mut Vec<Item>)),
    /// What the engine notes for itself, or what another key says.
    State,
}

use How::{Each, One, Own, Pairs, State};

/// All keys that are known, by their pointer.
pub const ROWS: &[(&str, How)] = &[
    ("/Config/Annotations", State),
    ("/Config/AttachStderr", State),
    ("/Config/AttachStdin", State),
    ("/Config/AttachStdout", State),
    ("/Config/Cmd", Own(own::command)),
    ("/Config/CreateCommand", State),
    ("/Config/Domainname", One("--domainname", &[])),
    ("/Config/Entrypoint", Own(own::entrypoint)),
    ("/Config/Env", Own(own::variables)),
    ("/Config/ExposedPorts", Own(own::exposed)),
    ("/Config/HealthLogDestination", State),
    ("/Config/HealthMaxLogCount", State),
    ("/Config/HealthMaxLogSize", State),
    ("/Config/Healthcheck", Own(own::health)),
    ("/Config/HealthcheckMaxLogCount", State),
    ("/Config/HealthcheckMaxLogSize", State),
    (
        "/Config/HealthcheckOnFailureAction",
        One("--health-on-failure", &["none"]),
    ),
    ("/Config/Hostname", Own(own::hostname)),
    ("/Config/Image", Own(own::image)),
    ("/Config/Labels", Own(own::labels)),
    ("/Config/MacAddress", State),
    ("/Config/OnBuild", State),
    ("/Config/OpenStdin", One("--interactive", &[])),
    ("/Config/Passwd", State),
    ("/Config/Secrets", Own(own::unread)),
    ("/Config/Shell", State),
    ("/Config/StdinOnce", State),
    ("/Config/StopSignal", Own(own::signal)),
    ("/Config/StopTimeout", One("--stop-timeout", &["10"])),
    ("/Config/Timeout", One("--timeout", &[])),
    ("/Config/Tty", One("--tty", &[])),
    ("/Config/Umask", One("--umask", &["0022"])),
    ("/Config/User", Own(own::user)),
    ("/Config/Volumes", State),
    ("/Config/WorkingDir", Own(own::folder)),
    ("/Config/sdNotifyMode", State),
    ("/Config/sdNotifySocket", State),
    ("/HostConfig/Annotations", Pairs("--annotation", "=")),
    ("/HostConfig/AutoRemove", One("--rm", &[])),
    ("/HostConfig/Binds", State),
    ("/HostConfig/BlkioWeight", One("--blkio-weight", &[])),
    ("/HostConfig/CapAdd", Each("--cap-add")),
    ("/HostConfig/CapDrop", Each("--cap-drop")),
    ("/HostConfig/Cgroup", State),
    ("/HostConfig/CgroupConf", State),
    ("/HostConfig/CgroupManager", State),
    ("/HostConfig/CgroupMode", One("--cgroupns", &["private"])),
    ("/HostConfig/CgroupParent", State),
    ("/HostConfig/CgroupnsMode", One("--cgroupns", &["private"])),
    ("/HostConfig/Cgroups", State),
    ("/HostConfig/ConsoleSize", State),
    ("/HostConfig/ContainerIDFile", State),
    ("/HostConfig/CpuPeriod", One("--cpu-period", &["100000"])),
    ("/HostConfig/CpuQuota", One("--cpu-quota", &[])),
    ("/HostConfig/CpuRealtimePeriod", One("--cpu-rt-period", &[])),
    (
        "/HostConfig/CpuRealtimeRuntime",
        One("--cpu-rt-runtime", &[]),
    ),
    ("/HostConfig/CpuShares", One("--cpu-shares", &[])),
    ("/HostConfig/CpusetCpus", One("--cpuset-cpus", &[])),
    ("/HostConfig/CpusetMems", One("--cpuset-mems", &[])),
    (
        "/HostConfig/DeviceCgroupRules",
        Each("--device-cgroup-rule"),
    ),
    ("/HostConfig/Devices", Own(own::devices)),
    ("/HostConfig/Dns", Each("--dns")),
    ("/HostConfig/DnsOptions", Each("--dns-option")),
    ("/HostConfig/DnsSearch", Each("--dns-search")),
    ("/HostConfig/ExtraHosts", Each("--add-host")),
    ("/HostConfig/GroupAdd", Each("--group-add")),
    ("/HostConfig/Init", One("--init", &[])),
    ("/HostConfig/IntelRdtClosID", State),
    (
        "/HostConfig/IpcMode",
        One("--ipc", &["private", "shareable"]),
    ),
    ("/HostConfig/Isolation", State),
    ("/HostConfig/Links", Own(own::links)),
    ("/HostConfig/LogConfig", State),
    ("/HostConfig/MaskedPaths", State),
    ("/HostConfig/Memory", One("--memory", &[])),
    (
        "/HostConfig/MemoryReservation",
        One("--memory-reservation", &[]),
    ),
    ("/HostConfig/MemorySwap", Own(own::swap)),
    (
        "/HostConfig/MemorySwappiness",
        One("--memory-swappiness", &["-1", "0"]),
    ),
    ("/HostConfig/Mounts", State),
    ("/HostConfig/NanoCpus", Own(own::cpus)),
    ("/HostConfig/NetworkMode", State),
    ("/HostConfig/OomKillDisable", One("--oom-kill-disable", &[])),
    ("/HostConfig/OomScoreAdj", One("--oom-score-adj", &[])),
    ("/HostConfig/PidMode", Own(own::namespace)),
    ("/HostConfig/PidsLimit", One("--pids-limit", &["2048"])),
    ("/HostConfig/PortBindings", Own(own::ports)),
    ("/HostConfig/Privileged", One("--privileged", &[])),
    ("/HostConfig/PublishAllPorts", One("--publish-all", &[])),
    ("/HostConfig/ReadonlyPaths", State),
    ("/HostConfig/ReadonlyRootfs", One("--read-only", &[])),
    ("/HostConfig/RestartPolicy", Own(own::restart)),
    (
        "/HostConfig/Runtime",
        One(
            "--runtime",
            &["runc", "oci", "crun", "io.containerd.runc.v2"],
        ),
    ),
    ("/HostConfig/SecurityOpt", Own(own::security)),
    (
        "/HostConfig/ShmSize",
        One("--shm-size", &["67108864", "65536000"]),
    ),
    ("/HostConfig/StorageOpt", Pairs("--storage-opt", "=")),
    ("/HostConfig/Sysctls", Pairs("--sysctl", "=")),
    ("/HostConfig/Tmpfs", Pairs("--tmpfs", ":")),
    ("/HostConfig/UTSMode", One("--uts", &["private"])),
    ("/HostConfig/Ulimits", Own(own::ulimits)),
    ("/HostConfig/UsernsMode", One("--userns", &["private"])),
    ("/HostConfig/VolumeDriver", State),
    ("/HostConfig/VolumesFrom", Own(own::volumes_from)),
];

/// Reads one key.
pub fn read(inspected: &Inspected<'_>, at: &str, how: How, value: &Value, out: &mut Vec<Item>) {
    let mut add = |pointer: String, flag, value: String| {
        out.push(Item {
            pointer,
            value,
            what: What::Flag(flag),
        });
    };
    match how {
        State => {}
        One(flag, defaults) => {
            let value = text(value);
            if !defaults.contains(&value.as_str()) {
                add(at.to_owned(), flag, value);
            }
        }
        Each(flag) => {
            for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                add(child(at, &number.to_string()), flag, text(value));
            }
        }
        Pairs(flag, joint) => {
            for (name, value) in value.as_object().into_iter().flatten() {
                let value = text(value);
                let pair = if value.is_empty() && joint == ":" {
                    name.clone()
                } else {
                    format!("{name}{joint}{value}")
                };
                add(child(at, name), flag, pair);
            }
        }
        Own(own) => own(inspected, at, value, out),
    }
}

/// A scalar as a text; anything else as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether the engine is podman, whose state has more in it than its operator wrote.
pub fn is_podmans(inspected: &Inspected<'_>) -> bool {
    inspected.engine != Engine::Docker
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::flags::{docker, find, lexer::Name};

    #[test]
    fn rows_are_sorted_and_name_flags() {
        assert!(ROWS.is_sorted_by(|a, b| a.0 < b.0));
        for (pointer, how) in ROWS {
            if let One(flag, _) | Each(flag) | Pairs(flag, _) = how {
                let name = Name::Long(flag);
                assert!(
                    find(name).is_some() || docker::find(name).is_some(),
                    "{pointer}: {flag}"
                );
            }
        }
    }
}
