//! Dashboards that the operator brings, with our data source in the place of theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{ALL, LARGEST, names};

/// A dashboard that Grafana will show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its JSON.
    pub text: String,
    /// Kinds of panels that are not Grafana's own: their plugins have to be installed, or they stay empty.
    pub plugins: BTreeSet<String>,
    /// Kinds of data sources other than Prometheus: they stay as they are, and need a data source of their name.
    pub sources: BTreeSet<String>,
}

/// Why a file is not a dashboard that Grafana will show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not JSON, or not an object: the parser's words.
    Json(String),
    /// It is of the second version of the schema, which only Grafana 13 reads, and not from files.
    SecondVersion,
    /// It has no title.
    NoTitle,
    /// Its `uid` is that of one of ours.
    Taken(String),
    /// It has this many bytes, more than [`LARGEST`].
    Large(usize),
}

/// Kinds of panels that are part of Grafana 12 and 13, and older ones that they turn into them when they load.
const PANELS: &[&str] = &[
    "alertlist",
    "annolist",
    "barchart",
    "bargauge",
    "candlestick",
    "canvas",
    "dashlist",
    "datagrid",
    "flamegraph",
    "gauge",
    "geomap",
    "grafana-piechart-panel",
    "grafana-singlestat-panel",
    "grafana-worldmap-panel",
    "graph",
    "heatmap",
    "histogram",
    "logs",
    "news",
    "nodeGraph",
    "piechart",
    "row",
    "singlestat",
    "stat",
    "state-timeline",
    "status-history",
    "table",
    "table-old",
    "text",
    "timeseries",
    "traces",
    "trend",
    "xychart",
];

/// What belongs to the Grafana that a dashboard came from.
const FOREIGN: [&str; 7] = [
    "id",
    "__inputs",
    "__requires",
    "__elements",
    "version",
    "iteration",
    "gnetId",
];

/// Reads a dashboard as Grafana exports it.
///
/// # Errors
///
/// Where Grafana would not show it.
pub fn import(text: &str) -> Result<Read, Fault> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| Fault::Json(error.to_string()))?;
    let Value::Object(mut fields) = value else {
        return Err(Fault::Json("it is not an object".to_owned()));
    };
    // The API answers with the dashboard and what it knows about it.
    if let (Some(Value::Object(inner)), false) =
        (fields.get("dashboard"), fields.contains_key("panels"))
    {
        fields = inner.clone();
    }
    if fields.contains_key("elements") || fields.contains_key("apiVersion") {
        return Err(Fault::SecondVersion);
    }
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    if text("title").is_none_or(str::is_empty) {
        return Err(Fault::NoTitle);
    }
    if let Some(uid) = text("uid").filter(|uid| ALL.iter().any(|of| of.uid == *uid)) {
        return Err(Fault::Taken(uid.to_owned()));
    }
    let mut walk = Walk::new(&fields);
    for key in FOREIGN {
        fields.remove(key);
    }
    let mut value = Value::Object(fields);
    walk.value(&mut value);
    let text = value.to_string() + "\n";
    if text.len() > LARGEST {
        return Err(Fault::Large(text.len()));
    }
    Ok(Read {
        text,
        plugins: walk.plugins,
        sources: walk.sources,
    })
}

/// What is known and found on the way through a dashboard.
struct Walk {
    /// Inputs of an export (`${DS_PROMETHEUS}`), with the plugin that each is of.
    inputs: BTreeMap<String, String>,
    /// Variables by which a reader chooses a data source.
    variables: BTreeSet<String>,
    plugins: BTreeSet<String>,
    sources: BTreeSet<String>,
}

impl Walk {
    fn new(fields: &Map<String, Value>) -> Self {
        let list =
            |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).map(str::to_owned);
        let inputs = list(fields.get("__inputs"));
        let inputs = inputs
            .iter()
            .filter_map(|of| Some((text(of, "name")?, text(of, "pluginId")?)));
        let variables = list(fields.get("templating").and_then(|of| of.get("list")));
        let variables = variables
            .iter()
            .filter(|of| text(of, "type").as_deref() == Some("datasource"))
            .filter_map(|of| text(of, "name"));
        Self {
            inputs: inputs.collect(),
            variables: variables.collect(),
            plugins: BTreeSet::new(),
            sources: BTreeSet::new(),
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                self.panel(fields);
                for (key, inner) in fields.iter_mut() {
                    if key == "datasource" {
                        self.source(inner);
                    } else {
                        self.value(inner);
                    }
                }
            }
            _ => {}
        }
    }

    /// A panel has a kind and a place; those of old rows have a width.
    fn panel(&mut self, fields: &Map<String, Value>) {
        let is_panel = fields.contains_key("gridPos") || fields.contains_key("span");
        let kind = fields.get("type").and_then(Value::as_str);
        if let Some(kind) = kind.filter(|kind| is_panel && !PANELS.contains(kind)) {
            self.plugins.insert(kind.to_owned());
        }
    }

    /// A data source: an object with a `uid`, or in old dashboards its name. `null` is the usual one, ours.
    fn source(&mut self, value: &mut Value) {
        let (kind, name) = match &*value {
            Value::String(name) => (None, name.as_str()),
            Value::Object(fields) => {
                let text = |key| fields.get(key).and_then(Value::as_str);
                (text("type"), text("uid").unwrap_or_default())
            }
            _ => return,
        };
        // Grafana's own, mixed ones, and other panels.
        if name == "grafana"
            || name.starts_with("-- ")
            || kind == Some("datasource")
            || kind == Some("grafana")
        {
            return;
        }
        let input = name
            .trim_start_matches("${")
            .trim_start_matches('$')
            .trim_end_matches('}');
        let input = input.split(':').next().unwrap_or_default();
        if name.starts_with('$') && self.variables.contains(input) {
            return;
        }
        let kind = kind.or_else(|| self.inputs.get(input).map(String::as_str));
        match kind {
            Some("prometheus") | None => {
                *value = json!({ "type": "prometheus", "uid": names::DATASOURCE });
            }
            Some("__expr__") => {}
            Some(other) => {
                self.sources.insert(other.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &Value) -> (Value, Read) {
        let read = import(&value.to_string()).unwrap();
        (serde_json::from_str(&read.text).unwrap(), read)
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
        let panels = value["panels"].as_array().unwrap();
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
        let of = |text: &str| import(text).unwrap_err();
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
}
