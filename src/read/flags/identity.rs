//! Flags of the section [`crate::podman::identity`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    identity::{Annotation, Label, Name},
    text::switch,
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--annotation",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "pod annotations",
        lost: "what the OCI runtime reads from it (`run.oci.…`, `io.podman.…`)",
        samples: ["example.com/team=media", "example.com/team=home"],
        reaches: None,
        set: |c, v| {
            c.identity.annotations.push(v.try_map(Annotation::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--hostname",
        short: Some('h'),
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "hostname, a Service of that name",
        lost: "capitals, `_` and the part behind the first dot",
        samples: ["web", "db"],
        reaches: None,
        set: |c, v| {
            c.identity.hostname = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--label",
        short: Some('l'),
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "pod annotations",
        lost: "programs that read labels from the podman or docker socket no longer see it",
        samples: ["example.com/team=media", "example.com/team=home"],
        reaches: None,
        set: |c, v| {
            c.identity.labels.push(v.try_map(Label::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--label-file",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the labels of the file, which lies on the host",
        samples: ["/dev/null", "/etc/hostname"],
        reaches: None,
        set: |c, v| {
            c.identity.label_files.push(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--name",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "metadata.name, container and Service names",
        lost: "capitals, `_` and `.`, which Kubernetes names cannot have",
        samples: ["web", "db"],
        reaches: Some("a name is in every object, in the selectors and in what others call it"),
        set: |c, v| {
            c.identity.name = Some(v.try_map(Name::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--no-hostname",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "5.4",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "the image's own /etc/hostname: the kubelet writes it",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.identity.no_hostname = Some(v.try_map(switch)?);
            Ok(())
        },
    },
];
