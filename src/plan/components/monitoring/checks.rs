//! What contradicts itself or others, and what the operator should know.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chosen, exposure, grafana, key, node_memory, page, say};
use crate::{
    monitoring::{
        Backend, Imported,
        alerts::extra,
        budget::{Budget, LEAN},
        catalogue,
        dashboards::import,
        names, scrape,
    },
    plan::{Cursor, Workload},
    rules::{components::Component, monitoring as rules},
    settings::monitoring::{Measured, Way},
};

/// The most that one ConfigMap may have: an annotation of `kubectl apply` holds 256 KiB, with quotes and escapes.
const LARGEST: usize = 200_000;
/// Seconds between two scrapes, at least.
const SHORTEST_INTERVAL: u64 = 5;
/// And at most: rules and panels look back five minutes, and need two readings of them.
const LONGEST_INTERVAL: u64 = 120;
/// Seconds that metrics are kept, at least: VictoriaMetrics takes no less.
const SHORTEST_RETENTION: u64 = 86_400;

/// All checks.
pub(super) fn all(at: &mut Cursor<'_>, chosen: &Chosen, made: &[Workload]) {
    budget(at, chosen);
    taken(at, made);
    storage(at, chosen);
    times(at);
    owners(at, chosen);
    sizes(at, chosen, made);
    heard(at);
    open(at, chosen);
    firewall(at, chosen);
}

fn budget(at: &mut Cursor<'_>, chosen: &Chosen) {
    let budget = Budget::of(
        &chosen.stack,
        at.inventory.hosts.len() as u64,
        node_memory(at),
    );
    if budget.is_fat() {
        say(at, "profile", rules::lean(budget.expected(), LEAN));
    }
    if budget.is_beyond_node() {
        say(at, "nodeMemory", rules::node(budget.request(), budget.node));
    }
}

/// Names of objects, and ports of nodes, that others have.
fn taken(at: &mut Cursor<'_>, made: &[Workload]) {
    let mut says = Vec::new();
    let mut node_ports: BTreeMap<u16, &str> = BTreeMap::new();
    for other in &at.plan.workloads {
        for own in made.iter().filter(|own| own.namespace == other.namespace) {
            if own.name == other.name {
                says.push((
                    "namespace".to_owned(),
                    rules::name_taken("workload", &own.name, &own.namespace),
                ));
            }
            let theirs: BTreeSet<_> = other.services.iter().map(|service| &service.name).collect();
            for service in own
                .services
                .iter()
                .filter(|service| theirs.contains(&service.name))
            {
                says.push((
                    "namespace".to_owned(),
                    rules::name_taken("Service", &service.name, &own.namespace),
                ));
            }
        }
        let ports = other.services.iter().flat_map(|service| &service.ports);
        node_ports.extend(ports.filter_map(|port| Some((port.node_port?, other.name.as_str()))));
    }
    let mut host_ports = host_ports(at);
    for own in made {
        let component = own.name.as_str();
        let on_host = own.pod.host_network.is_some();
        for port in own
            .pod
            .containers
            .iter()
            .flat_map(|container| &container.ports)
        {
            let number = port
                .host_port
                .as_ref()
                .map(|port| port.value)
                .or(on_host.then_some(port.port));
            let Some(number) = number else { continue };
            let Some(by) = host_ports.insert(number, format!("`{component}`")) else {
                continue;
            };
            let of = if on_host {
                "exporters".to_owned()
            } else {
                "exposure".to_owned()
            };
            let told = if on_host {
                rules::port_taken(component, number, by)
            } else {
                rules::page_port_taken(page_of(component), number, by)
            };
            says.push((of, told));
        }
        for port in own.services.iter().flat_map(|service| &service.ports) {
            let Some(number) = port.node_port else {
                continue;
            };
            if let Some(by) = node_ports.insert(number, component) {
                let by = format!("`{by}`");
                says.push((
                    "exposure".to_owned(),
                    rules::page_port_taken(page_of(component), number, by),
                ));
            }
        }
    }
    for (of, told) in says {
        say(at, &of, told);
    }
}

/// What the settings call the page of a workload of the stack.
fn page_of(name: &str) -> &'static str {
    let all = Component::ALL.iter();
    let found = all.copied().find(|component| component.name() == name);
    found.and_then(page).unwrap_or("metrics")
}

/// TCP ports of nodes that containers or services of the hosts have, with whom.
pub(super) fn host_ports(at: &Cursor<'_>) -> BTreeMap<u16, String> {
    let mut out = BTreeMap::new();
    for workload in &at.plan.workloads {
        let on_host = workload
            .pod
            .host_network
            .as_ref()
            .is_some_and(|on| on.value);
        for port in workload
            .pod
            .containers
            .iter()
            .flat_map(|container| &container.ports)
        {
            let number = port
                .host_port
                .as_ref()
                .map(|port| port.value)
                .or(on_host.then_some(port.port));
            let tcp = port.protocol == crate::plan::Protocol::Tcp;
            if let Some(number) = number.filter(|_| tcp) {
                out.entry(number)
                    .or_insert_with(|| format!("the container `{}`", workload.name));
            }
        }
    }
    // A program on the network of the host has no port to be seen.
    for (index, container) in at.inventory.containers.iter().enumerate() {
        let workload = at.plan.workload_of(index);
        let on_host = workload
            .pod
            .host_network
            .as_ref()
            .is_some_and(|on| on.value);
        let image = container.image.reference.as_ref().filter(|_| on_host);
        let port = image
            .and_then(|image| catalogue::row_of(&image.value))
            .and_then(catalogue::Row::port);
        if let Some(port) = port {
            out.entry(port)
                .or_insert_with(|| format!("the container `{}`", container.attribute));
        }
    }
    for listener in at.inventory.hosts.values().flat_map(|host| &host.listeners) {
        if listener.protocol == crate::podman::ports::Protocol::Tcp {
            out.entry(listener.port)
                .or_insert_with(|| format!("the service `{}` of a host", listener.service));
        }
    }
    out
}

fn storage(at: &mut Cursor<'_>, chosen: &Chosen) {
    let storage = &at.settings.monitoring.storage;
    if let Some(class) = &storage.class
        && class
            .as_str()
            .split(['-', '.'])
            .any(|part| part.starts_with("nfs"))
    {
        match chosen.stack.backend {
            Backend::Prometheus if !storage.accept_nfs_risk => {
                say(at, "storage/class", rules::nfs(class));
            }
            Backend::Prometheus | Backend::VictoriaMetrics => {
                say(at, "storage/class", rules::nfs_risk(class));
            }
        }
    }
    if let Some((path, _)) = &chosen.host_path
        && chosen.node_selector.is_empty()
    {
        say(at, "storage/hostPath", rules::which_node(path));
    }
    if chosen.metrics_size.is_some() && chosen.stack.backend == Backend::VictoriaMetrics {
        say(at, "retention/metricsSize", rules::no_size());
    }
}

fn times(at: &mut Cursor<'_>) {
    let settings = &at.settings.monitoring;
    if settings.retention.metrics.seconds() < SHORTEST_RETENTION {
        let told = rules::too_short("monitoring.retention.metrics", "`1d`");
        say(at, "retention/metrics", told);
    }
    let thresholds = &settings.alerts.thresholds;
    for (name, percent) in [
        ("cpuBusyPercent", thresholds.cpu_busy_percent),
        ("diskFreePercent", thresholds.disk_free_percent),
        (
            "memoryAvailablePercent",
            thresholds.memory_available_percent,
        ),
        ("scrapeSuccessPercent", thresholds.scrape_success_percent),
        ("volumeFreePercent", thresholds.volume_free_percent),
    ] {
        if percent > 100 {
            let key = format!("monitoring.alerts.thresholds.{name}");
            let told = rules::no_percent(key, percent);
            say(at, &format!("alerts/thresholds/{name}"), told);
        }
    }
    let interval = settings.scrape.interval.as_ref();
    if interval.is_some_and(|interval| interval.seconds() > LONGEST_INTERVAL) {
        say(
            at,
            "scrape/interval",
            rules::too_long("monitoring.scrape.interval", "`2m`"),
        );
    }
    if interval.is_some_and(|interval| interval.seconds() < SHORTEST_INTERVAL) {
        say(
            at,
            "scrape/interval",
            rules::too_short("monitoring.scrape.interval", "`5s`"),
        );
    }
}

/// A target belongs to one job, and a job has a name of its own.
fn owners(at: &mut Cursor<'_>, chosen: &Chosen) {
    let quoted = |jobs: &[&scrape::Job]| {
        let names: Vec<String> = jobs.iter().map(|job| format!("`{}`", job.name)).collect();
        names.join(" and ")
    };
    let twice = scrape::owned_twice(&chosen.jobs);
    for (target, jobs) in &twice {
        say(at, "scrape", rules::owned_twice(target, quoted(jobs)));
    }
    let mut by_name: BTreeMap<&str, Vec<&scrape::Job>> = BTreeMap::new();
    for job in &chosen.jobs {
        by_name.entry(&job.name).or_default().push(job);
    }
    for (name, jobs) in by_name.into_iter().filter(|(_, jobs)| jobs.len() > 1) {
        say(at, "scrape", rules::owned_twice(name, quoted(&jobs)));
    }
}

/// Files of the operator's own, and what becomes of them.
fn sizes(at: &mut Cursor<'_>, chosen: &Chosen, made: &[Workload]) {
    let own = |at: &mut Cursor<'_>, of: &str, files: &[Imported]| {
        for (index, file) in files.iter().enumerate() {
            if file.text.len() > LARGEST {
                let told = rules::too_large(&file.path, file.text.len(), LARGEST);
                say(at, &format!("{of}/{index}"), told);
            }
        }
    };
    own(at, "grafana/dashboards", &chosen.stack.dashboards);
    own(at, "alerts/extraRules", &chosen.stack.alerts.extra);
    for (index, file) in chosen.stack.dashboards.iter().enumerate() {
        let of = format!("grafana/dashboards/{index}");
        match import::import(&file.text) {
            // Its size was told.
            Err(import::Fault::Large(_)) => {}
            Err(fault) => say(at, &of, rules::bad_file(&file.path, of_dashboard(&fault))),
            Ok(read) => {
                if !read.plugins.is_empty() {
                    let plugins: Vec<&str> = read.plugins.iter().map(String::as_str).collect();
                    say(at, &of, rules::plugins(&file.path, plugins.join(", ")));
                }
                if !read.sources.is_empty() {
                    let sources: Vec<&str> = read.sources.iter().map(String::as_str).collect();
                    say(at, &of, rules::sources(&file.path, sources.join(", ")));
                }
            }
        }
    }
    for (index, file) in chosen.stack.alerts.extra.iter().enumerate() {
        for fault in extra::faults(&file.text, chosen.stack.backend) {
            let told = rules::bad_file(&file.path, of_rules(&fault));
            say(at, &format!("alerts/extraRules/{index}"), told);
        }
    }
    let told = at.ledger.errors();
    for config in made.iter().flat_map(|workload| &workload.configs) {
        let size: usize = config.data.values().map(|text| text.value.len()).sum();
        if size > LARGEST && at.ledger.errors() == told {
            say(at, "enable", rules::too_large(&config.name, size, LARGEST));
        }
    }
}

/// Why a file is not a dashboard.
fn of_dashboard(fault: &import::Fault) -> String {
    match fault {
        import::Fault::Json(what) => format!("as JSON: {what}"),
        import::Fault::SecondVersion => {
            "it is of the second version of Grafana's schema; export it in the classic model"
                .to_owned()
        }
        import::Fault::NoTitle => "it has no title".to_owned(),
        import::Fault::Taken(uid) => format!("a dashboard of the stack has its `uid`, `{uid}`"),
        import::Fault::Large(size) => format!("it has {size} bytes"),
    }
}

/// Why a file is not one of rules.
fn of_rules(fault: &extra::Fault) -> String {
    match fault {
        extra::Fault::Shape(what) => format!("as rules: {what}"),
        extra::Fault::GroupTwice(name) => format!("another group is called `{name}`"),
        extra::Fault::Nameless(group) => {
            format!("a rule of the group `{group}` has neither `alert` nor `record`, or both")
        }
        extra::Fault::NoExpression(rule) => format!("the rule `{rule}` has no `expr`"),
    }
}

fn heard(at: &mut Cursor<'_>) {
    let settings = &at.settings.monitoring;
    if !settings.alerts.enable {
        return;
    }
    let notify = &settings.notify;
    if notify.webhooks.is_empty() && notify.slack.is_none() && notify.email.is_none() {
        say(at, "notify", rules::unheard());
    }
    if notify.deadman.is_none() {
        say(at, "notify", rules::no_deadman());
    }
}

fn open(at: &mut Cursor<'_>, chosen: &Chosen) {
    for component in &chosen.stack.parts {
        let (Some(page), Some(exposure)) = (page(*component), exposure::of(at, *component)) else {
            continue;
        };
        let port = exposure.port.map_or(0, crate::grammar::Port::get);
        // What leads nowhere was told.
        let way = match exposure.way {
            Way::None => continue,
            Way::NodePort | Way::HostPort if port == 0 => continue,
            Way::Ingress if exposure.host.is_none() => continue,
            Way::NodePort => format!("port {port} of a node"),
            Way::LoadBalancer | Way::HostPort if port != 0 => format!("port {port} of a node"),
            Way::LoadBalancer | Way::HostPort => "its port of a node".to_owned(),
            Way::Ingress => exposure
                .host
                .map_or_else(String::new, |host| format!("`{host}`")),
        };
        let of = format!("exposure/{page}");
        if *component != Component::Grafana {
            say(at, &of, rules::open_page(component.name(), way));
        } else if grafana::is_open(at) {
            let chosen = &at.settings.monitoring.grafana;
            let by_choice = chosen.anonymous == Some(true) && chosen.admin_password_file.is_some();
            let says = if by_choice {
                rules::open_grafana_by_choice(way)
            } else {
                rules::open_grafana(way)
            };
            say(at, &of, says);
        }
    }
}

/// Ports of nodes that Pods must reach. A host with the module opens them for its own Pods.
fn firewall(at: &mut Cursor<'_>, chosen: &Chosen) {
    let mut hosts = at.inventory.hosts.values().peekable();
    let several = at.inventory.hosts.len() > 1;
    if hosts.peek().is_some() && hosts.all(|host| host.managed) && !several {
        return;
    }
    let mut ports = vec![scrape::KUBELET];
    if at.settings.monitoring.exporters.node != Measured::None {
        ports.push(chosen.stack.node_port);
    }
    if chosen.stack.has(Component::SmartctlExporter) {
        ports.push(names::SMARTCTL_EXPORTER.1);
    }
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    let subject = key(at, "enable");
    at.ledger.say(subject, rules::closed(ports.join(" ")));
}
