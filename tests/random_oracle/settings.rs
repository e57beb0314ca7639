//! Random settings, drawn over the schema of the settings file: a key that is new there is drawn at
//! once.

use k3s_migrate::{rules, settings::Settings};
use serde_json::{Map, Value, json};

use crate::{odd::Odd, random::Random};

/// Right values of every text, by the name of its key; `*` is an entry of a map or list.
#[rustfmt::skip]
const RIGHT: &[(&str, &[&str])] = &[
    ("address",        &["192.0.2.1", "2001:db8::1"]),
    ("adminPasswordFile", &["/run/secrets/grafana"]),
    ("alertmanager",   &["1Gi", "512Mi"]),
    ("alerts",         &["120h", "5d"]),
    ("avoidNodes/*",   &["nas", "node-1.lan"]),
    ("channel",        &["#alerts", "alerts"]),
    ("class",          &["local-path", "fast", "traefik"]),
    ("dashboards/*",   &["energy.json"]),
    ("devices/*",      &["squat.ai/dri", "nvidia.com/gpu"]),
    ("disable/*",      &["NodeDown", "Watchdog"]),
    ("domain",         &["k3s-migrate", "devices.example.org"]),
    ("existing",       &["old-data"]),
    ("extra/*/*",      &["192.0.2.7:9100", "router.lan:9100"]),
    ("extraRules/*",   &["rules.yml"]),
    ("from",           &["k3s@example.org"]),
    ("grafana",        &["1Gi", "2Gi"]),
    ("graphroot",      &["/tank/podman"]),
    ("host",           &["web.example.org", "*.example.org"]),
    ("hostPath",       &["/tank/data", "/srv"]),
    ("image",          &["ghcr.io/squat/generic-device-plugin:0.1.0", "registry.lan:5000/plugin"]),
    ("images/*",       &["registry.lan:5000/program:1.2.3"]),
    ("importFrom/*",   &["prometheus.yml"]),
    ("interval",       &["30s", "1m"]),
    ("limits/*",       &["512Mi", "2", "500m", "1"]),
    ("metrics",        &["15d", "20Gi"]),
    ("metricsSize",    &["15Gi", "5Gi"]),
    ("namespace",      &["media", "podman", "db-1"]),
    ("node",           &["node-1", "node-2.lan"]),
    ("nodeMemory",     &["8Gi", "4Gi"]),
    ("nodeSelector/*", &["yes", ""]),
    ("passwordFile",   &["/run/secrets/mail"]),
    ("path",           &["/", "/app"]),
    ("priorityClass",  &["high", "system-cluster-critical"]),
    ("privilegedNamespace", &["privileged", "podman"]),
    ("requests/*",     &["100m", "256Mi", "1"]),
    ("runtimeClass",   &["gvisor", "kata.example.org"]),
    ("runtimeClasses/*", &["gvisor", "kata"]),
    ("schedule",       &["30 4 * * *", "*/5 * * * 1-5"]),
    ("seccompProfile", &["podman.json", "profiles/a.json"]),
    ("size",           &["10Gi", "512Mi"]),
    ("smarthost",      &["mail.example.org:587"]),
    ("timeZone",       &["Europe/Berlin", "Etc/UTC"]),
    ("tlsSecret",      &["web-tls"]),
    ("to",             &["you@example.org", "a@example.org, b@example.org"]),
    ("url",            &["https://hub.example.org/x", "http://hub.podman.svc:8080"]),
    ("urlFile",        &["/run/secrets/url"]),
    ("user",           &["k3s"]),
    ("waitFor/*",      &["db", "a"]),
    ("$schema",        &["https://example.org/settings.json"]),
];

/// Names of entries, where they are neither containers nor hosts.
#[rustfmt::skip]
const ENTRIES: &[(&str, &[&str])] = &[
    ("devices",  &["/dev/dri", "/dev/net/tun", "nvidia.com/gpu=all"]),
    ("extra",    &["router", "switch-1"]),
    ("images",   &["grafana", "prometheus", "node-exporter"]),
    ("limits",   &["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "hugepages-2Mi", "pods"]),
    ("nodeSelector", &["kubernetes.io/hostname", "example.org/ssd"]),
    ("requests", &["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "hugepages-2Mi"]),
    ("runtimeClasses", &["runsc", "kata", "crun"]),
    ("volumes",  &["data", "/data", "/a", "/srv/a"]),
];

const NUMBERS: [i64; 14] = [
    0,
    -1,
    2,
    99,
    100,
    101,
    1_000,
    65_535,
    65_536,
    70_000,
    2_147_483_647,
    2_147_483_648,
    -2_147_483_649,
    i64::MAX,
];

/// The schema of the settings file.
pub struct Schema {
    root: Value,
    codes: Vec<String>,
}

/// One settings file on its way.
struct Desk<'a> {
    schema: &'a Schema,
    odd: &'a Odd,
    /// Host and name of every container.
    containers: &'a [(String, String)],
    wrong: usize,
    random: &'a mut Random,
}

impl Schema {
    pub fn new() -> Self {
        Self {
            root: schemars::schema_for!(Settings).into(),
            codes: rules::all().map(|rule| rule.code.to_owned()).collect(),
        }
    }

    /// A settings file for these containers.
    pub fn draw(
        &self,
        odd: &Odd,
        containers: &[(String, String)],
        wrong: usize,
        random: &mut Random,
    ) -> Value {
        let mut desk = Desk {
            schema: self,
            odd,
            containers,
            wrong,
            random,
        };
        desk.value(&self.root, "")
    }
}

impl Desk<'_> {
    fn value(&mut self, schema: &Value, name: &str) -> Value {
        if self.wrong > 0 && self.random.percent(1) {
            return json!(self.odd.text(self.random));
        }
        if let Some(path) = schema["$ref"].as_str() {
            let schema = self.schema;
            let target = schema.root.pointer(path.trim_start_matches('#')).unwrap();
            return self.value(target, name);
        }
        let choices = |word: &str| -> Vec<&Value> {
            let all = schema[word].as_array().into_iter().flatten();
            all.filter(|each| each["type"] != "null" && !each.is_null())
                .collect()
        };
        let words = choices("enum");
        if !words.is_empty() {
            return (*self.random.pick(&words)).clone();
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap(),
            kind => kind,
        };
        // Of a text they say only what it may look like.
        let all = [choices("anyOf"), choices("oneOf")].concat();
        if !all.is_empty() && kind != "string" {
            let one = *self.random.pick(&all);
            return self.value(one, name);
        }
        match kind.as_str() {
            Some("object") => self.object(schema, name),
            // What can be accepted is accepted: more is written then.
            Some("array") if name == "accept" && self.random.percent(25) => {
                json!(self.schema.codes)
            }
            Some("array") => {
                let count = self.random.below(3);
                (0..count)
                    .map(|_| self.value(&schema["items"], &format!("{name}/*")))
                    .collect()
            }
            Some("boolean") => json!(self.random.percent(50)),
            Some("integer") => json!(if self.random.percent(self.wrong * 2) {
                *self.random.pick(&NUMBERS)
            } else {
                i64::try_from(1 + self.random.below(5)).unwrap()
            }),
            Some("string") => json!(self.text(name)),
            other => {
                panic!("the settings' schema has a type that is not drawn: {other:?} at {name}")
            }
        }
    }

    fn object(&mut self, schema: &Value, name: &str) -> Value {
        let mut out = Map::new();
        let required = schema["required"].as_array();
        for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
            let needed = required.is_some_and(|all| all.iter().any(|each| each == key));
            // What decides for every container is set less often than what is about one.
            let chance = match (needed, name, key.as_str()) {
                (true, ..) => 100,
                (_, "", "containers") => 85,
                // Both ends are worth as much as all else.
                (_, "", "kubernetes") => 60,
                (_, "", _) => 12,
                _ => 22,
            };
            // Programs whose image may be another one are keys of their own.
            let called = if name == "images" { "images/*" } else { key };
            if self.random.percent(chance) {
                out.insert(key.clone(), self.value(schema, called));
            }
        }
        let entries = &schema["additionalProperties"];
        if entries.is_object() {
            for _ in 0..=self.random.below(2) {
                let key = self.entry(name);
                let value = self.value(entries, &format!("{name}/*"));
                out.insert(key, value);
            }
        }
        Value::Object(out)
    }

    /// The name of an entry.
    fn entry(&mut self, map: &str) -> String {
        let (host, container) = self.random.pick(self.containers).clone();
        let right = match map {
            "containers" if self.random.percent(20) => format!("{host}/{container}"),
            "containers" => container,
            "hosts" => host,
            map => {
                let row = ENTRIES.iter().find(|(name, _)| *name == map);
                let (_, names) =
                    row.unwrap_or_else(|| panic!("no names of entries for the settings' `{map}`"));
                (*self.random.pick(names)).to_owned()
            }
        };
        self.spoil(&right)
    }

    fn text(&mut self, name: &str) -> String {
        if name.ends_with("accept/*") {
            let code = self.random.pick(&self.schema.codes).clone();
            return self.spoil(&code);
        }
        let row = RIGHT.iter().find(|(key, _)| *key == name);
        let (_, right) =
            row.unwrap_or_else(|| panic!("no right values for the settings' `{name}`"));
        let right = *self.random.pick(right);
        self.spoil(right)
    }

    fn spoil(&mut self, right: &str) -> String {
        if self.random.percent(self.wrong) {
            self.odd.spoiled(right, self.random)
        } else {
            right.to_owned()
        }
    }
}
