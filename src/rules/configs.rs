//! 274 to 279: files and commands of Compose that become a part of the Pod.

use super::rules;

rules! {
    CONFIG = "K3M274", Note, "a config with its content is a `ConfigMap`" {
        config(name, path, config) => "`{name}` has `{path}` from the ConfigMap `{config}`",
            effect: "the file is read-only, and everyone who may read ConfigMaps of the namespace can read it";
    },
    "Docker Compose copies a config with `content` or `environment` into the container when it makes it. The Pod has it from a \
     ConfigMap. A checksum of its content is in the Pod's annotations, so that a change of the content replaces the Pod. A config \
     with `file` is a file of the host, in the Pod as well. What is secret has its place in `secrets`.\n\n\
     https://docs.docker.com/reference/compose-file/configs/\n\
     https://kubernetes.io/docs/concepts/configuration/configmap/";
    CONFIG_OWNER = "K3M275", Warning, "a file of a ConfigMap belongs to root" {
        config_owner(name, path) => "`{name}` has `{path}` with an owner or a group (`uid`, `gid`)",
            effect: "the file belongs to root, and everyone in the container can read it";
    },
    "`uid` and `gid` of a config say whose file it is. The kubelet writes files of ConfigMaps as root; where its owner could read the \
     file, all users can, so that the program still can.";
    PRE_START = "K3M276", Note, "a command before the start is an init container" {
        pre_start(name, command) => "`{name}` runs `{command}` before it starts, in an init container",
            effect: "it runs before each start of a Pod; Compose runs it once, when it has made the container";
    },
    "Compose runs each element of `pre_start` to its end, one after another, in a container of its own: with the image of the \
     service or another one, its variables, volumes and networks, but not its user, capabilities and limits. An init container is \
     the same. It runs again when the Pod is replaced, also after a reboot of the node, so the command has to cope with its own \
     earlier work.\n\n\
     https://docs.docker.com/compose/how-tos/init-containers/\n\
     https://kubernetes.io/docs/concepts/workloads/pods/init-containers/";
    POST_START = "K3M277", Note, "a command after the start is a hook of the container" {
        post_start(name) => "`{name}` runs a command when it has started (`post_start`)",
            effect: "it runs again after each restart, and if it fails the container is ended and started again";
    },
    "Compose runs the commands of `post_start` in the container after its start, and stops with an error when one fails. \
     `lifecycle.postStart` does so at each start, and the kubelet ends the container when the command fails. Several commands are one \
     command of `/bin/sh`, which the image must have.\n\n\
     https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/";
    PRE_STOP = "K3M278", Note, "a command before the stop is a hook of the container" {
        pre_stop(name) => "`{name}` runs a command before it is stopped (`pre_stop`)",
            effect: "its time is a part of the grace period (`stop_grace_period`), after which the program is killed";
    },
    "Compose runs the commands of `pre_stop` in the container before it stops it, and waits for them. `lifecycle.preStop` does so \
     within the grace period of the Pod. Neither runs when the program ends itself.\n\n\
     https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/";
    HOOK_LOST = "K3M279", Warning, "a hook cannot run as Compose runs it" {
        hook_rights(name, key) => "`{name}` has a command of `{key}` with a user or privileges of its own",
            effect: "the command does not run: a hook of a Pod has the user and the rights of the container",
            do: "run it in the entry point of the image", "use `pre_start`, where it may run before the start";
        hook_of_init(name, key) => "`{name}` ends before the others start, and has a command of `{key}`",
            effect: "the command does not run: an init container has no hooks",
            do: "run it in the command of `{name}`";
    },
    "A hook of Kubernetes runs in the container, as its user and with its capabilities. Compose can run one as root, or privileged.";
}
