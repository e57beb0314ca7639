//! 379–393: who reaches whom, and what two objects cannot both have.

use super::rules;

rules! {
    LISTENS_ON_NAME = "K3M379", Warning, "a program listens on its own name" {
        listens_on_loopback(name, own) => "`{name}` is told to listen on `{own}`, its own name, which leads to 127.0.0.1 in the Pod",
            effect: "a server that listens there is reached by the programs of the Pod only",
            do: "let it listen on `0.0.0.0`, or on its host name: that has the address of the Pod";
        listens_on_service(name, own) => "`{name}` is told to listen on `{own}`, its own name, which leads to its Service",
            effect: "the program cannot listen on the address of a Service, and may end with an error",
            do: "let it listen on `0.0.0.0`, or on its host name: that has the address of the Pod";
    },
    "podman writes the name of a container and its host name into /etc/hosts, with the address of the container. The kubelet \
     writes only the host name of a Pod there, which is the name of the container where it has no other one. Next to another \
     host name, the name leads to the Service of the container, or to the loopback address: programs that connect find \
     themselves by either, and a server that listens there is not reached from outside.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    OTHER_DRIVER = "K3M380", Warning, "a network has a driver that a cluster does not know" {
        other_driver(network, driver) => "the network `{network}` has the driver `{driver}`, and is taken for a bridge of its host",
            effect: "containers of other hosts on it, and what the driver does besides, are missing",
            do: "convert all hosts of the network together, and list what has to reach it";
    },
    "A network of podman or Docker may have another driver than `bridge`: `overlay` joins containers of several hosts, and \
     plugins do what they were made for. Pods of all nodes are on one network, and a name leads to a Service of the namespace. \
     So the network is treated as a bridge, and containers of other hosts are on it only if the settings and the input have \
     them.\n\n\
     https://docs.docker.com/engine/network/drivers/";
    DEFAULT_APART = "K3M381", Warning, "containers of the default network reach each other" {
        default_apart(host) => "`{host}` keeps the containers of Docker's default network apart (`icc = false`), and their Pods are not",
            effect: "the Pods reach each other on all ports",
            do: "remove `networkPolicies = false` from the settings";
    },
    "With `icc = false` in the settings of dockerd, containers on the default bridge reach each other only by links and \
     published ports. So do networks that were made with `com.docker.network.bridge.enable_icc=false`. NetworkPolicies, which \
     let in published ports only, do the same; with `networkPolicies = false` there are none.\n\n\
     https://docs.docker.com/engine/network/drivers/bridge/#options";
    NOT_UNDER_DOCKER = "K3M382", Error, "Docker does not take two options together" {
        endpoint_on_default(name) => "`{name}` sets a network alias or a fixed address on Docker's default network",
            effect: "Docker refuses to start the container",
            do: "remove `--network-alias`, `--ip` and `--ip6`", "join a network of its own: `docker network create`";
        link_without_network(name) => "`{name}` has a link, and the network of the host or of another container",
            effect: "Docker refuses to start the container",
            do: "remove `--link`";
        link_off_default(name, other) => "`{name}` is on Docker's default network, and links to `{other}`, which is not",
            effect: "Docker refuses to start the container",
            do: "join the network of `{other}`: it is found by its name there", "remove `--link`";
    },
    "On its default bridge Docker gives containers neither names nor fixed addresses, and a link leads to another container of \
     that network. Such a container cannot have run like this, and guessing which option was meant would hide it.\n\n\
     https://docs.docker.com/engine/network/drivers/bridge/#use-the-default-bridge-network";
    PROXY_OF_FILE = "K3M383", Warning, "a proxy is configured by a file that is not read" {
        proxy_of_file(host, proxy) => "`{proxy}` on `{host}` is configured by a file, which is not read",
            effect: "redirections and middlewares of its entry points are missing, and a container that its `constraints` exclude has \
            Ingresses all the same",
            do: "give it its options in `cmd` instead: `--providers.docker`, `--entryPoints.web.address=:80` and the others",
                "set another `exposure` for each container that it does not read";
        proxy_of_file_reads(host, proxy, names) => "`{proxy}` on `{host}` is configured by a file, which is not read",
            effect: "routes without `traefik.enable` become Ingresses ({names}), also where `exposedByDefault = false` keeps them \
            closed today; redirections and middlewares of its entry points are missing",
            do: "set another `exposure` for each container that it does not read",
                "give it its options in `cmd` instead: `--providers.docker.exposedByDefault=false` and the others";
    },
    "Traefik takes its own configuration from one source: a file (`--configFile`, /etc/traefik/traefik.yml), or options, or \
     variables. Options and variables are read here. A file is not, so these are not known: which containers it reads \
     (`exposedByDefault`, `constraints`), its entry points with their middlewares, and their redirections. Without them, every \
     container with the labels of a router has an Ingress, unless `traefik.enable` is `false`.\n\n\
     https://doc.traefik.io/traefik/reference/install-configuration/boot-environment/";
    ROUTES_OF_HOST = "K3M384", Warning, "the Traefik of K3s takes ports of a service of the host" {
        routes_of_host(host, service, ports) => "`{service}` of `{host}` listens on {ports}, where the Traefik of K3s serves the Ingresses",
            effect: "connections from other machines reach that Traefik and no longer `{service}`; neither side reports an error",
            do: "let `{service}` listen on other ports, or leave its work to that Traefik",
                "set another `exposure`, and `services.k3s.extraFlags = [ \"--disable=traefik\" ]`: `{service}` keeps its ports, and \
                leads to ports on the loopback address";
    },
    "The load balancer of K3s opens ports 80 and 443 of every node for its Traefik, with rules that rewrite packets before a program \
     of the host sees them. A web server or a proxy of the host keeps running on these ports, and receives nothing. The options of \
     the host say which of its services listen there.\n\n\
     https://docs.k3s.io/networking/networking-services#traefik-ingress-controller";
    ONLY_WAY_OF_VARIABLES = "K3M385", Warning, "the only way in is a route that variables describe" {
        only_way_of_variables(name, variable, hosts) =>
            "`{name}` is reached from outside only by nginx-proxy, which finds `{hosts}` in its `{variable}`",
            effect: "clients outside the cluster no longer reach it: containers of K3s are not on the socket that nginx-proxy reads",
            do: "set `containers.{name:#}.exposure = \"ingress\"` and `ingress.host` in the settings: an Ingress then leads to it",
                "publish a port, and set `exposure` for it";
    },
    "nginx-proxy finds containers on the socket of podman or Docker, and the host names, ports and paths of each in its variables \
     (`VIRTUAL_HOST`, `VIRTUAL_PORT`, `VIRTUAL_PATH`). K3s does not write there. A container that publishes no port is then reached \
     only by other Pods. An Ingress does what the variables say; its certificate comes from cert-manager, not from \
     `LETSENCRYPT_HOST`.\n\n\
     https://github.com/nginx-proxy/nginx-proxy/tree/main/docs";
    HOST_PORT_TWICE = "K3M390", Error, "two containers publish the same host port" {
        host_port_twice(name, port, protocol, other) =>
            "`{name}` publishes host port {port}/{protocol}, which `{other}` publishes already",
            effect: "the second Pod would stay Pending; podman fails to start the second container",
            do: "publish another host port", "set another `exposure` for one of the two containers in the settings";
    },
    "A host port of a node can lead to only one Pod. podman fails to start the second container; in Kubernetes its Pod \
     stays Pending. A container with `autoStart = false` is not checked: its Pod does not run until you scale it \
     up.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol\n\
     https://kubernetes.io/docs/concepts/configuration/overview/#services";
    SAME_OBJECT = "K3M391", Error, "two containers become the same object" {
        same_object(containers, kind, object, namespace, key) =>
            "{containers} would become the same {kind}, `{object}` in the namespace `{namespace}`",
            effect: "one would overwrite the other",
            do: "rename one of the containers", "set `containers.{key:#}.namespace` in the settings to another namespace";
        same_container(first, second, container) =>
            "`{first}` and `{second}` would become the same container of their Pod, `{container}`",
            effect: "one would overwrite the other",
            do: "rename one of the containers";
    },
    "Names in Kubernetes consist of lower-case letters, digits and `-`, and each is unique in its namespace. Two \
     containers whose names differ only in case or in other characters, or containers of two hosts with one name, would \
     overwrite each other. Rename one, or give it another namespace in the settings (`containers.db.namespace`, or \
     `containers.\"storage/db\".namespace` where two hosts share the name).\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    ANNOTATIONS = "K3M392", Error, "more annotations than an object can have" {
        annotations(workload, bytes, most) =>
            "`{workload}` has {bytes} bytes of annotations, but Kubernetes accepts at most {most}",
            effect: "the API server would reject the Pod",
            do: "shorten the labels and annotations of the container";
    },
    "Labels of podman become annotations, and Kubernetes accepts 256 KiB of them for one object. podman has no such \
     limit.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/";
    CLIENT_HIDDEN = "K3M393", Warning, "a middleware decides by addresses that it does not see" {
        client_hidden(name, middleware) =>
            "the middleware `{middleware}` of `{name}` decides by the address of the client, which the load balancer of K3s hides",
            effect: "all clients from outside have an address of the cluster: a list admits all or none of them, and a limit \
                counts them as one",
            do: "set `service.spec.externalTrafficPolicy: Local` in the HelmChartConfig of Traefik: it then sees clients' addresses";
    },
    "Traefik's `ipAllowList` and `rateLimit` read the address that a connection comes from. In K3s, connections to the Service \
     of Traefik pass servicelb, which gives them an address of the cluster. With `externalTrafficPolicy: Local` a connection \
     keeps its address, and only nodes with a Pod of Traefik answer. A limit that counts by a header or by the requested host \
     does not depend on it.\n\n\
     https://docs.k3s.io/networking/networking-services#service-load-balancer\n\
     https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip";
}
