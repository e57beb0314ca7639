//! Flags of the section [`crate::inventory::identity`].

use super::{Disposition, Flag, Takes};
use crate::inventory::identity::{Annotation, Label, Name, Pod};

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
            c.identity.name.push(v.try_map(Name::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--pod",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "one Pod with the other members",
        lost: "a restart policy and a stop order for each container",
        samples: ["new:media", "new:home"],
        reaches: Some("the members of a pod become one workload"),
        set: |c, v| {
            c.identity.pod.push(v.try_map(Pod::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--pod-id-file",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "which pod it is: only the file on the host says it",
        samples: ["/run/media.pod-id", "/run/home.pod-id"],
        reaches: None,
        set: |c, v| {
            c.identity.pod_id_file.push(v.map(str::to_owned));
            Ok(())
        },
    },
];
