//! Addresses that mean something on podman's networks only: gateways, and fixed addresses of containers.

use std::{collections::BTreeMap, net::IpAddr};

use super::networks;
use crate::podman::{Container, Host, Inventory, engine, unit};

/// What an address is on the networks of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// The host's own, on a network; podman's DNS server listens there, if the network has names.
    Gateway {
        /// The network; `None` where only podman knows which one it is.
        network: Option<&'a str>,
    },
    /// The fixed one of a container, by its index.
    Container(usize),
    /// That of some container, maybe of another one at every start.
    Some,
}

/// Addresses of the hosts' networks.
#[derive(Debug, Default)]
pub struct Addresses<'a> {
    fixed: BTreeMap<(&'a str, IpAddr), usize>,
    gateways: BTreeMap<(&'a str, IpAddr), Option<&'a str>>,
    subnets: BTreeMap<&'a str, Vec<Subnet>>,
    /// Where the engine takes the subnets of networks from of which none is known.
    pools: BTreeMap<&'a str, Vec<Subnet>>,
}

impl<'a> Addresses<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        let mut out = Self::default();
        for (index, container) in inventory.containers.iter().enumerate() {
            for address in fixed(container) {
                out.fixed.entry((&container.host, address)).or_insert(index);
            }
            let unknown = networks::joined(inventory, container).any(|joined| {
                let known = networks::known(inventory, container, joined.name);
                known.is_none_or(|network| network.subnets.is_empty())
            });
            if unknown {
                let engine = inventory.engine(&container.host);
                let host = inventory.hosts.get(&container.host);
                let own = host.map_or(&[][..], |host| &host.pools);
                let mut pools: Vec<Subnet> = own.iter().filter_map(Subnet::pool).collect();
                if pools.is_empty() {
                    pools.extend(engine.pools.is.iter().copied().map(Subnet::of));
                }
                out.pools.insert(&container.host, pools);
            }
        }
        for (name, host) in &inventory.hosts {
            out.add_networks(name, host);
        }
        out
    }

    fn add_networks(&mut self, name: &'a str, host: &'a Host) {
        let engine = host.engine.row();
        let (default, word) = (
            Subnet::of(engine.default_subnet.is),
            engine.default_network.is,
        );
        // Of pools of its own, the default network has the first part of the first one.
        let first = host.pools.iter().find_map(|pool| {
            let bits = pool.bits;
            Some(Subnet {
                bits,
                ..Subnet::pool(pool)?
            })
        });
        let default = first.unwrap_or(default);
        let subnets = self.subnets.entry(name).or_default();
        let known = host.networks.get(word);
        if known.is_none_or(|network| network.subnets.is_empty()) {
            subnets.push(default);
            let gateway = default.first().map(|address| (name, address));
            self.gateways
                .extend(gateway.map(|gateway| (gateway, Some(word))));
        }
        for network in host.networks.values() {
            let of_network = network
                .subnets
                .iter()
                .filter_map(|text| Subnet::parse(text));
            let of_network: Vec<Subnet> = of_network.collect();
            let given = network.gateways.iter();
            let mut given: Vec<IpAddr> = given.filter_map(|text| text.parse().ok()).collect();
            if given.is_empty() {
                given.extend(of_network.iter().filter_map(|subnet| subnet.first()));
            }
            for address in given {
                let gateways = self.gateways.entry((name, address));
                gateways.or_insert(Some(&network.name));
            }
            subnets.extend(of_network);
        }
    }

    /// What an address is on a host's networks; `None` for one of the world outside.
    #[must_use]
    pub fn meaning(&self, host: &str, address: IpAddr) -> Option<Meaning<'a>> {
        if let Some(container) = self.fixed.get(&(host, address)) {
            return Some(Meaning::Container(*container));
        }
        if let Some(network) = self.gateways.get(&(host, address)) {
            return Some(Meaning::Gateway { network: *network });
        }
        let within = |all: Option<&Vec<Subnet>>| {
            all.is_some_and(|all| all.iter().any(|subnet| subnet.contains(address)))
        };
        let first = matches!(address, IpAddr::V4(address) if address.octets()[3] == 1);
        let known = within(self.subnets.get(host));
        let pooled = within(self.pools.get(host));
        match (known, pooled) {
            (false, true) if first => Some(Meaning::Gateway { network: None }),
            (false, false) => None,
            _ => Some(Meaning::Some),
        }
    }
}

/// The fixed addresses of a container.
pub fn fixed(container: &Container) -> impl Iterator<Item = IpAddr> {
    use crate::podman::network::Join;
    let network = &container.network;
    let given = [&network.ip, &network.ip6].into_iter().flatten();
    let given = given.filter_map(|given| given.value);
    let joined = network.join.iter().flat_map(|given| match &given.value {
        Join::Bridge(endpoint) => endpoint.addresses.clone(),
        Join::Networks(networks) => {
            let endpoints = networks.iter().map(|(_, endpoint)| &endpoint.addresses);
            endpoints.flatten().copied().collect()
        }
        _ => Vec::new(),
    });
    given.chain(joined)
}

/// Whether a subnet, as `10.89.0.0/24`, has an address.
#[must_use]
pub fn contains(subnet: &str, address: IpAddr) -> bool {
    Subnet::parse(subnet).is_some_and(|subnet| subnet.contains(address))
}

/// The number of bits that a subnet has of its addresses.
#[must_use]
pub fn bits(subnet: &str) -> Option<u32> {
    Subnet::parse(subnet).map(|subnet| subnet.bits)
}

/// An address and the number of bits that a network has of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Subnet {
    address: IpAddr,
    bits: u32,
}

impl Subnet {
    fn of((address, bits): engine::Subnet) -> Self {
        Self {
            address: address.into(),
            bits,
        }
    }

    /// All addresses of a pool.
    fn pool(pool: &unit::Pool) -> Option<Self> {
        Self::parse(&pool.base)
    }

    /// `10.89.0.0/24`, `fd00::/64`.
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        Some(Self {
            address: address.parse().ok()?,
            bits: bits.parse().ok()?,
        })
    }

    fn contains(self, address: IpAddr) -> bool {
        self.start(address) == self.start(self.address)
    }

    /// The address after that of the network itself, which podman gives the host.
    fn first(self) -> Option<IpAddr> {
        match self.start(self.address)? {
            IpAddr::V4(start) => Some(IpAddr::V4(u32::from(start).checked_add(1)?.into())),
            IpAddr::V6(start) => Some(IpAddr::V6(u128::from(start).checked_add(1)?.into())),
        }
    }

    /// What is left of an address of this family without the bits behind the network's.
    fn start(self, address: IpAddr) -> Option<IpAddr> {
        match (address, self.address) {
            (IpAddr::V4(address), IpAddr::V4(_)) => {
                let rest = u32::MAX.checked_shr(self.bits).unwrap_or(0);
                Some(IpAddr::V4((u32::from(address) & !rest).into()))
            }
            (IpAddr::V6(address), IpAddr::V6(_)) => {
                let rest = u128::MAX.checked_shr(self.bits).unwrap_or(0);
                Some(IpAddr::V6((u128::from(address) & !rest).into()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets() {
        for (subnet, inside, outside, first) in [
            ("10.89.9.0/24", "10.89.9.5", "10.89.8.5", "10.89.9.1"),
            ("10.89.9.128/25", "10.89.9.129", "10.89.9.1", "10.89.9.129"),
            ("0.0.0.0/0", "192.0.2.1", "::1", "0.0.0.1"),
            ("192.0.2.7/32", "192.0.2.7", "192.0.2.8", "192.0.2.8"),
            ("fd00:1::/64", "fd00:1::5", "fd00:2::5", "fd00:1::1"),
        ] {
            let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
            let subnet = Subnet::parse(subnet).expect("a subnet");
            assert!(subnet.contains(ip(inside)), "{subnet:?} {inside}");
            assert!(!subnet.contains(ip(outside)), "{subnet:?} {outside}");
            assert_eq!(subnet.first(), Some(ip(first)));
        }
        assert!(Subnet::parse("10.0.0.0").is_none());
    }
}
