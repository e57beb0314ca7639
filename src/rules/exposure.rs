//! 340–399: published ports, Services, Ingress.

use super::rules;

rules! {
    ALIAS_CLASH = "K3M340", Error, "two networks use one alias for different containers" {
        alias_clash(name, alias) => "`{name}` has the alias `{alias}`, which is also a name of another container",
            effect: "clients could reach the wrong container: a namespace has only one Service of each name",
            do: "set `containers.{name:#}.namespace` in the settings, and the same for its peers on that network",
                "set `containers.{name:#}.accept = [ \"K3M340\" ]` to leave the alias out, and use the container's own name instead";
    },
    "podman resolves an alias only on the networks of its container, so two networks may both have a `redis`. All \
     Services of a namespace share one set of names: without a warning, clients of one network would use the database \
     of the other. Give the containers of one network a namespace of their own (`namespace` in the settings of each), \
     or accept K3M340 to leave the alias out. Two spellings that become one name (`my_db` and `my.db`) are the same case, \
     and so is an alias of several containers if a container of the network finds only some of them. An alias that is the \
     name of another container on the same networks leads to both, as in podman.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-alias-alias";
    ALIAS_RENAMED = "K3M341", Warning, "an alias has another spelling in Kubernetes" {
        alias_renamed(name, alias, service) =>
            "`{name}` has the alias `{alias}`, which becomes `{service}` in Kubernetes",
            effect: "only the new spelling resolves: a Service name has only lower-case letters, digits and `-`",
            do: "use `{service}` in configuration files that contain the alias";
        alias_renamed_for_now(name, alias, service, from) =>
            "`{name}` has the alias `{alias}`, which becomes `{service}` in Kubernetes",
            effect: "only the new spelling resolves: the name of a Service starts with a letter before {from}",
            do: "`kubernetes = \"{from}\"`: keeps the alias, if your server runs that version or a newer one",
                "use `{service}` in configuration files that contain the alias";
    },
    "podman accepts any text as an alias. An alias becomes a Service, whose name consists of lower-case letters, digits \
     and `-`, and begins with a letter. Values of the input that use the alias as a host name follow (K3M203); files are \
     not read.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names";
    DISCARDED_PORT = "K3M342", Note, "podman discards these ports" {
        port_on_host_network(name, kind) => "`{name}` uses the host's network, so podman discards its {kind} ports";
        port_without_network(name, kind) => "`{name}` has no network, so podman discards its {kind} ports";
        port_of_follower(name, kind) =>
            "`{name}` uses the network of another container, so podman discards its {kind} ports";
        port_in_lan(name) => "`{name}` has its own address in the LAN, so podman opens no port of the host for it",
            effect: "the Service of the Pod has the port, and no port of the host is opened for it either";
    },
    "Only a container with a network of its own can publish ports. On the host's network, the program listens on the \
     host directly. On a macvlan or ipvlan network it is a machine of the LAN, and podman opens no port of the host; the \
     Pod's Service has the port, so that other Pods find it. Without a network, no port can be published. In the network of another container, the ports belong \
     to that container. podman warns and discards the ports, and k3s-migrate discards them as well.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    RANDOM_HOST_PORT = "K3M343", Note, "a random host port is not opened" {
        random_host_port(name) => "`{name}` publishes a port on a random host port, which Kubernetes does not open",
            effect: "only Pods reach the port, through the container's Service",
            do: "name the host port, as in `8080:80`";
    },
    "Without a host port, podman chooses a free one, and another one at each start. Kubernetes has no stable equivalent \
     of that, so no host port is opened. The Service of the container still has the port.";
    IPV6_ADDRESS = "K3M344", Warning, "a host port on an IPv6 address needs Pods with IPv6" {
        ipv6_loopback(name, address) => "`{name}` publishes a port on `[{address}]`, where Kubernetes opens no port",
            effect: "connections to `[::1]` fail: CNI does not map ports of the IPv6 loopback address",
            do: "publish the port on 127.0.0.1";
        ipv6_address(name, address) =>
            "`{name}` publishes a port on `[{address}]`, which needs Pods with IPv6 addresses",
            effect: "connections to this address fail unless the cluster has a `--cluster-cidr` of both IP families",
            do: "publish the port on an IPv4 address";
    },
    "podman itself listens on the IPv6 address. A host port in Kubernetes is a rule that rewrites packets, for the \
     address families of the Pod. Pods have IPv6 addresses only if the cluster was created with CIDRs of both families, \
     and `::1` is never served.\n\n\
     https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking";
    RESERVED_PORT = "K3M345", Error, "K3s itself needs this host port" {
        reserved_port(name, port, what) => "`{name}` publishes host port {port}; {what}",
            effect: "the Pod would receive the node's own connections, and the cluster would stop working",
            do: "publish another host port",
                "set `exposure = \"none\"` for the container if only other Pods use the port";
    },
    "A host port redirects packets before a program of the node receives them, those of the node to itself included. K3s \
     listens on 6443, 6444, 10248 to 10259 and 8472/udp: the cluster would cut its own connections.\n\n\
     https://docs.k3s.io/installation/requirements#networking";
    TRAEFIK_PORT = "K3M346", Warning, "the bundled Traefik of K3s uses this host port" {
        traefik_port(name, port) => "`{name}` publishes host port {port}, which the bundled Traefik of K3s uses",
            effect: "one of the two Pods stays Pending while that Traefik runs",
            do: "set `services.k3s.extraFlags = [ \"--disable=traefik\" ]`: K3s then runs no Traefik",
                "set `exposure = \"ingress\"` and `ingress.host` for the container: that Traefik then leads to it";
        port_of_routes(name, port) => "`{name}` publishes host port {port}, which the bundled Traefik of K3s uses",
            effect: "one of the two Pods stays Pending; that Traefik answers for the Ingresses that the settings request",
            do: "set `containers.{name:#}.exposure = \"none\"`: that Traefik then has the port for itself",
                "publish another host port";
    },
    "Unless it is disabled, K3s runs Traefik behind a load balancer that occupies ports 80 and 443 of every node. Two \
     Pods cannot have the same port of a node: the second one stays Pending. This is not reported if the input says that \
     K3s leaves out Traefik or servicelb (`facts.k3s.disable`). A reverse proxy that had these ports is not needed where the \
     settings make Ingresses of its routes (`exposure = \"labels\"`).\n\n\
     https://docs.k3s.io/networking/networking-services#traefik-ingress-controller";
    MANY_PORTS = "K3M347", Note, "a wide range of ports becomes many entries of the Pod" {
        many_ports(name, count) => "`{name}` publishes {count} ports, each of which becomes an entry of the Pod",
            do: "use `--network=host`: the program then listens on the node without port mappings", "publish fewer ports";
    },
    "podman keeps a range as one rule. Kubernetes has only single ports, so each one becomes an entry of the Pod and a \
     rule of the node. For more than a few hundred ports, the host's network is the better choice.";
    ONE_ADDRESS = "K3M348", Warning, "a port published on one address is open on all addresses" {
        one_address(name, address) =>
            "`{name}` publishes a port only on `{address}`, but a load balancer opens it on all addresses",
            effect: "the port is reachable on every address of every node",
            do: "set `exposure = \"hostPort\"` for the container to keep the address";
    },
    "podman listens only on the given address. A load balancer of K3s listens on every address of every node. Set \
     `exposure = \"hostPort\"` for the container, which keeps the address as `hostIP`, or restrict the port in the \
     firewall of your network.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    LOAD_BALANCER = "K3M349", Note, "the settings publish the port through a load balancer" {
        load_balancer(name) => "`{name}` is reached through a load balancer, as the settings request",
            effect: "the program sees a cluster address instead of the client's";
    },
    "With `exposure = \"loadBalancer\"`, the published ports become a Service of type LoadBalancer on the same port \
     numbers. Every node answers, and the program sees an address of the cluster instead of the client's.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer";
    NODE_PORT = "K3M350", Note, "the settings publish the port as a node port" {
        node_port(name) => "`{name}` is reached on a port of every node, as the settings request",
            effect: "the port has a number from 30000 to 32767, and the program sees a cluster address instead of the client's";
    },
    "With `exposure = \"nodePort\"`, the published ports become a Service of type NodePort, whose numbers range from \
     30000 to 32767. A number in that range is kept. From any other number a fixed one is derived, always the same.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport";
    NOT_EXPOSED = "K3M351", Note, "the settings close the host port" {
        not_exposed(name) => "`{name}` is reached only from Pods, as the settings request",
            effect: "the host port is closed: `exposure` is `\"none\"`";
    },
    "With `exposure = \"none\"`, the host port is not opened. Other Pods reach the container under its name.";
    INGRESS = "K3M352", Note, "the settings publish the port through an Ingress" {
        ingress(name) => "`{name}` is reached through an Ingress, as the settings request",
            effect: "the host port is closed: `exposure` is `\"ingress\"`, and clients use the host name of the Ingress";
    },
    "With `exposure = \"ingress\"`, the cluster's Ingress controller serves the port under the host name of the settings. \
     Every other published port remains a host port.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    INGRESS_HOST = "K3M353", Error, "an Ingress needs a host name and a port" {
        ingress_host(name) => "`{name}` has `exposure = \"ingress\"` but no host name, or no TCP port",
            effect: "clients outside the cluster would not reach the container",
            do: "set `containers.{name:#}.ingress.host` in the settings, and `ingress.port` if no TCP port is published";
    },
    "`exposure = \"ingress\"` writes an Ingress, which needs a host name (`ingress.host`) and a port of the container: the \
     first published TCP port, or `ingress.port`.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/";
    PUBLISH_ALL = "K3M354", Warning, "ports of the image are not published on random host ports" {
        publish_all(name) => "`{name}` publishes every port of its image on a random host port",
            effect: "these host ports stay closed",
            do: "list the ports that clients use in `ports`, as in `8080:80`";
    },
    "`--publish-all` opens a random host port for each `EXPOSE` of the image and each `--expose`. The image is not read \
     here, and clients cannot rely on a number that changes with every start.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-all-p";
    LOOPBACK_ONLY = "K3M355", Note, "a port on the loopback address stays there" {
        loopback_only(name) =>
            "`{name}` publishes a port on `127.0.0.1`, where it stays despite the `exposure` of the settings",
            do: "publish the port without an address to open it";
    },
    "A port published on 127.0.0.1 is meant for programs of the host, such as a reverse proxy. A load balancer or a node \
     port would open it to the network, so it keeps `hostPort` with `hostIP: 127.0.0.1`.";
    ONE_PORT_FOR_TWO = "K3M356", Error, "one host port is published for two ports of the container" {
        one_port_for_two(name) => "`{name}` publishes one host port for two ports of the container",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "publish another host port for one of them";
    },
    "podman refuses such a container: packets that arrive at one host port can only be sent to one port of the \
     container. Publish another host port for one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    HOST_SERVICE = "K3M357", Warning, "a service of the host listens on a published host port" {
        host_service(name, port, protocol, service) =>
            "`{name}` publishes host port {port}/{protocol}, on which `{service}` of the host listens",
            effect: "the Pod receives the connections that are meant for the service, and neither side reports an error",
            do: "publish another host port",
                "let `{service}` listen on another port, or on another address than the published one";
    },
    "podman listens on a published port, so it and a service on the same port prevent each other from starting. A host \
     port in Kubernetes is a rule that rewrites packets, not a listener: the Pod takes the port from the service, and \
     neither side reports an error. The options of the host define on which ports its services listen. If the service \
     has moved to another port or is disabled, say so in its NixOS options. Programs that listen without an option are \
     found at installation (K3M923).\n\n\
     https://www.cni.dev/plugins/current/meta/portmap/";
    HOSTNAME_CLASH = "K3M358", Warning, "other containers do not find a container by its host name" {
        hostname_clash(name, hostname) =>
            "`{name}` has the host name `{hostname}`, which is also a name of another container",
            effect: "other containers do not reach it under its host name",
            do: "use the container's own name instead";
        hostname_respelled(name, hostname, service) =>
            "`{name}` has the host name `{hostname}`, which other containers reach as `{service}`",
            effect: "only the new spelling resolves: a Service name has only lower-case letters, digits and `-`",
            do: "use `{service}` in configuration files that contain the host name";
        pod_respelled(name, pod, service) =>
            "`{name}` is in the pod `{pod}`, which other containers reach as `{service}`",
            effect: "only the new spelling resolves: a Service name has only lower-case letters, digits and `-`",
            do: "use `{service}` in configuration files that contain the name of the pod";
    },
    "podman resolves the host name of a container on its networks, as it does an alias. A Service of that name would do \
     the same, but another container of this namespace has the name, or two containers without a common network share \
     it. So no Service has this host name, and others find the container under its own name. A host name with \
     underscores becomes a Service with dashes, one with dots has the Service of the container; values of the input \
     that use it as a host follow (K3M203).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#hostname-h-name";
    PODMANS_HOST_ADDRESS = "K3M359", Warning, "a port is published on an address of a podman network" {
        podmans_address(name, address) =>
            "`{name}` publishes a port on `{address}`, which the host has only on a podman network",
            effect: "the host does not have this address without podman, so nothing reaches the port there",
            do: "publish the port on 127.0.0.1 for programs of the host, or on an address of the LAN",
                "use the container's name in other containers: its Service has the port";
    },
    "A port published on the gateway of a podman network (such as 10.88.0.1) is reached from containers and from programs of \
     the host, but not from the LAN. Without podman, the host has no such address. The host port is still written with the \
     address, so that it is not opened on others.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    ALIAS_ON_ALL = "K3M360", Note, "an alias of one network answers on the others as well" {
        alias_on_all(name, alias, network) =>
            "`{name}` has the alias `{alias}` only on the network `{network}`, but a Service answers on all",
            effect: "containers on its other networks also find it under the alias";
    },
    "`--network=NAME:alias=ALIAS` gives a container a name on one network: on its other networks, podman's DNS does not \
     answer for it. A Service is found from the whole namespace, and the container may be reached by all Pods that share \
     any network with it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    UNPUBLISHED = "K3M361", Note, "containers that only programs of the host can use" {
        unpublished_address(host, containers) => "`{host}` has containers that publish no port, and that no other container is \
            told to use: {containers}",
            effect: "programs of the host that use the fixed address of one no longer reach it",
            do: "publish a port on the loopback address for each program of the host that uses one, as in `127.0.0.1:8080:80`";
        unpublished(host, containers) =>
            "`{host}` has containers that publish no port, and that no other container is told to use: {containers}",
            effect: "programs of the host that use podman's DNS server or a fixed address no longer reach them",
            do: "publish a port on the loopback address for each program of the host that uses one, as in `127.0.0.1:8080:80`";
    },
    "Under podman, programs of the host reach a container without published ports at its address: a fixed one, or one that \
     podman's DNS server on a gateway such as 10.88.0.1 gives for its name. In the cluster, only Pods use these names. The \
     note lists containers that other containers do not seem to use: they have a fixed address or names on the default \
     network and no value of the input contains them, or no other container is on their networks. Workers and timers are \
     in the list as well; they need no port.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol";
    LEFT_OUT = "K3M362", Warning, "K3s leaves out a part that the manifests need" {
        left_out(host, option, what, names, effect, instead) =>
            "`{host}` runs K3s with `{option}`, and the manifests have {what}: {names}",
            effect: "{effect}",
            do: "remove `{option}` from the options of K3s on `{host}`", "{instead}";
    },
    "K3s brings what a cluster needs besides Kubernetes itself: Traefik for Ingresses, a load balancer (servicelb), a DNS \
     server (CoreDNS), a storage class (local-path) and metrics-server. `services.k3s.disable` leaves parts out. The API \
     server accepts all objects the same, so nothing reports an error, and what needs the part has no effect. Only a server \
     decides this: the options of an agent change nothing. Traefik comes as a Helm chart, so `--disable-helm-controller` \
     leaves it out as well, and it is reached from outside through servicelb.\n\n\
     https://docs.k3s.io/installation/packaged-components";
    ONLY_WAY = "K3M363", Warning, "the only way in is a route that labels describe" {
        only_way(name, proxy) => "`{name}` is reached from outside only by a route of {proxy}, which reads it from labels",
            effect: "clients outside the cluster no longer reach it: containers of K3s are not on the socket that {proxy} reads",
            do: "`containers.{name}.exposure = \"labels\"`, or `exposure = \"labels\"` for all: the routes become Ingresses",
                "publish a port, and set `exposure` for it";
        only_way_of_host(name, proxy, service) =>
            "`{name}` is reached from outside only by a route of {proxy}, which reads it from labels",
            effect: "`{service}` of the host no longer finds it: containers of K3s are not on the socket that it reads",
            do: "publish a port on the loopback address, as in `127.0.0.1:8080:80`, and write the route into the options of `{service}`",
                "`containers.{name}.exposure = \"labels\"`: the route becomes an Ingress of the Traefik of K3s; `{service}` has to \
                leave ports 80 and 443 to it";
    },
    "Traefik and caddy-docker-proxy find containers, their addresses and their routes on the socket of podman or Docker. \
     K3s does not write there. A container that publishes no port is then reached only by other Pods. With \
     `exposure = \"labels\"` in the settings, host names, paths, ports and TLS of the labels become Ingresses.\n\n\
     https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/\n\
     https://github.com/lucaslorentz/caddy-docker-proxy";
    LABEL_ROUTE = "K3M364", Note, "labels become an Ingress" {
        label_route(name, route, hosts) => "`{name}` has the route `{route}` in its labels, which becomes an Ingress: {hosts}",
            effect: "clients reach it at the ingress controller of the cluster, on ports 80 and 443 of the nodes";
    },
    "The settings (`exposure = \"labels\"`) make an Ingress of each HTTP router of Traefik, and of each `reverse_proxy` of \
     caddy-docker-proxy. Traefik's entry points, priority, TLS and middlewares become annotations and Middleware objects, \
     which only the Traefik of K3s reads. Published ports stay what they are. DNS names have to lead to the node.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/\n\
     https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/";
    LABEL_RULE = "K3M365", Warning, "an Ingress cannot express the rule of a route" {
        rule_unread(name, route, reason) => "the rule of the route `{route}` of `{name}` cannot be read: {reason}",
            effect: "the route is not written; Traefik ignores such a router as well",
            do: "correct the label";
        rule_inexpressible(name, route, what) => "the route `{route}` of `{name}` depends on {what}, which an Ingress does not have",
            effect: "these requests have no route",
            do: "write an IngressRoute of Traefik for it, or use host names and paths only: `Host`, `Path`, `PathPrefix`";
        rule_never(name, route) => "the rule of the route `{route}` of `{name}` contradicts itself",
            effect: "it matches no request, here as in Traefik";
        rule_missing(name, route) => "the route `{route}` of `{name}` has no rule",
            effect: "the route is not written: it is made by Traefik's `defaultRule`, a template that is not evaluated here",
            do: "add the label `traefik.http.routers.{route}.rule`";
    },
    "A rule of an Ingress has a host name and a path. Traefik's routers also match headers, methods, queries, addresses of \
     clients and regular expressions, and negate what they match. A rule with alternatives is written as far as it has \
     only host names and paths; what else it matches is told. A path prefix matches as a text in Traefik, and so it does in \
     the Traefik of K3s.\n\n\
     https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/";
    LABEL_OPTION = "K3M366", Warning, "a label of a route has no counterpart" {
        label_unused(name) => "`{name}` has labels of a route that no Ingress expresses",
            effect: "these labels have no effect",
            do: "see the documentation of the ingress controller for an annotation that does the same";
        label_stream(name) => "`{name}` has routes for TCP or UDP, which an Ingress does not have",
            effect: "clients no longer reach it by these routes",
            do: "publish the port, and set `exposure = \"hostPort\"` or `\"loadBalancer\"` for the container";
        label_port(name, route) => "the route `{route}` of `{name}` names no port, and the container publishes none",
            effect: "the route is not written",
            do: "add the port to the label: `traefik.http.services.{route}.loadbalancer.server.port`, or `{{{{upstreams 8080}}}}`",
                "expose it with `--expose`: without a label, the lowest port is taken";
        label_elsewhere(name, route, target) => "the route `{route}` of `{name}` leads to `{target}`, which labels of the container do not describe",
            effect: "the route is not written",
            do: "write an Ingress, or an IngressRoute of Traefik, for it";
        label_services(name, route) => "the route `{route}` of `{name}` does not say which of its services it leads to",
            effect: "the route is not written; Traefik refuses it as well",
            do: "add the label `traefik.http.routers.{route}.service`";
        label_scheme(name, route, scheme) => "the route `{route}` of `{name}` speaks `{scheme}` to the container",
            effect: "an Ingress speaks HTTP to a port other than 443, and the program may not understand it",
            do: "let the program serve HTTP inside the cluster",
                "annotate its Service: `traefik.ingress.kubernetes.io/service.serversscheme: {scheme}`";
        label_same(name, route, peer) => "the route `{route}` of `{name}` has requests that a site of `{peer}` has as well",
            effect: "only `{peer}` answers them: a path of an Ingress leads to one Service, and Caddy spreads requests over both",
            do: "give the sites different host names or paths";
        label_undecodable(name, key) => "`{key}` of `{name}` is a label that Traefik does not understand",
            effect: "no route of the container is written; Traefik skips a container with such a label as well",
            do: "correct the label, or remove it";
        router_same(name, route, peer) => "the route `{route}` of `{name}` is also that of `{peer}`",
            effect: "only `{peer}` answers: Traefik spreads requests over both, and a path of an Ingress leads to one Service",
            do: "let `{peer}` have replicas instead, if both run the same program";
        router_differs(name, route, peer) => "the route `{route}` of `{name}` has other labels than that of `{peer}`",
            effect: "the route is not written; Traefik drops a router that two containers define differently",
            do: "give the two routers different names";
        label_port_guess(name, route, port) => "the route `{route}` of `{name}` names no port; it leads to {port}, the lowest that is known",
            effect: "Traefik takes the lowest port that the image exposes, which may be another one",
            do: "add the label `traefik.http.services.{route}.loadbalancer.server.port`, if it is";
        site_without_proxy(name, route, directive) => "the site `{route}` of `{name}` has the directive `{directive}` and no `reverse_proxy`",
            effect: "its requests have no route",
            do: "write what it does as an Ingress or an IngressRoute of Traefik";
        label_constraints(host, proxy, constraints, names) => "`{proxy}` on `{host}` reads only containers that match `{constraints}`, \
            which is not known of {names}",
            effect: "the routes of these containers become Ingresses, also of those that it does not read",
            do: "set another `exposure` for each of them that does not match";
        label_redirected(name, route, entries) => "the route `{route}` of `{name}` is only on {entries}, where every request is redirected",
            effect: "the route is not written; no request reaches it in Traefik either",
            do: "name another entry point in `traefik.http.routers.{route}.entrypoints`, such as `websecure`";
        label_redirects(name, route, entries) => "the route `{route}` of `{name}` redirects every request on {entries}",
            effect: "requests on that entry point have no route: the Traefik of K3s redirects none of them without being told",
            do: "add `--entryPoints.web.http.redirections.entryPoint.to=:443` to `additionalArguments` in the HelmChartConfig of Traefik";
        entry_redirects(host, proxy, entry, to) => "`{proxy}` on `{host}` redirects every request on its entry point `{entry}` to `{to}`",
            effect: "requests on that entry point have no route: the Traefik of K3s redirects none of them without being told",
            do: "add `--entryPoints.web.http.redirections.entryPoint.to=:443` to `additionalArguments` in the HelmChartConfig of Traefik";
        label_old(name) => "`{name}` has labels of Traefik 1",
            effect: "no route is made of them; Traefik 2 and later do not read them either",
            do: "write them as routers and services: https://doc.traefik.io/traefik/v2.11/migration/v1-to-v2/";
        label_setting(name, key) => "the settings have `ingress.{key}` for `{name}`, whose routes come from labels",
            effect: "the routes have what their labels say",
            do: "`containers.{name:#}.exposure = \"ingress\"`: makes one Ingress of the settings", "remove `ingress.{key}`";
        enable_unread(name, value) => "`traefik.enable` of `{name}` is `{value}`, which is not a switch",
            effect: "no route of the container is written; Traefik skips it as well",
            do: "write `true` or `false` into the label";
        label_redirect(name, route) => "the route `{route}` of `{name}` no longer redirects `http://` to `https://`",
            effect: "requests on port 80 have no route: Caddy redirects them without being told",
            do: "add `--entryPoints.web.http.redirections.entryPoint.to=:443` to `additionalArguments` in the HelmChartConfig of Traefik";
    },
    "Labels describe more than host names, paths and ports: TCP and UDP routes, health checks, sticky sessions, directives of \
     a Caddyfile. Each label that has no counterpart in an Ingress is listed.\n\n\
     https://docs.k3s.io/networking/networking-services#traefik-ingress-controller";
    LABEL_GUARD = "K3M367", Warning, "a route is left out, since what guards it is missing" {
        label_guard(name, route, what) => "the route `{route}` of `{name}` is not written: {what}",
            effect: "clients do not reach it by this route; without what protects it, everyone would",
            do: "write the route and what protects it as an Ingress and a Middleware of Traefik",
                "`containers.{name}.accept = [ \"K3M367\" ]`: writes the route without it";
        label_unguarded(name, route, what) => "the route `{route}` of `{name}` is written without what guards it: {what}",
            effect: "everyone who reaches the ingress controller reaches the container";
    },
    "Middlewares, entry points and directives may protect a service: logins, lists of addresses, an entry point that only the \
     LAN reaches. Where one of them cannot be written, because it is defined in a file or because K3s runs without its \
     Traefik, the route would be open to everyone. So it is left out until you accept that.\n\n\
     https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/";
    LABEL_CERTIFICATE = "K3M368", Warning, "the certificate of a route has to come from elsewhere" {
        label_certificate(name, route) => "the route `{route}` of `{name}` has a certificate that its proxy requested",
            effect: "Traefik serves its own self-signed certificate for these host names",
            do: "`containers.{name:#}.ingress.tlsSecret`: names a Secret with the certificate, as cert-manager makes it",
                "configure a certificate resolver in the Traefik of K3s, with a HelmChartConfig";
    },
    "The proxy that read the labels requested certificates by ACME and kept them in its own storage. An Ingress names a \
     Secret with the certificate; cert-manager requests it. Without a Secret, the Traefik of K3s answers with a default \
     certificate that no browser trusts.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/ingress/#tls\n\
     https://cert-manager.io/docs/usage/ingress/";
    LABEL_USERS = "K3M369", Warning, "users of a route have to be put into a Secret" {
        label_users(name, middleware, namespace, secret) =>
            "the middleware `{middleware}` of `{name}` has its users in a label, and a Middleware object has them in a Secret",
            effect: "the route answers with an error until the Secret exists",
            do: "kubectl -n {namespace} create secret generic {secret} --from-literal=users='USER:HASH'   with the lines of the label";
    },
    "Traefik's `basicauth.users` and `digestauth.users` hold names and hashes of passwords. The resource `Middleware` names a \
     Secret of its namespace instead, with the key `users`. The hashes are not written into a manifest.\n\n\
     https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/basicauth/";
    SOMETIMES_RESERVED_PORT = "K3M370", Note, "K3s may need this host port" {
        perhaps_reserved_port(name, port, what) => "`{name}` publishes host port {port}; {what}",
            effect: "if the cluster uses the port as well, connections reach only one of the two",
            do: "publish another host port, if the cluster uses this one";
    },
    "Some ports of a node belong to parts of K3s that are off by default: etcd (2379 to 2382) with `--cluster-init`, the embedded \
     registry (5001), WireGuard of flannel (51820 and 51821/udp), and node ports (30000 to 32767), which Services of type NodePort \
     and LoadBalancer receive.\n\n\
     https://docs.k3s.io/installation/requirements#networking";
    PODMANS_DOMAIN = "K3M371", Warning, "a value contains podman's domain" {
        podmans_domain(name, namespace) => "`{name}` uses `dns.podman`, podman's domain, which the cluster does not have",
            effect: "names below `dns.podman` do not resolve in the Pod",
            do: "use the names of containers without the domain, as in `http://web`",
                "replace `dns.podman` with `{namespace}.svc.cluster.local`, the domain of Services";
    },
    "podman's DNS answers for a container under its name, and under its name with the domain `dns.podman`. In the cluster, \
     Services have the domain `NAMESPACE.svc.cluster.local`. Where a value has the name of a container with podman's domain \
     as a host, the name of its Service is written instead (K3M203). The domain in another place, such as a list of hosts \
     that need no proxy, is written unchanged.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-of-services";
    PODMANS_SEARCH = "K3M372", Note, "a search domain is podman's" {
        podmans_search(name) => "`{name}` searches `dns.podman`, podman's domain, which the cluster does not have",
            effect: "short names are not tried with it: the cluster's search domains have the Services of containers";
    },
    "`dns.podman` is podman's domain for names of containers, and the search domain on its networks with names. A Pod has \
     the search domains of the cluster, and `dns.podman` does not exist there, so it is left out: every lookup of a short \
     name would ask for it as well.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#dns-search-domain";
    HOSTNAME_HIDES = "K3M373", Warning, "the host name of a Pod hides another container" {
        hostname_hides(name, hostname, peer) => "`{name}` calls itself `{hostname}` in its Pod, which is a name of `{peer}`",
            effect: "a program of the Pod that connects to `{hostname}` reaches the Pod itself: `/etc/hosts` comes before DNS",
            do: "set another `hostname` for `{name}`";
        hostname_hides_for_now(name, hostname, peer, from) =>
            "`{name}` calls itself `{hostname}` in its Pod, which is a name of `{peer}`",
            effect: "a program of the Pod that connects to `{hostname}` reaches the Pod itself: `/etc/hosts` comes before DNS",
            do: "`kubernetes = \"{from}\"`: keeps the whole host name, if your server runs that version or a newer one",
                "set another `hostname` for `{name}`";
    },
    "podman writes the host name and the name of a container into its `/etc/hosts` as they are, and so does the kubelet with \
     the host name of a Pod. That is a label: `mail.example.org` becomes `mail` before Kubernetes 1.35, `my_db` becomes `my-db`. \
     Where another container has this name, programs of the Pod no longer find it under the short name; other Pods do. In \
     values of the input that use it as a host, the name of the Service with its namespace is written (K3M203), such as \
     `mail.podman.svc.cluster.local`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    ENTRY_OF_GATEWAY = "K3M374", Note, "an entry of /etc/hosts leads to another address of the host" {
        entry_of_gateway(name, entries, old, new) =>
            "`{name}` finds {entries} at `{new}`, not at `{old}`, the host's address on a podman network",
            effect: "services of the host answer if they listen on `{new}` and the firewall lets Pods in",
            do: "let services of the host listen on `{new}`, and set `networking.firewall.trustedInterfaces = [ \"cni0\" ]`";
    },
    "A gateway of a podman network, such as 10.88.0.1, is an address of the host that it has only while podman runs a \
     container there. The entry has the address that the settings give for the host (`hosts.NAME.address`) instead. A \
     service that listens only on the gateway, or on 127.0.0.1, has to listen there as well.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    MODULE_SETTING = "K3M375", Warning, "the input has a setting of the NixOS module" {
        module_setting(name, option, key) => "`{name}` has `{option}`, which only the NixOS module reads",
            effect: "the setting is ignored",
            do: "set `containers.{name:#}.{key}` in the file of `--settings`";
    },
    "The NixOS module declares `k3s` for each container: `exposure`, `namespace`, `accept` and others. It hands them over as \
     settings, and does not export them. An input that was evaluated without the module's export, such as \
     `nix eval --json .#…oci-containers.containers`, still has them, and the settings of that run are in another file: \
     `k3s-migrate schema settings` describes it.";
    MODULE_ENABLE = "K3M376", Note, "the input says which containers K3s runs" {
        module_enable(name) => "`{name}` has `k3s.enable = false`, which only the NixOS module reads",
            effect: "the container is converted",
            do: "remove it from the input to keep it in podman";
    },
    "With the NixOS module, `k3s.enable` says whether K3s or podman runs a container, and only those of K3s are exported. \
     In an input that was evaluated without that export, all containers are converted. Remove those that stay in podman, \
     with `jq 'del(.NAME)'` for instance.";
    NAMES_ITSELF = "K3M377", Error, "a container names itself" {
        names_itself(name, flag) => "`{name}` sets `{flag}` to its own name",
            effect: "podman refuses to start the container: it does not exist before it is created",
            do: "remove `{flag}`, or name another container";
    },
    "`--network=container:NAME`, the same of other namespaces, and `--volumes-from=NAME` use what another container has. podman \
     looks that container up before it creates this one, so its own name leads nowhere.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    NOT_A_NAME = "K3M378", Error, "podman does not accept the name of a container" {
        not_a_name(name, error) => "`{name}` is the name of a container that podman refuses: {error}",
            effect: "podman refuses to start the container",
            do: "rename the container", "set `--name` in its `extraOptions`";
    },
    "NixOS gives podman the name of the attribute (`--name`), unless `extraOptions` has another one behind it. podman \
     accepts letters, digits, `_`, `.` and `-`, and a letter or digit in front.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#name-name";
}
