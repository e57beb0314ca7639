//! What is asked of the API server, by `kubectl` or `k3s kubectl`.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    child::{self, DEADLINE},
    objects::{self, Id},
};
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

/// How long an answer may take: longer than kubectl waits for the API server.
const LIMIT: Duration = Duration::from_secs(15);
/// How long an answer may take when the time is over.
const LAST: Duration = Duration::from_secs(2);

/// The API server, as far as an installation asks it. What goes wrong is one sentence.
pub trait Api {
    /// From now on answers have to be there by this time.
    fn until(&mut self, _end: Instant) {}

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
pub fn server_version(kubeconfig: Option<&Path>) -> Option<String> {
    let program = child::ask(Command::new("k3s").arg("--version"), DEADLINE).ok();
    let said = program.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let words = said.as_deref().unwrap_or_default().split_whitespace();
    let own = words.skip_while(|word| *word != "version").nth(1);
    own.map(str::to_owned)
        .or_else(|| Kubectl::find(kubeconfig)?.version())
}

/// A program that talks to the API server.
#[derive(Debug, Clone)]
pub struct Kubectl {
    program: &'static [&'static str],
    /// The file that says which cluster is asked; kubectl's own rules where there is none.
    config: Option<PathBuf>,
    /// When the answers have to be there.
    end: Option<Instant>,
}

impl Kubectl {
    /// `kubectl`, or `k3s kubectl`, where the PATH has one. Without a file the cluster of this host's K3s is asked, and that of
    /// `$KUBECONFIG` only where there is none: it is about what K3s makes of files on this host.
    #[must_use]
    pub fn find(kubeconfig: Option<&Path>) -> Option<Self> {
        const OWN: &str = "/etc/rancher/k3s/k3s.yaml";
        let path = env::var_os("PATH")?;
        let has = |name: &str| env::split_paths(&path).any(|folder| folder.join(name).is_file());
        let programs: [&'static [&'static str]; 2] = [&["kubectl"], &["k3s", "kubectl"]];
        let program = programs
            .into_iter()
            .find(|words| words.first().is_some_and(|name| has(name)))?;
        let own = || Path::new(OWN).exists().then(|| PathBuf::from(OWN));
        let environment = || env::var_os("KUBECONFIG").map(PathBuf::from);
        Some(Self {
            program,
            config: kubeconfig
                .map(Path::to_owned)
                .or_else(own)
                .or_else(environment),
            end: None,
        })
    }

    /// Which cluster is asked: the address of its API server, and the file that names it.
    #[must_use]
    pub fn cluster(&self) -> String {
        let address = "-o=jsonpath={.clusters[0].cluster.server}";
        let server = self.run(&["config", "view", "--minify", address]).ok();
        let server = server.and_then(|bytes| String::from_utf8(bytes).ok());
        let server = server.filter(|server| !server.trim().is_empty());
        let server = server.as_deref().map_or("the cluster", str::trim);
        match &self.config {
            Some(file) => format!("{server} (`{}`)", file.display()),
            None => server.to_owned(),
        }
    }

    /// Version of the API server: `v1.37.2+k3s1`.
    fn version(&self) -> Option<String> {
        let answer = self.run(&["get", "--raw", "/version"]).ok()?;
        let answer: Value = serde_json::from_slice(&answer).ok()?;
        text(&answer, "/gitVersion").map(str::to_owned)
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let (name, first) = self.program.split_first().ok_or("kubectl is missing")?;
        let mut command = Command::new(name);
        command.args(first).args(args).arg("--request-timeout=10s");
        if let Some(config) = &self.config {
            command.env("KUBECONFIG", config);
        }
        let left = self
            .end
            .map(|end| end.saturating_duration_since(Instant::now()));
        // Even where the time is over one short question is allowed: what K3s says of what is missing.
        let limit = left.map_or(LIMIT, |left| left.clamp(LAST, LIMIT));
        let output = child::ask(&mut command, limit).map_err(|failure| {
            format!("`{}` cannot be asked: {failure}", self.program.join(" "))
        })?;
        if output.success {
            return Ok(output.stdout);
        }
        Err(output
            .stderr
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
    fn until(&mut self, end: Instant) {
        self.end = Some(end);
    }

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
