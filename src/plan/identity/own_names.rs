//! Names under which the containers of a Pod look themselves up: podman has them in `/etc/hosts`, with the container's own
//! address. The kubelet writes the host name of a Pod there in the same way, and nothing else.

use super::add_host_alias;
use crate::{
    facts::{
        called::{self, Called, Kind},
        names, networks,
    },
    grammar::Subdomain,
    origin::{OriginId, Traced, Whys},
    plan::{Cursor, HostName, Pod, hostname},
    rules::reach as rules,
};

/// Writes those that a program of the Pod is told to use.
pub fn add(at: &mut Cursor<'_>) {
    at.each(|at| {
        let container = at.container();
        let no_hosts = container.network.no_hosts.as_ref();
        if at.workload().pod.host_network.is_some() || no_hosts.is_some_and(|given| given.value) {
            return; // podman writes none either
        }
        for called in called::of(at.inventory, container) {
            let (from, listens) = told(at, &called);
            let Some((name, first)) = inside(&called).zip(from.first().copied()) else {
                continue;
            };
            if !has(&at.workload().pod, &name) {
                write(at, (called.kind, name), first, from.into(), listens);
            }
        }
    });
}

/// Where the containers of its Pod have the name as what may well be a host, and the first place where they listen on it.
fn told(at: &Cursor<'_>, called: &Called<'_>) -> (Vec<OriginId>, Option<OriginId>) {
    let members = &at.workload().members;
    let mentions = at.facts.mentions.of(&at.container().host, called.name);
    let own = mentions
        .iter()
        .filter(|mention| mention.may_be_host && members.contains(&mention.by));
    let listens = own.clone().find(|mention| mention.listens);
    let listens = listens.map(|mention| mention.origin);
    (own.map(|mention| mention.origin).collect(), listens)
}

/// How the name is written in `/etc/hosts`; aliases are only in podman's DNS, and the name of a pod is its host name.
fn inside(called: &Called<'_>) -> Option<Subdomain> {
    match called.kind {
        Kind::Name => Some(names::label(called.name).into()),
        Kind::Hostname => hostname::alias(called.name),
        Kind::Pod | Kind::Alias | Kind::NetworkAlias => None,
    }
}

/// Whether the kubelet writes it already.
fn has(pod: &Pod, name: &Subdomain) -> bool {
    let hostname = match pod.hostname.as_ref().map(|hostname| &hostname.value) {
        Some(HostName::Label(label)) => label.as_str() == name.as_str(),
        Some(HostName::Whole(whole)) => whole == name,
        Some(HostName::Below(label, subdomain)) => {
            name.as_str().starts_with(&format!("{label}.{subdomain}."))
        }
        None => false,
    };
    let aliases = pod.host_aliases.iter().flat_map(|line| &line.names);
    hostname || aliases.into_iter().any(|known| known.value == *name)
}

/// As the host name, which has the Pod's own address; else with the loopback address, unless a Service has it.
fn write(
    at: &mut Cursor<'_>,
    (kind, name): (Kind, Subdomain),
    first: OriginId,
    from: Whys,
    listens: Option<OriginId>,
) {
    let workload = at.plan.workload_index(at.index);
    let service = at.plan.names.get(at.index).map(|own| &own.service);
    let has_service = networks::has_names(at.inventory, at.container())
        && service.is_some_and(|service| {
            service.as_str() == name.as_str() && !at.plan.renames.is_shared(workload, service)
        });
    if kind == Kind::Name && at.workload().pod.hostname.is_none() {
        let value = HostName::Label(names::label(at.container().name()));
        at.pod_mut().hostname = Some(Traced { value, from });
        return;
    }
    if let Some(origin) = listens {
        let say = if has_service {
            rules::listens_on_service(at.name(), &name)
        } else {
            rules::listens_on_loopback(at.name(), &name)
        };
        at.say_at(origin, say);
    }
    if !has_service {
        add_host_alias(&mut at.pod_mut().host_aliases, name, first);
    }
}
