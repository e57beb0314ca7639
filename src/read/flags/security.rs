//! Flags of the section [`crate::podman::security`].

use super::{Disposition, Flag, Takes};
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
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--cap-add",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "securityContext.capabilities.add",
        lost: "for a user other than root: all of it, Kubernetes has no ambient capabilities",
        samples: ["NET_ADMIN", "SYS_TIME"],
        reaches: None,
        set: |c, v| {
            c.security.cap_add.push(v.try_map(Capability::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--cap-drop",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "securityContext.capabilities.drop",
        lost: "-",
        samples: ["CHOWN", "KILL"],
        reaches: None,
        set: |c, v| {
            c.security.cap_drop.push(v.try_map(Capability::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--cgroupns",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "-",
        lost: "the host's namespace for a container that is not privileged",
        samples: ["host", "private"],
        reaches: None,
        set: |c, v| {
            c.security.cgroupns = Some(v.try_map(Namespace::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--gidmap",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "hostUsers: false",
        lost: "which ids of the host the container gets",
        samples: ["0:100000:65536", "0:200000:65536"],
        reaches: None,
        set: |c, v| {
            c.security.gid_maps.push(v.try_map(IdMap::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--group-add",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "securityContext.supplementalGroups",
        lost: "groups by name; the groups are the whole Pod's",
        samples: ["100", "200"],
        reaches: None,
        set: |c, v| {
            c.security.group_add.push(v.try_map(GroupAdd::parse)?);
            Ok(())
        },
    },
    leftover! { NoField, Value, "--group-entry", "5.4", ["a:x:100:", "b:x:200:"], any, "the line in the container's /etc/group", "put it in the image's /etc/group, or mount a file there" },
    leftover! { NoField, Slice, "--hostuser", "4.3", ["nobody", "daemon"], any, "the host user's line in the container's /etc/passwd", "put it in the image's /etc/passwd, or mount a file there" },
    Flag {
        name: "--ipc",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "hostIPC",
        lost: "none, and namespaces by path",
        samples: ["host", "private"],
        reaches: None,
        set: |c, v| {
            c.security.ipc = Some(v.try_map(IpcMode::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--passwd",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the line in /etc/passwd for a user that the image does not have",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.security.passwd = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    leftover! { NoField, Value, "--passwd-entry", "4.3", ["a:*:1:1::/:/bin/sh", "b:*:2:2::/:/bin/sh"], any, "the line in the container's /etc/passwd", "put it in the image's /etc/passwd, or mount a file there" },
    Flag {
        name: "--pid",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "hostPID, shareProcessNamespace",
        lost: "namespaces by path",
        samples: ["host", "private"],
        reaches: None,
        set: |c, v| {
            c.security.pid = Some(v.try_map(Namespace::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--privileged",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "securityContext.privileged",
        lost: "a cgroup namespace of its own",
        samples: ["true", "false"],
        reaches: Some("it takes all confinement away"),
        set: |c, v| {
            c.security.privileged = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--seccomp-policy",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the profile that the image brings",
        samples: ["default", "image"],
        reaches: None,
        set: |c, v| {
            c.security.seccomp_policy = Some(v.try_map(SeccompPolicy::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--security-opt",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "securityContext",
        lost: "paths masked and unmasked one by one, options of /proc",
        samples: ["no-new-privileges", "seccomp=unconfined"],
        reaches: None,
        set: |c, v| {
            c.security.options.push(v.try_map(SecurityOption::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--subgidname",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "hostUsers: false",
        lost: "which ids of the host the container gets",
        samples: ["a", "b"],
        reaches: None,
        set: |c, v| {
            c.security.subgid_name = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--subuidname",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "hostUsers: false",
        lost: "which ids of the host the container gets",
        samples: ["a", "b"],
        reaches: None,
        set: |c, v| {
            c.security.subuid_name = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--sysctl",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "securityContext.sysctls",
        lost: "the choice of container: they are the whole Pod's",
        samples: ["net.core.somaxconn=1024", "net.core.somaxconn=2048"],
        reaches: None,
        set: |c, v| {
            c.security.sysctl.push(v.try_map(Sysctl::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--systemd",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "-",
        lost: "what systemd needs as the first process",
        samples: ["always", "false"],
        reaches: None,
        set: |c, v| {
            c.security.systemd = Some(v.try_map(Systemd::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--uidmap",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "hostUsers: false",
        lost: "which ids of the host the container gets",
        samples: ["0:100000:65536", "0:200000:65536"],
        reaches: None,
        set: |c, v| {
            c.security.uid_maps.push(v.try_map(IdMap::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--umask",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the mask: new files can be read by all",
        samples: ["0022", "0077"],
        reaches: None,
        set: |c, v| {
            c.security.umask = Some(v.try_map(umask)?);
            Ok(())
        },
    },
    Flag {
        name: "--user",
        short: Some('u'),
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "securityContext.runAsUser, runAsGroup, supplementalGroupsPolicy",
        lost: "users and groups by name; in a shared Pod that only some containers have a group of their own",
        samples: ["1000:1000", "2000:2000"],
        reaches: None,
        set: |c, v| {
            c.security.user = Some(v.try_map(User::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--userns",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "hostUsers",
        lost: "which ids of the host the container gets",
        samples: ["auto", "keep-id"],
        reaches: None,
        set: |c, v| {
            c.security.userns = Some(v.try_map(UserNamespace::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--uts",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "-",
        lost: "the host's name, unless the network is the host's too",
        samples: ["host", "private"],
        reaches: None,
        set: |c, v| {
            c.security.uts = Some(v.try_map(Namespace::parse)?);
            Ok(())
        },
    },
];
