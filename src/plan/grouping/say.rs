//! What to tell about a shared Pod.

use crate::{
    facts::mentions,
    ledger::{Ledger, Subject},
    plan::Workload,
    podman::{Container, Inventory},
    rules::{OldSay, workload as rules},
    settings::Settings,
};

/// That a container has the host name of another one.
pub fn hostname(container: &Container) -> OldSay {
    OldSay::new(format!(
        "`{}` shares the Pod of its network's owner, and with it the owner's host name",
        container.attribute
    ))
    .lost("its own answer to `hostname`; its name still leads to itself")
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
    let mut say = OldSay::new(format!(
        "{} {} the network of `{}`: they become one Pod",
        names.join(" and "),
        if names.len() == 1 { "shares" } else { "share" },
        name(owner)
    ))
    .lost("stopping or updating one of them alone");
    let waits = inventory.containers.get(*owner);
    if waits.is_some_and(|owner| owner.health.command.get().is_none()) {
        say =
            say.remedy("give the owner a `--health-cmd`, and the others start when it is healthy");
    }
    ledger.say_by(Subject::Container(*owner, None), &rules::SHARED_POD, say);
    for index in followers {
        let Some(container) = inventory.containers.get(*index) else {
            continue;
        };
        let wanted = settings
            .container(&container.host, &container.attribute)
            .and_then(|chosen| chosen.namespace.as_ref());
        if let Some(wanted) = wanted.filter(|wanted| **wanted != group.namespace) {
            let say = OldSay::new(format!(
                "`{}` is in the Pod of `{}` and goes to its namespace, not to `{wanted}`",
                container.attribute,
                name(owner)
            ))
            .remedy("set the namespace of the container that owns the network");
            ledger.say_by(
                Subject::Container(*index, None),
                &rules::GROUP_NAMESPACE,
                say,
            );
        }
    }
    say_firewall(inventory, *owner, ledger);
}

/// gluetun answers nobody but its own subnet, and lets nobody out but through the tunnel.
fn say_firewall(inventory: &Inventory, owner: usize, ledger: &mut Ledger) {
    let Some(container) = inventory.containers.get(owner) else {
        return;
    };
    let image = container.image.reference.as_ref();
    let gluetun = image.is_some_and(|image| image.value.contains("gluetun"));
    if !gluetun || mentions::texts(container).any(|(text, _)| text.contains("10.43.")) {
        return;
    }
    let say = OldSay::new(format!(
        "`{}` has a firewall, and nothing that can be read here tells it the networks of the cluster",
        container.attribute
    ))
    .lost("connections between the VPN's Pod and other Pods or Services")
    .remedy(
        "add the cluster to its environment: \
         `FIREWALL_OUTBOUND_SUBNETS = \"10.42.0.0/16,10.43.0.0/16\"`, and the ports that answer to \
         `FIREWALL_INPUT_PORTS`",
    );
    ledger.say_by(Subject::Container(owner, None), &rules::VPN_FIREWALL, say);
}
