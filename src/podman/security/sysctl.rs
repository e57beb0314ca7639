//! Kernel parameters.

/// A kernel parameter and its value: what `--sysctl` sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sysctl {
    /// Name with dots: `net.core.somaxconn`.
    pub name: String,
    /// The value as text.
    pub value: String,
}

/// The parameters of a namespace that podman takes besides those that start with `net.` and
/// `fs.mqueue.`.
const KERNEL: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shm_rmid_forced",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
];

impl Sysctl {
    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    /// No `=` or several, blanks around name or value, or a parameter that belongs to no
    /// namespace and so to the whole host.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| format!("`{text}` has no `=`: podman takes `name=value`"))?;
        if value.contains('=') || name.trim() != name || value.trim() != value {
            return Err(format!(
                "`{text}` is not a kernel parameter: `name=value` with one `=` and no spaces around it"
            ));
        }
        let of_namespace =
            name.starts_with("net.") || name.starts_with("fs.mqueue.") || KERNEL.contains(&name);
        if !of_namespace {
            return Err(format!(
                "`{name}` is not a sysctl of a container: it must start with net. or fs.mqueue., or be one of {}",
                KERNEL.join(", ")
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sysctls() {
        assert!(KERNEL.is_sorted());
        for (text, name, value) in [
            ("net.core.somaxconn=1024", "net.core.somaxconn", "1024"),
            (
                "net.ipv4.ip_local_port_range=1024 65535",
                "net.ipv4.ip_local_port_range",
                "1024 65535",
            ),
            ("kernel.shmmax=1", "kernel.shmmax", "1"),
            ("fs.mqueue.msg_max=3", "fs.mqueue.msg_max", "3"),
            ("net.ipv4.ip_forward=", "net.ipv4.ip_forward", ""),
            ("net.ipv4.conf.eth0/1.x=1", "net.ipv4.conf.eth0/1.x", "1"),
        ] {
            let expected = Sysctl {
                name: name.to_owned(),
                value: value.to_owned(),
            };
            assert_eq!(Sysctl::parse(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "=1",
            "net.ipv4.ip_forward",
            "net.ipv4.ip_forward =1",
            "net.a= 1",
            "net.a=b=c",
            "kernel.hostname=x",
            "kernel.domainname=x",
            "vm.max_map_count=1",
            "fs.file-max=1",
            "net/ipv4/ip_forward=1",
        ] {
            assert!(Sysctl::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Sysctl::parse(&text);
        }
    }
}
