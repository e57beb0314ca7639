//! The monitoring stack: what the settings choose becomes a [`Stack`], its texts are made by `monitoring/`, and each of its
//! programs becomes a Workload. Where something contradicts something else, none of it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    grammar::{Label, Quantity, Subdomain},
    ledger::Subject,
    monitoring::{
        Backend, Stack,
        budget::Budget,
        names,
        parts::{Part, Program as Named},
        scrape::{self, Job},
    },
    origin::{Traced, Why, Whys},
    plan::{Cursor, Workload, cursor::setting},
    rules::{Say, components::Component, monitoring as rules},
    settings::monitoring::{Measured, Sizes},
};

mod apps;
mod checks;
mod contents;
mod exposure;
mod grafana;
mod import;
mod notify;
mod policies;
mod program;
mod programs;

/// What the plan says of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitoring {
    /// Its namespace.
    pub namespace: Label,
    /// What it takes.
    pub budget: Budget,
}

/// All that was chosen and found, with its reasons.
struct Chosen<'a> {
    stack: Stack,
    jobs: Vec<Job>,
    /// Ports of Pods that are scraped.
    app_ports: BTreeSet<u16>,
    /// Files that imported jobs read: key of the Secret, path on the host.
    scrape_files: Vec<(String, String)>,
    /// Whether the settings name targets, which may be anywhere.
    has_targets_by_hand: bool,
    namespace_from: Whys,
    node_selector: BTreeMap<String, Traced<String>>,
    avoided_nodes: Vec<Traced<crate::grammar::NodeName>>,
    host_path: Option<(String, Whys)>,
    /// The one host of the cluster; empty where there are several.
    host: String,
    class: Option<Traced<Subdomain>>,
    sizes_of: &'a Sizes,
    sizes: BTreeMap<&'static str, Whys>,
    images: BTreeMap<Component, Traced<String>>,
    retention: Traced<String>,
    retention_hours: Traced<String>,
    metrics_size: Option<Traced<String>>,
    interval: Traced<String>,
    has_credentials: bool,
    has_password: bool,
    grafana_env: Vec<(&'static str, Traced<String>)>,
}

/// One for each program of the stack.
pub fn workloads(at: &mut Cursor<'_>) -> Vec<Workload> {
    if !at.settings.monitoring.enable {
        return Vec::new();
    }
    let before = at.ledger.errors();
    let chosen = choose(at);
    let base = at.plan.workloads.len();
    let mut out = Vec::new();
    for component in &chosen.stack.parts {
        let Some(program) = programs::program(*component, &chosen) else {
            continue;
        };
        let policy = at
            .settings
            .monitoring
            .network_policies
            .then(|| policies::policy(at, program.part, &chosen));
        let policy = policy.filter(|_| !program.host_network);
        let mut workload = program.workload(&chosen, policy);
        exposure::expose(at, *component, &mut workload);
        out.push(workload);
    }
    checks::all(at, &chosen, &out);
    contents::disabled(at, &chosen);
    if at.ledger.errors() > before {
        return Vec::new();
    }
    notify::secrets(at, &chosen, base, &out);
    policies::let_in(at, &chosen);
    let nodes = at.inventory.hosts.len() as u64;
    let budget = Budget::of(&chosen.stack, nodes, node_memory(at));
    let (expected, request) = (budget.expected(), budget.request());
    let namespace = chosen.stack.namespace.clone();
    let say = rules::stack(&namespace, out.len(), expected, request);
    at.ledger.say(key(at, "enable"), say);
    at.plan.monitoring = Some(Monitoring { namespace, budget });
    out
}

/// A name of ours.
fn known(name: &str) -> Label {
    Label::parse(name).expect("names of ours are labels")
}

/// A key of the settings of monitoring, as what a message is about.
fn key(at: &Cursor<'_>, key: &str) -> Subject {
    setting(at.settings, format!("/monitoring/{key}"), Vec::new())
}

/// Says something about a key.
fn say(at: &mut Cursor<'_>, of: &str, say: Say) {
    let subject = key(at, of);
    at.ledger.say(subject, say);
}

/// Why something is as it is: the key of the settings, where that is not what it is without one.
fn why(at: &mut Cursor<'_>, is_usual: bool, of: &str, usual: impl Into<Why>) -> Why {
    if is_usual {
        usual.into()
    } else {
        at.ledger.setting(format!("/monitoring/{of}")).into()
    }
}

/// Memory of the smallest node, in MiB.
fn node_memory(at: &Cursor<'_>) -> u64 {
    let chosen = &at.settings.monitoring;
    let usual = match chosen.profile {
        crate::monitoring::Profile::Lean => 2 << 10,
        crate::monitoring::Profile::Standard => 4 << 10,
    };
    let memory = chosen.node_memory.as_ref().map(Quantity::amount);
    memory.map_or(usual, |amount| amount.whole() >> 20)
}

impl Chosen<'_> {
    /// The image of a program.
    fn image(&self, part: &Part) -> Traced<String> {
        let own = self.images.get(&part.component).cloned();
        own.unwrap_or_else(|| {
            let why = [Some(Why::from(part.component)), self.stack.profile_from];
            Traced {
                value: part.image.of(self.stack.profile).to_owned(),
                from: why.into_iter().flatten().collect(),
            }
        })
    }

    fn retention(&self, flag: &str) -> Traced<String> {
        self.retention.clone().map(|text| format!("{flag}{text}"))
    }

    fn retention_of_alerts(&self) -> Traced<String> {
        let hours = self.retention_hours.clone();
        hours.map(|text| format!("--data.retention={text}"))
    }

    fn retention_size(&self) -> Option<Traced<String>> {
        let size = self.metrics_size.clone()?;
        Some(size.map(|text| format!("--storage.tsdb.retention.size={text}")))
    }

    fn interval(&self, flag: &str) -> Traced<String> {
        self.interval.clone().map(|text| format!("{flag}{text}"))
    }

    fn grafana_env(&self) -> Vec<(&'static str, Traced<String>)> {
        self.grafana_env.clone()
    }
}

/// Programs that are part of the stack, each with what decided it.
fn parts(at: &Cursor<'_>) -> BTreeSet<Component> {
    let chosen = &at.settings.monitoring;
    let is_prometheus = chosen.backend == Backend::Prometheus;
    let all = [
        (Component::Prometheus, is_prometheus),
        (Component::VictoriaMetrics, !is_prometheus),
        (Component::Vmalert, !is_prometheus && chosen.alerts.enable),
        (Component::Alertmanager, chosen.alerts.enable),
        (Component::KubeStateMetrics, true),
        (
            Component::NodeExporter,
            chosen.exporters.node == Measured::Pod,
        ),
        (Component::SmartctlExporter, chosen.exporters.smartctl),
        (Component::BlackboxExporter, chosen.scrape.probes),
        (Component::Grafana, chosen.grafana.enable),
    ];
    let there = all.into_iter().filter(|(_, there)| *there);
    there.map(|(component, _)| component).collect()
}

/// Reads the settings, and finds what there is to scrape.
fn choose<'a>(at: &mut Cursor<'a>) -> Chosen<'a> {
    let settings = &at.settings.monitoring;
    let usual = crate::settings::Monitoring::default();
    let stack = stack(at);
    let mut found = apps::found(at);
    found.tell_apart(&stack);
    let imported = import::jobs(at);
    let by_hand: Vec<Job> = imported.jobs.into_iter().chain(extra(at)).collect();
    let has_targets_by_hand = !by_hand.is_empty();
    let stack = Stack {
        apps: found.apps,
        probes: found.probes,
        jobs: found.jobs.into_iter().chain(by_hand).collect(),
        ..stack
    };
    let jobs = scrape::jobs(&stack);
    let of_backend = match stack.backend {
        Backend::Prometheus => Component::Prometheus,
        Backend::VictoriaMetrics => Component::VictoriaMetrics,
    };
    let is =
        |same: bool, key: &str, at: &mut Cursor<'_>, usual: Component| why(at, same, key, usual);
    let retention = &settings.retention;
    let same = retention.metrics == usual.retention.metrics;
    let from = is(same, "retention/metrics", at, of_backend);
    let metrics_retention = Traced::new(retention.metrics.as_str().to_owned(), from);
    let same = retention.alerts == usual.retention.alerts;
    let from = is(same, "retention/alerts", at, Component::Alertmanager);
    let hours = retention.alerts.seconds().div_ceil(3600);
    let retention_hours = Traced::new(format!("{hours}h"), from);
    let metrics_size = retention.metrics_size.as_ref().map(|size| {
        let from = at.ledger.setting("/monitoring/retention/metricsSize");
        let mib = size.quantity().amount().whole() >> 20;
        Traced::new(format!("{mib}MB"), from)
    });
    let from = is(
        settings.scrape.interval.is_none(),
        "scrape/interval",
        at,
        Component::Vmalert,
    );
    let interval = Traced::new(format!("{}s", stack.interval), from);
    let namespace = is(
        settings.namespace == usual.namespace,
        "namespace",
        at,
        Component::Monitoring,
    );
    let mut sizes = BTreeMap::new();
    let (chosen, default) = (&settings.storage.sizes, &usual.storage.sizes);
    for (name, same) in [
        ("metrics", chosen.metrics == default.metrics),
        ("grafana", chosen.grafana == default.grafana),
        ("alertmanager", chosen.alertmanager == default.alertmanager),
    ] {
        if !same {
            let key = format!("/monitoring/storage/sizes/{name}");
            sizes.insert(name, at.ledger.setting(key).into());
        }
    }
    let images = settings.images.iter().map(|(Named(component), image)| {
        let key = format!("/monitoring/images/{}", component.name());
        let from = at.ledger.setting(key);
        (*component, Traced::new(image.to_string(), from))
    });
    let images = images.collect();
    let class = settings.storage.class.as_ref().map(|class| {
        let from = at.ledger.setting("/monitoring/storage/class");
        Traced::new(class.clone(), from)
    });
    let (node_selector, avoided_nodes) = placement(at);
    let host_path = settings.storage.host_path.as_ref().map(|path| {
        let from = at.ledger.setting("/monitoring/storage/hostPath");
        (path.as_str().trim_end_matches('/').to_owned(), from.into())
    });
    Chosen {
        jobs,
        app_ports: found.ports,
        scrape_files: imported.files,
        has_targets_by_hand,
        namespace_from: namespace.into(),
        node_selector,
        avoided_nodes,
        host_path,
        host: match at.inventory.hosts.keys().collect::<Vec<_>>().as_slice() {
            [host] => (*host).clone(),
            _ => String::new(),
        },
        class,
        sizes_of: &settings.storage.sizes,
        sizes,
        images,
        retention: metrics_retention,
        retention_hours,
        metrics_size,
        interval,
        has_credentials: !notify::files(at).is_empty(),
        has_password: settings.grafana.admin_password_file.is_some(),
        grafana_env: grafana::environment(at),
        stack,
    }
}

/// The nodes of Pods that are not on every node. Data in a folder is on the one node that there is, where there is one.
fn placement(
    at: &mut Cursor<'_>,
) -> (
    BTreeMap<String, Traced<String>>,
    Vec<Traced<crate::grammar::NodeName>>,
) {
    let settings = &at.settings.monitoring;
    let mut selector = BTreeMap::new();
    for (label, value) in &settings.placement.node_selector {
        let from = at.ledger.setting("/monitoring/placement/nodeSelector");
        selector.insert(label.to_string(), Traced::new(value.to_string(), from));
    }
    let hosts: Vec<&String> = at.inventory.hosts.keys().collect();
    if let ([host], true, Some(_)) = (
        hosts.as_slice(),
        selector.is_empty(),
        &settings.storage.host_path,
    ) {
        let node = at.node(host);
        let from = at.ledger.setting("/monitoring/storage/hostPath");
        let label = crate::plan::HOSTNAME_LABEL.to_owned();
        selector.insert(label, Traced::new(node, from));
    }
    let avoided = settings.placement.avoid_nodes.iter().map(|node| {
        let from = at.ledger.setting("/monitoring/placement/avoidNodes");
        Traced::new(node.clone(), from)
    });
    let avoided = avoided.collect();
    (selector, avoided)
}

/// What the settings choose, typed for the makers of texts.
fn stack(at: &mut Cursor<'_>) -> Stack {
    let settings = &at.settings.monitoring;
    let (node_metrics, node_from) = match settings.exporters.node {
        Measured::Pod => (true, Whys::from(Component::NodeExporter)),
        Measured::Host => (true, at.ledger.setting("/monitoring/exporters/node").into()),
        Measured::None => (false, Whys::default()),
    };
    let taken = checks::host_ports(at);
    let node_port = match settings.exporters.node {
        // The one that was there goes on as well, and the two do not meet.
        Measured::Pod if taken.contains_key(&names::NODE_EXPORTER.1) => {
            names::NODE_EXPORTER_ELSEWHERE
        }
        _ => names::NODE_EXPORTER.1,
    };
    let mut from = Whys::default();
    if settings.scrape.interval.is_some() {
        from.push(at.ledger.setting("/monitoring/scrape/interval"));
    }
    let interval = settings.scrape.interval.as_ref();
    let interval = interval.map_or(30, |span| u32::try_from(span.seconds()).unwrap_or(u32::MAX));
    let hours = |span: &crate::grammar::Span| {
        u32::try_from(span.seconds().div_ceil(3600)).unwrap_or(u32::MAX)
    };
    let etcd = settings.scrape.etcd;
    let etcd_from = etcd.then(|| at.ledger.setting("/monitoring/scrape/etcd").into());
    let standard = settings.profile == crate::monitoring::Profile::default();
    let profile_from = (!standard).then(|| at.ledger.setting("/monitoring/profile").into());
    Stack {
        backend: settings.backend,
        profile: settings.profile,
        profile_from,
        namespace: settings.namespace.clone(),
        parts: parts(at),
        interval,
        retention: crate::monitoring::Retention {
            metrics: hours(&settings.retention.metrics),
            alerts: hours(&settings.retention.alerts),
        },
        alerts: notify::alerts(at),
        notify: notify::notify(at),
        dashboards: notify::texts(at, "grafana/dashboards", &settings.grafana.dashboards),
        kept: apps::kept(at),
        node_metrics,
        node_from,
        node_port,
        etcd,
        etcd_from: etcd_from.unwrap_or_default(),
        from,
        ..Stack::default()
    }
}

/// Jobs of the settings with nothing but their targets.
fn extra(at: &mut Cursor<'_>) -> Vec<Job> {
    let mut out = Vec::new();
    for (name, targets) in &at.settings.monitoring.scrape.extra {
        let from = at
            .ledger
            .setting(format!("/monitoring/scrape/extra/{name}"));
        let targets = targets.iter();
        let targets = targets.map(|target| scrape::Target::new(target.as_str()));
        let targets = targets.collect();
        out.push(Job::new(
            name.to_string(),
            scrape::Targets::Static(targets),
            Why::from(from),
        ));
    }
    out
}

/// Pages, as the settings call them.
const PAGES: [(&str, Component); 2] = [
    ("alertmanager", Component::Alertmanager),
    ("grafana", Component::Grafana),
];

/// What the settings call the page of a program; `None` for one that has none.
fn page(component: Component) -> Option<&'static str> {
    let known = PAGES.iter().find(|(_, of)| *of == component);
    let metrics = matches!(
        component,
        Component::Prometheus | Component::VictoriaMetrics
    );
    known
        .map(|(name, _)| *name)
        .or(metrics.then_some("metrics"))
}

/// Names of Services of programs that a Pod of the stack connects to.
fn service(component: Component) -> Option<(&'static str, u16)> {
    let part = crate::monitoring::parts::part(component)?;
    Some(part.service)
}
