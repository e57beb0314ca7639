//! 340–399: published ports, Services, Ingress.

use super::rules;

rules! {
    HOST_PORT_TWICE = "K3M390", Error, "a port of the host that two containers publish",
    "A port of a node can lead to one Pod. podman fails to start the second container; Kubernetes lets its Pod wait for \
     ever. A container that does not start by itself (`autoStart = false`) is not looked at: its Pod does not run \
     until somebody scales it up.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol\n\
     https://kubernetes.io/docs/concepts/configuration/overview/#services";
    SAME_OBJECT = "K3M391", Error, "two containers that become one object",
    "Names of Kubernetes are written in small letters, without `_` and `.`, and each is there once in a namespace. Two \
     containers with names that differ only in such signs, or containers of two hosts with one name, would overwrite \
     each other. Rename one, or give it another namespace in the settings (`containers.NAME.namespace`, or \
     `containers.\"HOST/NAME\".namespace` where two hosts share the name).\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    ANNOTATIONS = "K3M392", Error, "more annotations than an object can have",
    "Labels of podman become annotations, and Kubernetes takes 256 KiB of them for one object. podman has no such limit.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/";
}
