//! Networks that nothing in the input makes: what podman was told of them is not known.

use std::collections::BTreeSet;

use crate::{
    facts::networks::{joined, known},
    ledger::{Ledger, Subject},
    podman::Inventory,
    rules::{OldSay, network as rules},
};

/// One note for each network, at its first container. Where no units were given, that was said (K3M120).
pub fn say(inventory: &Inventory, ledger: &mut Ledger) {
    let mut said = BTreeSet::new();
    for container in &inventory.containers {
        let host = inventory.hosts.get(&container.host);
        if host.is_none_or(|host| host.units.is_none()) {
            continue;
        }
        for joined in joined(inventory, container) {
            if known(inventory, container, joined.name).is_some()
                || !said.insert((&container.host, joined.name))
            {
                continue;
            }
            let say = OldSay::new(format!(
                "nothing in the input makes the network `{}`",
                joined.name
            ))
            .lost("what it was told beside its name: it is taken for a bridge with names and a way out")
            .remedy("compare `podman network inspect` with that")
            .remedy("make it in a unit of its host, with `podman network create`");
            let subject = Subject::Option(joined.origin);
            ledger.say_by(subject, &rules::UNMADE_NETWORK, say);
        }
    }
}
