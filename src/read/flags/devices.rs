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
        .reaches("the first device of a host brings the device plugin").exact("resources.limits + args of the device plugin", "with `deviceMode = \"privileged\"` the container may open every device, with all permissions"),
    row("--device-cgroup-rule", Slice, "4.3", ["c 188:* rwm", "c 189:* rwm"], many!(devices.cgroup_rules, CgroupRule::parse))
        .unsupported("-", "the rule does not apply, unless the container is privileged"),
    row("--gpus", Slice, "5.4", ["all", "0"], many!(devices.gpus, Cdi::gpu))
        .approximate("runtimeClassName + env NVIDIA_VISIBLE_DEVICES", "-"),
];
