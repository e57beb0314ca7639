//! 439 and 44x: devices and GPUs.

use super::rules;

rules! {
    OWN_RESOURCE = "K3M439", Error, "a resource of the domain of the device plugin that comes along" {
        own_resource(name, resource, domain) => "the settings request `{resource}` for `{name}`, and `{domain}` is the domain of the device \
            plugin that comes along",
            effect: "the plugin hands out only the sets of devices that it makes itself, and counts one for each Pod that has it from \
            `--device`: this Pod, or another one, would stay Pending",
            do: "remove it from `containers.{name}`: `--device` gives the device",
            "set `devices.plugin.domain` to another one, if a plugin of your own has this resource";
    },
    "Where containers have devices, a device plugin comes along (K3M446). The names of its resources begin with \
     `devices.plugin.domain` of the settings and end with a checksum of the devices, and it hands out as many of each as Pods \
     have them from podman's options. An amount in `containers.NAME.resources`, or a name in `containers.NAME.devices`, of that \
     domain is counted by the scheduler and not by the plugin.\n\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    DEVICE = "K3M440", Error, "a device makes the container privileged" {
        device(name, device) => "`{name}` has to run privileged to open `{device}` without a device plugin",
            effect: "the program may use every device, and do everything else on the host",
            do: "`containers.{name:#}.deviceMode = \"plugin\"`: hands out this device only",
            "`containers.{name:#}.accept = [ \"K3M440\" ]`, if the container may be privileged";
        device_elsewhere(name, device) => "`{name}` has to run privileged to open `{device}`, which is not below `/dev`, \
            where the device plugin looks",
            effect: "the program may use every device, and do everything else on the host",
            do: "name a path below `/dev`", "`containers.{name:#}.accept = [ \"K3M440\" ]`, if the container may be \
            privileged";
        device_permissions(name, device, permissions) => "`{name}` limits `{device}` to the permissions \
            `{permissions}`, and has to run privileged",
            effect: "the program may read, write and create the device";
    },
    "podman lets a container use one device of the host. Kubernetes has no field for that: a device plugin hands out a \
     device, and without one only a privileged container may open it. A privileged container may do everything on the \
     host, so this is a real loss of confinement, and refused until you accept it. By default (`devices.mode = \"plugin\"` \
     in the settings) a device plugin comes along (K3M446), and no container is privileged because of a device. \
     `devices.mode = \"privileged\"`, or `containers.NAME.deviceMode`, makes containers privileged instead, and `\"none\"` \
     leaves devices out. `r`, `w` and `m` after a device cannot be kept by a privileged container: it has all of them. \
     /dev/net/tun is open to every container and needs no more than the mount.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    DEVICE_PLUGIN = "K3M441", Note, "a device comes from a device plugin" {
        device_plugin(name, device, resource) => "`{name}` requests one `{resource}` for `{device}`, as the settings \
            say",
            effect: "the Pod stays Pending until a device plugin offers `{resource}` on a node";
    },
    "The settings name the resource of a device plugin for this device. The plugin decides which device the Pod \
     receives, where it appears in the container and how many Pods may have it at the same time.\n\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    GPU = "K3M442", Warning, "a GPU comes from the NVIDIA runtime of the node" {
        gpu(name) => "`{name}` uses its GPU through the runtime class `nvidia`",
            effect: "the Pod does not start where K3s has not found NVIDIA's container runtime",
            do: "put NVIDIA's container toolkit in `systemd.services.k3s.path` and restart K3s: it looks for the \
            runtime there when it starts";
    },
    "podman gives a GPU to a container by its CDI name, and to as many containers as request it. In Kubernetes the \
     runtime class `nvidia` does the same with `NVIDIA_VISIBLE_DEVICES`: the GPU is shared. The resource \
     `nvidia.com/gpu` of NVIDIA's device plugin would hand it to one Pod only. If you want that, name it in the \
     settings (`containers.NAME.devices.\"nvidia.com/gpu=all\" = \"nvidia.com/gpu\"`). K3s looks for the runtime in \
     the path of its unit when it starts. On NixOS the NVIDIA container toolkit has to be added to that path.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#gpus-entry\n\
     https://docs.k3s.io/advanced#nvidia-container-runtime";
    CDI = "K3M443", Error, "a device by its CDI name" {
        cdi_device(name, device, kind) => "`{name}` uses the device `{device}`, a CDI name; the kubelet takes such \
            names from device plugins only",
            effect: "the program would miss the device, and the files and variables of its CDI specification",
            do: "run a device plugin and name its resource in the settings: `containers.{name:#}.devices.\"{device}\" = \
            \"{kind}\"`";
    },
    "podman looks the name up in the CDI files of the host and adds what they list: device nodes, mounts, variables. \
     The kubelet takes such names from device plugins only. Without the device the program cannot do its work, so the \
     workload is refused. Run a device plugin and name its resource in the settings \
     (`containers.NAME.devices.\"vendor/class=name\" = \"RESOURCE\"`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    DEVICE_RULE = "K3M444", Warning, "a rule for device numbers has no counterpart" {
        device_rule(name, rule) => "`{name}` sets `--device-cgroup-rule '{rule}'`, for which Kubernetes has no field",
            effect: "the program cannot open these devices, nor those that are plugged in later",
            do: "name each device with `--device`",
            "`--privileged`: opens every device, and gives the container all rights on the host";
    },
    "`--device-cgroup-rule` lets a container use devices by their number, also those that are plugged in later. \
     Kubernetes has no field for it. A privileged container needs no rule. Name the device (`--device`), or make the \
     container privileged.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-cgroup-rule-type-major-minor-mode";
    ALL_DEVICES = "K3M445", Note, "a privileged container may use every device",
    "The container is privileged: it may use every device of the host, so a rule about some of them changes nothing.";
    PLUGIN = "K3M446", Warning, "a device plugin hands out the devices" {
        plugin(host, image, name, device) => "`{host}` runs the device plugin `{image}`, a program of a third party, as \
            root",
            effect: "it decides which devices of the host a Pod receives; it can neither open them nor reach the network",
            do: "`accept = [ \"K3M446\" ]`: accepts it",
            "run a device plugin of your choice and name its resources in the settings: \
            `containers.{name:#}.devices.\"{device}\" = \"example.com/device\"`";
    },
    "podman gives a container exactly the devices that `--device` names. In Kubernetes a program on the node does that, a \
     device plugin: it tells the kubelet how many Pods may have a resource, and which device nodes such a Pod receives. \
     K3s has no device plugin, so each host whose containers have devices gets one: squat/generic-device-\
     plugin, pinned by its digest, as a DaemonSet in the namespace `k3s-migrate-devices`. Each set of devices is a \
     resource with the path, the path in the container and the permissions that podman gave, and as many Pods may have it \
     as there are. The plugin runs as root without privileges and capabilities, sees `/dev` only to read, and a \
     NetworkPolicy closes its network. Who controls the plugin can still give any device to any Pod, which is why it is \
     told. `devices.plugin.image` is another copy of its image, `devices.plugin.domain` what the names of its resources \
     begin with, `devices.plugin.namespace` its namespace. If you run a device plugin of your own, name its resources \
     (`containers.NAME.devices.\"/dev/dri\" = \"squat.ai/dri\"`, K3M441): where every device has one, none is added.\n\n\
     https://github.com/squat/generic-device-plugin\n\
     https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/";
    LATE = "K3M447", Note, "Pods with devices may be rejected until the device plugin has registered" {
        registers_late(host) => "`{host}` may reject Pods with devices after it or K3s has started, until the device \
            plugin has registered",
            effect: "the kubelet marks such a Pod as Failed (UnexpectedAdmissionError), and its controller makes a new one; \
            the failed one stays in the list",
            do: "`kubectl delete pods --all-namespaces --field-selector=status.phase=Failed`: removes failed Pods";
    },
    "Under podman a container has its device as soon as the node exists. The kubelet starts the Pods of a node in any order, \
     and a Pod that needs a device plugin may come before the plugin. It is rejected then: its phase is Failed, its reason \
     UnexpectedAdmissionError. A Deployment, a StatefulSet and a DaemonSet make a new Pod, which waits for the plugin. The \
     rejected Pod of a Deployment stays in the list until you delete it, or until there are 12,500 of them. Pods that run \
     while K3s restarts keep running.\n\n\
     https://github.com/kubernetes/kubernetes/issues/128043\n\
     https://github.com/kubernetes/kubernetes/issues/125579\n\
     https://github.com/kubernetes/kubernetes/issues/133382";
    DEVICE_JOB = "K3M448", Error, "a Job with a device may fail for good" {
        device_of_job(name, kind) => "`{name}` is a {kind}, and needs a device plugin",
            effect: "if its Pod starts before the device plugin has registered, as after a restart of the node, that try \
            fails; after the last one (`backoffLimit`) the run is lost",
            do: "`containers.{name:#}.accept = [ \"K3M448\" ]`, if a run may be lost",
            "`containers.{name:#}.deviceMode = \"privileged\"` with `containers.{name:#}.accept = [ \"K3M440\" ]`: needs no \
            device plugin, and gives the container all rights on the host";
    },
    "The kubelet rejects a Pod with a device while the device plugin has not registered yet (K3M447). A Deployment makes a \
     new Pod. A Job counts the rejected Pod as a failure and gives up when there are more than its `backoffLimit`, so a \
     run may be lost without having started. systemd would start the container when the node is up. Accept it if a run \
     may be lost, or make the container privileged, which needs no plugin.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy\n\
     https://github.com/kubernetes/kubernetes/issues/128043";
    LEFT_OUT = "K3M449", Warning, "a device is left out" {
        device_left_out(name, device) => "`{name}` does not receive `{device}`, as the settings say",
            effect: "the program does not find the device",
            do: "`containers.{name:#}.deviceMode = \"plugin\"`: hands it out";
    },
    "`devices.mode = \"none\"`, or `containers.NAME.deviceMode`, leaves devices and GPUs out, except those whose resource \
     the settings name (`containers.NAME.devices`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions";
    LINK = "K3M450", Warning, "a device appears under the name of its link" {
        device_link(name, device, node, permissions) => "`{name}` finds its device as `{device}`; under podman it has the name of \
            the node that this link leads to",
            effect: "a program that opens `{node}`, or a name like it, does not find the device",
            do: "name the path that the program opens: `--device={device}:{node}{permissions}`";
        device_own_name(name, device) => "`{name}` finds its device as `{device}`; if a udev rule makes that a link, podman \
            gives it the name of the node that the link leads to",
            effect: "a program that opens the node, as `/dev/ttyACM0`, does not find the device",
            do: "`readlink -f {device}`: shows the node; name the path that the program opens: `--device={device}:{device}`";
    },
    "podman follows a link before it gives the device to a container. Without a path in the container, `--device=\
     /dev/serial/by-id/usb-stick` appears as the node that the link leads to when the container starts: `/dev/ttyUSB0` or \
     `/dev/ttyACM1`. The host is not seen while manifests are made, and Kubernetes wants a path, so the device has the path of the \
     link. A name that the kernel gives to no device, as `/dev/zigbee`, may be a link of a udev rule of yours. Give the path that the program opens, and it is the same in both.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions";
}
