//! Containers that only programs of the host could have used: by podman's DNS server, or at a fixed address.

use std::collections::BTreeMap;

use crate::{
    facts::{addresses, called, networks, texts},
    ledger::Subject,
    plan::{ControllerKind, Cursor, claims},
    podman::Container,
    rules::exposure as rules,
};

use super::labels;

/// One note for each host.
pub fn say(at: &mut Cursor<'_>) {
    let mut hosts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    at.each(|at| {
        // Where a proxy reads its labels, that was said.
        let routed = !labels::lost_routes(at).is_empty();
        if is_quiet(at) && is_known_to_host(at) && !routed && !is_used(at) {
            let names = hosts.entry(&at.container().host).or_default();
            names.push(format!("`{}`", at.name()));
        }
    });
    for (host, names) in hosts {
        let names = names.join(", ");
        let say = if at.inventory.engine(host).dns_on_gateway.is {
            rules::unpublished(host, names)
        } else {
            rules::unpublished_address(host, names)
        };
        at.ledger.say(Subject::Host(host.to_owned()), say);
    }
}

/// Whether its Pod serves, but has no way in from outside.
fn is_quiet(at: &Cursor<'_>) -> bool {
    let workload = at.workload();
    let members = workload.members.iter();
    let mut members = members.filter_map(|index| at.inventory.containers.get(*index));
    let serves = !matches!(
        workload.controller.kind.value,
        ControllerKind::Job | ControllerKind::CronJob
    );
    serves
        && workload.pod.host_network.is_none()
        && workload.ingresses.is_empty()
        && members.all(|member| member.ports.publish.is_empty())
}

/// Whether programs of the host could know where it is, and other containers hardly do.
fn is_known_to_host(at: &Cursor<'_>) -> bool {
    let names = networks::with_names(at.inventory, at.container());
    let finds = at.engine().dns_on_gateway.is;
    let alone = !names.is_empty() && !claims::has_neighbours(at.facts, at.plan, at.index, &names);
    // In the LAN it is found by others, and that was said.
    let in_lan = networks::is_in_lan(at.inventory, at.container());
    let fixed = addresses::fixed(at.container()).next().is_some();
    (fixed && !in_lan) || finds && (alone || names.contains(at.engine().default_network.is))
}

/// Whether a container of another Pod is told to use one of its names or addresses.
fn is_used(at: &Cursor<'_>) -> bool {
    let container = at.container();
    let own = |index: &usize| at.workload().members.contains(index);
    let is_named = |name: &str| {
        let mentions = at.facts.mentions.of(&container.host, name);
        mentions.iter().any(|mention| !own(&mention.by))
    };
    let names = called::of(at.inventory, container);
    let fixed = addresses::fixed(container).map(|ip| ip.to_string());
    let (short, long): (Vec<_>, Vec<_>) = fixed.partition(|ip| !ip.contains(':'));
    names.iter().any(|called| is_named(called.name)) || short.iter().any(|ip| is_named(ip)) || {
        let mut peers = at.inventory.containers.iter().enumerate();
        // Few have one of IPv6, and all texts of the fleet are many.
        !long.is_empty()
            && peers.any(|(index, peer)| {
                let has = |text: &str| long.iter().any(|ip| text.contains(ip));
                peer.host == container.host && !own(&index) && mentions(at, peer, &has)
            })
    }
}

fn mentions(at: &Cursor<'_>, peer: &Container, has: &dyn Fn(&str) -> bool) -> bool {
    let texts = texts::of(at.inventory, peer);
    texts.iter().any(|text| has(text.text))
}
