//! What the parts have to agree on.

use std::collections::BTreeSet;

use super::*;
use crate::{origin::Whys, rules::components::Component};

/// Every word `job="…"` and `job=~"…"` of a text, without jobs of apps.
fn jobs_of(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for operator in ["job=\"", "job=~\"", "job=\\\"", "job=~\\\"", "job!~\""] {
        for part in text.split(operator).skip(1) {
            let end = part.find(['"', '\\']).unwrap();
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
