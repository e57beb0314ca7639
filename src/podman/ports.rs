//! Published and exposed ports, as podman names them.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
    net::IpAddr,
};

use crate::origin::Given;

/// Published and exposed ports.
///
/// Podman ignores published ports where the network is another container's or a pod's, and
/// discards them with a warning under `--network=host`.
#[derive(Debug, Default, Clone)]
pub struct Ports {
    /// `--publish`, in order.
    pub publish: Vec<Given<Publish>>,
    /// `--expose`, in order.
    pub expose: Vec<Given<Expose>>,
    /// `--publish-all`: every port of the image and of `--expose`, on random ports of the host.
    pub all: Option<Given<bool>>,
}

/// A transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `tcp`, also when none is written.
    Tcp,
    /// `udp`.
    Udp,
    /// `sctp`; only where podman runs as root.
    Sctp,
}

impl Protocol {
    /// As podman prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }

    /// A comma list, upper or lower case; an empty element stands for TCP.
    fn parse_list(text: &str) -> Result<BTreeSet<Self>, String> {
        text.split(',')
            .map(|name| match name.to_ascii_lowercase().as_str() {
                "" | "tcp" => Ok(Self::Tcp),
                "udp" => Ok(Self::Udp),
                "sctp" => Ok(Self::Sctp),
                _ => Err(format!("`{name}` is not a protocol: tcp, udp or sctp")),
            })
            .collect()
    }
}

/// A port number or a range of them, both ends included, between 1 and 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortRange {
    first: u16,
    last: u16,
}

impl PortRange {
    /// Parses `80` or `8000-8010`; the end must be higher than the start.
    ///
    /// # Errors
    /// Not a number, out of range, or an end that is not higher.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((first, last)) = text.split_once('-') else {
            let port = port(text)?;
            return Ok(Self {
                first: port,
                last: port,
            });
        };
        let (first, last) = (port(first)?, port(last)?);
        if last <= first {
            return Err(format!(
                "`{text}` is not a port range: its end must be higher than its start"
            ));
        }
        Ok(Self { first, last })
    }

    /// The first port.
    #[must_use]
    pub fn first(self) -> u16 {
        self.first
    }

    /// The last port; the first one again for a single port.
    #[must_use]
    pub fn last(self) -> u16 {
        self.last
    }

    /// How many ports less one: 0 for a single port.
    #[must_use]
    pub fn span(self) -> u16 {
        self.last - self.first
    }

    /// Each port in order.
    pub fn ports(self) -> impl Iterator<Item = u16> + Clone {
        self.first..=self.last
    }
}

impl Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span() {
            0 => write!(f, "{}", self.first),
            _ => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

/// Podman reads ports with Go's `strconv.Atoi`: a sign and leading zeros are fine.
fn port(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| format!("`{text}` is not a port: a number between 1 and 65535"))
}

/// One element of `--publish` (`-p`, and of `ports`): `[[ip:][hostPort]:]containerPort[/protocol]`,
/// where both ports may be ranges of the same length.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#publish-p-ip-hostport-containerport-protocol>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Address of the host that answers; all of them when `None`.
    pub address: Option<IpAddr>,
    /// Ports of the host, as many as of the container; random ones when `None`.
    pub host: Option<PortRange>,
    /// Ports of the container.
    pub container: PortRange,
    /// TCP when none is written.
    pub protocols: BTreeSet<Protocol>,
}

impl Publish {
    /// Parses one element of `--publish`.
    ///
    /// # Errors
    /// A form, an address, a port or a protocol that podman does not take; ranges of different lengths.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (numbers, protocols) = protocols(text)?;
        if text.ends_with('/') {
            return Err(format!(
                "`{text}` ends with a slash: name a protocol after it or leave it out"
            ));
        }
        let (address, ports) = match numbers.strip_prefix('[').map(|rest| rest.split_once("]:")) {
            Some(Some((address, ports))) => (Some(address), ports),
            Some(None) => {
                return Err(format!(
                    "`{text}` publishes no port: `[address]:hostPort:containerPort`"
                ));
            }
            None => (None, numbers),
        };
        let fields: Vec<&str> = ports.split(':').collect();
        let (address, host, container) = match (address, fields.as_slice()) {
            (None, [container]) => (None, "", *container),
            (address, [host, container]) => (address, *host, *container),
            (None, [address, host, container]) => (Some(*address), *host, *container),
            _ => {
                return Err(format!(
                    "`{text}` publishes no port: `[[address:][hostPort]:]containerPort[/protocol]`"
                ));
            }
        };
        let address = address
            .map(|ip| {
                ip.parse::<IpAddr>()
                    .map_err(|_| format!("`{ip}` is not an IP address"))
            })
            .transpose()?
            .map(|ip| ip.to_canonical());
        let container = PortRange::parse(container)?;
        let host = match host {
            "" => None,
            host => Some(PortRange::parse(host)?),
        };
        if let Some(host) = host.filter(|host| host.span() != container.span()) {
            return Err(format!(
                "`{host}` and `{container}` are ranges of different lengths: podman takes as many host ports as container ports"
            ));
        }
        Ok(Self {
            address,
            host,
            container,
            protocols,
        })
    }
}

impl Display for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(IpAddr::V6(address)) => write!(f, "[{address}]:")?,
            Some(IpAddr::V4(address)) => write!(f, "{address}:")?,
            None => {}
        }
        match self.host {
            Some(host) => write!(f, "{host}:")?,
            None if self.address.is_some() => f.write_str(":")?,
            None => {}
        }
        write!(f, "{}", self.container)?;
        write_protocols(f, &self.protocols)
    }
}

/// One element of `--expose`: `port[-port][/protocol]`. It opens nothing; it says where the
/// container listens.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#expose-port-protocol>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expose {
    /// Ports of the container.
    pub container: PortRange,
    /// TCP when none is written.
    pub protocols: BTreeSet<Protocol>,
    /// Whether the image says so (`EXPOSE`), and no option.
    pub of_image: bool,
}

impl Expose {
    /// Parses one element of `--expose`.
    ///
    /// # Errors
    /// A port or a protocol that podman does not take.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (numbers, protocols) = protocols(text)?;
        Ok(Self {
            container: PortRange::parse(numbers)?,
            protocols,
            of_image: false,
        })
    }
}

impl Display for Expose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.container)?;
        write_protocols(f, &self.protocols)
    }
}

/// The text before the slash, and the protocols after it.
fn protocols(text: &str) -> Result<(&str, BTreeSet<Protocol>), String> {
    let (ports, protocols) = text.split_once('/').unwrap_or((text, ""));
    Ok((ports, Protocol::parse_list(protocols)?))
}

fn write_protocols(f: &mut fmt::Formatter<'_>, protocols: &BTreeSet<Protocol>) -> fmt::Result {
    if protocols.iter().eq([&Protocol::Tcp]) {
        return Ok(());
    }
    let names: Vec<&str> = protocols.iter().map(|protocol| protocol.name()).collect();
    write!(f, "/{}", names.join(","))
}

#[cfg(test)]
mod tests;
