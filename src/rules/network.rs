//! 300–339: networks, DNS, hosts entries, dependencies.

use super::rules;

rules! {
    PODMANS_DEFAULT = "K3M300", Note, "this is podman's default, and what Kubernetes does too",
    "The option says what podman does without it, and Kubernetes does the same without any field: the default bridge \
     is the Pod network, `--no-hosts=false` is how every Pod starts. There is nothing to write.";
    PODMAN_REFUSES = "K3M301", Error, "podman refuses these options together" {
        dns_without_network(name) => "podman refuses to start `{name}`: DNS options need a network of its own",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        dns_none_with_others(name) => "podman refuses to start `{name}`: `--dns=none` takes no other DNS option",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        add_host_without_network(name) => "podman refuses to start `{name}`: `--add-host` needs a network of its own",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        entries_without_hosts(name) => "podman refuses to start `{name}`: `--no-hosts` takes no entries for `/etc/hosts`",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        endpoint_without_bridge(name) => "podman refuses to start `{name}`: aliases and fixed addresses need a bridge network",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        address_on_several_networks(name) => "podman refuses to start `{name}`: a fixed address needs a single network",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        network_pod_without_pod(name) => "podman refuses to start `{name}`: `--network=pod` needs a pod",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        pod_and_pod_id_file(name) => "podman refuses to start `{name}`: there is `--pod` already",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        ports_of_member(name) => "podman refuses to start `{name}`: ports and hosts entries belong to the container that makes the pod",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        hostname_of_member(name) => "podman refuses to start `{name}`: the host name is the pod's",
            effect: "the container: it cannot have run like this", do: "remove one of the two options";
        pod_made_twice(name, pod) => "podman refuses to start `{name}`: there is a pod `{pod}` already",
            effect: "the container: it cannot have run like this", do: "join the pod with `--pod=NAME`";
    },
    "podman checks options against each other when it makes the container: a container in another one's network has \
     no DNS servers or hosts entries of its own, a fixed address needs one single network, a pod's ports belong to \
     the pod. The container cannot have run like this, and choosing one of the two would hide it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    FIXED_ADDRESS = "K3M302", Warning, "a fixed address is lost" {
        fixed_address(name, what, address) =>
            "`{name}` has {what} of its own choice, `{address}`; a Pod gets another one at every start",
            effect: "whatever knows it by that address: other containers, the router, a licence",
            do: "let others use its name instead", "use `--network=host` if it has to be found in the LAN";
        fixed_address_used(name, what, address, users) =>
            "`{name}` has {what} of its own choice, `{address}`; a Pod gets another one at every start; {users} uses it",
            effect: "whatever knows it by that address: other containers, the router, a licence",
            do: "let others use its name instead", "use `--network=host` if it has to be found in the LAN";
    },
    "podman gives a container the address or the hardware address it asks for. A Pod gets a free address of the node's \
     range at every start, and CNI makes up its hardware address. What stays the same is the name: the Service. \
     Replace the address by the name wherever it is written, or use `--network=host` where a device or a router has \
     to find it.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/";
    NO_NETWORK = "K3M303", Error, "a container without a network would get one" {
        no_network(name) => "`{name}` has no network; a Pod always has one",
            effect: "the certainty that nothing gets in or out",
            do: "keep it in podman", "accept K3M303: a NetworkPolicy then lets nothing in and nothing out";
        sealed(name) => "`{name}` has no network; a Pod always has one",
            effect: "isolation from the node, and in the moment before the policy counts: it lets nothing else through";
    },
    "`--network=none` leaves a loopback interface and nothing else. Every Pod has an interface; the nearest thing is a \
     NetworkPolicy that allows nothing. It does not hold back the node itself, and it counts only some moments after \
     the Pod has started; and there is an /etc/resolv.conf, where podman leaves that of the image. That is less than podman promised, so it takes your word: accept K3M303 for the container \
     and the policy is written.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    NAMESPACE_PATH = "K3M304", Error, "a network namespace of the host cannot be joined" {
        namespace_path(name, path) => "`{name}` joins the network namespace `{path}`, which no Pod can",
            effect: "whatever that namespace leads to: a VPN, another routing table",
            do: "run what makes the namespace as a container, and join it with `--network=container:NAME`";
    },
    "`--network=ns:PATH` puts the container into a namespace that something else on the host has made, often a VPN. \
     The kubelet makes the namespace of every Pod itself. Dropping the option would send the traffic past the VPN, so \
     the container is refused.";
    USER_SPACE_NETWORK = "K3M305", Note, "the Pod network takes the place of slirp4netns or pasta" {
        user_space_network(name, program) => "`{name}` had its network from {program}; it gets the Pod network",
            effect: "the host's own address as its address";
    },
    "Rootless containers have a network in user space that copies or hides behind the host's address. A Pod has an \
     address of its own and reaches the same places.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    LAN_NETWORK = "K3M306", Error, "a container with an address in the LAN would lose it" {
        lan_network(name, network, driver) => "`{name}` has an address of the LAN on `{network}`, a {driver} network",
            effect: "that address: neighbours in the LAN, multicast, DHCP",
            do: "use `--network=host`, where the program may listen on the node's own address",
                "publish its ports, and set `exposure = \"loadBalancer\"` for an address in front",
                "accept K3M306 to give it the Pod network alone";
    },
    "On a macvlan or ipvlan network a container is a machine of the LAN: it has an address there, hears multicast, \
     asks the DHCP server. The Pod network is behind the node. Programs that are found by multicast (mDNS, SSDP) want \
     `--network=host`; programs with an address of their own want a Service of type LoadBalancer; the real thing \
     needs a second CNI plugin such as Multus.\n\n\
     https://docs.k3s.io/networking/multus-ipams";
    INTERFACE_OPTIONS = "K3M307", Warning, "options of a network interface are lost" {
        interface_options(name, options) => "`{name}` asks for options of a network interface that no Pod has",
            effect: "`{options}`: the interface of a Pod is called eth0";
        user_space_options(name, program, options) => "`{name}` had its network from {program}; it gets the Pod network",
            effect: "`{options}`";
    },
    "podman names the interface, sets its MTU or hands options to netavark, pasta or slirp4netns. The interface of a \
     Pod is made by the cluster's CNI plugin, for all Pods alike.";
    DNS_SERVER = "K3M308", Warning, "the cluster's DNS server is asked before the given one" {
        dns_server(name, address) =>
            "`{name}` asks the DNS server of the cluster first, and `{address}` only when that is silent",
            effect: "its own DNS server for names outside the cluster",
            do: "let CoreDNS ask that server: ConfigMap `coredns-custom` in `kube-system`";
    },
    "On a podman network with names, aardvark-dns answers for containers and asks the given server for everything \
     else. In a Pod the cluster's DNS has to be first, or names of other containers would not resolve, and it asks \
     the node's servers. The given server is written behind it and is asked only when the cluster's is silent. To \
     send all names outside the cluster there, add a `forward` to the ConfigMap `coredns-custom`.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config\n\
     https://docs.k3s.io/networking/networking-services#coredns";
    DNS_SERVER_LIMIT = "K3M309", Warning, "a Pod asks three DNS servers at most" {
        dns_server_limit(name, address) => "`{name}` names `{address}` as one DNS server too many",
            effect: "that server: a Pod asks three at most, the cluster's own among them";
    },
    "Kubernetes takes no more than three name servers in a Pod, and glibc looks at no more than three. Where names of \
     other containers are needed the cluster's server is one of them.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    DNS_SEARCH = "K3M310", Note, "search domains stand behind those of the cluster" {
        dns_search(name) => "search domains of `{name}` are tried after those of the cluster",
            effect: "the order of search domains";
    },
    "`dnsConfig.searches` adds to the cluster's own search domains, which are tried first. It makes a difference only \
     for a short name that is also the name of a Service.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    IMAGE_RESOLV_CONF = "K3M311", Warning, "the image's resolv.conf gives way to the node's" {
        image_resolv_conf(name) => "`{name}` keeps the `/etc/resolv.conf` of its image; the kubelet writes the node's",
            effect: "the servers and search domains that the image names";
    },
    "`--dns=none` leaves `/etc/resolv.conf` as it is in the image. The kubelet writes that file for every Pod; with \
     `dnsPolicy: Default` it holds what the node uses.";
    HOST_GATEWAY = "K3M312", Error, "the address of the host is not known" {
        host_gateway(name, names, host) =>
            "`{name}` names its host {names}, and the address of host `{host}` is not known",
            effect: "connections to services of the host",
            do: "set `hosts.<name>.address` to the address of the node";
    },
    "`host-gateway` stands for the host's address as seen from the container. A Pod's `/etc/hosts` takes addresses \
     only, so the address has to be known: set `hosts.<name>.address` in the settings. Services of the host must \
     listen on that address, not on 127.0.0.1 or on podman's bridge alone, and the NixOS firewall must let Pods in: \
     `networking.firewall.trustedInterfaces = [ \"cni0\" ]`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOST_NAME = "K3M313", Warning, "a name of the host is used and does not resolve" {
        host_name(name, used, host) => "`{name}` uses `{used}`, and the address of host `{host}` is not known",
            effect: "connections to services of the host: the name does not resolve in a Pod",
            do: "set `hosts.<name>.address` to the address of the node";
    },
    "podman puts `host.containers.internal` and `host.docker.internal` into every `/etc/hosts`. Kubernetes has no such \
     name. Where a container is told to use it and `hosts.<name>.address` is set, the entry is written; without the \
     address it cannot be. Services of the host must listen on that address, and the NixOS firewall must let Pods \
     in.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOST_ENTRY = "K3M314", Warning, "a name in /etc/hosts is none that Kubernetes takes" {
        host_entry(name, names) => "`{name}` has {names} in `/etc/hosts`, which Kubernetes takes for no host name",
            effect: "that name for the address",
            do: "use a name of small letters, digits, `-` and dots";
    },
    "podman writes any text into `/etc/hosts`. `hostAliases` takes small letters, digits, `-` and dots.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOSTS_FILE = "K3M315", Warning, "the kubelet writes /etc/hosts" {
        hosts_file_of_image(name) => "`{name}` gets an `/etc/hosts` of the kubelet, not that of its image",
            effect: "entries of that file", do: "give the entries with `--add-host`";
        hosts_file_of_host(name, path) => "`{name}` gets an `/etc/hosts` of the kubelet, not one made from `{path}`",
            effect: "entries of that file", do: "give the entries with `--add-host`";
    },
    "podman can leave the image's `/etc/hosts` alone or start from a file of the host. The kubelet writes the file for \
     every Pod, with the Pod's own name and the entries of `--add-host`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    PODMANS_ADDRESS = "K3M316", Warning, "a value names an address of a podman network" {
        podmans_address(name) => "`{name}` is told an address of a podman network",
            effect: "what it trusts or looks for there: Pods have other addresses",
            do: "name the cluster's networks, `10.42.0.0/16` for Pods and `10.43.0.0/16` for Services, or the name of the container";
    },
    "Proxies are told whom to trust, databases whom to let in: often `10.88.0.0/16` or `10.89.0.0/16`, podman's \
     ranges. Pods of K3s have addresses of `10.42.0.0/16`, Services of `10.43.0.0/16`. The value is written as it is, \
     because only you know whether it should be replaced or extended.";
    NETWORK_OPEN = "K3M317", Note, "a network keeps nobody out any more" {
        network_open(name, network) => "`{name}` is on `{network}`, which keeps nobody out any more",
            effect: "separation: every Pod of the cluster reaches it",
            do: "leave `networkPolicies` at `true`";
    },
    "With `networkPolicies = false` nothing takes the place of podman's networks: every Pod of the cluster reaches \
     every other one. The label of the network stays on the Pods, for policies of your own.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    DNS_SEARCH_CLEAR = "K3M318", Warning, "a Pod has the cluster's search domains" {
        dns_search_clear(name) => "`{name}` wants no search domains; a Pod has those of the cluster",
            effect: "short names stay short: they are tried with the cluster's domains";
    },
    "`--dns-search=.` removes all search domains. A Pod that uses the cluster's DNS always has the cluster's own. They \
     matter for names without a dot alone: `ndots` is 1, as in podman.";
    MEMBER_NETWORK = "K3M319", Error, "a member of a pod has a network of its own" {
        member_network(name) => "`{name}` is in a pod and has a network of its own; the containers of a Pod share one",
            effect: "either its pod or its network",
            do: "take it out of the pod", "leave `--network` out: the pod has a network";
    },
    "podman lets a container join a pod and stay out of its network. The containers of a Pod in Kubernetes always \
     share one network, so it has to be one or the other.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking";
    START_ORDER = "K3M320", Note, "Pods start in no order" {
        start_order(name, other) => "`{name}` may start before `{other}`",
            effect: "the order of their starts, and that one stops with the other; until the other answers, the program sees it as unreachable";
    },
    "`dependsOn` makes systemd start one unit after another and stop both together. Kubernetes starts all Pods at once \
     and starts a program that ends again, after 10 seconds at first and after five minutes at most. Programs that \
     look for their database again, or end when they miss it, come up by themselves.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    STARTS_BEFORE = "K3M321", Note, "the owner of the network starts before those who share it",
    "In a Pod, the container that owns the network is an init container with `restartPolicy: Always`: it is started \
     first, and the others wait for its startup check if it has one. That is what `dependsOn` asks for.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/";
    UNKNOWN_DEPENDENCY = "K3M322", Warning, "a container waits for one that is not part of the input" {
        unknown_dependency(name, other) => "`{name}` waits for `{other}`, which is not part of the input",
            effect: "the order of their starts";
    },
    "`--requires` names a container that podman starts first. It stands nowhere in the input, so nothing can be said \
     about it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#requires-container";
    WAITS_FOR_MOUNT = "K3M323", Warning, "a container waits for a mount of its host" {
        waits_for_mount(waits, path) => "{waits} until `{path}` is mounted",
            effect: "that promise: a Pod that starts first sees an empty folder, and may write into it",
            do: "let K3s wait for it: `systemd.services.k3s.unitConfig.RequiresMountsFor = [ \"{path}\" ]`";
    },
    "A unit with `RequiresMountsFor=`, or one that requires a `.mount` unit, starts when the file system is there. The \
     kubelet knows no mounts: it hands the folder to the Pod, mounted or not, and a Pod that has the empty folder \
     keeps it when the disk comes later. Let the k3s unit wait for the mount instead of each container.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#RequiresMountsFor=";
    WAITS_FOR_SERVICE = "K3M324", Note, "a container waits for a service of its host" {
        waits_for_service(waits, service) => "{waits} for `{service}` of the host",
            effect: "the order of their starts: until the service answers, the program sees it as unreachable",
            do: "let K3s start after it: `systemd.services.k3s.after = [ \"{service}\" ]`";
    },
    "Kubernetes does not know the units of the host, so nothing makes a Pod wait for a database that runs there. It \
     comes up by itself if the program tries again, or ends and is started again. Let the k3s unit start after the \
     service to be on the safe side.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#After=";
    MEMBER_RESOLVER = "K3M325", Note, "DNS options of a pod's member have no effect" {
        member_resolver(name) => "`{name}` has DNS options and the resolver of its pod, so podman ignores them",
            do: "give them to the container that makes the pod";
    },
    "All containers of a pod have the `/etc/resolv.conf` of the pod. podman takes `--dns` for a member and mounts the \
     pod's file all the same. Give the options to the container that makes the pod (`--pod=new:NAME`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html";
    ONE_INTERFACE = "K3M326", Note, "a Pod has one interface for all its networks" {
        one_interface(name, count) => "`{name}` is on {count} networks, and its Pod has one interface",
            effect: "an interface and an address for each network: programs that listen on one of them alone, or tell networks apart by them",
            do: "let the program listen on all addresses; policies let in only who shares a network with it";
    },
    "podman gives a container an interface and an address on each of its networks: eth0, eth1 and so on. A Pod has \
     eth0, and everybody who may reach it reaches it there. Which networks it is on stands in the labels of the Pod, \
     and policies go by them: who shares none of them stays outside. A program that listens on the address of one \
     network, or filters by interface, has to be told otherwise.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    UNMADE_NETWORK = "K3M327", Note, "nothing in the input says how a network is made" {
        unmade_network(network) => "nothing in the input makes the network `{network}`",
            effect: "what it was told beside its name: it is taken for a bridge with names and a way out",
            do: "compare `podman network inspect` with that",
                "make it in a unit of its host, with `podman network create`";
    },
    "podman starts no container on a network that is missing, so somebody makes it: by hand, in an activation script, \
     in a unit of another name. What else was said then is not known here: `--internal` leaves it without a way out, \
     `--disable-dns` without names, `--driver macvlan` makes its containers machines of the LAN. It is taken for a \
     bridge with names and a way out. A unit that calls `podman network create` is read, where it belongs to the host \
     whose units the input has.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-network-create.1.html";
}
