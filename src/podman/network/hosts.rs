//! Names and addresses for `/etc/hosts`.

use std::{
    fmt::{self, Display},
    net::IpAddr,
};

/// One element of `--add-host`: `name[;name…]:address`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#add-host-hostname-hostname-ip>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostEntry {
    /// At least one, none of them empty.
    pub names: Vec<String>,
    /// Where they point.
    pub address: HostAddress,
}

/// Where a hosts entry points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostAddress {
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
    /// `host-gateway`: the host, as seen from the container.
    Gateway,
}

impl HostEntry {
    /// Parses one element of `--add-host`. The names end at the first colon, so that the address may be IPv6.
    ///
    /// # Errors
    /// No colon, an empty name, or no address.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((names, address)) = text.split_once(':') else {
            return Err(format!("`{text}` has no address: `name:address`"));
        };
        let names: Vec<String> = names.split(';').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(format!("`{text}` has an empty name: `name;name:address`"));
        }
        let address = match address {
            "host-gateway" => HostAddress::Gateway,
            ip => HostAddress::Ip(
                ip.trim()
                    .parse::<IpAddr>()
                    .map_err(|_| format!("`{ip}` is not an IP address, and not `host-gateway`"))?
                    .to_canonical(),
            ),
        };
        Ok(Self { names, address })
    }
}

impl Display for HostEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names.join(";");
        match self.address {
            HostAddress::Ip(ip) => write!(f, "{names}:{ip}"),
            HostAddress::Gateway => write!(f, "{names}:host-gateway"),
        }
    }
}

/// What `/etc/hosts` starts from (`--hosts-file`).
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#hosts-file-path-none-image>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostsFile {
    /// Empty: the host's file, or what `containers.conf` names.
    Default,
    /// `none`: an empty file.
    None,
    /// `image`: the image's file.
    Image,
    /// A file of the host.
    Path(String),
}

impl HostsFile {
    /// Parses `none`, `image`, an absolute path or nothing.
    ///
    /// # Errors
    /// A relative path.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Default),
            "none" => Ok(Self::None),
            "image" => Ok(Self::Image),
            path if path.starts_with('/') => Ok(Self::Path(path.to_owned())),
            other => Err(format!(
                "`{other}` is not a hosts file: an absolute path, none or image"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_entries() {
        for (text, printed) in [
            ("a:1.2.3.4", "a:1.2.3.4"),
            ("a;b.lan:fe80::1", "a;b.lan:fe80::1"),
            ("a: 1.2.3.4", "a:1.2.3.4"),
            (
                "host.docker.internal:host-gateway",
                "host.docker.internal:host-gateway",
            ),
        ] {
            assert_eq!(
                HostEntry::parse(text).map(|entry| entry.to_string()),
                Ok(printed.to_owned()),
                "{text}"
            );
        }
        for text in [
            "",
            "a",
            ":1.2.3.4",
            "a;:1.2.3.4",
            "a:",
            "a:b",
            "a:[::1]",
            "a: host-gateway",
        ] {
            assert!(HostEntry::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn hosts_files() {
        assert_eq!(HostsFile::parse(""), Ok(HostsFile::Default));
        assert_eq!(HostsFile::parse("image"), Ok(HostsFile::Image));
        assert_eq!(
            HostsFile::parse("/etc/hosts"),
            Ok(HostsFile::Path("/etc/hosts".to_owned()))
        );
        assert!(HostsFile::parse("etc/hosts").is_err());
    }
}
