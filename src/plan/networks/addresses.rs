//! Fixed addresses, which no Pod has, and addresses of podman's networks, which mean nothing in a
//! cluster.

use std::{fmt::Display, net::IpAddr};

use super::Cursor;
use crate::{
    facts::{
        addresses::{self, Meaning},
        mentions, texts,
    },
    origin::Given,
    podman::{Container, unit::Network},
    rules::{Say, network as rules},
};

/// Subnets that podman gives its networks unless told otherwise begin like this.
const PODMANS: [&str; 2] = ["10.88.", "10.89."];

/// The same of Docker: the default network, and the first one that is made (`moby v28.5.2 libnetwork/ipamutils/utils.go:14`).
const DOCKERS: [&str; 2] = ["172.17.", "172.18."];

/// `--ip`, `--ip6` and `--mac-address`.
pub fn settle<T: Display>(at: &mut Cursor<'_>, option: Option<&Given<Option<T>>>) {
    let Some(given) = option else { return };
    match &given.value {
        None => at.ledger.already_so(given.origin, &rules::PODMANS_DEFAULT),
        Some(address) => {
            let say = say(at, &[address.to_string()]);
            at.ledger.dropped(given.origin, say);
        }
    }
}

/// What is lost with fixed addresses, and who relied on them.
pub fn say(at: &Cursor<'_>, addresses: &[String]) -> Say {
    let own = at.container();
    let peers = at.inventory.containers.iter().enumerate();
    let peers = peers.filter(|(index, peer)| *index != at.index && peer.host == own.host);
    let has = |(index, peer): &(usize, &Container)| {
        addresses.iter().any(|address| {
            let mentions = at.facts.mentions.of(&own.host, address);
            let mentioned = mentions.iter().any(|mention| mention.by == *index);
            let mut labels = peer.identity.labels.iter();
            let in_words = |text| mentions::all_words(text).any(|(_, word)| word == address);
            mentioned
                || labels.any(|label| in_words(&label.value.value))
                || (address.contains(':') && contains(at, peer, address))
        })
    };
    let users: Vec<String> = peers
        .filter(has)
        .map(|(_, peer)| format!("`{}`", peer.attribute))
        .collect();
    let address = addresses.join("` and `");
    if users.is_empty() {
        rules::fixed_address(at.name(), address)
    } else {
        rules::fixed_address_used(at.name(), address, users.join(" and "))
    }
}

/// Whether a text of a container has an address with colons, which parts no words.
fn contains(at: &Cursor<'_>, container: &Container, address: &str) -> bool {
    let texts = texts::of(at.inventory, container);
    texts.iter().any(|text| text.text.contains(address))
}

/// A pool of fewer bits may have the LAN's addresses as well.
const POOL: u32 = 12;

/// Values that name addresses of the engine's own subnets: those that are known, else where it takes them from.
pub fn say_podmans(at: &mut Cursor<'_>) {
    let host = at.host();
    let networks = || host.into_iter().flat_map(|host| host.networks.values());
    let own = |network: &&Network| matches!(network.driver.as_deref(), None | Some("bridge"));
    let bridges = networks().filter(own);
    let mut known: Vec<&str> = bridges
        .flat_map(|network| &network.subnets)
        .map(String::as_str)
        .collect();
    let pools = host.into_iter().flat_map(|host| &host.pools);
    let pools = pools.map(|pool| pool.base.as_str());
    let before = known.len();
    known.extend(pools.filter(|pool| addresses::bits(pool).is_some_and(|bits| bits >= POOL)));
    let default = at.engine().default_network.is;
    let starts = match (at.engine().is_podman(), known.len() > before) {
        (_, true) => [].as_slice(),
        (true, false) => PODMANS.as_slice(),
        (false, false) => DOCKERS.as_slice(),
    };
    let is_known = networks().any(|network| network.name == default && !network.subnets.is_empty());
    let starts = starts.get(usize::from(is_known)..).unwrap_or_default();
    for text in texts::of(at.inventory, at.container()) {
        let written = networks().flat_map(|network| &network.subnets);
        let found = starts.iter().any(|start| stands_alone(text.text, start))
            || written
                .into_iter()
                .any(|subnet| text.text.contains(subnet.as_str()))
            || text
                .text
                .split(|c: char| !c.is_ascii_digit() && c != '.')
                .filter_map(|word| word.parse::<IpAddr>().ok())
                .any(|ip| {
                    let container = &at.container().host;
                    let meaning = at.facts.addresses.meaning(container, ip);
                    let fixed = matches!(meaning, Some(Meaning::Container(_)));
                    !fixed && known.iter().any(|subnet| addresses::contains(subnet, ip))
                });
        if found {
            let say = rules::podmans_address(at.name());
            at.say_at(text.origin, say);
        }
    }
}

/// Whether an address begins with `start`, and is not the end of a longer one (`110.88.`).
fn stands_alone(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        !before.ends_with(|c: char| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::stands_alone;

    #[test]
    fn addresses() {
        for text in ["10.89.0.0/16", "a,10.88.1.2", "http://10.88.0.1:80"] {
            assert!(
                super::PODMANS.iter().any(|start| stands_alone(text, start)),
                "{text}"
            );
        }
        for text in ["110.88.0.1", "1.10.89.1", "10.8.8.1", ""] {
            assert!(
                !super::PODMANS.iter().any(|start| stands_alone(text, start)),
                "{text}"
            );
        }
    }
}
