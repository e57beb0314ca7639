//! 340–399: published ports, Services, Ingress.

use super::rules;

rules! {
    ALIAS_CLASH = "K3M340", Error, "two networks use one name for different containers",
    "podman answers for an alias on the networks of its container alone, so two networks may both have a `redis`. \
     All Services of a namespace share their names, and the clients of one network would talk to the database of \
     the other without a word. Give the containers of one of the networks a namespace of their own \
     (`containers.<name>.namespace`), or accept K3M340 to leave the alias out.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-alias-alias";
    ALIAS_RENAMED = "K3M341", Warning, "an alias is written in another way",
    "podman takes any text as an alias. An alias becomes a Service, whose name has small letters, digits and `-`, and \
     begins with a letter.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names";
    DISCARDED_PORT = "K3M342", Note, "podman discards these ports",
    "Ports are published on a network of the container's own. On the host's network the program listens on the host \
     itself, without a network there is nothing to publish, and in another container's network the ports belong to \
     that container. podman warns and discards them, and so they are discarded here.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    RANDOM_HOST_PORT = "K3M343", Note, "a random port of the host is not opened",
    "Without a number for the host podman takes a free one, another one at each start. Kubernetes has nothing like it \
     that would be the same number twice; the port of the container stays known to its Service.";
    IPV6_ADDRESS = "K3M344", Warning, "an IPv6 address of the host needs Pods with IPv6",
    "podman listens on the IPv6 address itself. A host port in Kubernetes is a rule that rewrites packets, made for \
     the address families of the Pod: a cluster has IPv6 only if it was created with CIDRs of both families, and \
     `::1` is never served.\n\n\
     https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking";
    RESERVED_PORT = "K3M345", Error, "K3s needs this port of the node itself",
    "A host port takes packets away before a program of the node sees them. On 6443 the API server listens, on 10250 \
     the kubelet, on 8472/udp flannel: the cluster would cut its own lines.\n\n\
     https://docs.k3s.io/installation/requirements#networking";
    TRAEFIK_PORT = "K3M346", Warning, "K3s gives this port to its bundled Traefik",
    "Unless it is turned off, K3s runs Traefik behind a load balancer that occupies ports 80 and 443 of every node. \
     Two Pods cannot have one port of a node: the second stays Pending. \
     Nothing is said where the input says that K3s leaves Traefik or servicelb out (`facts.k3s.disable`).\n\n\
     https://docs.k3s.io/networking/networking-services#traefik-ingress-controller";
    MANY_PORTS = "K3M347", Note, "a wide range of ports makes a long Pod",
    "podman keeps a range as one rule. Kubernetes knows single ports only, so each one is an entry of the Pod and a \
     rule of the node. Beyond some hundred ports the host's network is the better way.";
    ONE_ADDRESS = "K3M348", Warning, "a port that was published on one address is open on all of them",
    "podman listens on the address alone. A load balancer of K3s listens on every address of every node. Keep \
     `hostPort` for the container, which has `hostIP`, or restrict the port in the firewall of your network.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    LOAD_BALANCER = "K3M349", Note, "the settings open the port with a load balancer",
    "With `exposure = \"loadBalancer\"` the published ports become a Service of type LoadBalancer on the same port \
     numbers. Every node answers, and the container sees an address of the cluster instead of the client's.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    NODE_PORT = "K3M350", Note, "the settings open the port on every node, under a number of Kubernetes",
    "With `exposure = \"nodePort\"` the published ports become a Service of type NodePort, which has numbers from 30000 \
     to 32767. A number in that range is kept, another one is made from it, always the same.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport";
    NOT_EXPOSED = "K3M351", Note, "the settings close the port",
    "With `exposure = \"none\"` the port of the host is not opened. Other Pods reach the container under its name.";
    INGRESS = "K3M352", Note, "the settings lead to the container through an Ingress",
    "With `exposure = \"ingress\"` the port of the route is reached under the host name that the settings give, through \
     the cluster's Ingress controller. Every other published port keeps its port of the host.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    INGRESS_HOST = "K3M353", Error, "a route needs a host name and a port",
    "`exposure = \"ingress\"` writes an Ingress, and an Ingress needs a host name (`ingress.host`) and a port of the \
     container: the first TCP port that is published, or `ingress.port`.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    PUBLISH_ALL = "K3M354", Warning, "ports of the image are not published on random ports",
    "`--publish-all` opens a random port of the host for each `EXPOSE` of the image and each `--expose`. The image is \
     not read here, and a number that changes with every start is of no use to others.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-all-p";
    LOOPBACK_ONLY = "K3M355", Note, "a port of the loopback address stays there",
    "A port that was published on 127.0.0.1 was meant for programs of the host, a reverse proxy for instance. A load \
     balancer or a node port would open it to the network, so it keeps `hostPort` with `hostIP: 127.0.0.1`.";
    ONE_PORT_FOR_TWO = "K3M356", Error, "one port of the host is published for two ports of the container",
    "podman refuses such a container: packets that reach one port of the host can go to one port of the container \
     only. Publish another port of the host for one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    HOST_SERVICE = "K3M357", Warning, "a port of the host on which a service of the host listens",
    "podman listens on a published port, so that it and a service on the same port keep each other from starting. A \
     host port in Kubernetes is a rule that rewrites packets, no listener: the Pod takes the port from the service, \
     without an error on either side. The options of the host say on which ports its services listen; where the \
     service has moved to another port, or is disabled, tell NixOS so. What listens without an option is seen at \
     installation (K3M923).\n\n\
     https://www.cni.dev/plugins/current/meta/portmap/";
    HOSTNAME_CLASH = "K3M358", Warning, "a host name stays unknown to other containers",
    "podman answers for the host name of a container on its networks, as for an alias. A Service of that name would \
     do the same, but the name is another container's in this namespace, or two containers without a common network \
     have it. So there is none, and others find the container under its own name.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#hostname-h-name";
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
