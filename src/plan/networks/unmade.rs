//! Networks that nothing in the input makes: what podman was told of them is not known.

use std::collections::BTreeSet;

use crate::{
    facts::networks::{joined, known},
    ledger::Subject,
    plan::Cursor,
    rules::network as rules,
};

/// One note for each network, at its first container. Where no units were given, that was said (K3M120).
pub fn say(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
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
            let say = rules::unmade_network(joined.name);
            at.ledger.say(Subject::Option(joined.origin), say);
        }
    }
}
