//! What the options of a container write into its `/etc/hosts`, which comes before every DNS server.

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    facts::{addresses::Meaning, texts::Place},
    grammar::Subdomain,
    plan::{Cursor, HostName, Pod, entries},
    podman::network::HostAddress,
};

/// An entry of the container at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The Pod has it.
    Written,
    /// Its name is one that Kubernetes does not accept: its address can be written instead.
    Address(IpAddr),
}

/// The entries of `--add-host` by their names in lower case, of all members of the Pod, which have one file. Labels are read
/// by others.
pub fn of(at: &Cursor<'_>, place: Place) -> BTreeMap<String, Entry> {
    let mut out = BTreeMap::new();
    if place == Place::Label {
        return out;
    }
    let members = at.workload().members.iter();
    let members = members.filter_map(|index| at.inventory.containers.get(*index));
    for given in members.flat_map(|member| &member.network.add_host) {
        for name in &given.value.names {
            let name = name.to_ascii_lowercase();
            let entry = if Subdomain::is(&name) {
                has(&at.workload().pod, &name).then_some(Entry::Written)
            } else if is_of_service(at, given.value.address) {
                None
            } else {
                entries::address(at, given).map(Entry::Address)
            };
            if let Some(entry) = entry {
                out.entry(name).or_insert(entry);
            }
        }
    }
    out
}

/// Whether an address is one of podman's networks: the entry is left out, and the Service counts.
fn is_of_service(at: &Cursor<'_>, address: HostAddress) -> bool {
    let HostAddress::Ip(ip) = address else {
        return false;
    };
    match at.facts.addresses.meaning(&at.container().host, ip) {
        Some(Meaning::Container(owner)) => !at.workload().members.contains(&owner),
        Some(Meaning::Some) => true,
        Some(Meaning::Gateway { .. }) | None => false,
    }
}

/// Whether `/etc/hosts` of a Pod has a name.
pub fn has(pod: &Pod, name: &str) -> bool {
    let hostname = pod.hostname.as_ref().map(|hostname| match &hostname.value {
        HostName::Label(label) | HostName::Below(label, _) => label.as_str(),
        HostName::Whole(whole) => whole.as_str(),
    });
    let aliases = pod.host_aliases.iter().flat_map(|line| &line.names);
    let mut names = aliases.map(|name| name.value.as_str()).chain(hostname);
    names.any(|known| known.eq_ignore_ascii_case(name))
}
