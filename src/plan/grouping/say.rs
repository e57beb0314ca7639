//! What to tell about a shared Pod.

use crate::{
    facts::mentions,
    grammar::NodeName,
    ledger::{Ledger, Setting, Subject},
    origin::escape,
    plan::{Workload, each, node},
    podman::Inventory,
    rules::{output, workload as rules},
    settings::Settings,
};

/// Which hosts are not called like a node, where their Pods are to find them.
pub fn nodes(inventory: &Inventory, settings: &Settings, ledger: &mut Ledger) {
    for host in inventory.hosts.keys() {
        if let Err(rule) = NodeName::parse(&node(inventory, settings, host)) {
            let its = each(inventory).filter(|(_, container)| container.host == *host);
            let subject = Subject::Setting(Box::new(Setting {
                pointer: format!("/hosts/{}/node", escape(host)),
                place: None,
                containers: its.map(|(index, _)| index).collect(),
            }));
            ledger.say(subject, output::setting_node(host, rule));
        }
    }
}

/// Says what a shared Pod means for its containers.
pub fn shared(inventory: &Inventory, settings: &Settings, group: &Workload, ledger: &mut Ledger) {
    let Some((owner, followers)) = group.members.split_first() else {
        return;
    };
    let name = |index: &usize| {
        let container = inventory.containers.get(*index);
        container.map_or("", |c| c.attribute.as_str())
    };
    let names: Vec<String> = followers
        .iter()
        .map(|index| format!("`{}`", name(index)))
        .collect();
    let names = names.join(" and ");
    let checked = inventory.containers.get(*owner);
    let checked = checked.is_none_or(|owner| owner.health.command.as_ref().is_some());
    let say = if checked {
        rules::shared_pod(name(owner), names)
    } else {
        rules::shared_pod_unchecked(name(owner), names)
    };
    ledger.say(Subject::Container(*owner, None), say);
    for index in followers {
        let Some(container) = inventory.containers.get(*index) else {
            continue;
        };
        let wanted = settings
            .container(&container.host, &container.attribute)
            .and_then(|chosen| chosen.namespace.as_ref());
        if let Some(wanted) = wanted.filter(|wanted| wanted.as_str() != group.namespace) {
            let say = rules::group_namespace(&container.attribute, name(owner), wanted);
            ledger.say(Subject::Container(*index, None), say);
        }
    }
    say_firewall(inventory, *owner, ledger);
}

/// gluetun only answers its own subnet, and only lets traffic out through the tunnel.
fn say_firewall(inventory: &Inventory, owner: usize, ledger: &mut Ledger) {
    let Some(container) = inventory.containers.get(owner) else {
        return;
    };
    let image = container.image.reference.as_ref();
    let gluetun = image.is_some_and(|image| image.value.contains("gluetun"));
    if !gluetun || mentions::texts(container).any(|(text, _)| text.contains("10.43.")) {
        return;
    }
    let say = rules::vpn_firewall(&container.attribute);
    ledger.say(Subject::Container(owner, None), say);
}
