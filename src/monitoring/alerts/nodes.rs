//! Alerts about nodes: what node-exporter and the kubelet of K3s say.

use super::{
    Alert, Needs,
    Severity::{Critical, Warning},
};
use crate::rules::components::Component;

/// What is full, and not a file system that cannot fill up or that is read-only by design: NixOS mounts `/nix/store` a second
/// time, read-only. One line per device, since a device with five subvolumes is still one disk.
macro_rules! writable {
    ($metric:literal) => {
        concat!(
            $metric,
            r#"{job="node-exporter",fstype!~"tmpfs|ramfs|squashfs|erofs|iso9660|overlay|nsfs|fuse.*"}"#
        )
    };
}

/// Whether nodes are there.
pub(super) const AVAILABILITY: &[Alert] = &[
    Alert {
        name: "NodeDown",
        needs: Needs::Nodes,
        expr: r#"up{job="node-exporter"} == 0"#,
        hold: "@twoScrapes",
        severity: Some(Critical),
        summary: "node {{ $labels.node }} does not answer",
        description: "node-exporter at {{ $labels.instance }} could not be scraped twice: the node is off, cut off, or its firewall closes port 9100.",
        runbook: "ping -c 3 {{ $labels.node }}; kubectl get node {{ $labels.node }} -o wide; kubectl -n @namespace get pods -l app.kubernetes.io/name=node-exporter -o wide",
    },
    Alert {
        name: "NodeExporterAbsent",
        needs: Needs::Nodes,
        expr: r#"absent(up{job="node-exporter"})"#,
        hold: "5m",
        severity: Some(Critical),
        summary: "no node is watched",
        description: "No target of the job node-exporter is known: the list of nodes cannot be read, so that NodeDown could not fire either.",
        runbook: "kubectl -n @namespace get pods; kubectl auth can-i list nodes --as system:serviceaccount:@namespace:@metrics",
    },
    Alert {
        name: "NodeNotReady",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: r#"kube_node_status_condition{job="kube-state-metrics",condition="Ready",status="true"} == 0"#,
        hold: "5m",
        severity: Some(Critical),
        summary: "the kubelet of {{ $labels.node }} is not ready",
        description: "Kubernetes starts no Pods on {{ $labels.node }}, and moves those that it can after five minutes.",
        runbook: "kubectl describe node {{ $labels.node }}; ssh {{ $labels.node }} journalctl -u k3s -n 100",
    },
];

/// Whether they have what they need.
pub(super) const LOAD: &[Alert] = &[
    Alert {
        name: "NodeMemoryPressure",
        needs: Needs::Nodes,
        expr: r#"100 * node_memory_MemAvailable_bytes{job="node-exporter"} / node_memory_MemTotal_bytes{job="node-exporter"} < @memoryAvailablePercent"#,
        hold: "5m",
        severity: Some(Critical),
        summary: "{{ $labels.node }} has {{ printf \"%.0f\" $value }} % of its memory left",
        description: "Less than @memoryAvailablePercent % of the memory is available for five minutes; soon the kubelet evicts Pods, or the kernel ends programs.",
        runbook: "kubectl top pods -A --sort-by=memory; ssh {{ $labels.node }} free -m",
    },
    Alert {
        name: "NodeCPUHigh",
        needs: Needs::Nodes,
        expr: r#"100 * (1 - avg by (instance, node) (rate(node_cpu_seconds_total{job="node-exporter",mode="idle"}[5m]))) > @cpuBusyPercent"#,
        hold: "10m",
        severity: Some(Warning),
        summary: "{{ $labels.node }} is {{ printf \"%.0f\" $value }} % busy",
        description: "All processors together are busier than @cpuBusyPercent % for ten minutes.",
        runbook: "kubectl top pods -A --sort-by=cpu; ssh {{ $labels.node }} top -b -n 1",
    },
    Alert {
        name: "NodeDiskPressure",
        needs: Needs::Nodes,
        expr: concat!(
            "min by (instance, node, device) (100 * ",
            writable!("node_filesystem_avail_bytes"),
            " / ",
            writable!("node_filesystem_size_bytes"),
            r#" and node_filesystem_readonly{job="node-exporter"} == 0) < @diskFreePercent"#
        ),
        hold: "5m",
        severity: Some(Critical),
        summary: "{{ $labels.device }} of {{ $labels.node }} has {{ printf \"%.0f\" $value }} % left",
        description: "Less than @diskFreePercent % of the file system is free for five minutes. The kubelet removes images and evicts Pods when its own disk fills up.",
        runbook: "ssh {{ $labels.node }} 'df -h {{ $labels.device }}; du -xh --max-depth=2 /var/lib/rancher | sort -h | tail'",
    },
    Alert {
        name: "SmartFailed",
        needs: Needs::Part(Component::SmartctlExporter),
        expr: r#"smartctl_device_smart_status{job="smartctl-exporter"} == 0"#,
        hold: "5m",
        severity: Some(Critical),
        summary: "the disk {{ $labels.device }} of {{ $labels.node }} says that it fails",
        description: "The disk's own check (SMART) does not pass. Copy what it holds, and replace it.",
        runbook: "ssh {{ $labels.node }} smartctl -a /dev/{{ $labels.device }}",
    },
    Alert {
        name: "DiskHot",
        needs: Needs::Part(Component::SmartctlExporter),
        expr: r#"smartctl_device_temperature{job="smartctl-exporter",temperature_type="current"} > @diskCelsius"#,
        hold: "15m",
        severity: Some(Warning),
        summary: "the disk {{ $labels.device }} of {{ $labels.node }} has {{ $value }} °C",
        description: "It is warmer than @diskCelsius °C for a quarter of an hour, which shortens its life.",
        runbook: "ssh {{ $labels.node }} smartctl -A /dev/{{ $labels.device }}",
    },
    Alert {
        name: "K3sCertificateExpiring",
        needs: Needs::Always,
        expr: r#"min by (node, subject) (k3s_certificate_expiration_seconds{job="kubelet"}) < @certificateDays * 86400"#,
        hold: "1h",
        severity: Some(Warning),
        summary: "a certificate of K3s on {{ $labels.node }} expires in {{ humanizeDuration $value }}",
        description: "{{ $labels.subject }} is valid for less than @certificateDays days. K3s renews such a certificate when it starts. K3s shows this only with supervisor-metrics: true.",
        runbook: "ssh {{ $labels.node }} 'k3s certificate check --output table; systemctl restart k3s'",
    },
];
