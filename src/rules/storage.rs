//! 4xx: volumes, devices, secrets.

use super::rules;

rules! {
    RELATIVE_SOURCE = "K3M401", Error, "a path of the host that does not start at the root" {
        relative_source(name, path) => "`{name}` mounts `{path}`, a path that depends on where podman is started",
            effect: "the data at that place",
            do: "write the whole path, from `/` on";
    },
    "podman takes a source that starts with `.` from the directory in which it is started. For a systemd unit that is \
     `/` unless the unit says otherwise, and nobody meant that. A `hostPath` needs the whole path. Write it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath";
    ENGINE_SOCKET = "K3M402", Error, "the socket of podman or Docker" {
        engine_socket(name, path) => "`{name}` talks to the container engine through `{path}`, which knows nothing of the \
            cluster",
            effect: "what it does with containers: it sees none of those that run in the cluster, and who reaches the \
            socket is root on the host",
            do: "use its Kubernetes mode (Traefik, Dozzle, Homepage and Diun have one), or leave it with podman",
            "accept K3M402 to mount the socket for containers that stay with podman";
    },
    "Who can write to `docker.sock` or `podman.sock` can start any container on the host, as root. That is one reason \
     not to hand it to a Pod unseen. The other: it shows the containers of podman, and none of those that run in the \
     cluster, so Watchtower, Portainer, Dozzle, Traefik or Homepage would look at an empty host. Most of them have a \
     mode for Kubernetes, which needs a service account and no socket. Accept the code for the container \
     (`containers.NAME.accept`) to mount the socket all the same, for containers that stay with podman.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-system-service.1.html\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    STORE_PATH = "K3M403", Note, "a path of the Nix store" {
        store_path(name, path) => "`{name}` mounts `{path}`",
            do: "keep the path alive: have the manifests in the system's closure, as the NixOS module does, or the \
            garbage collector takes it";
    },
    "The path is mounted from where it lies. It stays there as long as something that Nix knows refers to it: the \
     system's closure does when the manifests are part of it, a file that was written by hand does not, and then the \
     next garbage collection takes the path away.\n\n\
     https://nix.dev/manual/nix/stable/package-management/garbage-collector-roots";
    MOUNT_OPTIONS = "K3M404", Warning, "options of a mount that Kubernetes does not have" {
        mount_options(name, path, options, meanings) => "`{name}` mounts `{path}` without `{options}`",
            effect: "{meanings}",
            do: "mount it that way on the host (`fileSystems`), and give the container that path";
    },
    "podman mounts a volume with `noexec`, `nosuid`, `nodev`, without the mounts below it (`bind`), without following \
     a symbolic link, or with other owners (`idmap`). The kubelet binds the directory as it is. The container gets \
     the files, without the option. Where it matters, mount the directory that way on the host (`fileSystems` of \
     NixOS takes all these options) and give the container that path. `idmap` is kept under `--userns=auto`: there \
     the kubelet maps owners by itself.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options";
    CHOWN = "K3M405", Warning, "the owner of a volume is not changed at the start" {
        chown(name, path) => "`{name}` owns everything in `{path}`; in a Pod the owner stays as it is",
            effect: "the change of owner before each start; what podman has changed so far stays",
            do: "set the owner on the host: a `Z` line in `systemd.tmpfiles.rules`";
    },
    "With `U` podman gives everything in the source to the container's user, each time it starts. Kubernetes has \
     `fsGroup`, but not for `hostPath`. What podman has changed so far stays changed, so a container that ran before \
     finds its files. New files that somebody else puts there keep their owner. Set it on the host \
     (`systemd.tmpfiles.rules` with a `Z` line).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    OVERLAY = "K3M406", Error, "a layer above a directory" {
        overlay(name, path) => "`{name}` writes to a layer above `{path}`, and never to the source itself",
            effect: "the layer: what the container writes would land in the source",
            do: "mount it read-only (`:ro`) if the container only reads it",
            "accept K3M406 to have it read-only";
    },
    "With `O` the container writes to a layer that podman throws away (or keeps in `upperdir`), and the source stays \
     as it is. Kubernetes has no such layer: mounted as it is, the container would write to the source. So it is \
     refused. A container that only reads wants `:ro`. Accept the code to have the source mounted read-only.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options";
    SHARED_MOUNTS = "K3M407", Error, "mounts of the container that the host sees" {
        shared_mounts(name, path) => "`{name}` mounts things below `{path}` for the host to see; Kubernetes allows it to \
            privileged containers only",
            effect: "what the container mounts would not be seen on the host",
            do: "make it privileged (`--privileged`), if that is what you want",
            "accept K3M407 to have mounts of the host seen in the container, and not the other way";
    },
    "With `shared` or `rshared` a mount that the container makes (rclone, mergerfs, a FUSE file system) is seen on the \
     host. Kubernetes calls it `Bidirectional` and allows it to privileged containers only, while podman is content \
     with `SYS_ADMIN`. Make the container privileged if that is what you want; nobody else decides that. Accept the \
     code to have one direction only: mounts of the host are seen in the container. A container that may not mount \
     anything gets that anyway (K3M430): there is nothing for the host to see.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation";
    SAME_PLACE = "K3M408", Error, "two different things at one path" {
        same_place(name, path) => "`{name}` has two different things mounted at `{path}`",
            effect: "the container as a whole: podman does not start it either",
            do: "remove one of the two";
    },
    "podman does not start a container with two different mounts at one path, so there is nothing to be faithful to. \
     Remove one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option";
    SAME_MOUNT = "K3M409", Note, "a mount that changes nothing" {
        mounted_twice(name, path) => "`{name}` has `{path}` mounted twice; the first counts";
        mounted_at_shm(name) => "`{name}` has something else mounted at /dev/shm; that counts";
        no_volumes_to_take(name, other) => "`{other}` has no volumes that `{name}` could take";
    },
    "The same mount is there already: given twice, as a volume and as a tmpfs, or taken from another container that \
     has none. podman takes the first and ignores the other, and so does the Pod.";
    ANONYMOUS = "K3M410", Warning, "an anonymous volume becomes an empty directory" {
        anonymous_volume(name, path) => "`{name}` gets an empty directory at `{path}`; podman fills an anonymous volume \
            with what the image has there",
            effect: "the image's content and owner of that directory: it starts empty, and any user may write to it",
            do: "leave the volume out where the image has something at that path: without it the container sees the \
            image's files, and may write to them as well";
    },
    "For `-v /data` podman makes a volume, fills it with what the image has at that path, with owner and mode, and \
     under NixOS throws it away with the container. The Pod gets an `emptyDir`: it lives as long as the Pod, starts \
     empty and is open to every user. Nothing was ever kept there; but a program that expects the image's files, or \
     a private directory, notices. A volume that the image itself declares needs no option: containerd makes one, \
     with the image's content. To keep the data, give the volume a name or a directory, or choose one in the settings \
     (`containers.NAME.volumes.\"/data\".hostPath`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    MEMORY = "K3M411", Note, "a file system in memory starts empty" {
        memory(name, path, differences) => "`{name}` gets an empty file system in memory at `{path}`",
            effect: "{differences}";
        ramfs(name, path) => "`{name}` gets a tmpfs in place of a ramfs at `{path}`",
            effect: "a ramfs is never swapped and has no limit; this one counts towards the memory of the container";
        unlimited_shm(name) => "`{name}` has a /dev/shm with a limit",
            effect: "a size without end: it is the container's memory here";
    },
    "podman mounts a tmpfs and copies into it what the image has at that path, with owner and mode (`tmpcopyup`). The \
     kubelet mounts an `emptyDir` in memory: empty, open to every user (1777), without nosuid and nodev, and counted \
     towards the memory of the container. Without a size it is as large as the memory that the container may have, which \
     without a limit is the node's; podman's is half of that. A program that makes its directories itself does not \
     notice. With `size=64m,mode=1777,notmpcopyup` podman's is the same as this one, but for nosuid and nodev (K3M520). \
     A ramfs becomes a tmpfs, and a /dev/shm without a limit (`--shm-size=0`) gets one: the memory of the container.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tmpfs-fs\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    MEMORY_OPTIONS = "K3M412", Warning, "options of a tmpfs that Kubernetes does not have" {
        memory_options(name, path, differences) => "`{name}` gets a simpler file system in memory at `{path}`",
            effect: "{differences}";
    },
    "An `emptyDir` in memory has a size and nothing else: no mode, no `noexec`, `nosuid`, `nodev`, no size in percent of \
     the host's memory. Write the size in bytes (`size=64m`), and it is kept. `noswap` it has anyway.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tmpfs-fs\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    READ_ONLY = "K3M413", Note, "a read-only root keeps three writable directories" {
        read_only_root(name) => "`{name}` has empty directories in memory at /run, /tmp and /var/tmp",
            effect: "podman copies what the image has there into them, lets root alone write to /run, and makes \
            /etc/hosts read-only";
    },
    "Under `--read-only` podman mounts a tmpfs at /run, /tmp and /var/tmp, with what the image has there. Kubernetes \
     makes everything read-only, so the Pod gets an `emptyDir` in memory at each of the three that has no other mount. \
     They start empty, open to every user, and as K3M411 says of other file systems in memory. \
     `--read-only-tmpfs=false` leaves them out. One file can be written that podman closes: /etc/hosts, which the kubelet \
     makes and mounts itself.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only-tmpfs";
    WRITABLE_DEV = "K3M414", Warning, "/dev stays writable" {
        writable_dev(name) => "`{name}` may write to /dev, /dev/shm and /etc/hosts",
            effect: "podman makes them read-only, too";
    },
    "With `--read-only-tmpfs=false` podman makes /dev and /dev/shm read-only as well, and /etc/hosts under every read-only \
     root. `readOnlyRootFilesystem` does not reach them: the first two are file systems of their own, and the file is \
     mounted by the kubelet.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only-tmpfs";
    NOT_READ_ONLY = "K3M415", Note, "an option of a read-only root, without one",
    "`--read-only-tmpfs` says what happens under `--read-only`. The root file system is writable, so podman does nothing \
     with it, and neither does the Pod.";
    IMAGE_VOLUMES = "K3M416", Note, "volumes of the image are made by containerd" {
        image_volumes_ignored(name) => "`{name}` has a volume wherever its image declares one",
            effect: "that there are none; they hold what the image has there";
    },
    "For each volume that the image declares podman makes an anonymous one (`anonymous`) or leaves the directory as it \
     is (`ignore`). containerd makes a volume of its own, with the image's content, owner and mode, and throws it away \
     with the container. For the program it is the same but for nosuid and nodev (K3M520), and that with `ignore` the \
     directory becomes a mount of its own: files cannot be moved or linked across its edge. What it writes there is \
     gone after a restart, as it was \
     under NixOS.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    IMAGE_VOLUMES_TMPFS = "K3M417", Warning, "volumes of the image lie on disk" {
        image_volumes_in_memory(name) => "`{name}` has the volumes of its image in memory; in a Pod they lie on disk",
            effect: "memory in place of the disk, and that they start empty",
            do: "name each of them: `--tmpfs /path`";
    },
    "`--image-volume=tmpfs` puts every volume that the image declares into memory. Which these are stands in the image, \
     and images are not looked at here. containerd makes a volume on disk for each, with the image's content and \
     owner; podman's tmpfs has the content, and belongs to root. Name them: `--tmpfs /path`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    IMAGE_MOUNT = "K3M418", Error, "an image as a volume" {
        image_mount(name, image, path) => "`{name}` mounts the image `{image}` at `{path}`",
            effect: "the files of the image",
            do: "copy them into a directory of the host (`podman image mount` shows them), and mount that";
    },
    "podman mounts the file system of an image into a container. Kubernetes has such volumes by default since 1.35; \
     1.33 and 1.34, for which manifests are made here, drop the volume and then refuse the Pod. Without its files the \
     container is another one, so the workload is refused. Copy the files into a directory of the host and mount \
     that.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/";
    NO_SUCH_MOUNT = "K3M420", Error, "a type of mount that Kubernetes does not have" {
        glob_mount(name, pattern) => "`{name}` mounts whatever matches `{pattern}` when it starts",
            effect: "the files that match",
            do: "mount each file by its name, or the directory that holds them";
        artifact_mount(name, artifact) => "`{name}` mounts files of the artifact `{artifact}`",
            effect: "the files of the artifact",
            do: "put them into an image and mount that (`type=image`), or into a directory of the host";
    },
    "`glob` mounts whatever matches when the container starts, `artifact` mounts files of an OCI artifact from podman's \
     store. Neither has a counterpart, and without its files the container is another one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option";
    DEVPTS = "K3M421", Note, "pseudo-terminals are there already" {
        devpts(name, path) => "`{name}` mounts pseudo-terminals at `{path}`; every container has its own at /dev/pts";
        devpts_with_options(name, path) => "`{name}` mounts pseudo-terminals at `{path}`; every container has its own at \
            /dev/pts",
            effect: "another place for them, and their options";
    },
    "Every container has its own /dev/pts, in podman and in Kubernetes. A second one, or other options for it, cannot \
     be asked for.";
    UNKNOWN_VOLUMES = "K3M422", Error, "volumes of a container that is not there" {
        unknown_volumes(name, other) => "`{name}` takes the volumes of `{other}`, which is not part of the input",
            effect: "those volumes",
            do: "name the volumes themselves";
    },
    "`--volumes-from` copies the mounts of another container. That container is not part of the input, so nobody \
     knows what it mounts. Convert both together, or name the volumes themselves.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volumes-from-container-options";
    SHARED_ANONYMOUS = "K3M423", Error, "an anonymous volume of another Pod" {
        shared_anonymous(name, other, paths, named) => "`{name}` shares `{paths}` with `{other}`, which runs in another Pod",
            effect: "an anonymous volume lives in one Pod only",
            do: "give it a name: `{named}`";
    },
    "podman gives the anonymous volume of one container to another one as well. An `emptyDir` belongs to one Pod. Give \
     the volume a name, and both mount the same directory.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volumes-from-container-options";
    CHOSEN_VOLUME = "K3M424", Note, "the settings put a volume elsewhere" {
        chosen_volume(name, path, folder) => "the settings put `{path}` of `{name}` at `{folder}` of the host";
    },
    "`containers.NAME.volumes` of the settings names another directory of the host for this volume. It is mounted \
     without a check of what it is, and the data has to be there.";
    CLAIM = "K3M425", Warning, "a claim starts empty" {
        claim(name, path) => "`{name}` has `{path}` in a claim, which knows nothing of the data that podman holds",
            effect: "the data, until it is copied",
            do: "stop the container, copy the data into the volume of the claim, then start the Pod";
    },
    "`containers.NAME.volumes` of the settings asks for a claim. The data that podman holds stays where it is and has to \
     be copied once: stop the container, copy `/var/lib/containers/storage/volumes/NAME/_data` into the volume of the \
     claim (K3s' local-path provisioner keeps it below `/var/lib/rancher/k3s/storage`), start the Pod. A volume that \
     several containers share becomes one claim.\n\n\
     https://kubernetes.io/docs/concepts/storage/persistent-volumes/\n\
     https://docs.k3s.io/add-ons/storage";
    DRIVER_OPTIONS = "K3M426", Error, "a volume that podman mounts from elsewhere" {
        driver_mount(name, volume, options) => "`{name}` mounts the volume `{volume}`, which podman mounts from elsewhere \
            ({options})",
            effect: "whatever is mounted there",
            do: "mount it on the host (`fileSystems`), and give the container that path";
    },
    "Options of a volume's driver (`volume-opt`, `podman volume create --opt`) tell podman to mount something when the \
     volume is used: NFS, a device, a tmpfs. That mount is there only while podman has a container with it, so it \
     cannot be mounted from where podman has it. Mount it on the host (`fileSystems`), and give the container the path. \
     A volume that is another directory of the host (`o=bind`) needs nothing: that directory is mounted.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-volume-create.1.html#opt-o-option";
    OVER_ROOT = "K3M427", Error, "a mount over the whole file system" {
        over_root(name) => "`{name}` has something mounted over its whole file system",
            effect: "the container's own files: there is nothing left to start",
            do: "mount it at another path";
    },
    "Something is mounted at `/` of the container: its own files would be hidden. Neither podman's runtime nor that of \
     Kubernetes gets far with it.";
    SHM_OF_HOST = "K3M428", Error, "the size of a /dev/shm that is not the container's" {
        shm_of_host(name) => "`{name}` sets the size of a /dev/shm that is not its own",
            effect: "the container as a whole: podman does not start it either",
            do: "remove `--shm-size` or `--ipc`";
    },
    "podman refuses `--shm-size` together with `--ipc=host` or `--ipc=none`: there is no /dev/shm of its own to size.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#shm-size-number-unit";
    ROOTLESS_VOLUME = "K3M429", Error, "a volume of a user's podman" {
        rootless_volume(name, volume, user) => "`{name}` keeps the volume `{volume}` in the home of the user `{user}`, and \
            nobody says where that is",
            effect: "the data of the volume",
            do: "name the place: `containers.NAME.volumes.\"VOLUME\".hostPath` in the settings";
    },
    "With `podman.user` a container runs as that user, and its volumes lie in that user's home, at \
     `~/.local/share/containers/storage/volumes/NAME/_data`. Where that is on this host is not part of the input. Name \
     the directory in the settings: `containers.NAME.volumes.\"VOLUME\".hostPath`. The files belong to ids of the \
     user's range there, and have to be given to the ids that the container uses.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-volume.1.html";
    BOTH_WAYS = "K3M430", Note, "mounts that the container and the host see of each other" {
        both_ways(name, path) => "`{name}` mounts things below `{path}` for the host to see",
            effect: "nothing of that; containerd makes the container's other mounts shared as well";
        one_way(name, path) => "`{name}` sees what the host mounts below `{path}`, and the host nothing in return",
            effect: "nothing: the container cannot mount anything";
    },
    "With `shared` or `rshared` podman makes the mount a peer of the host's: each sees what the other mounts below it. \
     For a privileged container Kubernetes has the same (`Bidirectional`); containerd makes /proc, /sys and the other \
     mounts of such a container shared as well, which changes nothing outside. A container that may not mount anything \
     gets the one direction that matters, from the host to the container. For the third kind see K3M407.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation";
    BACKUP_MISSES = "K3M431", Warning, "a backup copies a folder that has lost its data to the settings" {
        backup_misses_folder(name, jobs, old, new) => "`{jobs}` copies `{old}`, and `{name}` has its data elsewhere now",
            effect: "that data in the backup: it goes on copying the old folder, without an error",
            do: "let it copy `{new}`, too",
            "leave the data where podman has it: take the choice out of the settings";
        backup_misses_claim(name, jobs, old) => "`{jobs}` copies `{old}`, and `{name}` has its data elsewhere now",
            effect: "that data in the backup: it goes on copying the old folder, without an error",
            do: "let it copy the folder of the claim's volume, too: `kubectl get pv -o yaml` tells",
            "leave the data where podman has it: take the choice out of the settings";
    },
    "Data stays where podman has it, and so do backups that copy it, unless the settings put a volume elsewhere. Then \
     a job of restic, BorgBackup or borgmatic on the host goes on copying the old folder, which nobody writes to: it \
     ends well every night, and the day of the restore is when it is missed. The jobs are those that the options of \
     the host name (`facts.backups` of the envelope). A claim of K3s' own class lies below \
     /var/lib/rancher/k3s/storage; a job that copies that, or `/`, is not named.\n\n\
     https://docs.k3s.io/add-ons/storage";
    DEVICE = "K3M440", Warning, "a device makes the container privileged" {
        device(name, device) => "`{name}` becomes privileged, for it could not open `{device}` otherwise",
            effect: "confinement: it may use every device, and do everything else on the host",
            do: "run a device plugin, and name its resource in the settings: `containers.NAME.devices.\"DEVICE\"`",
            "accept K3M440 if the container may be privileged";
        limited_device(name, device) => "`{name}` becomes privileged, for it could not open `{device}` otherwise",
            effect: "confinement: it may use every device, and do everything else on the host; and the limit of what it \
            may do with this one",
            do: "run a device plugin, and name its resource in the settings: `containers.NAME.devices.\"DEVICE\"`",
            "accept K3M440 if the container may be privileged";
    },
    "podman lets a container use one device of the host. Kubernetes has no field for it: a device plugin can hand out a \
     device, and without one only a privileged container may open it. A privileged container may do everything on the \
     host, so this is a real loss of confinement. To avoid it, run a device plugin and name its resource in the \
     settings (`containers.NAME.devices.\"/dev/dri\" = \"squat.ai/dri\"`). /dev/net/tun is open to every container, and \
     needs no more than the mount. `r`, `w` and `m` after a device cannot be kept: a privileged container has all of \
     them.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    DEVICE_PLUGIN = "K3M441", Note, "a device comes from a device plugin" {
        device_plugin(name, device, resource) => "`{name}` gets `{device}` as one `{resource}` of a device plugin";
    },
    "The settings name the resource of a device plugin for this device. The plugin decides which node it hands out, \
     where it appears in the container and how many Pods may have it at the same time.\n\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    GPU = "K3M442", Warning, "a GPU comes from the NVIDIA runtime of the node" {
        gpu(name) => "`{name}` gets its GPU from the runtime class `nvidia`",
            effect: "nothing, where the node has NVIDIA's container toolkit; without it the Pod does not start",
            do: "put NVIDIA's container toolkit in the path of the k3s unit, and restart it";
    },
    "podman gives a GPU to a container by its CDI name, and to as many containers as want it. In Kubernetes the runtime \
     class `nvidia` does the same with `NVIDIA_VISIBLE_DEVICES`: the GPU is shared. The resource `nvidia.com/gpu` of \
     NVIDIA's device plugin would hand it to one Pod only; name it in the settings \
     (`containers.NAME.devices.\"nvidia.com/gpu=all\" = \"nvidia.com/gpu\"`) if you want that. K3s finds the runtime in the \
     path of its unit when it starts; on NixOS the NVIDIA container toolkit has to be put there.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#gpus-entry\n\
     https://docs.k3s.io/advanced#nvidia-container-runtime";
    CDI = "K3M443", Error, "a device by a name that only podman knows" {
        cdi_device(name, device) => "`{name}` gets the device `{device}`, whose name only podman knows",
            effect: "the device, and the files and variables that come with it",
            do: "run a device plugin, and name its resource in the settings: `containers.NAME.devices.\"DEVICE\"`";
    },
    "podman looks the name up in the CDI files of the host and does what they say: nodes, mounts, variables. The kubelet \
     takes such names from a device plugin only. Name the plugin's resource in the settings \
     (`containers.NAME.devices.\"vendor/class=name\" = \"RESOURCE\"`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    DEVICE_RULE = "K3M444", Warning, "a rule about device numbers is lost" {
        device_rule(name, rule) => "`{name}` may use devices by the rule `{rule}`; in a Pod it may not",
            effect: "devices that are plugged in later, and those whose node is a plain volume",
            do: "give it the device itself: `--device`",
            "make it privileged: `--privileged`";
    },
    "`--device-cgroup-rule` lets a container use devices by their number, also those that are plugged in later. \
     Kubernetes has no field for it; a privileged container needs no rule. Give the container the device \
     (`--device`), or make it privileged.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-cgroup-rule-type-major-minor-mode";
    ALL_DEVICES = "K3M445", Note, "a privileged container has every device",
    "The container is privileged: it may use every device of the host, so a rule about some of them changes nothing.";
    ENV_FILE = "K3M460", Note, "an environment file becomes a Secret that is made on the host" {
        env_file(name) => "the environment file of `{name}` becomes a Secret that is made on the host",
            effect: "reading the file at every start: a new content comes with the next install";
    },
    "podman reads `environmentFiles` at every start. Its contents are never read while manifests are made, and never \
     are in the Nix store: `k3s-migrate install` reads the file on the host, by podman's rules (quotes and `$` are part \
     of the value), and makes a Secret of it. A checksum on the Pod restarts it when the contents change. A new \
     content reaches the container with the next install (the NixOS module runs it at every switch). Where the file is \
     gone podman does not start; a Pod goes on with what was installed, and so it does where a line is none that a \
     Secret can hold: a name without a value, which podman takes from the unit, or `export A=1`, which gives podman's \
     container a variable called `export A`. `install` says so (K3M910).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PODMAN_SECRET = "K3M461", Note, "a secret of podman's store becomes a Secret that is made on the host" {
        podman_secret(name) => "a secret of `{name}` is read from podman's store on the host",
            effect: "nothing, as long as podman and its store are there when the manifests are installed";
    },
    "`--secret` takes a blob from podman's own store when the container is made. `k3s-migrate install` reads it on the \
     host (`podman secret inspect --showsecret`) and makes a Secret of it, so podman has to stay installed until that \
     has been done once. A new content reaches the container with the next install. The file is where podman puts it, \
     `/run/secrets/NAME` unless `target` says otherwise. It lies in memory and cannot be written to; podman's is on disk \
     and can, and its `/run/secrets` is a file system of its own.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt";
    SECRET_OWNER = "K3M462", Warning, "the file of a secret belongs to root" {
        secret_owner(name) => "the file of a secret of `{name}` belongs to root",
            effect: "its owner and group; every user in the Pod can read it",
            do: "take the secret as a variable (`type=env`), or run the program as root";
    },
    "podman gives the file of a secret to the `uid` and `gid` of the option. A Secret in a Pod belongs to root, and only \
     its permissions can be chosen. They are kept where others may read the file; a file for its owner alone is made \
     readable for all, since a program that is not root could not open it otherwise. Everybody in this Pod can then \
     read it. Where it lies is told by K3M461.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod";
    AUTH_FILE = "K3M463", Note, "a file with registry logins becomes a pull Secret that is made on the host" {
        auth_file(name) => "the registry logins of `{name}` become a Secret that is made on the host",
            effect: "credential helpers; a new content comes with the next install";
    },
    "podman reads `--authfile` when it pulls. `k3s-migrate install` reads it on the host and makes a Secret of type \
     `kubernetes.io/dockerconfigjson`, which the Pod names in `imagePullSecrets`. Credential helpers in the file do not \
     work there.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    CREDS = "K3M464", Error, "a password on the command line" {
        password_in_the_open(name) => "`{name}` has a registry password in the open",
            effect: "the login: a password is not written into a manifest",
            do: "set `login.registry`, `login.username` and `login.passwordFile`";
    },
    "`--creds=USER:PASSWORD` puts a password into the Nix store, where every user of the host can read it, and into the \
     process list. It is not written into a manifest. Set `login.registry`, `login.username` and `login.passwordFile`, \
     or `--authfile`. Accepting this code drops the option: the image must then be there, or be open to all.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#creds-username-password";
    LOGIN = "K3M465", Note, "a registry login becomes a pull Secret that is made on the host" {
        registry_login(name) => "the registry login of `{name}` becomes a Secret that is made on the host",
            effect: "logging in at every start: a new password comes with the next install";
    },
    "With `login`, NixOS runs `podman login` before the container starts. `k3s-migrate install` reads the password's file \
     on the host and makes a Secret of type `kubernetes.io/dockerconfigjson`, which the Pod names in \
     `imagePullSecrets`.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    HALF_A_LOGIN = "K3M466", Note, "a login without all of its three parts" {
        half_a_login(name) => "`{name}` has half a login",
            effect: "nothing: NixOS does not log in either",
            do: "set all three of `registry`, `username` and `passwordFile`, or none";
    },
    "NixOS logs in only if `login.registry`, `login.username` and `login.passwordFile` are all set. With one of them \
     missing the others have no effect, there and here.";
    SECRET_BEHIND_VOLUME = "K3M467", Note, "a volume lies over the file of a secret" {
        secret_behind_volume(name) => "`{name}` mounts a volume at the path of a secret",
            effect: "the file of the secret: the volume lies over it, in podman too",
            do: "give the secret another `target`";
    },
    "podman mounts the volumes of a container over the files of its secrets, so at one path the volume is seen. \
     Kubernetes refuses two mounts at one path, so the secret is left out, and `/run/secrets` is no file system of its \
     own. Give it another `target` if the program needs it.";
}
