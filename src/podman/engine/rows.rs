//! The rows.

use std::net::Ipv4Addr;

use super::{Fact, MissingSource, Row};

/// What podman gives to a container that names no capability (measured with 5.4 and 5.8).
const PODMANS: &[&str] = &[
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// What Docker and containerd give.
///
/// containerd: <https://github.com/containerd/containerd/blob/v2.1.4/pkg/oci/spec.go#L121>
pub const CONTAINERDS: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

const fn fact<T>(is: T, text: &'static str, source: &'static str) -> Fact<T> {
    Fact { is, text, source }
}

const fn ip(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, d)
}

/// podman 5, podman 6, Docker.
#[rustfmt::skip]
pub static ROWS: [Row; 3] = [PODMAN_5, PODMAN_6, DOCKER];

#[rustfmt::skip]
const PODMAN_5: Row = Row {
    name: "podman-5",
    title: "podman",
    command: "podman",
    versions: "podman 5.8",
    capabilities: fact(PODMANS, "11: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:107"),
    refuses_both: fact(true, "refused", "podman v5.8.3 vendor/go.podman.io/common/pkg/capabilities/capabilities.go:168"),
    writable: fact(&["/run", "/tmp", "/var/tmp"], "/run, /tmp and /var/tmp, in memory, with what the image has there", "podman v5.8.3 pkg/specgen/generate/storage.go:463"),
    recursive_read_only: fact(false, "stay writable", "podman v5.8.3 pkg/util/mount_opts.go:31"),
    missing_source: fact(MissingSource::Refused, "the container does not start", "podman v5.8.3 docs/source/markdown/options/volume.md:38"),
    knows_nocreate: fact(false, "refused", "podman v5.8.3 docs/source/markdown/options/volume.md:42"),
    root: fact("/var/lib/containers/storage", "/var/lib/containers/storage/volumes", "podman v5.8.3 docs/source/markdown/podman.1.md:247"),
    tmpfs_copies: fact(true, "what the image has there", "podman v5.8.3 pkg/util/mount_opts.go:123"),
    tmpfs_noexec: fact(false, "`nosuid`, `nodev`", "podman v5.8.3 pkg/util/mount_opts.go:87"),
    shm: fact(64_000 << 10, "65,536,000 bytes", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:193"),
    default_network: fact("podman", "`podman`; without names of containers, unless `defaultNetwork.settings.dns_enabled` says so", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:275"),
    default_subnet: fact((ip(10, 88, 0, 0), 16), "10.88.0.0/16", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:188"),
    pools: fact(&[(ip(10, 89, 0, 0), 16)], "10.89.0.0/24 and those after it", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:135"),
    dns_on_gateway: fact(true, "on the host's address in each network with names", "netavark v1.16.0 src/dns/aardvark.rs:272"),
    isolates: fact(false, "passes, unless both networks have `--opt=isolate=true`", "podman v5.8.3 docs/source/markdown/options/opt.md:23"),
    host_names: fact(&["host.containers.internal", "host.docker.internal"], "`host.containers.internal` and `host.docker.internal`", "podman v5.8.3 vendor/go.podman.io/common/libnetwork/etchosts/hosts.go:123"),
    host_is_loopback: fact(false, "lead to an address of the host in the LAN", "podman v5.8.3 vendor/go.podman.io/common/libnetwork/etchosts/ip.go:49"),
    refuses_ports_of_follower: fact(false, "ports are discarded, a host name counts", "podman v5.8.3 pkg/specgen/generate/container.go:358"),
    seccomp_of_containerd: fact(false, "podman's own list: user namespaces, `mount`, `setns`, `keyctl` and NUMA calls pass", "podman v5.8.3 vendor/go.podman.io/common/pkg/seccomp/default_linux.go:231"),
    adds_lines: fact(true, "has a line in `/etc/passwd`, and its group one in `/etc/group`", "podman v5.8.3 libpod/container_internal_common.go:2058"),
    short_names: fact(true, "aliases and the registries of registries.conf are looked up", "podman v5.8.3 vendor/go.podman.io/image/v5/pkg/shortnames/shortnames.go:232"),
    hands_on_proxies: fact(true, "reach the container", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:255"),
    prepares_systemd: fact(true, "is prepared: memory file systems, writable control groups, another stop signal", "podman v5.8.3 pkg/specgen/generate/container_create.go:418"),
    follows_links: fact(true, "has the name of the node that the link leads to", "podman v5.8.3 pkg/specgen/generate/config_linux.go:48"),
    removes_after_failure: fact(true, "only with `no` and `on-failure`", "podman v5.8.3 pkg/specgenutil/createparse.go:15"),
    in_unit: fact(true, "reach it with `--cgroups=split`", "podman v5.8.3 docs/source/markdown/options/cgroups.md:14"),
    processes: fact(Some(2048), "2048", "podman v5.8.3 vendor/go.podman.io/common/pkg/config/default.go:183"),
    mark: fact("the variable `container` and /run/.containerenv", "the variable `container` and `/run/.containerenv`", "podman v5.8.3 libpod/container_internal_common.go:2080"),
};

#[rustfmt::skip]
const PODMAN_6: Row = Row {
    name: "podman-6",
    versions: "podman 6.0 to 6.2",
    knows_nocreate: fact(true, "the container does not start where the volume does not exist", "podman v6.0.0-rc1 libpod/runtime_ctr.go:536"),
    isolates: fact(true, "does not pass, unless a network has `--opt=isolate=false`", "netavark v2.0.0 RELEASE_NOTES.md:15"),
    host_is_loopback: fact(true, "lead to 127.0.0.1", "podman v6.0.0-rc1 vendor/go.podman.io/common/libnetwork/etchosts/ip.go:67"),
    ..PODMAN_5
};

#[rustfmt::skip]
const DOCKER: Row = Row {
    name: "docker",
    title: "Docker",
    command: "docker",
    versions: "Docker Engine 28",
    capabilities: fact(CONTAINERDS, "14, as containerd: those of podman, and AUDIT_WRITE, MKNOD, NET_RAW", "moby v28.5.2 oci/caps/defaults.go:4"),
    refuses_both: fact(false, "added", "moby v28.5.2 oci/caps/utils.go:123"),
    writable: fact(&[], "only mounts", "moby v28.5.2 daemon/oci_linux.go:712"),
    recursive_read_only: fact(true, "are read-only as well", "moby v28.5.2 daemon/oci_linux.go:599"),
    missing_source: fact(MissingSource::Directory, "becomes a directory of root's; refused for `--mount`", "moby v28.5.2 volume/mounts/mounts.go:260"),
    knows_nocreate: fact(false, "refused", "moby v28.5.2 volume/mounts/linux_parser.go:232"),
    root: fact("/var/lib/docker", "/var/lib/docker/volumes", "moby v28.5.2 daemon/config/config_linux.go:189"),
    tmpfs_copies: fact(false, "nothing", "moby v28.5.2 daemon/oci_linux.go:523"),
    tmpfs_noexec: fact(true, "`noexec`, `nosuid`, `nodev`", "moby v28.5.2 daemon/oci_linux.go:523"),
    shm: fact(64 << 20, "67,108,864 bytes", "moby v28.5.2 daemon/config/config.go:42"),
    default_network: fact("bridge", "`bridge`; never with names of containers", "moby v28.5.2 daemon/container_operations.go:376"),
    default_subnet: fact((ip(172, 17, 0, 0), 16), "172.17.0.0/16", "moby v28.5.2 libnetwork/ipamutils/utils.go:14"),
    pools: fact(&[(ip(172, 16, 0, 0), 12)], "172.18.0.0/16 and those after it, then parts of 192.168.0.0/16", "moby v28.5.2 libnetwork/ipamutils/utils.go:15"),
    dns_on_gateway: fact(false, "at 127.0.0.11 in each container of a network that is not the default one", "moby v28.5.2 libnetwork/sandbox_dns_unix.go:28"),
    isolates: fact(true, "does not pass", "moby v28.5.2 libnetwork/drivers/bridge/internal/iptabler/iptabler.go:25"),
    host_names: fact(&[], "none; `--add-host=host.docker.internal:host-gateway` adds one", "moby v28.5.2 daemon/container_operations.go:90"),
    host_is_loopback: fact(false, "none", "moby v28.5.2 daemon/container_operations.go:90"),
    refuses_ports_of_follower: fact(true, "refused", "moby v28.5.2 runconfig/hostconfig.go:36"),
    seccomp_of_containerd: fact(true, "a list that allows what containerd's allows", "moby v28.5.2 vendor/github.com/moby/profiles/seccomp/default_linux.go:1"),
    adds_lines: fact(false, "has no line in `/etc/passwd`", "moby v28.5.2 daemon/oci_linux.go:180"),
    short_names: fact(false, "is Docker Hub's", "moby v28.5.2 vendor/github.com/distribution/reference/normalize.go:56"),
    hands_on_proxies: fact(false, "do not reach the container; `proxies` of `~/.docker/config.json` do", "docker/cli v28.5.2 cli/command/container/run.go:101"),
    prepares_systemd: fact(false, "is not prepared", "moby v28.5.2 oci/defaults.go:105"),
    follows_links: fact(false, "keeps the name of the link", "moby v28.5.2 oci/devices_linux.go:30"),
    removes_after_failure: fact(false, "only with `no`", "moby v28.5.2 daemon/container.go:274"),
    in_unit: fact(false, "do not reach it: dockerd starts the container, in a control group of its own", "moby v28.5.2 daemon/oci_linux.go:777"),
    processes: fact(None, "without a limit", "moby v28.5.2 daemon/daemon_unix.go:126"),
    mark: fact("/.dockerenv", "`/.dockerenv`", "moby v28.5.2 daemon/initlayer/setup_unix.go:28"),
};
