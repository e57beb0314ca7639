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
        .runtime_only("the output goes to /var/log/pods instead of the journal, even with `none`"),
    row("--log-opt", Array, "4.3", ["max-size=10mb", "tag={{.Name}}"], many!(logging.options, LogOption::parse))
        .runtime_only("the kubelet decides about file, size and tag for the whole node (`containerLogMaxSize`)"),
];
