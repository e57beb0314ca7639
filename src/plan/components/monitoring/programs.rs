//! The programs of the stack, a function each: what it is told, what it reads, what it keeps.

use super::{
    Chosen, known,
    program::{At, Files, Program},
};
use crate::{
    grammar::{Label, Subdomain},
    monitoring::{TextFile, alertmanager, alerts, dashboards, grafana, names, parts, scrape},
    origin::Traced,
    plan::{Access, Check},
    rules::components::Component,
};

/// The user that images of Prometheus call `nobody`, who owns nothing.
const UNPRIVILEGED: i64 = 65534;
/// The user of Grafana's image.
const GRAFANA: i64 = 472;
/// The Secret of Alertmanager, and that of Grafana.
pub(super) const CREDENTIALS: &str = "alertmanager.credentials";
pub(super) const GRAFANA_ADMIN: &str = "grafana.admin";
/// The Secret of the backend.
pub(super) const SCRAPE_FILES: &str = "metrics.scrape-files";
/// The key of the password in it.
pub(super) const ADMIN_PASSWORD: &str = "admin-password";

/// What the backend may ask: which nodes there are, and the metrics of their kubelets.
const NODES: [Access; 2] = [
    Access {
        group: "",
        resources: &["nodes"],
        verbs: &["list", "watch"],
    },
    Access {
        group: "",
        resources: &["nodes/metrics"],
        verbs: &["get"],
    },
];

/// What kube-state-metrics counts.
const COUNTED: [Access; 3] = [
    Access {
        group: "",
        resources: &[
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
        ],
        verbs: &["list", "watch"],
    },
    Access {
        group: "apps",
        resources: &["daemonsets", "deployments", "statefulsets"],
        verbs: &["list", "watch"],
    },
    Access {
        group: "batch",
        resources: &["cronjobs", "jobs"],
        verbs: &["list", "watch"],
    },
];

/// The program of a component; `None` where it is not one of the stack.
#[allow(clippy::too_many_lines, reason = "a table: an arm for each program")]
pub(super) fn program(component: Component, chosen: &Chosen) -> Option<Program> {
    let part = parts::part(component)?;
    let http = |path: &'static str, port: u16| Check::Http { path, port };
    let number = part.service.1;
    let health =
        |live: &'static str, ready: &'static str| [http(live, number), http(ready, number)];
    let new = |user: i64, probes: [Check; 2]| Program::new(part, user, probes);
    let own = |text: &str| Traced::new(text.to_owned(), component);
    Some(match component {
        Component::Prometheus => Program {
            args: prometheus(chosen),
            files: metrics_files(chosen, "/etc/prometheus"),
            secret: scrape_files(chosen),
            data: Some(("/prometheus", chosen.sizes_of.metrics.clone(), "metrics")),
            access: NODES.into(),
            grace: 60,
            ..new(UNPRIVILEGED, health("/-/healthy", "/-/ready"))
        },
        Component::VictoriaMetrics => Program {
            args: victoria_metrics(chosen),
            files: metrics_files(chosen, "/etc/victoriametrics"),
            secret: scrape_files(chosen),
            data: Some(("/storage", chosen.sizes_of.metrics.clone(), "metrics")),
            access: NODES.into(),
            grace: 60,
            ..new(UNPRIVILEGED, health("/health", "/health"))
        },
        Component::Vmalert => Program {
            args: vmalert(chosen),
            files: vec![rules(chosen)],
            ..new(UNPRIVILEGED, health("/health", "/health"))
        },
        Component::Alertmanager => Program {
            args: vec![
                own("--config.file=/etc/alertmanager/config/alertmanager.yml"),
                own("--storage.path=/alertmanager"),
                chosen.retention_of_alerts(),
                // One of it: it looks for no others.
                own("--cluster.listen-address="),
            ],
            files: vec![Files {
                name: name_of("alertmanager-config"),
                files: vec![alertmanager::config(&chosen.stack)],
                at: At::Folder("/etc/alertmanager/config".to_owned()),
            }],
            data: Some((
                "/alertmanager",
                chosen.sizes_of.alertmanager.clone(),
                "alertmanager",
            )),
            secret: chosen
                .has_credentials
                .then(|| (names::ALERTMANAGER_SECRETS, name_of(CREDENTIALS))),
            ..new(UNPRIVILEGED, health("/-/healthy", "/-/ready"))
        },
        Component::KubeStateMetrics => Program {
            args: vec![
                own(&format!("--port={number}")),
                own("--telemetry-port=8081"),
                own(&format!("--resources={}", counted())),
            ],
            ports: &[("telemetry", 8081)],
            access: COUNTED.into(),
            ..new(
                UNPRIVILEGED,
                [http("/livez", number), http("/readyz", 8081)],
            )
        },
        Component::NodeExporter => Program {
            args: node_exporter(chosen.stack.node_port),
            port: chosen.stack.node_port,
            host_paths: &[["root", "/", "/host"]],
            host_network: true,
            ..new(
                UNPRIVILEGED,
                [
                    http("/", chosen.stack.node_port),
                    http("/", chosen.stack.node_port),
                ],
            )
        },
        Component::SmartctlExporter => Program {
            args: vec![
                own(&format!("--web.listen-address=:{number}")),
                // Disks that sleep are not woken.
                own("--smartctl.powermode-check=standby"),
            ],
            host_paths: &[["dev", "/dev", "/dev"]],
            host_network: true,
            privileged: true,
            ..new(0, health("/", "/"))
        },
        Component::BlackboxExporter => Program {
            args: vec![own("--config.file=/etc/blackbox/blackbox.yml")],
            files: vec![Files {
                name: name_of("blackbox-config"),
                files: vec![blackbox()],
                at: At::Folder("/etc/blackbox".to_owned()),
            }],
            ..new(UNPRIVILEGED, health("/-/healthy", "/-/healthy"))
        },
        Component::Grafana => Program {
            env: chosen.grafana_env(),
            files: grafana_files(chosen),
            data: Some((
                "/var/lib/grafana",
                chosen.sizes_of.grafana.clone(),
                "grafana",
            )),
            secret: chosen
                .has_password
                .then(|| (grafana::SECRETS, name_of(GRAFANA_ADMIN))),
            scratch: &["/tmp"],
            ..new(GRAFANA, health("/api/health", "/api/health"))
        },
        Component::DevicePlugin | Component::Monitoring => return None,
    })
}

/// Where the backend finds the files that imported jobs read.
fn scrape_files(chosen: &Chosen) -> Option<(&'static str, Subdomain)> {
    let any = !chosen.scrape_files.is_empty();
    any.then(|| (crate::monitoring::import::FILES, name_of(SCRAPE_FILES)))
}

/// Whose plurals kube-state-metrics counts, each once.
fn counted() -> String {
    let mut all: Vec<&str> = COUNTED
        .iter()
        .flat_map(|access| access.resources)
        .copied()
        .collect();
    all.sort_unstable();
    all.join(",")
}

/// Pseudo file systems, and those of containers, are no disks; interfaces of Pods come and go.
const NODE_EXPORTER: [&str; 11] = [
    "--path.procfs=/host/proc",
    "--path.sysfs=/host/sys",
    "--path.rootfs=/host",
    "--path.udev.data=/host/run/udev/data",
    "--no-collector.fibrechannel",
    "--no-collector.infiniband",
    "--no-collector.ipvs",
    "--no-collector.tapestats",
    "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/k3s/.+|run/containerd/.+|run/user/.+|\
     var/lib/kubelet/.+|var/lib/rancher/k3s/agent/.+|var/lib/containers/.+|var/lib/docker/.+)($|/)",
    "--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|\
     erofs|fuse.*|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|\
     squashfs|sysfs|tmpfs|tracefs)$",
    "--collector.netdev.device-exclude=^(cni.*|flannel.*|veth.*|podman.*|docker.*|br-.*|lo)$",
];

fn node_exporter(port: u16) -> Vec<Traced<String>> {
    let listen = format!("--web.listen-address=:{port}");
    let all = NODE_EXPORTER.iter().map(|arg| (*arg).to_owned());
    let all = all.chain([listen]);
    all.map(|arg| Traced::new(arg, Component::NodeExporter))
        .collect()
}

fn prometheus(chosen: &Chosen) -> Vec<Traced<String>> {
    let own = |text: &str| Traced::new(text.to_owned(), Component::Prometheus);
    let mut out = vec![
        own("--config.file=/etc/prometheus/prometheus.yml"),
        own("--storage.tsdb.path=/prometheus"),
        chosen.retention("--storage.tsdb.retention.time="),
    ];
    out.extend(chosen.retention_size());
    // A dashboard that is opened on a small node must not stop the scrapes.
    out.extend([own("--query.max-concurrency=4"), own("--query.timeout=2m")]);
    out
}

fn victoria_metrics(chosen: &Chosen) -> Vec<Traced<String>> {
    let own = |text: String| Traced::new(text, Component::VictoriaMetrics);
    let request = parts::part(Component::VictoriaMetrics);
    let request = request.map_or(0, |part| part.request.of(chosen.stack.profile));
    vec![
        own("-storageDataPath=/storage".to_owned()),
        chosen.retention("-retentionPeriod="),
        own(format!("-httpListenAddr=:{}", names::VICTORIA_METRICS.1)),
        own("-promscrape.config=/etc/victoriametrics/scrape.yml".to_owned()),
        own(format!("-memory.allowedBytes={request}MiB")),
        // What was scraped half a minute ago is too late for a message within two minutes; one program scrapes and answers.
        own("-search.latencyOffset=5s".to_owned()),
    ]
}

fn vmalert(chosen: &Chosen) -> Vec<Traced<String>> {
    let own = |text: String| Traced::new(text, Component::Vmalert);
    let (name, port) = names::VICTORIA_METRICS;
    let metrics = format!("http://{name}:{port}");
    let (name, port) = names::ALERTMANAGER;
    vec![
        own(format!("-httpListenAddr=:{}", names::VMALERT.1)),
        own(format!("-datasource.url={metrics}")),
        // The state of alerts outlives a restart, and `ALERTS` is there to be queried.
        own(format!("-remoteWrite.url={metrics}")),
        own(format!("-remoteRead.url={metrics}")),
        own(format!("-notifier.url=http://{name}:{port}")),
        own(format!("-rule={}/*.yml", names::RULES)),
        chosen.interval("-evaluationInterval="),
        // As long as `-search.latencyOffset` of VictoriaMetrics.
        own("-rule.evalDelay=5s".to_owned()),
    ]
}

/// The scrape file, and the rules where the backend evaluates them itself.
fn metrics_files(chosen: &Chosen, folder: &str) -> Vec<Files> {
    let stack = &chosen.stack;
    let mut out = vec![Files {
        name: name_of(&format!("{}-config", stack.metrics().0)),
        files: vec![scrape::config(stack, &chosen.jobs)],
        at: At::Folder(folder.to_owned()),
    }];
    if stack.evaluator() == Component::Prometheus && stack.has(Component::Alertmanager) {
        out.push(rules(chosen));
    }
    out
}

fn rules(chosen: &Chosen) -> Files {
    Files {
        name: name_of("alert-rules"),
        files: alerts::files(&chosen.stack),
        at: At::Folder(names::RULES.to_owned()),
    }
}

fn grafana_files(chosen: &Chosen) -> Vec<Files> {
    let mut out = vec![Files {
        name: name_of("grafana-provisioning"),
        files: grafana::provisioning(&chosen.stack),
        at: At::Paths(&grafana::PATHS),
    }];
    for file in dashboards::files(&chosen.stack) {
        let stem = dashboard(&file.name);
        out.push(Files {
            name: name_of(&format!("grafana-dashboard-{stem}")),
            at: At::Folder(format!("{}/{stem}", names::DASHBOARDS)),
            files: vec![file],
        });
    }
    out
}

/// The name of a dashboard's file as a part of a name.
fn dashboard(file: &str) -> Label {
    crate::plan::model::pod::label(file.trim_end_matches(".json"))
}

fn blackbox() -> TextFile {
    TextFile::of(
        Component::BlackboxExporter,
        "blackbox.yml",
        crate::monitoring::blackbox::config(),
    )
}

/// A name of ours.
pub(super) fn name_of(name: &str) -> Subdomain {
    Subdomain::parse(name).unwrap_or_else(|_| {
        Subdomain::parse(known("config").as_str()).expect("a label is a subdomain")
    })
}
