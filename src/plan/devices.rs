//! Devices and GPUs. Kubernetes hands out devices through plugins only: one that we run, one that the settings name, or
//! none, and then a container that opens a device has to be privileged.

use super::{Cursor, DeviceSet, DeviceUse, EnvSource, EnvVar, VolumeMount, VolumeSource};
use crate::{
    grammar::{AbsolutePath, Quantity},
    origin::{Given, OriginId, Traced},
    podman::devices::{Cdi, CgroupRule, Device, Devices, HostDevice, Permissions},
    rules::{Say, devices as rules, output},
    settings::DeviceMode,
};

mod kind;

use kind::Link;

/// GPUs of NVIDIA, each with its option.
type Gpus = Vec<(String, OriginId)>;

/// What the device plugin hands out to a container, each with its option.
type Handed<'a> = Vec<(OriginId, &'a HostDevice, AbsolutePath)>;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Devices {
            devices,
            gpus,
            gpu_capabilities,
            cgroup_rules,
        } = &at.container().devices;
        let mut handed = Handed::new();
        let mut nvidia = Gpus::new();
        for device in devices {
            match &device.value {
                Device::Host(host) => self::host(at, device.origin, host, &mut handed),
                Device::Cdi(cdi) => self::cdi(at, device.origin, cdi, &mut nvidia),
            }
        }
        for gpu in gpus {
            cdi(at, gpu.origin, &gpu.value, &mut nvidia);
        }
        request(at, handed);
        // Docker's `--gpus` leaves what the driver may do to the image, unless it says so.
        let only_gpus = nvidia.len() == gpus.len();
        let capabilities = match gpu_capabilities.as_deref().filter(|_| only_gpus) {
            Some([]) => None,
            Some(names) => Some(names.join(",")),
            None => Some("all".to_owned()),
        };
        share(at, &nvidia, capabilities);
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

/// How it gets devices, and the JSON Pointer of what decided it.
fn mode(at: &Cursor<'_>) -> (DeviceMode, String) {
    let container = at.container();
    at.settings
        .device_mode(&container.host, &container.attribute)
}

/// A node of the host.
fn host<'a>(
    at: &mut Cursor<'a>,
    origin: OriginId,
    device: &'a HostDevice,
    handed: &mut Handed<'a>,
) {
    let HostDevice {
        host,
        container,
        permissions,
    } = device;
    let name = at.name();
    let privileged = is_privileged(at);
    if another(at, origin, host) || (!privileged && left_out(at, origin, host)) {
        return;
    }
    let node = match AbsolutePath::parse(host) {
        Ok(node) => node,
        Err(rule) => {
            let say = output::refused_value(name, "the device", host, rule);
            return at.ledger.refused(origin, say);
        }
    };
    let path = container.as_ref().unwrap_or(host);
    let is_open = host == "/dev/net/tun" && *permissions == Permissions::ALL;
    if is_open || privileged {
        mount(at, origin, node, path);
        at.ledger.kept(origin);
    } else if mode(at).0 == DeviceMode::Privileged {
        privilege(at, origin, device, node, rules::device(name, host));
    } else if host == "/dev" || host.starts_with("/dev/") {
        handed.push((origin, device, node));
        at.ledger.kept(origin);
    } else {
        privilege(
            at,
            origin,
            device,
            node,
            rules::device_elsewhere(name, host),
        );
    }
    // Docker keeps the name of a link.
    if container.is_some() || !at.engine().follows_links.is {
        return;
    }
    match kind::link(host) {
        Link::To(node) => {
            let say = rules::device_link(name, host, node, permissions.suffix());
            at.ledger.changed(origin, say);
        }
        Link::Perhaps => at.say_at(origin, rules::device_own_name(name, host)),
        Link::No => {}
    }
}

/// Makes the container privileged, if that is accepted.
fn privilege(
    at: &mut Cursor<'_>,
    origin: OriginId,
    device: &HostDevice,
    node: AbsolutePath,
    say: Say,
) {
    if !at.ledger.changed_if_accepted(origin, say) {
        return;
    }
    open(at, origin, device, node);
    let (mode, key) = mode(at);
    let chosen = (mode == DeviceMode::Privileged).then(|| at.ledger.setting(key));
    let security = &mut at.target_mut().security;
    let privileged = security.privileged.get_or_insert_default();
    privileged.value = true;
    privileged.from.push(origin);
    if let Some(chosen) = chosen.filter(|chosen| !privileged.from.contains(*chosen)) {
        privileged.from.push(chosen);
    }
}

/// Gives a device to a container that is privileged, with all permissions.
fn open(at: &mut Cursor<'_>, origin: OriginId, device: &HostDevice, node: AbsolutePath) {
    let HostDevice {
        host,
        container,
        permissions,
    } = device;
    mount(at, origin, node, container.as_ref().unwrap_or(host));
    if *permissions != Permissions::ALL {
        let say = rules::device_permissions(at.name(), host, permissions);
        at.ledger.changed(origin, say);
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

/// Whether the settings leave devices out.
fn left_out(at: &mut Cursor<'_>, origin: OriginId, device: &str) -> bool {
    let left_out = mode(at).0 == DeviceMode::None;
    if left_out {
        let say = rules::device_left_out(at.name(), device);
        at.ledger.dropped(origin, say);
    }
    left_out
}

/// Requests what the device plugin hands out; a container that is privileged for another device has these, too.
fn request(at: &mut Cursor<'_>, handed: Handed<'_>) {
    let privileged = &at.target().security.privileged;
    if privileged.as_ref().is_some_and(|given| given.value) {
        for (origin, device, node) in handed {
            open(at, origin, device, node);
        }
        return;
    }
    let mut set = DeviceSet::default();
    let mut from = Vec::new();
    for (origin, device, _) in handed {
        let path = device.container.as_ref().unwrap_or(&device.host);
        set.add(&device.host, path, device.permissions);
        from.push(origin);
    }
    if set.is_empty() {
        return;
    }
    let domain = &at.settings.devices.plugin.domain;
    let resource = domain.resource(&set.name(&at.container().host, domain.as_str()));
    let limit = Traced {
        value: Quantity::of_bytes(1),
        from: from.clone().into(),
    };
    at.target_mut().limits.insert(resource, limit);
    at.plan.device_uses.push(DeviceUse {
        container: at.index,
        set: Some(set),
        from,
    });
}

/// Whether the settings name the resource of another device plugin for this device.
fn another(at: &mut Cursor<'_>, origin: OriginId, device: &str) -> bool {
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
    at.plan.device_uses.push(DeviceUse {
        container: at.index,
        set: None,
        from: vec![origin],
    });
    true
}

/// A device by its CDI name.
fn cdi(at: &mut Cursor<'_>, origin: OriginId, cdi: &Cdi, nvidia: &mut Gpus) {
    let device = cdi.to_string();
    if another(at, origin, &device) || left_out(at, origin, &device) {
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
fn share(at: &mut Cursor<'_>, gpus: &Gpus, capabilities: Option<String>) {
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
    let capabilities = capabilities.map(|names| ("NVIDIA_DRIVER_CAPABILITIES", names));
    let devices = ("NVIDIA_VISIBLE_DEVICES", names);
    for (name, value) in capabilities.into_iter().chain([devices]) {
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
