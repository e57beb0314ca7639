//! Keys of the sections of what containers use.

use super::{
    Key,
    Shape::{Arguments, Filled, Lines, Once, Special, Switch, Unread, Words},
    Special::{Name, Network, PodmanArgs, Remap, ServiceName, Volume},
    Table,
    Unread::{Build, Elsewhere, Kind, Podman, Same},
    key,
};

const GLOBAL: &str = "flags of podman itself, which makes this once";
const SERVICE: &str = "the name of the service, in which other units find it";

pub const POD: Table = Table {
    section: "Pod",
    about: "a pod, whose members become one Pod",
    keys: POD_KEYS,
};

#[rustfmt::skip]
const POD_KEYS: &[Key] = &[
    key("ContainersConfModule", Unread(Podman)).about(GLOBAL).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("GlobalArgs", Unread(Podman)).about(GLOBAL).samples(&["--log-level=debug", "--syslog"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["shop", "crm"]),
    key("StopTimeout", Unread(Podman)).about("how long podman waits before it kills the members: set `StopTimeout=` in each of them").samples(&["20", "30"]),
    key("ExitPolicy", Filled("--exit-policy")).samples(&["stop", "continue"]),
    key("UserNS", Once("--userns")),
    key("UIDMap", Words("--uidmap")),
    key("GIDMap", Words("--gidmap")),
    key("SubUIDMap", Once("--subuidname")),
    key("SubGIDMap", Once("--subgidname")),
    key("RemapUsers", Special(Remap)).samples(&["keep-id", "auto"]),
    key("RemapUid", Special(Remap)).samples(&["1000", "1001"]),
    key("RemapGid", Special(Remap)).samples(&["1000", "1001"]),
    key("RemapUidSize", Special(Remap)).samples(&["1000", "2000"]),
    key("PublishPort", Lines("--publish")),
    key("Label", Arguments("--label")),
    key("Network", Special(Network)).samples(&["host", "none"]),
    key("IP", Once("--ip")),
    key("IP6", Once("--ip6")),
    key("ShmSize", Once("--shm-size")),
    key("NetworkAlias", Lines("--network-alias")),
    key("DNS", Lines("--dns")),
    key("DNSOption", Lines("--dns-option")),
    key("DNSSearch", Lines("--dns-search")),
    key("AddHost", Lines("--add-host")),
    key("HostName", Lines("--hostname")),
    key("Volume", Special(Volume)).samples(&["/srv/a:/a", "data:/a:ro"]),
    key("PodName", Special(Name)).about("the name of the pod: its members are found under it").samples(&["shop", "crm"]),
    key("PodmanArgs", Special(PodmanArgs)).about("flags of `podman pod create`").samples(&["--share=net", "--no-hosts"]),
];

pub const NETWORK: Table = Table {
    section: "Network",
    about: "a network of podman",
    keys: NETWORK_KEYS,
};

#[rustfmt::skip]
const NETWORK_KEYS: &[Key] = &[
    key("ContainersConfModule", Unread(Podman)).about(GLOBAL).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("GlobalArgs", Unread(Podman)).about(GLOBAL).samples(&["--log-level=debug", "--syslog"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["lan", "iot"]),
    key("NetworkDeleteOnStop", Unread(Same)).about("podman's networks stay as they are").samples(&["true", "false"]),
    key("DisableDNS", Switch("--disable-dns")).about("whether its containers find each other by name").samples(&["true", "false"]),
    key("Internal", Switch("--internal")).about("a NetworkPolicy without a way out").samples(&["true", "false"]),
    key("IPv6", Switch("--ipv6")).about("addresses of the cluster").samples(&["true", "false"]),
    key("Driver", Once("--driver")).about("`bridge` is the network of Pods; others are refused for the containers that use them").samples(&["bridge", "macvlan"]),
    key("IPAMDriver", Once("--ipam-driver")).about("addresses of the cluster").samples(&["host-local", "dhcp"]),
    key("InterfaceName", Once("--interface-name")).about("the interface of a network that reaches into the LAN").samples(&["br1", "eth0"]),
    key("DNS", Lines("--dns")).about("resolvers of its containers").samples(&["192.0.2.53", "192.0.2.54"]),
    key("Subnet", Lines("--subnet")).about("addresses of the cluster; texts that name an old one are told").samples(&["10.90.0.0/24", "10.91.0.0/24"]),
    key("Gateway", Lines("--gateway")).about("addresses of the cluster; texts that name an old one are told").samples(&["10.90.0.1", "10.90.0.254"]),
    key("IPRange", Lines("--ip-range")).about("addresses of the cluster").samples(&["10.90.0.128/25", "10.90.0.64/26"]),
    key("Options", Arguments("--opt")).about("`isolate` is a NetworkPolicy, `parent` the LAN").samples(&["isolate=true", "mtu=1400"]),
    key("Label", Unread(Same)).about("nothing reads labels of a network").samples(&["a=1", "a=2"]),
    key("NetworkName", Special(Name)).about("the name of the network").samples(&["lan", "iot"]),
    key("PodmanArgs", Special(PodmanArgs)).about("flags of `podman network create`").samples(&["--route=10.1.0.0/16,10.90.0.9", "--internal"]),
];

pub const VOLUME: Table = Table {
    section: "Volume",
    about: "a volume of podman",
    keys: VOLUME_KEYS,
};

#[rustfmt::skip]
const VOLUME_KEYS: &[Key] = &[
    key("ContainersConfModule", Unread(Podman)).about(GLOBAL).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("GlobalArgs", Unread(Podman)).about(GLOBAL).samples(&["--log-level=debug", "--syslog"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["data", "media"]),
    key("Driver", Once("--driver")).about("`local` is a folder of the host or a claim, `image` an image volume").samples(&["local", "image"]),
    key("Image", Unread(Elsewhere)).about("the image of a volume with the driver `image`").samples(&["docker.io/library/busybox:1", "docker.io/library/alpine:3"]),
    key("User", Unread(Elsewhere)).about("owner of the files, an option of the mount").samples(&["1000", "0"]),
    key("Group", Unread(Elsewhere)).about("group of the files, an option of the mount").samples(&["1000", "0"]),
    key("UID", Once("--uid")).about("owner of the folder (podman 6)").samples(&["1000", "0"]),
    key("GID", Once("--gid")).about("group of the folder (podman 6)").samples(&["1000", "0"]),
    key("Copy", Unread(Elsewhere)).about("whether podman copies what the image has there").samples(&["true", "false"]),
    key("Device", Unread(Elsewhere)).about("what is mounted").samples(&["/dev/sdb1", "tmpfs"]),
    key("Type", Unread(Elsewhere)).about("the file system of `Device=`").samples(&["ext4", "tmpfs"]),
    key("Options", Unread(Elsewhere)).about("options of the mount").samples(&["ro", "rw,noatime"]),
    key("Label", Unread(Same)).about("nothing reads labels of a volume").samples(&["a=1", "a=2"]),
    key("VolumeName", Special(Name)).about("the name of the volume").samples(&["data", "media"]),
    key("PodmanArgs", Special(PodmanArgs)).about("flags of `podman volume create`").samples(&["--driver=image", "--opt=nocopy"]),
];

pub const IMAGE: Table = Table {
    section: "Image",
    about: "an image that podman pulls: its keys belong to the containers that have it",
    keys: IMAGE_KEYS,
};

#[rustfmt::skip]
const IMAGE_KEYS: &[Key] = &[
    key("ContainersConfModule", Unread(Podman)).about(GLOBAL).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("GlobalArgs", Unread(Podman)).about(GLOBAL).samples(&["--log-level=debug", "--syslog"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["base", "app"]),
    key("Arch", Once("--arch")),
    key("AuthFile", Once("--authfile")),
    key("CertDir", Once("--cert-dir")),
    key("Creds", Once("--creds")),
    key("DecryptionKey", Once("--decryption-key")),
    key("OS", Once("--os")),
    key("Policy", Once("--pull")),
    key("Variant", Once("--variant")),
    key("Retry", Once("--retry")),
    key("RetryDelay", Once("--retry-delay")),
    key("TLSVerify", Switch("--tls-verify")),
    key("AllTags", Unread(Podman)).about("the kubelet pulls the tag that the Pod has").samples(&["true", "false"]),
    key("PodmanArgs", Special(PodmanArgs)).about("flags of `podman image pull`, each as its row in the table of flags").samples(&["--os=linux", "--quiet"]),
    key("Image", Special(Name)).about("the image").samples(&["docker.io/library/nginx:1", "docker.io/library/redis:7"]),
    key("ImageTag", Unread(Elsewhere)).about("the name of an image that `Image=` names as an archive").samples(&["localhost/app:1", "localhost/app:2"]),
];

pub const BUILD: Table = Table {
    section: "Build",
    about: "an image that podman builds: it is refused with the name to push, for K3s does not build",
    keys: BUILD_KEYS,
};

const BUILDS: &str = "how the image is built: build it with podman and push it";

#[rustfmt::skip]
const BUILD_KEYS: &[Key] = &[
    key("Annotation", Unread(Build)).about(BUILDS).samples(&["a=1", "a=2"]),
    key("Arch", Unread(Build)).about(BUILDS).samples(&["amd64", "arm64"]),
    key("AuthFile", Unread(Build)).about(BUILDS).samples(&["/run/a.json", "/run/b.json"]),
    key("BuildArg", Unread(Build)).about(BUILDS).samples(&["a=1", "a=2"]),
    key("ContainersConfModule", Unread(Build)).about(BUILDS).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("DNS", Unread(Build)).about(BUILDS).samples(&["192.0.2.53", "192.0.2.54"]),
    key("DNSOption", Unread(Build)).about(BUILDS).samples(&["ndots:1", "ndots:2"]),
    key("DNSSearch", Unread(Build)).about(BUILDS).samples(&["lan.example", "example.org"]),
    key("Environment", Unread(Build)).about(BUILDS).samples(&["a=1", "a=2"]),
    key("File", Unread(Build)).about(BUILDS).samples(&["/srv/Containerfile", "/srv/b/Containerfile"]),
    key("ForceRM", Unread(Build)).about(BUILDS).samples(&["true", "false"]),
    key("GlobalArgs", Unread(Build)).about(BUILDS).samples(&["--log-level=debug", "--syslog"]),
    key("GroupAdd", Unread(Build)).about(BUILDS).samples(&["keep-groups", "1000"]),
    key("IgnoreFile", Unread(Build)).about(BUILDS).samples(&["/srv/.ignore", "/srv/b/.ignore"]),
    key("ImageTag", Special(Name)).about("the name of the image").samples(&["localhost/app", "localhost/app:2"]),
    key("Label", Unread(Build)).about(BUILDS).samples(&["a=1", "a=2"]),
    key("Network", Unread(Build)).about(BUILDS).samples(&["host", "none"]),
    key("PodmanArgs", Unread(Build)).about(BUILDS).samples(&["--squash", "--no-cache"]),
    key("Pull", Unread(Build)).about(BUILDS).samples(&["always", "never"]),
    key("Retry", Unread(Build)).about(BUILDS).samples(&["3", "5"]),
    key("RetryDelay", Unread(Build)).about(BUILDS).samples(&["10s", "1m"]),
    key("Secret", Unread(Build)).about(BUILDS).samples(&["id=a,src=/run/a", "id=b,src=/run/b"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["app", "base"]),
    key("SetWorkingDirectory", Unread(Build)).about(BUILDS).samples(&["unit", "file"]),
    key("Target", Unread(Build)).about(BUILDS).samples(&["app", "test"]),
    key("TLSVerify", Unread(Build)).about(BUILDS).samples(&["true", "false"]),
    key("Variant", Unread(Build)).about(BUILDS).samples(&["v7", "v8"]),
    key("Volume", Unread(Build)).about(BUILDS).samples(&["/srv/a:/a", "/srv/b:/b"]),
];

pub const KUBE: Table = Table {
    section: "Kube",
    about: "objects of Kubernetes that podman plays: refused, for K3s takes their file as it is",
    keys: KUBE_KEYS,
};

const PLAYS: &str = "how podman plays the file of objects";

#[rustfmt::skip]
const KUBE_KEYS: &[Key] = &[
    key("AutoUpdate", Unread(Kind)).about(PLAYS).samples(&["registry", "local"]),
    key("ConfigMap", Unread(Kind)).about(PLAYS).samples(&["/srv/a.yaml", "/srv/b.yaml"]),
    key("ContainersConfModule", Unread(Kind)).about(PLAYS).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("ExitCodePropagation", Unread(Kind)).about(PLAYS).samples(&["all", "any"]),
    key("GlobalArgs", Unread(Kind)).about(PLAYS).samples(&["--log-level=debug", "--syslog"]),
    key("KubeDownForce", Unread(Kind)).about(PLAYS).samples(&["true", "false"]),
    key("LogDriver", Unread(Kind)).about(PLAYS).samples(&["journald", "none"]),
    key("LogOpt", Unread(Kind)).about(PLAYS).samples(&["tag=a", "tag=b"]),
    key("Network", Unread(Kind)).about(PLAYS).samples(&["host", "none"]),
    key("PodmanArgs", Unread(Kind)).about(PLAYS).samples(&["--no-hosts", "--start=false"]),
    key("PublishPort", Unread(Kind)).about(PLAYS).samples(&["8080:80", "8081:80"]),
    key("RemapGid", Unread(Kind)).about(PLAYS).samples(&["1000", "1001"]),
    key("RemapUid", Unread(Kind)).about(PLAYS).samples(&["1000", "1001"]),
    key("RemapUidSize", Unread(Kind)).about(PLAYS).samples(&["1000", "2000"]),
    key("RemapUsers", Unread(Kind)).about(PLAYS).samples(&["keep-id", "auto"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["app", "shop"]),
    key("SetWorkingDirectory", Unread(Kind)).about(PLAYS).samples(&["yaml", "unit"]),
    key("UserNS", Unread(Kind)).about(PLAYS).samples(&["keep-id", "auto"]),
    key("Yaml", Unread(Kind)).about("the file of objects: apply it with `kubectl apply -f`").samples(&["/srv/a.yaml", "/srv/b.yaml"]),
];

pub const ARTIFACT: Table = Table {
    section: "Artifact",
    about: "an artifact that podman pulls: K3s has none, so a container that mounts it is refused",
    keys: ARTIFACT_KEYS,
};

const PULLS: &str = "how podman pulls the artifact";

#[rustfmt::skip]
const ARTIFACT_KEYS: &[Key] = &[
    key("Artifact", Special(Name)).about("the name of the artifact").samples(&["quay.io/a/b:1", "quay.io/a/b:2"]),
    key("AuthFile", Unread(Kind)).about(PULLS).samples(&["/run/a.json", "/run/b.json"]),
    key("CertDir", Unread(Kind)).about(PULLS).samples(&["/etc/certs", "/run/certs"]),
    key("ContainersConfModule", Unread(Kind)).about(PULLS).samples(&["/etc/a.conf", "/etc/b.conf"]),
    key("Creds", Unread(Kind)).about(PULLS).samples(&["a:b", "c:d"]),
    key("DecryptionKey", Unread(Kind)).about(PULLS).samples(&["/run/a", "/run/b"]),
    key("GlobalArgs", Unread(Kind)).about(PULLS).samples(&["--log-level=debug", "--syslog"]),
    key("PodmanArgs", Unread(Kind)).about(PULLS).samples(&["--quiet", "--retry=3"]),
    key("Quiet", Unread(Kind)).about(PULLS).samples(&["true", "false"]),
    key("Retry", Unread(Kind)).about(PULLS).samples(&["3", "5"]),
    key("RetryDelay", Unread(Kind)).about(PULLS).samples(&["10s", "1m"]),
    key("ServiceName", Special(ServiceName)).about(SERVICE).samples(&["model", "data"]),
    key("TLSVerify", Unread(Kind)).about(PULLS).samples(&["true", "false"]),
];

pub const QUADLET: Table = Table {
    section: "Quadlet",
    about: "what podman's generator itself does",
    keys: QUADLET_KEYS,
};

#[rustfmt::skip]
const QUADLET_KEYS: &[Key] = &[
    key("DefaultDependencies", Unread(Same)).about("whether the service waits for the network of the host, which K3s needs anyway").samples(&["true", "false"]),
];
