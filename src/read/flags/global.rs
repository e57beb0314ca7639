//! podman's own flags, which stand before `run`: they set up the engine, not the container. Those
//! marked `persistent` are accepted behind `run` as well.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman.1.html#global-options>

use super::{
    Takes,
    Takes::{Array, Switch, Value},
    lexer::Name,
};
use crate::podman::text;

/// A flag of podman itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Global {
    /// `--log-level`.
    pub name: &'static str,
    /// `-c` is `Some('c')`.
    pub short: Option<char>,
    /// What follows the name.
    pub takes: Takes,
    /// Whether `podman run` takes it too.
    pub persistent: bool,
    /// What is lost, one sentence without a full stop; empty for nothing.
    pub lost: &'static str,
    /// What to do about it; empty where there is nothing to do.
    pub remedy: &'static str,
    /// Programs that confine a container as a Pod is confined, for the flag that names the runtime; with another value more
    /// is lost than may be. Empty for the others.
    pub equals: &'static [&'static str],
    /// Whether it leads to an engine on another machine: refused, unless the value is one of this machine.
    pub elsewhere: bool,
}

pub(super) const fn quiet(name: &'static str, takes: Takes, persistent: bool) -> Global {
    Global {
        name,
        short: None,
        takes,
        persistent,
        lost: "",
        remedy: "",
        equals: &[],
        elsewhere: false,
    }
}

impl Global {
    pub(super) const fn short(self, short: char) -> Self {
        Self {
            short: Some(short),
            ..self
        }
    }

    /// Refused with a value that names any other program.
    const fn unless(self, equals: &'static [&'static str]) -> Self {
        Self { equals, ..self }
    }

    /// Leads to an engine on another machine.
    pub(super) const fn elsewhere(self) -> Self {
        let lost = "the container runs on another machine, with that machine's files";
        let remedy = "list the container under the host of that machine";
        Self {
            elsewhere: true,
            ..self.loses(lost, remedy)
        }
    }

    /// Whether this value leads to another machine: not with a socket of this one, its usual context, or the switch off.
    pub(super) fn leads_elsewhere(&self, value: &str) -> bool {
        let leads = match self.takes {
            Switch => text::switch(value) == Ok(true),
            _ => !value.starts_with("unix:") && !["", "default"].contains(&value),
        };
        self.elsewhere && leads
    }

    pub(super) const fn loses(self, lost: &'static str, remedy: &'static str) -> Self {
        Self {
            lost,
            remedy,
            ..self
        }
    }
}

/// Sorted by name.
#[rustfmt::skip]
pub const GLOBALS: &[Global] = &[
    quiet("--cdi-spec-dir", Array, true),
    quiet("--cgroup-manager", Value, true),
    quiet("--config", Value, false),
    quiet("--conmon", Value, true),
    quiet("--connection", Value, false).short('c').elsewhere(),
    quiet("--context", Value, false).elsewhere(),
    quiet("--cpu-profile", Value, true),
    quiet("--debug", Switch, false).short('D'),
    quiet("--default-mounts-file", Value, true).loses("the Pod has none of the mounts that this file adds to every container", "write those mounts into `volumes`"),
    quiet("--events-backend", Value, true),
    quiet("--help", Switch, true),
    quiet("--hooks-dir", Array, true).loses("the OCI hooks of that directory do not run", "configure the hooks in containerd, or do their work in the container"),
    quiet("--host", Value, false).short('H').elsewhere(),
    quiet("--identity", Value, false),
    quiet("--imagestore", Value, true),
    quiet("--log-level", Value, true),
    quiet("--max-workers", Value, true),
    quiet("--memory-profile", Value, true),
    quiet("--module", Array, false).loses("the Pod has none of the settings of that containers.conf module", "write those settings as options of the container"),
    quiet("--namespace", Value, true),
    quiet("--network-backend", Value, true),
    quiet("--network-cmd-path", Value, true),
    quiet("--network-config-dir", Value, true),
    quiet("--noout", Switch, false),
    quiet("--out", Value, false),
    quiet("--pull-option", Array, true),
    quiet("--registries-conf", Value, true).loses("short image names resolve by the configuration of the node", "write the image name with its registry"),
    quiet("--remote", Switch, false).short('r').elsewhere(),
    quiet("--root", Value, true).loses("named volumes and images of this container are below that directory, which K3s does not know", "set `storage.graphroot` in the settings to the same directory"),
    quiet("--runroot", Value, true),
    quiet("--runtime", Value, true).loses("the container would run under runc, without the isolation of that runtime", "set `runtimeClass` of the container, or `runtimeClasses` for all, to a RuntimeClass of the cluster, or keep it in podman: set `k3s.enable = false` where the NixOS module is used, else remove it from the input").unless(&["crun", "runc", "youki"]),
    quiet("--runtime-flag", Array, true).loses("the runtime runs without this flag", "set it in containerd's configuration of the runtime"),
    quiet("--ssh", Value, false),
    quiet("--storage-driver", Value, true),
    quiet("--storage-opt", Array, true),
    quiet("--syslog", Switch, true),
    quiet("--tls-ca", Value, false),
    quiet("--tls-cert", Value, false),
    quiet("--tls-details", Value, false),
    quiet("--tls-key", Value, false),
    quiet("--tmpdir", Value, true),
    quiet("--trace", Switch, true),
    quiet("--transient-store", Switch, true),
    quiet("--url", Value, false).elsewhere(),
    quiet("--version", Switch, false).short('v'),
    quiet("--volumepath", Value, true).loses("named volumes of this container are below that directory, which K3s does not know", "mount their directories by path instead of by name"),
];

/// The row spelled like this, before `run`.
pub fn find(name: Name<'_>) -> Option<&'static Global> {
    GLOBALS.iter().find(|global| match name {
        Name::Long("--cni-config-dir") => global.name == "--network-config-dir",
        Name::Long(long) => global.name == long,
        Name::Short(short) => global.short == Some(short),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_unique() {
        assert!(GLOBALS.is_sorted_by(|a, b| a.name < b.name));
        for global in GLOBALS {
            assert_eq!(find(Name::Long(global.name)), Some(global));
            if let Some(short) = global.short {
                assert_eq!(find(Name::Short(short)), Some(global));
            }
        }
    }
}
