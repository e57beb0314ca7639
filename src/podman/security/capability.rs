//! Capabilities of the kernel.

use std::{collections::BTreeSet, fmt};

/// What `--cap-add` and `--cap-drop` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// `all`: every one that the host has.
    All,
    /// One, without `CAP_`, in upper case: an entry of [`NAMES`].
    One(&'static str),
}

/// All that Linux has (5.9 and later), sorted.
///
/// Linux: <https://man7.org/linux/man-pages/man7/capabilities.7.html>
pub const NAMES: [&str; 41] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

impl Capability {
    /// Reads a name in any case, with or without `CAP_`, or `all`.
    ///
    /// # Errors
    /// No capability that Linux has; `CAP_ALL` among them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name = text.to_uppercase();
        if name == "ALL" {
            return Ok(Self::All);
        }
        let name = name.strip_prefix("CAP_").unwrap_or(&name);
        NAMES
            .iter()
            .find(|known| **known == name)
            .map(|known| Self::One(known))
            .ok_or_else(|| {
                format!("`{text}` is not a capability: a name as in `NET_ADMIN`, or `all`")
            })
    }

    /// Reads names between commas; nothing is none.
    ///
    /// # Errors
    /// See [`Self::parse`].
    pub fn parse_list(text: &str) -> Result<BTreeSet<Self>, String> {
        let names = text.split(',').filter(|name| !name.is_empty());
        names.map(Self::parse).collect()
    }

    /// The name as Kubernetes takes it: `NET_ADMIN`, `ALL`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::One(name) => name,
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        assert!(NAMES.is_sorted());
        for name in crate::podman::engine::CONTAINERDS {
            assert!(NAMES.contains(name), "{name}");
        }
        for (text, name) in [
            ("NET_ADMIN", "NET_ADMIN"),
            ("net_admin", "NET_ADMIN"),
            ("CAP_NET_ADMIN", "NET_ADMIN"),
            ("cap_Bpf", "BPF"),
            ("all", "ALL"),
            ("ALL", "ALL"),
        ] {
            assert_eq!(
                Capability::parse(text).map(Capability::name),
                Ok(name),
                "{text}"
            );
        }
        for text in [
            "",
            "none",
            "CAP_ALL",
            "cap_CAP_CHOWN",
            " SYS_TIME",
            "FOO",
            "CAP_",
        ] {
            assert!(Capability::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Capability::parse(&text);
        }

        #[test]
        fn printed_ones_come_back(at in 0..NAMES.len()) {
            let text = NAMES.get(at).copied().unwrap_or_default();
            let read = Capability::parse(text).map(|capability| capability.to_string());
            prop_assert_eq!(read, Ok(text.to_owned()));
        }
    }
}
