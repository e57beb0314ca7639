//! What units of containers wait for on their host: mounts and services that Kubernetes does not
//! know. The node itself has to wait for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::Facts,
    ledger::Subject,
    plan::{Cursor, VolumeSource},
    podman::{
        Container, Host, Inventory,
        unit::{Unit, mount_point},
    },
    rules::{network as rules, units},
};

/// Units of the container engines, which give way to K3s.
const ENGINES: [&str; 5] = [
    "containerd.service",
    "docker.service",
    "linger-users.service",
    "podman.service",
    "podman-auto-update.service",
];

/// One message for each mount and each service, however many containers wait for it.
pub fn say(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
    for (name, host) in &inventory.hosts {
        let mut mounts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for container in of_host(inventory, name) {
            let Some(unit) = inventory.unit(container) else {
                continue;
            };
            let by = container.attribute.as_str();
            for path in mounts_of(unit) {
                mounts.entry(path).or_default().insert(by);
            }
            let wanted = unit.needs().chain(&unit.after);
            for service in services_of(at.facts, name, host, wanted) {
                services.entry(service).or_default().insert(by);
            }
        }
        for (path, waiting) in mounts {
            let say = rules::waits_for_mount(quoted(&waiting), path);
            at.ledger.say(Subject::Host(name.clone()), say);
        }
        for (service, waiting) in services {
            let say = rules::waits_for_service(quoted(&waiting), service);
            at.ledger.say(Subject::Host(name.clone()), say);
        }
    }
}

fn of_host<'a>(inventory: &'a Inventory, host: &'a str) -> impl Iterator<Item = &'a Container> {
    let containers = inventory.containers.iter();
    containers.filter(move |container| container.host == host)
}

/// Services of the host with which the container at hand stops and restarts: systemd hands that on to what requires them.
pub fn restarts(at: &mut Cursor<'_>) {
    let inventory = at.inventory;
    let container = at.container();
    let (Some(host), Some(unit)) = (at.host(), inventory.unit(container)) else {
        return;
    };
    let wanted = unit.needs().chain(&unit.part_of);
    let services: BTreeSet<&str> = services_of(at.facts, &container.host, host, wanted).collect();
    let paths = mounted_from_run(at);
    let devices = unit.needs().filter(|unit| unit.ends_with(".device"));
    let devices: BTreeSet<&str> = devices.map(String::as_str).collect();
    if !devices.is_empty() {
        let say = units::unit_device(at.name(), quoted(&devices));
        at.say(say);
    }
    for service in services {
        let workload = at.workload();
        let (own, namespace) = (&workload.name, &workload.namespace);
        let stem = service.trim_end_matches(".service");
        let say = if paths.is_empty() {
            rules::restarts_with(at.name(), service, stem, namespace, own)
        } else {
            rules::restarts_with_socket(
                at.name(),
                service,
                paths.join("`, `"),
                stem,
                namespace,
                own,
            )
        };
        at.say(say);
    }
}

/// Paths of the host below /run that the container mounts: services make theirs again.
fn mounted_from_run(at: &Cursor<'_>) -> Vec<String> {
    let volumes = &at.workload().pod.volumes;
    let mounts = at.target().mounts.iter();
    let sources = mounts.filter_map(|mount| {
        let volume = volumes.iter().find(|volume| volume.name == mount.volume)?;
        match &volume.source {
            VolumeSource::HostPath { path, kind: _ } => Some(path.as_str().to_owned()),
            _ => None,
        }
    });
    sources
        .filter(|path| path.starts_with("/run/") || path.starts_with("/var/run/"))
        .collect()
}

/// Containers of its host whose units start before its own, each once.
pub fn containers(facts: &Facts<'_>, container: &Container) -> BTreeSet<usize> {
    let unit = facts.inventory.unit(container).into_iter();
    let names = unit.flat_map(|unit| unit.needs().chain(&unit.after));
    names
        .filter_map(|name| facts.peers.by_unit(&container.host, name))
        .collect()
}

/// ``"`a`, `b` and `c`"``.
pub(super) fn quoted(names: &BTreeSet<&str>) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn mounts_of(unit: &Unit) -> BTreeSet<String> {
    let ordered = unit.after.iter().filter_map(|unit| mount_point(unit));
    let store = |path: &String| path.starts_with("/run/user/");
    let all = unit.required_mounts().into_iter().chain(ordered);
    all.filter(|path| !store(path)).collect()
}

/// Services of the host among these units, which neither run a container nor prepare one.
pub(super) fn services_of<'a>(
    facts: &'a Facts<'a>,
    name: &'a str,
    host: &'a Host,
    units: impl Iterator<Item = &'a String>,
) -> impl Iterator<Item = &'a str> {
    let ours = |service: &str| {
        let networks = host
            .networks
            .values()
            .filter_map(|network| network.unit.as_deref());
        let volumes = host
            .volumes
            .values()
            .filter_map(|volume| volume.unit.as_deref());
        let pods = host.pods.iter().map(|pod| pod.unit.as_str());
        ENGINES.contains(&service)
            || facts.peers.by_unit(name, service).is_some()
            || networks
                .chain(volumes)
                .chain(pods)
                .any(|unit| unit == service)
    };
    units
        .map(String::as_str)
        .filter(move |unit| unit.ends_with(".service") && !unit.contains('@') && !ours(unit))
}
