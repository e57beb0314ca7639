//! 44x: devices and GPUs.

use super::rules;

rules! {
    DEVICE = "K3M440", Warning, "a device makes the container privileged" {
        device(name, device, kind) => "`{name}` has to run privileged to open `{device}`",
            effect: "the program may use every device, and do everything else on the host",
            do: "run a device plugin and name its resource in the settings: `containers.{name}.devices.\"{device}\" = \
            \"squat.ai/{kind}\"`",
            "`containers.{name}.accept = [ \"K3M440\" ]`, if the container may be privileged";
        device_permissions(name, device, permissions) => "`{name}` limits `{device}` to the permissions \
            `{permissions}`, and has to run privileged",
            effect: "the program may read, write and create the device";
    },
    "podman lets a container use one device of the host. Kubernetes has no field for that: a device plugin can hand \
     out a device, and without one only a privileged container may open it. A privileged container may do everything \
     on the host, so this is a real loss of confinement. To avoid it, run a device plugin and name its resource in the \
     settings (`containers.NAME.devices.\"/dev/dri\" = \"squat.ai/dri\"`). /dev/net/tun is open to every container and \
     needs no more than the mount. `r`, `w` and `m` after a device cannot be kept: a privileged container has all of \
     them.\n\n\
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
            do: "run a device plugin and name its resource in the settings: `containers.{name}.devices.\"{device}\" = \
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
}
