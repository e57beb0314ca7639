//! Flags of the section [`crate::podman::lifecycle`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    leftover::{Leftover, Reason},
    lifecycle::{Restart, SdNotify, Signal, stream},
    text,
};

/// An empty text, which podman takes for the image's signal.
const NO_SIGNAL: &Reason = &Reason {
    flag: "--stop-signal",
    lost: "nothing",
    remedy: "",
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        short: Some('a'),
        ..leftover! { RuntimeOnly, Slice, "--attach", "4.3", ["stdout", "stderr"], stream, "nothing: the unit's terminal gets no output", "read the log with `kubectl logs -f`" }
    },
    leftover! { RuntimeOnly, Value, "--cidfile", "4.3", ["/run/a.cid", "/run/b.cid"], text::any, "no file holds the container's id", "ask the cluster instead: `kubectl get pods`" },
    leftover! { RuntimeOnly, Value, "--conmon-pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "there is no conmon and no file with its process id", "" },
    Flag {
        short: Some('d'),
        ..leftover! { RuntimeOnly, Switch, "--detach", "4.3", ["true", "false"], text::switch, "nothing: a workload always runs in the background", "" }
    },
    leftover! { RuntimeOnly, Value, "--detach-keys", "4.3", ["ctrl-p,ctrl-q", "ctrl-x"], text::any, "the keys that leave an attached terminal; `kubectl attach` has its own", "" },
    leftover! { RuntimeOnly, Value, "--pidfile", "4.3", ["/run/a.pid", "/run/b.pid"], text::any, "no file holds the process id of the container", "ask the node instead: `crictl inspect`" },
    leftover! { RuntimeOnly, Switch, "--replace", "4.3", ["true", "false"], text::switch, "nothing: applying a workload again replaces it", "" },
    Flag {
        name: "--requires",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "-",
        lost: "the order of the start; a container starts again until what it needs is there",
        samples: ["db", "cache"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.requires.push(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--restart",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "the kind of workload and restartPolicy",
        lost: "the number of attempts; that a container stays stopped",
        samples: ["no", "on-failure"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.restart = Some(v.try_map(Restart::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--rm",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "nothing: an ended container is always removed",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.remove = Some(v.try_map(text::switch)?);
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Switch, "--rmi", "4.3", ["true", "false"], text::switch, "the image is not removed at once; the kubelet removes unused images when the disk fills up", "" },
    Flag {
        name: "--sdnotify",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "readinessProbe for `healthy`",
        lost: "the socket on which a program says that it is ready",
        samples: ["conmon", "container"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.sdnotify = Some(v.try_map(SdNotify::parse)?);
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Switch, "--sig-proxy", "4.3", ["true", "false"], text::switch, "no foreground process passes signals on", "" },
    Flag {
        name: "--stop-signal",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "lifecycle.preStop, or stopSignal",
        lost: "-",
        samples: ["SIGINT", "SIGQUIT"],
        reaches: None,
        set: |c, v| {
            if v.value.is_empty() {
                c.lifecycle.stop_signal = None;
                c.leftovers.push(v.map(|_| Leftover::Off(NO_SIGNAL)));
            } else {
                c.lifecycle.stop_signal = Some(v.try_map(Signal::parse)?);
            }
            Ok(())
        },
    },
    Flag {
        name: "--stop-timeout",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "terminationGracePeriodSeconds",
        lost: "-",
        samples: ["30", "120"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.stop_timeout = Some(v.try_map(text::unsigned)?);
            Ok(())
        },
    },
    Flag {
        name: "--timeout",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "activeDeadlineSeconds of a Job",
        lost: "the limit on a workload that is no Job; that the end comes at once",
        samples: ["60", "3600"],
        reaches: None,
        set: |c, v| {
            c.lifecycle.timeout = Some(v.try_map(text::unsigned)?);
            Ok(())
        },
    },
];
