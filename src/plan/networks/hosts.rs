//! `/etc/hosts`.

use super::Seat;
use crate::{
    facts::mentions,
    grammar::Subdomain,
    ledger::Subject,
    origin::{Given, OriginId, Traced, Whys},
    plan::{HostAlias, Pod, Role, Workload},
    podman::{
        Backend, Inventory,
        network::{HostAddress, HostEntry, HostsFile},
    },
    rules::{Say, network as rules},
};

/// Names of the host that podman puts into every `/etc/hosts`.
const HOST_NAMES: [&str; 2] = ["host.containers.internal", "host.docker.internal"];

/// `--add-host`.
pub fn settle_entries(seat: &mut Seat<'_>, entries: &[Given<HostEntry>]) {
    for given in entries {
        let ip = match given.value.address {
            HostAddress::Ip(ip) => Some(ip.to_string()),
            HostAddress::Gateway => host_address(seat),
        };
        let Some(ip) = ip else {
            let names = quoted(given.value.names.iter());
            let say = rules::host_gateway(seat.name(), names, &seat.container.host);
            seat.ledger.refused(given.origin, say);
            continue;
        };
        let (good, bad): (Vec<&String>, Vec<&String>) = given
            .value
            .names
            .iter()
            .partition(|name| Subdomain::is(name));
        for name in &good {
            add(seat.pod(), &ip, name, &given.origin.into());
        }
        if bad.is_empty() {
            seat.ledger.kept(given.origin);
            continue;
        }
        let say = rules::host_entry(seat.name(), quoted(bad.into_iter()));
        let written = entries.iter().any(|other| {
            let mut names = other.value.names.iter();
            other.origin == given.origin && names.any(|name| Subdomain::is(name))
        });
        if written {
            seat.ledger.changed(given.origin, say);
        } else {
            seat.ledger.dropped(given.origin, say);
        }
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// `--no-hosts` and `--hosts-file`. The kubelet starts from an empty file, as `none` does.
pub fn settle_switches(
    seat: &mut Seat<'_>,
    no_hosts: Option<&Given<bool>>,
    file: Option<&Given<HostsFile>>,
) {
    if let Some(given) = seat.unless_refused(no_hosts) {
        let say = given.value.then(|| rules::hosts_file_of_image(seat.name()));
        settle_file(seat, given.origin, say);
    }
    if let Some(given) = seat.unless_refused(file) {
        let say = match &given.value {
            HostsFile::Default | HostsFile::None => None,
            HostsFile::Image => Some(rules::hosts_file_of_image(seat.name())),
            HostsFile::Path(path) => Some(rules::hosts_file_of_host(seat.name(), path)),
        };
        settle_file(seat, given.origin, say);
    }
}

fn settle_file(seat: &mut Seat<'_>, origin: OriginId, lost: Option<Say>) {
    match lost {
        Some(say) => seat.ledger.dropped(origin, say),
        None => seat.ledger.already_so(origin, &rules::PODMANS_DEFAULT),
    }
}

/// podman names the host in every `/etc/hosts`; here only where a container is told to use it.
/// Docker adds no name.
pub fn add_gateway(seat: &mut Seat<'_>) {
    let host = seat.inventory.hosts.get(&seat.container.host);
    let no_hosts = seat.container.network.no_hosts.as_ref();
    if host.is_some_and(|host| host.backend == Backend::Docker)
        || no_hosts.is_some_and(|given| given.value)
    {
        return;
    }
    for name in HOST_NAMES {
        let given = |entry: &Given<HostEntry>| entry.value.names.iter().any(|other| other == name);
        if seat.container.network.add_host.iter().any(given) {
            continue;
        }
        let from: Vec<OriginId> = mentions::of(seat.container, name)
            .into_iter()
            .map(|(origin, _)| origin)
            .collect();
        let Some(first) = from.first().copied() else {
            continue;
        };
        if let Some(ip) = host_address(seat) {
            add(seat.pod(), &ip, name, &from.into());
            continue;
        }
        let say = rules::host_name(seat.name(), name, &seat.container.host);
        seat.ledger.say(Subject::Option(first), say);
    }
}

/// The members of a Pod that podman calls 127.0.0.1: everyone but the owner of the network.
pub fn add_members(inventory: &Inventory, workload: &mut Workload) {
    if workload.members.len() < 2 {
        return;
    }
    let members = workload.members.iter().zip(&workload.pod.containers);
    let names: Vec<(String, Whys)> = members
        .filter(|(_, seat)| seat.role != Role::Sidecar)
        .filter_map(|(index, seat)| {
            let container = inventory.containers.get(*index)?;
            let names = [container.name().to_owned(), seat.name.clone()];
            let good = names.into_iter().find(|name| Subdomain::is(name))?;
            Some((good, seat.from.clone()))
        })
        .collect();
    for (name, from) in names {
        add(&mut workload.pod, "127.0.0.1", &name, &from);
    }
}

fn host_address(seat: &Seat<'_>) -> Option<String> {
    let host = seat.settings.hosts.get(&seat.container.host)?;
    host.address.map(|address| address.to_string())
}

/// One line per address; the first entry of a name counts, as in podman.
fn add(pod: &mut Pod, ip: &str, name: &str, from: &Whys) {
    let name = Traced {
        value: name.to_owned(),
        from: from.clone(),
    };
    let Some(line) = pod.host_aliases.iter_mut().find(|alias| alias.ip == ip) else {
        pod.host_aliases.push(HostAlias {
            ip: ip.to_owned(),
            names: vec![name],
            from: from.clone(),
        });
        return;
    };
    line.from.extend(from.iter());
    match line.names.iter_mut().find(|old| old.value == name.value) {
        Some(old) => old.from.extend(from.iter()),
        None => line.names.push(name),
    }
}
