//! Flags of the section [`crate::podman::logging`].

use super::{Disposition, Flag, Takes};
use crate::podman::logging::{Driver, LogOption};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--log-driver",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "the journal's fields and `journalctl -u`; `none` is not to be had",
        samples: ["journald", "k8s-file"],
        reaches: None,
        set: |c, v| {
            c.logging.driver = Some(v.try_map(Driver::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--log-opt",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "the file, its size and the tag; the kubelet's containerLogMaxSize is one for the node",
        samples: ["max-size=10mb", "tag={{.Name}}"],
        reaches: None,
        set: |c, v| {
            c.logging.options.push(v.try_map(LogOption::parse)?);
            Ok(())
        },
    },
];
