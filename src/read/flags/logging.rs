//! Flags of the section [`crate::podman::logging`].

use super::{
    Flag,
    Takes::{Array, Value},
    row,
};
use crate::podman::logging::{Driver, LogOption};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--log-driver", Value, "4.3", ["journald", "k8s-file"], once!(logging.driver, Driver::parse))
        .runtime_only("the journal's fields and `journalctl -u`; `none` is not to be had"),
    row("--log-opt", Array, "4.3", ["max-size=10mb", "tag={{.Name}}"], many!(logging.options, LogOption::parse))
        .runtime_only("the file, its size and the tag; the kubelet's containerLogMaxSize is one for the node"),
];
