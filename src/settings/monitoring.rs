//! What the operator chose of the monitoring stack.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    grammar::{
        AbsolutePath, Endpoint, ImageName, Label, LabelValue, NodeName, Port, QualifiedName,
        Quantity, RouteHost, Size, Span, Subdomain,
    },
    monitoring::{Backend, Profile, Severity, Thresholds, parts::Program},
};

/// Metrics, alerts and dashboards of the cluster. `enable` makes all of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Monitoring {
    /// Whether there is a monitoring stack.
    pub enable: bool,
    /// How large it is.
    pub profile: Profile,
    /// What collects and keeps metrics.
    pub backend: Backend,
    /// Namespace of all of it.
    pub namespace: Label,
    /// How long data is kept.
    pub retention: Retention,
    /// Where data is.
    pub storage: Storage,
    /// How its pages are reached from outside the cluster.
    pub exposure: Exposures,
    /// Grafana.
    pub grafana: Grafana,
    /// Rules of alerts.
    pub alerts: Alerts,
    /// Who is told of alerts.
    pub notify: Notify,
    /// What is scraped besides the cluster.
    pub scrape: Scrape,
    /// Exporters of nodes.
    pub exporters: Exporters,
    /// Whether policies let in only those who have to reach the stack.
    pub network_policies: bool,
    /// Nodes of the Pods that are not on every node.
    pub placement: Placement,
    /// Memory of the smallest node, for the budget; `2Gi` for the lean profile and `4Gi` for the standard one when absent.
    pub node_memory: Option<Quantity>,
    /// Other images than those of this version, by the name of the program.
    pub images: BTreeMap<Program, ImageName>,
}

impl Default for Monitoring {
    fn default() -> Self {
        Self {
            enable: false,
            profile: Profile::default(),
            backend: Backend::default(),
            namespace: Label::parse("monitoring").expect("it is a label"),
            retention: Retention::default(),
            storage: Storage::default(),
            exposure: Exposures::default(),
            grafana: Grafana::default(),
            alerts: Alerts::default(),
            notify: Notify::default(),
            scrape: Scrape::default(),
            exporters: Exporters::default(),
            network_policies: true,
            placement: Placement::default(),
            node_memory: None,
            images: BTreeMap::new(),
        }
    }
}

impl Monitoring {
    /// The files that it is made of, as the settings name them.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let all = [
            &self.alerts.extra_rules,
            &self.grafana.dashboards,
            &self.scrape.import_from,
        ];
        let all = all.into_iter().filter(|_| self.enable);
        all.flatten().map(String::as_str)
    }
}

/// How long data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Retention {
    /// Metrics, a day at least.
    pub metrics: Span,
    /// Most that metrics may take of the disk; only Prometheus knows such a limit.
    pub metrics_size: Option<Size>,
    /// Silences and notifications of Alertmanager.
    pub alerts: Span,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            metrics: Span::parse("15d").expect("it is a span"),
            metrics_size: None,
            alerts: Span::parse("120h").expect("it is a span"),
        }
    }
}

/// Where data is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Storage {
    /// Storage class of the claims; the cluster's default when absent.
    pub class: Option<Subdomain>,
    /// A folder of the node instead of claims, with a folder for each program in it. Needs `placement.nodeSelector`, or a
    /// cluster of one node.
    pub host_path: Option<AbsolutePath>,
    /// Sizes of the claims.
    pub sizes: Sizes,
    /// Whether Prometheus may keep its data on NFS, where it can be damaged beyond repair.
    pub accept_nfs_risk: bool,
}

/// Sizes of claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Sizes {
    /// Of metrics.
    pub metrics: Size,
    /// Of Grafana.
    pub grafana: Size,
    /// Of Alertmanager.
    pub alertmanager: Size,
}

impl Default for Sizes {
    fn default() -> Self {
        let size = |text: &str| Size::try_from(text.to_owned()).expect("it is a size");
        Self {
            metrics: size("10Gi"),
            grafana: size("1Gi"),
            alertmanager: size("1Gi"),
        }
    }
}

/// How the pages are reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Exposures {
    /// Grafana; port 30030 of every node when absent.
    pub grafana: Option<Exposure>,
    /// Alertmanager; inside the cluster only when absent.
    pub alertmanager: Option<Exposure>,
    /// Prometheus or VictoriaMetrics; inside the cluster only when absent.
    pub metrics: Option<Exposure>,
}

/// How one page is reached.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Exposure {
    /// By what.
    #[serde(rename = "type")]
    pub way: Way,
    /// Port of the node, for `nodePort` (30000–32767), `hostPort` and `loadBalancer`.
    #[serde(default)]
    pub port: Option<Port>,
    /// Host name, for `ingress`.
    #[serde(default)]
    pub host: Option<RouteHost>,
    /// `ingressClassName`; the cluster's default when absent.
    #[serde(default)]
    pub class: Option<Subdomain>,
    /// Secret with the certificate of the host name.
    #[serde(default)]
    pub tls_secret: Option<Subdomain>,
}

/// A way to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// Inside the cluster only.
    None,
    /// A port of 30000–32767 on every node.
    NodePort,
    /// A Service of type `LoadBalancer`.
    LoadBalancer,
    /// A port of the node that the Pod is on.
    HostPort,
    /// A route by host name.
    Ingress,
}

/// Grafana.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Grafana {
    /// Whether there is one.
    pub enable: bool,
    /// File of the host with the password of the user `admin`. Without it there is no login, and everybody who reaches the
    /// page sees the dashboards.
    pub admin_password_file: Option<AbsolutePath>,
    /// Whether everybody sees the dashboards without a login; yes without a password.
    pub anonymous: Option<bool>,
    /// Whether other pages may show it in a frame.
    pub embedding: bool,
    /// Files with dashboards of your own, as Grafana exports them.
    pub dashboards: Vec<String>,
}

impl Default for Grafana {
    fn default() -> Self {
        Self {
            enable: true,
            admin_password_file: None,
            anonymous: None,
            embedding: false,
            dashboards: Vec::new(),
        }
    }
}

/// Rules of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Alerts {
    /// Whether there are alerts, and Alertmanager.
    pub enable: bool,
    /// Names of alerts to leave out (`NodeCPUHigh`).
    pub disable: BTreeSet<String>,
    /// When they fire.
    pub thresholds: Thresholds,
    /// Files with rules of your own, as Prometheus reads them.
    pub extra_rules: Vec<String>,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            enable: true,
            disable: BTreeSet::new(),
            thresholds: Thresholds::default(),
            extra_rules: Vec::new(),
        }
    }
}

/// Who is told of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Notify {
    /// Webhooks.
    pub webhooks: Vec<Webhook>,
    /// A channel of Slack.
    pub slack: Option<Slack>,
    /// Mail.
    pub email: Option<Email>,
    /// A service that tells you when it is no longer told anything.
    pub deadman: Option<Deadman>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Webhook {
    /// Its address, where that is not a secret.
    pub url: Option<String>,
    /// File of the host with its address.
    pub url_file: Option<AbsolutePath>,
    /// Severities that it is told of; all when empty.
    pub severities: BTreeSet<Severity>,
}

/// A channel of Slack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Slack {
    /// File of the host with the address of the incoming webhook.
    pub url_file: AbsolutePath,
    /// Name of the channel; that of the webhook when absent.
    #[serde(default)]
    pub channel: Option<String>,
    /// Severities that it is told of; all when empty.
    #[serde(default)]
    pub severities: BTreeSet<Severity>,
}

/// Mail by SMTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Email {
    /// Recipients, with commas between them.
    pub to: String,
    /// Sender.
    pub from: String,
    /// Server with its port (`mail.example.org:587`).
    pub smarthost: String,
    /// User of the server; no login when absent.
    #[serde(default)]
    pub user: Option<String>,
    /// File of the host with the user's password.
    #[serde(default)]
    pub password_file: Option<AbsolutePath>,
    /// Severities that it is told of; all when empty.
    #[serde(default)]
    pub severities: BTreeSet<Severity>,
}

/// What is told all the time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Deadman {
    /// Its address, where that is not a secret.
    pub url: Option<String>,
    /// File of the host with its address.
    pub url_file: Option<AbsolutePath>,
}

/// What is scraped besides the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Scrape {
    /// Whether containers that are known to have metrics are scraped.
    pub apps: bool,
    /// Whether the blackbox exporter asks all other containers: a request where a port is known to speak HTTP, or a connection.
    pub probes: bool,
    /// Time between two scrapes; `30s` when absent.
    pub interval: Option<Span>,
    /// Files with the `scrape_configs` of Prometheus to go on with (`prometheus.yml`), and the files of targets that these name.
    pub import_from: Vec<String>,
    /// Further targets, `host:port` by the name of the job.
    pub extra: BTreeMap<Label, Vec<Endpoint>>,
    /// Whether the cluster has an embedded etcd that shows its metrics (`etcd-expose-metrics`).
    pub etcd: bool,
}

impl Default for Scrape {
    fn default() -> Self {
        Self {
            apps: true,
            probes: false,
            interval: None,
            import_from: Vec::new(),
            extra: BTreeMap::new(),
            etcd: false,
        }
    }
}

/// Exporters of nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Exporters {
    /// Who measures the nodes.
    pub node: Measured,
    /// Whether disks are asked for their health (SMART): a privileged Pod on every node.
    pub smartctl: bool,
}

/// Who measures the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Measured {
    /// A Pod on every node.
    #[default]
    Pod,
    /// A service of the hosts on port 9100, such as `services.prometheus.exporters.node` of NixOS.
    Host,
    /// Nothing.
    None,
}

/// Nodes of the Pods that are not on every node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Placement {
    /// Labels that a node must have.
    pub node_selector: BTreeMap<QualifiedName, LabelValue>,
    /// Nodes that get Pods only where no other has room.
    pub avoid_nodes: Vec<NodeName>,
}
