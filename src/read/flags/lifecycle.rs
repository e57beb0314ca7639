//! Flags of the section [`crate::inventory::lifecycle`].

use super::Flag;
use crate::inventory::text;

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { RuntimeOnly, Value, "--cidfile", "4.3", ["/run/a.cid", "/run/b.cid"], text::any,
        "no file holds the container's id", "ask the cluster instead: `kubectl get pods`" },
    leftover! { RuntimeOnly, Value, "--conmon-pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any,
        "there is no conmon and no file with its process id", "" },
    leftover! { RuntimeOnly, Value, "--pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any,
        "no file holds the process id of the container", "ask the node instead: `crictl inspect`" },
    leftover! { RuntimeOnly, Switch, "--sig-proxy", "4.3", ["true", "false"], text::switch,
        "no foreground process passes signals on", "" },
];
