//! What to tell about a shared Pod.

use crate::{
    facts::{
        memory::{self, Memory},
        texts,
    },
    grammar::NodeName,
    origin::escape,
    plan::{Cursor, Workload, setting},
    podman::network::Pod,
    rules::{output, workload as rules},
};

/// Which hosts are not called like a node, where their Pods are to find them.
pub fn nodes(at: &mut Cursor<'_>) {
    for host in at.inventory.hosts.keys() {
        if let Err(rule) = NodeName::parse(&at.node(host)) {
            let all = at.inventory.containers.iter().enumerate();
            let its = all.filter(|(_, container)| container.host == *host);
            let its = its.map(|(index, _)| index).collect();
            let subject = setting(at.settings, format!("/hosts/{}/node", escape(host)), its);
            at.ledger.say(subject, output::setting_node(host, rule));
        }
    }
}

/// Says what a shared Pod means for its containers.
pub fn shared(at: &mut Cursor<'_>, group: &Workload) {
    let Some((owner, followers)) = group.members.split_first() else {
        return;
    };
    let inventory = at.inventory;
    let name = |index: &usize| {
        let container = inventory.containers.get(*index);
        container.map_or("", |c| c.attribute.as_str())
    };
    let quoted = |indexes: &[usize]| {
        let names = indexes.iter().map(|index| format!("`{}`", name(index)));
        names.collect::<Vec<_>>().join(" and ")
    };
    let names = quoted(followers);
    at.index = *owner;
    let pod = at.container().network.pod.as_ref();
    let say = match pod.map(|given| &given.value) {
        Some(Pod::New(pod) | Pod::Existing(pod)) => rules::one_pod(at.name(), &names, pod),
        _ if at.container().health.command.is_some() => rules::shared_pod(at.name(), &names),
        _ => rules::shared_pod_unchecked(at.name(), &names),
    };
    at.say(say);
    let of = |index: &usize| memory::of(at.inventory, &at.facts.peers, *index);
    let apart: Vec<usize> = followers
        .iter()
        .copied()
        .filter(|follower| of(follower) != of(owner))
        .collect();
    let of_host = group
        .members
        .iter()
        .any(|member| of(member) == Memory::Host);
    if !apart.is_empty() && !of_host {
        at.say(rules::shared_ipc(at.name(), quoted(&apart)));
    }
    for index in followers {
        at.index = *index;
        let wanted = at.chosen().and_then(|chosen| chosen.namespace.as_ref());
        if let Some(wanted) = wanted.filter(|wanted| **wanted != group.namespace) {
            at.say(rules::group_namespace(at.name(), name(owner), wanted));
        }
    }
    at.index = *owner;
    say_firewall(at);
}

/// gluetun only answers its own subnet, and only lets traffic out through the tunnel.
fn say_firewall(at: &mut Cursor<'_>) {
    let container = at.container();
    let image = container.image.reference.as_ref();
    let gluetun = image.is_some_and(|image| image.value.contains("gluetun"));
    if !gluetun
        || texts::of(at.inventory, container)
            .iter()
            .any(|text| text.text.contains("10.43."))
    {
        return;
    }
    at.say(rules::vpn_firewall(at.name()));
}
