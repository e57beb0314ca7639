//! Flags of the section [`crate::podman::storage`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    storage::{
        ImageVolumes, mount::Mount, tmpfs::Tmpfs, volume::Volume, volumes_from::VolumesFrom,
    },
    text::{any, bytes, switch},
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    leftover! { NoField, Array, "--chrootdirs", "4.3", ["/a", "/b"], any, "the copies of /etc/hosts and /etc/resolv.conf in these directories", "mount these files there" },
    Flag {
        name: "--image-volume",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes[].emptyDir",
        lost: "an anonymous volume is made anew with each container, as by podman under --rm",
        samples: ["anonymous", "tmpfs"],
        reaches: None,
        set: |c, v| {
            c.storage.image_volumes = Some(v.try_map(ImageVolumes::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--mount",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes + volumeMounts",
        lost: "what Kubernetes cannot say of a mount: noexec, nosuid, nodev, idmap, owners and modes of a tmpfs; patterns and artifacts",
        samples: [
            "type=bind,source=/srv/a,destination=/a",
            "type=tmpfs,destination=/a",
        ],
        reaches: None,
        set: |c, v| {
            c.storage.mounts.push(v.try_map(Mount::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--read-only",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "securityContext.readOnlyRootFilesystem + volumes[].emptyDir",
        lost: "what the image has in /run, /tmp and /var/tmp",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.storage.read_only = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--read-only-tmpfs",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "volumes[].emptyDir",
        lost: "with false: /dev and /dev/shm stay writable",
        samples: ["true", "false"],
        reaches: Some("`false` leaves the three memory file systems out"),
        set: |c, v| {
            c.storage.read_only_tmpfs = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--shm-size",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "volumes[].emptyDir at /dev/shm",
        lost: "-",
        samples: ["128m", "256m"],
        reaches: None,
        set: |c, v| {
            c.storage.shm_size = Some(v.try_map(bytes)?);
            Ok(())
        },
    },
    leftover! { NoField, Value, "--shm-size-systemd", "5.4", ["64m", "128m"], bytes, "the size of the memory file systems that systemd uses in the container", "" },
    Flag {
        name: "--tmpfs",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes[].emptyDir.medium: Memory",
        lost: "the image's content, mode and noexec of the directory",
        samples: ["/scratch", "/scratch:size=64m"],
        reaches: None,
        set: |c, v| {
            c.storage.tmpfs.push(v.try_map(Tmpfs::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--volume",
        short: Some('v'),
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes + volumeMounts",
        lost: "what Kubernetes cannot say of a mount: noexec, nosuid, nodev, idmap, a lasting overlay",
        samples: ["/srv/a:/data", "/srv/b:/data"],
        reaches: None,
        set: |c, v| {
            c.storage.volumes.push(v.try_map(Volume::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--volumes-from",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "volumes + volumeMounts",
        lost: "anonymous volumes of a container in another Pod",
        samples: ["web", "web:ro"],
        reaches: None,
        set: |c, v| {
            c.storage.volumes_from.push(v.try_map(VolumesFrom::parse)?);
            Ok(())
        },
    },
];
