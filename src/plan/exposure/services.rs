//! Names of the containers inside the cluster: what podman's DNS answered, a Service answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::{Facts, names, networks},
    grammar::{Label, Release},
    origin::{Traced, Whys},
    plan::{
        ControllerKind, Cursor, Name, Plan, Protocol, Service, ServiceKind, ServicePort, Workload,
        claims::Claims,
    },
};

/// Known ports of a Pod with the options they came from.
pub type Known = BTreeMap<(u16, Protocol), Whys>;

/// Names of Services that an operator gave, and those that were made from them: two of them are never one.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<(Label, Label)>);

impl Taken {
    /// The own names of all workloads, and those that are claimed.
    pub fn of(plan: &Plan, claims: &Claims<'_>) -> Self {
        let mut taken: BTreeSet<(Label, Label)> = claims.granted.keys().cloned().collect();
        for workload in &plan.workloads {
            let members = workload.members.iter();
            let own = members.filter_map(|index| Some(plan.names.get(*index)?.service.clone()));
            let pod = names::service(&workload.name, plan.kubernetes);
            let names = own.chain([pod]);
            taken.extend(names.map(|name| (workload.namespace.clone(), name)));
        }
        Self(taken)
    }

    /// A name behind another one that nobody has.
    pub fn invent(&mut self, namespace: &Label, stem: &Label, suffix: &str) -> Label {
        let further = (2..).map(|number: u32| format!("{suffix}-{number}"));
        let mut names = std::iter::once(suffix.to_owned())
            .chain(further)
            .map(|suffix| names::suffixed(stem, &suffix));
        let free = names.find(|name| self.0.insert((namespace.clone(), name.clone())));
        free.expect("there are more numbers than names")
    }
}

/// A name that a workload answers to.
#[derive(Debug, Clone, Copy)]
pub struct Named<'n> {
    /// The name.
    pub name: &'n Label,
    /// How it is answered.
    pub kind: ServiceKind,
    /// Options that it came from.
    pub from: &'n Whys,
    /// The label of all Pods that answer, where those of other workloads do.
    pub shared: Option<&'n str>,
}

/// Adds the Services of all workloads.
pub fn add(at: &mut Cursor<'_>, taken: &mut Taken) {
    let release = at.plan.kubernetes;
    for workload in &mut at.plan.workloads {
        let known = known(at.facts, workload);
        if let Some(kind) = kind(at.facts, workload, &known) {
            for (name, from) in own_names(at.facts, workload, &at.plan.names, release) {
                let new = Named {
                    name: &name,
                    kind,
                    from: &from,
                    shared: None,
                };
                add_name(workload, &new, &known, taken);
            }
        }
    }
}

/// How the Pod's names are answered; `None` where no container looks for one.
///
/// On a podman network with names, a name leads to the container with all its ports: headless. Where
/// the default network has none, a Service is a gift: with an address of its own where
/// ports are known, none at all where they are not, unless a neighbour is told to use the name.
pub fn kind(facts: &Facts<'_>, workload: &Workload, known: &Known) -> Option<ServiceKind> {
    let inventory = facts.inventory;
    let mut members = workload
        .members
        .iter()
        .filter_map(|index| inventory.containers.get(*index));
    let first = members.clone().next()?;
    if workload.pod.host_network.is_some() || has_no_network(first) {
        return None;
    }
    // The stable name of its Pod is below that of a headless Service.
    if workload.controller.kind.value == ControllerKind::StatefulSet {
        return Some(ServiceKind::Headless);
    }
    if members
        .clone()
        .any(|member| networks::has_names(inventory, member))
    {
        return Some(ServiceKind::Headless);
    }
    if !known.is_empty() {
        return Some(ServiceKind::ClusterIp);
    }
    members
        .any(|member| networks::mentioned_by(facts, member).next().is_some())
        .then_some(ServiceKind::Headless)
}

fn has_no_network(container: &crate::podman::Container) -> bool {
    use crate::podman::network::Join;
    let join = container.network.join.first();
    join.is_some_and(|given| given.value == Join::None)
}

/// Published and exposed ports, and those on which neighbours are told to look for the container.
pub fn known(facts: &Facts<'_>, workload: &Workload) -> Known {
    let inventory = facts.inventory;
    let mut known = Known::new();
    for port in workload
        .pod
        .containers
        .iter()
        .flat_map(|container| &container.ports)
    {
        let origins = known.entry((port.port, port.protocol)).or_default();
        origins.extend(port.from.iter());
    }
    let members = workload
        .members
        .iter()
        .filter_map(|index| inventory.containers.get(*index));
    for member in members.filter(|member| !networks::has_names(inventory, member)) {
        for (origin, port) in networks::mentioned_by(facts, member) {
            if let Some(port) = port {
                known.entry((port, Protocol::Tcp)).or_default().push(origin);
            }
        }
    }
    known
}

/// A name for each member, and one for the pod, which is what podman's DNS calls all of them.
fn own_names(
    facts: &Facts<'_>,
    workload: &Workload,
    names: &[Name],
    release: Release,
) -> Vec<(Label, Whys)> {
    let mut own: Vec<(Label, Whys)> = Vec::new();
    for (index, container) in workload.members.iter().zip(&workload.pod.containers) {
        if let (Some(name), Some(member)) =
            (names.get(*index), facts.inventory.containers.get(*index))
        {
            let found = networks::mentioned_by(facts, member);
            let told = found.map(|(origin, _)| origin);
            let mut from = container.from.clone();
            from.extend(told);
            own.push((name.service.clone(), from));
        }
    }
    let pod = names::service(&workload.name, release);
    if own.iter().all(|(name, _)| *name != pod) {
        own.push((pod, workload.name_from.clone()));
    }
    own
}

/// Adds one name: a Service, and another one for each further protocol of a port number, because
/// K3s merges the ports of one Service only by number. A headless name answers for all of them.
pub fn add_name(workload: &mut Workload, new: &Named<'_>, known: &Known, taken: &mut Taken) {
    let Named {
        name,
        kind,
        from,
        shared,
    } = *new;
    let shared = shared.map(str::to_owned);
    let mut services = workload.services.iter_mut();
    if let Some(old) = services.find(|service| service.name == *name) {
        old.from.extend(from.iter());
        old.shared = shared.or(old.shared.take());
        return;
    }
    let publish_not_ready = not_ready(workload);
    let ports = known.iter().map(|((port, protocol), origins)| ServicePort {
        name: format!("{}-{port}", protocol.suffix()),
        port: *port,
        target_port: *port,
        node_port: None,
        protocol: *protocol,
        from: origins.clone(),
    });
    let mut split = split(ports);
    let mut service = |name, ports| {
        workload.services.push(Service {
            name,
            shared: shared.clone(),
            kind,
            ports,
            publish_not_ready: publish_not_ready.clone(),
            external_traffic_policy: None,
            from: from.clone(),
        });
    };
    let first = split.remove(&None).unwrap_or_default();
    service(name.clone(), first);
    for (protocol, ports) in split {
        let suffix = protocol.map_or("", Protocol::suffix);
        service(taken.invent(&workload.namespace, name, suffix), ports);
    }
}

/// The ports of the first protocol of each number, and for each further protocol its own list.
pub fn split(
    ports: impl Iterator<Item = ServicePort>,
) -> BTreeMap<Option<Protocol>, Vec<ServicePort>> {
    let mut split: BTreeMap<Option<Protocol>, Vec<ServicePort>> = BTreeMap::new();
    let mut last = None;
    for port in ports {
        let again = last == Some(port.port);
        last = Some(port.port);
        let ports = split.entry(again.then_some(port.protocol)).or_default();
        ports.push(port);
    }
    split
}

/// podman answers for a name whether the container is healthy or not.
pub fn not_ready(workload: &Workload) -> Option<Traced<bool>> {
    let containers = workload.pod.containers.iter();
    let mut probes = containers.flat_map(|container| [&container.readiness, &container.startup]);
    let probe = probes.find_map(Option::as_ref)?;
    Some(Traced {
        value: true,
        from: probe.from.clone(),
    })
}
