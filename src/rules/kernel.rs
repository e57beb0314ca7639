//! 55x and 56x: what containers of a Pod share of the kernel, systemd as the first process, and what runs a container.

use super::rules;

rules! {
    UNSAFE_SYSCTL = "K3M550", Warning, "a kernel parameter that the kubelet has to allow" {
        unsafe_sysctl(name, sysctl) => "`{name}` sets `{sysctl}`, which the kubelet does not allow by default",
            effect: "the node refuses the Pod (`SysctlForbidden`) until its kubelet allows the parameter",
            do: "`services.k3s.extraFlags = [ \"--kubelet-arg=allowed-unsafe-sysctls={sysctl}\" ];` (several in one \
            flag, with commas)";
    },
    "podman sets every parameter of a container's namespaces. The kubelet allows a short list. A Pod with another \
     parameter is refused on the node until the kubelet allows it (`--allowed-unsafe-sysctls`). Unsafe means that \
     Kubernetes does not promise that the parameter affects this Pod only. podman does not promise it either.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sysctl-name-value\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSCTL_OF_HOST = "K3M551", Error, "a kernel parameter of the host" {
        sysctl_of_host(name, sysctl, value) => "`{name}` sets `{sysctl}` in a namespace of the host",
            effect: "podman refuses to start this container as well, and the API server refuses the Pod",
            do: "set `boot.kernel.sysctl.\"{sysctl}\" = {value};` on the host, and remove the option from the container";
    },
    "The container uses the host's network or shared memory, so the parameter would be the host's. podman does not \
     start it, and the API server refuses the Pod. Set it on the host.\n\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSCTL_TWICE = "K3M552", Error, "two values for one kernel parameter of a Pod" {
        sysctl_twice(name, sysctl, value, other) => "`{name}` sets `{sysctl}` to `{value}`, and another container of \
            its Pod to `{other}`",
            effect: "one program would run with the value of the other",
            do: "give both the same value";
    },
    "Parameters belong to the Pod, and containers that share a network are one Pod. A network parameter of such \
     containers has one value under podman as well.\n\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    SYSCTL_OF_POD = "K3M553", Warning, "a kernel parameter for a whole Pod" {
        sysctl_of_pod(name, sysctl) => "`{name}` sets `{sysctl}`, which holds for all containers of its Pod",
            effect: "the programs of the other containers run with this value as well",
            do: "run it in a Pod of its own: without `--pod` and `--network=container:`";
    },
    "Under podman, containers that share a network share the parameters below `net.` and no others. A Pod has one IPC \
     namespace, and `securityContext.sysctls` is a field of the Pod, so parameters of shared memory, semaphores and message \
     queues (`kernel.shm*`, `kernel.sem`, `kernel.msg*`, `fs.mqueue.*`) hold for all of its containers. Most of them are \
     limits, which a larger value does not break.\n\n\
     https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/";
    USERS_OF_POD = "K3M554", Warning, "a user namespace for a whole Pod" {
        users_of_pod(name) => "`{name}` runs in a user namespace; so do all containers of its Pod",
            effect: "the other containers get ids that the kubelet picks, and capabilities that hold in the namespace only: \
            they cannot open files that they wrote under podman, or devices",
            do: "run it in a Pod of its own: without `--pod` and `--network=container:`";
    },
    "`hostUsers: false` is a field of the Pod: every container in it runs in the user namespace. Under podman, a container \
     that shares only the network of another one has a user namespace of its own. K3M540 explains what differs for those \
     that had none.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    SHM_OF_OTHERS = "K3M555", Note, "podman ignores the size of `/dev/shm`" {
        shm_of_member(name) => "`{name}` sets `--shm-size`, which podman ignores for the member of a pod";
        shm_without_own(name, mode) => "`{name}` sets `--shm-size`, which podman ignores together with `--ipc={mode}`";
        shm_of_another(name) => "`{name}` sets `--shm-size`, which podman ignores: it uses the `/dev/shm` of another container";
    },
    "`/dev/shm` belongs to the IPC namespace: the pod's, or that of the container that `--ipc=container:NAME` names. \
     podman accepts `--shm-size` for a container that joins it, and the size stays as it was; it ignores the option for \
     every member of a pod, also for one with `--ipc=private` (measured with 5.8). Set it on the container that owns the \
     namespace.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#shm-size-number-unit";
    SYSTEMD = "K3M560", Error, "systemd as the first process" {
        systemd(name) => "`{name}` starts systemd as its first process (`--systemd=always`), for which a Pod is not \
            prepared",
            effect: "systemd does not start: it has no writable control groups, no memory file systems at `/run` and \
            `/tmp`, and another stop signal",
            do: "run the service itself, without systemd",
            "`containers.{name:#}.accept = [ \"K3M560\" ]`, if its first process is another program";
        systemd_found(name) => "`{name}` starts a program that podman takes for systemd, for which a Pod is not prepared",
            effect: "systemd does not start: it has no writable control groups, no memory file systems at `/run` and \
            `/tmp`, and another stop signal",
            do: "run the service itself, without systemd",
            "add `--systemd=false` to `extraOptions`, if it is another program: podman then prepares nothing either";
    },
    "podman prepares a container for systemd: memory file systems at /run, /run/lock, /tmp and /var/log/journal, a control \
     group tree that it may write to, the variable `container_uuid`, SIGRTMIN+3 as the stop signal. It does so with \
     `--systemd=always`, and by default where the command is `/sbin/init`, `/usr/sbin/init` or `/usr/local/sbin/init`, or \
     where its last part is `systemd`. Kubernetes prepares none of it. Run the service itself. If the first process is \
     another program, which does not need it, accept the code or set `--systemd=false`. The command of an image is not \
     read here.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#systemd-true-false-always";
    SYSTEMD_AUTO = "K3M561", Note, "`--systemd=true` is podman's default",
    "By default podman prepares the container if its command is systemd, and does nothing otherwise. An image that \
     runs systemd does not run as a Pod.";
    MASKED_ANYWAY = "K3M562", Note, "Kubernetes masks these paths in every container",
    "podman and the kubelet mask the same paths of a container that is not privileged: /proc/acpi, /proc/asound, /proc/kcore, \
     /proc/keys, /proc/latency_stats, /proc/sched_debug, /proc/scsi, /proc/timer_list, /proc/timer_stats, /sys/firmware and \
     /sys/devices/virtual/powercap. `mask=` of one of them changes nothing.\n\n\
     https://github.com/kubernetes/kubernetes/blob/master/pkg/securitycontext/util.go";
    RUNTIME_CLASS = "K3M563", Note, "the settings choose a `RuntimeClass`" {
        runtime_class(name, runtime, class) => "`{name}` runs under `{runtime}`; its Pod has the RuntimeClass `{class}`, as the settings say",
            effect: "the Pod does not start where the cluster has no such class, or the node no such runtime",
            do: "run `kubectl get runtimeclass {class}`, and configure its handler in containerd";
        chosen_runtime_class(name, class) => "`{name}` has the RuntimeClass `{class}` in its Pod, as the settings say",
            effect: "the Pod does not start where the cluster has no such class, or the node no such runtime",
            do: "run `kubectl get runtimeclass {class}`, and configure its handler in containerd";
    },
    "`--runtime` names the program that runs a container: `runsc` (gVisor) and `kata` isolate it more than crun and runc do. In \
     Kubernetes a RuntimeClass names a handler of containerd. `runtimeClasses` of the settings says which class stands for which \
     runtime, `containers.NAME.runtimeClass` chooses one for one container. K3s finds some runtimes itself and makes classes for \
     them; others have to be added to containerd's configuration.\n\n\
     https://kubernetes.io/docs/concepts/containers/runtime-class/\n\
     https://docs.k3s.io/advanced#alternative-container-runtime-support";
    RUNTIME_CLASS_OF_POD = "K3M564", Warning, "a `RuntimeClass` for a whole Pod" {
        runtime_class_of_pod(name, class) => "the RuntimeClass `{class}` of `{name}` holds for all containers of its Pod",
            effect: "the others run under that runtime, too, which may lack what they need",
            do: "run it in a Pod of its own: without `--pod` and `--network=container:`";
    },
    "`runtimeClassName` is a field of the Pod. Under podman each container has a runtime of its own, also where it shares its \
     network with others.\n\n\
     https://kubernetes.io/docs/concepts/containers/runtime-class/";
    TWO_RUNTIME_CLASSES = "K3M565", Error, "two values of `runtimeClassName` for one Pod" {
        two_runtime_classes(name, class, other) => "the settings choose the RuntimeClass `{class}` for `{name}`, whose Pod has `{other}` already",
            effect: "a Pod has one RuntimeClass",
            do: "choose the same for all containers of the Pod",
                "run `{name}` in a Pod of its own: without `--pod` and `--network=container:`";
    },
    "A Pod has one RuntimeClass for all of its containers. One comes from the settings, and `nvidia` comes with a GPU (K3M442).\n\n\
     https://kubernetes.io/docs/concepts/containers/runtime-class/";
    CLUSTER_SHOWN = "K3M566", Warning, "a mount shows what belongs to K3s" {
        cluster_shown(name, path, places) => "`{name}` mounts `{path}`, which shows {places}",
            effect: "the program can read the credentials of K3s and the files of all Pods: with them it controls the cluster",
            do: "mount only what the program reads",
            "`containers.{name:#}.accept = [ \"K3M566\" ]`: accepts it";
    },
    "Under podman a mount of `/` or `/etc` showed the host. On a node of K3s it also shows the credentials of the cluster's \
     administrator (`/etc/rancher/k3s/k3s.yaml`), the keys and the database of the server (`/var/lib/rancher`), the Secrets of \
     all Pods (`/var/lib/kubelet`) and the socket of containerd (`/run/k3s`), by which anything can be started as root. The mount \
     is kept as it is.\n\n\
     https://docs.k3s.io/cli/server#data\n\
     https://kubernetes.io/docs/concepts/security/pod-security-standards/";
}
