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
    if !fields.contains_key("panels")
        && let Some(Value::Object(inner)) = fields.remove("dashboard")
    {
        fields = inner;
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
mod tests;
