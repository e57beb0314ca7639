//! Networks, DNS and hosts entries, as podman names them.

use std::{
    fmt::{self, Display},
    net::IpAddr,
};

use crate::origin::Given;

mod endpoint;
mod hosts;
mod link;
mod mac;
mod resolver;

pub use endpoint::Endpoint;
pub use hosts::{HostAddress, HostEntry, HostsFile};
pub use link::Link;
pub use mac::Mac;
pub use resolver::{DnsServer, ResolverOption, SearchDomain};

/// Networks, DNS and hosts entries.
#[derive(Debug, Default, Clone)]
pub struct Network {
    /// `--network`, in order. The first one decides the mode; only networks may follow.
    /// None at all: the default bridge where podman runs as root.
    pub join: Vec<Given<Join>>,
    /// `--network-alias`: further DNS names, on each of the networks.
    pub aliases: Vec<Given<String>>,
    /// `--ip`: a fixed address on the only network; empty takes none. Podman takes IPv6 here too.
    pub ip: Option<Given<Option<IpAddr>>>,
    /// `--ip6`: the same flag under another name.
    pub ip6: Option<Given<Option<IpAddr>>>,
    /// `--mac-address` on the only network; empty takes none.
    pub mac: Option<Given<Option<Mac>>>,
    /// `--dns`, in order.
    pub dns: Vec<Given<DnsServer>>,
    /// `--dns-option`, in order.
    pub dns_options: Vec<Given<ResolverOption>>,
    /// `--dns-search`, in order.
    pub dns_search: Vec<Given<SearchDomain>>,
    /// `--add-host`, in order; the first entry of a name wins.
    pub add_host: Vec<Given<HostEntry>>,
    /// `--no-hosts`: the image's `/etc/hosts` stays. Default: false.
    pub no_hosts: Option<Given<bool>>,
    /// `--hosts-file`: what podman starts `/etc/hosts` from. Default: the host's own file.
    pub hosts_file: Option<Given<HostsFile>>,
    /// `--link`, which only Docker has.
    pub links: Vec<Given<Link>>,
    /// `--pod`.
    pub pod: Option<Given<Pod>>,
    /// `--pod-id-file`: a path of the host, read when the container starts.
    pub pod_id_file: Option<Given<String>>,
}

/// One `--network`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#network-mode-net>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    /// `private`, `default` or nothing: the default bridge as root, pasta otherwise.
    Private,
    /// `bridge`: the default bridge, where containers have no names.
    Bridge(Endpoint),
    /// Networks by name or ID. More than one only in the first `--network`, and then without options.
    Networks(Vec<(String, Endpoint)>),
    /// `none`: nothing but a loopback interface.
    None,
    /// `host`: the host's interfaces.
    Host,
    /// `container:NAME`: the interfaces, addresses and ports of another container, by name or ID.
    Container(String),
    /// `ns:PATH`: a network namespace that someone else made.
    Namespace(String),
    /// `pod`: the pod's; podman refuses it outside one.
    Pod,
    /// `slirp4netns[:…]` or `pasta[:…]`: a network in user space.
    UserSpace(UserSpace, Vec<String>),
}

/// Which program is the network in user space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSpace {
    /// Gone with podman 6.
    Slirp4netns,
    /// Podman 5.8 refuses it as root.
    Pasta,
}

impl UserSpace {
    /// As podman writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Slirp4netns => "slirp4netns",
            Self::Pasta => "pasta",
        }
    }
}

impl Join {
    /// Parses the first `--network` of a container.
    ///
    /// # Errors
    /// An empty name of a container, namespace or network, or an option with an invalid value.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (head, options) = match text.split_once(':') {
            Some((head, options)) => (head, Some(options)),
            None => (text, None),
        };
        Ok(match (head, options) {
            ("" | "default" | "private", None) => Self::Private,
            ("bridge", options) => Self::Bridge(Endpoint::parse(options.unwrap_or_default())?),
            ("none", None) => Self::None,
            ("host", None) => Self::Host,
            ("pod", None) => Self::Pod,
            ("container", Some(name)) if !name.is_empty() => Self::Container(name.to_owned()),
            ("container", Some(_)) => {
                return Err(format!("`{text}` names no container: `container:NAME`"));
            }
            ("ns", Some(path)) if !path.is_empty() => Self::Namespace(path.to_owned()),
            ("ns", Some(_)) => return Err(format!("`{text}` names no namespace: `ns:PATH`")),
            ("slirp4netns", options) => Self::UserSpace(UserSpace::Slirp4netns, words(options)),
            ("pasta", options) => Self::UserSpace(UserSpace::Pasta, words(options)),
            (name, Some(options)) => Self::Networks(vec![network(name, options)?]),
            (names, None) => Self::Networks(
                names
                    .split(',')
                    .map(|name| network(name, ""))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }

    /// Parses a further `--network`: one network, and no mode.
    ///
    /// # Errors
    /// A mode, an invalid name, or an option with an invalid value.
    pub fn parse_further(text: &str) -> Result<Self, String> {
        const MODES: [&str; 9] = [
            "bridge",
            "container",
            "default",
            "host",
            "none",
            "pasta",
            "pod",
            "private",
            "slirp4netns",
        ];
        let (name, options) = text.split_once(':').unwrap_or((text, ""));
        if MODES.contains(&name) {
            return Err(format!(
                "`{text}` is a mode, and only names of networks can be given several times"
            ));
        }
        Ok(Self::Networks(vec![network(name, options)?]))
    }

    /// Whether further `--network` flags may follow.
    #[must_use]
    pub fn takes_more(&self) -> bool {
        matches!(self, Self::Bridge(_) | Self::Networks(_))
    }
}

/// A network's name and options. Podman looks the name up, and none that it makes looks otherwise.
fn network(name: &str, options: &str) -> Result<(String, Endpoint), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || !name.chars().all(plain) {
        return Err(format!(
            "`{name}` is not a network: letters, digits, `_`, `.` and `-`, the first a letter or digit"
        ));
    }
    Ok((name.to_owned(), Endpoint::parse(options)?))
}

fn words(options: Option<&str>) -> Vec<String> {
    let options = options.filter(|options| !options.is_empty());
    options.map_or_else(Vec::new, |options| {
        options.split(',').map(str::to_owned).collect()
    })
}

/// An IPv4 or IPv6 address, as `--ip` and `--ip6` take it.
///
/// # Errors
/// Anything else.
pub fn address(text: &str) -> Result<IpAddr, String> {
    text.parse::<IpAddr>()
        .map(|address| address.to_canonical())
        .map_err(|_| format!("`{text}` is not an IP address"))
}

impl Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = |f: &mut fmt::Formatter<'_>, name: &str, options: String| match options.as_str()
        {
            "" => f.write_str(name),
            options => write!(f, "{name}:{options}"),
        };
        match self {
            Self::Private => f.write_str("private"),
            Self::Bridge(endpoint) => with(f, "bridge", endpoint.to_string()),
            Self::Networks(networks) => networks.iter().enumerate().try_for_each(|(i, network)| {
                if i > 0 {
                    f.write_str(",")?;
                }
                with(f, &network.0, network.1.to_string())
            }),
            Self::None => f.write_str("none"),
            Self::Host => f.write_str("host"),
            Self::Container(name) => write!(f, "container:{name}"),
            Self::Namespace(path) => write!(f, "ns:{path}"),
            Self::Pod => f.write_str("pod"),
            Self::UserSpace(program, options) => with(f, program.name(), options.join(",")),
        }
    }
}

/// The pod a container belongs to (`--pod`).
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#pod-name>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pod {
    /// `NAME`: a pod that must exist.
    Existing(String),
    /// `new:NAME`: podman makes the pod.
    New(String),
    /// Empty: no pod.
    None,
}

impl Pod {
    /// Parses `NAME`, `new:NAME` or nothing. Podman takes any name here and fails later where no
    /// such pod exists.
    ///
    /// # Errors
    /// `new:` without a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("new:") {
            Some("") => Err("a new pod needs a name: `new:NAME`".to_owned()),
            Some(name) => Ok(Self::New(name.to_owned())),
            None if text.is_empty() => Ok(Self::None),
            None => Ok(Self::Existing(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests;
