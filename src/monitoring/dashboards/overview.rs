//! Overview of the stack: everything on one screen, and the monitoring itself.

use super::{
    cluster::{ALERTS, BUSY, FIRING, MEMORY, MOST_MEMORY, NOT_READY, READY},
    panel::{Dashboard, NONE_IS_GOOD, Needs, Panel, SHARE},
};
use crate::{monitoring::Backend, rules::components::Component};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-overview",
    title: "Stack overview",
    description: "All of it on one screen: nodes, services, disks, and the monitoring itself.",
    needs: Needs::Always,
    variables: &[],
    panels: &[
        ALERTS,
        READY,
        NOT_READY,
        BUSY,
        MEMORY,
        Panel::stat(
            "Targets down",
            "short",
            &[("count(up == 0) or vector(0)", "")],
        )
        .steps(NONE_IS_GOOD),
        FIRING,
        Panel::bars(
            "Targets up",
            "percent",
            &[("100 * avg by (job) (up)", "{{job}}")],
        )
        .sized(12, 8),
        Panel::bars(
            "Disks",
            "percent",
            &[(
                r#"max by (node, device) (100 * (1 - node_filesystem_avail_bytes{job="node-exporter",fstype!~"tmpfs|ramfs|squashfs|erofs|iso9660|overlay|nsfs|fuse.*"} / node_filesystem_size_bytes{job="node-exporter"}))"#,
                "{{node}} {{device}}",
            )],
        )
        .steps(SHARE)
        .needs(Needs::Nodes),
        MOST_MEMORY,
        Panel::stat(
            "Disks that fail their check",
            "short",
            &[(
                r#"count(smartctl_device_smart_status{job="smartctl-exporter"} == 0) or vector(0)"#,
                "",
            )],
        )
        .steps(NONE_IS_GOOD)
        .needs(Needs::Part(Component::SmartctlExporter)),
        Panel::stat(
            "Services that do not answer",
            "short",
            &[(
                r#"count(probe_success{job=~"probes-.*"} == 0) or vector(0)"#,
                "",
            )],
        )
        .steps(NONE_IS_GOOD)
        .needs(Needs::Part(Component::BlackboxExporter)),
        Panel::stat(
            "Power",
            "watt",
            &[("sum(tasmota_power_W)", "")],
        )
        .needs(Needs::App("tasmota")),
        Panel::stat(
            "Certificates of K3s: days left",
            "short",
            &[(
                r#"min(k3s_certificate_expiration_seconds{job="kubelet"}) / 86400"#,
                "",
            )],
        )
        .note("K3s shows it with supervisor-metrics: true."),
        Panel::stat(
            "Series",
            "short",
            &[(r#"prometheus_tsdb_head_series{job="prometheus"}"#, "")],
        )
        .needs(Needs::Backend(Backend::Prometheus)),
        Panel::stat(
            "Series in an hour",
            "short",
            &[(
                r#"sum(vm_cache_entries{job="victoriametrics",type="storage/hour_metric_ids"})"#,
                "",
            )],
        )
        .needs(Needs::Backend(Backend::VictoriaMetrics)),
        Panel::stat(
            "Samples of all scrapes",
            "short",
            &[("sum(scrape_samples_post_metric_relabeling)", "")],
        ),
        Panel::lines(
            "Memory of the monitoring",
            "bytes",
            &[(
                r#"process_resident_memory_bytes{job=~"prometheus|victoriametrics|vmalert|alertmanager|kube-state-metrics|node-exporter|smartctl-exporter|blackbox-exporter|grafana"}"#,
                "{{job}} {{node}}",
            )],
        ),
        Panel::lines(
            "Time of a scrape",
            "s",
            &[("max by (job) (scrape_duration_seconds)", "{{job}}")],
        ),
    ],
};
