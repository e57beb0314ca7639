//! The files with the jobs, as Prometheus and VictoriaMetrics read them.

use std::collections::BTreeMap;

use super::{Job, Target, Targets};
use crate::{
    monitoring::{
        Backend, Stack, TextFile, names,
        yaml::{Yaml, list, map},
    },
    origin::Whys,
    rules::components::Component,
};

/// Where a Pod finds its token, and the authority of the cluster.
const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// The label of a target with the exporter that asks it.
const EXPORTER_LABEL: &str = "__exporter";

/// The file that the backend reads: `prometheus.yml`, or the scrape file of VictoriaMetrics, which takes neither rules nor
/// receivers of alerts.
#[must_use]
pub fn config(stack: &Stack, jobs: &[Job]) -> TextFile {
    let interval = i64::from(stack.interval);
    let mut global = vec![("scrape_interval", format!("{interval}s").into())];
    let mut out = Vec::new();
    let timeout = interval.min(25);
    global.push(("scrape_timeout", format!("{timeout}s").into()));
    let name = match stack.backend {
        Backend::VictoriaMetrics => {
            out.push(("global", map(global)));
            "scrape.yml"
        }
        Backend::Prometheus => {
            global.push(("evaluation_interval", format!("{interval}s").into()));
            out.push(("global", map(global)));
            if stack.has(Component::Alertmanager) {
                let (name, port) = names::ALERTMANAGER;
                let targets = map([("targets", list([format!("{name}:{port}")]))]);
                let configs = map([("static_configs", Yaml::List(vec![targets]))]);
                out.push((
                    "alerting",
                    map([("alertmanagers", Yaml::List(vec![configs]))]),
                ));
                out.push(("rule_files", list([format!("{}/*.yml", names::RULES)])));
            }
            "prometheus.yml"
        }
    };
    out.push((
        "scrape_configs",
        Yaml::List(jobs.iter().map(of_job).collect()),
    ));
    let backend = match stack.backend {
        Backend::VictoriaMetrics => Component::VictoriaMetrics,
        Backend::Prometheus => Component::Prometheus,
    };
    let mut from = Whys::default();
    for why in jobs
        .iter()
        .flat_map(|job| job.from.iter())
        .chain(stack.from.iter())
    {
        if !from.contains(why) {
            from.push(why);
        }
    }
    TextFile::of(backend, name, map(out).document()).because(&from)
}

fn of_job(job: &Job) -> Yaml {
    if let Targets::Imported(own) = &job.targets {
        return own.clone();
    }
    let mut out = vec![("job_name", job.name.as_str().into())];
    if job.path != "/metrics" {
        out.push(("metrics_path", job.path.as_str().into()));
    }
    if job.honor_labels {
        out.push(("honor_labels", true.into()));
    }
    match &job.targets {
        Targets::Kubelets => {
            out.push(("scheme", "https".into()));
            // The time of a reading is that of the scrape: cadvisor's own is often older than the one before.
            if job.name == names::JOB_CADVISOR {
                out.push(("honor_timestamps", false.into()));
            }
            let token = format!("{ACCOUNT}/token");
            out.push(("authorization", map([("credentials_file", token.into())])));
            let tls = [
                ("ca_file", format!("{ACCOUNT}/ca.crt").into()),
                // A kubelet of K3s has a certificate of the cluster's own authority, but not for each of its addresses.
                ("insecure_skip_verify", true.into()),
            ];
            out.push(("tls_config", map(tls)));
            out.extend(nodes(None));
        }
        Targets::Nodes(port) => out.extend(nodes(Some(*port))),
        Targets::Static(targets) => out.push(("static_configs", groups(targets))),
        Targets::Asked { module, targets } => {
            if let Some(module) = module {
                out.push(("params", map([("module", list([*module]))])));
            }
            let targets: Vec<Target> = targets.iter().map(asked).collect();
            out.push(("static_configs", groups(&targets)));
            let relabel = [
                relabel(&["__address__"], None, "__param_target", None),
                relabel(&["__param_target"], None, "instance", None),
                relabel(&[EXPORTER_LABEL], None, "__address__", None),
            ];
            out.push(("relabel_configs", Yaml::List(relabel.into())));
        }
        Targets::Imported(_) => {}
    }
    let mut of_metrics = Vec::new();
    of_metrics.extend(job.keep.map(|patterns| {
        map([
            ("source_labels", list(["__name__"])),
            ("regex", patterns.join("|").into()),
            ("action", "keep".into()),
        ])
    }));
    if job.name == names::JOB_CADVISOR {
        // The sums over a Pod and over its cgroup would count everything twice; network is measured of the Pod only.
        of_metrics.push(map([
            ("source_labels", list(["__name__", "container"])),
            ("regex", "container_(cpu|memory|fs)_.*;".into()),
            ("action", "drop".into()),
        ]));
        of_metrics.push(map([
            ("regex", "id|name|image".into()),
            ("action", "labeldrop".into()),
        ]));
    }
    if !of_metrics.is_empty() {
        out.push(("metric_relabel_configs", Yaml::List(of_metrics)));
    }
    map(out)
}

/// A target with its exporter as a label, which is gone when it was scraped.
fn asked((exporter, target): &(String, Target)) -> Target {
    let mut out = target.clone();
    out.labels
        .insert(EXPORTER_LABEL.to_owned(), exporter.clone());
    out
}

/// Every node that the API knows, on the port of its kubelet or on another one.
fn nodes(port: Option<u16>) -> Vec<(&'static str, Yaml)> {
    let mut relabeled = Vec::new();
    if let Some(port) = port {
        let to = format!("$1:{port}");
        relabeled.push(relabel(
            &["__address__"],
            Some("(.+):[0-9]+"),
            "__address__",
            Some(&to),
        ));
    }
    let node = "__meta_kubernetes_node_name";
    relabeled.push(relabel(&[node], None, names::NODE_LABEL, None));
    let sd = map([("role", "node".into())]);
    vec![
        ("kubernetes_sd_configs", Yaml::List(vec![sd])),
        ("relabel_configs", Yaml::List(relabeled)),
    ]
}

fn relabel(from: &[&str], regex: Option<&str>, to: &str, replacement: Option<&str>) -> Yaml {
    let mut out = vec![("source_labels", list(from.iter().copied()))];
    out.extend(regex.map(|regex| ("regex", regex.into())));
    out.push(("target_label", to.into()));
    out.extend(replacement.map(|text| ("replacement", text.into())));
    map(out)
}

/// Targets of the same labels are one group.
fn groups(targets: &[Target]) -> Yaml {
    let mut groups: BTreeMap<&BTreeMap<String, String>, Vec<&str>> = BTreeMap::new();
    for target in targets {
        groups
            .entry(&target.labels)
            .or_default()
            .push(&target.address);
    }
    let group = |(labels, addresses): (&BTreeMap<String, String>, Vec<&str>)| {
        let mut out = vec![("targets", list(addresses))];
        if !labels.is_empty() {
            let labels = labels.iter();
            let labels = labels.map(|(key, value)| (key.as_str(), value.as_str().into()));
            out.push(("labels", map(labels)));
        }
        map(out)
    };
    Yaml::List(groups.into_iter().map(group).collect())
}
