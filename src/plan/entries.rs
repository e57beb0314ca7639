//! The addresses to which entries of `/etc/hosts` lead.

use std::net::{IpAddr, Ipv4Addr};

use super::Cursor;
use crate::{
    facts::addresses::Meaning,
    grammar::Address,
    origin::Given,
    podman::network::{HostAddress, HostEntry},
};

/// What podman calls the members of a Pod that have no network of their own.
pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The address of an entry; `None` for that of the host, where the settings do not say it. On podman's networks the host has
/// an address for each, the gateway.
pub fn address(at: &Cursor<'_>, given: &Given<HostEntry>) -> Option<IpAddr> {
    let HostAddress::Ip(ip) = given.value.address else {
        return host_address(at);
    };
    if gateway(at, given).is_some() {
        return host_address(at);
    }
    match at.facts.addresses.meaning(&at.container().host, ip) {
        Some(Meaning::Container(owner)) if at.workload().members.contains(&owner) => Some(LOOPBACK),
        Some(_) | None => Some(ip),
    }
}

/// The address of an entry, where it is the host's on one of podman's networks.
pub fn gateway(at: &Cursor<'_>, given: &Given<HostEntry>) -> Option<IpAddr> {
    let HostAddress::Ip(ip) = given.value.address else {
        return None;
    };
    let meaning = at.facts.addresses.meaning(&at.container().host, ip);
    matches!(meaning, Some(Meaning::Gateway { .. })).then_some(ip)
}

pub fn host_address(at: &Cursor<'_>) -> Option<IpAddr> {
    let host = at.settings.hosts.get(&at.container().host)?;
    host.address.map(Address::get)
}
