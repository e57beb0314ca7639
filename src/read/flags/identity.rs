//! Flags of the section [`crate::podman::identity`].

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    row, same_if,
};
use crate::{
    ledger::Verdict::Dropped,
    podman::{
        identity::{Annotation, Label, Name},
        text::{any, switch},
    },
    rules::workload as rules,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--annotation", Array, "4.3", ["example.com/team=media", "example.com/team=home"], many!(identity.annotations, Annotation::parse))
        .exact("pod annotations", "an OCI runtime does not read it (`run.oci.…`, `io.podman.…`)"),
    row("--hostname", Value, "4.3", ["web", "db"], once!(identity.hostname, any)).short('h')
        .exact("hostname, a Service of that name", "upper-case letters and `_` change, and a domain is lost before Kubernetes 1.35"),
    row("--label", Array, "4.3", ["example.com/team=media", "example.com/team=home"], many!(identity.labels, Label::parse)).short('l')
        .approximate("pod annotations", "programs that read labels from the socket of podman or Docker do not see it"),
    row("--label-file", Array, "4.3", ["/dev/null", "/etc/hostname"], fate!(any, |name, file| Dropped(rules::label_file(name, file))))
        .unsupported("-", "the labels of the file are missing, because the file is on the host"),
    row("--name", Value, "4.3", ["web", "db"], once!(identity.name, Name::parse))
        .reaches("a name is in every object, in the selectors and in what others call it").approximate("metadata.name, container and Service names", "upper-case letters, `_` and `.` change, which Kubernetes names cannot have"),
    row("--no-hostname", Switch, "5.4", ["true", "false"], fate!(switch, |name, on| same_if(!on, &rules::NO_HOSTNAME, Dropped(rules::hostname_file(name)))))
        .runtime_only("the kubelet writes /etc/hostname, so the image's own file is hidden"),
];
