//! Platform: on which nodes the Pod may run, where the image is for one kind of them.

use super::{Cursor, rules};
use crate::{
    grammar::LabelValue,
    origin::{Given, OriginId, Traced, Whys},
    podman::image::Platform,
    rules::output,
};

/// Label of a node: its architecture, in Go's words.
const ARCH: &str = "kubernetes.io/arch";
/// Label of a node: its operating system.
const OS: &str = "kubernetes.io/os";

pub(super) fn settle(at: &mut Cursor<'_>, platform: &Given<Platform>) {
    let Platform { os, arch, variant } = &platform.value;
    if let Some(arch) = arch
        && refuses(at, &go_arch(arch), platform.origin)
    {
        return;
    }
    let strange = !os.is_empty() && !os.eq_ignore_ascii_case("linux");
    self::os(at, os, platform.origin);
    if strange {
        return;
    }
    if let Some(arch) = arch {
        self::arch(at, arch, platform.origin);
    }
    if variant.is_some() {
        let say = rules::variant(at.name());
        at.ledger.changed(platform.origin, say);
    }
}

pub(super) fn os(at: &mut Cursor<'_>, os: &str, origin: OriginId) {
    match os.to_ascii_lowercase().as_str() {
        "linux" => select(at, OS, "linux", origin),
        "" => at.ledger.already_so(origin, &rules::ANY_WAY),
        _ => other_platform(at, origin),
    }
}

pub(super) fn arch(at: &mut Cursor<'_>, arch: &str, origin: OriginId) {
    let arch = go_arch(arch);
    if refuses(at, &arch, origin) {
        return;
    }
    if arch.is_empty() {
        at.ledger.already_so(origin, &rules::ANY_WAY);
    } else if node_arch(at).is_some_and(|node| node != arch) {
        other_platform(at, origin);
    } else {
        select(at, ARCH, &arch, origin);
    }
}

/// Whether an architecture cannot be the label of a node.
fn refuses(at: &mut Cursor<'_>, arch: &str, origin: OriginId) -> bool {
    let Err(rule) = LabelValue::parse(arch) else {
        return false;
    };
    let say = output::refused_value(at.name(), "the architecture", arch, rule);
    at.ledger.refused(origin, say);
    true
}

fn other_platform(at: &mut Cursor<'_>, origin: OriginId) {
    let say = rules::other_platform(at.name());
    at.ledger.refused(origin, say);
}

/// Only nodes with this label run the Pod.
fn select(at: &mut Cursor<'_>, label: &str, value: &str, origin: OriginId) {
    let selector = &mut at.pod_mut().node_selector;
    let known = selector.entry(label.to_owned()).or_insert_with(|| Traced {
        value: value.to_owned(),
        from: Whys::default(),
    });
    if known.value == value {
        known.from.push(origin);
        at.ledger.kept(origin);
    } else {
        let say = rules::platform_taken(at.name());
        at.ledger.refused(origin, say);
    }
}

/// Architecture of the host.
fn node_arch(at: &Cursor<'_>) -> Option<String> {
    at.host()?.system.as_deref().map(go_arch)
}

/// An architecture in Go's words, as nodes are labelled; `x86_64-linux` counts too.
fn go_arch(text: &str) -> String {
    let text = text.to_ascii_lowercase();
    match text.strip_suffix("-linux").unwrap_or(&text) {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        "i386" | "i486" | "i586" | "i686" | "x86" => "386",
        "armhf" | "armel" | "armv6l" | "armv7l" => "arm",
        "powerpc64le" => "ppc64le",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::go_arch;

    #[test]
    fn architectures() {
        for (text, wanted) in [
            ("x86_64-linux", "amd64"),
            ("aarch64-linux", "arm64"),
            ("amd64", "amd64"),
            ("ARM64", "arm64"),
            ("armv7l-linux", "arm"),
            ("riscv64-linux", "riscv64"),
            ("", ""),
        ] {
            assert_eq!(go_arch(text), wanted, "{text}");
        }
    }
}
