//! 2xx: names, images, grouping.

use super::rules;

rules! {
    RENAMED = "K3M201", Note, "a container has another name in Kubernetes" {
        renamed(name, label) => "`{name}` is called `{label}` in Kubernetes", effect: "the spelling of the name";
    },
    "Names of objects are made of small letters, digits and `-`, at most 63, and names of Services begin with a letter. \
     Capitals become small, other characters `-`, and a digit in front gets `svc-` before it. Nobody misses the old \
     spelling as a host name: host names have no capitals, or peers have an alias for the container, or it is on no \
     network where podman answers for names.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    NOT_A_HOST_NAME = "K3M202", Warning, "the name of a container cannot be a host name in the cluster" {
        not_a_host_name(name, service) =>
            "`{name}` is reached as `{service}` in the cluster, its own name cannot be a host name there",
            effect: "peers that use the old name, in configuration files for instance, do not find it",
            do: "use the new name wherever the old one stands as a host name, or rename the container";
    },
    "On a podman network, peers find a container under its name, underscores and dots included. In Kubernetes they find \
     it under the name of its Service: small letters, digits and `-`, a letter first, at most 63. Underscores and dots \
     become `-`, a digit in front gets `svc-` before it.\n\n\
     Values of `environment`, `cmd` and `entrypoint` in the same namespace follow where the old name must be a host \
     name: in a URL, in front of a port, or as all of a variable with `HOST`, `SERVER`, `ADDR`, `URL` or the like in \
     its name (K3M203). Files are not looked at: change them by hand, or rename the container first.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service";
    PEER_RENAMED = "K3M203", Note, "a value follows the new name of a peer" {
        peer_renamed(name, old, new) => "`{name}` reaches `{old}` as `{new}`",
            effect: "the old name, which cannot be a host name in the cluster";
    },
    "The value names another container whose name cannot be a host name in the cluster (K3M202). It stands where only \
     a host name can stand, so the new name is written instead: otherwise the connection would fail.";
    PEER_MENTIONED = "K3M204", Note, "a value holds the old name of a renamed peer" {
        peer_mentioned(name, old, new) => "`{name}` mentions `{old}`, which is reached as `{new}` in the cluster",
            effect: "the connection, if the value is meant as a host name", do: "write the new name if it is";
    },
    "The value holds the name of a container that is reached under another name in the cluster (K3M202), in a place \
     where it may be something else, the name of a database for instance. It is left as it is: look at it, and write \
     the new name if it is meant as a host name.";
    HOSTNAME = "K3M210", Note, "a host name is written differently" {
        hostname_unusable(name) => "`{name}` has a host name that no Pod can have",
            effect: "the host name: letters, digits and `-` only";
        hostname(name, hostname) => "`{name}` gets the host name `{hostname}`",
            effect: "capitals, other characters than letters, digits and `-`, and all behind the first dot";
        hostname_of_pod(pod, hostname) => "the pod `{pod}` gets the host name `{hostname}`",
            effect: "capitals, other characters than letters, digits and `-`, and all behind the first dot";
    },
    "podman gives the container any text as its host name. A Pod's is one label: small letters, digits and `-`, at most \
     63. Capitals become small, other characters `-`, and what stands behind the first dot is left out. On a network with \
     names others find it under that text in podman, and under the name as it is written here in the cluster; under none \
     if there is a dot in it.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields";
    HOST_NETWORK_NAME = "K3M211", Warning, "a container on the host's network has the node's host name" {
        host_network_name(name) => "`{name}` uses the host's network, so its host name is the node's",
            effect: "the host name: Kubernetes has none of its own for a Pod on the host's network";
    },
    "podman gives a container its own host name even on the host's network. The kubelet gives such a Pod the node's \
     name and ignores `hostname`. Where the program writes its name into its data (RabbitMQ, CouchDB), set the name in \
     its own configuration.\n\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#hostname-and-name-resolution";
    SHARED_HOSTNAME = "K3M212", Note, "containers of one Pod share one host name" {
        shared_hostname(name) => "`{name}` shares the Pod of its network's owner, and with it the owner's host name",
            effect: "its own answer to `hostname`; its name still leads to itself";
    },
    "With `--network=container:NAME`, podman shares the network but leaves every container its own host name. In a Pod \
     all have the owner's, or the name of the Pod. The name of the other container is written into `/etc/hosts` with the loopback \
     address, so that looking it up still leads to the container itself.";
    HOSTNAME_FILE = "K3M213", Note, "the kubelet writes /etc/hostname" {
        hostname_file(name) => "`{name}` keeps the image's `/etc/hostname`, where the kubelet writes its own",
            effect: "the content of the image's `/etc/hostname`";
    },
    "`--no-hostname` keeps podman from mounting its own `/etc/hostname`, so that the image's shows. The kubelet always \
     mounts one. Few programs read it: most ask the kernel.";
    NO_HOSTNAME = "K3M214", Note, "the option asks for what happens anyway",
    "An empty `--hostname`, or `--no-hostname=false`, is podman's default. The host name is then made by the engine: \
     podman takes the first digits of the container's id, Kubernetes the name of the Pod; both change at every start.";
    LABEL = "K3M220", Note, "labels become annotations of the Pod" {
        label(name) => "the labels of `{name}` become annotations of its Pod",
            effect: "programs that read labels from podman's or Docker's socket do not see them";
    },
    "Labels of podman hold any text. Labels of Kubernetes hold 63 characters and select objects, so podman's are written \
     as annotations of the Pod, unchanged. Programs that read labels from the socket of podman or Docker do not see \
     them.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/";
    LABEL_READER = "K3M221", Note, "labels that another program reads" {
        label_reader(name, reader, effect, remedy) => "`{name}` has labels for {reader}", effect: "{effect}", do: "{remedy}";
    },
    "Traefik, Caddy, dashboards and updaters find containers and their labels on the socket of podman or Docker. Under \
     K3s the containers are not there, so they see nothing. The labels are still written as annotations of the Pod. \
     What each program offers instead stands in the message.";
    NO_ANNOTATION_KEY = "K3M222", Note, "a key that no Pod can have" {
        no_annotation_key(name, key) => "`{name}` has a label or annotation `{key}`, which no Pod can have",
            effect: "the value: the key is too long, or Kubernetes reserves it, or it has other characters than letters, digits, `-`, `_` and `.`";
    },
    "The key of an annotation is a name of at most 63 letters, digits, `-`, `_` and `.`, with a domain and `/` in front \
     if you like. Keys below `kubernetes.io`, `k8s.io` and `cattle.io` mean something to Kubernetes or K3s and are \
     never made from podman's labels.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set";
    ANNOTATION_TAKEN = "K3M223", Note, "two values for one annotation of a Pod" {
        annotation_taken(name, key) => "`{name}` gives the annotation `{key}` of its Pod a second value",
            effect: "the value: a Pod holds one of each key, and another label, annotation or container came first";
    },
    "A Pod has one set of annotations. Where a label and an annotation have the same key, the annotation stays; where \
     two containers of a Pod have different values for one key, that of the first container stays.";
    LABEL_FILE = "K3M224", Warning, "labels in a file of the host" {
        label_file(name) => "`{name}` reads labels from a file of the host",
            effect: "the labels of the file, which is not read here", do: "write them as `labels`";
    },
    "podman reads the file of `--label-file` when it makes the container. It lies on the host, and nothing of the host \
     is read while manifests are made, so its labels are missing.";
    RUNTIME_ANNOTATION = "K3M225", Note, "an annotation for podman's runtime" {
        runtime_annotation(name, key) => "`{name}` annotates itself for podman's runtime with `{key}`",
            effect: "podman and crun read the annotation; containerd does not";
    },
    "Annotations that begin with `io.podman.`, `io.containers.` or `run.oci.` are instructions for podman and crun. \
     K3s runs containers with containerd and runc, which know none of them.";
    SHORT_IMAGE = "K3M230", Note, "an image name without a registry is Docker Hub's" {
        short_image(name, image) => "`{name}` gets its image as `{image}`",
            effect: "podman's aliases and its other registries are not asked";
    },
    "podman looks a short name up in its list of aliases and then in the registries of its configuration (on NixOS \
     `virtualisation.containers.registries.search`). Kubernetes knows Docker Hub only. The name is written in full, as \
     `docker.io/library/NAME`, so that everybody can see it. If podman took the image from elsewhere, write its full \
     name into `image`.\n\n\
     https://kubernetes.io/docs/concepts/containers/images/#image-names";
    LOCAL_IMAGE = "K3M231", Warning, "an image that only podman's storage holds" {
        local_image(name) => "`{name}` runs an image that was made on the host",
            effect: "K3s does not see podman's storage, so the image is missing until it is loaded",
            do: "add the image to `services.k3s.images`", "push it to a registry and name it so";
    },
    "Images named `localhost/…` are built or loaded on the host. K3s has a storage of its own and does not see them. \
     Load the image there: `services.k3s.images` for an image that Nix builds, or `k3s ctr images import FILE`.";
    IMAGE_FILE = "K3M232", Warning, "the image is loaded from a file" {
        image_file(name) => "the image of `{name}` is loaded from a file",
            effect: "NixOS loads it into podman's storage, where K3s does not see it",
            do: "add the same package to `services.k3s.images`";
        image_stream(name) => "the image of `{name}` is loaded from a file",
            effect: "NixOS loads it into podman's storage, where K3s does not see it",
            do: "add the image to `services.k3s.images` as an archive: `dockerTools.buildLayeredImage` with the same arguments makes one";
    },
    "With `imageFile` and `imageStream` NixOS runs `podman load` before the container starts. K3s loads the archives in \
     `/var/lib/rancher/k3s/agent/images` when it starts; NixOS puts them there with `services.k3s.images`. The image's \
     name and tag must be those of the archive.\n\n\
     https://docs.k3s.io/installation/airgap";
    NO_REGISTRY_IMAGE = "K3M233", Error, "an image that no registry has" {
        no_registry_image(name) => "`{name}` runs an image that no registry has",
            effect: "the image: Kubernetes knows images by their name in a registry",
            do: "push the image to a registry and name it so",
                "load it with `services.k3s.images` and write the name it has in there";
    },
    "podman also runs images by their id in its own storage, and from archives and folders (`docker-archive:`, `oci:`, \
     `dir:` …). Kubernetes knows names in registries only, and images that were loaded under such a name.";
    ROOTFS = "K3M234", Error, "a root file system from a folder of the host" {
        rootfs(name) => "`{name}` runs a folder of the host instead of an image",
            effect: "the root file system: Kubernetes runs images only",
            do: "build an image from the folder with `dockerTools.buildImage`, and load it with `services.k3s.images`";
    },
    "`--rootfs` makes podman run a folder of the host instead of an image. Kubernetes runs images only. Build one from \
     the folder (`pkgs.dockerTools.buildImage`), and load it with `services.k3s.images`.";
    PULL_NEWER = "K3M235", Note, "`newer` becomes `Always`" {
        pull_newer(name) => "`{name}` asks the registry at every start",
            effect: "the start without an answer from the registry, where podman takes the local image",
            do: "set `pull = \"missing\"` to start without asking";
    },
    "`--pull=newer` asks the registry at every start, pulls if the image is another one, and starts the local image if \
     the registry does not answer. `imagePullPolicy: Always` asks at every start too, and pulls only what is missing, \
     but without an answer the container does not start. `IfNotPresent` starts without asking: set `pull = \
     \"missing\"`.\n\n\
     https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy";
    OTHER_PLATFORM = "K3M236", Error, "an image for another platform than the host's" {
        other_platform(name) => "`{name}` runs an image for another platform than its host's",
            effect: "emulation: the kubelet pulls the image of its node's platform",
            do: "name an image that is built for the host";
    },
    "podman runs images of another architecture by emulation, where the host is set up for it. The kubelet pulls the \
     image of its node's own platform, whatever the Pod says: the container would be another program, or not start. \
     Name an image of the host's platform, or one by digest.";
    VARIANT = "K3M237", Note, "the kubelet chooses the variant of the architecture" {
        variant(name) => "`{name}` asks for a variant of the architecture",
            effect: "the choice: the kubelet takes the variant that fits its node";
    },
    "`--variant` chooses between the builds of an image for one architecture, `v7` and `v8` of ARM for instance. The \
     kubelet takes the one that fits its node best.";
    REGISTRY_TLS = "K3M238", Warning, "certificates of registries are set for the whole node" {
        registry_tls(name, registry, setting) => "`{name}` says itself how to trust its registry",
            effect: "the setting: in K3s it holds for the node, and without it the pull may fail",
            do: "set `configs.\"{registry}\".tls.{setting}` in `/etc/rancher/k3s/registries.yaml`";
    },
    "`--tls-verify=false` and `--cert-dir` tell podman how to trust a registry for this container. K3s has one file for \
     the node, `/etc/rancher/k3s/registries.yaml`, with `configs.REGISTRY.tls.insecure_skip_verify` and \
     `configs.REGISTRY.tls.ca_file`. Without it the pull fails if the image is not there yet.\n\n\
     https://docs.k3s.io/installation/private-registry";
    PLATFORM_TAKEN = "K3M239", Error, "containers of one Pod ask for two platforms" {
        platform_taken(name) => "`{name}` asks for another platform than a container of its Pod",
            effect: "a Pod runs on one node", do: "ask for one platform in all containers that share the network";
    },
    "A Pod runs on one node. Two containers that share a network namespace become one Pod, and here they ask for \
     different platforms, which no node has.";
    ANY_WAY = "K3M240", Note, "the option asks for what Kubernetes does anyway",
    "The value is podman's default, and the only behaviour that Kubernetes has: nothing has to be written.";
    SHARED_POD = "K3M250", Note, "containers that share a network become one Pod" {
        shared_pod(followers, share, owner) => "{followers} {share} the network of `{owner}`: they become one Pod",
            effect: "stopping or updating one of them alone";
        shared_pod_unchecked(followers, share, owner) => "{followers} {share} the network of `{owner}`: they become one Pod",
            effect: "stopping or updating one of them alone",
            do: "give the owner a `--health-cmd`, and the others start when it is healthy";
    },
    "A container with `--network=container:NAME`, and every member of a podman pod, lives in a network of another: one \
     address, one set of ports, 127.0.0.1 in common. Only the containers of one Pod have that in Kubernetes. The owner \
     of the network starts first and stays beside the others, as an init container with `restartPolicy: Always`; give \
     it a health check, and the others wait until it is up, where podman starts them as soon as it runs. In podman the \
     others lose their network when the owner restarts; in a Pod the network stays. They are stopped and updated \
     together: first the others, then the owner, within one time to stop, which is long enough for both, and which one \
     that hangs takes up whole. The name of each leads to the Pod; in podman only the owner, or the pod, has one. The \
     ports of the owner stand in the first of the others, because the kubelet opens ports of the node for main \
     containers alone.\n\n\
     https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/";
    UNKNOWN_NETWORK_OWNER = "K3M251", Error, "the owner of the network is not part of the input" {
        unknown_network_owner(name, owner) => "`{name}` uses the network of `{owner}`, which is not part of the input",
            effect: "the network it was meant to use: a VPN in front of it, for instance",
            do: "convert both containers together", "accept K3M251 to give it a network of its own";
    },
    "`--network=container:NAME` sends all traffic through another container, most often a VPN. Alone, the container \
     would send it out of the node directly: a leak that nothing shows. So it is refused until its owner is part of \
     the same input. An id instead of a name cannot be followed either: ids change with every start.";
    NETWORK_CIRCLE = "K3M252", Error, "containers use each other's network in a circle" {
        network_circle(name) => "`{name}` uses the network of containers that use each other's in a circle",
            effect: "a network: podman can start none of them", do: "let one of them have a network of its own";
    },
    "Each container of the circle waits for the network of the next. podman can start none of them.";
    GROUP_NAMESPACE = "K3M253", Warning, "a Pod has one namespace, that of its owner" {
        group_namespace(name, owner, namespace) =>
            "`{name}` is in the Pod of `{owner}` and goes to its namespace, not to `{namespace}`",
            do: "set the namespace of the container that owns the network";
    },
    "Containers that share a network are one Pod, and a Pod has one namespace. The settings of the container that owns \
     the network decide; another namespace for one of the others is not followed.";
    POD_ELSEWHERE = "K3M254", Warning, "a pod is made outside the input" {
        pod_elsewhere(name, pod) => "`{name}` joins the pod `{pod}`, which no container of the input makes",
            effect: "options of `podman pod create`: published ports, networks, host name",
            do: "give one member `--pod=new:NAME` together with these options";
    },
    "`--pod=NAME` joins a pod that `podman pod create` has made before, perhaps in a unit of its own. Its members \
     become one Pod. What the pod itself was given stands nowhere in the input: published ports, networks, host \
     name. With `--pod=new:NAME`, the first member brings them along.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html";
    POD_ID_FILE = "K3M255", Error, "a pod is named by a file of the running host" {
        pod_id_file(name, file) => "`{name}` joins the pod whose id stands in `{file}`, a file of the running host",
            effect: "the pod: its network, its ports and its other containers",
            do: "name the pod with `--pod=NAME`";
    },
    "`--pod-id-file` reads the id of the pod when the container starts. Which pod it is, and who else is in it, cannot \
     be known before.";
    VPN_FIREWALL = "K3M256", Warning, "the firewall of a VPN does not know the cluster" {
        vpn_firewall(name) =>
            "`{name}` has a firewall, and nothing that can be read here tells it the networks of the cluster",
            effect: "connections between the VPN's Pod and other Pods or Services",
            do: "add the cluster to its environment: `FIREWALL_OUTBOUND_SUBNETS = \"10.42.0.0/16,10.43.0.0/16\"`, \
                and the ports that answer to `FIREWALL_INPUT_PORTS`";
    },
    "gluetun drops what does not go through the tunnel: answers to other Pods and to Services among it. It has to be \
     told about the cluster's networks (`FIREWALL_OUTBOUND_SUBNETS`), and about ports on which others reach the \
     containers behind it (`FIREWALL_INPUT_PORTS`). The value is yours to write: a rule too wide would open the \
     tunnel.\n\n\
     https://github.com/qdm12/gluetun-wiki/blob/main/setup/options/firewall.md";
}
