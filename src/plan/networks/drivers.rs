//! Networks that are not a bridge of one host, or a bridge that keeps its containers apart.

use std::collections::BTreeSet;

use crate::{
    facts::networks::{joined, known},
    ledger::Subject,
    plan::Cursor,
    podman::{network::Join, unit::Network},
    rules::reach as rules,
};

/// Drivers whose networks are told of elsewhere, or are what a cluster has.
const KNOWN: [&str; 3] = ["bridge", "ipvlan", "macvlan"];

/// One warning for each network, at its first container.
pub fn say(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
    let mut said = BTreeSet::new();
    for container in &inventory.containers {
        for joined in joined(inventory, container) {
            let driver = known(inventory, container, joined.name).and_then(driver);
            let Some(driver) = driver else { continue };
            if said.insert((&container.host, joined.name)) {
                let say = rules::other_driver(joined.name, driver);
                at.ledger.say(Subject::Option(joined.origin), say);
            }
        }
    }
    if at.settings.network_policies {
        return;
    }
    for (name, host) in &inventory.hosts {
        let network = host.networks.get(host.engine.row().default_network.is);
        if network.is_none_or(Network::talks) {
            continue;
        }
        let on_it = inventory.containers.iter().filter(|container| {
            let join = container.network.join.first().map(|given| &given.value);
            let default = matches!(join, None | Some(Join::Private | Join::Bridge(_)));
            container.host == *name && default && container.network.pod.is_none()
        });
        if on_it.count() > 1 {
            let say = rules::default_apart(name);
            at.ledger.say(Subject::Host(name.clone()), say);
        }
    }
}

/// The driver of a network, where it is another one than a cluster knows.
fn driver(network: &Network) -> Option<&str> {
    let driver = network.driver.as_deref()?;
    (!driver.is_empty() && !KNOWN.contains(&driver)).then_some(driver)
}
