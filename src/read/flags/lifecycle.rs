//! Flags of the section [`crate::podman::lifecycle`].

use super::{
    Flag,
    Takes::{Slice, Switch, Value},
    row,
};
use crate::podman::{
    lifecycle::{Restart, SdNotify, Signal, stream},
    text::{self, any, or_none},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { RuntimeOnly, Slice, "--attach" 'a', "4.3", ["stdout", "stderr"], stream, "the output is in the log of the Pod", "read the log with `kubectl logs -f`" },
    leftover! { RuntimeOnly, Value, "--cidfile", "4.3", ["/run/a.cid", "/run/b.cid"], text::any, "no file has the id of the container", "use `kubectl get pods` instead" },
    leftover! { RuntimeOnly, Value, "--conmon-pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "no conmon runs, and no file has its process id", "" },
    leftover! { RuntimeOnly, Switch, "--detach" 'd', "4.3", ["true", "false"], text::switch, "a workload always runs in the background", "" },
    leftover! { RuntimeOnly, Value, "--detach-keys", "4.3", ["ctrl-p,ctrl-q", "ctrl-x"], text::any, "`kubectl attach` has other keys to leave a terminal", "" },
    leftover! { RuntimeOnly, Value, "--pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "no file has the process id of the container", "use `crictl inspect` on the node instead" },
    leftover! { RuntimeOnly, Switch, "--replace", "4.3", ["true", "false"], text::switch, "applying a workload again replaces it", "" },
    row("--requires", Slice, "4.3", ["db", "cache"], many!(lifecycle.requires, any))
        .approximate("-", "the containers start in any order; one that needs another restarts until it is there"),
    row("--restart", Value, "4.3", ["no", "on-failure"], once!(lifecycle.restart, Restart::parse))
        .approximate("the kind of workload and restartPolicy", "a Deployment restarts a container whenever it exits, without a limit"),
    row("--rm", Switch, "4.3", ["true", "false"], once!(lifecycle.remove, text::switch))
        .runtime_only("a container that ended is always removed"),
    leftover! { RuntimeOnly, Switch, "--rmi", "4.3", ["true", "false"], text::switch, "the kubelet removes unused images only when the disk fills up", "" },
    row("--sdnotify", Value, "4.3", ["conmon", "container"], once!(lifecycle.sdnotify, SdNotify::parse))
        .approximate("readinessProbe for `healthy`", "the program has no socket to report readiness on; a Pod asks with a probe"),
    leftover! { RuntimeOnly, Switch, "--sig-proxy", "4.3", ["true", "false"], text::switch, "no foreground process passes signals on", "" },
    row("--stop-signal", Value, "4.3", ["SIGINT", "SIGQUIT"], once!(lifecycle.stop_signal, |v| or_none(v, Signal::parse)))
        .approximate("lifecycle.preStop, or stopSignal", "-"),
    row("--stop-timeout", Value, "4.3", ["30", "120"], once!(lifecycle.stop_timeout, text::unsigned))
        .exact("terminationGracePeriodSeconds", "-"),
    row("--timeout", Value, "4.3", ["60", "3600"], once!(lifecycle.timeout, text::unsigned))
        .approximate("activeDeadlineSeconds of a Job", "only a Job has such a limit, and it sends TERM before KILL"),
];
