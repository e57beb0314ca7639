//! Names of a bundle's manifests: what is in which file, and which names are ours.

use std::collections::BTreeMap;

use crate::{Compiled, kube::Object};

/// Folder of the manifests in a bundle.
const FOLDER: &str = "manifests/";

/// What the names of our files start with.
const PREFIX: &str = "k3s-migrate-";

/// File of the Namespaces.
const NAMESPACES: &str = "k3s-migrate-00-namespaces.json";

/// File of the claims with their volumes.
const STORAGE: &str = "k3s-migrate-10-storage.json";

/// Files that outlive the workloads: Namespaces, and claims with their volumes.
pub const LASTING: [&str; 2] = [NAMESPACES, STORAGE];

/// Path of a manifest below the bundle.
#[must_use]
pub fn path(name: &str) -> String {
    format!("{FOLDER}{name}")
}

/// `manifests/NAME` as the name in our folder, if the bundle may have it.
#[must_use]
pub fn manifest_name(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER).filter(|name| is_ours(name))
}

/// Whether a file in our folder may be ours by its name: our prefix, one period, nothing that
/// could lead elsewhere.
#[must_use]
pub fn is_ours(name: &str) -> bool {
    let stem = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(".json"));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with('-') && stem.bytes().all(plain))
}

/// Path of every object: k3s names an `AddOn` by the file's base name up to the first period, so
/// the name has none, bears our prefix, and holds the namespace.
pub struct FileNames {
    workloads: Vec<String>,
}

impl FileNames {
    /// Those of a compilation.
    pub fn new(compiled: &Compiled) -> Self {
        let plain: Vec<String> = compiled
            .plan
            .workloads
            .iter()
            .map(|w| format!("{}-{}", w.namespace, w.name))
            .collect();
        let mut count: BTreeMap<&String, usize> = BTreeMap::new();
        for name in &plain {
            *count.entry(name).or_default() += 1;
        }
        let workloads = plain
            .iter()
            .zip(&compiled.plan.workloads)
            .map(|(name, workload)| {
                if count.get(name) == Some(&1) {
                    return path(&format!("{PREFIX}{name}.json"));
                }
                // `a-b` in `c` and `b` in `c-a`: told apart by the length of the namespace.
                path(&format!(
                    "{PREFIX}{name}-{}.json",
                    workload.namespace.as_str().len()
                ))
            });
        Self {
            workloads: workloads.collect(),
        }
    }

    /// Path of the file that holds an object.
    pub fn of(&self, object: &Object) -> String {
        match object.workload.and_then(|index| self.workloads.get(index)) {
            None => path(NAMESPACES),
            Some(_) if matches!(object.kind(), "PersistentVolume" | "PersistentVolumeClaim") => {
                path(STORAGE)
            }
            Some(path) => path.clone(),
        }
    }
    /// Path of the file of a workload, by its index in the plan; empty for none.
    pub fn of_workload(&self, index: usize) -> String {
        self.workloads.get(index).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_ours() {
        for (name, ours) in [
            ("k3s-migrate-podman-plex.json", true),
            ("k3s-migrate-00-namespaces.json", true),
            ("k3s-migrate-.json", false),
            ("k3s-migrate-a.b.json", false),
            ("k3s-migrate-../x.json", false),
            ("k3s-migrate-A.json", false),
            ("k3s-migrate-a-.json", false),
            ("other.json", false),
            ("k3s-migrate-a.yaml", false),
        ] {
            assert_eq!(super::is_ours(name), ours, "{name}");
        }
    }
}
