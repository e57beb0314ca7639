//! 5xx: users, capabilities, namespaces, security options.

use super::rules;

rules! {
    NAMED_USER = "K3M501", Error, "a user or group by its name" {
        user_by_name(name, who) => "`{name}` runs as the user `{who}`, and Kubernetes takes numbers only",
            effect: "who the process is: the image's own user, root as a rule, would run it",
            do: "write the number: `podman run --rm --entrypoint id IMAGE` with `--user={who}` shows it";
        group_by_name(name, who) => "`{name}` runs as the group `{who}`, and Kubernetes takes numbers only",
            effect: "who the process is: the image's own user, root as a rule, would run it",
            do: "write the number: `podman run --rm --entrypoint id IMAGE` with `--user={who}` shows it";
    },
    "podman looks the name up in the image's /etc/passwd or /etc/group. `runAsUser` and `runAsGroup` take numbers, and \
     images are not looked at here. Without them the container would run as the image's user, which is root as a \
     rule. `root` needs no looking up. Write the number.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#user-u-user-group\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    NO_PASSWD_LINE = "K3M502", Note, "no line in /etc/passwd for an unknown user" {
        no_passwd_line(name, uid) => "`{name}` runs as the user {uid}",
            effect: "podman adds a line to /etc/passwd for a user that the image does not have, with the working \
            directory as the home; without it HOME is `/`, and `whoami`, ssh, git and `initdb` complain";
        passwd_line_wanted(name) => "`{name}` asks for a line in /etc/passwd",
            effect: "the line, for a user that the image does not have; for one that it has podman adds none either";
        no_passwd_line_wanted(name) => "`{name}` wants no line in /etc/passwd, and gets none",
            effect: "an empty HOME, for a user that the image does not have: in a Pod it is `/`";
    },
    "For a user that the image's /etc/passwd does not have, podman adds a line, with the working directory as the \
     home. The kubelet adds none, and HOME is `/`. Most programs do not care; ssh, git, `initdb` and `whoami` do. \
     With `--passwd=false` podman adds none either, and leaves HOME empty. Put the user into the image, or mount a file at \
     /etc/passwd.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#passwd";
    NAMED_GROUP = "K3M503", Error, "an additional group by its name" {
        additional_group_by_name(name, who) => "`{name}` is in the group `{who}`, and Kubernetes takes numbers only",
            effect: "the group, and what it may open: devices, as a rule",
            do: "write the number that the image has for it: `podman run --rm --entrypoint cat IMAGE /etc/group` shows \
            `{who}`";
    },
    "podman looks the group up in the image's /etc/group. `supplementalGroups` takes numbers, and images are not looked \
     at here. Write the number.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#group-add-group-keep-groups";
    GROUP_OF_POD = "K3M504", Note, "an additional group for a whole Pod" {
        group_of_pod(name, gid) => "`{name}` shares its Pod, and all containers in it are in the group {gid}",
            effect: "that only this container is in it";
    },
    "`supplementalGroups` is a field of the Pod: every container in it is in the group. This one shares its Pod with \
     others.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    KEEP_GROUPS = "K3M505", Warning, "the groups of the user who runs podman" {
        keep_groups(name) => "`{name}` keeps the groups of the user who runs podman",
            effect: "those groups",
            do: "name each by its number: `--group-add=44`";
    },
    "`keep-groups` leaves the process in the groups of the user who started podman. A Pod is started by nobody. Name the \
     groups by their numbers.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#group-add-group-keep-groups";
    UMASK = "K3M506", Warning, "the file mode mask is lost" {
        umask(name, mask) => "`{name}` makes files with the mask {mask}; in a Pod the mask is 0022",
            effect: "the mask: others may read new files, and only the owner may write them",
            do: "set it in the program: many images read a variable `UMASK`",
            "start the program by a shell: `sh -c 'umask 0077; exec …'`";
    },
    "`--umask` sets the mask of the first process. There is no field for it, and the kubelet's is 0022: others may read \
     new files. Set it in the program or start it by a shell.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#umask-umask";
    GROUPS_OF_IMAGE = "K3M507", Note, "groups of the image in a shared Pod" {
        groups_of_image(name) => "`{name}` shares its Pod with a container that has no group of its own",
            effect: "podman leaves out the groups that the image's /etc/group lists for the user; here the process is in \
            them",
            do: "give every container of the Pod a user with a group: `user = \"1000:100\"`";
    },
    "With `UID:GID` podman leaves out the groups that the image's /etc/group lists for the user; with `UID` alone, or \
     without `user`, it adds them. `supplementalGroupsPolicy: Strict` leaves them out, and is written where every \
     container of a Pod has a group. It is a field of the Pod: for a container without a group it would take away what \
     podman gives, so a Pod of both kinds is left with the default, which adds the groups. Give every container of the \
     Pod a user with a group.\n\n\
     The kubelet of 1.33 and later refuses a Pod with `Strict` where the runtime does not know it: containerd before \
     2.0, Docker. K3s brings one that does; with another (`--docker`, `--container-runtime-endpoint`) ask it: \
     `kubectl get nodes -o jsonpath='{.items[*].status.features}'`. Before 1.33 the field is left out by the API server.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#supplementalgroupspolicy";
    AMBIENT = "K3M510", Error, "a capability for a user who is not root" {
        ambient_capability(name, capability) => "`{name}` runs as another user than root and has {capability}; in a Pod \
            only root has what is added",
            effect: "{capability}: the program runs without it",
            do: "run it as root with all other capabilities dropped: `--user=0 --cap-drop=all`",
            "give the program the capability in the image (`setcap`), and accept this",
            "accept K3M510 to add it all the same";
    },
    "podman gives a user other than root what `--cap-add` names, as an ambient capability: the program has it. \
     Kubernetes has no ambient capabilities; `capabilities.add` reaches root only, so the program would start \
     without it. Run it as root with all other capabilities dropped, which is no more than it has today except for \
     the files of root, or put the capability on the program in the image (`setcap`) and accept the code: then it is \
     added to the bounding set, and the file's capability takes effect. NET_BIND_SERVICE is no problem (K3M518). A user \
     that only the image names is not seen here (K3M529).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability\n\
     https://github.com/kubernetes/enhancements/issues/2763";
    ADDED_AND_DROPPED = "K3M511", Error, "a capability that is both added and dropped" {
        added_and_dropped(name, capability) => "`{name}` adds {capability} and drops it",
            effect: "the container as a whole: podman does not start it either",
            do: "remove one of the two";
    },
    "podman does not start such a container, so there is nothing to be faithful to. Remove one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability";
    PRIVILEGED_DROPS = "K3M512", Note, "a privileged container keeps all capabilities",
    "podman ignores `--cap-drop` for a privileged container: it has every capability (measured with 5.8). So does the \
     Pod's.";
    DROP_FOR_DEVICE = "K3M513", Warning, "a capability comes back with a device" {
        drop_undone_by_device(name) => "`{name}` becomes privileged for a device, and then has every capability",
            effect: "that the capability is taken away";
    },
    "The container has to be privileged to open a device, and a privileged container has every capability, also those \
     that are dropped today. A device plugin avoids it: name its resource in the settings \
     (`containers.NAME.devices`).\n\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    PRIVILEGED = "K3M514", Note, "a privileged container sees the control groups of the node" {
        privileged(name) => "`{name}` is privileged",
            effect: "its own view of control groups: a privileged container of a Pod sees those of the whole node";
    },
    "`--privileged` is the same in podman and Kubernetes but for one thing: podman gives the container a control group \
     namespace of its own, containerd gives a privileged one the node's. It has no limit of memory to read at the \
     usual place. Its namespace gets the Pod Security level `privileged`.\n\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    PRIVILEGED_GAINS = "K3M515", Warning, "confinement of a privileged container" {
        privileged_gains(name) => "`{name}` may not gain privileges; a privileged container of a Pod may",
            effect: "that programs with another owner's rights do not get them",
            do: "leave `--privileged` out, and add the capabilities that it needs";
        privileged_seccomp(name, path) => "`{name}` is confined by `{path}` although it is privileged; a privileged \
            container of a Pod is not",
            effect: "the seccomp profile",
            do: "leave `--privileged` out, and add the capabilities that it needs";
    },
    "podman applies `no-new-privileges` and a seccomp profile to a privileged container, too. The API server refuses \
     the first there, and containerd ignores the second. Leave `--privileged` out and add what it needs.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    PRIVILEGED_PATHS = "K3M516", Note, "a privileged container sees all paths",
    "Nothing of /proc and /sys is hidden from a privileged container, in podman and in Kubernetes.";
    PRIVILEGED_CGROUPS = "K3M517", Note, "a privileged container is in the node's control group namespace",
    "`--cgroupns=host` shows a container the control groups of the whole host. A privileged container of a Pod sees \
     those of the node anyway.";
    LOW_PORTS = "K3M518", Note, "the right to low ports without its capability" {
        low_ports(name) => "`{name}` runs as another user than root, and may use ports below 1024 without \
            NET_BIND_SERVICE",
            effect: "NET_BIND_SERVICE itself, for a program that looks for it: in a Pod only root has what is added";
    },
    "A user other than root needs NET_BIND_SERVICE under podman to listen on a port below 1024. K3s tells containerd to \
     let every user bind every port (`enable_unprivileged_ports`), so the program works without it. The capability \
     itself is in the bounding set only: Kubernetes has no ambient capabilities.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability\n\
     https://github.com/kubernetes/enhancements/issues/2763";
    CONTAINERD = "K3M520", Note, "what is a little different in every container" {
        runtimes_own_seccomp() => "every container is confined by containerd's seccomp profile, which is stricter than podman's",
            effect: "user namespaces, `mount`, `setns`, `keyctl` and NUMA calls for programs without capabilities \
            (browsers with a sandbox of their own, bubblewrap, some databases); the variable `container` and \
            /run/.containerenv; nosuid and nodev for podman's volumes and for memory, and noexec for /dev/shm",
            do: "have podman's own list put on the host by `install`: `podmanSeccomp = true` in the settings",
            "for one container, `--security-opt=seccomp=unconfined`";
    },
    "Measured with a program that prints what it sees, under podman and under a kubelet, some things differ in every \
     container. podman confines system calls by its own list; Kubernetes confines none unless told so, and told \
     `RuntimeDefault`, which is written for every container that is not privileged, it takes containerd's list. That \
     one refuses what podman allows without capabilities: user namespaces, mount, setns, keyctl, mbind, \
     set_mempolicy, pidfd_getfd. Few programs notice. With `podmanSeccomp = true` in the settings, \
     `install` puts podman's own list on the host, for each container with what its capabilities allow, and no \
     difference in system calls is left. A profile of your own below `/var/lib/kubelet/seccomp` is named by \
     `seccompProfile`. podman also sets a \
     variable `container` and makes /run/.containerenv, by which programs know that they are in a container. It \
     mounts /dev/shm with nosuid, nodev and noexec, and its own volumes, those of the image and every tmpfs with nosuid \
     and nodev; Kubernetes mounts all of them without. A set-uid program in them gives nothing under podman; \
     `--security-opt=no-new-privileges` makes it so here, too. Devices are closed by the control group in both. io_uring \
     fails in both, with another error.\n\n\
     A Pod may not swap unless the kubelet is told so (`memorySwap`); without a request of CPU it has the least weight of all, \
     where podman's containers weigh as much as a service of systemd; it may have as many processes as the node \
     (podman: 2048), and ends first or last by the kubelet's own order when the node's memory runs out. When its own \
     memory runs out, all its processes are killed, and it starts anew; podman leaves it to the kernel to kill one. A WORKDIR that the image \
     does not have is made for root, by podman for the user of the container. K3s lets every user listen on every port \
     and ping, podman root alone. podman runs the `HEALTHCHECK` that an image brings along and marks the container by it; \
     in a Pod it does not run (K3M640).\n\n\
     Of the network: podman copies /etc/hosts of the host into every container and adds `host.containers.internal`. A \
     Pod has neither, but for names that `--add-host` gives and names of the host that its values mention. On \
     podman's default network containers have no names; here one that publishes a port has a Service, so others find \
     it. A port of the host is not listened on but taken off the wire: a program of the host can open the same port and \
     is never asked. And a container reaches itself through its port of the host.\n\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    SECCOMP_FILE = "K3M521", Note, "a seccomp profile of the host" {
        seccomp_file(name, path, profile) => "`{name}` is confined by the profile `{path}`",
            effect: "nothing, once it is where the kubelet looks; until then the Pod does not start",
            do: "let `install` make it from that file; by hand: `/var/lib/kubelet/seccomp/{profile}`";
    },
    "`seccomp=FILE` names a file anywhere on the host, in podman's form: what it allows depends on the architecture and \
     on the capabilities of the container. The kubelet reads profiles below `/var/lib/kubelet/seccomp` only, and \
     containerd knows no conditions. `install` reads the file, keeps what holds for the container, and puts that where \
     the kubelet looks. The Pod does not start before it is there.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    SECCOMP_POLICY = "K3M522", Warning, "the seccomp profile of an image" {
        seccomp_policy_of_image(name) => "`{name}` has the seccomp profile that its image brings; in a Pod it has the usual \
            one",
            effect: "the profile of the image",
            do: "put the profile on the node, and name it: `--security-opt=seccomp=FILE`";
    },
    "With `--seccomp-policy=image` podman takes the profile from a label of the image. Kubernetes does not look there. \
     Write the profile to the node and name it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#seccomp-policy-policy";
    NO_SELINUX = "K3M523", Note, "there is no `SELinux` on NixOS",
    "The option takes a container out of SELinux. There is none on NixOS, so neither podman nor Kubernetes does \
     anything.";
    LABEL = "K3M524", Note, "a label of `SELinux` that no Pod can have" {
        selinux_label(name) => "`{name}` has a label that no Pod can have",
            effect: "the label; where there is no SELinux, as on NixOS, it has no effect anyway";
    },
    "`filetype` and `nested` have no field in `seLinuxOptions`. On NixOS, which has no SELinux, they have no effect in \
     podman either.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    MASK = "K3M525", Error, "paths that are hidden" {
        masked_paths(name, paths) => "`{name}` does not see `{paths}`; in a Pod it would",
            effect: "that these paths are hidden",
            do: "mount something empty over each: `--tmpfs PATH:ro` for a directory, `-v /dev/null:PATH:ro` for a file";
    },
    "`mask=` hides paths of the container. Kubernetes hides a fixed list. Without the option the container would see \
     more than it does today, so the workload is refused. Mount something empty over the paths, or accept the code.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    UNMASK = "K3M526", Warning, "paths that are not hidden" {
        unmasked_paths(name, paths) => "`{name}` sees paths of /proc and /sys that a Pod hides",
            effect: "`{paths}`: containers in the container, for instance, do not start",
            do: "give it users of its own (`--userns=auto`) and unmask all: Kubernetes allows it then",
            "make it privileged, if that is what you want";
    },
    "`unmask=` shows paths of /proc and /sys that podman hides by default. Kubernetes has `procMount: Unmasked` for all \
     of them, and only in a Pod with users of its own (`--userns=auto`). Otherwise they stay hidden, /proc/sys stays \
     read-only, and containers in the container, for instance, do not start.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    PROC_OPTIONS = "K3M527", Warning, "options of /proc" {
        proc_options(name, options) => "`{name}` mounts /proc with `{options}`; in a Pod it is mounted as ever",
            effect: "these options: processes of other users in the container are seen";
    },
    "`proc-opts=` mounts /proc with options such as `hidepid=2`, in place of nosuid, nodev and noexec. Kubernetes has no \
     field for it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option";
    PODMAN_LIST = "K3M528", Note, "podman's own list of system calls" {
        podmans_own_seccomp() => "containers are confined by podman's own list of system calls",
            effect: "nothing of that, once `install` has made the profiles, without which a Pod does not start; the \
            variable `container` and /run/.containerenv; nosuid and nodev for podman's volumes and for memory, and noexec \
            for /dev/shm",
            do: "install on every host: `install --profiles` where K3s runs as an agent";
    },
    "With `podmanSeccomp = true` in the settings every container that names no profile is confined by podman's own list \
     (`/etc/containers/seccomp.json`, else `/usr/share/containers/seccomp.json`), with what holds for its capabilities. \
     `install` makes a profile for each below `/var/lib/kubelet/seccomp/k3s-migrate`, and the kubelet does not start a \
     container whose profile is missing. On a host where K3s runs as an agent, `install --profiles` makes them and \
     nothing else. `uninstall` leaves them.\n\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    IMAGE_USER = "K3M529", Note, "what the user of an image loses" {
        user_of_image() => "containers without `user` run as the user of their image, without the group that the image names",
            effect: "the group of an image with `USER 1000:2000` (the image's /etc/passwd decides, else it is 0), and the \
            line in /etc/passwd for a user that the image does not have",
            do: "give such a container both, `user = \"1000:2000\"`; `podman image inspect --format '{{{{.Config.User}}}}' \
            IMAGE` tells";
    },
    "Without `user` a container runs as the USER of its image, which is not read here. podman takes all of it; the kubelet \
     takes the user alone. With `USER 1000:2000` the process has the group 2000 under podman, and under Kubernetes the one \
     that the image's /etc/passwd gives to 1000, or 0 where it does not have him, and with it his groups of /etc/group: new \
     files belong to another group, and what only 2000 may open is closed. Such an image needs `user = \"1000:2000\"`. A \
     user and a group of the same name have, as a rule, their line in /etc/passwd (`nonroot`, `node`, `postgres`), and \
     nothing differs.\n\n\
     Capabilities that are added (`--cap-add`) reach a user of the image under podman as they reach root. Under Kubernetes \
     they reach root alone, see K3M510.\n\n\
     For a user that the image's /etc/passwd does not have, podman adds a line, with the working directory as the home. The \
     kubelet adds none, and HOME is `/`: `whoami`, ssh, git and `initdb` complain.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#user-u-user-group\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";
    OTHER_NAMESPACE = "K3M530", Error, "a namespace of something outside the Pod" {
        namespace_of_container(name, what, other) => "`{name}` shares {what} with the container `{other}`",
            effect: "what the two have in common: they run in different Pods",
            do: "put both into one Pod: `--pod`, or `--network=container:…`";
        namespace_of_path(name, what, path) => "`{name}` shares {what} with the path `{path}`",
            effect: "what the two have in common: they run in different Pods",
            do: "put both into one Pod: `--pod`, or `--network=container:…`";
    },
    "`container:NAME` and `ns:PATH` put a container into a namespace that something else made. Kubernetes knows the \
     node's namespaces and the Pod's, nothing between. Containers that share their network are one Pod here, and can \
     share the rest. Without the namespace the container would see other processes or other memory than it expects, \
     so the workload is refused.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#pid-mode\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    SHARED_PROCESSES = "K3M531", Note, "one process namespace for a whole Pod" {
        shared_processes(name) => "`{name}` shares its processes, and so do all containers of the Pod",
            effect: "process 1 is the Pod's pause process, in each of them";
    },
    "`--pid=container:NAME` lets one container see the processes of another. A Pod has one process namespace per \
     container or one for all; for all, process 1 is the pause process, and each container sees the processes (and \
     through /proc the files) of all others.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    SHARED_IPC = "K3M532", Note, "containers of one Pod share their memory anyway",
    "A Pod has one IPC namespace and one /dev/shm for all its containers. That is what `--ipc=container:NAME` asks for.";
    HOST_FOR_ALL = "K3M533", Warning, "a namespace of the host for a whole Pod" {
        host_processes_for_all(name) => "`{name}` sees every process of the host, and so do all containers of its Pod",
            effect: "that only this container does",
            do: "let it run in a Pod of its own";
        host_memory_for_all(name) => "`{name}` uses the shared memory of the host, and so do all containers of its Pod",
            effect: "that only this container does",
            do: "let it run in a Pod of its own";
    },
    "`hostPID` and `hostIPC` are fields of the Pod: every container in it sees the processes or the memory of the host. \
     This one shares its Pod with others.\n\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    IPC_NONE = "K3M534", Note, "a /dev/shm where there was none" {
        ipc_none(name) => "`{name}` has no /dev/shm; in a Pod it has one",
            effect: "that there is none: the program may use 64 MB of it";
    },
    "`--ipc=none` leaves /dev/shm out. Every container of a Pod has one, of 64 MB.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#ipc-ipc";
    HOST_NAME = "K3M535", Warning, "the host name of another place" {
        host_name_of_pod(name) => "`{name}` has a host name of another place; in a Pod it has the Pod's",
            effect: "the host name that the option asks for",
            do: "name it: `hostname`";
        host_name_of_node(name) => "`{name}` has a host name of another place; in a Pod it has the node's",
            effect: "the host name that the option asks for",
            do: "name it: `hostname`";
    },
    "`--uts` chooses whose host name a container has. In a Pod it is the Pod's, or the node's where the Pod uses the \
     node's network; nothing else can be chosen. A name can be given with `hostname`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#uts-mode";
    HOST_NAME_OF_HOST = "K3M536", Note, "a Pod on the host's network has the host's name",
    "`--uts=host` gives a container the host name of the host. A Pod on the host's network has the name of its node \
     anyway.";
    CGROUPS = "K3M537", Warning, "control groups of others" {
        cgroups_of_node(name) => "`{name}` has a control group namespace of its own; a privileged container of a Pod sees \
            the node's",
            effect: "that it sees its own control group only";
        cgroups_of_others(name) => "`{name}` sees control groups beside its own; in a Pod it does not",
            effect: "the control groups of others: what it measures there is missing",
            do: "make it privileged, if it has to see them";
    },
    "`--cgroupns` chooses which control groups a container sees. In a Pod it sees its own, or the node's when it is \
     privileged; nothing else can be chosen.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroupns-mode";
    USERS = "K3M540", Warning, "the kubelet picks the ids of a user namespace" {
        user_namespace(name) => "`{name}` gets users of its own from the kubelet",
            effect: "which ids of the host it gets; files that podman wrote with its ids have to be given to those that \
            the container uses; `ping` needs NET_RAW",
            do: "give its files on the host to the ids that it uses inside: the kubelet maps mounts, podman does not";
        sized_user_namespace(name) => "`{name}` gets users of its own from the kubelet",
            effect: "which ids of the host it gets; files that podman wrote with its ids have to be given to those that \
            the container uses; `ping` needs NET_RAW; the size and the fixed maps of the option",
            do: "give its files on the host to the ids that it uses inside: the kubelet maps mounts, podman does not";
    },
    "`--userns=auto` and `nomap` give a container users of its own. `hostUsers: false` does the same, with 65536 ids \
     that the kubelet picks. Three things differ: podman does not map the owners of a mounted directory, the kubelet \
     does, so files that podman wrote with its shifted ids have to be given to the ids that the container uses inside; \
     the file system has to support mapped mounts (ext4, xfs, btrfs and, lately, zfs do); `ping` fails without NET_RAW. \
     What the kubelet makes itself, /dev/shm and /dev/mqueue, belongs to nobody inside, and every user may write to \
     it. Kubernetes has it by default since 1.33.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    USERS_AND_HOST = "K3M541", Error, "users of its own and a namespace of the host" {
        users_and_host(name) => "`{name}` has users of its own and a namespace of the host; a Pod has one or the other",
            effect: "the users of its own: root in the container would be root on the host",
            do: "remove `--userns`, or the namespace of the host";
    },
    "The API server refuses `hostUsers: false` together with `hostNetwork`, `hostPID` or `hostIPC`. Without it root in \
     the container would be root on the host, so the workload is refused.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    KEEP_ID = "K3M542", Warning, "the user who runs podman, by a chosen id" {
        keep_id(name) => "`{name}` has the ids of the user who runs podman; in a Pod it has the node's",
            effect: "that files of that user belong to the same id inside and outside",
            do: "run it with the ids that its files have on the host: `--user=UID:GID`";
    },
    "`--userns=keep-id:uid=…` lets the user who runs podman be this one inside. The ids of the option become `runAsUser` \
     and `runAsGroup`, without a user namespace: files of the host keep the owners that they have there.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    KEEP_ID_OF_ROOT = "K3M543", Warning, "root keeps its ids without a user namespace" {
        keep_id_of_root(name) => "`{name}` has the ids of the host in a user namespace, which maps each to itself; a Pod \
            has no such",
            effect: "that its capabilities reach no further than this namespace, though its ids are those of the host",
            do: "use `--userns=auto`: then neither its ids nor its capabilities are those of the host";
    },
    "podman runs as root on this host. `--userns=keep-id` then makes a user namespace that maps every id to itself: the \
     container has the ids of the host, as without it, and capabilities within that namespace alone. A Pod has either \
     ids that the kubelet picks (`--userns=auto`) or no user namespace. Capabilities of root reach the kernel then, as they \
     do in a container without the option. A user of `--user` goes before the one of the option.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    ID_MAP = "K3M544", Error, "users mapped to chosen ids" {
        id_map(name) => "`{name}` maps its users to chosen ids of the host; Kubernetes chooses them itself",
            effect: "which ids of the host it gets: its files belong to others",
            do: "accept K3M544 to have a user namespace with ids that the kubelet picks, and give the files to the ids \
            that the container uses inside";
    },
    "`--uidmap`, `--gidmap`, `--subuidname` and `--subgidname` say which ids of the host the users of a container are. \
     Kubernetes picks a range itself (`hostUsers: false`). Without any map root in the container would be root on the \
     host, so the workload is refused. Accept the code to have a user namespace with ids that the kubelet picks; what \
     else differs then, K3M540 says.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#uidmap-flags-container-uid-from-uid-amount\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    KEEP_UNKNOWN_ID = "K3M545", Error, "the user who runs podman" {
        keep_unknown_id(name) => "`{name}` has the ids of the user who runs podman; in a Pod it has the node's",
            effect: "that files of that user belong to the same id inside and outside",
            do: "run it with the ids that its files have on the host: `--user=UID:GID`";
    },
    "`--userns=keep-id` lets the user who runs podman be the same user inside. A Pod is run by nobody, and the id of that \
     user is not known here. Write `--user=UID:GID`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    NO_MAP_OF_ROOT = "K3M546", Error, "ids that only a user's podman leaves out" {
        no_map_of_root(name) => "`{name}` has `--userns=nomap`, and root runs podman",
            effect: "the container as a whole: podman does not start it either",
            do: "use `--userns=auto`, or remove the option";
    },
    "`--userns=nomap` leaves the user who runs podman out of the container. podman refuses it where root runs it, so there \
     is nothing to be faithful to. `--userns=auto` gives a container users of its own.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode";
    UNSAFE_SYSCTL = "K3M550", Warning, "a kernel parameter that the kubelet has to allow" {
        unsafe_sysctl(name, sysctl) => "`{name}` sets `{sysctl}`, which the kubelet has to allow",
            effect: "nothing, once it is allowed; until then the Pod is refused (SysctlForbidden)",
            do: "`services.k3s.extraFlags = [ \"--kubelet-arg=allowed-unsafe-sysctls={sysctl}\" ];` (all of them in one \
            flag, with commas)";
    },
    "podman sets every parameter of a container's namespaces. The kubelet allows a short list; a Pod with another one is \
     refused on the node until the kubelet is told `--allowed-unsafe-sysctls`. Unsafe means that nobody promises that \
     it stays within the Pod; podman does not promise it either.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sysctl-name-value\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSCTL_OF_HOST = "K3M551", Error, "a kernel parameter of the host" {
        sysctl_of_host(name, sysctl) => "`{name}` sets `{sysctl}`, which would be the host's",
            effect: "the container as a whole: neither podman nor Kubernetes starts it",
            do: "set it on the host: `boot.kernel.sysctl`";
    },
    "The container uses the host's network or shared memory, so the parameter would be the host's. podman does not start \
     it, and the API server refuses the Pod. Set it on the host.\n\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSCTL_TWICE = "K3M552", Error, "two values for one kernel parameter of a Pod" {
        sysctl_twice(name, sysctl, value, other) => "`{name}` sets `{sysctl}` to `{value}`, and another container of its Pod \
            to `{other}`",
            effect: "one of the two values: a Pod has one for all its containers",
            do: "give both the same value";
    },
    "Parameters belong to the Pod, and containers that share a network are one Pod. They cannot have had two values of a \
     network parameter in podman either.\n\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSTEMD = "K3M560", Error, "systemd as the first process" {
        systemd(name) => "`{name}` is prepared for systemd as its first process",
            effect: "the control groups that systemd writes to, memory file systems at /run and /tmp, and its stop \
            signal: systemd does not start",
            do: "run the service itself, without systemd",
            "accept K3M560 if its first process is another one";
    },
    "`--systemd=always` prepares a container for systemd: memory file systems at /run, /run/lock and /tmp, a control \
     group tree that it may write to, SIGRTMIN+3 as the stop signal. Kubernetes prepares none of it. Run the service \
     itself. Accept the code if the first process is another one, which does not need it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#systemd-true-false-always";
    SYSTEMD_AUTO = "K3M561", Note, "podman looks for systemd by itself",
    "`--systemd=true` is podman's default: it prepares the container if the command is systemd, and does nothing \
     otherwise. An image that runs systemd does not run as a Pod.";
}
