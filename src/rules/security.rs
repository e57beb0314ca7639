//! 5xx: users, capabilities, namespaces, security options.

use super::rules;

rules! {
    NAMED_USER = "K3M501", Error, "a user or group by name" {
        user_by_name(name, who, image) => "`{name}` runs as the user `{who}`; Kubernetes takes numeric ids only",
            effect: "the program would run as the user of its image, which is usually root",
            do: "write the number: `podman run --rm --entrypoint id --user={who} {image}` shows it";
        group_by_name(name, who, image) => "`{name}` runs with the group `{who}`; Kubernetes takes numeric ids only",
            effect: "the program would run with the group of its image, which is usually root's",
            do: "write the number: `podman run --rm --entrypoint id --user=0:{who} {image}` shows it";
    },
    "podman looks the name up in the image's /etc/passwd or /etc/group. `runAsUser` and `runAsGroup` take numbers, and \
     k3s-migrate does not look into images. Without the number the container would run as the image's user, which is \
     usually root, so the workload is refused. Write the number. `root` is known to be 0.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#user-u-user-group\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    NO_PASSWD_LINE = "K3M502", Note, "no line in `/etc/passwd` for a user that is not in the image" {
        no_passwd_line(name, uid) => "`{name}` runs as the user {uid}, for whom the kubelet adds no line to \
            `/etc/passwd`",
            effect: "if this user is not in the image, HOME is `/`, and `whoami`, ssh, git and `initdb` complain";
        no_lines(name, uid, gid) => "`{name}` runs as the user {uid} with the group {gid}, for whom the kubelet adds no lines \
            to `/etc/passwd` and `/etc/group`",
            effect: "if this user is not in the image, HOME is `/`, and `whoami`, ssh, git and `initdb` complain; a group \
            that is not in the image has no name";
        no_group_line(name, gid) => "`{name}` runs with the group {gid}, for which the kubelet adds no line to `/etc/group`",
            effect: "if this group is not in the image, it has no name: `id` complains";
        passwd_line_wanted(name) => "`{name}` sets `--passwd`, for which Kubernetes has no field",
            effect: "a user that is not in the image has no line in `/etc/passwd`";
        no_passwd_line_wanted(name) => "`{name}` sets `--passwd=false`; a Pod never adds a line to `/etc/passwd`",
            effect: "for a user that is not in the image, HOME is `/` and not empty";
    },
    "For a user that is not in the image's /etc/passwd, podman adds a line, with the working directory as the home. \
     The kubelet adds none, and HOME is `/`. Most programs do not notice; ssh, git, `initdb` and `whoami` complain. \
     podman adds a line to /etc/group, too, for a group of `user` that is not in the image. \
     With `--passwd=false` podman adds no line either, and leaves HOME empty. To have the line, add the user to the \
     image, or mount a file at /etc/passwd.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#passwd";
    NAMED_GROUP = "K3M503", Error, "an additional group by name" {
        additional_group_by_name(name, who, image) => "`{name}` is in the group `{who}`; Kubernetes takes numeric ids \
            only",
            effect: "the program could not open what belongs to the group, usually a device",
            do: "write the number: `podman run --rm --entrypoint grep {image} ^{who}: /etc/group` shows it";
    },
    "podman looks the group up in the image's /etc/group. `supplementalGroups` takes numbers, and k3s-migrate does not \
     look into images. Write the number.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#group-add-group-keep-groups";
    GROUP_OF_POD = "K3M504", Note, "an additional group for a whole Pod" {
        group_of_pod(name, gid) => "`{name}` adds the group {gid}; all containers of its Pod are in it",
            effect: "the other containers of the Pod may open what belongs to the group as well";
    },
    "`supplementalGroups` is a field of the Pod: every container in it is in the group. This container shares its Pod \
     with others. Give it a Pod of its own if they are not to have the group.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    KEEP_GROUPS = "K3M505", Warning, "the groups of the user who runs podman" {
        keep_groups(name) => "`{name}` keeps the groups of the user who runs podman; a Pod has no such user",
            effect: "the program cannot open what belongs to these groups",
            do: "name each group by its number, such as `--group-add=44`";
    },
    "`keep-groups` leaves the process in the groups of the user who started podman. No user starts a Pod, so there are \
     no groups to keep. Name the groups by their numbers.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#group-add-group-keep-groups";
    UMASK = "K3M506", Warning, "the umask has no counterpart" {
        umask(name, mask) => "`{name}` sets umask {mask}; in a Pod it is 0022",
            effect: "every user can read new files, and only their owner can write them",
            do: "`environment.UMASK = \"{mask}\"`: many images read this variable",
            "`sh -c 'umask {mask}; exec …'`: starts the program through a shell";
    },
    "`--umask` sets the umask of the first process. Kubernetes has no field for it, and in a Pod it is 0022: every \
     user can read new files. Set it in the program, or start the program through a shell.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#umask-umask";
    GROUPS_OF_IMAGE = "K3M507", Note, "groups of the image in a shared Pod" {
        groups_of_image(name) => "`{name}` sets its groups with `user`, and shares its Pod with a container that does not",
            effect: "the process is also in the groups that the image's `/etc/group` has for its user",
            do: "`user = \"1000:100\"`, with its own ids, for every container of the Pod";
    },
    "With `UID:GID`, and with `UID:`, podman leaves out the groups that the image's /etc/group has for the user. With `UID` and no \
     group, or without `user`, it adds them. `supplementalGroupsPolicy: Strict` leaves them out, and is written where \
     every container of a Pod has a group. It is a field of the Pod: for a container without a group it would take \
     away what podman gives. So a Pod of both kinds has the default, which adds the groups. Give every container of \
     the Pod a user with a group.\n\n\
     The kubelet refuses a Pod with `Strict` where the container runtime does not know it: \
     containerd before 2.0, Docker. K3s brings a runtime that does. If you use another one (`--docker`, \
     `--container-runtime-endpoint`), check it: `kubectl get nodes -o jsonpath='{.items[*].status.features}'`.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#supplementalgroupspolicy";
    AMBIENT = "K3M510", Error, "a capability for a user who is not root" {
        ambient_capability(name, capability) => "`{name}` runs as a user other than root and adds {capability}; \
            Kubernetes grants added capabilities to root only",
            effect: "the program starts without {capability}",
            do: "`--user=0 --cap-drop=all`: runs it as root, with no other capability",
            "give the program the capability in the image (`setcap`), and accept that the bounding set has it: \
            `containers.{name:#}.accept = [ \"K3M510\" ]`";
    },
    "podman gives a user other than root what `--cap-add` names, as an ambient capability: the program has it. \
     Kubernetes has no ambient capabilities. `capabilities.add` reaches root only, so the program would start without \
     it, and the workload is refused. You can run it as root with all other capabilities dropped: it then has no more \
     rights than today, except for the files of root. Or put the capability on the program in the image (`setcap`) and \
     accept the code: then the bounding set has it, and the file's capability takes effect. NET_BIND_SERVICE is not \
     needed at all (K3M518). A user that only the image names is not seen here (K3M529).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability\n\
     https://github.com/kubernetes/enhancements/issues/2763";
    ADDED_AND_DROPPED = "K3M511", Error, "a capability that is both added and dropped" {
        added_and_dropped(name, capability) => "`{name}` adds {capability} and drops it",
            effect: "podman refuses to start this container as well",
            do: "remove one of the two options";
    },
    "podman does not start such a container, so it cannot say which of the two counts. Remove one of them.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability";
    PRIVILEGED_DROPS = "K3M512", Note, "a privileged container keeps all capabilities",
    "podman ignores `--cap-drop` for a privileged container: it has every capability (measured with 5.8). So does a \
     privileged container of a Pod.";
    DROP_FOR_DEVICE = "K3M513", Warning, "a device brings back a dropped capability" {
        drop_undone_by_device(name, capability) => "`{name}` drops {capability}, and has to run privileged to open a \
            device",
            effect: "a privileged container has every capability, also the dropped ones";
    },
    "The container has to be privileged to open a device, and a privileged container has every capability, also those \
     that are dropped today. A device plugin avoids it: name its resource in the settings \
     (`containers.NAME.devices`).\n\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    PRIVILEGED = "K3M514", Note, "a privileged container sees the control groups of the node" {
        privileged(name) => "`{name}` is privileged, and sees the control groups of the node",
            effect: "the program finds the limits of the node where it finds its own under podman";
    },
    "`--privileged` is the same in podman and Kubernetes, except for one thing: podman gives the container a control \
     group namespace of its own, containerd puts a privileged one into the node's. A program that reads its memory \
     limit from /sys/fs/cgroup does not find it at the usual path. Its namespace has the Pod Security level \
     `privileged`.\n\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    PRIVILEGED_GAINS = "K3M515", Warning, "a privileged container loses its confinement" {
        privileged_gains(name) => "`{name}` sets `no-new-privileges`, which the API server refuses for a privileged \
            container",
            effect: "setuid programs gain privileges",
            do: "run it without privileges, and add the capabilities that the program needs (`--cap-add`)";
        privileged_seccomp(name, path) => "`{name}` sets the seccomp profile `{path}`, which containerd ignores for a \
            privileged container",
            effect: "the program can make every system call",
            do: "run it without privileges, and add the capabilities that the program needs (`--cap-add`)";
    },
    "podman applies `no-new-privileges` and a seccomp profile to a privileged container, too. The API server refuses \
     the first there, and containerd ignores the second. Remove `--privileged`, and add the capabilities that the \
     program needs.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    PRIVILEGED_PATHS = "K3M516", Note, "a privileged container sees all paths",
    "No path of /proc and /sys is masked for a privileged container, in podman and in Kubernetes.";
    PRIVILEGED_CGROUPS = "K3M517", Note, "a privileged container is in the node's control group namespace",
    "`--cgroupns=host` shows a container the control groups of the whole host. A privileged container of a Pod sees \
     those of the node anyway.";
    LOW_PORTS = "K3M518", Note, "low ports need no capability" {
        low_ports(name) => "`{name}` runs as a user other than root and adds NET_BIND_SERVICE; K3s opens low ports to \
            every user",
            effect: "the program can listen on ports below 1024, but does not find the capability if it looks for it";
    },
    "Under podman a user other than root needs NET_BIND_SERVICE to listen on a port below 1024. K3s configures \
     containerd to let every user bind every port (`enable_unprivileged_ports`), so the program works without it. The \
     capability is in the bounding set only: Kubernetes has no ambient capabilities.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability\n\
     https://github.com/kubernetes/enhancements/issues/2763";
    CONTAINERD = "K3M520", Note, "small differences in every container" {
        runtimes_own_seccomp() => "containers without a profile of their own run under containerd's seccomp profile, \
            which is stricter than podman's",
            effect: "programs without capabilities cannot use user namespaces, `mount`, `setns`, `keyctl` and NUMA \
            calls (browser sandboxes, bubblewrap, some databases); the variable `container`, /run/.containerenv, \
            nosuid and nodev of volumes and tmpfs, and noexec of /dev/shm are missing",
            do: "`podmanSeccomp = true` in the settings: `install` puts podman's own profile on the host",
            "`--security-opt=seccomp=unconfined`, for one container";
    },
    "A program that prints what it sees was run under podman and under a kubelet. These things differ in every \
     container.\n\n\
     System calls: podman confines them by its own seccomp profile. Kubernetes confines none unless a profile is \
     written; `RuntimeDefault`, which is written for every container that is not privileged, is containerd's profile. \
     It refuses what podman's allows without capabilities: user namespaces, mount, setns, keyctl, mbind, \
     set_mempolicy, pidfd_getfd. Few programs notice. With `podmanSeccomp = true` in the settings, `install` puts \
     podman's own profile on the host, for each container with what its capabilities allow; then no difference in \
     system calls is left. `seccompProfile` names a profile of your own below `/var/lib/kubelet/seccomp`. io_uring \
     fails in both, with another error.\n\n\
     Files: podman sets a variable `container` and makes /run/.containerenv, by which programs know that they are in a \
     container. It mounts /dev/shm with nosuid, nodev and noexec, and its own volumes, those of the image and every \
     tmpfs with nosuid and nodev. Kubernetes mounts all of them without. Under podman a setuid program in them has no \
     effect; `--security-opt=no-new-privileges` gives you that in a Pod, too. Devices are closed by the control group \
     in both. A WORKDIR that the image does not have belongs to root; podman gives it to the user of the container.\n\n\
     Resources: A Pod does not swap unless the kubelet is configured for it (`memorySwap`). Without a CPU request it \
     has the lowest weight of all; podman's containers weigh as much as a systemd service. It may have as many \
     processes as the node (podman: 2048). When the node's memory runs out, the kubelet's order decides which Pod ends \
     first. When a container's own memory runs out, all its processes are killed and it restarts; podman leaves it to \
     the kernel to kill one.\n\n\
     Life: podman runs the `HEALTHCHECK` of an image and marks the container by it; in a Pod it does not run \
     (K3M640).\n\n\
     Network: podman copies /etc/hosts of the host into every container and adds `host.containers.internal`. A Pod has \
     neither, except for names that `--add-host` gives and names of the host that its values mention. On podman's \
     default network containers have no names; a Pod that publishes a port has a Service, so others find it. K3s lets \
     every user listen on every port and ping; podman only root. A host port is redirected and not listened on: a \
     program of the host can open the same port and never receives a connection. Unlike under podman, a container \
     reaches itself through its host port.\n\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    SECCOMP_FILE = "K3M521", Note, "a seccomp profile of the host" {
        seccomp_file(name, path, profile) => "`{name}` uses the seccomp profile `{path}`, which `install` converts for \
            the kubelet",
            effect: "the Pod does not start until the kubelet finds the profile",
            do: "if you do not use `install`, write the profile to `/var/lib/kubelet/seccomp/{profile}`";
    },
    "`seccomp=FILE` names a file anywhere on the host, in podman's form: what it allows depends on the architecture \
     and on the capabilities of the container. The kubelet reads profiles below `/var/lib/kubelet/seccomp` only, and \
     containerd knows no conditions. `install` reads the file, keeps what holds for the container, and writes that \
     where the kubelet looks. The Pod does not start before it is there.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    SECCOMP_POLICY = "K3M522", Warning, "the seccomp profile of an image" {
        seccomp_policy_of_image(name) => "`{name}` sets `--seccomp-policy=image`; Kubernetes does not look for \
            profiles in images",
            effect: "the container runs under the default profile",
            do: "write the profile of the image to a file of the host and name it: \
            `--security-opt=seccomp=/etc/seccomp/{name}.json`";
    },
    "With `--seccomp-policy=image` podman takes the profile from a label of the image. Kubernetes does not look there. \
     Write the profile to a file of the host and name it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#seccomp-policy-policy";
    NO_SELINUX = "K3M523", Note, "NixOS does not have `SELinux`",
    "The option takes a container out of SELinux. NixOS does not have it, so neither podman nor Kubernetes does \
     anything.";
    LABEL = "K3M524", Note, "a label of `SELinux` that a Pod cannot have" {
        selinux_label(name) => "`{name}` sets an SELinux label for which a Pod has no field; on NixOS, which has no \
            SELinux, it has no effect under podman either";
    },
    "`filetype` and `nested` have no field in `seLinuxOptions`. On NixOS, which has no SELinux, they have no effect \
     under podman either.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    MASK = "K3M525", Error, "masked paths" {
        masked_paths(name, paths, first) => "`{name}` masks `{paths}`, for which Kubernetes has no field",
            effect: "without the mask the program sees these paths",
            do: "mount something empty over each path: `--tmpfs={first}:ro` if it is a directory, `-v \
            /dev/null:{first}:ro` if it is a file";
        masked_process_paths(name, paths, closed) => "`{name}` masks `{paths}`, for which Kubernetes has no field",
            effect: "without the mask the program sees these paths; nothing can be mounted over `{closed}`",
            do: "set `containers.{name:#}.accept = [ \"K3M525\" ]` to convert it without the mask",
            "keep `{name}` in podman: set `k3s.enable = false` where the NixOS module is used, else remove it from the input";
    },
    "`mask=` hides paths of the container. Kubernetes masks a fixed list (K3M562). Without the option the program would see \
     more than it does today, so the workload is refused. Mount something empty over the paths; below /proc runc takes that \
     only over a few files, such as `/proc/cpuinfo` (K3M437). If you accept the \
     code, the option is dropped.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    UNMASK = "K3M526", Warning, "unmasked paths" {
        unmasked_paths(name, paths) => "`{name}` unmasks `{paths}`, which a Pod masks",
            effect: "the paths stay masked: nested containers, for example, do not start",
            do: "`--userns=auto --security-opt=unmask=ALL`: Kubernetes unmasks all paths in a user namespace",
            "`--privileged`: unmasks all paths, and gives the container all rights on the host";
    },
    "`unmask=` shows paths of /proc and /sys that podman masks by default. Kubernetes has `procMount: Unmasked` for \
     all of them, and only in a Pod with a user namespace (`--userns=auto`). Otherwise they stay masked and /proc/sys \
     stays read-only. Containers in the container, for example, do not start.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    PROC_OPTIONS = "K3M527", Warning, "mount options of `/proc`" {
        proc_options(name, options) => "`{name}` mounts `/proc` with `{options}`; in a Pod `/proc` has its default \
            options",
            effect: "the program sees what these options hide, such as the processes of other users";
    },
    "`proc-opts=` mounts /proc with options such as `hidepid=2`, in place of nosuid, nodev and noexec. Kubernetes has \
     no field for it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    PODMAN_LIST = "K3M528", Note, "podman's own seccomp profile" {
        podmans_own_seccomp() => "containers without a profile of their own run under podman's seccomp profile, which \
            `install` puts on the host",
            effect: "a Pod does not start until its profile is on the node; the variable `container`, \
            /run/.containerenv, nosuid and nodev of volumes and tmpfs, and noexec of /dev/shm are missing";
    },
    "With `podmanSeccomp = true` in the settings every container that names no profile is confined by podman's own \
     profile (`/etc/containers/seccomp.json`, else `/usr/share/containers/seccomp.json`), with what holds for its \
     capabilities. `install` makes a profile for each below `/var/lib/kubelet/seccomp/k3s-migrate`, and the kubelet \
     does not start a container whose profile is missing. On a host where K3s runs as an agent, `install --profiles` \
     makes the profiles and does nothing else. `uninstall` leaves them.\n\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    IMAGE_USER = "K3M529", Note, "the group of an image's user is lost" {
        group_of_user_of_image(image) => "containers without `user` run as the user of their image, without the group that \
            the image names",
            effect: "an image with `USER 1000:2000` runs with the group that its /etc/passwd has for 1000, or with 0",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` numbers become `runAsUser` and `runAsGroup`",
                "`user = \"1000:2000\"`, with the ids of the image";
        user_of_image(image) => "containers without `user` run as the user of their image, without the group that the \
            image names",
            effect: "an image with `USER 1000:2000` runs with the group that its /etc/passwd has for 1000, or with 0; \
            a user that is not in the image has no line in /etc/passwd",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` numbers become `runAsUser` and `runAsGroup`",
                "`user = \"1000:2000\"`, with the ids of the image";
    },
    "Without `user` a container runs as the USER of its image, which is read where `--images` has the image. podman takes user and \
     group; the kubelet takes the user only. With `USER 1000:2000` the process has the group 2000 under podman. Under \
     Kubernetes it has the group that the image's /etc/passwd gives to 1000, or 0 where it has no such user, and with \
     it the groups of /etc/group: new files belong to another group, and the program cannot open what only 2000 may \
     open. Such an image needs `user = \"1000:2000\"`. A user and a group with the same name (`nonroot`, `node`, \
     `postgres`) usually have their line in /etc/passwd, and nothing differs.\n\n\
     Under podman, capabilities that are added (`--cap-add`) reach a user of the image as they reach root. Kubernetes \
     grants them to root only, see K3M510.\n\n\
     For a user that is not in the image's /etc/passwd, podman adds a line, with the working directory as the home. \
     The kubelet adds none, and HOME is `/`: `whoami`, ssh, git and `initdb` complain.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#user-u-user-group\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    OTHER_NAMESPACE = "K3M530", Error, "a namespace outside the Pod" {
        namespace_of_container(name, flag, other) => "`{name}` joins a namespace of `{other}` (`{flag}`), which runs \
            in another Pod",
            effect: "the program would be in a namespace of its own, without the other container",
            do: "`--network=container:{other}`: puts both into one Pod";
        namespace_of_path(name, flag, path) => "`{name}` joins the namespace at `{path}` (`{flag}`), which is outside \
            the Pod",
            effect: "the program would be in a namespace of its own, without the others there",
            do: "`{flag}=host`, if the namespace is the host's";
    },
    "`container:NAME` and `ns:PATH` put a container into a namespace that something else made. Kubernetes knows the \
     node's namespaces and the Pod's, and no others. Containers that share their network are one Pod, and can share \
     the rest. Without the namespace the container would see other processes or other memory than it expects, so the \
     workload is refused.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#pid-mode\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    SHARED_PROCESSES = "K3M531", Note, "one process namespace for a whole Pod" {
        shared_processes(name) => "`{name}` shares its process namespace; so do all containers of its Pod",
            effect: "every container sees the processes of all others, and process 1 is the pause process";
    },
    "`--pid=container:NAME` lets one container see the processes of another. A Pod has one process namespace per \
     container or one for all. With one for all, process 1 is the pause process, and each container sees the processes \
     of all others, and through /proc their files.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    SHARED_IPC = "K3M532", Note, "containers of one Pod share one IPC namespace anyway",
    "A Pod has one IPC namespace and one /dev/shm for all its containers: what `--ipc=container:NAME` gives under \
     podman.";
    HOST_FOR_ALL = "K3M533", Warning, "a namespace of the host for a whole Pod" {
        host_processes_for_all(name) => "`{name}` uses the process namespace of the host; so do all containers of its \
            Pod",
            effect: "every container of the Pod sees every process of the host",
            do: "run it in a Pod of its own: without `--pod` and `--network=container:`";
        host_memory_for_all(name) => "`{name}` uses the IPC namespace of the host; so do all containers of its Pod",
            effect: "every container of the Pod can use the shared memory of the host",
            do: "run it in a Pod of its own: without `--pod` and `--network=container:`";
    },
    "`hostPID` and `hostIPC` are fields of the Pod: every container in it sees the processes or the memory of the \
     host. This container shares its Pod with others. Run it in a Pod of its own if they are not to see the host.\n\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    IPC_NONE = "K3M534", Note, "a Pod always has a `/dev/shm`" {
        ipc_none(name) => "`{name}` sets `--ipc=none`; in a Pod it has a `/dev/shm`",
            effect: "the program can use 64 MB of shared memory";
    },
    "`--ipc=none` leaves /dev/shm out. Every container of a Pod has one, of 64 MB.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#ipc-ipc";
    HOST_NAME = "K3M535", Warning, "the host name of another namespace" {
        host_name_of_pod(name) => "`{name}` takes its host name from another namespace (`--uts`); in a Pod it has the \
            Pod's",
            effect: "the program sees the host name of the Pod",
            do: "set `hostname`: it becomes the host name of the Pod";
        host_name_of_node(name) => "`{name}` sets `--uts` on the host's network, where a Pod has the host name of the \
            node",
            effect: "the program sees the host name of the node";
    },
    "`--uts` chooses whose host name a container has. In a Pod it is the Pod's, or the node's where the Pod uses the \
     node's network. Kubernetes offers no other choice. `hostname` sets the name of a Pod with a network of its \
     own.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#uts-mode";
    HOST_NAME_OF_HOST = "K3M536", Note, "a Pod on the host's network has the host's name",
    "`--uts=host` gives a container the host name of the host. A Pod on the host's network has the name of its node \
     anyway.";
    CGROUPS = "K3M537", Warning, "another control group namespace" {
        cgroups_of_node(name) => "`{name}` sets `--cgroupns=private` and is privileged; in a Pod it sees the control \
            groups of the node",
            effect: "the program finds the limits of the node where it finds its own under podman";
        cgroups_of_others(name) => "`{name}` joins another control group namespace (`--cgroupns`); in a Pod it has its \
            own",
            effect: "the program sees its own control group only, and cannot measure others",
            do: "`--privileged`: shows it the control groups of the node, and gives it all rights on the host";
    },
    "`--cgroupns` chooses which control groups a container sees. In a Pod it sees its own, or the node's if it is \
     privileged. Kubernetes offers no other choice.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroupns-mode";
    USERS = "K3M540", Warning, "the kubelet picks the ids of a user namespace" {
        user_namespace(name) => "`{name}` runs in a user namespace of its own (`hostUsers: false`)",
            effect: "the kubelet picks the ids on the host: the program cannot open files that podman wrote with its \
            ids, and `ping` fails without NET_RAW",
            do: "`chown` its files on the host to the ids that it has inside: the kubelet maps the owners of mounts, \
            podman does not";
        sized_user_namespace(name) => "`{name}` sets the size or the maps of its user namespace; the kubelet gives \
            every Pod 65536 ids of its choice",
            effect: "the ids on the host are not those of the option";
    },
    "`--userns=auto` and `nomap` give a container a user namespace of its own. `hostUsers: false` does the same, with \
     65536 ids that the kubelet picks. Three things differ. podman does not map the owners of a mounted directory, the \
     kubelet does: files that podman wrote with its shifted ids have to be given to the ids that the container uses \
     inside. The file system has to support mapped mounts (ext4, xfs, btrfs and, lately, zfs do). `ping` fails without \
     NET_RAW. Inside, /dev/shm and /dev/mqueue, which the kubelet makes, belong to the overflow user 65534, and every \
     user may write to them.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    USERS_AND_HOST = "K3M541", Error, "a user namespace together with a namespace of the host" {
        users_and_host(name) => "`{name}` has a user namespace of its own and a namespace of the host; a Pod can have \
            only one of them",
            effect: "without the user namespace root in the container would be root on the host",
            do: "remove the user namespace (`--userns`)",
            "remove the namespace of the host (`--network=host`, `--pid=host`, `--ipc=host`)";
    },
    "The API server refuses `hostUsers: false` together with `hostNetwork`, `hostPID` or `hostIPC`. Without it root in \
     the container would be root on the host, so the workload is refused.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    KEEP_ID = "K3M542", Warning, "the user who runs podman, by a chosen id" {
        keep_id(name) => "`{name}` maps the user who runs podman to a chosen id (`--userns=keep-id`); a Pod has that \
            id on the host, too",
            effect: "new files belong to the chosen id on the host, and not to that user",
            do: "`--user=1000:100`, with the ids that its files have on the host";
    },
    "`--userns=keep-id:uid=…` maps the user who runs podman to this id inside. The ids of the option become \
     `runAsUser` and `runAsGroup`, without a user namespace: files of the host keep the owners that they have there. \
     Run the container with the ids of these files.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    KEEP_ID_OF_ROOT = "K3M543", Warning, "root keeps its ids without a user namespace" {
        keep_id_of_root(name) => "`{name}` runs in a user namespace that maps every id to itself (`--userns=keep-id`); \
            a Pod has no such namespace",
            effect: "its capabilities are those of the host, and not of a user namespace",
            do: "`--userns=auto`: then neither its ids nor its capabilities are those of the host";
    },
    "podman runs as root on this host. `--userns=keep-id` then makes a user namespace that maps every id to itself: \
     the container has the ids of the host, as without it, and its capabilities hold within that namespace only. A Pod \
     has either a user namespace with ids that the kubelet picks (`--userns=auto`) or none. Without one, capabilities \
     of root are those of the host, as in a container without the option. A user of `--user` goes before the one of \
     the option.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    ID_MAP = "K3M544", Error, "users mapped to chosen ids" {
        id_map(name) => "`{name}` maps its users to chosen ids of the host; Kubernetes picks the ids itself",
            effect: "without the map root in the container would be root on the host",
            do: "`containers.{name:#}.accept = [ \"K3M544\" ]`: runs it in a user namespace with ids that the kubelet \
            picks";
        id_map_of_kubelet(name) => "`{name}` maps its users to chosen ids of the host; in a Pod the kubelet picks the \
            ids",
            effect: "the program cannot open files that podman wrote with the chosen ids",
            do: "`chown` its files on the host to the ids that it has inside: the kubelet maps the owners of mounts";
    },
    "`--uidmap`, `--gidmap`, `--subuidname` and `--subgidname` choose which ids of the host the users of a container \
     are. Kubernetes picks a range itself (`hostUsers: false`). Without any map root in the container would be root on \
     the host, so the workload is refused. Accept the code to have a user namespace with ids that the kubelet picks. \
     K3M540 explains what differs then.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#uidmap-flags-container-uid-from-uid-amount\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    KEEP_UNKNOWN_ID = "K3M545", Error, "the user who runs podman, by an unknown id" {
        keep_unknown_id(name, user) => "`{name}` runs as `{user}` (`--userns=keep-id`), whose id is not in the input",
            effect: "the program would run as the user of its image, with other ids on the host",
            do: "`--user=1000:100`, with the ids that `id {user}` shows on the host";
    },
    "`--userns=keep-id` maps the user who runs podman to the same id inside. No user runs a Pod, and the id of that \
     user is not in the input. Write `--user=UID:GID` in its place.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    NO_MAP_OF_ROOT = "K3M546", Error, "ids that only rootless podman leaves out" {
        no_map_of_root(name) => "`{name}` sets `--userns=nomap`, which podman refuses to root",
            effect: "podman refuses to start this container as well",
            do: "`--userns=auto`: a user namespace of its own",
            "remove the option";
    },
    "`--userns=nomap` leaves the user who runs podman out of the container. podman refuses it when root runs it, as on \
     this host. `--userns=auto` gives a container a user namespace of its own.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
}
