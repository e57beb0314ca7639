//! What was chosen and found for the stack, typed: all that the makers of its texts need.

use std::collections::BTreeSet;

use super::{names, scrape::Job};
use crate::{
    grammar::Label,
    origin::{Why, Whys},
    rules::components::Component,
};

/// One file that a program of the stack reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its name: a key of a ConfigMap, so `[-._a-zA-Z0-9]+`.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// What decided it: its component, and each key of the settings that had a say.
    pub from: Whys,
}

impl TextFile {
    /// One of a component.
    #[must_use]
    pub fn of(component: Component, name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            from: component.into(),
        }
    }

    /// The same, with what else had a say ([`Alerts::from`], [`Notify::from`]).
    #[must_use]
    pub fn because(mut self, from: &Whys) -> Self {
        self.from.extend(from.iter());
        self
    }
}

/// The stack of one cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// What keeps the metrics.
    pub backend: Backend,
    /// How large it is.
    pub profile: Profile,
    /// What decided that; `None` for the usual one.
    pub profile_from: Option<Why>,
    /// Namespace of all of it.
    pub namespace: Label,
    /// Programs that are part of it.
    pub parts: BTreeSet<Component>,
    /// Seconds between two scrapes.
    pub interval: u32,
    /// How long data is kept.
    pub retention: Retention,
    /// Rules.
    pub alerts: Alerts,
    /// Who is told.
    pub notify: Notify,
    /// Dashboards of the operator's own.
    pub dashboards: Vec<Imported>,
    /// Migrated or kept containers with metrics, by job.
    pub apps: Vec<App>,
    /// The jobs of these containers, and those of the operator's own.
    pub jobs: Vec<Job>,
    /// Services that are asked from outside.
    pub probes: Vec<Probe>,
    /// Data of containers in directories of nodes: no metric of a claim tells when such a disk is full.
    pub kept: Vec<Kept>,
    /// Whether nodes are measured, by our exporter or by one of the hosts.
    pub node_metrics: bool,
    /// What decided that.
    pub node_from: Whys,
    /// The port of every node that shows these metrics.
    pub node_port: u16,
    /// Whether the control plane keeps its data in an embedded etcd that shows its metrics.
    pub etcd: bool,
    /// What decided that.
    pub etcd_from: Whys,
    /// Keys of the settings that decided times and retention.
    pub from: Whys,
}

impl Default for Stack {
    /// What `enable = true` alone makes, for a host without containers.
    fn default() -> Self {
        Self {
            backend: Backend::default(),
            profile: Profile::default(),
            profile_from: None,
            namespace: Label::parse("monitoring").expect("it is a label"),
            parts: BTreeSet::from([
                Component::VictoriaMetrics,
                Component::Vmalert,
                Component::Alertmanager,
                Component::KubeStateMetrics,
                Component::NodeExporter,
                Component::Grafana,
            ]),
            interval: 30,
            retention: Retention::default(),
            alerts: Alerts::default(),
            notify: Notify::default(),
            dashboards: Vec::new(),
            apps: Vec::new(),
            jobs: Vec::new(),
            probes: Vec::new(),
            kept: Vec::new(),
            node_metrics: true,
            node_from: Component::NodeExporter.into(),
            node_port: names::NODE_EXPORTER.1,
            etcd: false,
            etcd_from: Whys::default(),
            from: Whys::default(),
        }
    }
}

impl Stack {
    /// Whether a program is part of it.
    #[must_use]
    pub fn has(&self, part: Component) -> bool {
        self.parts.contains(&part)
    }

    /// Name and port of the Service that answers PromQL.
    #[must_use]
    pub fn metrics(&self) -> (&'static str, u16) {
        match self.backend {
            Backend::Prometheus => names::PROMETHEUS,
            Backend::VictoriaMetrics => names::VICTORIA_METRICS,
        }
    }

    /// The program that evaluates rules.
    #[must_use]
    pub fn evaluator(&self) -> Component {
        match self.backend {
            Backend::Prometheus => Component::Prometheus,
            Backend::VictoriaMetrics => Component::Vmalert,
        }
    }
}

/// What keeps the metrics.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// Prometheus.
    Prometheus,
    /// VictoriaMetrics (single node) with vmalert: the same in less memory.
    #[default]
    VictoriaMetrics,
}

/// How large the stack is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// For nodes with 2 GiB of memory: at most 500 MiB in sum.
    #[default]
    Lean,
    /// For nodes with 4 GiB and more.
    Standard,
}

/// How long data is kept, in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Metrics.
    pub metrics: u32,
    /// Silences and notifications of Alertmanager.
    pub alerts: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            metrics: 15 * 24,
            alerts: 120,
        }
    }
}

/// Rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alerts {
    /// Names of alerts that are left out.
    pub disable: BTreeSet<String>,
    /// When they fire.
    pub thresholds: Thresholds,
    /// Files of rules of the operator's own, as they are.
    pub extra: Vec<Imported>,
    /// Keys of the settings that decided any of it.
    pub from: Whys,
}

/// When alerts fire.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Thresholds {
    /// Percent of a node's memory that is available at least.
    pub memory_available_percent: u8,
    /// Percent of a node's processors that are busy at most.
    pub cpu_busy_percent: u8,
    /// Percent of a file system of a node that is free at least.
    pub disk_free_percent: u8,
    /// Percent of a claim that is free at least.
    pub volume_free_percent: u8,
    /// Percent of scrapes that succeed at least.
    pub scrape_success_percent: u8,
    /// Days that certificates of K3s are valid for at least.
    pub certificate_days: u16,
    /// Hours since the last success of a `CronJob` at most.
    pub cron_job_hours: u16,
    /// Degrees Celsius of a disk at most.
    pub disk_celsius: u8,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            memory_available_percent: 10,
            cpu_busy_percent: 90,
            disk_free_percent: 10,
            volume_free_percent: 15,
            scrape_success_percent: 99,
            certificate_days: 30,
            cron_job_hours: 36,
            disk_celsius: 60,
        }
    }
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notify {
    /// Receivers; without any, alerts are only shown.
    pub receivers: Vec<Receiver>,
    /// Is told all the time, and tells when that ends: it gets the alert `Watchdog`, and no other.
    pub deadman: Option<Url>,
    /// Keys of the settings that decided any of it.
    pub from: Whys,
}

/// One that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Its name, unique: `webhook-0`, `slack`, `email`.
    pub name: String,
    /// How.
    pub way: Way,
    /// Which alerts it gets; all when empty.
    pub severities: BTreeSet<Severity>,
}

/// A way of telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// `webhook_configs`.
    Webhook(Webhook),
    /// `slack_configs`.
    Slack(Slack),
    /// `email_configs`.
    Email(Email),
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where it is.
    pub url: Url,
}

/// A channel of Slack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slack {
    /// `api_url_file`.
    pub url: Secret,
    /// Name of the channel, with `#`; that of the webhook when absent.
    pub channel: Option<String>,
}

/// Mail by SMTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Recipients, with commas between them.
    pub to: String,
    /// Sender.
    pub sender: String,
    /// `host:port`.
    pub smarthost: String,
    /// User; no login when absent.
    pub user: Option<String>,
    /// `auth_password_file`.
    pub password: Option<Secret>,
}

/// An address that may hold a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// One that everybody may read.
    Plain(String),
    /// One in a file.
    File(Secret),
}

/// A credential in Alertmanager's Secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its key.
    pub key: String,
}

impl Secret {
    /// Its file in the Pod.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", names::ALERTMANAGER_SECRETS, self.key)
    }
}

/// How bad it is: the label `severity`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something does not work.
    Critical,
    /// Something will not work soon.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// As the label has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A file of the operator's, read by `cli`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its path as the settings have it.
    pub path: String,
    /// What is in it.
    pub text: String,
    /// The key of the settings.
    pub from: Whys,
}

/// A container with metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Name of the job.
    pub job: String,
    /// What it is, as the catalogue of images calls it: `tasmota`, `postgres`, `nginx`.
    pub kind: &'static str,
    /// Its namespace; `None` for one that stays with podman.
    pub namespace: Option<Label>,
    /// Name of its Service, or of its container.
    pub service: String,
    /// Options that it came from.
    pub from: Whys,
}

/// A service that is asked from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Module of the blackbox exporter: `http` or `tcp`.
    pub module: &'static str,
    /// URL, or host and port: the label `instance`.
    pub target: String,
    /// The label `app`.
    pub app: String,
    /// Its namespace.
    pub namespace: Label,
    /// Options that it came from.
    pub from: Whys,
}

/// Data in a directory of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The directory.
    pub path: String,
    /// Node that has it, where only one has.
    pub node: Option<String>,
    /// Workloads that use it, `namespace/name`.
    pub workloads: BTreeSet<String>,
}
