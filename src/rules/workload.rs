//! 2xx: names, images, grouping.

use super::rules;

rules! {
    RENAMED = "K3M201", Note, "a container has another name in Kubernetes" {
        renamed(name, new) => "`{name}` is called `{new}` in Kubernetes",
            effect: "a program that knows it as `{name}` does not find it",
            do: "write `{new}` where a file that is not read here names it: environment files, and configuration in volumes";
        renamed_for_now(name, new, from) => "`{name}` is called `{new}` in Kubernetes",
            do: "`kubernetes = \"{from}\"`: keeps the name, if your server runs that version or a newer one";
    },
    "Names of objects consist of lower-case letters, digits and `-`, at most 63 characters, and before \
     Kubernetes 1.36 names of Services begin with a letter. Upper-case letters become lower case, other characters become `-`, and a leading digit is prefixed \
     with `svc-`. This is a note where peers should not need the old spelling as a host name: the two differ only in \
     case, peers have an alias for the container, or the container is not on a named network.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    NOT_A_HOST_NAME = "K3M202", Warning, "the name of a container is not a valid host name in the cluster" {
        not_a_host_name(name, service) =>
            "`{name}` is reached as `{service}`, because its own name is not a valid host name",
            effect: "peers that use the old name, in configuration files for example, do not find the container",
            do: "use the new name in files that contain the old one as a host name", "rename the container before the move";
        not_a_host_name_yet(name, service, from) =>
            "`{name}` is reached as `{service}`: the name of a Service starts with a letter before Kubernetes {from}",
            effect: "peers that use the old name, in configuration files for example, do not find the container",
            do: "`kubernetes = \"{from}\"`: keeps the name, if your server runs that version or a newer one",
                "use the new name in files that contain the old one as a host name";
    },
    "On a podman network, peers find a container under its name, underscores and dots included. In Kubernetes they find \
     it under the name of its Service: lower-case letters, digits and `-`, at most 63 characters. Underscores and dots \
     become `-`. Before Kubernetes 1.36 a Service starts with a letter, and a leading digit is prefixed with `svc-`.\n\n\
     Values of `environment`, `cmd` and `entrypoint` in the same namespace follow where the old name must be a host \
     name: as the host of a URL, after `-h` of a client such as `psql`, or in a variable or option with the word `HOST`, `SERVER`, `ADDR`, `URL` or a similar \
     one in its name, with a port or without (K3M203). All other places are reported (K3M204). Files are not read: \
     change them by hand, or rename the container first.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service";
    PEER_RENAMED = "K3M203", Note, "a value contains the new name of a peer" {
        peer_renamed(name, old, new) => "`{name}` reaches `{old}` as `{new}`",
            effect: "the value contains `{new}`, because `{old}` does not lead there in the cluster";
    },
    "The value contains a name of another container that does not resolve in the cluster: it is not a valid host name \
     (K3M202), it has podman's domain (`db.dns.podman`), the Pod calls itself so (K3M373), or `--add-host` gives the name an \
     address, which is written where Kubernetes does not accept the name in `/etc/hosts` (K3M314). In this place the name must be a host name, so the new name is \
     written instead: otherwise the connection would fail.";
    PEER_MENTIONED = "K3M204", Note, "a value contains the old name of a renamed peer" {
        peer_mentioned(name, old, new) => "`{name}` mentions `{old}`, which is reached as `{new}` in the cluster",
            effect: "if `{old}` is meant as a host name here, the connection fails",
            do: "write `{new}` if the value is meant as a host name";
    },
    "The value contains the name of a container that has another host name in the cluster (K3M202). In this place the \
     name may mean something else, such as a database, so it is written unchanged: a word, or the value of a short option. Check the value, and write the new name if it is meant as a host name.";
    HOSTNAME = "K3M210", Note, "a host name has another spelling in Kubernetes" {
        hostname_unusable(name, hostname) => "`{name}` has the host name `{hostname}`, which a Pod cannot have",
            effect: "the program sees the name of the Pod instead",
            do: "use a host name of letters, digits and `-`";
        hostname(name, hostname, new) => "`{name}` has the host name `{hostname}`, which becomes `{new}` in Kubernetes",
            effect: "the program sees the new name: a Pod's has only lower-case letters, digits and `-`";
    },
    "podman accepts any text as the host name of a container. A Pod's host name has lower-case letters, digits and `-`. \
     Upper-case letters become lower case, and other characters become `-`; K3M215 is about the domain. On a network with DNS, other containers find it under the original text in \
     podman, and under the new spelling in the cluster; if the text contains a dot, they do not find it under its host \
     name.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields";
    HOST_NETWORK_NAME = "K3M211", Warning, "a Pod on the host's network has the node's host name" {
        host_network_name(name) => "`{name}` sets a host name, but on the host's network a Pod has the node's",
            effect: "the program sees the node's host name",
            do: "set the name in the program's own configuration, if its data depends on it";
    },
    "podman gives a container its own host name even on the host's network. The kubelet gives such a Pod the node's name \
     and ignores `hostname`. If the program stores its name in its data (RabbitMQ, CouchDB), set the name in its own \
     configuration.\n\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#hostname-and-name-resolution";
    SHARED_HOSTNAME = "K3M212", Note, "the containers of a Pod share one host name" {
        shared_hostname(name) => "`{name}` is in the Pod of its network's owner, and has the owner's host name",
            effect: "`hostname` prints the owner's host name; the container's own name still resolves to itself";
    },
    "With `--network=container:NAME`, podman shares the network but keeps a host name for each container. In a Pod, all \
     containers have the owner's host name, or the name of the Pod. The name of the other container is written into \
     `/etc/hosts` with the loopback address, so that it still resolves to the container itself.";
    HOSTNAME_FILE = "K3M213", Note, "the kubelet writes /etc/hostname" {
        hostname_file(name) => "`{name}` keeps the `/etc/hostname` of its image, but the kubelet writes that file",
            effect: "programs that read `/etc/hostname` find the host name of the Pod in it";
    },
    "With `--no-hostname`, podman does not mount its own `/etc/hostname`, so the image's file is visible. The kubelet \
     always mounts one. Few programs read this file: most ask the kernel.";
    NO_HOSTNAME = "K3M214", Note, "the option repeats the default: the engine chooses the host name",
    "An empty `--hostname`, or `--no-hostname=false`, is podman's default. The engine then chooses the host name: podman \
     the first digits of the container's id, Kubernetes the name of the Pod. Both change at every start.";
    NO_DOMAIN = "K3M215", Warning, "a host name loses its domain" {
        hostname_without_domain(name, hostname, new, from) => "`{name}` has the host name `{hostname}`, which becomes `{new}`",
            effect: "`hostname -f` prints no domain; mail servers and others refuse to start without one",
            do: "`kubernetes = \"{from}\"`: keeps the whole name, if your server runs that version or a newer one",
                "set the name in the program's own configuration";
        hostname_too_much(name, hostname, new, longest) => "`{name}` has the host name `{hostname}`, which becomes `{new}`",
            effect: "`hostname -f` prints no domain; mail servers and others refuse to start without one",
            do: "use a host name of at most {longest} lower-case letters, digits, `-` and `.`",
                "set the name in the program's own configuration";
    },
    "podman sets the whole host name, with its domain, and writes it into `/etc/hosts`. `hostname` of a Pod is a single \
     label. From Kubernetes 1.35 on, `hostnameOverride` gives a Pod a name with a domain, in the kernel and in \
     `/etc/hosts`, so that `hostname -f` prints what it prints under podman; a server of 1.34 removes the field without \
     an error. It is used when `kubernetes` in the settings says that the server has it. The kubelet cuts a name after 63 \
     characters. A name that the cluster itself gives, such as `web.site.podman.svc.cluster.local` in the Namespace \
     `podman`, is kept with every version (`hostname`, `subdomain` and `setHostnameAsFQDN`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#hostname-h-name\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields";
    LABEL = "K3M220", Note, "labels become annotations of the Pod" {
        label(name) => "`{name}` has labels, which become annotations of its Pod",
            effect: "programs that read labels from podman's or Docker's socket no longer see them";
    },
    "Labels of podman may contain any text. Labels of Kubernetes contain at most 63 characters and select objects, so \
     podman's labels are written as annotations of the Pod, unchanged. Programs that read labels from the socket of \
     podman or Docker do not see them.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/";
    LABEL_READER = "K3M221", Note, "another program reads these labels" {
        label_reader(name, reader, effect, remedy) =>
            "`{name}` has labels for {reader}", effect: "{effect}", do: "{remedy}";
        label_of_proxy(name) => "`{name}` has labels for a reverse proxy that no Ingress needs";
        label_left(name) => "`{name}` has further labels of a route that is not written";
    },
    "Traefik, Caddy, dashboards and updaters find containers and their labels on the socket of podman or Docker. \
     Containers of K3s are not there, so these programs no longer see them. The labels are still written as annotations \
     of the Pod. The message names the alternative of each program.";
    NO_ANNOTATION_KEY = "K3M222", Note, "a Pod cannot have an annotation with this key" {
        annotation_key_invalid(name, key) => "`{name}` has the label or annotation `{key}`, which is not a valid key",
            effect: "its value is missing in the Pod: a key has at most 63 letters, digits, `-`, `_` and `.`, after an optional domain";
        annotation_key_reserved(name, key) => "`{name}` has the label or annotation `{key}`, which Kubernetes reserves",
            effect: "its value is missing in the Pod";
    },
    "The key of an annotation is a name of at most 63 letters, digits, `-`, `_` and `.`, optionally after a domain and \
     `/`. Keys with a domain below `kubernetes.io`, `k8s.io` or `cattle.io` control Kubernetes or K3s, and are never \
     derived from podman's labels or annotations.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set";
    ANNOTATION_TAKEN = "K3M223", Note, "two values for one annotation of a Pod" {
        annotation_taken(name, key) => "`{name}` sets a second value for the annotation `{key}` of its Pod",
            effect: "the Pod keeps the value of the label, annotation or container that came first";
    },
    "A Pod has one set of annotations. If a label and an annotation have the same key, the annotation is kept. If two \
     containers of a Pod have different values for one key, the value of the first container is kept.";
    LABEL_FILE = "K3M224", Warning, "labels come from a file of the host" {
        label_file(name, file) => "`{name}` reads labels from `{file}`, a file of the host",
            effect: "the labels of this file are missing, because it is not read here",
            do: "write them as `labels`";
    },
    "podman reads the file of `--label-file` when it creates the container. The file is on the host, and no file of the \
     host is read while manifests are written, so its labels are missing.";
    RUNTIME_ANNOTATION = "K3M225", Note, "an annotation configures podman's runtime" {
        runtime_annotation(name, key) => "`{name}` sets the annotation `{key}` for podman's runtime",
            effect: "podman and crun read this annotation; containerd ignores it";
    },
    "Annotations that begin with `io.podman.`, `io.containers.` or `run.oci.` are instructions for podman and crun. K3s \
     runs containers with containerd and runc, which do not know them.";
    SHORT_IMAGE = "K3M230", Note, "an image name without a registry means Docker Hub" {
        short_image(name, image) => "`{name}` pulls its image from Docker Hub, as `{image}`",
            effect: "podman's short-name aliases and its other registries are not searched";
        short_image_volume(name, image) => "`{name}` mounts an image of Docker Hub, `{image}`",
            effect: "podman's short-name aliases and its other registries are not searched";
    },
    "podman looks up a short name in its list of aliases, and then in the registries of its configuration (on NixOS \
     `virtualisation.containers.registries.search`). Kubernetes searches only Docker Hub. The name is written in full, \
     as `docker.io/library/NAME`, so that the source is visible. If podman pulled the image from elsewhere, write its \
     full name into `image`.\n\n\
     https://kubernetes.io/docs/concepts/containers/images/#image-names";
    LOCAL_IMAGE = "K3M231", Warning, "only podman's storage has the image" {
        local_image(name, image) => "`{name}` runs the local image `{image}`, which is in podman's storage",
            effect: "the Pod does not start until the image is in the storage of K3s",
            do: "add the image to `services.k3s.images`", "push it to a registry, and use that name";
        made_image(name, image, unit, command, engine) => "`{name}` runs the image `{image}`, which `{unit}` makes on the host (`{command}`)",
            effect: "the Pod does not start until the image is in the storage of K3s",
            do: "run `{engine} save {image} | k3s ctr images import -` on the host after each time that the unit has made it",
                "build the image with Nix, and add it to `services.k3s.images`";
        loaded_image(name, image, unit, command, engine) => "`{name}` runs the image `{image}`, which `{unit}` may load on the host (`{command}`)",
            effect: "if no registry has the image, the Pod does not start until it is in the storage of K3s",
            do: "add the archive to `services.k3s.images`, if Nix builds it",
                "run `{engine} save {image} | k3s ctr images import -` on the host after each time that the unit has loaded it";
        local_image_volume(name, image) => "`{name}` mounts the local image `{image}`, which is in podman's storage",
            effect: "the Pod does not start until the image is in the storage of K3s",
            do: "add the image to `services.k3s.images`", "push it to a registry, and use that name";
    },
    "Images named `localhost/…` are built or loaded on the host, and so are those that a unit makes: with `podman build`, \
     `docker build`, `podman load`, `skopeo copy` or the programs of nix2container. K3s has a storage of its own and does not see them. \
     Load the image there: with `services.k3s.images` if Nix builds it, or with `k3s ctr images import FILE`.";
    IMAGE_FILE = "K3M232", Warning, "the image is loaded from a file" {
        image_file(name) => "`{name}` loads its image from a file",
            effect: "the Pod does not start until the image is in the storage of K3s, which does not see podman's",
            do: "without the NixOS module, add the same package to `services.k3s.images`";
        image_stream(name) => "`{name}` loads its image from a stream",
            effect: "the Pod does not start until the image is in the storage of K3s, which does not see podman's",
            do: "without the NixOS module, add the image to `services.k3s.images` as an archive: \
                 `dockerTools.buildLayeredImage` with the same arguments builds one";
    },
    "With `imageFile` and `imageStream`, NixOS runs `podman load` before the container starts. K3s loads the archives in \
     `/var/lib/rancher/k3s/agent/images` when it starts, and `services.k3s.images` puts them there. The NixOS module \
     `services.k3sMigrate` adds the image of each container that moves. The image's name and tag must be those of the \
     archive.\n\n\
     https://docs.k3s.io/installation/airgap";
    NO_REGISTRY_IMAGE = "K3M233", Error, "the image is not in a registry" {
        no_registry_image(name) => "`{name}` runs an image that is not in a registry",
            effect: "the Pod would not start: Kubernetes finds images only by their name in a registry",
            do: "push the image to a registry, and use its name there",
                "load it with `services.k3s.images`, and use the name that it has in the archive";
    },
    "podman also runs images by their id in its own storage, and from archives and folders (`docker-archive:`, `oci:`, \
     `dir:` …). Kubernetes accepts only names in registries, and images that were loaded under such a name.";
    ROOTFS = "K3M234", Error, "the root file system is a folder of the host" {
        rootfs(name) => "`{name}` runs a folder of the host instead of an image",
            effect: "the Pod would not start: Kubernetes runs only images",
            do: "build an image from the folder with `dockerTools.buildImage`, and load it with `services.k3s.images`";
    },
    "`--rootfs` makes podman run a folder of the host instead of an image. Kubernetes runs only images. Build one from \
     the folder (`pkgs.dockerTools.buildImage`), and load it with `services.k3s.images`.";
    PULL_NEWER = "K3M235", Note, "`newer` becomes `Always`" {
        pull_newer(name) => "`{name}` sets `pull = \"newer\"`, which becomes `imagePullPolicy: Always`",
            effect: "the container does not start while the registry is unreachable; podman starts the local image",
            do: "set `pull = \"missing\"`: the container then starts without the registry";
    },
    "`--pull=newer` asks the registry at every start, pulls the image if it differs, and starts the local image if the \
     registry does not answer. `imagePullPolicy: Always` also asks at every start, and pulls only what is missing, but \
     without an answer the container does not start. `IfNotPresent` starts without asking: set `pull = \
     \"missing\"`.\n\n\
     https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy";
    OTHER_PLATFORM = "K3M236", Error, "an image for another platform than the host's" {
        other_platform(name) => "`{name}` requests an image for another platform than that of its host",
            effect: "the kubelet would pull the image for the node's own platform, or the container would not start",
            do: "use an image that is built for the platform of the host";
    },
    "podman runs images of another architecture by emulation, if the host is configured for it. The kubelet pulls the \
     image for the node's own platform, whichever one the Pod requests: the container would run another program, or not \
     start. Use an image for the host's platform, or name one by its digest.";
    VARIANT = "K3M237", Note, "the kubelet chooses the variant of the architecture" {
        variant(name) => "`{name}` requests a variant of the architecture",
            effect: "the kubelet chooses the variant that fits its node";
    },
    "`--variant` chooses between the builds of an image for one architecture, `v7` and `v8` of ARM for instance. The \
     kubelet chooses the one that fits its node best.";
    REGISTRY_TLS = "K3M238", Warning, "TLS options of a registry are set for the whole node" {
        registry_tls(name, registry, setting) => "`{name}` sets its own TLS options for the registry",
            effect: "the option is not applied, so the image may not be pulled",
            do: "set `configs.\"{registry}\".tls.{setting}` in `/etc/rancher/k3s/registries.yaml` of the node";
    },
    "`--tls-verify=false` and `--cert-dir` configure how podman trusts a registry for this container. K3s has one file \
     for the node, `/etc/rancher/k3s/registries.yaml`, with `configs.REGISTRY.tls.insecure_skip_verify` and \
     `configs.REGISTRY.tls.ca_file`. Without it, the pull fails if the image is not on the node yet.\n\n\
     https://docs.k3s.io/installation/private-registry";
    PLATFORM_TAKEN = "K3M239", Error, "containers of one Pod request two platforms" {
        platform_taken(name) => "`{name}` requests another platform than a container of the same Pod",
            effect: "the Pod would stay Pending: a node has only one platform",
            do: "request one platform in all containers that share the network";
    },
    "A Pod runs on one node. Two containers that share a network namespace become one Pod, and here they request \
     different platforms, which a node cannot have.";
    ANY_WAY = "K3M240", Note, "the option repeats what Kubernetes does without it",
    "The value is podman's default, and the only behaviour that Kubernetes has: no field has to be written.";
    SHARED_POD = "K3M250", Note, "containers that share a network become one Pod" {
        shared_pod(owner, followers) => "`{owner}` shares its network with {followers}, so they become one Pod",
            effect: "its containers can only be stopped and updated together";
        shared_pod_unchecked(owner, followers) =>
            "`{owner}` shares its network with {followers}, so they become one Pod",
            effect: "its containers can only be stopped and updated together",
            do: "set `--health-cmd` for the owner of the network: the others then start when it is healthy";
        one_pod(first, others, pod) => "`{first}` is in the pod `{pod}` with {others}, so they become one Pod",
            effect: "its containers can only be stopped and updated together";
        shared_ipc(owner, followers) => "`{owner}` shares its IPC namespace with {followers}: a Pod has one for all",
            effect: "programs see the System V shared memory, semaphores and message queues of the others; `/dev/shm` \
            stays apart";
    },
    "A container with `--network=container:NAME`, and every member of a podman pod, uses the network of another \
     container: they share one address, one set of ports and 127.0.0.1. In Kubernetes only the containers of one Pod \
     share these.\n\n\
     Start: the owner of the network is an init container with `restartPolicy: Always`. It starts first and keeps running \
     next to the others. If it has a health check, the others wait until it is healthy; podman starts them as soon as it \
     runs. In podman, the others lose their network when the owner restarts; in a Pod, the network remains. Members of a \
     podman pod have no owner: they start together.\n\n\
     Stop: the containers are stopped and updated together, the others first, then the owner, within one grace period. It \
     is long enough for both, and a container that hangs uses all of it.\n\n\
     Names and ports: the name of each container leads to the Pod; in podman only the owner, or the pod, has a name. The \
     ports of the owner are written in the first of the other containers, because the kubelet opens host ports only for \
     main containers.\n\n\
     Memory: in podman, containers that share a network only have a `/dev/shm` each, and an IPC namespace each. A Pod has \
     one IPC namespace. Each container that has its own `/dev/shm` in podman has one in the Pod as well (a file system in \
     memory, mounted there); System V shared memory, semaphores and message queues are common to all. The members of a \
     podman pod share both, and so do those of the Pod, unless a member sets `--ipc=private` or `--ipc=shareable`.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/";
    UNKNOWN_NETWORK_OWNER = "K3M251", Error, "the input does not contain the owner of the network" {
        unknown_network_owner(name, owner) =>
            "`{name}` uses the network of `{owner}`, which the input does not contain",
            effect: "traffic would bypass the owner of the network, which is often a VPN",
            do: "convert both containers together", "set `containers.{name:#}.accept = [ \"K3M251\" ]` to give it a network of its own";
    },
    "`--network=container:NAME` sends all traffic through another container, most often a VPN. On its own, the container \
     would send it out of the node directly: a leak that nothing shows. It is refused until its owner is part of the \
     same input. An id instead of a name cannot be followed either: ids change with every start.";
    NETWORK_CIRCLE = "K3M252", Error, "containers use each other's network in a circle" {
        network_circle(name) => "`{name}` is in a circle of containers that use each other's network",
            effect: "podman cannot start any of them either",
            do: "give one of them a network of its own";
    },
    "Each container of the circle waits for the network of the next one. podman cannot start any of them.";
    GROUP_NAMESPACE = "K3M253", Warning, "a Pod is in the namespace of the network's owner" {
        group_namespace(name, owner, namespace) =>
            "`{name}` is in the Pod of `{owner}` and therefore in its namespace, not in `{namespace}`",
            do: "set `containers.{owner:#}.namespace` in the settings to `\"{namespace}\"`";
    },
    "Containers that share a network are one Pod, and a Pod has one namespace: the settings of the container that owns \
     the network decide. Another namespace for one of the others has no effect.";
    POD_ELSEWHERE = "K3M254", Warning, "the input does not create a pod" {
        pod_elsewhere(name, pod) => "`{name}` joins the pod `{pod}`, which neither a container nor a unit of the input creates",
            effect: "options of `podman pod create`, such as ports, networks and the host name, are not known",
            do: "set `--pod=new:{pod}` and these options on one of its members";
    },
    "`--pod=NAME` joins a pod that `podman pod create` has created before. Its members become one Pod. Where a unit of the input \
     creates it, the options of the pod itself are read: published ports, networks, host name. Otherwise the input does not \
     contain them, or the pod's name is a variable of a script. \
     With `--pod=new:NAME`, the first member sets them.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html";
    POD_ID_FILE = "K3M255", Error, "a pod is named by a file of the running host" {
        pod_id_file(name, file) => "`{name}` joins the pod whose id is in `{file}`, a file of the running host",
            effect: "the container would lose the pod's network, its ports and its other containers",
            do: "replace `--pod-id-file` with `--pod` and the name of the pod";
    },
    "`--pod-id-file` reads the id of the pod when the container starts. Which pod that is, and which containers are in \
     it, cannot be known before.";
    VPN_FIREWALL = "K3M256", Warning, "the firewall of a VPN does not know the cluster" {
        vpn_firewall(name) => "`{name}` has a firewall that may not admit the networks of the cluster",
            effect: "the firewall drops connections between its Pod and other Pods or Services",
            do: "add `10.42.0.0/16,10.43.0.0/16` to `FIREWALL_OUTBOUND_SUBNETS` in its `environment`, and to \
                 `FIREWALL_INPUT_PORTS` the ports on which others connect";
    },
    "gluetun drops traffic that does not use the tunnel, including answers to other Pods and to Services. Configure it \
     with the networks of the cluster (`FIREWALL_OUTBOUND_SUBNETS`), and with the ports on which others reach the \
     containers behind it (`FIREWALL_INPUT_PORTS`). k3s-migrate does not change these values: a rule that is too wide \
     would open the tunnel. Values in a file are not read.\n\n\
     https://github.com/qdm12/gluetun-wiki/blob/main/setup/options/firewall.md";
    REFUSED_PEER = "K3M257", Warning, "a container needs one that is refused" {
        pod_refused(name, others) => "`{name}` shares its Pod with {others}, which cannot be converted",
            effect: "`{name}` is not written either, and stays in podman: a Pod is written with all of its containers",
            do: "resolve the errors of {others}";
        needs_refused(name, other) => "`{name}` depends on `{other}`, which is not written",
            effect: "the Pod starts without `{other}`, and finds it only if its host publishes its ports",
            do: "resolve the errors of `{other}`", "keep `{name}` in podman until then: set `k3s.enable = false` where the NixOS module is used, else remove it from the input";
        volumes_of_refused(name, other) => "`{name}` uses the volumes of `{other}`, which is not written",
            effect: "the Pod has the volumes, but what `{other}` puts into them does not arrive while `{other}` does not run",
            do: "resolve the errors of `{other}`", "keep `{name}` in podman until then: set `k3s.enable = false` where the NixOS module is used, else remove it from the input";
        name_of_refused(name, other, called) => "`{name}` connects to `{other}`, which is not written",
            effect: "the name `{called}` does not resolve in the Pod",
            do: "resolve the errors of `{other}`", "keep `{name}` in podman until then: set `k3s.enable = false` where the NixOS module is used, else remove it from the input";
    },
    "An error keeps a container from being written; it stays in podman. Other containers may need it: those of the same \
     Pod (`--network=container:NAME`, `--pod`), those that start after it (`dependsOn`, `--requires`), those that use its \
     volumes (`--volumes-from`), and those that connect to it by name. Containers of one Pod are written together or not \
     at all. The others are written, and run without it: it has no Service, so its name does not resolve in the cluster. \
     Resolve the errors, or leave the dependants in podman, where they still find it.";
    NOT_WRITTEN = "K3M258", Note, "not written, because its Pod is refused",
    "In the ledger: this option could be kept, but its container, or another one of its Pod, has an error, so nothing of \
     the Pod is written. Resolve the error to see where the option goes.";
}
