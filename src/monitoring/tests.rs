//! What the parts have to agree on.

#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::BTreeSet;

use super::*;
use crate::{origin::Whys, rules::components::Component};

/// Every word `job="…"` and `job=~"…"` of a text, without jobs of apps.
fn jobs_of(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for operator in ["job=\"", "job=~\"", "job=\\\"", "job=~\\\"", "job!~\""] {
        for part in text.split(operator).skip(1) {
            let end = part.find(['"', '\\']).expect("it is there");
            out.extend(part[..end].split('|').map(str::to_owned));
        }
    }
    out
}

#[test]
fn rules_and_dashboards_ask_only_jobs_that_are_scraped() {
    for backend in [Backend::Prometheus, Backend::VictoriaMetrics] {
        let mut stack = Stack {
            backend,
            ..Stack::default()
        };
        stack.parts = Component::ALL.iter().copied().collect();
        stack.parts.remove(&match backend {
            Backend::Prometheus => Component::VictoriaMetrics,
            Backend::VictoriaMetrics => Component::Prometheus,
        });
        let scraped: BTreeSet<_> = scrape::jobs(&stack)
            .into_iter()
            .map(|job| job.name)
            .collect();
        let rules = alerts::files(&stack).into_iter().map(|file| file.text);
        for job in rules.flat_map(|text| jobs_of(&text)) {
            assert!(
                job.is_empty() || job == "probes-.*" || scraped.contains(&job),
                "{job} of {scraped:?}"
            );
        }
        let known: BTreeSet<_> = parts::PARTS
            .iter()
            .map(|part| part.service.0.to_owned())
            .collect();
        let boards = dashboards::files(&stack).into_iter().map(|file| file.text);
        for job in boards.flat_map(|text| jobs_of(&text)) {
            assert!(
                job == "probes-.*" || scraped.contains(&job) || known.contains(&job),
                "{job} of {scraped:?}"
            );
        }
    }
}

#[test]
fn names_of_files_are_keys_of_a_config_map() {
    let mut stack = Stack::default();
    stack.alerts.extra.push(Imported {
        path: "/srv/own rules.yml".to_owned(),
        text: String::new(),
        from: Whys::default(),
    });
    let files = alerts::files(&stack)
        .into_iter()
        .chain(dashboards::files(&stack))
        .chain([alertmanager::config(&stack)]);
    let mut names = BTreeSet::new();
    for file in files {
        let is_fine = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        assert!(file.name.chars().all(is_fine), "{}", file.name);
        assert!(names.insert(file.name));
    }
}

/// Metrics of a node without their job are those of every exporter that somebody runs on it, twice.
#[test]
fn metrics_of_nodes_are_of_one_job() {
    for backend in [Backend::Prometheus, Backend::VictoriaMetrics] {
        let stack = Stack {
            backend,
            ..Stack::default()
        };
        let files = alerts::files(&stack).into_iter().map(|file| file.text);
        let boards = dashboards::files(&stack).into_iter();
        for text in files.chain(boards.map(|file| file.text.replace("\\\"", "\""))) {
            for part in text.split("node_").skip(1) {
                let name = part
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .next();
                let rest = &part[name.unwrap_or_default().len()..];
                let is_metric = rest.starts_with('{')
                    && !text.contains(&format!("kube_node_{}", name.unwrap_or_default()));
                assert!(
                    !is_metric || rest.starts_with("{job=\"node-exporter\""),
                    "node_{part:.60}"
                );
            }
        }
    }
}

#[test]
fn rules_are_files_that_the_backend_reads() {
    let prometheus = Stack {
        backend: Backend::Prometheus,
        ..Stack::default()
    };
    let config = scrape::config(&prometheus, &scrape::jobs(&prometheus)).text;
    assert!(
        config.contains(&format!("{}/*.yml", names::RULES)),
        "{config}"
    );
    let files = alerts::files(&prometheus);
    assert!(
        files.len() >= 4
            && files
                .iter()
                .all(|file| file.name.split('.').nth(1) == Some("yml"))
    );

    // VictoriaMetrics refuses a file with any of these; vmalert has the rules.
    let own = Stack::default();
    let config = scrape::config(&own, &scrape::jobs(&own)).text;
    for key in ["rule_files", "alerting", "evaluation_interval"] {
        assert!(!config.contains(key), "{key}");
    }
    assert_eq!(alerts::files(&own).len(), files.len());
}

#[test]
fn grafana_is_not_empty() {
    let files = dashboards::files(&Stack::default());
    assert!(files.len() >= 5);
    assert!(
        files
            .iter()
            .all(|file| file.text.matches("\"expr\"").count() >= 8)
    );
}
