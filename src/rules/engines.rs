//! 260–279: what differs between the engines.

use super::rules;

rules! {
    ADD_WINS = "K3M260", Note, "a capability that is dropped and added" {
        add_wins(name, capability) => "`{name}` adds {capability} and drops it; Docker adds it",
            do: "remove the option that drops it";
    },
    "podman refuses a container that adds a capability and drops it. Docker drops first and adds afterwards, so the \
     container has the capability. The Pod has it as well.\n\n\
     https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities";
    DOCKERS_MARKS = "K3M261", Note, "a Pod does not have what Docker adds to every container" {
        dockers_marks() => "containers of Docker no longer have what Docker adds to every container",
            effect: "the file `/.dockerenv` is missing, and so are noexec, nosuid and nodev of tmpfs and /dev/shm";
    },
    "Docker puts an empty file `/.dockerenv` into every container, which some programs look for to see that they run in \
     one, and mounts a `--tmpfs` and /dev/shm with noexec, nosuid and nodev. containerd does neither for a Pod. \
     Capabilities and system calls are those of containerd under Docker as well: nothing differs.\n\n\
     https://github.com/moby/moby/blob/v28.5.2/daemon/initlayer/setup_unix.go#L28\n\
     https://github.com/moby/moby/blob/v28.5.2/daemon/oci_linux.go#L523";
    OTHER_ENGINE = "K3M262", Error, "a flag of another engine" {
        flag_of_other(name, flag, other, engine) => "`{name}` uses `{flag}`, which is a flag of {other}; its host runs {engine}",
            effect: "{engine} refuses to start the container",
            do: "remove it, if the container runs without it",
            "for a bare file of containers, name the engine with `--engine`";
    },
    "Each engine has flags that the other does not know, and refuses a container that has one. The engine of a host is \
     `virtualisation.oci-containers.backend`, which the NixOS module exports; for a bare file `--engine podman-5`, `podman-6` \
     or `docker` says it. docs/flags.md lists the flags of each engine.";
    CONF_KEY = "K3M263", Warning, "a key of containers.conf is not read" {
        conf_key(host, key) => "`{host}` sets `{key}` in `virtualisation.containers.containersConf.settings`, which is not read",
            effect: "podman acts on it for every container of the host; their Pods do not have it",
            do: "write it as an option of each container that needs it";
    },
    "containers.conf says what podman takes for an option that a container does not give. The NixOS module exports it \
     (`facts.containersConf`), and each key that stands for a flag of `podman run` is read as that flag, before the options of \
     the container: `dns_servers` as `--dns`, `env` as `--env`, `tz` as `--tz`. A container with a flag of its own has that \
     instead, or both where podman has both. Keys that only concern podman itself, and those that NixOS always sets, are \
     left out without a word. This key is none of them.\n\n\
     https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md";
    DOMAIN_WITHOUT_NAME = "K3M264", Note, "a domain without a host name" {
        domain_without_name(name, domain) => "`{name}` has the domain `{domain}` and no host name of its own",
            effect: "the Pod is called after its workload, without a domain",
            do: "set `hostname` as well, if the program needs a name with a domain";
    },
    "Docker calls a container without `--hostname` after its id, and `--domainname` is the domain of that name. A Pod is called \
     after its workload. With a host name the two become one name, which Kubernetes keeps from 1.35 on (K3M215).\n\n\
     https://docs.docker.com/reference/cli/docker/container/run/#options";
    LINK = "K3M265", Note, "a link of Docker's finds the other container by its Service" {
        link(name, other) => "`{name}` is linked to `{other}`, and finds it by its Service",
            effect: "the variables of the link, such as `DB_PORT` and `DB_ENV_…`, are not set";
    },
    "`--link NAME:ALIAS` writes both names of the other container into /etc/hosts, and sets variables with its address, ports \
     and environment. The other container has a Service under its name and under the alias, which every Pod of the namespace \
     finds. Programs that read the variables need the name instead.\n\n\
     https://docs.docker.com/engine/network/links/";
    LINK_ELSEWHERE = "K3M266", Warning, "a link to a container that has no Service" {
        link_elsewhere(name, other, alias) => "`{name}` is linked to `{other}`, which is not a container of the input with a \
            network of its own",
            effect: "the name `{alias}` does not resolve in the Pod",
            do: "convert both together", "`--add-host={alias}:ADDRESS`: gives the name an address";
    },
    "A link leads to another container of the host. Where that is not in the input, or uses the network of the host or none, \
     no Service has its name.\n\n\
     https://docs.docker.com/engine/network/links/";
    DAEMON_KEY = "K3M267", Warning, "a setting of dockerd is not read" {
        daemon_key(host, key, option) => "`{host}` sets `{key}` in `{option}`, which is not read",
            effect: "Docker acts on it for every container of the host; their Pods do not have it",
            do: "write it as an option of each container that needs it, if there is one";
        daemon_images(host, key, option) => "`{host}` sets `{key}` in `{option}`, which says how Docker gets images",
            effect: "K3s does not read it: it may find images elsewhere, or not at all",
            do: "write the same for K3s into /etc/rancher/k3s/registries.yaml, and proxies into the environment of its service";
        daemon_unknown(host, key, option) => "`{host}` sets `{key}` in `{option}`, which is not in the table of dockerd's settings",
            effect: "dockerd does not start with a setting that it does not know",
            do: "correct it, or look up what it does";
        daemon_twice(host, flag, key) => "`{host}` sets `{flag}` in `virtualisation.docker.extraOptions`, and `{key}` in \
            `virtualisation.docker.daemon.settings`",
            effect: "dockerd does not start with both; the flag is read here",
            do: "remove one of the two";
    },
    "daemon.json says what Docker takes for an option that a container does not give, and how its networks are. The NixOS \
     module exports it (`facts.dockerDaemon`), and each key that stands for a flag of `docker run` is read as that flag: `dns` \
     as `--dns`, `default-ulimits` as `--ulimit`, `no-new-privileges` as `--security-opt`. A container with a flag of its own \
     has that instead. `data-root` is where named volumes are, `ip` the address of ports that name none, `icc` and `bip` \
     describe the default network, `default-address-pools` the addresses of those that name none. Flags of dockerd in \
     `virtualisation.docker.extraOptions` (`facts.dockerOptions`) say the same, and are read as these keys. Keys that only concern dockerd itself are left out without a word. This key is none of \
     them.\n\n\
     https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file";
    CONF_ENV = "K3M268", Note, "the image may set a variable of containers.conf" {
        conf_env(name, variable) => "`{name}` has `{variable}` from containers.conf, which podman leaves to the image",
            effect: "if the image sets it, the program sees the image's value under podman, and that of containers.conf in the Pod",
            do: "write the value that counts into `environment` of `{name}`";
    },
    "`env` of containers.conf stands for `--env` where a container has none. Next to an `--env` of its own, podman takes \
     those variables of containers.conf that the image does not set. What an image sets is not known here, and a variable of a \
     Pod comes before the image's.\n\n\
     https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md";
    REMAPPED = "K3M269", Warning, "the volumes of a host are in a folder of their own users" {
        remapped(host, folder) => "`{host}` runs its containers with users of a range of their own, and keeps their volumes apart",
            effect: "named volumes are not in `{folder}`, which the manifests name, but in a folder called after the range",
            do: "copy each volume from where `docker volume inspect` says that it is, and take the start of the range (/etc/subuid) off \
                the owners of its files";
    },
    "With `userns-remap`, dockerd maps the users of all containers to a range of the host, and keeps images and volumes in a \
     folder of that range below `data-root`. The Pods get users of their own as well (`hostUsers: false`), but the kubelet maps \
     them in volumes back to those of the host: a file of user 100000 is not root's there.\n\n\
     https://docs.docker.com/engine/security/userns-remap/";
}
