//! 40x to 43x: volumes and mounts.

use super::rules;

rules! {
    RELATIVE_SOURCE = "K3M401", Error, "the source of a mount is a relative path" {
        relative_source(name, path, absolute) => "`{name}` mounts the relative path `{path}`",
            effect: "a `hostPath` has to be absolute, so the Pod cannot mount it",
            do: "write the absolute path: podman finds `{absolute}`, unless the unit sets `WorkingDirectory=`";
    },
    "podman resolves a source that starts with `.` against its working directory. For a systemd unit that is `/`, \
     unless the unit sets `WorkingDirectory=`, so the directory is rarely the one that was meant. A `hostPath` has to \
     be absolute. Nothing is guessed: the workload is refused until the whole path is written.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath";
    ENGINE_SOCKET = "K3M402", Error, "the API socket of podman or Docker is mounted" {
        engine_socket(name, path) => "`{name}` mounts `{path}`, the API socket of the container engine",
            effect: "through the socket the program sees the containers of this engine and none of the cluster's, and \
            has root rights on the host",
            do: "set the program up for the Kubernetes API, where it supports that (Traefik, Dozzle, Homepage, Diun)",
            "`containers.{name:#}.accept = [ \"K3M402\" ]`: mounts the socket, for a program that manages containers \
            which stay with podman";
    },
    "A program that can write to `docker.sock` or `podman.sock` can start any container on the host, as root. That is \
     one reason to refuse the mount until you accept it. The other: the socket shows podman's containers and none of \
     those in the cluster, so Watchtower, Portainer, Dozzle, Traefik or Homepage would see an empty host. Some of them \
     support Kubernetes: they need a service account and no socket. To mount the socket for containers that stay with \
     podman, accept the code for this container (`containers.NAME.accept`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-system-service.1.html\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    STORE_PATH = "K3M403", Note, "a path of the Nix store is mounted" {
        store_path(name, path) => "`{name}` mounts `{path}` from the Nix store",
            effect: "the NixOS module keeps the path alive; if you apply the manifests by hand, a garbage collection \
            may delete it";
    },
    "The path is mounted from the store of the host. It stays there as long as a garbage collector root refers to it. \
     The NixOS module makes the manifests a part of the system's closure, and with them every path that they name. \
     Manifests that you write and apply by hand are not a root: add one, or the next garbage collection deletes the \
     path.\n\n\
     https://nix.dev/manual/nix/stable/package-management/garbage-collector-roots";
    MOUNT_OPTIONS = "K3M404", Warning, "a mount option that Kubernetes does not have" {
        mount_noexec(name, path) => "`{name}` mounts `{path}` with `noexec`, for which Kubernetes has no field",
            effect: "programs on the volume can be executed",
            do: "set the option on the host (`fileSystems`), and give the container that path";
        mount_nosuid(name, path) => "`{name}` mounts `{path}` with `nosuid`, for which Kubernetes has no field",
            effect: "setuid programs on the volume run with the rights of their owner",
            do: "set the option on the host (`fileSystems`), and give the container that path";
        mount_nodev(name, path) => "`{name}` mounts `{path}` with `nodev`, for which Kubernetes has no field",
            effect: "device nodes on the volume work",
            do: "set the option on the host (`fileSystems`), and give the container that path";
        mount_not_recursive(name, path) => "`{name}` mounts `{path}` with `bind`; a Pod binds recursively",
            effect: "the program also sees what is mounted below the source",
            do: "mount the directory a second time on the host (`fileSystems`, option `bind`), and give the container \
            that path";
        mount_no_dereference(name, path) => "`{name}` mounts `{path}` with `no-dereference`; the kubelet follows \
            symbolic links",
            effect: "the program sees the target of the link, not the link",
            do: "mount the directory that contains the link";
        mount_idmap(name, path) => "`{name}` mounts `{path}` with `idmap`, for which Kubernetes has no field",
            effect: "files have the owners that they have on the host",
            do: "set the option on the host (`fileSystems`), and give the container that path",
            "`--userns=auto`: with it the kubelet maps the owners";
    },
    "podman mounts a volume with `noexec`, `nosuid` or `nodev`, without the mounts below it (`bind`), without \
     following a symbolic link (`no-dereference`), or with mapped owners (`idmap`). The kubelet binds the directory as \
     it is, recursively, and has no field for these options. Kubernetes 1.37 has one for the first three \
     (`bindMountOptions`), behind a feature gate that is off (`VolumeBindMountOptions`), so it is not used. The container \
     has the files, without the option. Where it matters, mount the directory that way on the host and give the container that path: `fileSystems` of NixOS takes \
     such options (`X-mount.idmap` for owners). `idmap` is kept under `--userns=auto`, where the kubelet maps the \
     owners itself.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options";
    CHOWN = "K3M405", Warning, "the owner of a volume is not changed at each start" {
        chown(name, path) => "`{name}` mounts `{path}` with `U`, which changes the owner at each start; a Pod does not",
            effect: "files keep their owner: those that podman has changed so far, and those that are added later",
            do: "add a `Z` line for the directory to `systemd.tmpfiles.rules`: it sets the owner on the host";
    },
    "With `U` podman gives everything in the source to the container's user, each time the container starts. \
     Kubernetes has `fsGroup` for that, but not for a `hostPath`. What podman has changed so far stays changed, so a \
     container that ran before finds its files. Files that are added later from outside keep their owner. Set it on \
     the host, with a `Z` line in `systemd.tmpfiles.rules`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    OVERLAY = "K3M406", Error, "an overlay mount" {
        overlay(name, path) => "`{name}` mounts `{path}` as an overlay (`O`); Kubernetes has no overlay mounts",
            effect: "without the overlay the program would change the source",
            do: "write `ro` in place of `O`: for a program that only reads",
            "`containers.{name:#}.accept = [ \"K3M406\" ]`: mounts the source read-only";
        overlay_read_only(name, path) => "`{name}` mounts `{path}` as an overlay (`O`); in a Pod the mount is read-only",
            effect: "the program cannot write to the mount";
    },
    "With `O` the program writes to an overlay that podman throws away, or keeps in `upperdir`, and the source stays \
     as it is. Kubernetes has no overlay mounts. A plain mount would let the program change the source, so the \
     workload is refused. If the program only reads, write `ro`. If you accept the code, the source is mounted \
     read-only.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options";
    SHARED_MOUNTS = "K3M407", Error, "mounts are propagated to the host" {
        shared_mounts(name, path) => "`{name}` propagates its mounts below `{path}` to the host, which Kubernetes \
            allows to privileged containers only",
            effect: "without propagation the host does not see what the program mounts there",
            do: "`--privileged`: allows the propagation, and gives the container all rights on the host",
            "`containers.{name:#}.accept = [ \"K3M407\" ]`: propagates mounts of the host to the container only";
        shared_mounts_one_way(name, path) => "`{name}` mounts `{path}` with `shared`; in a Pod propagation is \
            `HostToContainer`",
            effect: "the host does not see what the program mounts there";
    },
    "With `shared` or `rshared` the host sees what the container mounts (rclone, mergerfs, a FUSE file system). \
     Kubernetes calls this `Bidirectional` and allows it to privileged containers only, while podman requires no more \
     than `SYS_ADMIN`. A container is never made privileged for it unless you say so with `--privileged`. If you \
     accept the code, propagation has one direction: the container sees what the host mounts. A container that may not \
     mount anything has that anyway (K3M430): it has no mounts that the host could see.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation";
    SAME_PLACE = "K3M408", Error, "two mounts at one path" {
        same_place(name, path) => "`{name}` has two mounts at `{path}` that podman takes for different ones",
            effect: "podman refuses to start this container as well",
            do: "remove one of the two mounts";
    },
    "podman does not start a container with two mounts at one path, and the API server refuses such a Pod. podman takes two \
     for one only if both are the same and their path is spelled the same: `-v /data -v /data/` and two equal `--mount` are \
     refused. Remove one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option";
    SAME_MOUNT = "K3M409", Note, "a mount that changes nothing" {
        mounted_twice(name, path) => "`{name}` mounts `{path}` twice; the first mount counts";
        mounted_at_shm(name) => "`{name}` sets `--shm-size` and has another mount at `/dev/shm`; the mount counts";
        no_volumes_to_take(name, other) => "`{name}` takes the volumes of `{other}`, which adds no mount";
    },
    "The mount is there already: it is given twice in the same words, once by `--mount` and once by `--volume` or `--tmpfs`, or \
     `--volumes-from` names a container that has no volumes or only such that are mounted already. podman takes the first mount and ignores the other. So \
     does the Pod.";
    ANONYMOUS = "K3M410", Warning, "an anonymous volume becomes an empty directory" {
        anonymous_volume(name, path) => "`{name}` has an anonymous volume at `{path}`; in a Pod it is an empty \
            directory",
            effect: "the program does not find the image's files there, and every user may write to the directory",
            do: "remove the volume if the image has files at this path: without it the program finds and may change \
            them";
    },
    "For `-v /data` podman makes a volume and fills it with what the image has at that path, with owner and mode. \
     Under NixOS it deletes the volume together with the container. The Pod has an `emptyDir`: it has none of the \
     image's files, every user may write to it, and it lives as long as the Pod: a restarted container finds what it \
     wrote before (K3M694). No data is lost, for podman never kept any. \
     But a program that expects the image's files or a private directory fails. A volume that the image itself \
     declares needs no option: containerd makes one, with the image's content. To keep the data, give the volume a \
     name or a directory, or choose one in the settings (`containers.NAME.volumes.\"/data\".hostPath`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    MEMORY = "K3M411", Note, "a tmpfs has none of the image's files" {
        tmpfs(name, path) => "`{name}` mounts a tmpfs at `{path}`; in a Pod it is an `emptyDir` in memory",
            effect: "it has none of the image's files, every user may write to it, and without a size it may fill the \
            memory of the container";
        tmpfs_sticky(name, path) => "`{name}` sets mode 0777 for the tmpfs at `{path}`; in a Pod it is 1777",
            effect: "a user can no longer remove or rename files of other users there";
        ramfs(name, path) => "`{name}` mounts a ramfs at `{path}`; in a Pod it is an `emptyDir` in memory",
            effect: "it counts towards the memory limit of the container; a ramfs has no limit";
        larger_than_memory(name, path, limit) => "`{name}` has a file system in memory at `{path}` that is larger than the memory \
            limit of its Pod",
            effect: "its size in the Pod is {limit}: a program finds it full there, where podman ends the program";
        unlimited_shm(name) => "`{name}` sets `--shm-size=0`, which sets no limit; in a Pod the limit is the memory of \
            the container",
            effect: "shared memory counts towards the memory limit of the container";
    },
    "podman mounts a tmpfs and copies into it what the image has at that path, with owner and mode (`tmpcopyup`). The \
     kubelet mounts an `emptyDir` in memory: without the image's files, with mode 1777, without nosuid and nodev, and \
     counted towards the memory of the container. Without a size it may grow up to the container's memory limit, or \
     without one to the node's memory; podman's may grow to half of the host's memory. It lives as long as the Pod: a \
     restarted container finds what it wrote before (K3M694). With `size=64m,mode=1777,notmpcopyup` podman's is \
     otherwise the same, except for nosuid and nodev (K3M520). A ramfs becomes a tmpfs. A /dev/shm without a limit (`--shm-size=0`) is limited by the memory of the container.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tmpfs-fs\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    MEMORY_OPTIONS = "K3M412", Warning, "a tmpfs option that Kubernetes does not have" {
        tmpfs_mode(name, path, mode) => "`{name}` sets mode {mode} for the tmpfs at `{path}`; in a Pod it is 1777",
            effect: "every user may write to the tmpfs";
        tmpfs_noexec(name, path) => "`{name}` mounts a tmpfs at `{path}` with `noexec`, for which Kubernetes has no \
            field",
            effect: "programs on the tmpfs can be executed";
        tmpfs_nosuid(name, path) => "`{name}` mounts a tmpfs at `{path}` with `nosuid`, for which Kubernetes has no \
            field",
            effect: "setuid programs on the tmpfs run with the rights of their owner";
        tmpfs_nodev(name, path) => "`{name}` mounts a tmpfs at `{path}` with `nodev`, for which Kubernetes has no field",
            effect: "device nodes on the tmpfs work";
        tmpfs_chown(name, path) => "`{name}` gives the tmpfs at `{path}` to its user (`U`); in a Pod it belongs to root",
            effect: "every user may write to the tmpfs, and the owner is another one";
        tmpfs_percent(name, path, percent) => "`{name}` limits the tmpfs at `{path}` to {percent} % of the host's \
            memory, which Kubernetes cannot express",
            effect: "the tmpfs may fill the memory of the container",
            do: "write the size in bytes, such as `size=64m`: the Pod has it as well";
    },
    "An `emptyDir` in memory has a size and no other option: no mode, no owner, no `noexec`, `nosuid` or `nodev`, no size in \
     percent of the host's memory. Kubernetes 1.37 has a field for the mode, behind a feature gate that is off \
     (`EmptyDirVolumeMode`), so it is not used. Write the size in bytes (`size=64m`), and it is kept. So is `noswap`: the kubelet \
     keeps every `emptyDir` in memory out of swap.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tmpfs-fs\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    READ_ONLY = "K3M413", Note, "a read-only root file system keeps three writable directories" {
        read_only_root(name) => "`{name}` has a read-only root file system; in a Pod `/run`, `/tmp` and `/var/tmp` \
            are `emptyDir` volumes in memory",
            effect: "the program does not find the image's files there, every user may write to them, and `/etc/hosts` \
            is writable";
        read_only_hosts(name) => "`{name}` has a read-only root file system; in a Pod `/etc/hosts` stays writable",
            effect: "a program that runs as root can add names to it";
    },
    "Under `--read-only` podman mounts a tmpfs at /run, /tmp and /var/tmp, with what the image has there; only root \
     may write to /run. `readOnlyRootFilesystem` makes everything read-only, so the Pod has an `emptyDir` in memory at \
     each of the three that has no other mount. They have none of the image's files, and every user may write to them; \
     the rest is as K3M411 says. `--read-only-tmpfs=false` leaves them out. One file is writable that podman protects: /etc/hosts, \
     which the kubelet makes and mounts.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only-tmpfs";
    WRITABLE_DEV = "K3M414", Warning, "`/dev` stays writable under a read-only root file system" {
        writable_dev(name) => "`{name}` sets `--read-only-tmpfs=false`; in a Pod `/dev`, `/dev/shm` and `/etc/hosts` \
            stay writable",
            effect: "the program can write where podman does not let it";
    },
    "With `--read-only-tmpfs=false` podman makes /dev and /dev/shm read-only as well, and /etc/hosts under every \
     read-only root file system. `readOnlyRootFilesystem` does not reach them: the first two are file systems of their \
     own, and the kubelet mounts the file.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#read-only-tmpfs";
    NOT_READ_ONLY = "K3M415", Note, "`--read-only-tmpfs` has no effect without `--read-only`",
    "`--read-only-tmpfs` says what is writable under `--read-only`. This root file system is writable, so podman \
     ignores the option. So does the Pod.";
    IMAGE_VOLUMES = "K3M416", Note, "containerd makes the volumes that the image declares" {
        image_volumes_ignored(name) => "`{name}` sets `--image-volume=ignore`; in a Pod containerd makes the volumes \
            that the image declares",
            effect: "each of these directories is a mount of its own: files cannot be renamed or hard-linked into or \
            out of it";
    },
    "For each volume that the image declares podman makes an anonymous one (`anonymous`) or leaves the directory as it \
     is (`ignore`). containerd makes a volume of its own, with the image's content, owner and mode, and deletes it \
     together with the container. For the program it is the same, except for nosuid and nodev (K3M520). With `ignore` \
     one thing more differs: the directory becomes a mount, so files cannot be renamed or hard-linked across its edge. \
     What the program writes there is gone after a restart, as under NixOS.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    IMAGE_VOLUMES_TMPFS = "K3M417", Warning, "the volumes of an image are on disk" {
        image_volumes_in_memory(name, image) => "`{name}` sets `--image-volume=tmpfs`; in a Pod the volumes of its \
            image are on disk",
            effect: "the program writes them to the disk, and they belong to the owner that the image gives them",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` each of its volumes becomes a `--tmpfs`",
                "name each with `--tmpfs`";
    },
    "`--image-volume=tmpfs` puts every volume that the image declares into memory. Which these are is in the image, \
     which `--images` reads. containerd makes a volume on disk for each, with the image's content \
     and owner. podman's tmpfs has the content, too, and belongs to root. To have them in memory, name them: `--tmpfs \
     /path`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    IMAGE_MOUNT = "K3M418", Error, "an image is mounted as a volume" {
        image_mount(name, image, path, from) => "`{name}` mounts the image `{image}` at `{path}`, which needs Kubernetes {from}",
            effect: "an older API server removes the volume, and then refuses the Pod",
            do: "`kubernetes = \"{from}\"`: mounts the image, if your server runs that version or a newer one",
                "copy the files to a directory of the host and mount that: `podman create {image}` makes a container, and `podman cp` copies them out of it";
        image_mount_part(name, image, part, from) => "`{name}` mounts `{part}` of the image `{image}`, which needs Kubernetes {from}",
            effect: "the containerd of an older K3s mounts the whole image instead",
            do: "`kubernetes = \"{from}\"`: mounts that part, if your server runs that version or a newer one",
                "copy the files to a directory of the host and mount that: `podman create {image}` makes a container, and `podman cp` copies them out of it";
        image_mount_writable(name, image, path) => "`{name}` mounts the image `{image}` at `{path}` with `rw=true`; in a \
            Pod it is read-only",
            effect: "the program would not be able to write there",
            do: "remove `rw=true`, if the program only reads",
                "copy the files to a directory of the host and mount that: `podman create {image}` makes a container, and `podman cp` copies them out of it";
        image_mount_local(name, image) => "`{name}` mounts the image `{image}`, which is not in a registry",
            effect: "the Pod would not start: Kubernetes finds images only by their name in a registry",
            do: "push the image to a registry, and use its name there",
                "copy the files to a directory of the host and mount that: `podman create {image}` makes a container, and `podman cp` copies them out of it";
    },
    "podman mounts the file system of an image into a container. Kubernetes has image volumes by default since 1.35: a \
     server of 1.34 removes the volume and then refuses the Pod. They are used when `kubernetes` in the settings says \
     that the server has them. They are read-only. A part of an image (`subpath`) needs containerd 2.2, which K3s 1.37 \
     brings; before that the whole image is mounted. Without the files the program cannot do its work, so the workload \
     is refused where they cannot be mounted. Copy them to a directory of the host and mount that.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/";
    NO_SUCH_MOUNT = "K3M420", Error, "a type of mount that Kubernetes does not have" {
        glob_mount(name, pattern) => "`{name}` mounts the files that match `{pattern}` (`type=glob`), a mount type \
            that Kubernetes lacks",
            effect: "the program would not find these files",
            do: "mount each file by its name, or the directory that contains them";
        artifact_mount(name, artifact) => "`{name}` mounts files of the OCI artifact `{artifact}`, a mount type that \
            Kubernetes lacks",
            effect: "the program would not find these files",
            do: "copy the files to a directory of the host and mount that: `podman artifact extract {artifact} /srv`";
    },
    "`glob` mounts the files that match a pattern when the container starts. `artifact` mounts files of an OCI \
     artifact from podman's store. Kubernetes has neither. Without the files the program cannot do its work, so the \
     workload is refused. Mount a directory of the host that contains them.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#mount-type-type-type-specific-option";
    DEVPTS = "K3M421", Note, "every container has its own `/dev/pts`" {
        devpts(name, path) => "`{name}` mounts pseudo-terminals at `{path}`; every container has its own at `/dev/pts`";
        devpts_with_options(name, path) => "`{name}` mounts pseudo-terminals at `{path}`; in a Pod they are at \
            `/dev/pts` only",
            effect: "the program finds no terminals at another path, and the options of the mount do not apply";
    },
    "Every container has its own /dev/pts, under podman and in Kubernetes. A Pod cannot have a second one, or other \
     options for it.";
    UNKNOWN_VOLUMES = "K3M422", Error, "volumes of a container that is not in the input" {
        unknown_volumes(name, other) => "`{name}` takes the volumes of `{other}`, which is not in the input",
            effect: "the program would not find the data in these volumes",
            do: "convert `{other}` together with `{name}`",
            "list its volumes in `volumes` of `{name}`";
    },
    "`--volumes-from` copies the mounts of another container. That container is not in the input, so its mounts are \
     unknown. Convert both together, or list the volumes themselves.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volumes-from-container-options";
    SHARED_ANONYMOUS = "K3M423", Error, "an anonymous volume is shared with another Pod" {
        shared_anonymous(name, other, paths, named) => "`{name}` shares the anonymous volume at `{paths}` with \
            `{other}`, which runs in another Pod",
            effect: "neither program would see what the other writes: an `emptyDir` belongs to one Pod",
            do: "give the volume a name in `{other}`: `{named}`";
    },
    "With `--volumes-from` podman mounts the anonymous volume of one container in another one as well. An `emptyDir` \
     belongs to one Pod, so two Pods cannot share it. Give the volume a name, and both mount the same directory.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volumes-from-container-options";
    CHOSEN_VOLUME = "K3M424", Note, "the settings choose another directory for a volume" {
        chosen_volume(name, path, folder) => "`{name}` mounts `{folder}` of the host at `{path}`, as the settings say",
            effect: "the program sees what that directory contains: no data is copied to it";
    },
    "`containers.NAME.volumes` of the settings names another directory of the host for this volume. It is mounted \
     without a check of its type, and the data has to be there.";
    CLAIM = "K3M425", Warning, "a claim starts empty" {
        claim(name, path, folder) => "`{name}` has a `PersistentVolumeClaim` at `{path}`, as the settings say",
            effect: "a new claim is empty: the data stays in podman's directory until you copy it",
            do: "stop `{name}`, copy `{folder}` into the volume of the claim, then start the Pod";
        claim_without_folder(name, path) => "`{name}` has a `PersistentVolumeClaim` at `{path}`, as the settings say",
            effect: "a new claim is empty: data that podman holds stays where it is until you copy it",
            do: "stop `{name}`, copy the data of its volume into the volume of the claim, then start the Pod";
    },
    "`containers.NAME.volumes` of the settings chooses a claim for this volume. The data that podman holds stays where \
     it is and has to be copied once: stop the container, copy `/var/lib/containers/storage/volumes/NAME/_data` into \
     the volume of the claim, start the Pod. K3s' local-path provisioner keeps its volumes below \
     `/var/lib/rancher/k3s/storage`. A volume that several containers share becomes one claim.\n\n\
     https://kubernetes.io/docs/concepts/storage/persistent-volumes/\n\
     https://docs.k3s.io/add-ons/storage";
    DRIVER_OPTIONS = "K3M426", Error, "a volume that podman mounts when it is used" {
        driver_mount(name, volume, options) => "`{name}` uses the volume `{volume}`, which podman mounts at its start \
            ({options})",
            effect: "the kubelet does not make that mount, so the program would find an empty directory",
            do: "mount it on the host (`fileSystems`), and give the container that path";
    },
    "Options of a volume's driver (`volume-opt`, `podman volume create --opt`) make podman mount something when the \
     volume is used: NFS, a device, a tmpfs. The mount is there only while a podman container uses it, so a Pod cannot \
     mount podman's directory. Mount it on the host (`fileSystems`), and give the container that path. A volume that \
     is another directory of the host (`o=bind`) needs no change: that directory is mounted.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-volume-create.1.html#opt-o-option";
    OVER_ROOT = "K3M427", Error, "a mount over the root file system" {
        over_root(name) => "`{name}` mounts something at `/`",
            effect: "the mount hides all files of the image, so the container has nothing to start",
            do: "mount it at another path";
    },
    "A mount at `/` of the container hides all its own files. Neither podman's runtime nor that of Kubernetes can \
     start such a container.";
    SHM_OF_HOST = "K3M428", Error, "the size of a `/dev/shm` that is not the container's own" {
        shm_of_host(name, mode) => "`{name}` sets `--shm-size` together with `--ipc={mode}`",
            effect: "podman refuses to start this container as well",
            do: "remove `--shm-size`, or `--ipc={mode}`";
    },
    "podman refuses `--shm-size` together with `--ipc=host` or `--ipc=none`: the container has no /dev/shm of its own \
     whose size could be set.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#shm-size-number-unit";
    ROOTLESS_VOLUME = "K3M429", Error, "a volume of rootless podman" {
        rootless_volume(name, volume, user) => "`{name}` keeps the volume `{volume}` in the home of the user `{user}`, \
            whose path is not in the input",
            effect: "the program would not find the data of the volume",
            do: "add to the settings, if `/home/{user}` is the home: `containers.{name:#}.volumes.\"{volume}\".hostPath \
            = \"/home/{user}/.local/share/containers/storage/volumes/{volume}/_data\"`";
    },
    "With `podman.user` a container runs as that user. Its volumes are in that user's home, at \
     `~/.local/share/containers/storage/volumes/NAME/_data`. The input does not say where the home is. Name the \
     directory in the settings: `containers.NAME.volumes.\"VOLUME\".hostPath`. The files belong to ids of the user's \
     range there, and have to be given to the ids that the container uses.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-volume.1.html";
    BOTH_WAYS = "K3M430", Note, "mounts are propagated between host and container" {
        both_ways(name, path) => "`{name}` mounts `{path}` with `shared`; in a Pod propagation is `Bidirectional`",
            effect: "the host and the program see what the other mounts there";
        one_way(name, path) => "`{name}` mounts `{path}` with `shared` and may not mount anything itself; in a Pod \
            propagation is `HostToContainer`",
            effect: "the program sees what the host mounts there";
    },
    "With `shared` or `rshared` podman makes the mount a peer of the host's: each side sees what the other mounts \
     below it. For a privileged container Kubernetes has the same (`Bidirectional`). containerd then makes /proc, /sys \
     and the other mounts of the container shared as well, which changes nothing outside. A container that may not \
     mount anything has the one direction that matters, from the host to the container. K3M407 is about a container \
     that is not privileged and may mount.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation";
    BACKUP_MISSES = "K3M431", Warning, "a backup job copies a directory that is not used any more" {
        backup_misses_folder(name, jobs, old, new) => "`{name}` no longer keeps its data in `{old}`, which `{jobs}` \
            copies",
            effect: "the job goes on copying the old directory, without an error and without the new data",
            do: "add `{new}` to the paths of the job",
            "remove the volume from the settings: the data then stays where podman has it";
        backup_misses_claim(name, jobs, old) => "`{name}` no longer keeps its data in `{old}`, which `{jobs}` copies",
            effect: "the job goes on copying the old directory, without an error and without the new data",
            do: "add the directory of the claim's volume to the paths of the job: `kubectl get pv -o yaml` shows it",
            "remove the volume from the settings: the data then stays where podman has it";
    },
    "Data stays where podman has it, and backups that copy it go on, unless the settings move a volume. Then a job of \
     restic, BorgBackup or borgmatic on the host goes on copying the old directory, which no program writes to any \
     more. The job succeeds every night, and the data is missed on the day of the restore. The jobs are those that the \
     options of the host name (`facts.backups` of the envelope). A claim of K3s' own class is below \
     /var/lib/rancher/k3s/storage. A job that copies that directory, or `/`, is not reported.\n\n\
     https://docs.k3s.io/add-ons/storage";
    TYPES_UNKNOWN = "K3M432", Warning, "paths of the host are mounted without a check" {
        types_unknown(host, count, paths) => "`{host}` mounts paths that may be files or directories ({count}), so no \
            `hostPath.type` is written",
            effect: "a path that does not exist becomes an empty directory of root's, and the program starts on it; podman \
            refuses to start",
            do: "run `stat --format '%n: %F' {paths}` on `{host}`: it prints an error for each path that is missing",
            "`--layout k3s`: `k3s-migrate install` looks at each path and writes its type";
    },
    "podman mounts what a path is, and does not start a container if the path does not exist. A `hostPath` has a type, which \
     the kubelet checks at every start: `Directory`, `File`, `Socket`. Without one the container runtime makes an empty \
     directory of root's where nothing is, also while a disk is not mounted yet. The name of a path does not tell its type: \
     `/srv/hosts` may be a directory and `/srv/entrypoint` a file, and a wrong type keeps the Pod from starting. So a type is \
     written only where the input tells it: for the directory that contains another mounted path, for a mount point of the \
     host, for a volume of podman. For all other paths `k3s-migrate install` looks at the host, writes the type that it sees, \
     and holds a workload back whose path is missing (K3M927). Manifests that you apply by hand have no type there. Docker \
     makes such a directory, too, so its hosts are not reported.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types";
    VOLUME_BY_HAND = "K3M433", Note, "Kubernetes does not fill a volume that is new" {
        volumes_by_hand(host, engine, count, names, volume, command) => "`{host}` has volumes that only podman makes and \
            fills ({count})",
            effect: "a Pod waits until the directory of each of its volumes exists",
            do: "run `{engine} volume inspect {names}` on `{host}`: it prints an error for each volume that is missing",
            "for `{volume}`, if no container has used it yet, run `{command}`: it makes and fills the volume, and starts no \
            program";
    },
    "podman makes a named volume when the first container uses it, fills it with what the image has at that path, and gives it \
     the owner and the mode of the image's directory, or the container's user. The Pod mounts the directory where podman keeps \
     the volume, and waits until it exists. A container that has run under podman has its volumes. For one that is new, run \
     the command: it creates a container with the volume, prepares its start, which fills the volume, and removes the \
     container. `k3s-migrate install` finds such volumes on the host and holds their workloads back (K3M928).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options";
}
