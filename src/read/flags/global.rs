//! podman's own flags, which stand before `run`: they set up the engine, not the container. Those
//! marked `persistent` are accepted behind `run` as well.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman.1.html#global-options>

use super::{
    Takes,
    Takes::{Array, Switch, Value},
    lexer::Name,
};

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
}

const fn quiet(name: &'static str, takes: Takes, persistent: bool) -> Global {
    Global {
        name,
        short: None,
        takes,
        persistent,
        lost: "",
        remedy: "",
    }
}

/// Sorted by name.
pub const GLOBALS: &[Global] = &[
    quiet("--cdi-spec-dir", Array, true),
    quiet("--cgroup-manager", Value, true),
    quiet("--config", Value, false),
    quiet("--conmon", Value, true),
    Global {
        short: Some('c'),
        lost: "podman ran the container on another machine",
        remedy: "list the container under that machine's host instead",
        ..quiet("--connection", Value, false)
    },
    quiet("--context", Value, false),
    quiet("--cpu-profile", Value, true),
    Global {
        short: Some('D'),
        ..quiet("--debug", Switch, false)
    },
    Global {
        lost: "the mounts that this file adds to every container",
        remedy: "write those mounts in `volumes`",
        ..quiet("--default-mounts-file", Value, true)
    },
    quiet("--events-backend", Value, true),
    quiet("--help", Switch, true),
    Global {
        lost: "the OCI hooks of that directory do not run",
        remedy: "set the hooks up in containerd, or do their work in the container",
        ..quiet("--hooks-dir", Array, true)
    },
    Global {
        short: Some('H'),
        lost: "podman ran the container on another machine",
        remedy: "list the container under that machine's host instead",
        ..quiet("--host", Value, false)
    },
    quiet("--identity", Value, false),
    quiet("--imagestore", Value, true),
    quiet("--log-level", Value, true),
    quiet("--max-workers", Value, true),
    quiet("--memory-profile", Value, true),
    Global {
        lost: "what that module of containers.conf sets for the container",
        remedy: "write its settings as options of the container",
        ..quiet("--module", Array, false)
    },
    quiet("--namespace", Value, true),
    quiet("--network-backend", Value, true),
    quiet("--network-cmd-path", Value, true),
    quiet("--network-config-dir", Value, true),
    quiet("--noout", Switch, false),
    quiet("--out", Value, false),
    quiet("--pull-option", Array, true),
    Global {
        lost: "short image names resolve by the node's own rules",
        remedy: "write the image with its registry",
        ..quiet("--registries-conf", Value, true)
    },
    Global {
        short: Some('r'),
        ..quiet("--remote", Switch, false)
    },
    Global {
        lost: "named volumes and images of this container lie below that directory",
        remedy: "set `storage.graphroot` in the settings to the same directory",
        ..quiet("--root", Value, true)
    },
    quiet("--runroot", Value, true),
    Global {
        lost: "the container runs under containerd's default runtime",
        remedy: "install the runtime on the node, make a RuntimeClass for it, and set it for the workload",
        ..quiet("--runtime", Value, true)
    },
    Global {
        lost: "the runtime is not told this",
        remedy: "set it in containerd's configuration of the runtime",
        ..quiet("--runtime-flag", Array, true)
    },
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
    Global {
        lost: "podman ran the container on another machine",
        remedy: "list the container under that machine's host instead",
        ..quiet("--url", Value, false)
    },
    Global {
        short: Some('v'),
        ..quiet("--version", Switch, false)
    },
    Global {
        lost: "named volumes of this container lie below that directory",
        remedy: "mount their directories by path, as `/that/directory/NAME/_data:/in/container`",
        ..quiet("--volumepath", Value, true)
    },
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
