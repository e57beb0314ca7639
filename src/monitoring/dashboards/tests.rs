//! What every dashboard has to be.

#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::monitoring::{App, Backend, Imported};

/// A stack with all that a panel may need.
fn full(backend: Backend) -> Stack {
    let mut stack = Stack {
        backend,
        apps: vec![App {
            job: "plugs".to_owned(),
            kind: "tasmota",
            namespace: None,
            service: "plugs".to_owned(),
            from: crate::origin::Whys::default(),
        }],
        ..Stack::default()
    };
    stack.parts.extend(Component::ALL);
    stack
}

const BOTH: [Backend; 2] = [Backend::Prometheus, Backend::VictoriaMetrics];

fn read(stack: &Stack) -> Vec<(String, Value)> {
    let each = files(stack).into_iter();
    each.map(|file| {
        (
            file.name,
            serde_json::from_str(&file.text).expect("it is there"),
        )
    })
    .collect()
}

#[test]
fn each_dashboard_has_a_file_of_its_own() {
    for backend in BOTH {
        let dashboards = read(&full(backend));
        assert_eq!(dashboards.len(), ALL.len());
        let mut before = String::new();
        for (name, dashboard) in dashboards {
            assert_eq!(
                name,
                format!("{}.json", dashboard["uid"].as_str().expect("it is there"))
            );
            assert!(before < name, "{name}");
            before = name;
            assert!(dashboard["panels"].as_array().expect("it is there").len() >= 6);
        }
    }
}

#[test]
fn all_are_small() {
    for backend in BOTH {
        for file in files(&full(backend)) {
            assert!(
                file.text.len() < LARGEST / 4,
                "{}: {}",
                file.name,
                file.text.len()
            );
        }
    }
}

#[test]
fn there_is_one_data_source() {
    fn sources(value: &Value, out: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(source) = fields.get("datasource") {
                    out.insert(source["uid"].to_string());
                }
                fields.values().for_each(|inner| sources(inner, out));
            }
            Value::Array(items) => items.iter().for_each(|inner| sources(inner, out)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for (_, dashboard) in read(&full(Backend::Prometheus)) {
        sources(&dashboard, &mut found);
    }
    assert_eq!(found, BTreeSet::from(["\"metrics\"".to_owned()]));
}

#[test]
fn panels_do_not_lie_upon_each_other() {
    for backend in BOTH {
        for (name, dashboard) in read(&full(backend)) {
            let mut taken = BTreeSet::new();
            let mut ids = BTreeSet::new();
            for panel in dashboard["panels"].as_array().expect("it is there") {
                assert!(ids.insert(panel["id"].to_string()), "{name}");
                let at = |key: &str| panel["gridPos"][key].as_u64().expect("it is there");
                assert!(at("x") + at("w") <= 24, "{name}: {panel}");
                for x in at("x")..at("x") + at("w") {
                    for y in at("y")..at("y") + at("h") {
                        assert!(taken.insert((x, y)), "{name}: {}", panel["title"]);
                    }
                }
            }
        }
    }
}

#[test]
fn a_panel_without_its_data_is_left_out() {
    let text =
        |stack: &Stack| -> String { files(stack).into_iter().map(|file| file.text).collect() };
    let lean = text(&Stack::default());
    for word in ["smartctl_", "probe_success", "tasmota_", "prometheus_tsdb"] {
        assert!(!lean.contains(word), "{word}");
        assert!(text(&full(Backend::Prometheus)).contains(word), "{word}");
    }
}

#[test]
fn own_dashboards_come_last_with_our_data_source() {
    let mut stack = Stack::default();
    stack.dashboards.push(Imported {
        path: "grafana.json".to_owned(),
        text: r#"{"title":"Power","panels":[{"datasource":"Old"}]}"#.to_owned(),
        from: crate::origin::Whys::default(),
    });
    let (name, own) = read(&stack).pop().expect("it is there");
    assert_eq!(name, "own-0.json");
    assert_eq!(own["panels"][0]["datasource"]["uid"], names::DATASOURCE);
}
