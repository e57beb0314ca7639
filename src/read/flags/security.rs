//! Flags of the section [`crate::podman::security`].

use super::{
    Flag,
    Takes::{Array, Slice, Switch, Value},
    row, same_if,
};
use crate::{
    ledger::Verdict::Dropped,
    podman::{
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
    },
    rules::{security as rules, workload::ANY_WAY},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--cap-add", Slice, "4.3", ["NET_ADMIN", "SYS_TIME"], many!(security.cap_add, Capability::parse))
        .exact("securityContext.capabilities.add", "only root has the capability: Kubernetes has no ambient capabilities"),
    row("--cap-drop", Slice, "4.3", ["CHOWN", "KILL"], many!(security.cap_drop, Capability::parse))
        .exact("securityContext.capabilities.drop", "-"),
    row("--cgroupns", Value, "4.3", ["host", "private"], once!(security.cgroupns, Namespace::parse))
        .approximate("-", "a container that is not privileged has a cgroup namespace of its own"),
    row("--gidmap", Slice, "4.3", ["0:100000:65536", "0:200000:65536"], many!(security.gid_maps, IdMap::parse))
        .unsupported("hostUsers: false", "the kubelet chooses the ids of the host for the container"),
    row("--group-add", Slice, "4.3", ["100", "200"], many!(security.group_add, GroupAdd::parse))
        .approximate("securityContext.supplementalGroups", "groups by name are missing; the groups apply to the whole Pod"),
    leftover! { NoField, Value, "--group-entry", "5.4", ["a:x:100:", "b:x:200:"], any, "/etc/group of the container has no such line", "write the line into the image's /etc/group, or mount a file there" },
    leftover! { NoField, Slice, "--hostuser", "4.3", ["nobody", "daemon"], any, "/etc/passwd of the container has no line for the host user", "write the line into the image's /etc/passwd, or mount a file there" },
    row("--ipc", Value, "4.3", ["host", "private"], once!(security.ipc, IpcMode::parse))
        .approximate("hostIPC", "`none` and namespaces by path do not exist in a Pod"),
    row("--passwd", Switch, "4.3", ["true", "false"], fate!(switch, |name, on| Dropped(if on { rules::passwd_line_wanted(name) } else { rules::no_passwd_line_wanted(name) })))
        .unsupported("-", "/etc/passwd has no line for a user that the image does not have"),
    leftover! { NoField, Value, "--passwd-entry", "4.3", ["a:*:1:1::/:/bin/sh", "b:*:2:2::/:/bin/sh"], any, "/etc/passwd of the container has no such line", "write the line into the image's /etc/passwd, or mount a file there" },
    row("--pid", Value, "4.3", ["host", "private"], once!(security.pid, Namespace::parse))
        .approximate("hostPID, shareProcessNamespace", "namespaces by path do not exist in a Pod"),
    row("--privileged", Switch, "4.3", ["true", "false"], once!(security.privileged, switch))
        .reaches("it takes all confinement away").exact("securityContext.privileged", "the container shares the cgroup namespace of the host"),
    row("--seccomp-policy", Value, "4.3", ["default", "image"], fate!(SeccompPolicy::parse, |name, policy| same_if(policy == SeccompPolicy::Default, &ANY_WAY, Dropped(rules::seccomp_policy_of_image(name)))))
        .unsupported("-", "the profile of the image does not apply"),
    row("--security-opt", Array, "4.3", ["no-new-privileges", "seccomp=unconfined"], many!(security.options, SecurityOption::parse))
        .approximate("securityContext", "paths are masked all or none, and options of /proc do not apply"),
    row("--subgidname", Value, "4.3", ["a", "b"], once!(security.subgid_name, any))
        .unsupported("hostUsers: false", "the kubelet chooses the ids of the host for the container"),
    row("--subuidname", Value, "4.3", ["a", "b"], once!(security.subuid_name, any))
        .unsupported("hostUsers: false", "the kubelet chooses the ids of the host for the container"),
    row("--sysctl", Slice, "4.3", ["net.core.somaxconn=1024", "net.core.somaxconn=2048"], many!(security.sysctl, Sysctl::parse))
        .approximate("securityContext.sysctls", "sysctls apply to the whole Pod"),
    row("--systemd", Value, "4.3", ["always", "false"], once!(security.systemd, Systemd::parse))
        .approximate("-", "the Pod has none of the mounts that systemd needs as process 1"),
    row("--uidmap", Slice, "4.3", ["0:100000:65536", "0:200000:65536"], many!(security.uid_maps, IdMap::parse))
        .unsupported("hostUsers: false", "the kubelet chooses the ids of the host for the container"),
    row("--umask", Value, "4.3", ["0022", "0077"], fate!(umask, |name, mask| same_if(mask == 0o022, &ANY_WAY, Dropped(rules::umask(name, format_args!("{mask:04o}"))))))
        .unsupported("-", "the umask is 0022, so that all users can read new files"),
    row("--user", Value, "4.3", ["1000:1000", "2000:2000"], once!(security.user, User::parse)).short('u')
        .approximate("securityContext.runAsUser, runAsGroup, supplementalGroupsPolicy", "users and groups by name are missing; in a shared Pod, a group of one container is one of all"),
    row("--userns", Value, "4.3", ["auto", "keep-id"], once!(security.userns, UserNamespace::parse))
        .approximate("hostUsers", "the kubelet chooses the ids of the host for the container"),
    row("--uts", Value, "4.3", ["host", "private"], once!(security.uts, Namespace::parse))
        .approximate("-", "the Pod has its own host name, unless it uses the network of the host"),
];
