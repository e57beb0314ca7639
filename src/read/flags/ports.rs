//! Flags of the section [`crate::podman::ports`].

use super::{
    Disposition::{Approximate, Exact, Unsupported},
    Flag, Takes,
};
use crate::podman::{
    ports::{Expose, Publish},
    text,
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--expose",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Exact,
        becomes: "containers[].ports[], Service ports[]",
        lost: "-",
        samples: ["9100", "9101-9102/udp"],
        reaches: None,
        set: |c, v| {
            c.ports.expose.push(v.try_map(Expose::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--publish",
        short: Some('p'),
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Approximate,
        becomes: "containers[].ports[] with hostPort and hostIP, Service ports[]",
        lost: "random host ports, IPv6 addresses of the host",
        samples: ["8080:80", "127.0.0.1:8081:81/udp"],
        reaches: None,
        set: |c, v| {
            c.ports.publish.push(v.try_map(Publish::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--publish-all",
        short: Some('P'),
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "random host ports",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.ports.publish_all = Some(v.try_map(text::switch)?);
            Ok(())
        },
    },
];
