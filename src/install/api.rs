//! What is asked of the API server, by `kubectl` or `k3s kubectl`.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::Path,
    process::Command,
};

use serde_json::Value;

use super::objects::{self, Id};
use crate::bundle::index::{MANAGED_BY, MANAGED_BY_LABEL, PRUNE_LABEL};

/// Where K3s puts its add-ons.
const NAMESPACE: &str = "kube-system";
/// Annotation with the add-on that an object belongs to.
const OWNER: &str = "objectset.rio.cattle.io/owner-name";

/// An object in the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its name.
    pub id: Id,
    /// The add-on that it belongs to.
    pub owner: Option<String>,
    /// Whether K3s never deletes it.
    pub lasting: bool,
}

/// The API server, as far as an installation asks it. What goes wrong is one sentence.
pub trait Api {
    /// Checksum of the file that each add-on was last applied from, by the add-on's name.
    ///
    /// # Errors
    /// There is no answer.
    fn add_ons(&mut self) -> Result<BTreeMap<String, String>, String>;

    /// Our objects of the given kinds (`Kind.version.group`), in all namespaces.
    ///
    /// # Errors
    /// There is no answer.
    fn live(&mut self, kinds: &BTreeSet<String>) -> Result<Vec<Live>, String>;

    /// Reason and message of the last event of each add-on.
    ///
    /// # Errors
    /// There is no answer.
    fn events(&mut self) -> Result<BTreeMap<String, (String, String)>, String>;

    /// Deletes an add-on; that deletes nothing else.
    ///
    /// # Errors
    /// It was not deleted.
    fn delete_add_on(&mut self, name: &str) -> Result<(), String>;

    /// The objects of k3s-migrate of these kinds, whole.
    ///
    /// # Errors
    /// There is no answer.
    fn objects(&mut self, kinds: &BTreeSet<String>) -> Result<Vec<Value>, String>;

    /// What a path of the API answers, also that of a Service behind it.
    ///
    /// # Errors
    /// There is no answer.
    fn raw(&mut self, path: &str) -> Result<Value, String>;
}

/// Kind, version and group of an object, as kubectl takes them.
#[must_use]
pub fn kind_of(id: &str) -> Option<String> {
    let [version, kind, ..] = objects::parts(id)?;
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    Some(format!("{kind}.{version}.{group}"))
}

/// Version of K3s on this host: what its program says, which the next start runs; else what the API server says.
#[must_use]
pub fn server_version() -> Option<String> {
    let program = Command::new("k3s").arg("--version").output().ok();
    let said = program.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let words = said.as_deref().unwrap_or_default().split_whitespace();
    let own = words.skip_while(|word| *word != "version").nth(1);
    own.map(str::to_owned)
        .or_else(|| Kubectl::find()?.version())
}

/// A program that talks to the API server.
#[derive(Debug, Clone)]
pub struct Kubectl {
    program: &'static [&'static str],
}

impl Kubectl {
    /// `kubectl`, or `k3s kubectl`, where the PATH has one.
    #[must_use]
    pub fn find() -> Option<Self> {
        let path = env::var_os("PATH")?;
        let has = |name: &str| env::split_paths(&path).any(|folder| folder.join(name).is_file());
        let programs: [&'static [&'static str]; 2] = [&["kubectl"], &["k3s", "kubectl"]];
        let program = programs
            .into_iter()
            .find(|words| words.first().is_some_and(|name| has(name)))?;
        Some(Self { program })
    }

    /// Version of the API server: `v1.37.2+k3s1`.
    fn version(&self) -> Option<String> {
        let answer = self.run(&["get", "--raw", "/version"]).ok()?;
        let answer: Value = serde_json::from_slice(&answer).ok()?;
        text(&answer, "/gitVersion").map(str::to_owned)
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        const CONFIG: &str = "/etc/rancher/k3s/k3s.yaml";
        let (name, first) = self.program.split_first().ok_or("kubectl is missing")?;
        let mut command = Command::new(name);
        command.args(first).args(args).arg("--request-timeout=10s");
        if env::var_os("KUBECONFIG").is_none() && Path::new(CONFIG).exists() {
            command.env("KUBECONFIG", CONFIG);
        }
        let output = command
            .output()
            .map_err(|error| format!("{name} cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said
            .lines()
            .last()
            .unwrap_or("kubectl failed without a word")
            .to_owned())
    }

    fn items(&self, args: &[&str]) -> Result<Vec<Value>, String> {
        let mut args = args.to_vec();
        args.extend(["-o", "json"]);
        let output = self.run(&args)?;
        let list: Value = serde_json::from_slice(&output)
            .map_err(|error| format!("kubectl did not answer with JSON: {error}"))?;
        Ok(objects::items_in_order(&list))
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

impl Api for Kubectl {
    fn add_ons(&mut self) -> Result<BTreeMap<String, String>, String> {
        let items = self.items(&["get", "addons.k3s.cattle.io", "-n", NAMESPACE])?;
        let pair = |item: &Value| {
            let sum = text(item, "/spec/checksum").unwrap_or_default();
            Some((text(item, "/metadata/name")?.to_owned(), sum.to_owned()))
        };
        Ok(items.iter().filter_map(pair).collect())
    }

    fn live(&mut self, kinds: &BTreeSet<String>) -> Result<Vec<Live>, String> {
        let live = |item: &Value| {
            let at = |map: &str, key: &str| {
                item.pointer(map)
                    .and_then(|map| map.get(key))
                    .and_then(Value::as_str)
            };
            Some(Live {
                id: objects::id(item)?,
                owner: at("/metadata/annotations", OWNER).map(str::to_owned),
                lasting: at("/metadata/labels", PRUNE_LABEL) == Some("false"),
            })
        };
        Ok(self.objects(kinds)?.iter().filter_map(live).collect())
    }

    fn events(&mut self) -> Result<BTreeMap<String, (String, String)>, String> {
        let items = self.items(&[
            "get",
            "events",
            "-n",
            NAMESPACE,
            "--field-selector=involvedObject.kind=Addon",
        ])?;
        let mut last: BTreeMap<String, (String, (String, String))> = BTreeMap::new();
        for item in &items {
            let Some(name) = text(item, "/involvedObject/name") else {
                continue;
            };
            let when =
                text(item, "/lastTimestamp").or_else(|| text(item, "/metadata/creationTimestamp"));
            let when = when.unwrap_or_default().to_owned();
            let said = |key: &str| text(item, key).unwrap_or_default().to_owned();
            if last.get(name).is_none_or(|(before, _)| *before <= when) {
                last.insert(name.to_owned(), (when, (said("/reason"), said("/message"))));
            }
        }
        Ok(last
            .into_iter()
            .map(|(name, (_, said))| (name, said))
            .collect())
    }

    fn delete_add_on(&mut self, name: &str) -> Result<(), String> {
        let args = [
            "delete",
            "addons.k3s.cattle.io",
            name,
            "-n",
            NAMESPACE,
            "--ignore-not-found",
        ];
        self.run(&args).map(|_| ())
    }

    fn raw(&mut self, path: &str) -> Result<Value, String> {
        let output = self.run(&["get", "--raw", path])?;
        serde_json::from_slice(&output)
            .map_err(|error| format!("kubectl did not answer with JSON: {error}"))
    }

    fn objects(&mut self, kinds: &BTreeSet<String>) -> Result<Vec<Value>, String> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let ours = format!("--selector={MANAGED_BY_LABEL}={MANAGED_BY}");
        self.items(&["get", &kinds.join(","), "--all-namespaces", &ours])
    }
}
