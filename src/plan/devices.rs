//! Devices and GPUs. Kubernetes hands out devices through plugins only; without one a container
//! that opens a device has to be privileged.

use std::collections::BTreeMap;

use super::{Cursor, EnvSource, EnvVar, VolumeMount, VolumeSource};
use crate::{
    grammar::{AbsolutePath, Quantity},
    origin::{Given, OriginId, Traced},
    podman::devices::{Cdi, CgroupRule, Device, Devices, HostDevice, Permissions},
    rules::{devices as rules, output},
};

mod kind;

/// GPUs of NVIDIA, each with its option.
type Gpus = Vec<(String, OriginId)>;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Devices {
            devices,
            gpus,
            cgroup_rules,
        } = &at.container().devices;
        let mut nvidia = Gpus::new();
        for device in devices {
            match &device.value {
                Device::Host(host) => self::host(at, device.origin, host),
                Device::Cdi(cdi) => self::cdi(at, device.origin, cdi, &mut nvidia),
            }
        }
        for gpu in gpus {
            cdi(at, gpu.origin, &gpu.value, &mut nvidia);
        }
        share(at, &nvidia);
        for rule in cgroup_rules {
            settle_rule(at, rule);
        }
        let mounts = &mut at.target_mut().mounts;
        mounts.sort_by(|a, b| a.path.cmp(&b.path));
    });
}

/// Whether the container is privileged in podman, too.
fn is_privileged(at: &Cursor<'_>) -> bool {
    let privileged = at.container().security.privileged.as_ref();
    privileged.is_some_and(|given| given.value)
}

/// A node of the host.
fn host(at: &mut Cursor<'_>, origin: OriginId, device: &HostDevice) {
    let HostDevice {
        host,
        container: path,
        permissions,
    } = device;
    if plugin(at, origin, host) {
        return;
    }
    let name = at.name();
    match AbsolutePath::parse(host) {
        Ok(host) => mount(at, origin, host, path),
        Err(rule) => {
            let say = output::refused_value(name, "the device", host, rule);
            return at.ledger.refused(origin, say);
        }
    }
    if host == "/dev/net/tun" || is_privileged(at) {
        at.ledger.kept(origin);
        return;
    }
    let kind = host.rsplit('/').next().unwrap_or_default();
    at.ledger.changed(origin, rules::device(name, host, kind));
    if *permissions != Permissions::ALL {
        at.ledger
            .changed(origin, rules::device_permissions(name, host, permissions));
    }
    let security = &mut at.target_mut().security;
    match &mut security.privileged {
        Some(privileged) => privileged.from.push(origin),
        None => security.privileged = Some(Traced::new(true, origin)),
    }
}

/// Mounts a node, unless a volume has brought it already.
fn mount(at: &mut Cursor<'_>, origin: OriginId, host: AbsolutePath, path: &str) {
    let mounts = &mut at.target_mut().mounts;
    if let Some(there) = mounts.iter_mut().find(|mount| mount.path == path) {
        there.from.push(origin);
        return;
    }
    let base = host.to_string();
    let source = VolumeSource::HostPath {
        kind: kind::kind(&base),
        path: host,
    };
    let volume = at.pod_mut().volume(&base, source, &[origin]);
    at.target_mut().mounts.push(VolumeMount {
        volume,
        path: path.to_owned(),
        sub_path: None,
        read_only: None,
        recursive_read_only: None,
        propagation: None,
        from: origin.into(),
    });
}

/// Whether the settings name a device plugin's resource for this device.
fn plugin(at: &mut Cursor<'_>, origin: OriginId, device: &str) -> bool {
    let Some(resource) = at.chosen().and_then(|chosen| chosen.devices.get(device)) else {
        return false;
    };
    at.ledger
        .changed(origin, rules::device_plugin(at.name(), device, resource));
    let limits = &mut at.target_mut().limits;
    limits
        .entry(resource.into())
        .and_modify(|limit| limit.from.push(origin))
        .or_insert_with(|| Traced::new(Quantity::of_bytes(1), origin));
    true
}

/// A device by its CDI name.
fn cdi(at: &mut Cursor<'_>, origin: OriginId, cdi: &Cdi, nvidia: &mut Gpus) {
    if plugin(at, origin, &cdi.to_string()) {
        return;
    }
    if (cdi.vendor.as_str(), cdi.class.as_str()) == ("nvidia.com", "gpu") {
        nvidia.push((cdi.name.clone(), origin));
        return;
    }
    let name = at.name();
    at.ledger.refused(
        origin,
        rules::cdi_device(name, cdi, format_args!("{}/{}", cdi.vendor, cdi.class)),
    );
}

/// GPUs of NVIDIA by the runtime class that shares them.
fn share(at: &mut Cursor<'_>, gpus: &Gpus) {
    if gpus.is_empty() {
        return;
    }
    let from: Vec<OriginId> = gpus.iter().map(|(_, origin)| *origin).collect();
    let names: Vec<&str> = gpus.iter().map(|(name, _)| name.as_str()).collect();
    let names = if names.contains(&"all") {
        "all".to_owned()
    } else {
        names.join(",")
    };
    for origin in &from {
        at.ledger.kept(*origin);
    }
    if let Some(first) = from.first() {
        at.say_at(*first, rules::gpu(at.name()));
    }
    let pod = at.pod_mut();
    match &mut pod.runtime_class {
        Some(class) => class.from.extend(&from),
        None => {
            pod.runtime_class = Some(Traced {
                value: "nvidia".to_owned(),
                from: from.clone().into(),
            });
        }
    }
    // The CDI files of NVIDIA give all driver capabilities; the runtime gives two of them.
    let wanted = BTreeMap::from([
        ("NVIDIA_DRIVER_CAPABILITIES", "all".to_owned()),
        ("NVIDIA_VISIBLE_DEVICES", names),
    ]);
    for (name, value) in wanted {
        at.target_mut().env.push(EnvVar {
            name: name.to_owned(),
            source: EnvSource::Literal(value),
            from: from.clone().into(),
        });
    }
}

/// A rule about device numbers.
fn settle_rule(at: &mut Cursor<'_>, rule: &Given<CgroupRule>) {
    let privileged = &at.target().security.privileged;
    if is_privileged(at) || privileged.as_ref().is_some_and(|given| given.value) {
        at.ledger.already_so(rule.origin, &rules::ALL_DEVICES);
        return;
    }
    at.ledger
        .dropped(rule.origin, rules::device_rule(at.name(), &rule.value));
}
