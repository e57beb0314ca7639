//! Cluster overview: are all nodes and Pods well, and who uses most.

use super::panel::{Dashboard, NONE_IS_GOOD, Needs, Panel, SHARE};
use crate::rules::components::Component;

const KSM: Needs = Needs::Part(Component::KubeStateMetrics);
/// Without it, no rule is evaluated.
const ALERTING: Needs = Needs::Part(Component::Alertmanager);

/// Firing alerts, as the overview shows them, too.
pub(super) const FIRING: Panel = Panel::table(
    "Firing alerts",
    &[
        ("alertname", "Alert"),
        ("severity", "Severity"),
        ("node", "Node"),
        ("namespace", "Namespace"),
        ("pod", "Pod"),
        ("Value", "Series"),
    ],
    &[(
        r#"count by (alertname, severity, node, namespace, pod) (ALERTS{alertstate="firing",alertname!="Watchdog"})"#,
        "",
    )],
)
.note("Silences do not show here: they are in Alertmanager.")
.needs(ALERTING);

/// How many alerts fire.
pub(super) const ALERTS: Panel = Panel::stat(
    "Alerts",
    "short",
    &[(
        r#"count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)"#,
        "",
    )],
)
.steps(NONE_IS_GOOD)
.needs(ALERTING);

/// Nodes that Kubernetes can use.
pub(super) const READY: Panel = Panel::stat(
    "Nodes ready",
    "short",
    &[(
        r#"sum(kube_node_status_condition{job="kube-state-metrics",condition="Ready",status="true"})"#,
        "",
    )],
)
.needs(KSM);

/// Nodes that it cannot.
pub(super) const NOT_READY: Panel = Panel::stat(
    "Nodes not ready",
    "short",
    &[(
        r#"count(kube_node_status_condition{job="kube-state-metrics",condition="Ready",status="true"} == 0) or vector(0)"#,
        "",
    )],
)
.steps(NONE_IS_GOOD)
.needs(KSM);

/// Memory of all nodes.
pub(super) const MEMORY: Panel = Panel::stat(
    "Memory used",
    "percent",
    &[(
        r#"100 * (1 - sum(node_memory_MemAvailable_bytes{job="node-exporter"}) / sum(node_memory_MemTotal_bytes{job="node-exporter"}))"#,
        "",
    )],
)
.steps(SHARE)
.needs(Needs::Nodes);

/// Processors of all nodes.
pub(super) const BUSY: Panel = Panel::stat(
    "Processors busy",
    "percent",
    &[(
        r#"100 * (1 - avg(rate(node_cpu_seconds_total{job="node-exporter",mode="idle"}[$__rate_interval])))"#,
        "",
    )],
)
.steps(SHARE)
.needs(Needs::Nodes);

/// Pods that use most memory.
pub(super) const MOST_MEMORY: Panel = Panel::bars(
    "Pods with most memory",
    "bytes",
    &[(
        r#"topk(10, sum by (namespace, pod) (container_memory_working_set_bytes{job="cadvisor",container!=""}))"#,
        "{{namespace}}/{{pod}}",
    )],
)
.note("The working set: what the kubelet counts against the limit.");

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-cluster",
    title: "Cluster overview",
    description: "Nodes and Pods, what they use, and what is wrong.",
    needs: Needs::Always,
    variables: &[],
    panels: &[
        READY,
        NOT_READY,
        Panel::stat(
            "Pods running",
            "short",
            &[(
                r#"sum(kube_pod_status_phase{job="kube-state-metrics",phase="Running"})"#,
                "",
            )],
        )
        .needs(KSM),
        Panel::stat(
            "Pods pending",
            "short",
            &[(
                r#"sum(kube_pod_status_phase{job="kube-state-metrics",phase="Pending"})"#,
                "",
            )],
        )
        .steps(&[(1, "orange")])
        .needs(KSM),
        Panel::stat(
            "Pods failed",
            "short",
            &[(
                r#"sum(kube_pod_status_phase{job="kube-state-metrics",phase="Failed"})"#,
                "",
            )],
        )
        .steps(NONE_IS_GOOD)
        .needs(KSM),
        ALERTS,
        BUSY,
        MEMORY,
        Panel::stat(
            "Fullest disk",
            "percent",
            &[(
                r#"max(100 * (1 - node_filesystem_avail_bytes{job="node-exporter",fstype!~"tmpfs|ramfs|squashfs|erofs|iso9660|overlay|nsfs|fuse.*"} / node_filesystem_size_bytes{job="node-exporter"}) unless node_filesystem_readonly{job="node-exporter"} == 1)"#,
                "",
            )],
        )
        .steps(SHARE)
        .needs(Needs::Nodes),
        Panel::stat(
            "Scrapes that succeed",
            "percent",
            &[("100 * avg(avg_over_time(up[1h]))", "")],
        ),
        Panel::stat(
            "Restarts in an hour",
            "short",
            &[(
                r#"sum(increase(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[1h]))"#,
                "",
            )],
        )
        .needs(KSM),
        Panel::names(
            "Releases of Kubernetes",
            &[(
                r#"count by (git_version) (kubernetes_build_info{job="kubelet"})"#,
                "{{git_version}}",
            )],
        ),
        Panel::lines(
            "Processors busy",
            "percent",
            &[(
                r#"100 * (1 - avg by (node) (rate(node_cpu_seconds_total{job="node-exporter",mode="idle"}[$__rate_interval])))"#,
                "{{node}}",
            )],
        )
        .needs(Needs::Nodes),
        Panel::lines(
            "Memory used",
            "percent",
            &[(
                r#"100 * (1 - node_memory_MemAvailable_bytes{job="node-exporter"} / node_memory_MemTotal_bytes{job="node-exporter"})"#,
                "{{node}}",
            )],
        )
        .needs(Needs::Nodes),
        Panel::bars(
            "Pods with most processor time",
            "short",
            &[(
                r#"topk(10, sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{job="cadvisor",container!=""}[$__rate_interval])))"#,
                "{{namespace}}/{{pod}}",
            )],
        )
        .note("In cores."),
        MOST_MEMORY,
        Panel::areas(
            "Pods by phase",
            "short",
            &[(
                r#"sum by (phase) (kube_pod_status_phase{job="kube-state-metrics"}) > 0"#,
                "{{phase}}",
            )],
        )
        .needs(KSM),
        FIRING,
    ],
};
