//! Devices and GPUs given to a container, as podman names them.

use std::fmt;

use crate::{origin::Given, podman::text};

mod cdi;
mod rule;

pub use cdi::Cdi;
pub use rule::{CgroupRule, DeviceKind};

/// Devices and GPUs given to a container.
#[derive(Debug, Default, Clone)]
pub struct Devices {
    /// `--device`: nodes of the host's `/dev`, or devices by their CDI name.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-host-device-container-device-permissions>
    pub devices: Vec<Given<Device>>,
    /// `--gpus`: GPUs of NVIDIA; each is the CDI device `nvidia.com/gpu=VALUE`.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#gpus-entry>
    pub gpus: Vec<Given<Cdi>>,
    /// What Docker's `--gpus` asks the driver for (`capabilities=`): nothing leaves it to the image. `None` without that flag.
    pub gpu_capabilities: Option<Vec<String>>,
    /// `--device-cgroup-rule`: device numbers that may be used, through any node.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#device-cgroup-rule-type-major-minor-mode>
    pub cgroup_rules: Vec<Given<CgroupRule>>,
}

/// What `--device` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Device {
    /// A node, or all nodes below a directory.
    Host(HostDevice),
    /// A device that a CDI specification of the host describes.
    Cdi(Cdi),
}

/// A node of the host's `/dev`, or a directory of nodes. podman follows a symbolic link when the
/// container is created, and starts only when the node exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostDevice {
    /// Absolute path on the host.
    pub host: String,
    /// Absolute path in the container, if given; without it podman uses the path that the link leads to.
    pub container: Option<String>,
    /// What the container may do with it.
    pub permissions: Permissions,
}

/// What a container may do with a device: `r`, `w` and `m` (make a node of it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permissions {
    /// `r`.
    pub read: bool,
    /// `w`.
    pub write: bool,
    /// `m`.
    pub mknod: bool,
}

impl Device {
    /// Reads `HOST[:CONTAINER][:PERMISSIONS]` or `vendor/class=name`.
    ///
    /// # Errors
    /// Neither of the two: no absolute path, too many colons, or permissions other than each of
    /// `r`, `w` and `m` at most once.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(cdi) = Cdi::read(text) {
            return Ok(Self::Cdi(cdi));
        }
        let parts: Vec<&str> = text.split(':').collect();
        let wrong = |mode: &str| {
            format!(
                "`{mode}` is neither a path in the container nor permissions (`r`, `w` and `m`, each once)"
            )
        };
        let (host, container, permissions) = match parts.as_slice() {
            [host] => (*host, "", None),
            [host, second] => match Permissions::parse(second) {
                Ok(permissions) => (*host, "", Some(permissions)),
                Err(_) if second.is_empty() || second.starts_with('/') => (*host, *second, None),
                Err(_) => return Err(wrong(second)),
            },
            [host, second, third] => {
                if !second.is_empty() && !second.starts_with('/') {
                    return Err(wrong(second));
                }
                (*host, *second, Some(Permissions::parse(third)?))
            }
            _ => {
                return Err(format!(
                    "`{text}` is not a device: it has more than two colons, podman takes host:container:permissions"
                ));
            }
        };
        if !host.starts_with('/') {
            return Err(format!(
                "`{host}` is not a device: an absolute path, or a CDI name as in `nvidia.com/gpu=all`"
            ));
        }
        Ok(Self::Host(HostDevice {
            host: host.to_owned(),
            container: (!container.is_empty()).then(|| container.to_owned()),
            permissions: permissions.unwrap_or(Permissions::ALL),
        }))
    }
}

impl Permissions {
    /// As they stand behind a device: `:r`, and nothing where they are all of them.
    #[must_use]
    pub fn suffix(&self) -> String {
        if *self == Self::ALL {
            String::new()
        } else {
            format!(":{self}")
        }
    }

    /// `rwm`, podman's default.
    pub const ALL: Self = Self {
        read: true,
        write: true,
        mknod: true,
    };

    /// What either of the two allows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            write: self.write || other.write,
            mknod: self.mknod || other.mknod,
        }
    }

    /// Reads letters of `rwm`, each at most once.
    ///
    /// # Errors
    /// Empty, another letter, or one twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a set of permissions: letters of `rwm`, each at most once");
        let mut permissions = Self {
            read: false,
            write: false,
            mknod: false,
        };
        if text.is_empty() {
            return Err(wrong());
        }
        for letter in text.chars() {
            let slot = match letter {
                'r' => &mut permissions.read,
                'w' => &mut permissions.write,
                'm' => &mut permissions.mknod,
                _ => return Err(wrong()),
            };
            if *slot {
                return Err(wrong());
            }
            *slot = true;
        }
        Ok(permissions)
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Cdi(cdi) => cdi.fmt(f),
            Self::Host(device) => {
                let HostDevice {
                    host,
                    container,
                    permissions,
                } = device;
                let container = container.as_deref().unwrap_or_default();
                write!(f, "{host}:{container}:{permissions}")
            }
        }
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (set, letter) in [(self.read, "r"), (self.write, "w"), (self.mknod, "m")] {
            f.write_str(if set { letter } else { "" })?;
        }
        Ok(())
    }
}

/// A number of a device; `None` is `*`.
fn device_number(number: &str) -> Result<Option<u64>, String> {
    match number {
        "*" => Ok(None),
        _ => text::decimal(number).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn devices() {
        for (text, printed) in [
            ("/dev/fuse", "/dev/fuse::rwm"),
            ("/dev/fuse:", "/dev/fuse::rwm"),
            ("/dev/sda:/dev/xvda", "/dev/sda:/dev/xvda:rwm"),
            ("/dev/sda:/dev/xvda:r", "/dev/sda:/dev/xvda:r"),
            ("/dev/sda:wr", "/dev/sda::rw"),
            ("/dev/sda::m", "/dev/sda::m"),
            ("nvidia.com/gpu=all", "nvidia.com/gpu=all"),
            ("vendor.com/class=a:b", "vendor.com/class=a:b"),
        ] {
            let read = Device::parse(text).map(|device| device.to_string());
            assert_eq!(read.as_deref(), Ok(printed), "{text}");
        }
        for text in [
            "",
            "null",
            "/dev/null:x",
            "/dev/null:rwmr",
            "/dev/null:/a:",
            "/dev/null:a:r",
            "/dev/null:/a:r:w",
            "vendor.com/class",
            "1vendor/class=x",
            ":/x",
        ] {
            assert!(Device::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn gpus() {
        let read = |text| Cdi::gpu(text).map(|cdi| cdi.to_string());
        assert_eq!(read("0").as_deref(), Ok("nvidia.com/gpu=0"));
        assert!(read("device=0").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn rules() {
        for (text, printed) in [
            ("c 188:* rmw", "c 188:* rwm"),
            ("a *:* r", "a *:* r"),
            ("b 8 rw", "b 8:* rw"),
        ] {
            let read = CgroupRule::parse(text).map(|rule| rule.to_string());
            assert_eq!(read.as_deref(), Ok(printed), "{text}");
        }
        for text in [
            "", "c 1:3", "d 1:3 r", "c x:3 r", "c 1:3 x", "c  1:3 r", "c -1:3 r", "c 1: r",
        ] {
            assert!(CgroupRule::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (Device::parse(&text), Cdi::gpu(&text), CgroupRule::parse(&text));
        }

        #[test]
        fn printed_ones_come_back(text in "/dev/[a-z]{1,3}(:/[a-z]{0,3})?(:[rwm]{1,2})?|[a-z]{1,3}/[a-z]{1,3}=[a-z0-9:]{1,3}") {
            if let Ok(device) = Device::parse(&text) {
                prop_assert_eq!(Device::parse(&device.to_string()), Ok(device));
            }
        }

        #[test]
        fn printed_rules_come_back(text in "[abc] ([0-9]{1,3}|\\*):([0-9]{1,3}|\\*) [rwm]{1,3}") {
            let rule = CgroupRule::parse(&text);
            let again = rule.clone().map(|rule| CgroupRule::parse(&rule.to_string()));
            prop_assert_eq!(again, rule.map(Ok));
        }
    }
}
