//! One scenario: a host that converts and installs into a Namespace of its own, beside somebody
//! else's objects, and what must hold after every step.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use serde_json::{Value, json};

use crate::{subset, world::World};

/// Kinds that a bundle may hold in a Namespace.
const KINDS: &str = "deployments,statefulsets,daemonsets,jobs,cronjobs,services,secrets,configmaps,\
                     persistentvolumeclaims,networkpolicies,ingresses,serviceaccounts,horizontalpodautoscalers";

/// A scenario.
pub struct Site<'a> {
    /// The cluster.
    pub world: &'a mut World,
    /// Namespace, named for the scenario.
    pub ns: String,
    /// Files of the host.
    pub top: PathBuf,
    /// Environment of the installer.
    pub env: BTreeMap<String, String>,
    /// Other people's objects, as they were.
    others: BTreeMap<String, Value>,
    /// Identity of every claim and Namespace that was ever seen.
    lasting: BTreeMap<String, String>,
    /// Identity of every object at the last check.
    seen: BTreeMap<String, String>,
    /// Kinds that may be deleted and made anew, since a patch cannot change them.
    pub replaced: Vec<&'static str>,
}

/// What a run said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code.
    pub code: Option<i32>,
    /// All that it printed.
    pub text: String,
}

impl Said {
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.text);
        self
    }

    #[track_caller]
    pub fn fails(self, what: &str) -> Self {
        let wanted = if self.text.contains("nothing written") {
            2
        } else {
            1
        };
        assert_eq!(self.code, Some(wanted), "{}", self.text);
        self.says(what)
    }

    #[track_caller]
    pub fn says(self, what: &str) -> Self {
        assert!(self.text.contains(what), "no {what:?} in:\n{}", self.text);
        self
    }
}

/// A converted bundle.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Its directory.
    pub path: PathBuf,
    /// Its objects, and the Secrets that the host makes, by `apiVersion/Kind/namespace/name`. What
    /// is made on the host has no content here.
    pub objects: BTreeMap<String, Value>,
}

impl<'a> Site<'a> {
    /// Begins a scenario; somebody else has a Namespace, and objects in ours.
    pub fn new(world: &'a mut World, name: &str) -> Self {
        let top = world.folder(name);
        let mut site = Self {
            world,
            ns: name.to_owned(),
            top,
            env: BTreeMap::new(),
            others: BTreeMap::new(),
            lasting: BTreeMap::new(),
            seen: BTreeMap::new(),
            replaced: Vec::new(),
        };
        site.world.apply(
            &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}}),
        );
        site.keep(&json!({
            "apiVersion": "v1", "kind": "ConfigMap", "data": {"whose": "somebody's"},
            "metadata": {"name": format!("of-{name}"), "namespace": "elsewhere"},
        }));
        site
    }

    /// Applies somebody else's object, which must stay as it is.
    pub fn keep(&mut self, object: &Value) {
        self.world.apply(object);
        let live = self.live(object);
        self.others.insert(id(object), live);
    }

    /// Expects an object that K3s applies from somebody else's file to stay as it is.
    pub fn keep_applied(&mut self, object: &Value) {
        let live = self.live(object);
        self.others.insert(id(object), live);
    }

    fn live(&self, object: &Value) -> Value {
        let text = |at: &str| object.pointer(at).and_then(Value::as_str).unwrap();
        let namespace = object
            .pointer("/metadata/namespace")
            .and_then(Value::as_str)
            .unwrap_or("default");
        self.world
            .get(&["-n", namespace, text("/kind"), text("/metadata/name")])
    }

    /// Writes a file of the host and returns its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.top.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Converts containers; `settings` go beside the Namespace.
    pub fn convert(&self, containers: &Value, settings: Value) -> Bundle {
        let number = fs::read_dir(&self.top).unwrap().count();
        let path = self.top.join(format!("bundle-{number}"));
        let mut all = json!({"namespace": self.ns, "storage": {"class": "local-path"}});
        let Value::Object(settings) = settings else {
            panic!("settings are a map");
        };
        all.as_object_mut().unwrap().extend(settings);
        let input = self.file(&format!("input-{number}.json"), &containers.to_string());
        let settings = self.file(&format!("settings-{number}.json"), &all.to_string());
        let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
        command.args([
            "convert",
            &input,
            "--settings",
            &settings,
            "--layout",
            "k3s",
            "-q",
            "--host",
            "localhost",
            "-o",
        ]);
        let output = command.arg(&path).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
        Bundle::read(path)
    }

    /// Runs the installer with a command that takes a target.
    pub fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
        command.args(args);
        command.arg("--target").arg(&self.world.manifests);
        command.arg("--state").arg(self.top.join("state"));
        if args[0] != "status" && args[0] != "generations" {
            command
                .arg("--k3s-config")
                .arg(self.top.join("config.yaml"));
            command.args(["--host", "localhost"]);
        }
        command
            .env("PATH", &self.world.programs)
            .env("KUBECONFIG", &self.world.kubeconfig)
            .envs(&self.env);
        let output = command.output().unwrap();
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        Said {
            code: output.status.code(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Installs a bundle.
    pub fn install(&self, bundle: &Bundle, more: &[&str]) -> Said {
        let mut args = vec!["install", bundle.path.to_str().unwrap()];
        args.extend(more);
        self.run(&args)
    }

    /// Installs, lets K3s look, and checks everything.
    #[track_caller]
    pub fn put(&mut self, bundle: &Bundle) {
        self.install(bundle, &[]).ok();
        self.pass();
        self.check(bundle);
    }

    /// Lets K3s look until nothing fails: what it replaces takes two looks.
    #[track_caller]
    pub fn pass(&mut self) {
        let mut said = String::new();
        for _ in 0..40 {
            said = self.world.say("pass");
            if said == "ok" {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
        }
        panic!("K3s says: {said}");
    }

    /// After a step: exactly the wanted objects bear our mark, each as its manifest says, and those
    /// that were there before are the same; nothing of others has changed; no claim and no
    /// Namespace was deleted.
    #[track_caller]
    pub fn check(&mut self, bundle: &Bundle) {
        let wanted: BTreeSet<String> = bundle.objects.keys().cloned().collect();
        let mut found = BTreeMap::new();
        for _ in 0..100 {
            found = self.marked();
            if found.keys().cloned().collect::<BTreeSet<_>>() == wanted {
                break;
            }
            // What is deleted takes its time.
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let have: BTreeSet<String> = found.keys().cloned().collect();
        let missing: Vec<_> = wanted.difference(&have).collect();
        let more: Vec<_> = have.difference(&wanted).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "missing: {missing:?}\ntoo much: {more:?}"
        );
        for (id, manifest) in &bundle.objects {
            if let Some(difference) = subset::difference(manifest, &found[id], "") {
                panic!("{id}: {difference}");
            }
        }
        self.nothing_is_made_anew(&found);
        self.nobody_is_harmed();
    }

    /// What was there at the last check and is there now is the same object.
    #[track_caller]
    fn nothing_is_made_anew(&mut self, found: &BTreeMap<String, Value>) {
        let uid = |object: &Value| object["metadata"]["uid"].as_str().unwrap().to_owned();
        let now = found.iter().map(|(id, object)| (id.clone(), uid(object)));
        let now: BTreeMap<String, String> = now.collect();
        for (id, before) in &self.seen {
            let [_, kind, ..] = parts(id);
            let same = now.get(id).is_none_or(|now| now == before);
            assert!(
                same || self.replaced.contains(&kind.as_str()),
                "{id} was deleted and made anew"
            );
        }
        self.seen = now;
    }

    /// Nothing of others has changed; no claim and no Namespace was deleted.
    #[track_caller]
    pub fn nobody_is_harmed(&mut self) {
        let others: Vec<(String, Value)> = self.others.clone().into_iter().collect();
        for (id, before) in others {
            let now = self.live(&before);
            for place in [
                "/metadata/uid",
                "/metadata/generation",
                "/data",
                "/spec",
                "/metadata/labels",
            ] {
                assert_eq!(
                    now.pointer(place),
                    before.pointer(place),
                    "{id}{place} of somebody else"
                );
            }
        }
        for (id, object) in self.marked() {
            let [_, kind, ..] = parts(&id);
            if matches!(
                kind.as_str(),
                "PersistentVolumeClaim" | "Namespace" | "PersistentVolume"
            ) {
                let uid = object
                    .pointer("/metadata/uid")
                    .and_then(Value::as_str)
                    .unwrap();
                let known = self
                    .lasting
                    .entry(id.clone())
                    .or_insert_with(|| uid.to_owned());
                assert_eq!(known, uid, "{id} was deleted and made anew");
                assert!(
                    object.pointer("/metadata/deletionTimestamp").is_none(),
                    "{id} is being deleted"
                );
            }
        }
        let there: BTreeSet<String> = self.all_lasting();
        for id in self.lasting.keys() {
            assert!(there.contains(id), "{id} was deleted");
        }
    }

    fn all_lasting(&self) -> BTreeSet<String> {
        self.marked()
            .into_keys()
            .filter(|id| is_lasting(id))
            .collect()
    }

    /// Our objects in the Namespace, with the Namespace and the volumes.
    pub fn marked(&self) -> BTreeMap<String, Value> {
        let selector = "app.kubernetes.io/managed-by=k3s-migrate";
        let inner = self.world.get(&["-n", &self.ns, "-l", selector, KINDS]);
        let outer = self
            .world
            .get(&["-l", selector, "namespaces,persistentvolumes"]);
        let items = |list: &Value| list["items"].as_array().cloned().unwrap_or_default();
        let outer = items(&outer).into_iter().filter(|object| {
            let name = object["metadata"]["name"].as_str().unwrap();
            let claim = object.pointer("/spec/claimRef/namespace");
            name == self.ns || claim.and_then(Value::as_str) == Some(&self.ns)
        });
        let all = items(&inner).into_iter().chain(outer);
        all.map(|object| (id(&object), object)).collect()
    }

    /// An object in the Namespace.
    #[track_caller]
    pub fn object(&self, kind: &str, name: &str) -> Value {
        self.world.get(&["-n", &self.ns, kind, name])
    }

    /// Identity of an object: another one when it was deleted and made anew.
    #[track_caller]
    pub fn uid(&self, kind: &str, name: &str) -> String {
        self.object(kind, name)["metadata"]["uid"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until a Deployment has its Pods, and no other.
    #[track_caller]
    pub fn ready(&self, name: &str) {
        let ns = self.ns.clone();
        self.world.until(&format!("{name} is ready"), |world| {
            let object = world.get(&["-n", &ns, "deployment", name]);
            let (status, wanted) = (&object["status"], &object["spec"]["replicas"]);
            status["observedGeneration"] == object["metadata"]["generation"]
                && ["readyReplicas", "updatedReplicas", "replicas"]
                    .iter()
                    .all(|key| status[*key] == *wanted)
        });
    }
}

impl Bundle {
    /// Reads a bundle.
    pub fn read(path: PathBuf) -> Self {
        let text = |path: PathBuf| fs::read_to_string(path).unwrap();
        let index: Value = serde_json::from_str(&text(path.join("bundle.json"))).unwrap();
        let mut objects = BTreeMap::new();
        for file in index["files"].as_array().unwrap() {
            let list = text(path.join(file["path"].as_str().unwrap()));
            let list: Value = serde_json::from_str(&list).unwrap();
            for item in list["items"].as_array().unwrap() {
                objects.insert(id(item), item.clone());
            }
        }
        for secret in index["secrets"].as_array().unwrap() {
            let name = format!(
                "v1/Secret/{}/{}",
                secret["namespace"].as_str().unwrap(),
                secret["name"].as_str().unwrap()
            );
            objects.insert(name, json!({}));
        }
        Self { path, objects }
    }

    /// Those of two bundles.
    pub fn with(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.objects.extend(other.objects.clone());
        out
    }

    /// Only what outlives workloads: Namespaces, claims, volumes.
    pub fn lasting(&self) -> Self {
        let mut out = self.clone();
        out.objects.retain(|id, _| is_lasting(id));
        out
    }
}

fn is_lasting(id: &str) -> bool {
    let [_, kind, ..] = parts(id);
    matches!(
        kind.as_str(),
        "PersistentVolumeClaim" | "Namespace" | "PersistentVolume"
    )
}

/// `apiVersion`, kind, namespace, name.
fn parts(id: &str) -> [String; 4] {
    let mut parts = id.rsplitn(4, '/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let (name, namespace, kind, version) = (next(), next(), next(), next());
    [version, kind, namespace, name]
}

/// `apiVersion/Kind/namespace/name`, as `bundle.json` writes it.
pub fn id(object: &Value) -> String {
    let text = |at: &str| object.pointer(at).and_then(Value::as_str).unwrap_or("-");
    format!(
        "{}/{}/{}/{}",
        text("/apiVersion"),
        text("/kind"),
        text("/metadata/namespace"),
        text("/metadata/name")
    )
}
