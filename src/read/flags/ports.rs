//! Flags of the section [`crate::podman::ports`].

use super::{
    Flag,
    Takes::{Slice, Switch},
    row,
};
use crate::podman::{
    ports::{Expose, Publish},
    text::switch,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--expose", Slice, "4.3", ["9100", "9101-9102/udp"], many!(ports.expose, Expose::parse))
        .exact("containers[].ports[], Service ports[]", "-"),
    row("--publish", Slice, "4.3", ["8080:80", "127.0.0.1:8081:81/udp"], many!(ports.publish, Publish::parse)).short('p')
        .approximate("containers[].ports[] with hostPort and hostIP, Service ports[]", "random ports of the host and IPv6 addresses of the host are not published"),
    row("--publish-all", Switch, "4.3", ["true", "false"], once!(ports.all, switch)).short('P')
        .unsupported("-", "random ports of the host are not published"),
];
