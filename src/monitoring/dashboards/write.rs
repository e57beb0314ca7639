//! A dashboard as Grafana's JSON.

use serde_json::{Map, Value, json};

use super::{Dashboard, Panel, TAG, Variable, names, panel::Kind};
use crate::monitoring::Stack;

/// The version of the schema: Grafana migrates older ones when it loads them.
const SCHEMA: u32 = 41;
/// Columns of a dashboard.
const COLUMNS: u8 = 24;
/// Rows that differ in something that nobody reads.
const NOISE: [&str; 1] = ["Time"];

/// A dashboard, with the panels whose data the stack has.
pub(super) fn json(of: &Dashboard, stack: &Stack) -> String {
    let chosen = of.panels.iter().filter(|panel| panel.needs.are_met(stack));
    let mut place = Place::default();
    let panels: Vec<_> = chosen
        .enumerate()
        .map(|(index, panel)| one(index + 1, panel, &mut place))
        .collect();
    let variables: Vec<_> = of.variables.iter().map(variable).collect();
    let value = json!({
        "uid": of.uid,
        "title": of.title,
        "description": of.description,
        "tags": [TAG],
        "schemaVersion": SCHEMA,
        // Files are the source: a change in Grafana would be lost.
        "editable": false,
        "graphTooltip": 1,
        "refresh": "1m",
        "time": { "from": "now-6h", "to": "now" },
        "timezone": "browser",
        "links": [{
            "type": "dashboards",
            "title": "",
            "tags": [TAG],
            "asDropdown": false,
            "icon": "external link",
            "includeVars": false,
            "keepTime": true,
            "targetBlank": false,
            "tooltip": "",
            "url": "",
        }],
        "templating": { "list": variables },
        "panels": panels,
    });
    // A value of strings and numbers can always be written.
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// Where the next panel goes.
#[derive(Default)]
struct Place {
    x: u8,
    y: u32,
    /// Rows of the highest in this line.
    high: u8,
}

impl Place {
    fn take(&mut self, (columns, rows): (u8, u8)) -> Value {
        if self.x + columns > COLUMNS {
            self.y += u32::from(self.high);
            self.x = 0;
            self.high = 0;
        }
        let at = json!({ "x": self.x, "y": self.y, "w": columns, "h": rows });
        self.x += columns;
        self.high = self.high.max(rows);
        at
    }
}

fn source() -> Value {
    json!({ "type": "prometheus", "uid": names::DATASOURCE })
}

fn one(id: usize, panel: &Panel, place: &mut Place) -> Value {
    let mut out = json!({
        "id": id,
        "type": kind(panel.kind),
        "title": panel.title,
        "datasource": source(),
        "gridPos": place.take(panel.size),
        "fieldConfig": { "defaults": defaults(panel), "overrides": [] },
        "options": options(panel.kind),
        "targets": targets(panel),
    });
    let Some(fields) = out.as_object_mut() else {
        return out;
    };
    if !panel.note.is_empty() {
        fields.insert("description".to_owned(), panel.note.into());
    }
    if !panel.since.is_empty() {
        fields.insert("timeFrom".to_owned(), panel.since.into());
    }
    if let Kind::Table(columns) = panel.kind {
        fields.insert("transformations".to_owned(), transformations(columns));
    }
    out
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Stat | Kind::Names => "stat",
        Kind::Bars => "bargauge",
        Kind::Lines | Kind::Areas => "timeseries",
        Kind::Table(_) => "table",
    }
}

fn targets(panel: &Panel) -> Value {
    let over_time = matches!(panel.kind, Kind::Lines | Kind::Areas);
    let letters = "ABCDEFGHIJ".chars();
    let each = panel.queries.iter().zip(letters);
    each.map(|((expr, legend), letter)| {
        let mut target = json!({
            "refId": letter.to_string(),
            "datasource": source(),
            "expr": expr,
            "legendFormat": legend,
            "instant": !over_time,
            "range": over_time,
        });
        if let (Kind::Table(_), Some(fields)) = (panel.kind, target.as_object_mut()) {
            fields.insert("format".to_owned(), "table".into());
        }
        target
    })
    .collect()
}

fn defaults(panel: &Panel) -> Value {
    let mut steps = vec![json!({ "value": null, "color": "green" })];
    steps.extend(
        panel
            .steps
            .iter()
            .map(|(value, color)| json!({ "value": value, "color": color })),
    );
    let mut out = json!({
        "unit": panel.unit,
        "thresholds": { "mode": "absolute", "steps": steps },
    });
    let Some(fields) = out.as_object_mut() else {
        return out;
    };
    let color = match panel.kind {
        Kind::Lines | Kind::Areas => "palette-classic",
        _ => "thresholds",
    };
    fields.insert("color".to_owned(), json!({ "mode": color }));
    if panel.unit == "percent" {
        fields.insert("min".to_owned(), 0.into());
        if panel.kind == Kind::Bars {
            fields.insert("max".to_owned(), 100.into());
        }
    }
    if let Kind::Lines | Kind::Areas = panel.kind {
        let (fill, stacking) = match panel.kind {
            Kind::Areas => (40, "normal"),
            _ => (10, "none"),
        };
        let custom = json!({
            "drawStyle": "line",
            "lineWidth": 1,
            "fillOpacity": fill,
            "showPoints": "never",
            "stacking": { "mode": stacking, "group": "A" },
        });
        fields.insert("custom".to_owned(), custom);
    }
    out
}

fn options(kind: Kind) -> Value {
    let newest = json!({ "calcs": ["lastNotNull"], "fields": "", "values": false });
    match kind {
        Kind::Stat | Kind::Names => json!({
            "reduceOptions": newest,
            "colorMode": "value",
            "graphMode": "none",
            "justifyMode": "auto",
            "orientation": "auto",
            "textMode": if kind == Kind::Names { "name" } else { "auto" },
        }),
        Kind::Bars => json!({
            "reduceOptions": newest,
            "displayMode": "basic",
            "orientation": "horizontal",
            "showUnfilled": true,
            "valueMode": "color",
        }),
        Kind::Lines | Kind::Areas => json!({
            "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
            "tooltip": { "mode": "multi", "sort": "desc" },
        }),
        Kind::Table(_) => json!({ "showHeader": true, "cellHeight": "sm" }),
    }
}

/// One table of all queries, with these columns and no others.
fn transformations(columns: &[(&str, &str)]) -> Value {
    let mut heads = Map::new();
    let mut order = Map::new();
    let mut hidden = Map::new();
    for (index, (column, head)) in columns.iter().enumerate() {
        heads.insert((*column).to_owned(), (*head).into());
        order.insert((*column).to_owned(), index.into());
    }
    for column in NOISE {
        hidden.insert(column.to_owned(), true.into());
    }
    json!([
        { "id": "merge", "options": {} },
        {
            "id": "organize",
            "options": { "renameByName": heads, "indexByName": order, "excludeByName": hidden },
        },
    ])
}

fn variable(of: &Variable) -> Value {
    match of {
        Variable::Of(name, title, values) => json!({
            "type": "query",
            "name": name,
            "label": title,
            "datasource": source(),
            "query": { "query": values, "refId": name },
            "refresh": 2,
            "sort": 1,
            "includeAll": true,
            "allValue": ".*",
            "multi": true,
            "current": { "text": ["All"], "value": ["$__all"] },
        }),
        Variable::Number(name, title, first) => json!({
            "type": "textbox",
            "name": name,
            "label": title,
            "query": first,
            "current": { "text": first, "value": first },
        }),
    }
}
