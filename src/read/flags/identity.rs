//! Flags of the section [`crate::podman::identity`].

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    row,
};
use crate::podman::{
    identity::{Annotation, Label, Name},
    text::{any, switch},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--annotation", Array, "4.3", ["example.com/team=media", "example.com/team=home"], many!(identity.annotations, Annotation::parse))
        .exact("pod annotations", "what the OCI runtime reads from it (`run.oci.…`, `io.podman.…`)"),
    row("--hostname", Value, "4.3", ["web", "db"], once!(identity.hostname, any)).short('h')
        .exact("hostname, a Service of that name", "capitals, `_` and the part behind the first dot"),
    row("--label", Array, "4.3", ["example.com/team=media", "example.com/team=home"], many!(identity.labels, Label::parse)).short('l')
        .approximate("pod annotations", "programs that read labels from the podman or docker socket no longer see it"),
    row("--label-file", Array, "4.3", ["/dev/null", "/etc/hostname"], many!(identity.label_files, any))
        .unsupported("-", "the labels of the file, which lies on the host"),
    row("--name", Value, "4.3", ["web", "db"], once!(identity.name, Name::parse))
        .reaches("a name is in every object, in the selectors and in what others call it").approximate("metadata.name, container and Service names", "capitals, `_` and `.`, which Kubernetes names cannot have"),
    row("--no-hostname", Switch, "5.4", ["true", "false"], once!(identity.no_hostname, switch))
        .runtime_only("the image's own /etc/hostname: the kubelet writes it"),
];
