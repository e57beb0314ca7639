//! Waiting for other containers, where the settings name an image that waits: an init container asks the cluster's DNS
//! for the address of a Service that has one while the other container is ready.

use std::collections::{BTreeMap, BTreeSet};

use super::{is_healthy_first, rules};
use crate::{
    facts::names::suffixed,
    grammar::Label,
    ledger::Subject,
    origin::{Traced, Whys},
    plan::{
        ControllerKind, Cursor, PodContainer, Role, SecurityContext, Service, ServiceKind,
        model::pod::label, setting,
    },
    podman::network::Join,
    rules::{Say, workload},
};

/// Pairs of containers, by their places in the inventory: the first one waits for the second.
pub type Waits = BTreeSet<(usize, usize)>;

/// Workloads, each with those that it waits for.
type Edges = BTreeMap<usize, BTreeSet<usize>>;

/// JSON Pointer of the image that waits.
const IMAGE: &str = "/waitFor/image";

/// A wait that has an end.
struct Wait {
    by: usize,
    first: usize,
    /// The key of the settings that asks for it, if one does.
    key: Option<String>,
    from: Whys,
}

/// Who waits for whom, and the containers and Services for it. Nobody waits for a container that is not written.
pub fn decide(at: &mut Cursor<'_>, refused: &BTreeSet<usize>) -> Waits {
    let wanted = wanted(at, refused);
    // A wait that cannot be refuses its container.
    let refused = at.plan.refused(&at.ledger.refused_containers());
    let mut waits = Waits::new();
    for Wait {
        by,
        first,
        key,
        from,
    } in wanted
    {
        at.index = by;
        if !refused.contains(&at.plan.workload_index(first)) {
            write(at, first, from);
            waits.insert((by, first));
        } else if let (Some(key), Some(other)) = (key, at.inventory.containers.get(first)) {
            let subject = setting(at.settings, key, vec![by]);
            let say = workload::needs_refused(at.name(), &other.attribute);
            at.ledger.say(subject, say);
        }
    }
    waits
}

fn wanted(at: &mut Cursor<'_>, refused: &BTreeSet<usize>) -> Vec<Wait> {
    let mut wanted = Vec::new();
    let mut edges = Edges::new();
    let mut add = |at: &Cursor<'_>, first, key, from, edges: &mut Edges| {
        let by = at.index;
        let of = |container| at.plan.workload_index(container);
        edges.entry(of(by)).or_default().insert(of(first));
        wanted.push(Wait {
            by,
            first,
            key,
            from,
        });
    };
    at.each(|at| {
        let host = &at.container().host;
        let peers = &at.facts.peers;
        let depends_on = &at.container().lifecycle.depends_on;
        if let Some(names) = at.chosen().and_then(|chosen| chosen.wait_for.as_ref()) {
            for (index, name) in names.iter().enumerate() {
                let key = at.key(&format!("waitFor/{index}"));
                match judge(at, name, peers.by_attribute(host, name), refused, &edges) {
                    Ok(first) => {
                        let given = depends_on.iter().find(|given| given.value == *name);
                        let mut from: Whys = given.map(|given| given.origin).into_iter().collect();
                        from.push(at.ledger.setting(&*key));
                        add(at, first, Some(key), from, &mut edges);
                    }
                    Err(say) => {
                        let subject: Subject = setting(at.settings, key, vec![at.index]);
                        at.ledger.say(subject, say);
                    }
                }
            }
        } else if at.settings.wait_for.image.is_some() {
            for given in depends_on {
                let first = peers.by_attribute(host, &given.value);
                let first = first.filter(|first| is_healthy_first(at, *first));
                if let Ok(first) = judge(at, &given.value, first, refused, &edges) {
                    add(at, first, None, given.origin.into(), &mut edges);
                }
            }
        }
    });
    wanted
}

/// The container to wait for, or why that would never end.
fn judge(
    at: &Cursor<'_>,
    other: &str,
    first: Option<usize>,
    refused: &BTreeSet<usize>,
    edges: &Edges,
) -> Result<usize, Say> {
    let name = at.name();
    if at.settings.wait_for.image.is_none() {
        return Err(rules::wait_without_image(name));
    }
    let Some(first) = first else {
        return Err(rules::wait_for_unknown(name, other));
    };
    let (own, before) = (
        at.plan.workload_index(at.index),
        at.plan.workload_index(first),
    );
    if own == before {
        return Err(rules::wait_for_member(name, other));
    }
    if refused.contains(&before) {
        return Err(workload::needs_refused(name, other));
    }
    let controller = &at.plan.workload_of(first).controller;
    let ends = matches!(
        controller.kind.value,
        ControllerKind::Job | ControllerKind::CronJob
    );
    let replicas = controller.replicas.as_ref();
    if ends || replicas.is_some_and(|replicas| replicas.value == 0) {
        return Err(rules::wait_for_end(name, other));
    }
    if leads(edges, before, own) {
        return Err(rules::wait_in_circle(name, other));
    }
    let policy = at.workload().pod.dns_policy.as_ref();
    if policy.is_some_and(|policy| matches!(policy.value, "None" | "Default")) {
        return Err(rules::wait_without_dns(name, other));
    }
    let mut joins = at.container().network.join.iter();
    if joins.any(|join| matches!(join.value, Join::None)) {
        return Err(rules::wait_without_network(name, other));
    }
    if let Some(service) = taken(at, first) {
        return Err(rules::wait_name_taken(name, other, service));
    }
    Ok(first)
}

/// The name of the Service that is asked for, where something else has it.
fn taken(at: &Cursor<'_>, first: usize) -> Option<Label> {
    let name = suffixed(&at.plan.names.get(first)?.service, "ready");
    let owner = at.plan.workload_of(first);
    let here = at.plan.workloads.iter().enumerate();
    let here = here.filter(|(_, workload)| workload.namespace == owner.namespace);
    let mut services = here.flat_map(|(index, workload)| {
        let named = workload
            .services
            .iter()
            .filter(|service| service.name == name);
        named.map(move |service| (index, service))
    });
    let ours = ready(name.clone(), Whys::default());
    let is_taken = services.any(|(index, service)| {
        let alike = Service {
            from: Whys::default(),
            ..service.clone()
        } == ours;
        index != at.plan.workload_index(first) || !alike
    });
    is_taken.then_some(name)
}

/// Whether a workload waits for another one, directly or not.
fn leads(edges: &Edges, from: usize, to: usize) -> bool {
    let mut reached = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        let more = edges.get(&next).into_iter().flatten().copied();
        open.extend(more.filter(|more| reached.insert(*more)));
    }
    reached.contains(&to)
}

/// Adds the init container to the Pod at hand, and the Service to the other workload.
fn write(at: &mut Cursor<'_>, first: usize, from: Whys) {
    let Some(image) = at.settings.wait_for.image.clone() else {
        return;
    };
    let Some(other) = at.plan.names.get(first) else {
        return;
    };
    let (service, other) = (suffixed(&other.service, "ready"), other.label.clone());
    let why = at.ledger.setting(IMAGE);
    let namespace = at.plan.workload_of(first).namespace.clone();
    let services = &mut at.plan.workload_mut(first).services;
    match services.iter_mut().find(|known| known.name == service) {
        Some(known) => known.from.extend(from.iter()),
        None => services.push(ready(service.clone(), from.clone())),
    }
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let pod = at.pod_mut();
    // A container may be called like that.
    let mut name = label(&format!("wait-for-{other}"));
    while pod
        .containers
        .iter()
        .any(|container| container.name == name)
    {
        name = suffixed(&name, "ready");
    }
    let waits = &mut pod.waits;
    if let Some(known) = waits.iter_mut().find(|known| known.name == name) {
        known.from.extend(from.iter());
        return;
    }
    let host = format!("{service}.{namespace}.svc.cluster.local");
    let script = format!("until nslookup {host}; do sleep 1; done");
    let words = ["sh".to_owned(), "-c".to_owned(), script];
    waits.push(PodContainer {
        from,
        role: Role::Init,
        image: Some(Traced::new(image.to_string(), why)),
        command: words.map(|word| Traced::new(word, why)).into(),
        // It asks a question, and needs no rights.
        security: SecurityContext {
            cap_drop: vec![Traced::new("ALL".to_owned(), why)],
            seccomp: Some(Traced::new(("RuntimeDefault", None), why)),
            ..SecurityContext::default()
        },
        ..PodContainer::new(name)
    });
}

/// A name that leads to the Pod while it is ready.
fn ready(name: Label, from: Whys) -> Service {
    Service {
        name,
        shared: None,
        kind: ServiceKind::Headless,
        ports: Vec::new(),
        publish_not_ready: None,
        external_traffic_policy: None,
        from,
    }
}
