//! Alerting rules, for Prometheus and vmalert alike: a table for each subject, and one writer.
//!
//! An expression, a hold and the texts name what is chosen by `@word` ([`words`]); `{{ … }}` are templates of Go, which both
//! programs fill in when the alert fires. Each name of an alert is one group's, and each metric is that of one job
//! ([`names`]).

use super::{Backend, Severity, Stack, TextFile, names};
use crate::rules::components::Component;

pub mod extra;
mod monitoring;
mod nodes;
mod volumes;
mod words;
mod workloads;
mod write;

/// A rule as its row has it.
struct Alert {
    /// The label `alertname`.
    name: &'static str,
    /// Without which it says nothing.
    needs: Needs,
    /// `PromQL`, with `@word`.
    expr: &'static str,
    /// How long it has to be so: `for`.
    hold: &'static str,
    /// The label `severity`; `none` for what nobody is to read.
    severity: Option<Severity>,
    /// What is wrong, in one line.
    summary: &'static str,
    /// What that means.
    description: &'static str,
    /// What to run first.
    runbook: &'static str,
}

/// What an alert needs of the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Always,
    /// Figures of nodes, by our exporter or by one of the hosts.
    Nodes,
    Backend(Backend),
    Part(Component),
    App(&'static str),
}

impl Needs {
    fn are_met(self, stack: &Stack) -> bool {
        match self {
            Self::Always => true,
            Self::Nodes => stack.node_metrics,
            Self::Backend(backend) => stack.backend == backend,
            Self::Part(part) => stack.has(part),
            Self::App(kind) => stack.apps.iter().any(|app| app.kind == kind),
        }
    }
}

/// Rules of one subject: a group, and a file of its name.
struct Group {
    name: &'static str,
    /// Seconds between evaluations; as often as all others when absent.
    interval: Option<u32>,
    alerts: &'static [Alert],
}

/// All groups. Whether a node is there is asked more often: from a scrape that fails to a message are less than two minutes.
const GROUPS: &[Group] = &[
    Group {
        name: "availability",
        interval: Some(15),
        alerts: nodes::AVAILABILITY,
    },
    Group {
        name: "nodes",
        interval: None,
        alerts: nodes::LOAD,
    },
    Group {
        name: "workloads",
        interval: None,
        alerts: workloads::ALERTS,
    },
    Group {
        name: "monitoring",
        interval: None,
        alerts: monitoring::ALERTS,
    },
];

/// A rule with nothing left to choose.
struct Rule {
    name: &'static str,
    expr: String,
    hold: String,
    /// Labels besides `severity`.
    labels: Vec<(&'static str, String)>,
    severity: &'static str,
    /// `summary`, `description`, `runbook`.
    texts: [String; 3],
}

/// The names of all alerts, sorted: what `disable` may name.
#[must_use]
pub fn all_names() -> Vec<&'static str> {
    let rows = GROUPS.iter().flat_map(|group| group.alerts);
    let mut all: Vec<_> = rows.map(|alert| alert.name).collect();
    all.push(volumes::NAME);
    all.sort_unstable();
    all.dedup();
    all
}

/// The files of rules, one for each subject, those of the operator last.
#[must_use]
pub fn files(stack: &Stack) -> Vec<TextFile> {
    let mut out = Vec::new();
    for group in GROUPS {
        let chosen = group
            .alerts
            .iter()
            .filter(|row| row.needs.are_met(stack) && !stack.alerts.disable.contains(row.name));
        let rules: Vec<_> = chosen.map(|row| rule(row, stack)).collect();
        file(group.name, group.interval, &rules, stack, &mut out);
    }
    if stack.node_metrics && !stack.alerts.disable.contains(volumes::NAME) {
        file("volumes", None, &volumes::rules(stack), stack, &mut out);
    }
    let own = stack.alerts.extra.iter().enumerate();
    out.extend(own.map(|(index, file)| TextFile {
        name: format!("extra-{index}.yml"),
        text: file.text.clone(),
        from: file.from.clone(),
    }));
    out
}

fn file(name: &str, interval: Option<u32>, rules: &[Rule], stack: &Stack, out: &mut Vec<TextFile>) {
    if !rules.is_empty() {
        let text = write::group(name, interval, rules);
        let file = TextFile::of(stack.evaluator(), format!("{name}.yml"), text);
        out.push(file.because(&stack.alerts.from));
    }
}

fn rule(row: &Alert, stack: &Stack) -> Rule {
    let fill = |text| words::fill(text, stack);
    Rule {
        name: row.name,
        expr: fill(row.expr),
        hold: fill(row.hold),
        labels: Vec::new(),
        severity: row.severity.map_or("none", Severity::word),
        texts: [row.summary, row.description, row.runbook].map(fill),
    }
}

#[cfg(test)]
mod tests;
