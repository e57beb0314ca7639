//! Flags of the section [`crate::podman::image`].

use super::{
    Flag,
    Takes::{Switch, Value},
    row,
};
use crate::podman::{
    image::{Platform, Pull},
    text::{any, duration, switch, unsigned},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--arch", Value, "4.3", ["amd64", "arm64"], once!(image.arch, any)).aliases(&["--override-arch"])
        .approximate("nodeSelector kubernetes.io/arch", "running an image of another architecture by emulation"),
    row("--cert-dir", Value, "5.8", ["/etc/containers/certs.d", "/run/certs"], once!(image.cert_dir, any))
        .unsupported("-", "the certificates, which K3s takes from /etc/rancher/k3s/registries.yaml"),
    leftover! { Widens, Array, "--decryption-key", "5.4", ["provider:one", "provider:two"], any, "the image stays encrypted, so the container cannot start", "push a decrypted image to a registry of yours and name that one" },
    leftover! { RuntimeOnly, Switch, "--disable-content-trust", "4.3", ["true", "false"], switch, "podman ignores it too", "" },
    row("--os", Value, "4.3", ["linux", "freebsd"], once!(image.os, any)).aliases(&["--override-os"])
        .approximate("nodeSelector kubernetes.io/os", "-"),
    row("--platform", Value, "4.3", ["linux/amd64", "linux/arm64"], once!(image.platform, |text| Ok(Platform::parse(text))))
        .approximate("nodeSelector kubernetes.io/arch, kubernetes.io/os", "the variant; running an image of another architecture by emulation"),
    row("--pull", Value, "4.3", ["missing", "never"], once!(image.pull, Pull::parse))
        .exact("imagePullPolicy", "with `newer`: a failed pull is no longer ignored where there is a local image"),
    leftover! { RuntimeOnly, Switch, "--quiet" 'q', "4.3", ["true", "false"], switch, "nobody watches the kubelet pull", "" },
    leftover! { RuntimeOnly, Value, "--retry", "5.4", ["3", "5"], unsigned, "the kubelet retries a failed pull without end, at growing intervals", "" },
    leftover! { RuntimeOnly, Value, "--retry-delay", "5.4", ["10s", "1m"], delay, "the kubelet waits from 10 seconds up to 5 minutes between pulls", "" },
    row("--rootfs", Switch, "4.3", ["true", "false"], once!(image.rootfs, switch))
        .reaches("it says what the image is: a name or a folder").unsupported("-", "a root file system from a folder of the host; Kubernetes needs an image"),
    leftover! { RuntimeOnly, Value, "--signature-policy", "4.3", ["/etc/containers/policy.json", "/run/policy.json"], any, "a hidden flag of podman: the kubelet checks no signatures", "" },
    row("--tls-verify", Switch, "4.3", ["true", "false"], once!(image.tls_verify, switch))
        .unsupported("-", "pulling without a valid certificate, which K3s takes from /etc/rancher/k3s/registries.yaml"),
    row("--variant", Value, "4.3", ["v7", "v8"], once!(image.variant, any)).aliases(&["--override-variant"])
        .runtime_only("the kubelet takes the variant of its node"),
];

/// A duration, also one below zero; empty is podman's own.
fn delay(text: &str) -> Result<(), String> {
    match text.strip_prefix('-').unwrap_or(text) {
        "" if text.is_empty() => Ok(()),
        length => duration(length).map(drop),
    }
}
