//! Flags of the section [`crate::podman::image`].

use super::{
    Flag,
    Takes::{Switch, Value},
    row,
};
use crate::{
    ledger::Verdict::Dropped,
    podman::{
        image::{Platform, Pull},
        text::{any, duration, switch, unsigned},
    },
    rules::workload::variant,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--arch", Value, "4.3", ["amd64", "arm64"], once!(image.arch, any)).aliases(&["--override-arch"])
        .approximate("nodeSelector kubernetes.io/arch", "a Pod for another architecture waits for a node of that architecture"),
    row("--cert-dir", Value, "5.8", ["/etc/containers/certs.d", "/run/certs"], once!(image.cert_dir, any))
        .unsupported("-", "K3s takes certificates from /etc/rancher/k3s/registries.yaml only"),
    leftover! { Widens, Array, "--decryption-key", "5.4", ["provider:one", "provider:two"], any, "the image stays encrypted, so the container cannot start", "push a decrypted image to your registry, and name that one" },
    leftover! { RuntimeOnly, Switch, "--disable-content-trust", "4.3", ["true", "false"], switch, "podman ignores it as well", "" },
    row("--os", Value, "4.3", ["linux", "freebsd"], once!(image.os, any)).aliases(&["--override-os"])
        .approximate("nodeSelector kubernetes.io/os", "-"),
    row("--platform", Value, "4.3", ["linux/amd64", "linux/arm64"], once!(image.platform, |text| Ok(Platform::parse(text))))
        .approximate("nodeSelector kubernetes.io/arch, kubernetes.io/os", "the variant is lost, and a Pod for another architecture waits for a node of that architecture"),
    row("--pull", Value, "4.3", ["missing", "never"], once!(image.pull, Pull::parse))
        .exact("imagePullPolicy", "with `newer`, a failed pull keeps the Pod from starting even if there is a local image"),
    leftover! { RuntimeOnly, Switch, "--quiet" 'q', "4.3", ["true", "false"], switch, "the kubelet pulls without showing progress", "" },
    leftover! { RuntimeOnly, Value, "--retry", "5.4", ["3", "5"], unsigned, "the kubelet retries a failed pull without end, at growing intervals", "" },
    leftover! { RuntimeOnly, Value, "--retry-delay", "5.4", ["10s", "1m"], delay, "the kubelet waits from 10 seconds up to 5 minutes between pulls", "" },
    row("--rootfs", Switch, "4.3", ["true", "false"], once!(image.rootfs, switch))
        .reaches("it says what the image is: a name or a folder").unsupported("-", "Kubernetes needs an image and cannot run a folder of the host"),
    leftover! { RuntimeOnly, Value, "--signature-policy", "4.3", ["/etc/containers/policy.json", "/run/policy.json"], any, "the kubelet checks no signatures", "" },
    row("--tls-verify", Switch, "4.3", ["true", "false"], once!(image.tls_verify, switch))
        .unsupported("-", "K3s takes TLS options of a registry from /etc/rancher/k3s/registries.yaml only"),
    row("--variant", Value, "4.3", ["v7", "v8"], fate!(any, |name, _| Dropped(variant(name)))).aliases(&["--override-variant"])
        .runtime_only("the kubelet takes the variant of its node"),
];

/// A duration, also one below zero; empty is podman's own.
fn delay(text: &str) -> Result<(), String> {
    match text.strip_prefix('-').unwrap_or(text) {
        "" if text.is_empty() => Ok(()),
        length => duration(length).map(drop),
    }
}
