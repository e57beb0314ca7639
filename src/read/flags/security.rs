//! Flags of the section [`crate::podman::security`].

use super::{
    Flag,
    Takes::{Array, Slice, Switch, Value},
    row,
};
use crate::podman::{
    security::{
        capability::Capability,
        idmap::IdMap,
        namespace::{IpcMode, Namespace},
        option::SecurityOption,
        switches::{SeccompPolicy, Systemd, umask},
        sysctl::Sysctl,
        user::{GroupAdd, User},
        userns::UserNamespace,
    },
    text::{any, switch},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--cap-add", Slice, "4.3", ["NET_ADMIN", "SYS_TIME"], many!(security.cap_add, Capability::parse))
        .exact("securityContext.capabilities.add", "for a user other than root: all of it, Kubernetes has no ambient capabilities"),
    row("--cap-drop", Slice, "4.3", ["CHOWN", "KILL"], many!(security.cap_drop, Capability::parse))
        .exact("securityContext.capabilities.drop", "-"),
    row("--cgroupns", Value, "4.3", ["host", "private"], once!(security.cgroupns, Namespace::parse))
        .approximate("-", "the host's namespace for a container that is not privileged"),
    row("--gidmap", Slice, "4.3", ["0:100000:65536", "0:200000:65536"], many!(security.gid_maps, IdMap::parse))
        .unsupported("hostUsers: false", "which ids of the host the container gets"),
    row("--group-add", Slice, "4.3", ["100", "200"], many!(security.group_add, GroupAdd::parse))
        .approximate("securityContext.supplementalGroups", "groups by name; the groups are the whole Pod's"),
    leftover! { NoField, Value, "--group-entry", "5.4", ["a:x:100:", "b:x:200:"], any, "the line in the container's /etc/group", "put it in the image's /etc/group, or mount a file there" },
    leftover! { NoField, Slice, "--hostuser", "4.3", ["nobody", "daemon"], any, "the host user's line in the container's /etc/passwd", "put it in the image's /etc/passwd, or mount a file there" },
    row("--ipc", Value, "4.3", ["host", "private"], once!(security.ipc, IpcMode::parse))
        .approximate("hostIPC", "none, and namespaces by path"),
    row("--passwd", Switch, "4.3", ["true", "false"], once!(security.passwd, switch))
        .unsupported("-", "the line in /etc/passwd for a user that the image does not have"),
    leftover! { NoField, Value, "--passwd-entry", "4.3", ["a:*:1:1::/:/bin/sh", "b:*:2:2::/:/bin/sh"], any, "the line in the container's /etc/passwd", "put it in the image's /etc/passwd, or mount a file there" },
    row("--pid", Value, "4.3", ["host", "private"], once!(security.pid, Namespace::parse))
        .approximate("hostPID, shareProcessNamespace", "namespaces by path"),
    row("--privileged", Switch, "4.3", ["true", "false"], once!(security.privileged, switch))
        .reaches("it takes all confinement away").exact("securityContext.privileged", "a cgroup namespace of its own"),
    row("--seccomp-policy", Value, "4.3", ["default", "image"], once!(security.seccomp_policy, SeccompPolicy::parse))
        .unsupported("-", "the profile that the image brings"),
    row("--security-opt", Array, "4.3", ["no-new-privileges", "seccomp=unconfined"], many!(security.options, SecurityOption::parse))
        .approximate("securityContext", "paths masked and unmasked one by one, options of /proc"),
    row("--subgidname", Value, "4.3", ["a", "b"], once!(security.subgid_name, any))
        .unsupported("hostUsers: false", "which ids of the host the container gets"),
    row("--subuidname", Value, "4.3", ["a", "b"], once!(security.subuid_name, any))
        .unsupported("hostUsers: false", "which ids of the host the container gets"),
    row("--sysctl", Slice, "4.3", ["net.core.somaxconn=1024", "net.core.somaxconn=2048"], many!(security.sysctl, Sysctl::parse))
        .approximate("securityContext.sysctls", "the choice of container: they are the whole Pod's"),
    row("--systemd", Value, "4.3", ["always", "false"], once!(security.systemd, Systemd::parse))
        .approximate("-", "what systemd needs as the first process"),
    row("--uidmap", Slice, "4.3", ["0:100000:65536", "0:200000:65536"], many!(security.uid_maps, IdMap::parse))
        .unsupported("hostUsers: false", "which ids of the host the container gets"),
    row("--umask", Value, "4.3", ["0022", "0077"], once!(security.umask, umask))
        .unsupported("-", "the mask: new files can be read by all"),
    row("--user", Value, "4.3", ["1000:1000", "2000:2000"], once!(security.user, User::parse)).short('u')
        .approximate("securityContext.runAsUser, runAsGroup, supplementalGroupsPolicy", "users and groups by name; in a shared Pod that only some containers have a group of their own"),
    row("--userns", Value, "4.3", ["auto", "keep-id"], once!(security.userns, UserNamespace::parse))
        .approximate("hostUsers", "which ids of the host the container gets"),
    row("--uts", Value, "4.3", ["host", "private"], once!(security.uts, Namespace::parse))
        .approximate("-", "the host's name, unless the network is the host's too"),
];
