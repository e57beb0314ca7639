//! What becomes of dashboards that Grafana exported.

#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use super::*;

fn read(value: &Value) -> (Value, Read) {
    let read = import(&value.to_string()).expect("it is there");
    (serde_json::from_str(&read.text).expect("it is there"), read)
}

const OURS: &str = r#"{"type":"prometheus","uid":"metrics"}"#;

#[test]
fn data_sources_of_every_age_become_ours() {
    let (value, read) = read(&json!({
        "id": 9, "uid": "power", "title": "Power", "version": 3,
        "__inputs": [{ "name": "DS_PROM", "type": "datasource", "pluginId": "prometheus" }],
        "panels": [
            { "type": "stat", "gridPos": {}, "datasource": { "type": "prometheus", "uid": "XOGiKiT7k" },
              "targets": [{ "datasource": { "uid": "${DS_PROM}" }, "expr": "up" }] },
            { "type": "graph", "gridPos": {}, "datasource": "Prometheus" },
            { "type": "graph", "gridPos": {}, "datasource": "${DS_PROM}" },
            { "type": "text", "gridPos": {}, "datasource": null },
        ],
        "annotations": { "list": [{ "datasource": "-- Grafana --" }] },
    }));
    let panels = value["panels"].as_array().expect("it is there");
    for panel in &panels[..3] {
        assert_eq!(panel["datasource"].to_string(), OURS);
    }
    assert_eq!(panels[0]["targets"][0]["datasource"].to_string(), OURS);
    assert!(panels[3]["datasource"].is_null());
    assert_eq!(
        value["annotations"]["list"][0]["datasource"],
        "-- Grafana --"
    );
    for key in ["id", "version", "__inputs"] {
        assert!(value.get(key).is_none(), "{key}");
    }
    assert_eq!((read.plugins.len(), read.sources.len()), (0, 0));
}

#[test]
fn what_a_reader_chooses_stays() {
    let (value, _) = read(&json!({
        "title": "Mixin",
        "templating": { "list": [{ "type": "datasource", "name": "datasource", "query": "prometheus" }] },
        "panels": [{ "type": "stat", "gridPos": {}, "datasource": { "uid": "${datasource}" } }],
    }));
    assert_eq!(value["panels"][0]["datasource"]["uid"], "${datasource}");
}

#[test]
fn plugins_and_other_sources_are_told() {
    let (value, read) = read(&json!({
        "title": "Mixed",
        "panels": [
            { "type": "snuids-radar-panel", "gridPos": {} },
            { "type": "logs", "gridPos": {}, "datasource": { "type": "loki", "uid": "L" } },
        ],
    }));
    assert_eq!(value["panels"][1]["datasource"]["uid"], "L");
    assert_eq!(
        read.plugins,
        BTreeSet::from(["snuids-radar-panel".to_owned()])
    );
    assert_eq!(read.sources, BTreeSet::from(["loki".to_owned()]));
}

#[test]
fn an_answer_of_the_api_is_unwrapped() {
    let (value, _) = read(&json!({ "meta": {}, "dashboard": { "title": "A", "panels": [] } }));
    assert_eq!(value["title"], "A");
}

#[test]
fn what_grafana_would_not_show_is_a_fault() {
    let of = |text: &str| import(text).expect_err("it is refused");
    assert!(matches!(of("{"), Fault::Json(_)));
    assert!(matches!(of("[]"), Fault::Json(_)));
    assert_eq!(of("{}"), Fault::NoTitle);
    assert_eq!(
        of(r#"{"title":"A","uid":"k3s-nodes"}"#),
        Fault::Taken("k3s-nodes".to_owned())
    );
    assert_eq!(of(r#"{"title":"A","elements":{}}"#), Fault::SecondVersion);
    let long = json!({ "title": "A", "description": "x".repeat(LARGEST) }).to_string();
    assert!(matches!(of(&long), Fault::Large(_)));
}
