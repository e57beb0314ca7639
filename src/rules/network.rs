//! 300–339: networks, DNS, hosts entries, dependencies.

use super::rules;

rules! {
    PODMANS_DEFAULT = "K3M300", Note, "the option repeats podman's default, which Kubernetes shares",
    "The option states what podman does without it, and a Pod behaves the same without any field: the default bridge \
     corresponds to the Pod network, and `--no-hosts=false` describes how every Pod starts. No field has to be written.";
    PODMAN_REFUSES = "K3M301", Error, "podman refuses to combine these options" {
        dns_without_network(name) => "`{name}` sets DNS options but has no network of its own",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--dns`, `--dns-option` and `--dns-search`", "give the container a network of its own";
        dns_none_with_others(name) => "`{name}` combines `--dns=none` with other DNS options",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--dns=none`", "remove the other `--dns`, `--dns-option` and `--dns-search`";
        add_host_without_network(name) => "`{name}` sets `--add-host` but uses the network of another container",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "move `--add-host` to the container that owns the network";
        hostname_without_network(name) => "`{name}` sets a host name but uses the network of another container",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "move `hostname` to the container that owns the network";
        ports_without_network(name) => "`{name}` sets ports but uses the network of another container",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "move `ports` to the container that owns the network";
        entries_without_hosts(name) => "`{name}` combines `--no-hosts` with entries for `/etc/hosts`",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--no-hosts`", "remove `--add-host` and `--hosts-file`";
        endpoint_without_bridge(name) => "`{name}` sets a network alias or a fixed address without a bridge network",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--network-alias`, `--ip`, `--ip6` and `--mac-address`", "join a bridge network";
        address_on_several_networks(name) => "`{name}` sets a fixed address but joins several networks",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "write the address as `ip=` or `mac=` into the `--network` that it belongs to",
                "remove `--ip`, `--ip6` and `--mac-address`";
        network_pod_without_pod(name) => "`{name}` sets `--network=pod` but is not in a pod",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--network=pod`", "add the container to a pod with `--pod`";
        pod_and_pod_id_file(name) => "`{name}` sets both `--pod` and `--pod-id-file`",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--pod-id-file`";
        ports_of_member(name, pod) =>
            "`{name}` sets ports or hosts entries but joins the pod `{pod}`, which has its own",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "move `ports` and `--add-host` to the container that creates the pod";
        hostname_of_member(name, pod) => "`{name}` sets a host name but joins the pod `{pod}`, which has its own",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `hostname`", "move `hostname` to the container that creates the pod";
        userns_of_member(name, pod) => "`{name}` sets a user namespace but is in the pod `{pod}`, which has one for all",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "remove `--userns`, `--uidmap`, `--gidmap`, `--subuidname` and `--subgidname`", "remove `--pod`";
        pod_made_twice(name, pod) => "`{name}` creates the pod `{pod}`, which another container creates already",
            effect: "podman refuses this combination, so the container cannot have run like this",
            do: "set `--pod={pod}` to join the pod";
    },
    "podman checks options against each other when it creates the container. A container that uses the network of \
     another one has no DNS servers or hosts entries of its own. A fixed address needs exactly one network. The ports \
     of a pod belong to the pod. podman would have refused to start this container, and choosing one of the options \
     here would hide the mistake.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    FIXED_ADDRESS = "K3M302", Warning, "a Pod has no fixed address" {
        fixed_address(name, address) =>
            "`{name}` has the fixed address `{address}`, but a Pod receives a new one at every start",
            effect: "other containers, routers and licences that know the old address no longer find the container",
            do: "use the container's name instead of its address: the name of its Service stays the same",
                "use `--network=host` if the container has to be found in the LAN";
        fixed_address_used(name, address, users) =>
            "`{name}` has the fixed address `{address}` (used by {users}), but a Pod receives a new one at every start",
            effect: "other containers, routers and licences that know the old address no longer find the container",
            do: "use the container's name instead of its address: the name of its Service stays the same",
                "use `--network=host` if the container has to be found in the LAN";
    },
    "podman assigns a container the IP or MAC address that its options request. A Pod receives a free address of the \
     node's range at every start, and the CNI plugin generates its MAC address. The name of the Service stays the same: \
     use it wherever the address is written today. A device or router that has to find the container by address needs \
     `--network=host`.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/";
    NO_NETWORK = "K3M303", Error, "a Pod always has a network" {
        no_network(name) => "`{name}` sets `--network=none`, but a Pod always has a network interface",
            effect: "the program could open and accept connections that podman rules out",
            do: "keep it in podman: set `k3s.enable = false` where the NixOS module is used, else remove it from the input",
                "set `containers.{name:#}.accept = [ \"K3M303\" ]`: a NetworkPolicy then blocks all traffic in and out";
        sealed(name) => "`{name}` sets `--network=none`, which a `NetworkPolicy` replaces",
            effect: "the policy blocks all traffic except with the node, and takes effect shortly after the Pod starts";
    },
    "`--network=none` leaves only a loopback interface. Every Pod has a network interface; the closest equivalent is a \
     NetworkPolicy that allows no traffic. Such a policy does not restrict the node itself, and it takes effect shortly \
     after the Pod has started. The kubelet also writes an /etc/resolv.conf, where podman keeps the image's. This \
     isolates less than podman does, so the container is refused until you accept K3M303 for it. The policy needs \
     `networkPolicies = true`, the default.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    NAMESPACE_PATH = "K3M304", Error, "a Pod cannot join a network namespace of the host" {
        namespace_path(name, path) => "`{name}` joins the network namespace `{path}`, which a Pod cannot join",
            effect: "traffic would bypass what this namespace leads to, such as a VPN or another routing table",
            do: "run the program that creates the namespace as a container, and join that with `--network=container:…`";
        unit_namespace(name, setting, effect, remedy) => "`{name}` has `{setting}` in its unit, a network that a Pod cannot join",
            effect: "{effect}",
            do: "{remedy}", "keep it in podman: set `k3s.enable = false` where the NixOS module is used, else remove it from the input";
    },
    "`--network=ns:PATH` puts the container into a namespace that another program of the host has created, often a VPN. \
     `NetworkNamespacePath=` of its unit puts podman itself there, and with it every network that podman makes; \
     `PrivateNetwork=` does so with an empty one. \
     The kubelet creates the namespace of every Pod itself. Without the option, traffic would bypass the VPN, so the \
     container is refused.";
    USER_SPACE_NETWORK = "K3M305", Note, "the Pod network replaces slirp4netns or pasta" {
        user_space_network(name, program) => "`{name}` uses {program}, which the Pod network replaces",
            effect: "the program sees an address of the Pod network as its own";
    },
    "Rootless containers have a user-mode network that copies the host's address or hides behind it. A Pod has an \
     address of its own and reaches the same destinations.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net";
    LAN_NETWORK = "K3M306", Error, "a Pod has no address in the LAN" {
        lan_network(name, network, driver) =>
            "`{name}` has an address in the LAN through the {driver} network `{network}`",
            effect: "neighbours in the LAN, multicast and DHCP would no longer reach the container",
            do: "install Multus, define `{network}` for it, and set `--annotation=k8s.v1.cni.cncf.io/networks={network}`: the \
                 Pod then has a second interface with an address in the LAN",
                "publish its ports, and set `exposure = \"loadBalancer\"` for an address in front of them",
                "use `--network=host` if others find it by multicast or DHCP: the program then has the node's own address",
                "set `containers.{name:#}.accept = [ \"K3M306\" ]`: the Pod has the Pod network, and what Multus adds";
    },
    "On a macvlan or ipvlan network, a container is a machine of the LAN: it has an address there, receives multicast \
     and uses the DHCP server. The Pod network is behind the node. A program that others find by multicast (mDNS, SSDP) \
     needs `--network=host`. A program that only needs an address of its own can use a Service of type LoadBalancer. A \
     real interface in the LAN requires a second CNI plugin such as Multus: accept K3M306, and name the network in an \
     annotation of the container (`--annotation=k8s.v1.cni.cncf.io/networks=…`).\n\n\
     https://docs.k3s.io/networking/multus-ipams";
    INTERFACE_OPTIONS = "K3M307", Warning, "the network interface of a Pod has no options" {
        interface_options(name, options) =>
            "`{name}` configures its network interface with `{options}`, which a Pod cannot do",
            effect: "the Pod's interface is named eth0 and is configured by the cluster's CNI plugin";
        user_space_options(name, program, options) =>
            "`{name}` configures {program} with `{options}`, but the Pod network replaces it",
            effect: "the Pod's interface is named eth0 and is configured by the cluster's CNI plugin";
    },
    "podman can name the interface, set its MTU, and pass options to netavark, pasta or slirp4netns. In Kubernetes the \
     cluster's CNI plugin creates the interface, in the same way for all Pods.";
    DNS_SERVER = "K3M308", Warning, "a Pod asks the cluster's DNS server before the given one" {
        dns_server(name, address) =>
            "`{name}` asks the cluster's DNS server first, and `{address}` only if that is silent",
            effect: "names outside the cluster are resolved by the node's DNS servers",
            do: "let CoreDNS forward to that server, with the ConfigMap `coredns-custom` in `kube-system`";
        dns_server_here(name, address) => "`{name}` asks the cluster's DNS server first, and then `{address}`, which is the Pod \
            itself",
            effect: "names outside the cluster are resolved by the node's DNS servers, and nothing answers at `{address}`",
            do: "replace `{address}` with an address of the host if a DNS server of the host has to answer";
    },
    "On a podman network with DNS, aardvark-dns answers for containers and asks the given server for all other names. In \
     a Pod, the cluster's DNS server has to come first, or names of other containers would not resolve; it asks the \
     node's servers for all other names. The given server is written after it, and is asked only when the cluster's \
     server does not answer. To send names outside the cluster to the given server, add a `forward` to the ConfigMap \
     `coredns-custom`. Do not forward to an address of a podman network, such as 10.88.0.1: podman's own DNS server \
     does not run for K3s. Do not forward to a loopback address either: CoreDNS would ask itself.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config\n\
     https://docs.k3s.io/networking/networking-services#coredns";
    DNS_SERVER_LIMIT = "K3M309", Warning, "a Pod asks at most three DNS servers" {
        dns_server_limit(name, address) =>
            "`{name}` sets more DNS servers than a Pod can have: `{address}` is left out",
            effect: "the Pod asks at most three servers, including the cluster's own where it is needed";
    },
    "Kubernetes accepts at most three name servers for a Pod, and glibc uses at most three. Where the container looks up \
     other containers by name, the cluster's server is one of them.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    DNS_SEARCH = "K3M310", Note, "search domains come after those of the cluster" {
        dns_search(name) => "`{name}` sets search domains, which a Pod tries after those of the cluster",
            effect: "a short name that is also the name of a Service resolves to the Service";
    },
    "`dnsConfig.searches` adds to the cluster's own search domains, which are tried first. The order matters only for a \
     short name that is also the name of a Service.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    IMAGE_RESOLV_CONF = "K3M311", Warning, "the node's resolv.conf replaces the image's" {
        image_resolv_conf(name) =>
            "`{name}` keeps the `/etc/resolv.conf` of its image, but the kubelet writes that file",
            effect: "the program uses the DNS servers and search domains of the node";
    },
    "`--dns=none` leaves `/etc/resolv.conf` as it is in the image. The kubelet writes that file for every Pod; with \
     `dnsPolicy: Default` it contains what the node uses.";
    HOST_GATEWAY = "K3M312", Error, "the address of the host is not known" {
        host_gateway(name, names, host) => "`{name}` maps {names} to its host `{host}`, whose address is not known",
            effect: "connections from the container to services of the host would fail",
            do: "set `hosts.{host:#}.address` in the settings to the node's address, and let services listen on it";
    },
    "`host-gateway` is the host's address as seen from the container. The `hostAliases` of a Pod accept only addresses, \
     so the address has to be known: set `address` of the host in the settings (`hosts.storage.address`, for instance). \
     Services of the host must listen on that address, not only on 127.0.0.1 or on podman's bridge, and the NixOS \
     firewall must let Pods in: `networking.firewall.trustedInterfaces = [ \"cni0\" ]`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOST_NAME = "K3M313", Warning, "podman's name of the host does not resolve" {
        host_name(name, used, host) => "`{name}` uses `{used}`, but the address of its host `{host}` is not known",
            effect: "the name does not resolve in the Pod, so connections to services of the host fail",
            do: "set `hosts.{host:#}.address` in the settings to the node's address, and let services listen on it";
    },
    "podman adds `host.containers.internal` and `host.docker.internal` to every `/etc/hosts`. Kubernetes has no such \
     name. Where a value of the container uses it, and the settings have the host's address (`hosts.storage.address`, \
     for instance), the entry is written; without an address it cannot be. Services of the host must listen on that \
     address, and the NixOS firewall must let Pods in: `networking.firewall.trustedInterfaces = [ \"cni0\" ]`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOST_ENTRY = "K3M314", Warning, "Kubernetes does not accept a name in /etc/hosts" {
        host_entry(name, names) => "`{name}` has an entry in `/etc/hosts` that Kubernetes does not accept: {names}",
            effect: "the name does not resolve in the Pod",
            do: "use a name of lower-case letters, digits, `-` and dots";
        host_entry_lower(name, names) => "`{name}` has an entry in `/etc/hosts` that becomes lower case: {names}",
            effect: "programs find it in both spellings, except those with musl (Alpine), which distinguish case in `/etc/hosts`",
            do: "use the lower-case name";
    },
    "podman writes any text into `/etc/hosts`. `hostAliases` accepts names of lower-case letters, digits, `-` and \
     dots. An upper-case name is written in lower case: the C library of GNU, Go and others do not distinguish the two.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    HOSTS_FILE = "K3M315", Warning, "the kubelet writes /etc/hosts" {
        hosts_file_of_image(name) => "`{name}` keeps the `/etc/hosts` of its image, but the kubelet writes that file",
            effect: "the entries of the image's file are missing in the Pod",
            do: "replace the option with one `--add-host` for each entry";
        hosts_file_of_host(name, path) =>
            "`{name}` takes its `/etc/hosts` from `{path}`, but the kubelet writes that file",
            effect: "the entries of the host's file are missing in the Pod",
            do: "replace the option with one `--add-host` for each entry";
    },
    "podman can keep the image's `/etc/hosts`, or start from a file of the host. The kubelet writes the file for every \
     Pod, with the Pod's own name and the entries of `--add-host`.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    PODMANS_ADDRESS = "K3M316", Warning, "a value contains an address of a podman network" {
        podmans_address(name) => "`{name}` uses an address of a podman network",
            effect: "Pods and Services have other addresses, so the program does not find or does not trust its peers",
            do: "replace it with the cluster's networks: `10.42.0.0/16` for Pods, `10.43.0.0/16` for Services",
                "use the name of the container that has this address";
    },
    "Proxies are configured with the addresses that they trust, databases with those that may connect: often \
     `10.88.0.0/16` or `10.89.0.0/16`, podman's ranges. By default, Pods of K3s have addresses in `10.42.0.0/16`, and \
     Services in `10.43.0.0/16`. The value is written unchanged, because only you know whether to replace or to extend \
     it.";
    NETWORK_OPEN = "K3M317", Note, "a network no longer isolates its containers" {
        network_open(name, network) => "`{name}` is on the network `{network}`, which no longer isolates it",
            effect: "every Pod of the cluster can reach the container",
            do: "remove `networkPolicies = false` from the settings";
    },
    "With `networkPolicies = false`, NetworkPolicies do not replace the isolation of podman's networks: every Pod of the \
     cluster can reach every other one. The Pods keep the label of the network, for policies of your own.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    DNS_SEARCH_CLEAR = "K3M318", Warning, "a Pod has the cluster's search domains" {
        dns_search_clear(name) => "`{name}` clears its search domains, but a Pod always has those of the cluster",
            effect: "short names are also tried with the cluster's search domains";
    },
    "`--dns-search=.` removes all search domains. A Pod that uses the cluster's DNS always has the cluster's own. They \
     matter only for names without a dot: `ndots` is 1, as in podman.";
    MEMBER_NETWORK = "K3M319", Error, "a member of a pod has a network of its own" {
        member_network(name) => "`{name}` joins a pod but has a network of its own",
            effect: "the containers of a Pod share one network, so the container would lose its pod or its network",
            do: "remove `--pod`", "remove `--network`: the container then uses the network of its pod";
    },
    "podman lets a container join a pod and use another network. The containers of a Pod in Kubernetes always share one \
     network, so you have to choose one of the two.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking";
    START_ORDER = "K3M320", Note, "Kubernetes starts Pods in no particular order" {
        start_order(name, other) => "`{name}` may start before `{other}`",
            effect: "until the other container answers, the program finds it unreachable; it keeps running when the other stops";
        waits(name, other) => "a new Pod of `{name}` waits until `{other}` is ready",
            effect: "the Pod stays in `Init` until then; it keeps running when the other container stops";
    },
    "`dependsOn` makes systemd start one unit after another, and stop both together. Kubernetes starts all Pods at once. \
     It restarts a program that exits: after 10 seconds at first, and after at most five minutes. A program that retries \
     the connection to its database, or exits without it, recovers without help. For other programs, name an image with \
     `nslookup` in the settings (`waitFor.image`) and the containers to wait for (`containers.NAME.waitFor`): an init \
     container then waits until they are ready.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    STARTS_BEFORE = "K3M321", Note, "the owner of a network starts before the containers that share it",
    "In a Pod, the container that owns the network is an init container with `restartPolicy: Always`. It starts first, \
     and the others wait for its startup probe if it has one. This is the order that `dependsOn` requests.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/";
    UNKNOWN_DEPENDENCY = "K3M322", Warning, "a container depends on one that the input does not contain" {
        unknown_dependency(name, other) => "`{name}` depends on `{other}`, which the input does not contain",
            effect: "the Pod starts without waiting for it";
    },
    "`dependsOn` or `--requires` names a container that has to start first. The input does not contain it, so its start \
     cannot be checked or ordered.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#requires-container";
    WAITS_FOR_MOUNT = "K3M323", Warning, "a container waits for a mount of its host" {
        waits_for_mount(containers, path) => "{containers} should start after `{path}` is mounted",
            effect: "a Pod may start before the mount, see an empty folder, and write into it",
            do: "set `systemd.services.k3s.unitConfig.RequiresMountsFor = [ \"{path}\" ]`: K3s then waits for the mount";
    },
    "A unit with `RequiresMountsFor=`, or one that requires a `.mount` unit, starts when the file system is mounted. The \
     kubelet does not know the mounts of the host: it passes the folder to the Pod, mounted or not, and a Pod that has \
     the empty folder keeps it when the disk is mounted later. Let the k3s unit wait for the mount instead of each \
     container.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#RequiresMountsFor=";
    WAITS_FOR_SERVICE = "K3M324", Note, "a container waits for a service of its host" {
        waits_for_service(containers, service) => "{containers} should start after `{service}` of the host",
            effect: "a Pod may start before the service, and find it unreachable until it answers",
            do: "set `systemd.services.k3s.after = [ \"{service}\" ]`: K3s then starts after the service";
    },
    "Kubernetes does not know the units of the host, so a Pod does not wait for a database that runs there. The Pod \
     recovers if the program retries, or exits and is restarted. To be safe, let the k3s unit start after the \
     service.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#After=";
    MEMBER_RESOLVER = "K3M325", Note, "podman ignores the DNS options of a pod's member" {
        member_resolver(name) => "`{name}` sets DNS options, which podman ignores for the member of a pod",
            do: "move the DNS options to the container that creates the pod";
    },
    "All containers of a pod share the pod's `/etc/resolv.conf`. podman accepts `--dns` for a member, and mounts the \
     pod's file all the same. Set the options on the container that creates the pod (`--pod=new:…`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html";
    ONE_INTERFACE = "K3M326", Note, "a Pod has one interface for all its networks" {
        one_interface(name, count) => "`{name}` is on {count} networks, but its Pod has one network interface",
            effect: "the program finds only eth0, so it cannot listen on the address of one network or filter by interface",
            do: "let the program listen on all addresses: policies admit only Pods that share a network with it";
    },
    "podman gives a container an interface and an address on each of its networks: eth0, eth1 and so on. A Pod has only \
     eth0, for all its peers. Labels of the Pod name its networks, and NetworkPolicies select by these labels: a Pod \
     that shares none of the networks is kept out. Reconfigure a program that listens on the address of one network, or \
     that filters by interface.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    UNMADE_NETWORK = "K3M327", Note, "the input does not say how a network is created" {
        unmade_network(network) => "the network `{network}` is not created by a unit or option of the input",
            effect: "the network is treated as a bridge with DNS and outbound access; its real options are unknown",
            do: "compare `podman network inspect` on the host with this assumption",
                "create the network in a systemd unit of its host, with `podman network create`";
    },
    "podman does not start a container on a network that is missing, so this network is created elsewhere: by hand, in an \
     activation script, or in a unit of another name. Its options are not known here: `--internal` removes outbound \
     access, `--disable-dns` removes name resolution, and `--driver macvlan` puts its containers into the LAN. The \
     network is treated as a bridge with DNS and outbound access. Units that call `podman network create` are read if \
     the input contains the units of the host.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-network-create.1.html";
    PEER_IN_CHECK = "K3M328", Warning, "a health check contains the old name of a renamed peer" {
        peer_in_check(name, old, new) =>
            "`{name}` has a health check with `{old}`, which is reached as `{new}` in the cluster",
            effect: "if it is meant as a host name, the check fails: the Pod is never ready, or is restarted again and again",
            do: "write `{new}` into the health check if the old name is meant as a host name";
    },
    "A health check runs in the container and looks up names like any other program. Where the name must be a host (in a \
     URL, before a port, after an option such as `--host`, after `-h` of `pg_isready`, `mysqladmin`, `redis-cli` and others), \
     the new name is written (K3M203). In another place it may be a user, a database or a topic of the help, so it is written unchanged: check it.";
    PODMANS_RESOLVER = "K3M329", Note, "the cluster's DNS server replaces podman's" {
        podmans_resolver(name, address) =>
            "`{name}` asks podman's own DNS server at `{address}`, which the cluster's replaces",
            effect: "the Pod asks the cluster's DNS server: it knows other containers and asks the node's servers for other names";
        podmans_resolver_with_others(name, address) =>
            "`{name}` asks podman's own DNS server at `{address}`, which Pods do not reach",
            effect: "the Pod asks only the other servers that its options name";
    },
    "On a network with names, podman runs a DNS server on the host's address in that network (the gateway, such as \
     10.89.0.1). It answers for containers, and asks the host's servers for all other names. The cluster's DNS server does \
     both for Pods. The address does not exist where podman runs no container on the network, so it is not written.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-network.1.html\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/";
    RESOLVER_OF_HOST = "K3M330", Warning, "a DNS server on the host's address in a podman network" {
        resolver_of_host(name, address) =>
            "`{name}` asks a DNS server at `{address}`, which is the host's address on a podman network",
            effect: "the address does not exist without podman, so the Pod asks the cluster's DNS server and the node's servers",
            do: "replace `{address}` with another address of the host if a DNS server of the host has to answer";
        resolver_of_host_with_others(name, address) =>
            "`{name}` asks a DNS server at `{address}`, which is the host's address on a podman network",
            effect: "the address does not exist without podman, so the Pod asks only the other servers that its options name",
            do: "replace `{address}` with another address of the host if a DNS server of the host has to answer";
    },
    "10.88.0.1 is the host's address on podman's default network, which has no names unless NixOS enables them: where a \
     program of the host listens there, it answers. Without podman the host has no such address, and a Pod that had only \
     this server would resolve no name at all. So the server is left out, and the Pod has the cluster's, or the others that \
     its options name. Write an address \
     that the host always has, such as its address in the LAN, and let the program listen on it.";
    RESOLVER_IN_CONTAINER = "K3M331", Error, "a DNS server on a podman network" {
        resolver_in_container(name, address, owner) =>
            "`{name}` asks the DNS server at `{address}`, the fixed address of `{owner}`",
            effect: "the Pod of `{owner}` has another address at every start, so no server would answer at `{address}`",
            do: "publish port 53 of `{owner}` for tcp and udp, and set `--dns` to an address of the host",
                "set `containers.{name:#}.accept = [ \"K3M331\" ]` to leave the server out";
        resolver_in_network(name, address) =>
            "`{name}` asks the DNS server at `{address}`, an address of a podman network",
            effect: "Pods have other addresses, so no server would answer at `{address}`",
            do: "set `--dns` to an address outside of podman's networks",
                "set `containers.{name:#}.accept = [ \"K3M331\" ]` to leave the server out";
    },
    "A DNS server in a container, such as Pi-hole or AdGuard, has a fixed address in podman. A Pod has another address at \
     every start, and `dnsConfig` of a Pod accepts only addresses, not names. Publish the port of the server on the host, \
     and use an address of the host. If K3M331 is accepted, the server is left out: the Pod asks the others that its options name, or the cluster's DNS \
     server.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    ENTRY_OF_SERVICE = "K3M332", Note, "a Service replaces an entry of /etc/hosts" {
        entry_of_service(name, entry, peer) =>
            "`{name}` has an entry in `/etc/hosts` for `{entry}`, which the Service of `{peer}` replaces",
            effect: "the program finds `{peer}` through DNS: an entry with its old address would hide the Service";
    },
    "`--add-host` gives the name of another container a fixed address of a podman network. In the cluster, a Service has \
     this name, and the address belongs to no Pod. Programs read `/etc/hosts` before they ask DNS, so the entry is left out.";
    ENTRY_OF_CONTAINER = "K3M333", Error, "an entry of /etc/hosts has the address of a container" {
        entry_of_container(name, entry, address, owner, service) =>
            "`{name}` has an entry in `/etc/hosts` for `{entry}` with the fixed address `{address}` of `{owner}`",
            effect: "the Pod of `{owner}` has another address at every start, so connections to `{entry}` would fail",
            do: "use the name `{service}` instead of `{entry}`",
                "set `--network-alias={entry}` for `{owner}` instead, if the name has no dot",
                "set `containers.{name:#}.accept = [ \"K3M333\" ]` to leave the entry out";
    },
    "`hostAliases` of a Pod accept only addresses, and the address of a Pod changes with every start. The name of a Service \
     stays the same: use it, or give the container the name as an alias, which becomes a Service. A name with dots, such \
     as that of a site behind a reverse proxy, can lead to the host instead (`--add-host=NAME:host-gateway`), if the proxy \
     publishes its ports.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    ENTRY_BEFORE_SERVICE = "K3M334", Note, "an entry of /etc/hosts hides a Service" {
        entry_before_service(name, entry, address, peer) =>
            "`{name}` finds `{entry}` at `{address}`, not at the Service of `{peer}`",
            effect: "the entry in `/etc/hosts` comes before DNS, as in podman: remove it to reach the Pod";
    },
    "`--add-host` gives the name of another container an address outside of podman's networks. Programs read `/etc/hosts` \
     before they ask DNS, in podman as in a Pod, so the entry is kept.";
    ENTRY_ORDER = "K3M335", Warning, "the addresses of a name have another order" {
        entry_order(name, entry, first) =>
            "`{name}` has several addresses for `{entry}` in `/etc/hosts`, in an order that a Pod cannot keep",
            effect: "most programs use only the first address, which is now {first}",
            do: "remove one of the addresses of `{entry}`";
    },
    "podman writes a line for each `--add-host`, in their order. `hostAliases` has one line for each address, with all of its \
     names. The lines are written in an order that keeps that of the addresses of each name. Where two names have the same \
     addresses in opposite order, there is none.\n\n\
     https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/";
    END_BEFORE = "K3M336", Warning, "a container does not wait for the end of another one" {
        end_before(name, other, job, job_namespace, kind, workload, namespace) =>
            "`{name}` starts without waiting for the end of `{other}`",
            effect: "the program may start before `{other}` has finished, and whether or not that succeeds",
            do: "run `kubectl wait --for=condition=complete job/{job} -n {job_namespace} && kubectl rollout restart {kind}/{workload} -n {namespace}` after `{other}` has changed",
                "let the program exit with an error until it finds what `{other}` makes: its Pod then restarts it";
        end_before_job(name, other) => "`{name}` starts without waiting for the end of `{other}`",
            effect: "the program may start before `{other}` has finished, and whether or not that succeeds",
            do: "let the program wait until it finds what `{other}` makes";
        end_of_member(name, other) => "`{name}` starts without waiting for the end of `{other}`",
            effect: "the program may start before `{other}` has finished, and whether or not that succeeds",
            do: "let the program exit with an error until it finds what `{other}` makes: its Pod then restarts it";
        after_times(name, other) => "`{name}` starts without `{other}`, which runs only at the times of its schedule",
            effect: "the program starts, although `{other}` may not have run yet",
            do: "let the program exit with an error until it finds what `{other}` makes: its Pod then restarts it";
    },
    "A unit that depends on a `Type=oneshot` starts when that has ended with success: a migration of a database, a script \
     that prepares a volume. If it fails, the unit does not start. The oneshot becomes a Job, and Kubernetes starts the \
     Job and the Pods that need it at the same time. A program that exits without what the Job makes is restarted, after \
     10 seconds at first, so it recovers. A program that starts with half of it, or creates its own, does not. \
     `kubectl wait` waits for the Job, and a restart of the Pod then starts the program with the result.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type=\n\
     https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/";
    HEALTHY_BEFORE = "K3M337", Warning, "a container does not wait until another one is healthy" {
        healthy_before(name, other) => "`{name}` starts without waiting until `{other}` is healthy",
            effect: "the program starts while `{other}` may not answer yet",
            do: "set `waitFor.image = \"docker.io/library/busybox:1.37\"`: an init container then waits until `{other}` is ready",
                "let the program retry, or exit with an error: its Pod then restarts it";
        healthy_before_by_choice(name, other) => "`{name}` starts without waiting until `{other}` is healthy",
            effect: "the program starts while `{other}` may not answer yet",
            do: "add `{other}` to `containers.{name:#}.waitFor`, unless both are in one Pod or wait for each other",
                "let the program retry, or exit with an error: its Pod then restarts it";
    },
    "With `--sdnotify=healthy` a unit counts as started after the first successful health check, and units that depend on \
     it wait for that. Kubernetes starts all Pods at once, whether the others are ready or not. A program that retries, \
     or exits when it misses the other one, recovers without help. With `waitFor.image` in the settings an init container \
     waits: a Service of its own (`NAME-ready`) has an address only while the other container is ready. The image needs \
     `sh`, `sleep` and `nslookup`; none is chosen for you, because it is one more image to trust and to update.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore";
    RESTARTS_WITH = "K3M338", Warning, "a container no longer restarts with a service of its host" {
        restarts_with(name, service, unit, namespace, workload) => "`{name}` stops and restarts with `{service}` of the host",
            effect: "its Pod keeps running when the service stops or restarts",
            do: "set `systemd.services.{unit:#}.postStart = \"${{pkgs.k3s}}/bin/k3s kubectl delete pod -n {namespace} -l app.kubernetes.io/name={workload} --wait=false || true\"`: a new Pod then starts after each restart of the service";
        restarts_with_socket(name, service, paths, unit, namespace, workload) => "`{name}` stops and restarts with `{service}` of the host, and mounts `{paths}`",
            effect: "a service that makes this path again when it restarts leaves the old one to the Pod, which no longer reaches it",
            do: "set `systemd.services.{unit:#}.postStart = \"${{pkgs.k3s}}/bin/k3s kubectl delete pod -n {namespace} -l app.kubernetes.io/name={workload} --wait=false || true\"`: a new Pod then starts after each restart of the service";
    },
    "`requires`, `bindsTo` and `partOf` hand a stop and a restart on: when PostgreSQL restarts on the host, systemd \
     restarts the container as well. Kubernetes does not know the units of the host. A program that connects again \
     notices nothing. A path below /run is different: `RuntimeDirectory=` of a service is removed when it stops, and made \
     again when it starts, and a mount of it still shows the old folder, without the new socket. A program of the host \
     that deletes the Pod after the start of the service has the same effect as the dependency.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#PartOf=\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#RuntimeDirectory=";
    WAIT = "K3M339", Error, "a container cannot wait for another one like this" {
        wait_without_image(name) => "the settings let `{name}` wait, but name no image that waits",
            effect: "the Pod would start without waiting",
            do: "set `waitFor.image = \"docker.io/library/busybox:1.37\"`, or another image with `sh`, `sleep` and `nslookup`";
        wait_for_unknown(name, other) => "the settings let `{name}` wait for `{other}`, which its host does not have",
            effect: "the Pod would never start",
            do: "correct `containers.{name:#}.waitFor`";
        wait_for_member(name, other) => "the settings let `{name}` wait for `{other}`, which is in the same Pod",
            effect: "the Pod would never start: its init containers run before all others",
            do: "remove `{other}` from `containers.{name:#}.waitFor`";
        wait_for_end(name, other) => "the settings let `{name}` wait for `{other}`, which does not keep running",
            effect: "the Pod would never start: a container that has ended, or is not started, is not ready",
            do: "remove `{other}` from `containers.{name:#}.waitFor`";
        wait_in_circle(name, other) => "the settings let `{name}` wait for `{other}`, which waits for it",
            effect: "neither Pod would ever start",
            do: "remove `{other}` from `containers.{name:#}.waitFor`";
        wait_without_dns(name, other) => "the settings let `{name}` wait for `{other}`, but its Pod does not ask the cluster's DNS",
            effect: "the Pod would never start",
            do: "remove `--dns` from its options", "remove `{other}` from `containers.{name:#}.waitFor`";
        wait_without_network(name, other) => "the settings let `{name}` wait for `{other}`, but its Pod has no network",
            effect: "the Pod would never start",
            do: "remove `{other}` from `containers.{name:#}.waitFor`";
        wait_name_taken(name, other, service) => "the settings let `{name}` wait for `{other}` by the name `{service}`, which \
            something else has",
            effect: "the Pod would wait for another container",
            do: "rename what is called `{service}`";
    },
    "An init container of `waitFor.image` asks the cluster's DNS until the other container has an address, which it has \
     while it is ready. So the Pod has to use the cluster's DNS, the other container has to keep running in another Pod, \
     and two Pods cannot wait for each other. The end of a Job cannot be waited for: see K3M336.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/init-containers/";
}
