//! Flags of the section [`crate::podman::devices`].

use super::{
    Flag,
    Takes::{Array, Slice},
    row,
};
use crate::podman::devices::{Cdi, CgroupRule, Device};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--device", Array, "4.3", ["/dev/net/tun", "/dev/fuse"], many!(devices.devices, Device::parse))
        .reaches("a device that only a privileged container may open takes all confinement away").approximate("volumes[].hostPath + securityContext.privileged", "the choice of devices and permissions where a privileged container is the only way"),
    row("--device-cgroup-rule", Slice, "4.3", ["c 188:* rwm", "c 189:* rwm"], many!(devices.cgroup_rules, CgroupRule::parse))
        .unsupported("-", "the rule, unless the container is privileged"),
    row("--gpus", Slice, "5.4", ["all", "0"], many!(devices.gpus, Cdi::gpu))
        .approximate("runtimeClassName + env NVIDIA_VISIBLE_DEVICES", "-"),
];
