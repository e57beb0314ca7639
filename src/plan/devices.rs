//! Devices and GPUs. Kubernetes hands out devices through plugins only; without one a container
//! that opens a device has to be privileged.

use std::collections::BTreeMap;

use super::{Cursor, EnvSource, EnvVar, Plan, VolumeMount, VolumeSource, each};
use crate::{
    grammar::AbsolutePath,
    ledger::{Ledger, Subject},
    origin::{Given, OriginId, Traced},
    podman::{
        Container,
        devices::{Cdi, CgroupRule, Device, Devices, HostDevice, Permissions},
    },
    rules::{devices as rules, output},
    settings,
};

mod kind;

/// Everything that the steps need for one container.
struct Pass<'a> {
    index: usize,
    container: &'a Container,
    chosen: Option<&'a settings::Container>,
    /// It is privileged in podman, too.
    privileged: bool,
    /// GPUs of NVIDIA.
    gpus: Vec<(String, OriginId)>,
    plan: &'a mut Plan,
    ledger: &'a mut Ledger,
}

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let Cursor {
        inventory,
        settings,
        plan,
        ledger,
        facts: _,
        index: _,
    } = at;
    for (index, container) in each(inventory) {
        let Devices {
            devices,
            gpus,
            cgroup_rules,
        } = &container.devices;
        let privileged = container.security.privileged.as_ref();
        let mut pass = Pass {
            index,
            container,
            chosen: settings.container(&container.host, &container.attribute),
            privileged: privileged.is_some_and(|given| given.value),
            gpus: Vec::new(),
            plan: &mut **plan,
            ledger: &mut **ledger,
        };
        for device in devices {
            match &device.value {
                Device::Host(host) => pass.host(device.origin, host),
                Device::Cdi(cdi) => pass.cdi(device.origin, cdi),
            }
        }
        for gpu in gpus {
            pass.cdi(gpu.origin, &gpu.value);
        }
        pass.nvidia();
        for rule in cgroup_rules {
            pass.rule(rule);
        }
        let mounts = &mut plan.container_mut(index).mounts;
        mounts.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

impl Pass<'_> {
    /// A node of the host.
    fn host(&mut self, origin: OriginId, device: &HostDevice) {
        let HostDevice {
            host,
            container: path,
            permissions,
        } = device;
        if self.plugin(origin, host) {
            return;
        }
        let name = &self.container.attribute;
        if let Err(rule) = AbsolutePath::parse(host) {
            let say = output::refused_value(name, "the device", host, rule);
            return self.ledger.refused(origin, say);
        }
        self.mount(origin, host, path);
        if host == "/dev/net/tun" || self.privileged {
            self.ledger.kept(origin);
            return;
        }
        let kind = host.rsplit('/').next().unwrap_or_default();
        self.ledger.changed(origin, rules::device(name, host, kind));
        if *permissions != Permissions::ALL {
            self.ledger
                .changed(origin, rules::device_permissions(name, host, permissions));
        }
        let security = &mut self.plan.container_mut(self.index).security;
        match &mut security.privileged {
            Some(privileged) => privileged.from.push(origin),
            None => security.privileged = Some(Traced::new(true, origin)),
        }
    }

    /// Mounts a node, unless a volume has brought it already.
    fn mount(&mut self, origin: OriginId, host: &str, path: &str) {
        let mounts = &mut self.plan.container_mut(self.index).mounts;
        if let Some(there) = mounts.iter_mut().find(|mount| mount.path == path) {
            there.from.push(origin);
            return;
        }
        let source = VolumeSource::HostPath {
            path: host.to_owned(),
            kind: kind::kind(host),
        };
        let volume = self
            .plan
            .pod_mut(self.index)
            .volume(host, source, &[origin]);
        self.plan
            .container_mut(self.index)
            .mounts
            .push(VolumeMount {
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
    fn plugin(&mut self, origin: OriginId, device: &str) -> bool {
        let Some(resource) = self.chosen.and_then(|chosen| chosen.devices.get(device)) else {
            return false;
        };
        self.ledger.changed(
            origin,
            rules::device_plugin(&self.container.attribute, device, resource),
        );
        let limits = &mut self.plan.container_mut(self.index).limits;
        limits
            .entry(resource.to_string())
            .and_modify(|limit| limit.from.push(origin))
            .or_insert_with(|| Traced::new("1".to_owned(), origin));
        true
    }

    /// A device by its CDI name.
    fn cdi(&mut self, origin: OriginId, cdi: &Cdi) {
        if self.plugin(origin, &cdi.to_string()) {
            return;
        }
        if (cdi.vendor.as_str(), cdi.class.as_str()) == ("nvidia.com", "gpu") {
            self.gpus.push((cdi.name.clone(), origin));
            return;
        }
        let name = &self.container.attribute;
        self.ledger.refused(
            origin,
            rules::cdi_device(name, cdi, format_args!("{}/{}", cdi.vendor, cdi.class)),
        );
    }

    /// GPUs of NVIDIA by the runtime class that shares them.
    fn nvidia(&mut self) {
        if self.gpus.is_empty() {
            return;
        }
        let from: Vec<OriginId> = self.gpus.iter().map(|(_, origin)| *origin).collect();
        let names: Vec<&str> = self.gpus.iter().map(|(name, _)| name.as_str()).collect();
        let names = if names.contains(&"all") {
            "all".to_owned()
        } else {
            names.join(",")
        };
        for origin in &from {
            self.ledger.kept(*origin);
        }
        if let Some(first) = from.first() {
            self.ledger.say(
                Subject::Option(*first),
                rules::gpu(&self.container.attribute),
            );
        }
        let pod = self.plan.pod_mut(self.index);
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
            self.plan.container_mut(self.index).env.push(EnvVar {
                name: name.to_owned(),
                source: EnvSource::Literal(value),
                from: from.clone().into(),
            });
        }
    }

    /// A rule about device numbers.
    fn rule(&mut self, rule: &Given<CgroupRule>) {
        let privileged = &self.plan.container_of(self.index).security.privileged;
        if self.privileged || privileged.as_ref().is_some_and(|given| given.value) {
            self.ledger.already_so(rule.origin, &rules::ALL_DEVICES);
            return;
        }
        self.ledger.dropped(
            rule.origin,
            rules::device_rule(&self.container.attribute, &rule.value),
        );
    }
}
