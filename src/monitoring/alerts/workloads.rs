//! Alerts about Pods, Jobs and volumes: what kube-state-metrics and the kubelet say.

use super::{Alert, Needs, Severity::Warning};
use crate::rules::components::Component;

/// In the order of their file.
pub(super) const ALERTS: &[Alert] = &[
    Alert {
        name: "PodCrashLooping",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: r#"max_over_time(kube_pod_container_status_waiting_reason{job="kube-state-metrics",reason="CrashLoopBackOff"}[5m]) >= 1"#,
        hold: "15m",
        severity: Some(Warning),
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} ends again and again",
        description: "The container {{ $labels.container }} keeps ending, and the kubelet waits longer before each start.",
        runbook: "kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} -c {{ $labels.container }} --previous; kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}",
    },
    Alert {
        name: "PodNotReady",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: concat!(
            r#"kube_pod_status_ready{job="kube-state-metrics",condition="false"} == 1"#,
            r#" unless on (namespace, pod) kube_pod_status_phase{job="kube-state-metrics",phase="Succeeded"} == 1"#,
            r#" unless on (namespace, pod) kube_pod_owner{job="kube-state-metrics",owner_kind="Job"}"#
        ),
        hold: "5m",
        severity: Some(Warning),
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} is not ready",
        description: "The Pod gets no traffic for five minutes: it waits for a node, an image or a volume, or its readiness probe fails. Pods of Jobs are left out.",
        runbook: "kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}",
    },
    Alert {
        name: "DeploymentReplicasMismatch",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: concat!(
            r#"kube_deployment_spec_replicas{job="kube-state-metrics"} > kube_deployment_status_replicas_available{job="kube-state-metrics"}"#,
            r#" and changes(kube_deployment_status_replicas_updated{job="kube-state-metrics"}[10m]) == 0"#
        ),
        hold: "10m",
        severity: Some(Warning),
        summary: "{{ $labels.namespace }}/{{ $labels.deployment }} has fewer Pods than it should",
        description: "Kubernetes does not reach {{ $value }} available Pods, and no rollout moves.",
        runbook: "kubectl -n {{ $labels.namespace }} rollout status deployment/{{ $labels.deployment }} --timeout=5s; kubectl -n {{ $labels.namespace }} get events --sort-by=.lastTimestamp",
    },
    Alert {
        name: "ContainerOOMKilled",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: concat!(
            r#"kube_pod_container_status_last_terminated_reason{job="kube-state-metrics",reason="OOMKilled"} == 1"#,
            // Not `increase`: VictoriaMetrics takes the first value that it sees for one.
            r#" and on (namespace, pod, container) max_over_time(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[10m])"#,
            r#" > min_over_time(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[10m])"#
        ),
        hold: "0s",
        severity: Some(Warning),
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} ran out of memory",
        description: "The kernel ended the container {{ $labels.container }} at its memory limit, and it started again.",
        runbook: "kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}; kubectl top pod -n {{ $labels.namespace }} {{ $labels.pod }} --containers",
    },
    Alert {
        name: "JobFailed",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: concat!(
            r#"kube_job_failed{job="kube-state-metrics",condition="true"} == 1"#,
            r#" unless on (namespace, job_name) (kube_job_status_start_time{job="kube-state-metrics"}"#,
            r#" * on (namespace, job_name) group_left (owner_name) kube_job_owner{job="kube-state-metrics",owner_kind="CronJob"}"#,
            r#" < on (namespace, owner_name) group_left ()"#,
            r#" label_replace(kube_cronjob_status_last_successful_time{job="kube-state-metrics"}, "owner_name", "$1", "cronjob", "(.+)"))"#
        ),
        hold: "1m",
        severity: Some(Warning),
        summary: "the Job {{ $labels.namespace }}/{{ $labels.job_name }} failed",
        description: "Kubernetes does not try it again. Of a CronJob, the next run that succeeds ends this alert.",
        runbook: "kubectl -n {{ $labels.namespace }} logs job/{{ $labels.job_name }}; kubectl -n {{ $labels.namespace }} describe job {{ $labels.job_name }}",
    },
    Alert {
        name: "CronJobTooOld",
        needs: Needs::Part(Component::KubeStateMetrics),
        expr: concat!(
            r#"time() - (kube_cronjob_status_last_successful_time{job="kube-state-metrics"} or kube_cronjob_created{job="kube-state-metrics"})"#,
            r#" > @cronJobHours * 3600"#,
            r#" and on (namespace, cronjob) time() - (kube_cronjob_status_last_successful_time{job="kube-state-metrics"} or kube_cronjob_created{job="kube-state-metrics"})"#,
            r#" > 2 * (kube_cronjob_next_schedule_time{job="kube-state-metrics"} - kube_cronjob_status_last_schedule_time{job="kube-state-metrics"})"#,
            r#" and on (namespace, cronjob) kube_cronjob_spec_suspend{job="kube-state-metrics"} == 0"#
        ),
        hold: "1h",
        severity: Some(Warning),
        summary: "the CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} did not succeed for {{ humanizeDuration $value }}",
        description: "Its last success is older than @cronJobHours hours, and than two of its periods.",
        runbook: "kubectl -n {{ $labels.namespace }} get cronjob {{ $labels.cronjob }}; kubectl -n {{ $labels.namespace }} get jobs --sort-by=.status.startTime",
    },
    Alert {
        name: "PersistentVolumeSpaceLow",
        needs: Needs::Always,
        expr: r#"100 * kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"} < @volumeFreePercent"#,
        hold: "5m",
        severity: Some(Warning),
        summary: "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ printf \"%.0f\" $value }} % left",
        description: "Less than @volumeFreePercent % of the volume is free for five minutes.",
        runbook: "kubectl -n {{ $labels.namespace }} describe pvc {{ $labels.persistentvolumeclaim }}",
    },
];
