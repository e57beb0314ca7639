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
    leftover! { RuntimeOnly, Slice, "--attach" 'a', "4.3", ["stdout", "stderr"], stream, "nothing: the unit's terminal gets no output", "read the log with `kubectl logs -f`" },
    leftover! { RuntimeOnly, Value, "--cidfile", "4.3", ["/run/a.cid", "/run/b.cid"], text::any, "no file holds the container's id", "ask the cluster instead: `kubectl get pods`" },
    leftover! { RuntimeOnly, Value, "--conmon-pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "there is no conmon and no file with its process id", "" },
    leftover! { RuntimeOnly, Switch, "--detach" 'd', "4.3", ["true", "false"], text::switch, "nothing: a workload always runs in the background", "" },
    leftover! { RuntimeOnly, Value, "--detach-keys", "4.3", ["ctrl-p,ctrl-q", "ctrl-x"], text::any, "the keys that leave an attached terminal; `kubectl attach` has its own", "" },
    leftover! { RuntimeOnly, Value, "--pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "no file holds the process id of the container", "ask the node instead: `crictl inspect`" },
    leftover! { RuntimeOnly, Switch, "--replace", "4.3", ["true", "false"], text::switch, "nothing: applying a workload again replaces it", "" },
    row("--requires", Slice, "4.3", ["db", "cache"], many!(lifecycle.requires, any))
        .approximate("-", "the order of the start; a container starts again until what it needs is there"),
    row("--restart", Value, "4.3", ["no", "on-failure"], once!(lifecycle.restart, Restart::parse))
        .approximate("the kind of workload and restartPolicy", "the number of attempts; that a container stays stopped"),
    row("--rm", Switch, "4.3", ["true", "false"], once!(lifecycle.remove, text::switch))
        .runtime_only("nothing: an ended container is always removed"),
    leftover! { RuntimeOnly, Switch, "--rmi", "4.3", ["true", "false"], text::switch, "the image is not removed at once; the kubelet removes unused images when the disk fills up", "" },
    row("--sdnotify", Value, "4.3", ["conmon", "container"], once!(lifecycle.sdnotify, SdNotify::parse))
        .approximate("readinessProbe for `healthy`", "the socket on which a program says that it is ready"),
    leftover! { RuntimeOnly, Switch, "--sig-proxy", "4.3", ["true", "false"], text::switch, "no foreground process passes signals on", "" },
    row("--stop-signal", Value, "4.3", ["SIGINT", "SIGQUIT"], once!(lifecycle.stop_signal, |v| or_none(v, Signal::parse)))
        .approximate("lifecycle.preStop, or stopSignal", "-"),
    row("--stop-timeout", Value, "4.3", ["30", "120"], once!(lifecycle.stop_timeout, text::unsigned))
        .exact("terminationGracePeriodSeconds", "-"),
    row("--timeout", Value, "4.3", ["60", "3600"], once!(lifecycle.timeout, text::unsigned))
        .approximate("activeDeadlineSeconds of a Job", "the limit on a workload that is no Job; that the end comes at once"),
];
