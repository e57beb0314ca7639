//! Fixed addresses, which no Pod has, and addresses of podman's networks, which mean nothing in a
//! cluster.

use std::fmt::Display;

use super::Cursor;
use crate::{
    facts::{mentions, texts},
    origin::Given,
    podman::Container,
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

/// Values that name addresses of podman's own subnets.
pub fn say_podmans(at: &mut Cursor<'_>) {
    let host = at.host();
    let networks = host.into_iter().flat_map(|host| host.networks.values());
    let subnets: Vec<&str> = networks
        .flat_map(|network| &network.subnets)
        .map(String::as_str)
        .collect();
    let starts = if at.engine().is_podman() {
        PODMANS
    } else {
        DOCKERS
    };
    for text in texts::of(at.inventory, at.container()) {
        let subnet = subnets.iter().any(|subnet| text.text.contains(subnet));
        if !subnet && !starts.iter().any(|start| stands_alone(text.text, start)) {
            continue;
        }
        let say = rules::podmans_address(at.name());
        at.say_at(text.origin, say);
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
