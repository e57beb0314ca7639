//! What stacks have which alerts.

#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::BTreeSet;

use super::*;
use crate::{
    grammar::Label,
    monitoring::{App, Imported, Kept, Thresholds},
    origin::Whys,
};

/// A stack with all that an alert may need.
fn full(backend: Backend) -> Stack {
    let mut stack = Stack {
        backend,
        apps: vec![App {
            job: "plugs".to_owned(),
            kind: "tasmota",
            namespace: None,
            service: "plugs".to_owned(),
            from: Whys::default(),
        }],
        kept: vec![Kept {
            path: "/srv/photos".to_owned(),
            node: Some("nas".to_owned()),
            workloads: BTreeSet::from(["podman/immich".to_owned()]),
        }],
        ..Stack::default()
    };
    stack.parts.extend(Component::ALL);
    stack
}

fn text(stack: &Stack) -> String {
    files(stack).into_iter().map(|file| file.text).collect()
}

const BOTH: [Backend; 2] = [Backend::Prometheus, Backend::VictoriaMetrics];

#[test]
fn every_word_of_a_row_is_filled_in() {
    for backend in BOTH {
        let text = text(&full(backend));
        assert!(!text.contains('@'), "{text}");
    }
}

#[test]
fn an_alert_has_one_name_and_one_severity() {
    for backend in BOTH {
        let text = text(&full(backend));
        for name in all_names() {
            let line = format!("- alert: {name}\n");
            assert_eq!(text.matches(&line).count(), 1, "{name} with {backend:?}");
        }
    }
}

#[test]
fn what_is_disabled_is_left_out() {
    for name in all_names() {
        let mut stack = full(Backend::Prometheus);
        stack.alerts.disable.insert(name.to_owned());
        assert!(
            !text(&stack).contains(&format!("alert: {name}\n")),
            "{name}"
        );
    }
    let mut stack = full(Backend::Prometheus);
    stack.alerts.disable = all_names().into_iter().map(str::to_owned).collect();
    assert_eq!(files(&stack), []);
}

#[test]
fn each_threshold_is_in_an_expression() {
    let thresholds = Thresholds {
        memory_available_percent: 71,
        cpu_busy_percent: 72,
        disk_free_percent: 73,
        volume_free_percent: 74,
        scrape_success_percent: 75,
        certificate_days: 76,
        cron_job_hours: 77,
        disk_celsius: 78,
    };
    let mut stack = full(Backend::Prometheus);
    stack.alerts.thresholds = thresholds;
    let text = text(&stack);
    let expressions: Vec<_> = text.lines().filter(|line| line.contains("expr:")).collect();
    for value in 71..=78_u8 {
        let of = |line: &&&str| line.contains(&format!(" {value}"));
        let count = expressions.iter().filter(of).count();
        assert_eq!(count, if value == 74 { 2 } else { 1 }, "{value}");
    }
}

#[test]
fn an_alert_without_its_exporter_is_left_out() {
    let text = text(&Stack::default());
    for name in [
        "SmartFailed",
        "DiskHot",
        "ProbeFailed",
        "TasmotaDown",
        "DataDiskSpaceLow",
    ] {
        assert!(!text.contains(name), "{name}");
    }
    assert!(text.contains("vmalert_execution_errors_total"));
    assert!(!text.contains("prometheus_rule_evaluation"));
}

#[test]
fn the_nearest_file_system_above_a_directory_counts() {
    let text = text(&full(Backend::Prometheus));
    let line = text
        .lines()
        .find(|line| line.contains("/srv/photos"))
        .expect("it is there");
    let places: Vec<_> = line.split(" or on (instance) ").collect();
    assert_eq!(places.len(), 3, "{line}");
    for (place, mount) in places.iter().zip(["/srv/photos", "/srv", "/"]) {
        assert!(
            place.contains(&format!(r#"mountpoint="{mount}",node="nas""#)),
            "{place}"
        );
    }
}

#[test]
fn a_directory_with_braces_is_not_a_template() {
    let mut stack = full(Backend::Prometheus);
    stack.kept[0].path = "/srv/{{ $value }}'\"".to_owned();
    let text = text(&stack);
    assert!(
        text.contains(r#"path: '/srv/{{ "{{" }} $value }}''"'"#),
        "{text}"
    );
}

#[test]
fn a_second_scrape_decides_whatever_the_interval() {
    let stack = Stack {
        interval: 60,
        ..Stack::default()
    };
    let file = &files(&stack)[0];
    assert_eq!(file.name, "availability.yml");
    assert!(file.text.contains("for: \"90s\"\n"), "{}", file.text);
}

#[test]
fn the_namespace_is_that_of_the_stack() {
    let stack = Stack {
        namespace: Label::parse("watch").expect("it is there"),
        ..full(Backend::VictoriaMetrics)
    };
    let text = text(&stack);
    assert!(text.contains("kubectl -n watch logs deploy/vmalert"));
    assert!(!text.contains("-n monitoring "));
}

#[test]
fn own_rules_come_last_and_as_they_are() {
    let mut stack = Stack::default();
    stack.alerts.extra.push(Imported {
        path: "own.yml".to_owned(),
        text: "groups: []\n".to_owned(),
        from: Whys::default(),
    });
    let files = files(&stack);
    let last = files.last().expect("it is there");
    assert_eq!(
        (last.name.as_str(), last.text.as_str()),
        ("extra-0.yml", "groups: []\n")
    );
}
