//! Flags of the section [`crate::podman::storage`].

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    row,
};
use crate::podman::{
    storage::{
        ImageVolumes, mount::Mount, tmpfs::Tmpfs, volume::Volume, volumes_from::VolumesFrom,
    },
    text::{any, bytes, switch},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { NoField, Array, "--chrootdirs", "4.3", ["/a", "/b"], any, "these directories have no copies of /etc/hosts and /etc/resolv.conf", "mount the two files there" },
    row("--image-volume", Value, "4.3", ["anonymous", "tmpfs"], once!(storage.image_volumes, ImageVolumes::parse))
        .approximate("volumes[].emptyDir", "an anonymous volume is new with each Pod, as with each podman container under `--rm`"),
    row("--mount", Array, "4.3", ["type=bind,source=/srv/a,destination=/a", "type=tmpfs,destination=/a"], many!(storage.mounts, Mount::parse))
        .approximate("volumes + volumeMounts", "Kubernetes has no noexec, nosuid, nodev, idmap, owner and mode of a tmpfs, patterns and artifacts"),
    row("--read-only", Switch, "4.3", ["true", "false"], once!(storage.read_only, switch))
        .exact("securityContext.readOnlyRootFilesystem + volumes[].emptyDir", "files of the image in /run, /tmp and /var/tmp are hidden"),
    row("--read-only-tmpfs", Switch, "4.3", ["true", "false"], once!(storage.read_only_tmpfs, switch))
        .reaches("`false` leaves the three memory file systems out").exact("volumes[].emptyDir", "with `false`, /dev and /dev/shm stay writable"),
    row("--shm-size", Value, "4.3", ["128m", "256m"], once!(storage.shm_size, bytes))
        .exact("volumes[].emptyDir at /dev/shm", "-"),
    leftover! { NoField, Value, "--shm-size-systemd", "5.4", ["64m", "128m"], bytes, "the memory file systems that systemd uses in the container have their default sizes", "" },
    row("--tmpfs", Array, "4.3", ["/scratch", "/scratch:size=64m"], many!(storage.tmpfs, Tmpfs::parse))
        .approximate("volumes[].emptyDir.medium: Memory", "files of the image in the directory are hidden, and mode and noexec do not apply"),
    row("--volume", Array, "4.3", ["/srv/a:/data", "/srv/b:/data"], many!(storage.volumes, Volume::parse)).short('v')
        .approximate("volumes + volumeMounts", "Kubernetes has no noexec, nosuid, nodev, idmap and lasting overlay"),
    row("--volumes-from", Array, "4.3", ["web", "web:ro"], many!(storage.volumes_from, VolumesFrom::parse))
        .approximate("volumes + volumeMounts", "anonymous volumes of a container in another Pod are not shared"),
];
