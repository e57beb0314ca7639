//! Which targets are scraped: a job each, and the files that Prometheus and VictoriaMetrics read.
//!
//! K3s is one process with one registry: the kubelet of a server shows the metrics of the whole control plane, so the
//! kubelets are scraped once, with a list of what is kept, and nothing else of the control plane is.
//! <https://docs.k3s.io/reference/metrics>

use std::collections::BTreeMap;

use super::{Stack, names, yaml::Yaml};
use crate::{origin::Whys, rules::components::Component};

mod write;

pub use write::config;

/// One job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its name: the label `job`.
    pub name: String,
    /// What is asked.
    pub targets: Targets,
    /// Path of the metrics.
    pub path: String,
    /// Whether labels of the target's own win (`honor_labels`).
    pub honor_labels: bool,
    /// Names of the metrics that are kept, as patterns; all when absent.
    pub keep: Option<&'static [&'static str]>,
    /// What decided it.
    pub from: Whys,
}

/// The targets of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// The kubelet of every node, by HTTPS with the token of the Pod.
    Kubelets,
    /// A port of every node.
    Nodes(u16),
    /// Addresses.
    Static(Vec<Target>),
    /// Exporters that ask others for us.
    Asked {
        /// Their parameter `module`.
        module: Option<&'static str>,
        /// Whom they ask (the label `instance`), each with the address of its exporter.
        targets: Vec<(String, Target)>,
    },
    /// A job of the operator's own, with all of its keys.
    Imported(Yaml),
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `host:port`, or a URL for an exporter that asks.
    pub address: String,
    /// Labels of its series.
    pub labels: BTreeMap<String, String>,
}

impl Target {
    /// One without labels.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            labels: BTreeMap::new(),
        }
    }
}

/// Port of every kubelet.
pub const KUBELET: u16 = 10250;
/// Port on which an embedded etcd shows its metrics.
/// <https://docs.k3s.io/cli/server#database>
const ETCD: u16 = 2381;

/// What is kept of the registry of K3s, about one series of ten. `.*` stands at the end only.
const OF_KUBELET: &[&str] = &[
    "apiserver_request_total",
    "go_goroutines",
    "k3s_.*",
    "kubelet_node_name",
    "kubelet_running_.*",
    "kubelet_volume_stats_.*",
    "kubernetes_build_info",
    "process_.*",
    "rest_client_requests_total",
    "scheduler_pending_pods",
    "workqueue_depth",
];
/// What is kept of the use of containers.
const OF_CADVISOR: &[&str] = &[
    "container_cpu_cfs_periods_total",
    "container_cpu_cfs_throttled_periods_total",
    "container_cpu_usage_seconds_total",
    "container_fs_reads_bytes_total",
    "container_fs_writes_bytes_total",
    "container_memory_rss",
    "container_memory_working_set_bytes",
    "container_network_receive_bytes_total",
    "container_network_receive_errors_total",
    "container_network_receive_packets_dropped_total",
    "container_network_transmit_bytes_total",
    "container_network_transmit_errors_total",
    "container_network_transmit_packets_dropped_total",
    "container_oom_events_total",
    "container_start_time_seconds",
    "machine_cpu_cores",
    "machine_memory_bytes",
];

impl Job {
    /// One with nothing but its targets.
    #[must_use]
    pub fn new(name: impl Into<String>, targets: Targets, from: impl Into<Whys>) -> Self {
        Self {
            name: name.into(),
            targets,
            path: "/metrics".to_owned(),
            honor_labels: false,
            keep: None,
            from: from.into(),
        }
    }

    /// What it asks, each address with its path once: `http://host:port/path`.
    pub fn owned(&self) -> Vec<String> {
        let path = &self.path;
        match &self.targets {
            Targets::Kubelets => vec![format!("https://NODE:{KUBELET}{path}")],
            Targets::Nodes(port) => vec![format!("http://NODE:{port}{path}")],
            Targets::Static(targets) => {
                let each = targets.iter();
                each.map(|target| format!("http://{}{path}", target.address))
                    .collect()
            }
            Targets::Asked { module, targets } => {
                let module = module.unwrap_or_default();
                let url = |(exporter, target): &(String, Target)| {
                    format!("http://{exporter}{path}?{module}&{}", target.address)
                };
                targets.iter().map(url).collect()
            }
            Targets::Imported(job) => imported(job),
        }
    }

    /// Texts that may have an address to which it connects: what it asks, and the servers that tell an imported job what
    /// to ask.
    pub fn connects_to(&self) -> Vec<String> {
        match &self.targets {
            Targets::Imported(job) => texts(job),
            _ => self.owned(),
        }
    }
}

/// All texts below a value.
fn texts(value: &Yaml) -> Vec<String> {
    match value {
        Yaml::Text(text) => vec![text.clone()],
        Yaml::Number(_) | Yaml::Bool(_) => Vec::new(),
        Yaml::List(items) => items.iter().flat_map(texts).collect(),
        Yaml::Map(entries) => entries.iter().flat_map(|(_, value)| texts(value)).collect(),
    }
}

/// What a job of the operator's own asks, as far as its addresses stand in it.
fn imported(job: &Yaml) -> Vec<String> {
    let text = |key: &str, usual: &str| match job.get(key) {
        Some(Yaml::Text(text)) => text.clone(),
        _ => usual.to_owned(),
    };
    let (scheme, path) = (text("scheme", "http"), text("metrics_path", "/metrics"));
    let params = job.get("params").map(Yaml::document).unwrap_or_default();
    let groups = job
        .get("static_configs")
        .map(Yaml::items)
        .unwrap_or_default();
    let targets = groups.iter().filter_map(|group| group.get("targets"));
    let targets = targets
        .flat_map(Yaml::items)
        .filter_map(|target| match target {
            Yaml::Text(address) => Some(format!("{scheme}://{address}{path}{params}")),
            _ => None,
        });
    targets.collect()
}

/// The jobs of the cluster itself and of the stack; those of containers are in [`Stack::jobs`].
#[must_use]
pub fn jobs(stack: &Stack) -> Vec<Job> {
    let mut out = vec![
        Job {
            keep: Some(OF_KUBELET),
            ..Job::new(names::JOB_KUBELET, Targets::Kubelets, Component::Monitoring)
        },
        Job {
            path: "/metrics/cadvisor".to_owned(),
            keep: Some(OF_CADVISOR),
            ..Job::new(
                names::JOB_CADVISOR,
                Targets::Kubelets,
                Component::Monitoring,
            )
        },
    ];
    let dns = Target::new("kube-dns.kube-system.svc:9153");
    out.push(Job::new(
        names::JOB_COREDNS,
        Targets::Static(vec![dns]),
        Component::Monitoring,
    ));
    if stack.node_metrics {
        let (name, port) = (names::NODE_EXPORTER.0, stack.node_port);
        let from = stack.node_from.clone();
        out.push(Job::new(name, Targets::Nodes(port), from));
    }
    if stack.etcd {
        let from = stack.etcd_from.clone();
        out.push(Job::new(names::JOB_ETCD, Targets::Nodes(ETCD), from));
    }
    if stack.has(Component::SmartctlExporter) {
        let (name, port) = names::SMARTCTL_EXPORTER;
        out.push(Job::new(
            name,
            Targets::Nodes(port),
            Component::SmartctlExporter,
        ));
    }
    for component in &stack.parts {
        let Some(part) = super::parts::part(*component).filter(|part| !part.on_each_node) else {
            continue;
        };
        let (name, number) = part.service;
        let target = Target::new(format!("{name}.{}.svc:{number}", stack.namespace));
        out.push(Job {
            honor_labels: *component == Component::KubeStateMetrics,
            ..Job::new(name, Targets::Static(vec![target]), *component)
        });
    }
    out.extend(probes(stack));
    out.extend(stack.jobs.iter().cloned());
    out
}

/// Targets of a module with their exporter, and what decided them.
type Asked = (Vec<(String, Target)>, Whys);

/// The blackbox exporter asks services from outside, a job for each of its modules.
fn probes(stack: &Stack) -> Vec<Job> {
    let (name, port) = names::BLACKBOX_EXPORTER;
    let exporter = format!("{name}.{}.svc:{port}", stack.namespace);
    let mut by_module: BTreeMap<&'static str, Asked> = BTreeMap::new();
    for probe in &stack.probes {
        let (targets, from) = by_module.entry(probe.module).or_default();
        let target = Target {
            address: probe.target.clone(),
            labels: BTreeMap::from([
                (names::APP_LABEL.to_owned(), probe.app.clone()),
                ("namespace".to_owned(), probe.namespace.to_string()),
            ]),
        };
        targets.push((exporter.clone(), target));
        from.extend(probe.from.iter());
    }
    let jobs = by_module.into_iter().map(|(module, (targets, from))| Job {
        path: "/probe".to_owned(),
        ..Job::new(
            format!("{}-{module}", names::JOB_PROBES),
            Targets::Asked {
                module: Some(module),
                targets,
            },
            from,
        )
    });
    jobs.collect()
}

/// Targets that two jobs ask: the address, and the jobs. Their series would be there twice, and sums of them wrong.
#[must_use]
pub fn owned_twice(jobs: &[Job]) -> BTreeMap<String, Vec<&Job>> {
    let mut owners: BTreeMap<String, Vec<&Job>> = BTreeMap::new();
    for job in jobs {
        for target in job.owned() {
            owners.entry(target).or_default().push(job);
        }
    }
    owners.retain(|_, jobs| jobs.len() > 1);
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitoring::Backend;

    #[test]
    fn each_target_has_one_owner() {
        for backend in [Backend::Prometheus, Backend::VictoriaMetrics] {
            let stack = Stack {
                backend,
                ..Stack::default()
            };
            let mut jobs = jobs(&stack);
            assert!(owned_twice(&jobs).is_empty());
            let again = Targets::Nodes(names::NODE_EXPORTER.1);
            jobs.push(Job::new("node", again, Component::Monitoring));
            let twice = owned_twice(&jobs);
            let names: Vec<&str> = twice
                .values()
                .flatten()
                .map(|job| job.name.as_str())
                .collect();
            assert_eq!(names, ["node-exporter", "node"]);
        }
    }

    /// VictoriaMetrics ends at once where the file has what only Prometheus knows.
    #[test]
    fn victoria_metrics_gets_only_what_it_takes() {
        let stack = Stack::default();
        let text = config(&stack, &jobs(&stack)).text;
        for key in ["alerting", "rule_files", "evaluation_interval"] {
            assert!(!text.contains(key), "{key}\n{text}");
        }
    }

    /// Nothing that an alert or a dashboard asks for is thrown away.
    #[test]
    fn what_is_asked_for_is_kept() {
        let stack = Stack {
            parts: crate::monitoring::parts::PARTS
                .iter()
                .map(|part| part.component)
                .collect(),
            ..Stack::default()
        };
        let files = crate::monitoring::alerts::files(&stack);
        let dashboards = crate::monitoring::dashboards::files(&stack);
        let mut asked = 0;
        for text in files.iter().chain(&dashboards).map(|file| &file.text) {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            for word in words {
                let of = [
                    ("container_", OF_CADVISOR),
                    ("machine_", OF_CADVISOR),
                    ("kubelet_", OF_KUBELET),
                    ("k3s_", OF_KUBELET),
                    ("apiserver_", OF_KUBELET),
                ];
                let Some((_, kept)) = of.iter().find(|(start, _)| word.starts_with(start)) else {
                    continue;
                };
                asked += 1;
                let is_kept = kept.iter().any(|pattern| match pattern.strip_suffix(".*") {
                    Some(start) => word.starts_with(start),
                    None => *pattern == word,
                });
                assert!(is_kept, "{word}");
            }
        }
        assert!(asked > 10, "{asked}");
    }
}
