//! Flags of the section [`crate::podman::devices`].

use super::{Disposition, Flag, Takes};
use crate::podman::devices::{Cdi, CgroupRule, Device};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--device",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes[].hostPath + securityContext.privileged",
        lost: "the choice of devices and permissions where a privileged container is the only way",
        samples: ["/dev/net/tun", "/dev/fuse"],
        reaches: Some(
            "a device that only a privileged container may open takes all confinement away",
        ),
        set: |c, v| {
            c.devices.devices.push(v.try_map(Device::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--device-cgroup-rule",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the rule, unless the container is privileged",
        samples: ["c 188:* rwm", "c 189:* rwm"],
        reaches: None,
        set: |c, v| {
            c.devices.cgroup_rules.push(v.try_map(CgroupRule::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--gpus",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "5.4",
        disposition: Disposition::Approximate,
        becomes: "runtimeClassName + env NVIDIA_VISIBLE_DEVICES",
        lost: "-",
        samples: ["all", "0"],
        reaches: None,
        set: |c, v| {
            c.devices.gpus.push(v.try_map(Cdi::gpu)?);
            Ok(())
        },
    },
];
