//! Services: the migrated containers, and how they answer.

use super::panel::{Dashboard, Needs, Panel, Variable};
use crate::rules::components::Component;

const PROBES: Needs = Needs::Part(Component::BlackboxExporter);

/// Requests that apps count themselves, by the names that most of them use.
macro_rules! requests {
    ($more:literal) => {
        concat!(
            r#"rate({__name__=~"http_requests_total|http_server_requests_total|http_request_duration_seconds_count|http_server_requests_seconds_count|http_server_request_duration_seconds_count",app!="",app=~"$app""#,
            $more,
            "}[$__rate_interval])"
        )
    };
}

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-services",
    title: "Services",
    description: "What each service uses, whether it answers, and how fast.",
    needs: Needs::Always,
    variables: &[
        Variable::Of(
            "namespace",
            "Namespace",
            r#"label_values(container_memory_working_set_bytes{job="cadvisor"}, namespace)"#,
        ),
        Variable::Of("app", "Service", "label_values(up{app!=\"\"}, app)"),
    ],
    panels: &[
        Panel::table(
            "Probes",
            &[
                ("app", "Service"),
                ("instance", "Address"),
                ("Value #A", "Answers"),
                ("Value #B", "Seconds"),
            ],
            &[
                (r#"max by (app, instance) (probe_success{job=~"probes-.*",app=~"$app"})"#, ""),
                (r#"max by (app, instance) (probe_duration_seconds{job=~"probes-.*",app=~"$app"})"#, ""),
            ],
        )
        .needs(PROBES),
        Panel::lines(
            "Probes: share that succeeds",
            "percent",
            &[(
                r#"100 * avg by (app) (avg_over_time(probe_success{job=~"probes-.*",app=~"$app"}[$__rate_interval]))"#,
                "{{app}}",
            )],
        )
        .needs(PROBES),
        Panel::table(
            "Metrics",
            &[
                ("job", "Job"),
                ("instance", "Address"),
                ("Value #A", "Up"),
                ("Value #B", "Samples"),
            ],
            &[
                (r#"max by (job, instance) (up{app=~"$app",app!="",job!~"probes-.*"})"#, ""),
                (r#"max by (job, instance) (scrape_samples_scraped{app=~"$app",app!="",job!~"probes-.*"})"#, ""),
            ],
        ),
        Panel::lines(
            "Requests",
            "reqps",
            &[(concat!("sum by (app) (", requests!(""), ")"), "{{app}}")],
        )
        .note("Of services that count their requests under one of the usual names."),
        Panel::lines(
            "Errors",
            "reqps",
            &[
                (concat!("sum by (app) (", requests!(r#",code=~"5..""#), ")"), "{{app}} (code)"),
                (concat!("sum by (app) (", requests!(r#",status=~"5..""#), ")"), "{{app}} (status)"),
            ],
        )
        .note("Answers 500 to 599."),
        Panel::lines(
            "Time of an answer, 95 of 100",
            "s",
            &[(
                r#"histogram_quantile(0.95, sum by (app, le) (rate({__name__=~"http_request_duration_seconds_bucket|http_server_requests_seconds_bucket|http_server_request_duration_seconds_bucket",app=~"$app",app!=""}[$__rate_interval])))"#,
                "{{app}}",
            )],
        ),
        Panel::lines(
            "Processor time",
            "short",
            &[(
                r#"sum by (namespace, container) (rate(container_cpu_usage_seconds_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval]))"#,
                "{{namespace}}/{{container}}",
            )],
        )
        .note("In cores."),
        Panel::lines(
            "Memory",
            "bytes",
            &[(
                r#"sum by (namespace, container) (container_memory_working_set_bytes{job="cadvisor",container!="",namespace=~"$namespace"})"#,
                "{{namespace}}/{{container}}",
            )],
        ),
        Panel::lines(
            "Bytes read and written",
            "Bps",
            &[
                (
                    r#"sum by (namespace, container) (rate(container_fs_reads_bytes_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}}/{{container}} read",
                ),
                (
                    r#"sum by (namespace, container) (rate(container_fs_writes_bytes_total{job="cadvisor",container!="",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}}/{{container}} written",
                ),
            ],
        ),
        Panel::lines(
            "Network",
            "Bps",
            &[
                (
                    r#"sum by (namespace, pod) (rate(container_network_receive_bytes_total{job="cadvisor",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}}/{{pod}} in",
                ),
                (
                    r#"sum by (namespace, pod) (rate(container_network_transmit_bytes_total{job="cadvisor",namespace=~"$namespace"}[$__rate_interval]))"#,
                    "{{namespace}}/{{pod}} out",
                ),
            ],
        ),
    ],
};
