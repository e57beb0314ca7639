//! 340–399: published ports, Services, Ingress.

use super::rules;

rules! {
    ALIAS_CLASH = "K3M340", Error, "two networks use one name for different containers" {
        alias_clash(name, alias) => "`{name}` answers to `{alias}`, and so does another container on another network",
            effect: "that each network has its own: a namespace knows one Service of a name",
            do: "set another `namespace` for the containers of one of the networks",
                "accept K3M340 to leave the alias out, and use the container's own name instead";
    },
    "podman answers for an alias on the networks of its container alone, so two networks may both have a `redis`. \
     All Services of a namespace share their names, and the clients of one network would talk to the database of \
     the other without a word. Give the containers of one of the networks a namespace of their own \
     (`containers.<name>.namespace`), or accept K3M340 to leave the alias out.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-alias-alias";
    ALIAS_RENAMED = "K3M341", Warning, "an alias is written in another way" {
        alias_renamed(name, alias, service) => "`{name}` answers to `{alias}` in podman, and to `{service}` in Kubernetes",
            effect: "the alias as it is written: the name of a Service has small letters, digits and `-`",
            do: "write `{service}` wherever the alias is used";
    },
    "podman takes any text as an alias. An alias becomes a Service, whose name has small letters, digits and `-`, and \
     begins with a letter.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names";
    DISCARDED_PORT = "K3M342", Note, "podman discards these ports" {
        port_on_host_network(name, does) => "`{name}` {does} ports and uses the host's network, so podman discards them";
        port_without_network(name, does) => "`{name}` {does} ports and has no network, so podman discards them";
        port_of_follower(name, does) =>
            "`{name}` {does} ports and uses the network of another container, so podman discards them";
    },
    "Ports are published on a network of the container's own. On the host's network the program listens on the host \
     itself, without a network there is nothing to publish, and in another container's network the ports belong to \
     that container. podman warns and discards them, and so they are discarded here.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    RANDOM_HOST_PORT = "K3M343", Note, "a random port of the host is not opened" {
        random_host_port(name) => "`{name}` publishes a port on a random port of the host; only Pods reach it now",
            effect: "the random port: nobody could count on its number",
            do: "name the port of the host: `8080:80`";
    },
    "Without a number for the host podman takes a free one, another one at each start. Kubernetes has nothing like it \
     that would be the same number twice; the port of the container stays known to its Service.";
    IPV6_ADDRESS = "K3M344", Warning, "an IPv6 address of the host needs Pods with IPv6" {
        ipv6_loopback(name, address) =>
            "`{name}` is published on `[{address}]`, where Kubernetes answers only if Pods have IPv6",
            effect: "the port on `::1`: CNI maps no IPv6 loopback", do: "publish it on 127.0.0.1";
        ipv6_address(name, address) =>
            "`{name}` is published on `[{address}]`, where Kubernetes answers only if Pods have IPv6",
            effect: "the port, unless the cluster was made with `--cluster-cidr` of both families",
            do: "publish it on an IPv4 address";
    },
    "podman listens on the IPv6 address itself. A host port in Kubernetes is a rule that rewrites packets, made for \
     the address families of the Pod: a cluster has IPv6 only if it was created with CIDRs of both families, and \
     `::1` is never served.\n\n\
     https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking";
    RESERVED_PORT = "K3M345", Error, "K3s needs this port of the node itself" {
        reserved_port(name, port) => "`{name}` publishes port {port}, on which K3s itself listens",
            effect: "the port: it would take the node's own connections away",
            do: "publish another port of the host",
                "set `exposure = \"none\"` for the container if only other Pods need it";
    },
    "A host port takes packets away before a program of the node sees them. On 6443 the API server listens, on 10250 \
     the kubelet, on 8472/udp flannel: the cluster would cut its own lines.\n\n\
     https://docs.k3s.io/installation/requirements#networking";
    TRAEFIK_PORT = "K3M346", Warning, "K3s gives this port to its bundled Traefik" {
        traefik_port(name, port) => "`{name}` publishes port {port}, which K3s gives to its own Traefik",
            effect: "the port, as long as that Traefik runs: one of the two Pods stays Pending",
            do: "turn it off: `services.k3s.extraFlags = [ \"--disable=traefik\" ]`",
                "set `exposure = \"ingress\"` and let that Traefik lead to the container";
    },
    "Unless it is turned off, K3s runs Traefik behind a load balancer that occupies ports 80 and 443 of every node. \
     Two Pods cannot have one port of a node: the second stays Pending. \
     Nothing is said where the input says that K3s leaves Traefik or servicelb out (`facts.k3s.disable`).\n\n\
     https://docs.k3s.io/networking/networking-services#traefik-ingress-controller";
    MANY_PORTS = "K3M347", Note, "a wide range of ports makes a long Pod" {
        many_ports(name, count) => "`{name}` publishes {count} ports, and each one is an entry of the Pod",
            do: "use `--network=host`, or publish fewer ports";
    },
    "podman keeps a range as one rule. Kubernetes knows single ports only, so each one is an entry of the Pod and a \
     rule of the node. Beyond some hundred ports the host's network is the better way.";
    ONE_ADDRESS = "K3M348", Warning, "a port that was published on one address is open on all of them" {
        one_address(name, address) => "`{name}` was published on one address; Kubernetes will answer on all of them",
            effect: "that only {address} answers",
            do: "set `exposure = \"hostPort\"` for the container to keep the address";
    },
    "podman listens on the address alone. A load balancer of K3s listens on every address of every node. Keep \
     `hostPort` for the container, which has `hostIP`, or restrict the port in the firewall of your network.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    LOAD_BALANCER = "K3M349", Note, "the settings open the port with a load balancer" {
        load_balancer(name) => "`{name}` is reached through a load balancer",
            effect: "the address of the client: the container sees one of the cluster";
    },
    "With `exposure = \"loadBalancer\"` the published ports become a Service of type LoadBalancer on the same port \
     numbers. Every node answers, and the container sees an address of the cluster instead of the client's.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    NODE_PORT = "K3M350", Note, "the settings open the port on every node, under a number of Kubernetes" {
        node_port(name) => "`{name}` is reached on a port of every node",
            effect: "the number of the port, unless it is between 30000 and 32767; the address of the client";
    },
    "With `exposure = \"nodePort\"` the published ports become a Service of type NodePort, which has numbers from 30000 \
     to 32767. A number in that range is kept, another one is made from it, always the same.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport";
    NOT_EXPOSED = "K3M351", Note, "the settings close the port" {
        not_exposed(name) => "`{name}` is reached by other Pods alone",
            effect: "the port of the host: the settings say `exposure = \"none\"`";
    },
    "With `exposure = \"none\"` the port of the host is not opened. Other Pods reach the container under its name.";
    INGRESS = "K3M352", Note, "the settings lead to the container through an Ingress" {
        ingress(name) => "`{name}` is reached through an Ingress",
            effect: "the port of the host: the settings say `exposure = \"ingress\"`";
    },
    "With `exposure = \"ingress\"` the port of the route is reached under the host name that the settings give, through \
     the cluster's Ingress controller. Every other published port keeps its port of the host.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    INGRESS_HOST = "K3M353", Error, "a route needs a host name and a port" {
        ingress_host(name) => "`{name}` is to be reached through an Ingress, which leads nowhere",
            effect: "the way in: an Ingress needs a host name, and a TCP port of the container",
            do: "set `containers.<name>.ingress.host`, and `ingress.port` where no port is published";
    },
    "`exposure = \"ingress\"` writes an Ingress, and an Ingress needs a host name (`ingress.host`) and a port of the \
     container: the first TCP port that is published, or `ingress.port`.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    PUBLISH_ALL = "K3M354", Warning, "ports of the image are not published on random ports" {
        publish_all(name) => "`{name}` publishes every port of its image on a random port of the host",
            effect: "these ports of the host: nobody could count on their numbers",
            do: "publish the ports that are used outside with `ports`";
    },
    "`--publish-all` opens a random port of the host for each `EXPOSE` of the image and each `--expose`. The image is \
     not read here, and a number that changes with every start is of no use to others.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-all-p";
    LOOPBACK_ONLY = "K3M355", Note, "a port of the loopback address stays there" {
        loopback_only(name) => "`{name}` stays on `127.0.0.1`, whatever the settings say",
            do: "publish the port without an address to open it";
    },
    "A port that was published on 127.0.0.1 was meant for programs of the host, a reverse proxy for instance. A load \
     balancer or a node port would open it to the network, so it keeps `hostPort` with `hostIP: 127.0.0.1`.";
    ONE_PORT_FOR_TWO = "K3M356", Error, "one port of the host is published for two ports of the container" {
        one_port_for_two(name) => "`{name}` publishes one port of the host for two of its own",
            effect: "the container: podman refuses to start it",
            do: "publish another port of the host for one of them";
    },
    "podman refuses such a container: packets that reach one port of the host can go to one port of the container \
     only. Publish another port of the host for one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    HOST_SERVICE = "K3M357", Warning, "a port of the host on which a service of the host listens" {
        host_service(name, port, protocol, service) =>
            "`{name}` publishes port {port}/{protocol}, on which `{service}` of the host listens",
            effect: "the port for that service: packets for it reach the Pod, without an error on either side",
            do: "publish another port of the host",
                "let `{service}` listen on another port, or another address than the published one";
    },
    "podman listens on a published port, so that it and a service on the same port keep each other from starting. A \
     host port in Kubernetes is a rule that rewrites packets, no listener: the Pod takes the port from the service, \
     without an error on either side. The options of the host say on which ports its services listen; where the \
     service has moved to another port, or is disabled, tell NixOS so. What listens without an option is seen at \
     installation (K3M923).\n\n\
     https://www.cni.dev/plugins/current/meta/portmap/";
    HOSTNAME_CLASH = "K3M358", Warning, "a host name stays unknown to other containers" {
        hostname_clash(name, hostname) => "`{name}` has the host name `{hostname}`, under which others find another container",
            effect: "that others on its network find it under its host name",
            do: "use the container's own name instead";
    },
    "podman answers for the host name of a container on its networks, as for an alias. A Service of that name would \
     do the same, but the name is another container's in this namespace, or two containers without a common network \
     have it. So there is none, and others find the container under its own name.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#hostname-h-name";
    HOST_PORT_TWICE = "K3M390", Error, "a port of the host that two containers publish" {
        host_port_twice(name, port, protocol, other) =>
            "`{name}` publishes port {port}/{protocol}, and `{other}` has published it already",
            effect: "the second of the two: its Pod would wait for the port for ever, as podman fails to start it",
            do: "publish another port of the host",
                "choose another exposure for one of them: `containers.NAME.exposure` in the settings";
    },
    "A port of a node can lead to one Pod. podman fails to start the second container; Kubernetes lets its Pod wait for \
     ever. A container that does not start by itself (`autoStart = false`) is not looked at: its Pod does not run \
     until somebody scales it up.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol\n\
     https://kubernetes.io/docs/concepts/configuration/overview/#services";
    SAME_OBJECT = "K3M391", Error, "two containers that become one object" {
        same_object(containers, kind, object, namespace) =>
            "{containers} would be one and the same {kind}, `{object}` of the namespace `{namespace}`",
            effect: "all but one of them",
            do: "give one of them another name",
                "give one of them another namespace: `containers.NAME.namespace` in the settings";
        same_container(first, second, container) =>
            "`{first}` and `{second}` would be one and the same container, `{container}` of their Pod",
            effect: "one of the two", do: "give one of them another name";
    },
    "Names of Kubernetes are written in small letters, without `_` and `.`, and each is there once in a namespace. Two \
     containers with names that differ only in such signs, or containers of two hosts with one name, would overwrite \
     each other. Rename one, or give it another namespace in the settings (`containers.NAME.namespace`, or \
     `containers.\"HOST/NAME\".namespace` where two hosts share the name).\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    ANNOTATIONS = "K3M392", Error, "more annotations than an object can have" {
        annotations(workload, bytes, most) => "the annotations of `{workload}` have {bytes} bytes, and Kubernetes takes {most}",
            effect: "the Pod: the API server refuses it", do: "shorten its labels and annotations";
    },
    "Labels of podman become annotations, and Kubernetes takes 256 KiB of them for one object. podman has no such limit.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/";
}
