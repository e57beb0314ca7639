//! What is asked of the API server, by `kubectl` or `k3s kubectl`.

use std::{
    cell::Cell,
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

/// An add-on of the cluster, and who made it what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOn {
    /// Checksum of the file that it was last applied from.
    pub sum: String,
    /// Name of the node whose K3s wrote it last; empty where nothing says so.
    pub node: String,
}

/// What the field manager of K3s' deploy controller starts with; the name of its node follows.
const DEPLOYS: &str = "deploy@";

/// The add-ons of the cluster by name, as far as the API server answers.
#[must_use]
pub fn add_ons(kubeconfig: Option<&Path>) -> BTreeMap<String, AddOn> {
    let kubectl = Kubectl::find(kubeconfig);
    let items = kubectl.and_then(|kubectl| kubectl.items(&ADD_ONS).ok());
    let add_on = |item: &Value| {
        let fields = item.pointer("/metadata/managedFields");
        let fields = fields.and_then(Value::as_array).into_iter().flatten();
        let last = fields
            .filter(|field| field.get("subresource").is_none())
            .filter_map(|field| {
                let node = text(field, "/manager")?.strip_prefix(DEPLOYS)?;
                Some((text(field, "/time").unwrap_or_default(), node))
            })
            .max();
        let found = AddOn {
            sum: text(item, "/spec/checksum").unwrap_or_default().to_owned(),
            node: last.map_or_else(String::new, |(_, node)| node.to_owned()),
        };
        Some((text(item, "/metadata/name")?.to_owned(), found))
    };
    items.iter().flatten().filter_map(add_on).collect()
}

/// How kubectl is asked for add-ons.
const ADD_ONS: [&str; 5] = [
    "get",
    "addons.k3s.cattle.io",
    "-n",
    NAMESPACE,
    "--show-managed-fields",
];

/// A program that talks to the API server.
#[derive(Debug, Clone)]
pub struct Kubectl {
    program: &'static [&'static str],
    /// The file that says which cluster is asked; kubectl's own rules where there is none.
    config: Option<PathBuf>,
    /// When the answers have to be there.
    end: Option<Instant>,
    asked: Cell<bool>,
}

/// The file that says which cluster is asked: the one that was given, else that of this host's K3s, else that of
/// `$KUBECONFIG`, of which an empty one is none.
fn config(given: Option<&Path>, own: &Path, environment: Option<PathBuf>) -> Option<PathBuf> {
    let own = || own.exists().then(|| own.to_owned());
    let environment = environment.filter(|path| !path.as_os_str().is_empty());
    given.map(Path::to_owned).or_else(own).or(environment)
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
        let environment = env::var_os("KUBECONFIG").map(PathBuf::from);
        Some(Self {
            program,
            config: config(kubeconfig, Path::new(OWN), environment),
            end: None,
            asked: Cell::new(false),
        })
    }

    /// Whether it was asked anything.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.asked.get()
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
        self.asked.set(true);
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

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    #[test]
    fn which_cluster_is_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("k3s.yaml");
        let path = |text: &str| Some(PathBuf::from(text));
        let (given, of_user) = (Some(Path::new("/given")), path("/of-user"));
        let config = |given, environment| super::config(given, &own, environment);
        assert_eq!(config(given, of_user.clone()), path("/given"));
        assert_eq!(config(None, of_user.clone()), of_user);
        assert_eq!(config(None, path("")), None);
        assert_eq!(config(None, None), None);
        std::fs::write(&own, "").expect("a file");
        assert_eq!(config(None, of_user.clone()), Some(own.clone()));
        assert_eq!(config(given, of_user), path("/given"));
    }
}
