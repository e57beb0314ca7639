//! Kubernetes resources: what namespaces, Deployments and volumes have and use.

use super::panel::{Dashboard, Needs, Panel, SHARE, Variable};
use crate::rules::components::Component;

/// A metric of kube-state-metrics, of the chosen namespaces.
macro_rules! ksm {
    ($metric:literal) => {
        concat!(
            $metric,
            r#"{job="kube-state-metrics",namespace=~"$namespace"}"#
        )
    };
    ($metric:literal, $more:literal) => {
        concat!(
            $metric,
            r#"{job="kube-state-metrics",namespace=~"$namespace","#,
            $more,
            "}"
        )
    };
}

/// Memory or processors that containers of a namespace reserve, may use, and use.
macro_rules! by_namespace {
    ($resource:literal, $use:literal) => {
        &[
            (
                concat!(
                    "sum by (namespace) (",
                    ksm!("kube_pod_container_resource_requests", $resource),
                    ")"
                ),
                "",
            ),
            (
                concat!(
                    "sum by (namespace) (",
                    ksm!("kube_pod_container_resource_limits", $resource),
                    ")"
                ),
                "",
            ),
            (concat!("sum by (namespace) (", $use, ")"), ""),
        ]
    };
}

const COLUMNS: &[(&str, &str)] = &[
    ("namespace", "Namespace"),
    ("Value #A", "Requests"),
    ("Value #B", "Limits"),
    ("Value #C", "In use"),
];

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-kubernetes",
    title: "Kubernetes resources",
    description: "What namespaces, Deployments, Jobs and volumes have and use.",
    needs: Needs::Part(Component::KubeStateMetrics),
    variables: &[Variable::Of(
        "namespace",
        "Namespace",
        r#"label_values(kube_pod_info{job="kube-state-metrics"}, namespace)"#,
    )],
    panels: &[
        Panel::areas(
            "Processor time by namespace",
            "short",
            &[(
                r#"sum by (namespace) (rate(container_cpu_usage_seconds_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval]))"#,
                "{{namespace}}",
            )],
        )
        .note("In cores."),
        Panel::areas(
            "Memory by namespace",
            "bytes",
            &[(
                r#"sum by (namespace) (container_memory_working_set_bytes{job="cadvisor",container!="",namespace=~"$namespace"})"#,
                "{{namespace}}",
            )],
        ),
        Panel::table(
            "Processors: requests, limits, use",
            COLUMNS,
            by_namespace!(
                r#"resource="cpu""#,
                r#"rate(container_cpu_usage_seconds_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval])"#
            ),
        )
        .note("In cores."),
        Panel::table(
            "Memory: requests, limits, use",
            COLUMNS,
            by_namespace!(
                r#"resource="memory""#,
                r#"container_memory_working_set_bytes{job="cadvisor",container!="",namespace=~"$namespace"}"#
            ),
        )
        .unit("bytes"),
        Panel::table(
            "Deployments",
            &[
                ("namespace", "Namespace"),
                ("deployment", "Deployment"),
                ("Value #A", "Wanted"),
                ("Value #B", "Available"),
                ("Value #C", "Updated"),
            ],
            &[
                (
                    concat!("sum by (namespace, deployment) (", ksm!("kube_deployment_spec_replicas"), ")"),
                    "",
                ),
                (
                    concat!("sum by (namespace, deployment) (", ksm!("kube_deployment_status_replicas_available"), ")"),
                    "",
                ),
                (
                    concat!("sum by (namespace, deployment) (", ksm!("kube_deployment_status_replicas_updated"), ")"),
                    "",
                ),
            ],
        ),
        Panel::table(
            "Pods that are not ready",
            &[("namespace", "Namespace"), ("pod", "Pod"), ("Value", "Not ready")],
            &[(
                concat!(
                    "sum by (namespace, pod) (",
                    ksm!("kube_pod_status_ready", r#"condition="false""#),
                    " == 1) unless on (namespace, pod) ",
                    ksm!("kube_pod_status_phase", r#"phase="Succeeded""#),
                    " == 1"
                ),
                "",
            )],
        ),
        Panel::lines(
            "Restarts in an hour",
            "short",
            &[(
                concat!(
                    "sum by (namespace, pod) (increase(",
                    ksm!("kube_pod_container_status_restarts_total"),
                    "[1h])) > 0"
                ),
                "{{namespace}}/{{pod}}",
            )],
        ),
        Panel::lines(
            "Processor time that limits took",
            "percent",
            &[(
                r#"100 * sum by (namespace, pod) (rate(container_cpu_cfs_throttled_periods_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval])) / sum by (namespace, pod) (rate(container_cpu_cfs_periods_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval]))"#,
                "{{namespace}}/{{pod}}",
            )],
        )
        .note("The share of periods in which a container used up its limit."),
        Panel::bars(
            "Claims",
            "percent",
            &[(
                r#"100 * (1 - kubelet_volume_stats_available_bytes{job="kubelet",namespace=~"$namespace"} / kubelet_volume_stats_capacity_bytes{job="kubelet"})"#,
                "{{namespace}}/{{persistentvolumeclaim}}",
            )],
        )
        .steps(SHARE)
        .note("Claims of local-path have no such figure: see the node's file systems."),
        Panel::lines(
            "Network by namespace",
            "Bps",
            &[
                (
                    r#"sum by (namespace) (rate(container_network_receive_bytes_total{job="cadvisor",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}} in",
                ),
                (
                    r#"sum by (namespace) (rate(container_network_transmit_bytes_total{job="cadvisor",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}} out",
                ),
            ],
        ),
        Panel::table(
            "CronJobs",
            &[
                ("namespace", "Namespace"),
                ("cronjob", "CronJob"),
                ("Value #A", "Since success (h)"),
                ("Value #B", "Until next (h)"),
            ],
            &[
                (
                    concat!("max by (namespace, cronjob) ((time() - ", ksm!("kube_cronjob_status_last_successful_time"), ") / 3600)"),
                    "",
                ),
                (
                    concat!("max by (namespace, cronjob) ((", ksm!("kube_cronjob_next_schedule_time"), " - time()) / 3600)"),
                    "",
                ),
            ],
        ),
        Panel::table(
            "Jobs that failed",
            &[("namespace", "Namespace"), ("job_name", "Job"), ("Value", "Failed")],
            &[(
                concat!("sum by (namespace, job_name) (", ksm!("kube_job_failed", r#"condition="true""#), ") > 0"),
                "",
            )],
        ),
    ],
};
