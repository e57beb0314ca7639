//! Jobs of a `prometheus.yml` that go on: what its targets are after the migration.

use std::collections::BTreeSet;

use super::{apps, say};
use crate::{
    monitoring::{
        catalogue::{self, Metrics},
        import::{self, Fault, Listed, Resolved},
        names,
        scrape::Job,
    },
    origin::Whys,
    plan::Cursor,
    rules::monitoring as rules,
};

/// What was taken over.
#[derive(Default)]
pub(super) struct Import {
    pub jobs: Vec<Job>,
    /// Keys of a Secret, and the files of the host that they come from.
    pub files: Vec<(String, String)>,
}

/// Names that mean the host to a container, or to a program of the host itself.
const HOST: [&str; 5] = [
    "127.0.0.1",
    "[::1]",
    "host.containers.internal",
    "host.docker.internal",
    "localhost",
];

/// The jobs of all files of `scrape.importFrom`.
pub(super) fn jobs(at: &mut Cursor<'_>) -> Import {
    let mut out = Import::default();
    let mut listed: Vec<Listed> = Vec::new();
    let mut files: Vec<(String, &String, &str, Whys)> = Vec::new();
    // Keys of the settings that name files of targets.
    let mut keys: Vec<String> = Vec::new();
    let settings = at.settings;
    for (index, path) in settings.monitoring.scrape.import_from.iter().enumerate() {
        let key = format!("scrape/importFrom/{index}");
        let from = Whys::from(at.ledger.setting(format!("/monitoring/{key}")));
        let text = settings.texts.get(path).map_or("", String::as_str);
        match Listed::of(path, text, from.clone()) {
            Some(file) => {
                listed.push(file);
                keys.push(key);
            }
            None => files.push((key, path, text, from)),
        }
    }
    let mut used = BTreeSet::new();
    for (key, path, text, from) in files {
        let backend = at.settings.monitoring.backend;
        let mut also = Whys::default();
        let read = import::read(text, backend, &from, &listed, &mut |host, port| {
            resolve(at, host, port, &mut also)
        });
        let read = match read {
            Ok(read) => read,
            Err(what) => {
                say(at, &key, rules::unreadable(path, what));
                continue;
            }
        };
        for fault in read.faults {
            let told = match fault {
                Fault::Target(job, target, reason) => rules::unresolved(job, target, reason),
                Fault::Secret(job, secret) => rules::inline_secret(job, secret),
            };
            say(at, &key, told);
        }
        for (left, reason) in read.left {
            say(at, &key, rules::left_behind(path, left, reason));
        }
        for (job, lines) in read.account {
            let lines = if lines.is_empty() {
                "as it was".to_owned()
            } else {
                lines.join("; ")
            };
            say(at, &key, rules::imported(path, job, lines));
        }
        out.jobs.extend(read.jobs.into_iter().map(|mut job| {
            // Which option decided which address of a file is not told apart.
            job.from.extend(also.iter());
            job
        }));
        out.files.extend(read.files);
        used.extend(read.listed);
    }
    for (index, (file, key)) in listed.iter().zip(&keys).enumerate() {
        if !used.contains(&index) {
            let what =
                "it is a file of targets, and no job of another file reads it (`file_sd_configs`)";
            say(at, key, rules::bad_file(&file.path, what));
        }
    }
    out.files.sort();
    out.files.dedup();
    out
}

/// What an address of the old configuration is now.
fn resolve(at: &Cursor<'_>, host: &str, port: Option<u16>, also: &mut Whys) -> Resolved {
    let name = host.to_lowercase();
    if let Some(index) = container(at, &name) {
        let port = port.unwrap_or(80);
        return of_container(at, index, port, also);
    }
    let hosts = hosts(at, &name);
    if hosts.is_empty() {
        return if name.contains(['.', ':']) {
            Resolved::Same("it is outside of the cluster".to_owned())
        } else {
            Resolved::Gone(format!("no container and no host is called `{host}`"))
        };
    }
    let port = port.unwrap_or(80);
    if let Some(ours) = ours(at, port) {
        return Resolved::Ours(ours);
    }
    let published = at
        .inventory
        .containers
        .iter()
        .enumerate()
        .find_map(|(index, container)| {
            let target = at.plan.container_of(index);
            let known = hosts.contains(&container.host.as_str());
            let ports = target.ports.iter().filter(|_| known);
            let port = ports
                .filter(|each| {
                    each.host_port
                        .as_ref()
                        .is_some_and(|host| host.value == port)
                })
                .map(|each| each.port)
                .next();
            Some((index, port?))
        });
    if let Some((index, port)) = published {
        return of_container(at, index, port, also);
    }
    let [host] = hosts.as_slice() else {
        return Resolved::Gone(format!(
            "it is one of the hosts {}; name which one",
            hosts.join(", ")
        ));
    };
    let address = at.settings.hosts.get(*host).and_then(|host| host.address);
    match address {
        Some(address) => {
            let address = if address.to_string().contains(':') {
                format!("[{address}]")
            } else {
                address.to_string()
            };
            let why = "a service of the host, which Pods reach at its address; its firewall has to let them in";
            Resolved::Moved(format!("{address}:{port}"), why.to_owned())
        }
        None => Resolved::Gone(format!(
            "a service of the host `{host}`, whose address is not known: set `hosts.\"{host}\".address`"
        )),
    }
}

/// The container that has a name on some network of podman.
fn container(at: &Cursor<'_>, name: &str) -> Option<usize> {
    let mut hosts = at.inventory.hosts.keys();
    hosts.find_map(|host| {
        let peers = &at.facts.peers;
        peers
            .by_name(host, name)
            .or_else(|| peers.called(host, name).first().copied())
    })
}

/// The hosts that a name or an address may mean.
fn hosts<'a>(at: &Cursor<'a>, name: &str) -> Vec<&'a str> {
    let all = || at.inventory.hosts.iter();
    if HOST.contains(&name) {
        return all().map(|(name, _)| name.as_str()).collect();
    }
    let is = |(known, host): &(&String, &crate::podman::Host)| {
        let settings = at.settings.hosts.get(*known);
        let address = settings.and_then(|host| host.address);
        let own = host.host_name.as_deref().unwrap_or(known);
        let short = name.split('.').next().unwrap_or(name);
        known.to_lowercase() == name
            || own.to_lowercase() == short
            || address.is_some_and(|address| address.to_string() == name.trim_matches(['[', ']']))
    };
    all().filter(is).map(|(name, _)| name.as_str()).collect()
}

/// What of the stack listens where the old configuration asks.
fn ours(at: &Cursor<'_>, port: u16) -> Option<String> {
    let node = at.settings.monitoring.exporters.node != crate::settings::monitoring::Measured::None;
    if port == names::NODE_EXPORTER.1 && node {
        return Some("the job `node-exporter` of the stack measures the nodes".to_owned());
    }
    let itself = [names::PROMETHEUS.1, names::VICTORIA_METRICS.1];
    itself
        .contains(&port)
        .then(|| "the stack scrapes itself".to_owned())
}

fn of_container(at: &Cursor<'_>, index: usize, port: u16, also: &mut Whys) -> Resolved {
    let Some(container) = at.inventory.containers.get(index) else {
        return Resolved::Gone("no container has this name".to_owned());
    };
    let image = container.image.reference.as_ref();
    let row = image.and_then(|image| catalogue::row_of(&image.value));
    if let Some(row) = row.filter(|row| row.metrics == Metrics::Ours) {
        return Resolved::Ours(format!(
            "the stack does what `{}` ({}) does",
            container.attribute, row.kind
        ));
    }
    match apps::address_of(at, index, port) {
        Some((address, from)) => {
            also.extend(from.iter());
            Resolved::Moved(address, format!("the Service of `{}`", container.attribute))
        }
        None => Resolved::Gone(format!(
            "no Service leads to port {port} of `{}`: put it in a network of podman, or publish the port",
            container.attribute
        )),
    }
}
