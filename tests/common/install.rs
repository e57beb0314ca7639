//! Bundles for the tests of `install`, and a place to install them to.

#![allow(
    clippy::needless_pass_by_value,
    clippy::indexing_slicing,
    reason = "`json!` is written where it is used, and is what it was made"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use k3s_migrate::bundle::head::Runs;
use k3s_migrate::install::{
    Request, What,
    bundle::checksum,
    goal::Wishes,
    objects::{id, list},
    snapshot::FOLDER,
    state::Home,
};
use serde_json::{Value, json};

/// Objects by file name.
pub type Files = BTreeMap<String, Vec<Value>>;

/// A manifests directory, a state, and a bundle to install.
pub struct Host {
    pub top: tempfile::TempDir,
}

impl Host {
    /// Everything empty; in memory where the machine has a place for that.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let top = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        Self::at(top.unwrap())
    }

    /// The same where bringing a file to the disk takes its time.
    pub fn on_disk() -> Self {
        let top = Path::new(env!("CARGO_TARGET_TMPDIR"));
        Self::at(tempfile::tempdir_in(top).unwrap())
    }

    fn at(top: tempfile::TempDir) -> Self {
        let host = Self { top };
        fs::create_dir_all(host.target()).unwrap();
        host
    }

    pub fn target(&self) -> PathBuf {
        self.top.path().join("manifests")
    }

    pub fn folder(&self) -> PathBuf {
        self.target().join(FOLDER)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn state(&self) -> PathBuf {
        self.top.path().join("state")
    }

    pub fn home(&self) -> Home {
        Home {
            path: self.state(),
            guards: Some(self.guards()),
        }
    }

    /// Where drop-ins of units go.
    pub fn guards(&self) -> PathBuf {
        self.top.path().join("guards")
    }

    pub fn bundle(&self) -> PathBuf {
        self.top.path().join("bundle")
    }

    pub fn request(&self, what: What) -> Request {
        Request {
            what,
            target: self.target(),
            home: self.home(),
            wishes: Wishes::default(),
            generations: 5,
            dry_run: false,
            diff: false,
            create: false,
            adopt_all: false,
            looker: None,
            proc: self.top.path().join("proc"),
            kubeconfig: None,
            only_holds: false,
            only_profiles: false,
            host: "here".to_owned(),
            places: String::new(),
            for_host: String::new(),
            k3s_config: self.top.path().join("config.yaml"),
            seccomp: k3s_migrate::install::seccomp::Places {
                root: self.top.path().join("seccomp"),
                list: Some(self.top.path().join("list.json")),
            },
            policy: k3s_migrate::ledger::Policy::default(),
        }
    }

    /// Writes a bundle; `more` replaces keys of `bundle.json`.
    pub fn write_bundle(&self, files: &Files, more: Value) {
        let dir = self.bundle();
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("manifests")).unwrap();
        let mut entries = Vec::new();
        for (name, items) in files {
            let text = list(items, &units(&more, name));
            let path = format!("manifests/{name}");
            fs::write(dir.join(&path), &text).unwrap();
            entries.push(json!({
                "path": path,
                "sha256": checksum(text.as_bytes()),
                "objects": items.iter().filter_map(id).collect::<Vec<_>>(),
            }));
        }
        let mut index = json!({
            "version": 2, "files": entries, "secrets": [], "hostPaths": [], "hostPorts": [],
            "units": [], "refused": [],
        });
        for (key, value) in more.as_object().unwrap() {
            index[key] = value.clone();
        }
        fs::write(dir.join("bundle.json"), index.to_string()).unwrap();
        fs::write(dir.join("ledger.jsonl"), "").unwrap();
    }
}

/// The units of a file, as `bundle.json` names them.
fn units(more: &Value, name: &str) -> Vec<Runs> {
    let all = more["units"].as_array().into_iter().flatten();
    let of = all.filter(|unit| unit["file"] == format!("manifests/{name}"));
    of.map(|unit| serde_json::from_value(unit.clone()).unwrap())
        .collect()
}

/// Name of the file of a workload.
pub fn file_of(workload: &str) -> String {
    format!("k3s-migrate-podman-{workload}.json")
}

/// A Deployment, as much of it as `install` looks at.
pub fn deployment(name: &str, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "podman"},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": name, "image": image}]},
            },
        },
    })
}

/// A Service.
pub fn service(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": name, "namespace": "podman"},
        "spec": {"selector": {"app": name}, "ports": [{"port": 80}]},
    })
}

/// A claim.
pub fn claim(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": name, "namespace": "podman",
            "labels": {"objectset.rio.cattle.io/prune": "false"},
        },
        "spec": {"resources": {"requests": {"storage": "1Gi"}}},
    })
}

/// The Namespace.
pub fn namespace() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": "podman", "labels": {"objectset.rio.cattle.io/prune": "false"}},
    })
}

/// Namespace, and a Deployment and a Service for every workload.
pub fn plain(workloads: &[(&str, &str)]) -> Files {
    let mut files = Files::new();
    files.insert(
        "k3s-migrate-00-namespaces.json".to_owned(),
        vec![namespace()],
    );
    for (name, image) in workloads {
        files.insert(file_of(name), vec![deployment(name, image), service(name)]);
    }
    files
}
