//! 434 to 438: what mounts are to each other, and to what the runtime mounts.

use super::rules;

rules! {
    MOUNT_POINT = "K3M434", Warning, "a mount below a read-only one needs a place there" {
        point_by_hand(name, target, around, path) => "`{name}` has a mount at `{target}`, below the read-only `{around}`",
            effect: "the Pod does not start while `{path}` does not exist on the host: podman makes it, Kubernetes does not",
            do: "create `{path}`: a directory for a directory, an empty file for anything else",
            "`--layout k3s`: `k3s-migrate install` creates it";
        point_in_memory(name, target, around) => "`{name}` mounts something at `{target}`, below the read-only tmpfs at `{around}`; in a \
            Pod the tmpfs is writable",
            effect: "the program can write to `{around}`";
    },
    "podman makes the place for each mount in the source of the mount that contains it, as an empty directory or file on the \
     host, and makes that mount read-only afterwards. The runtime of Kubernetes makes it read-only first, so the Pod does not \
     start where the place is missing. `k3s-migrate install` creates it as podman does. In a tmpfs it is always missing, so \
     the tmpfs becomes writable. The same holds for a read-only volume \
     at /etc, which needs places for `hosts`, `hostname` and `resolv.conf`.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath";
    OVER_THE_RUNTIME = "K3M435", Warning, "a mount hides what the container runtime mounts" {
        over_control_groups(name, path) => "`{name}` mounts something read-only at `{path}`; in a Pod that hides the container's \
            own control groups",
            effect: "the program sees the control groups of the whole node, and can change them if the node does not support \
            recursive read-only mounts",
            do: "remove the mount: every container has its own read-only `/sys`";
        over_control_groups_writable(name, path) => "`{name}` mounts something at `{path}`; in a Pod that hides the container's \
            own control groups",
            effect: "the program can change the control groups of the whole node",
            do: "remove the mount: every container has its own read-only `/sys`";
        over_sys(name, path) => "`{name}` mounts something else at `{path}`, where podman mounts the container's own control groups over \
            it, and a Pod does not",
            effect: "the program finds no control groups at `/sys/fs/cgroup`",
            do: "mount it at another path";
        tmpfs_over_dev(name) => "`{name}` mounts a tmpfs at `/dev`, where every container has one; in a Pod it would hide the devices",
            effect: "the tmpfs of the runtime stays, with its own size, and with `/dev/pts` and `/dev/mqueue` in it";
        over_own_options_privileged(name, path) => "`{name}` mounts something at `{path}` in place of the container's own",
            effect: "the mount has no `nosuid` and no `noexec`",
            do: "remove the mount, if the program needs only what it has without it: a privileged container has all devices of the node";
        over_own_options(name, path) => "`{name}` mounts something at `{path}` in place of the container's own",
            effect: "the mount has no `nosuid` and no `noexec`",
            do: "remove the mount, if the program needs only what its container has: `--device` adds a device";
    },
    "A container runtime mounts /proc, /sys with the control groups at /sys/fs/cgroup, and /dev itself. Where a volume is \
     mounted over /sys or /sys/fs, podman mounts the container's own control groups over it again, read-only. containerd does \
     not, so a Pod sees what the host has there: the control groups of all programs of the node. `readOnly` does not reach \
     them, since they are mounts below the mount. `recursiveReadOnly: IfPossible` does, on Linux 5.12 and later with \
     containerd 2.0 and later, and makes all other mounts below read-only, too. A volume at /dev or /sys/fs/cgroup takes the \
     place of the container's own under podman, too; in a Pod it loses `nosuid` and `noexec`. A tmpfs at /dev is left out: podman \
     puts the devices of the container into it, and an `emptyDir` would hide them. Nothing differs for a privileged container \
     that mounts /sys, which has the control groups of the node in any case, for the host's /proc at /proc, or at a path of its own \
     such as /host/sys. K3M437 is about other mounts at /proc.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#recursive-read-only-mounts";
    VOLUME_APART = "K3M436", Error, "the settings give one volume two places, or two volumes one" {
        volume_apart(name, other, volume, others) => "the settings move `{volume}` of `{name}`; `{other}` mounts it too, and has it \
            at another place",
            effect: "neither program would see what the other one writes",
            do: "set `containers.{other:#}.volumes.\"{others}\"` to the same place",
                "remove `{volume}` from `containers.{name:#}.volumes`";
        claim_elsewhere(name, other, volume) => "the settings move `{volume}` of `{name}` into a claim; `{other}`, which mounts it too, is \
            in another namespace",
            effect: "a claim belongs to one namespace, so neither program would see what the other one writes",
            do: "set `namespace` of both containers to the same", "choose a `hostPath` for `{volume}` of both";
        claim_of_two_volumes(name, volume, claim) => "the settings move `{volume}` of `{name}` into the claim `{claim}`, which is made for \
            another volume as well",
            effect: "programs that had a volume each would write to one",
            do: "set `namespace` of one of them to another one", "make a claim by hand, and name it with `existing`";
        two_volumes(name, volume) => "the settings move `{volume}` of `{name}`, which is the source of one volume and the path of another one",
            effect: "both volumes would be at one place",
            do: "replace the key with the path of the first volume in the container, or with the source of the second one";
        claim_of_two_sizes(name, claim) => "the settings give the claim `{claim}` of `{name}` another size or class than another container \
            does",
            effect: "a claim has one size and one class",
            do: "set the same `size` and `class` wherever the volume is moved";
    },
    "Containers that mount the same named volume, or the same directory of their host, see each other's files. \
     `containers.NAME.volumes` of the settings moves a volume of one container. If another one stays with podman's directory, or \
     has a claim of another namespace, the two have different files from then on, and no error shows it. Choose the same place \
     for all of them: one directory, or one claim in one namespace.\n\n\
     https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims";
    INSIDE_PROC = "K3M437", Error, "a mount at or below /proc" {
        inside_proc(name, path) => "`{name}` mounts something at `{path}`, which the runtime of Kubernetes refuses",
            effect: "its Pod would never start",
            do: "mount it at another path", "set `containers.{name:#}.accept = [ \"K3M437\" ]` to convert it without the mount";
    },
    "runc, which runs the containers of K3s, lets nothing be mounted at /proc but the /proc of the host, and nothing below it but \
     files over a few of its own, such as `/proc/cpuinfo`, `/proc/meminfo`, `/proc/stat` and `/proc/uptime` (as lxcfs does). crun, \
     podman's own runtime, takes any. The kubelet would try again and again, with the error `cannot be mounted because it is \
     inside /proc`.\n\n\
     https://github.com/opencontainers/runc/blob/main/libcontainer/rootfs_linux.go";
    VOLUME_AROUND = "K3M438", Warning, "a moved volume is part of what another container mounts" {
        volume_around(name, other, moved, path) => "the settings move `{moved}` of `{name}`; `{other}` mounts `{path}`, which has the same files",
            effect: "the two programs no longer see what the other one writes there",
            do: "mount the new place in `{other}` as well, or move its volume, too",
                "remove the volume from `containers.{name}.volumes`";
    },
    "One container mounts a directory, another one a directory in it: under podman they see the same files. When the settings \
     move one of the two, the files stay where they are for the other one. K3M436 is about containers that mount the same \
     directory.";
}
