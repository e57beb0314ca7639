//! 70x: what the systemd unit of a container does to it.

use super::rules;

rules! {
    UNIT_NOTE = "K3M700", Note, "a Pod does in a way of its own what a unit sets" {
        note(name, setting, effect, remedy) => "`{name}` has `{setting}` in its unit, which a Pod does not have",
            effect: "{effect}",
            do: "{remedy}";
    },
    "Pauses between restarts and limits on the time of a start belong to systemd. The kubelet has its own: it restarts a \
     container at once, then after pauses that grow from 10 seconds to 5 minutes, and it gives up neither.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#RestartSec=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    UNIT_PATHS = "K3M701", Error, "the unit of a container changes what podman finds at a path of the host" {
        hidden(name, setting, path, remedy) => "`{name}` uses `{path}` of the host, and its unit has `{setting}`",
            effect: "podman finds something else there than the node: the Pod would have other data, or none",
            do: "{remedy}", "set `containers.{name}.accept = [ \"K3M701\" ]` to use what the node has there";
        device(name, setting, path) => "`{name}` has the device `{path}`, and its unit has `{setting}`",
            effect: "podman finds another device there than the node, or none: the Pod would use that of the node",
            do: "remove the device from `{name}`", "set `containers.{name}.accept = [ \"K3M701\" ]` to use that of the node";
        copied(name, setting, path) => "`{name}` has `{setting}` in its unit, which changes the `{path}` that podman copies",
            effect: "the Pod has other DNS servers or other entries in `/etc/hosts` than the container",
            do: "set the servers with `--dns`, and the entries with `--add-host` and `--hosts-file=none`",
                "set `containers.{name}.accept = [ \"K3M701\" ]` to use those of the cluster and the node";
        protected(name, setting, path) => "`{name}` uses `{path}` of the host, and its unit has `{setting}`",
            effect: "podman cannot write there; the Pod could",
            do: "add `:ro` to the volume of `{path}`", "set `containers.{name}.accept = [ \"K3M701\" ]` to let it write there";
        store(name, setting) => "`{name}` has a volume with a name, and its unit has `{setting}`",
            effect: "podman may keep the volume elsewhere: the Pod would have another one, or none",
            do: "mount the folder of the volume: `podman volume inspect` prints it",
                "set `containers.{name}.accept = [ \"K3M701\" ]` if that file names the same place";
    },
    "`PrivateTmp=`, `ProtectHome=`, `BindPaths=`, `RootDirectory=` and the related settings give the unit a view of the file \
     system of its own, and `ProtectSystem=` and `ReadOnlyPaths=` make parts of it read-only. podman runs in that view, so \
     the volumes and devices of the container show it as well, and so do the `/etc/resolv.conf` and `/etc/hosts` that podman \
     copies for it. The kubelet runs in the view of the node. Where the container uses no \
     path that such a setting changes, it has no effect and no message.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Sandboxing";
    UNIT_DIRECTORY = "K3M702", Warning, "systemd makes a directory that a container uses" {
        made(name, path, setting) => "`{name}` uses `{path}`, which systemd makes for its unit (`{setting}`)",
            effect: "a Pod has no unit, so systemd no longer makes it",
            do: "`systemd.tmpfiles.rules = [ \"d {path} 0755 root root -\" ]`: makes it at each boot";
        credential(name, path, setting) => "`{name}` uses `{path}`, a credential of its unit (`{setting}`)",
            effect: "a Pod has no unit, so systemd no longer writes it",
            do: "let the container use the file from which the unit loads the credential";
    },
    "`RuntimeDirectory=`, `StateDirectory=`, `CacheDirectory=` and `LogsDirectory=` make a directory before the unit starts, \
     and `LoadCredential=` writes a file below /run/credentials; those below /run are removed when the unit stops. The unit \
     goes when the container becomes a Pod.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#RuntimeDirectory=\n\
     https://www.freedesktop.org/software/systemd/man/latest/tmpfiles.d.html";
    UNIT_CONFIGURATION = "K3M703", Warning, "a container has a configuration of its own for podman" {
        configuration(name, setting, effect, remedy) => "`{name}` has `{setting}` in the environment of its unit",
            effect: "{effect}",
            do: "{remedy}";
    },
    "podman reads the files that `CONTAINERS_CONF`, `CONTAINERS_CONF_OVERRIDE` and `CONTAINERS_REGISTRIES_CONF` name, and \
     podman and Docker log in with those of `REGISTRY_AUTH_FILE` and `DOCKER_CONFIG`. The files are on the host and are not \
     read here. K3s has one configuration of registries for the node.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables\n\
     https://docs.k3s.io/installation/private-registry";
    UNIT_ELSEWHERE = "K3M704", Error, "a container runs on another machine" {
        elsewhere(name, setting, effect, remedy) => "`{name}` has `{setting}` in the environment of its unit",
            effect: "{effect}",
            do: "{remedy}", "set `containers.{name}.accept = [ \"K3M704\" ]` to run it on this node";
        elsewhere_by_flag(name, flag, effect, remedy) => "`{name}` sets `{flag}`, which leads to another machine",
            effect: "{effect}",
            do: "{remedy}", "set `containers.{name}.accept = [ \"K3M704\" ]` to run it on this node";
    },
    "`CONTAINER_HOST`, `CONTAINER_CONNECTION`, `DOCKER_HOST` and `DOCKER_CONTEXT` of a unit, and `--url`, `--host`, `--connection`, `--remote` and `--context` \
     before `run`, lead podman and Docker to a service on another machine. Paths, ports and devices of the container are then those of that machine, and its Pod would find others here. \
     An address that begins with `unix:` is a socket of this machine.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables\n\
     https://docs.docker.com/engine/manage-resources/contexts/";
    UNIT_TOGETHER = "K3M705", Note, "a container stops and restarts with another unit" {
        with_target(containers, target, namespace) => "`{target}` also stops and restarts {containers} (`PartOf=` of a unit)",
            effect: "a Pod keeps running when the target stops or restarts",
            do: "run `kubectl rollout restart deployment -n {namespace}` where you restarted the target: it restarts every Deployment there";
        with_container(name, other) => "`{name}` stops and restarts with `{other}` (`PartOf=` of its unit)",
            effect: "its Pod keeps running when the other one stops or restarts";
    },
    "`PartOf=` hands a stop and a restart of one unit on to another one: programs such as compose2nix make a target for all \
     containers of a project. Each workload of Kubernetes is stopped and restarted separately. `kubectl rollout restart \
     deployment` restarts all Deployments of a namespace.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#PartOf=\n\
     https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/";
    UNIT_CONFLICTS = "K3M706", Warning, "systemd keeps two units from running at the same time, and Kubernetes does not" {
        conflicts_with_container(name, other) => "`{name}` and `{other}` never run at the same time (`Conflicts=` of a unit)",
            effect: "both Pods run: they may want the same port, or write to the same files",
            do: "set `containers.{other}.replicas = 0` or `containers.{name}.replicas = 0` for the one that should not run";
        conflicts_with_service(name, service, namespace, workload) => "`{name}` and `{service}` of the host never run at the same time (`Conflicts=` of a unit)",
            effect: "the Pod keeps running when the service starts, and the service when the Pod starts",
            do: "run `kubectl scale deployment/{workload} -n {namespace} --replicas=0` before you start the service";
    },
    "`Conflicts=` stops a unit when the other one starts. Pods and units of the host do not stop each other.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Conflicts=";
    UNIT_POD = "K3M707", Warning, "an option of `podman pod create` is lost" {
        flag_of_pod(name, pod, flag, unit) => "`{unit}` makes the pod `{pod}` of `{name}` with `{flag}`, which its Pod does not get",
            effect: "the Pod behaves as if the pod had been made without it",
            do: "add `{flag}` to `extraOptions` of the members for which it has to hold";
        pod_without_infra(name, pod, unit) => "`{unit}` makes the pod `{pod}` of `{name}` with `--infra=false`, and a Pod shares its namespaces",
            effect: "its containers share one network and one host name; under podman each has its own",
            do: "leave `--pod` out of `extraOptions`: each container then becomes a Pod of its own";
        unknown_flag_of_pod(host, pod, unit, flag) => "`{unit}` on `{host}` makes the pod `{pod}` with `{flag}`, which podman does not know",
            effect: "podman does not make the pod; its Pod has what the other flags say",
            do: "correct the flag";
        pod_made_again(host, pod, unit, first) => "`{unit}` on `{host}` makes the pod `{pod}`, which `{first}` makes as well",
            effect: "the Pod has what `{first}` says",
            do: "make the pod in one unit";
    },
    "A unit that runs `podman pod create` says what the pod has: its ports, its networks, its host name and entries of \
     /etc/hosts go to the Pod, volumes, devices and security options to all of its containers. Limits of the pod as a whole, \
     namespaces and a restart policy belong to each container in Kubernetes.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html";
    UNIT_DEVICE = "K3M708", Warning, "a container does not wait for a device" {
        unit_device(name, devices) => "`{name}` needs {devices} in its unit",
            effect: "the Pod starts before the device is there, and runs on when it is unplugged",
            do: "give it the device with `--device`: the device plugin then hands out what is there";
    },
    "`Requires=` and `BindsTo=` on a device start a unit when the device is there, and `BindsTo=` stops it when the device \
     goes. A Pod does not know units. A device that the device plugin hands out is waited for.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.device.html";
    MAKER_NOT_STARTED = "K3M709", Warning, "nothing starts a unit that makes a file of a container" {
        maker_not_started(name, path, unit) => "`{unit}` makes `{path}` of `{name}`, and only units of containers start it",
            effect: "with the container in K3s nothing starts `{unit}`: the file stays as it is, or is missing after the next boot",
            do: "set `wantedBy = [ \"multi-user.target\" ]` and `before = [ \"k3s.service\" ]` for `{unit}`";
    },
    "A unit that prepares a file is often started by the unit of the container that reads it (`requires`, `wants`). K3s starts \
     no units, and the unit of a moved container does not run.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Wants=";
}
