//! Flags of the section [`crate::podman::image`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    image::{Platform, Pull},
    text::{any, duration, switch, unsigned},
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--arch",
        short: None,
        aliases: &["--override-arch"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "nodeSelector kubernetes.io/arch",
        lost: "running an image of another architecture by emulation",
        samples: ["amd64", "arm64"],
        reaches: None,
        set: |c, v| {
            c.image.arch = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--cert-dir",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.8",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the certificates, which K3s takes from /etc/rancher/k3s/registries.yaml",
        samples: ["/etc/containers/certs.d", "/run/certs"],
        reaches: None,
        set: |c, v| {
            c.image.cert_dir = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    leftover! { Widens, Array, "--decryption-key", "5.4", ["provider:one", "provider:two"], any, "the image stays encrypted, so the container cannot start", "push a decrypted image to a registry of yours and name that one" },
    leftover! { RuntimeOnly, Switch, "--disable-content-trust", "4.3", ["true", "false"], switch, "podman ignores it too", "" },
    Flag {
        name: "--os",
        short: None,
        aliases: &["--override-os"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "nodeSelector kubernetes.io/os",
        lost: "-",
        samples: ["linux", "freebsd"],
        reaches: None,
        set: |c, v| {
            c.image.os = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--platform",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "nodeSelector kubernetes.io/arch, kubernetes.io/os",
        lost: "the variant; running an image of another architecture by emulation",
        samples: ["linux/amd64", "linux/arm64"],
        reaches: None,
        set: |c, v| {
            c.image.platform = Some(v.map(Platform::parse));
            Ok(())
        },
    },
    Flag {
        name: "--pull",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "imagePullPolicy",
        lost: "with `newer`: a failed pull is no longer ignored where there is a local image",
        samples: ["missing", "never"],
        reaches: None,
        set: |c, v| {
            c.image.pull = Some(v.try_map(Pull::parse)?);
            Ok(())
        },
    },
    Flag {
        short: Some('q'),
        ..leftover! { RuntimeOnly, Switch, "--quiet", "4.3", ["true", "false"], switch, "nobody watches the kubelet pull", "" }
    },
    leftover! { RuntimeOnly, Value, "--retry", "5.4", ["3", "5"], unsigned, "the kubelet retries a failed pull without end, at growing intervals", "" },
    leftover! { RuntimeOnly, Value, "--retry-delay", "5.4", ["10s", "1m"], delay, "the kubelet waits from 10 seconds up to 5 minutes between pulls", "" },
    Flag {
        name: "--rootfs",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "a root file system from a folder of the host; Kubernetes needs an image",
        samples: ["true", "false"],
        reaches: Some("it says what the image is: a name or a folder"),
        set: |c, v| {
            c.image.rootfs = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Value, "--signature-policy", "4.3", ["/etc/containers/policy.json", "/run/policy.json"], any, "a hidden flag of podman: the kubelet checks no signatures", "" },
    Flag {
        name: "--tls-verify",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "pulling without a valid certificate, which K3s takes from /etc/rancher/k3s/registries.yaml",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.image.tls_verify = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--variant",
        short: None,
        aliases: &["--override-variant"],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::RuntimeOnly,
        becomes: "-",
        lost: "the kubelet takes the variant of its node",
        samples: ["v7", "v8"],
        reaches: None,
        set: |c, v| {
            c.image.variant = Some(v.map(str::to_owned));
            Ok(())
        },
    },
];

/// A duration, also one below zero; empty is podman's own.
fn delay(text: &str) -> Result<(), String> {
    match text.strip_prefix('-').unwrap_or(text) {
        "" if text.is_empty() => Ok(()),
        length => duration(length).map(drop),
    }
}
