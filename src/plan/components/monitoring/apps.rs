//! Containers with metrics: those of the inventory whose images the catalogue knows, each with its Service.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ledger::Subject,
    monitoring::{
        App, Kept, Probe, Stack, blackbox,
        catalogue::{self, Known, Metrics, Row, Switch},
        names,
        scrape::{Job, Target, Targets},
    },
    origin::{OriginId, Whys},
    plan::{Check, Cursor, EnvSource, PodContainer, Protocol, ServiceKind, VolumeSource, Workload},
    rules::{Say, components::Component, monitoring as rules},
};

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub apps: Vec<App>,
    pub probes: Vec<Probe>,
    pub jobs: Vec<Job>,
    /// Ports of Pods that are scraped.
    pub ports: BTreeSet<u16>,
}

impl Found {
    /// Containers of a program that the stack has as well get a job of another name.
    pub fn tell_apart(&mut self, stack: &Stack) {
        let taken = |name: &str| stack.parts.iter().any(|part| part.name() == name);
        let apart = |name: &mut String| {
            if taken(name) {
                name.push_str("-migrated");
            }
        };
        self.jobs.iter_mut().for_each(|job| apart(&mut job.name));
        self.apps.iter_mut().for_each(|app| apart(&mut app.job));
    }
}

/// A container at hand.
struct Seat<'p> {
    index: usize,
    workload: &'p Workload,
    container: &'p PodContainer,
    image: OriginId,
    /// Whether podman goes on running it.
    stays: bool,
}

/// Looks at every container.
pub(super) fn found(at: &mut Cursor<'_>) -> Found {
    let mut out = Found::default();
    let stopped = at.ledger.refused_containers();
    let mut told: Vec<(usize, Say)> = Vec::new();
    let mut jobs: BTreeMap<&'static str, Job> = BTreeMap::new();
    let (inventory, settings) = (at.inventory, at.settings);
    for (index, container) in inventory.containers.iter().enumerate() {
        let Some(image) = &container.image.reference else {
            continue;
        };
        let workload = at.plan.workload_of(index);
        let stays = workload
            .members
            .iter()
            .any(|member| stopped.contains_key(member));
        let seat = Seat {
            index,
            workload,
            container: at.plan.container_of(index),
            image: image.origin,
            stays,
        };
        let row = catalogue::row_of(&image.value).filter(|_| settings.monitoring.scrape.apps);
        let scraped = match row {
            Some(row) => judge(at, row, &seat, &mut jobs, &mut out, &mut told),
            None => false,
        };
        if !scraped && !stays && settings.monitoring.scrape.probes {
            out.probes.extend(probe(at, &seat));
        }
    }
    out.jobs = jobs.into_values().collect();
    for (index, say) in told {
        at.ledger.say(Subject::Container(index, None), say);
    }
    out
}

/// Whether a container becomes a target; if not, and it could, why not.
fn judge(
    at: &Cursor<'_>,
    row: &'static Row,
    seat: &Seat,
    jobs: &mut BTreeMap<&'static str, Job>,
    out: &mut Found,
    told: &mut Vec<(usize, Say)>,
) -> bool {
    let name = at
        .inventory
        .containers
        .get(seat.index)
        .map_or("", |container| &container.attribute);
    let kind = row.kind;
    let (port, path) = match row.metrics {
        Metrics::Ours => {
            let program = match kind {
                "cadvisor" => "the kubelet",
                "smartctl-exporter" => Component::SmartctlExporter.name(),
                _ => Component::NodeExporter.name(),
            };
            told.push((seat.index, rules::same_work(name, program)));
            return true;
        }
        Metrics::Exporter(image) => {
            told.push((seat.index, rules::exporter(name, kind, image)));
            return false;
        }
        Metrics::Login(_, path) => {
            told.push((seat.index, rules::needs_login(name, kind, path)));
            return false;
        }
        Metrics::If(_, _, switch) if !is_on(switch, seat.container) => {
            told.push((seat.index, rules::opt_in(name, kind, described(switch))));
            return false;
        }
        Metrics::Always(port, path) | Metrics::If(port, path, _) => (port, path),
        Metrics::Asks(port, _) => (port, "/probe"),
    };
    if row.known == Known::Told {
        told.push((seat.index, rules::unverified(name, kind, port, path)));
        return false;
    }
    let Some((address, from)) = address(at, seat.index, seat.stays, port) else {
        told.push((seat.index, rules::unreached(name, kind, port)));
        return false;
    };
    out.ports.insert(port);
    let target = |address: &str| Target {
        address: address.to_owned(),
        labels: labels(seat),
    };
    let job = jobs.entry(kind).or_insert_with(|| Job {
        path: path.to_owned(),
        ..Job::new(kind, Targets::Static(Vec::new()), Whys::default())
    });
    job.from.push(seat.image);
    job.from.extend(from.iter());
    let variable = match row.metrics {
        Metrics::Asks(_, variable) | Metrics::If(_, _, Switch::Variable(variable)) => {
            let mut all = seat.container.env.iter();
            all.find(|known| known.name == variable)
        }
        _ => None,
    };
    job.from
        .extend(variable.iter().flat_map(|variable| variable.from.iter()));
    let asked = match row.metrics {
        Metrics::Asks(_, variable) => literal(seat.container, variable),
        _ => None,
    };
    match (&mut job.targets, asked) {
        (Targets::Asked { module: _, targets }, Some(asked)) => {
            targets.push((address, target(asked)));
        }
        (Targets::Static(targets), Some(asked)) if targets.is_empty() => {
            job.targets = Targets::Asked {
                module: None,
                targets: vec![(address, target(asked))],
            };
        }
        (Targets::Static(targets), _) => targets.push(target(&address)),
        _ => {}
    }
    out.apps.push(App {
        job: kind.to_owned(),
        kind,
        namespace: (!seat.stays).then(|| seat.workload.namespace.clone()),
        service: seat.container.name.to_string(),
        from: seat.image.into(),
    });
    true
}

fn labels(seat: &Seat) -> BTreeMap<String, String> {
    let mut out = BTreeMap::from([(names::APP_LABEL.to_owned(), seat.container.name.to_string())]);
    if !seat.stays {
        out.insert("namespace".to_owned(), seat.workload.namespace.to_string());
    }
    out
}

/// Where a port of a container is reached from a Pod of another namespace, and what decided that.
pub(super) fn address_of(at: &Cursor<'_>, index: usize, port: u16) -> Option<(String, Whys)> {
    let stopped = at.ledger.refused_containers();
    let mut members = at.plan.workload_of(index).members.iter();
    let stays = members.any(|member| stopped.contains_key(member));
    address(at, index, stays, port)
}

fn address(at: &Cursor<'_>, index: usize, stays: bool, port: u16) -> Option<(String, Whys)> {
    let workload = at.plan.workload_of(index);
    let container = at.plan.container_of(index);
    let mut from = container.from.clone();
    let on_host = workload.pod.host_network.as_ref();
    if stays || on_host.is_some_and(|on| on.value) {
        let settings = at.settings.hosts.get(&workload.host);
        let address = settings.and_then(|host| host.address);
        let host = address.map_or_else(|| at.node(&workload.host), |address| address.to_string());
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host
        };
        let mut ports = container.ports.iter().filter(|known| known.port == port);
        let published = ports.find_map(|known| known.host_port.as_ref());
        let outside = match (published, on_host) {
            (Some(published), _) => {
                from.extend(published.from.iter());
                published.value
            }
            (None, Some(on_host)) if on_host.value => {
                from.extend(on_host.from.iter());
                port
            }
            (None, _) => return None,
        };
        return Some((format!("{host}:{outside}"), from));
    }
    let mut services = workload.services.iter();
    services.find_map(|service| {
        let name = format!("{}.{}.svc", service.name, workload.namespace);
        let mut ports = service.ports.iter();
        let listed =
            ports.find(|known| known.target_port == port && known.protocol == Protocol::Tcp);
        let outside = match (service.kind, listed) {
            (ServiceKind::Headless, _) => port,
            (_, Some(listed)) => listed.port,
            (_, None) => return None,
        };
        let mut from = from.clone();
        from.extend(workload.namespace_from.iter());
        from.extend(service.from.iter());
        from.extend(listed.iter().flat_map(|listed| listed.from.iter()));
        (service.shared.is_none()).then(|| (format!("{name}:{outside}"), from))
    })
}

/// A variable of the container that is written out.
fn literal<'c>(container: &'c PodContainer, name: &str) -> Option<&'c str> {
    container
        .env
        .iter()
        .find(|variable| variable.name == name)
        .and_then(|variable| match &variable.source {
            EnvSource::Literal(value) => Some(value.as_str()),
            EnvSource::SecretKey { .. } | EnvSource::Field(_) => None,
        })
}

fn is_on(switch: Switch, container: &PodContainer) -> bool {
    match switch {
        Switch::Variable(name) => literal(container, name).is_some_and(|value| {
            !matches!(
                value.to_ascii_lowercase().as_str(),
                "" | "0" | "false" | "no"
            )
        }),
        Switch::Word(word) => container
            .args
            .iter()
            .chain(&container.command)
            .any(|arg| arg.value.starts_with(word)),
        Switch::File(_) => false,
    }
}

fn described(switch: Switch) -> String {
    match switch {
        Switch::Variable(name) => format!("the variable `{name}`"),
        Switch::Word(word) => format!("`{word}` in its command"),
        Switch::File(key) => format!("`{key}` in its configuration"),
    }
}

/// Whether a container answers a request, where a port of it is known to speak HTTP; otherwise whether its first port takes
/// connections.
fn probe(at: &Cursor<'_>, seat: &Seat) -> Option<Probe> {
    let of = |module, target, mut from: Whys| {
        from.push(seat.image);
        Probe {
            module,
            target,
            app: seat.container.name.to_string(),
            namespace: seat.workload.namespace.clone(),
            from,
        }
    };
    let ways = [
        asked_by_check(seat),
        behind_ingress(seat),
        of_image(at, seat),
    ];
    for (port, path, also) in ways.into_iter().flatten() {
        if let Some((address, mut from)) = address(at, seat.index, seat.stays, port) {
            from.extend(also.iter());
            return Some(of(blackbox::HTTP, format!("http://{address}{path}"), from));
        }
    }
    let mut ports = seat.container.ports.iter();
    let port = ports.find(|port| port.protocol == Protocol::Tcp)?;
    let (target, mut from) = address(at, seat.index, seat.stays, port.port)?;
    from.extend(port.from.iter());
    Some(of(blackbox::TCP, target, from))
}

/// A port that speaks HTTP, the path that it is asked for, and what tells so.
type Spoken = (u16, String, Whys);

/// The URL that a health check of the container asks itself for.
fn asked_by_check(seat: &Seat) -> Option<Spoken> {
    let container = seat.container;
    let checks = [
        &container.readiness,
        &container.liveness,
        &container.startup,
    ];
    checks.into_iter().flatten().find_map(|probe| {
        let Check::Exec(words) = &probe.check else {
            return None;
        };
        let (port, path) = words.iter().find_map(|word| own_url(word))?;
        Some((port, path, probe.from.clone()))
    })
}

/// Port and path of the first URL of this machine in a command.
fn own_url(command: &str) -> Option<(u16, String)> {
    command.split("http://").skip(1).find_map(|rest| {
        let ends = |c: char| c.is_whitespace() || "\"'`;|&)<>$\\#".contains(c);
        let url = rest.split(ends).next().unwrap_or_default();
        let (authority, path) = match url.find('/') {
            Some(at) => url.split_at(at),
            None => (url, "/"),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !authority.ends_with(']') => (host, port.parse().ok()?),
            _ => (authority, 80),
        };
        let is_own = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].contains(&host);
        is_own.then(|| (port, path.to_owned()))
    })
}

/// The port to which an Ingress leads.
fn behind_ingress(seat: &Seat) -> Option<Spoken> {
    seat.workload.ingresses.iter().find_map(|ingress| {
        let mut services = seat.workload.services.iter();
        let service = services.find(|service| service.name == ingress.service)?;
        let port = service
            .ports
            .iter()
            .find(|port| port.port == ingress.port)?;
        let known = seat
            .container
            .ports
            .iter()
            .find(|known| known.port == port.target_port)?;
        Some((known.port, "/".to_owned(), ingress.from.clone()))
    })
}

/// The port on which the image is known to have a page.
fn of_image(at: &Cursor<'_>, seat: &Seat) -> Option<Spoken> {
    let container = at.inventory.containers.get(seat.index)?;
    let row = catalogue::row_of(&container.image.reference.as_ref()?.value)?;
    let port = row.port()?;
    let known = seat
        .container
        .ports
        .iter()
        .find(|known| known.port == port)?;
    Some((port, "/".to_owned(), known.from.clone()))
}

/// Data of containers in directories of nodes.
pub(super) fn kept(at: &Cursor<'_>) -> Vec<Kept> {
    let mut out: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for workload in at
        .plan
        .workloads
        .iter()
        .filter(|workload| !workload.members.is_empty())
    {
        for volume in &workload.pod.volumes {
            let VolumeSource::HostPath { path, kind } = &volume.source else {
                continue;
            };
            let is_system = ["/dev", "/etc", "/nix", "/proc", "/run", "/sys", "/tmp"];
            let is_system = is_system.iter().any(|top| {
                let rest = path.as_str().strip_prefix(top);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            if is_system || matches!(*kind, "File" | "Socket" | "CharDevice" | "BlockDevice") {
                continue;
            }
            let name = format!("{}/{}", workload.namespace, workload.name);
            let key = (at.node(&workload.host), path.to_string());
            out.entry(key).or_default().insert(name);
        }
    }
    out.into_iter()
        .map(|((node, path), workloads)| Kept {
            path,
            node: Some(node),
            workloads,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::own_url;

    #[test]
    fn urls_of_the_container_itself() {
        for (command, expected) in [
            (
                "curl -f http://localhost:8080/health || exit 1",
                Some((8080, "/health")),
            ),
            ("wget -qO- 'http://127.0.0.1/'", Some((80, "/"))),
            ("curl http://[::1]:81", Some((81, "/"))),
            ("curl http://[::1]/a", Some((80, "/a"))),
            (
                "curl http://example.org/ http://localhost:1/x",
                Some((1, "/x")),
            ),
            ("curl http://localhost:$PORT/x", None),
            ("curl https://localhost/", None),
            ("curl http://localhost:99999/", None),
            ("http://", None),
            ("", None),
        ] {
            let expected = expected.map(|(port, path)| (port, path.to_owned()));
            assert_eq!(own_url(command), expected, "{command}");
        }
    }
}
