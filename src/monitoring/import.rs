//! Jobs of a `prometheus.yml` that go on: read without losing a key, rewritten target by target.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    Backend,
    scrape::{Job, Targets},
};
use crate::origin::Whys;

/// What becomes of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// It is reached at another one; why.
    Moved(String, String),
    /// It is reached as before; why.
    Same(String),
    /// The stack has it already; what of it.
    Ours(String),
    /// It cannot be reached; why.
    Gone(String),
}

/// Finds what becomes of `host:port`.
pub type Resolve<'r> = &'r mut dyn FnMut(&str, Option<u16>) -> Resolved;

/// What was read of a file.
#[derive(Debug, Default)]
pub struct Imported {
    /// Jobs that go on.
    pub jobs: Vec<Job>,
    /// For each job that was read: its name, and a sentence for each target, old and new.
    pub account: Vec<(String, Vec<String>)>,
    /// Keys that are not taken over, each with the reason.
    pub left: Vec<(String, String)>,
    /// What makes it useless.
    pub faults: Vec<Fault>,
    /// Files of the host that jobs read: key in the Secret, path.
    pub files: Vec<(String, String)>,
    /// Files of targets that jobs read, by their place in the list.
    pub listed: BTreeSet<usize>,
}

/// A file of targets, as `file_sd_configs` reads it.
/// <https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config>
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its path, as the settings name it.
    pub path: String,
    /// Its groups of targets.
    pub groups: Vec<Value>,
    /// The setting that names it.
    pub from: Whys,
}

impl Listed {
    /// The file with this text; `None` where it is not a list of groups of targets.
    #[must_use]
    pub fn of(path: &str, text: &str, from: Whys) -> Option<Self> {
        let Ok(Value::Array(groups)) = parsed(text) else {
            return None;
        };
        let is_group = |group: &Value| group.get("targets").is_some_and(Value::is_array);
        (!groups.is_empty() && groups.iter().all(is_group)).then(|| Self {
            path: path.to_owned(),
            groups,
            from,
        })
    }

    /// Whether a pattern of `files` means it: by its name, since its folder is another one in a container. At most one `*`.
    fn is_meant_by(&self, pattern: &str) -> bool {
        let name = |path| str::rsplit(path, '/').next().unwrap_or_default();
        let own = name(self.path.as_str());
        // In the store of Nix a file has a hash before its name.
        let stored = self.path.strip_prefix("/nix/store/");
        let stored = stored.and_then(|name| name.split_once('-'));
        let mut names = [own].into_iter().chain(stored.map(|(_, name)| name));
        match name(pattern).split_once('*') {
            Some((start, end)) => names.any(|own| {
                own.len() >= start.len() + end.len() && own.starts_with(start) && own.ends_with(end)
            }),
            None => names.any(|own| own == name(pattern)),
        }
    }
}

/// What makes a file useless.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// A target: job, target, reason.
    Target(String, String, String),
    /// A credential in the text: job, key.
    Secret(String, String),
}

/// Folder of the Pod with the files that jobs read.
pub const FILES: &str = "/etc/scrape-files";

/// Keys of the whole file, and where what they say is now.
const ELSEWHERE: [(&str, &str); 7] = [
    (
        "alerting",
        "the stack has an Alertmanager (`monitoring.notify`)",
    ),
    ("global", "`monitoring.scrape.interval` says how often"),
    ("remote_read", "the stack keeps its own metrics"),
    ("remote_write", "the stack keeps its own metrics"),
    (
        "rule_files",
        "`monitoring.alerts.extraRules` takes files of rules",
    ),
    ("storage", "`monitoring.retention` says how long"),
    ("tracing", "the stack has no traces"),
];

/// Ways of finding targets that need what is not there any more.
const LOST: [(&str, &str); 3] = [
    (
        "docker_sd_configs",
        "K3s has no socket of Docker; name the targets in `static_configs`",
    ),
    (
        "dockerswarm_sd_configs",
        "K3s has no Docker Swarm; name the targets in `static_configs`",
    ),
    (
        "podman_sd_configs",
        "K3s has no socket of podman; name the targets in `static_configs`",
    ),
];

/// Ways of finding targets by asking a server: the key of its address, and the address where it has none.
const SERVERS: [(&str, &str, &str); 3] = [
    ("consul_sd_configs", "server", "localhost:8500"),
    ("http_sd_configs", "url", ""),
    ("nomad_sd_configs", "server", "http://localhost:4646"),
];

/// Keys whose value is a credential, by their last two parts.
const CREDENTIALS: [&str; 5] = [
    "bearer_token",
    "client_secret",
    "credentials",
    "password",
    "secret_key",
];

/// Keys whose value is a file that the Pod reads.
const FILE_KEYS: [&str; 8] = [
    "bearer_token_file",
    "ca_file",
    "cert_file",
    "client_secret_file",
    "credentials_file",
    "key_file",
    "password_file",
    "username_file",
];

/// Keys of jobs that only Prometheus knows: VictoriaMetrics ends at once where it finds one.
const ONLY_PROMETHEUS: [&str; 16] = [
    "always_scrape_classic_histograms",
    "body_size_limit",
    "convert_classic_histograms_to_nhcb",
    "enable_compression",
    "fallback_scrape_protocol",
    "keep_dropped_targets",
    "label_name_length_limit",
    "label_value_length_limit",
    "metric_name_escaping_scheme",
    "metric_name_validation_scheme",
    "native_histogram_bucket_limit",
    "native_histogram_min_bucket_factor",
    "scrape_classic_histograms",
    "scrape_native_histograms",
    "scrape_protocols",
    "track_timestamps_staleness",
];

/// Reads the jobs of a file.
///
/// # Errors
/// It is not YAML, or has no `scrape_configs`.
pub fn read(
    text: &str,
    backend: Backend,
    from: &Whys,
    listed: &[Listed],
    resolve: Resolve,
) -> Result<Imported, String> {
    let file = parsed(text)?;
    let mut out = Imported::default();
    let jobs = match &file {
        Value::Array(jobs) => jobs,
        Value::Object(file) => {
            for (key, reason) in ELSEWHERE.iter().filter(|(key, _)| file.contains_key(*key)) {
                out.left.push(((*key).to_owned(), (*reason).to_owned()));
            }
            let jobs = file.get("scrape_configs").and_then(Value::as_array);
            jobs.ok_or("it has no list `scrape_configs`")?
        }
        _ => return Err("it is not a mapping with `scrape_configs`".to_owned()),
    };
    for (index, job) in jobs.iter().enumerate() {
        let name = job.get("job_name").and_then(Value::as_str);
        let (Some(name), Some(keys)) = (name, job.as_object()) else {
            return Err(format!(
                "job {} of `scrape_configs` has no `job_name`",
                index + 1
            ));
        };
        let mut reader = Reader {
            name: name.to_owned(),
            backend,
            account: Vec::new(),
            from: from.clone(),
            listed,
            out: &mut out,
            resolve: &mut *resolve,
        };
        let job = reader.job(keys);
        let from = std::mem::take(&mut reader.from);
        let account = std::mem::take(&mut reader.account);
        // What a faulty job becomes is not decided yet.
        let is_faulty = out.faults.iter().any(|fault| match fault {
            Fault::Target(job, ..) | Fault::Secret(job, _) => job == name,
        });
        if !is_faulty {
            out.account.push((name.to_owned(), account));
        }
        if let Some(job) = job {
            let targets = Targets::Imported(Value::Object(job).into());
            out.jobs.push(Job::new(name, targets, from));
        }
    }
    out.files.sort();
    out.files.dedup();
    Ok(out)
}

fn parsed(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true })
        .map_err(|error| first_line(&error.to_string()))
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

struct Reader<'r> {
    name: String,
    backend: Backend,
    account: Vec<String>,
    from: Whys,
    listed: &'r [Listed],
    out: &'r mut Imported,
    resolve: Resolve<'r>,
}

impl Reader<'_> {
    /// The job with its new targets; `None` where the stack has all of them.
    fn job(&mut self, job: &Map<String, Value>) -> Option<Map<String, Value>> {
        let mut out = Map::new();
        let (mut groups, mut kept) = (0, Vec::new());
        for (key, value) in job {
            if let Some((_, reason)) = LOST.iter().find(|(lost, _)| lost == key) {
                self.fault(key, reason);
                continue;
            }
            if self.backend == Backend::VictoriaMetrics && ONLY_PROMETHEUS.contains(&key.as_str()) {
                self.account.push(format!(
                    "`{key}` is left out: VictoriaMetrics does not know it"
                ));
                continue;
            }
            let found = match (key.as_str(), value) {
                ("static_configs", Value::Array(found)) => found.clone(),
                ("file_sd_configs", Value::Array(configs)) => self.of_files(configs),
                _ => {
                    out.insert(key.clone(), self.changed(key, value));
                    continue;
                }
            };
            groups += found.len();
            kept.extend(found.iter().filter_map(|group| self.group(group)));
        }
        let emptied = kept.is_empty() && groups > 0;
        if groups > 0 || job.contains_key("static_configs") {
            out.insert("static_configs".to_owned(), Value::Array(kept));
        }
        let is_found = out.keys().any(|key| key.ends_with("_sd_configs"));
        (!emptied || is_found).then_some(out)
    }

    /// Any key of a job but those that have targets.
    fn changed(&mut self, key: &str, value: &Value) -> Value {
        match (key, value) {
            ("relabel_configs", Value::Array(rules)) => {
                rules.iter().map(|rule| self.rule(rule)).collect()
            }
            ("kubernetes_sd_configs", Value::Array(configs)) => {
                for config in configs {
                    let role = config.get("role").and_then(Value::as_str);
                    if role != Some("node") && config.get("api_server").is_none() {
                        let role = role.unwrap_or_default();
                        self.fault(
                            &format!("role: {role}"),
                            "the stack may only ask for nodes; name Services in `static_configs`",
                        );
                    }
                }
                self.value(key, value)
            }
            (_, Value::Array(configs)) => {
                let Some((_, server, usual)) = SERVERS.iter().find(|(known, ..)| *known == key)
                else {
                    return self.value(key, value);
                };
                let each = configs.iter();
                each.map(|config| self.asks(config, server, usual))
                    .collect()
            }
            _ => self.value(key, value),
        }
    }

    /// A way of finding targets with the new address of its server. What that one tells is not known before it is asked.
    fn asks(&mut self, config: &Value, key: &str, usual: &str) -> Value {
        let mut out = self.value(key, config);
        let server = config.get(key).and_then(Value::as_str).unwrap_or(usual);
        if !server.is_empty()
            && let Some(new) = self.target(server)
            && let Some(keys) = out.as_object_mut()
        {
            keys.insert(key.to_owned(), new.into());
            self.account.push(format!(
                "the targets that `{server}` tells are asked where it says that they are"
            ));
        }
        out
    }

    /// The groups of the files that `file_sd_configs` names.
    fn of_files(&mut self, configs: &[Value]) -> Vec<Value> {
        let mut out = Vec::new();
        let patterns = configs.iter().filter_map(|config| config.get("files"));
        for pattern in patterns.filter_map(Value::as_array).flatten() {
            let pattern = pattern.as_str().unwrap_or_default();
            let before = out.len();
            for (index, file) in self.listed.iter().enumerate() {
                if file.is_meant_by(pattern) {
                    out.extend(file.groups.iter().cloned());
                    self.from.extend(file.from.iter());
                    self.out.listed.insert(index);
                    self.account
                        .push(format!("targets of `{}` are part of the job", file.path));
                }
            }
            if out.len() == before {
                self.fault(pattern, "the file is not there in the Pod; name it in `monitoring.scrape.importFrom` as well, and its targets become part of the job");
            }
        }
        out
    }

    fn fault(&mut self, target: &str, reason: &str) {
        let fault = Fault::Target(self.name.clone(), target.to_owned(), reason.to_owned());
        self.out.faults.push(fault);
    }

    /// A group of targets; `None` where none of them is left.
    fn group(&mut self, group: &Value) -> Option<Value> {
        let mut out = group.as_object()?.clone();
        let targets = group.get("targets").and_then(Value::as_array)?;
        let mut kept = Vec::new();
        for target in targets {
            match target.as_str() {
                Some(target) => kept.extend(self.target(target).map(Value::from)),
                None => self.fault(&target.to_string(), "a target is a text"),
            }
        }
        let is_empty = kept.is_empty() && !targets.is_empty();
        out.insert("targets".to_owned(), Value::Array(kept));
        (!is_empty).then_some(Value::Object(out))
    }

    /// The new address of a target, which may be a URL.
    fn target(&mut self, target: &str) -> Option<String> {
        let (scheme, rest) = match target.split_once("://") {
            Some((scheme, rest)) => (format!("{scheme}://"), rest),
            None => (String::new(), target),
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let (address, path) = rest.split_at(end);
        let (host, port) = parts(address);
        match (self.resolve)(host, port) {
            Resolved::Moved(new, why) => {
                let new = format!("{scheme}{new}{path}");
                self.account
                    .push(format!("`{target}` is now `{new}`: {why}"));
                Some(new)
            }
            Resolved::Same(why) => {
                self.account.push(format!("`{target}` stays: {why}"));
                Some(target.to_owned())
            }
            Resolved::Ours(what) => {
                self.account.push(format!("`{target}` is left out: {what}"));
                None
            }
            Resolved::Gone(reason) => {
                self.fault(target, &reason);
                None
            }
        }
    }

    /// A rule may put an address in the place of that of a target, as exporters that ask others need it.
    fn rule(&mut self, rule: &Value) -> Value {
        let Some(keys) = rule.as_object() else {
            return rule.clone();
        };
        let mut out = keys.clone();
        let to_address = keys.get("target_label").and_then(Value::as_str) == Some("__address__");
        let text = keys.get("replacement").and_then(Value::as_str);
        if let Some(text) =
            text.filter(|text| to_address && !text.contains('$') && text.contains(':'))
        {
            match self.target(text) {
                Some(new) => drop(out.insert("replacement".to_owned(), new.into())),
                None => self.fault(text, "the stack has it, and a rule of the job needs its own; name the exporter by another name"),
            }
        }
        Value::Object(out)
    }

    /// Any other value: files become those of a Secret, and credentials are refused.
    fn value(&mut self, key: &str, value: &Value) -> Value {
        match value {
            Value::String(path) if FILE_KEYS.contains(&key) && path.starts_with('/') => {
                if path.starts_with("/var/run/secrets/kubernetes.io/") {
                    return value.clone();
                }
                let name: String = path
                    .trim_start_matches('/')
                    .chars()
                    .map(|c| {
                        if c.is_ascii_alphanumeric() || c == '.' {
                            c
                        } else {
                            '-'
                        }
                    })
                    .collect();
                let new = format!("{FILES}/{name}");
                self.account.push(format!(
                    "`{path}` is now `{new}`: a Secret that `install` makes of the file"
                ));
                self.out.files.push((name, path.clone()));
                Value::String(new)
            }
            Value::String(text) if CREDENTIALS.contains(&key) && !text.is_empty() => {
                let fault = Fault::Secret(self.name.clone(), key.to_owned());
                self.out.faults.push(fault);
                Value::Null
            }
            Value::Object(below) => {
                let below = below.iter();
                Value::Object(
                    below
                        .map(|(key, value)| (key.clone(), self.value(key, value)))
                        .collect(),
                )
            }
            Value::Array(items) => items.iter().map(|item| self.value(key, item)).collect(),
            other => other.clone(),
        }
    }
}

/// Host and port of an address.
fn parts(address: &str) -> (&str, Option<u16>) {
    match address.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.starts_with('[') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (address, None),
        },
        _ => (address, None),
    }
}

#[cfg(test)]
mod tests;
