//! Platform: on which nodes the Pod may run, where the image is for one kind of them.

use super::{Images, rules};
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

impl Images<'_> {
    pub(super) fn platform(&mut self, platform: &Given<Platform>) {
        let Platform { os, arch, variant } = &platform.value;
        if let Some(arch) = arch
            && self.refuses(&go_arch(arch), platform.origin)
        {
            return;
        }
        let strange = !os.is_empty() && !os.eq_ignore_ascii_case("linux");
        self.os(os, platform.origin);
        if strange {
            return;
        }
        if let Some(arch) = arch {
            self.arch(arch, platform.origin);
        }
        if variant.is_some() {
            let say = rules::variant(self.name());
            self.ledger.changed(platform.origin, say);
        }
    }

    pub(super) fn os(&mut self, os: &str, origin: OriginId) {
        match os.to_ascii_lowercase().as_str() {
            "linux" => self.select(OS, "linux", origin),
            "" => self.ledger.already_so(origin, &rules::ANY_WAY),
            _ => self.other_platform(origin),
        }
    }

    pub(super) fn arch(&mut self, arch: &str, origin: OriginId) {
        let arch = go_arch(arch);
        if self.refuses(&arch, origin) {
            return;
        }
        if arch.is_empty() {
            self.ledger.already_so(origin, &rules::ANY_WAY);
        } else if self.node_arch.as_ref().is_some_and(|node| *node != arch) {
            self.other_platform(origin);
        } else {
            self.select(ARCH, &arch, origin);
        }
    }

    /// Whether an architecture cannot be the label of a node.
    fn refuses(&mut self, arch: &str, origin: OriginId) -> bool {
        let Err(rule) = LabelValue::parse(arch) else {
            return false;
        };
        let say = output::refused_value(self.name(), "the architecture", arch, rule);
        self.ledger.refused(origin, say);
        true
    }

    fn other_platform(&mut self, origin: OriginId) {
        let say = rules::other_platform(self.name());
        self.ledger.refused(origin, say);
    }

    /// Only nodes with this label run the Pod.
    fn select(&mut self, label: &str, value: &str, origin: OriginId) {
        let selector = &mut self.plan.pod_mut(self.index).node_selector;
        let known = selector.entry(label.to_owned()).or_insert_with(|| Traced {
            value: value.to_owned(),
            from: Whys::default(),
        });
        if known.value == value {
            known.from.push(origin);
            self.ledger.kept(origin);
        } else {
            let say = rules::platform_taken(self.name());
            self.ledger.refused(origin, say);
        }
    }
}

/// An architecture in Go's words, as nodes are labelled; `x86_64-linux` counts too.
pub(super) fn go_arch(text: &str) -> String {
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
