//! One network of a container: its mode and the options behind it.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    net::IpAddr,
};

use super::{Mac, address};

/// How a container joins one network.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `ip=` and `ip6=`; podman makes no difference between the two.
    pub addresses: Vec<IpAddr>,
    /// `mac=`.
    pub mac: Option<Mac>,
    /// `alias=`: further names in this network.
    pub aliases: Vec<String>,
    /// `interface_name=`: name of the interface inside the container.
    pub interface: Option<String>,
    /// What podman hands to netavark as it is, such as `host_interface_name`.
    pub others: BTreeMap<String, String>,
}

impl Endpoint {
    /// Parses `alias=db,ip=10.89.0.5`; empty is fine.
    ///
    /// # Errors
    /// An invalid address, or an empty alias or interface name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut endpoint = Self::default();
        for option in text.split(',').filter(|_| !text.is_empty()) {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            match key {
                "ip" | "ip6" => endpoint.addresses.push(address(value)?),
                "mac" => endpoint.mac = Some(Mac::parse(value)?),
                "alias" if value.is_empty() => return Err("`alias=` names nothing".to_owned()),
                "alias" => endpoint.aliases.push(value.to_owned()),
                "interface_name" if value.is_empty() => {
                    return Err("`interface_name=` names nothing".to_owned());
                }
                "interface_name" => endpoint.interface = Some(value.to_owned()),
                _ => {
                    endpoint.others.insert(key.to_owned(), value.to_owned());
                }
            }
        }
        Ok(endpoint)
    }
}

impl Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options: Vec<String> = Vec::new();
        options.extend(self.addresses.iter().map(|address| format!("ip={address}")));
        options.extend(self.mac.iter().map(|mac| format!("mac={mac}")));
        options.extend(self.aliases.iter().map(|alias| format!("alias={alias}")));
        options.extend(
            self.interface
                .iter()
                .map(|name| format!("interface_name={name}")),
        );
        options.extend(
            self.others
                .iter()
                .map(|(key, value)| format!("{key}={value}")),
        );
        f.write_str(&options.join(","))
    }
}
