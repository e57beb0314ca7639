//! The monitoring stack as texts: what each of its programs reads, from what was chosen and what the plan knows.
//!
//! Everything here is a pure function of a [`Stack`]. `plan/components/monitoring/` makes the Stack of the settings, and
//! Workloads of the texts.

pub mod alertmanager;
pub mod alerts;
pub mod blackbox;
pub mod budget;
pub mod catalogue;
pub mod dashboards;
pub mod grafana;
pub mod import;
pub mod model;
pub mod names;
pub mod parts;
pub mod scrape;
pub mod yaml;

pub use model::{
    Alerts, App, Backend, Email, Imported, Kept, Notify, Probe, Profile, Receiver, Retention,
    Secret, Severity, Slack, Stack, TextFile, Thresholds, Url, Way, Webhook,
};

#[cfg(test)]
mod tests;
