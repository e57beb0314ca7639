//! A bundle on the disk: read whole and checked before anything else happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Error,
    objects::{Id, id},
};
use crate::bundle::k3s::{Index, PRUNE_LABEL};

/// Files that outlive the workloads: Namespaces, and claims with their volumes.
pub const LASTING: [&str; 2] = [
    "k3s-migrate-00-namespaces.json",
    "k3s-migrate-10-storage.json",
];

/// Kinds that hold data, or everything else.
const LASTING_KINDS: [&str; 3] = ["Namespace", "PersistentVolume", "PersistentVolumeClaim"];

/// A bundle, verified: every file is there, has its checksum, is one JSON List, and no two of them
/// hold the same object.
#[derive(Debug, Default)]
pub struct Bundle {
    /// `bundle.json`.
    pub index: Index,
    /// The manifests by file name.
    pub manifests: BTreeMap<String, Value>,
    /// Every file of the bundle as it was read, by path: what a generation keeps.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// A file cannot be read, is not what `bundle.json` says, has a name that is not ours, or would
    /// make K3s delete data.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let mut out = Self::default();
        let bytes = read(&directory.join("bundle.json"))?;
        let wrong = |what: &str| Error::bundle(directory, "bundle.json", what);
        out.index = serde_json::from_slice(&bytes).map_err(|error| wrong(&error.to_string()))?;
        if out.index.version != 1 {
            let version = out.index.version;
            return Err(wrong(&format!(
                "it has format {version}; this program reads format 1"
            )));
        }
        out.files.insert("bundle.json".to_owned(), bytes);
        let mut seen = BTreeSet::new();
        for file in &out.index.files {
            let wrong = |what: &str| Error::bundle(directory, &file.path, what);
            let name = manifest_name(&file.path)
                .ok_or_else(|| wrong("k3s-migrate writes no file of this name"))?;
            let bytes = read(&directory.join(&file.path))?;
            if checksum(&bytes) != file.sha256 {
                return Err(wrong("its checksum is not the one in `bundle.json`"));
            }
            let list = checked(&bytes, &mut seen).map_err(|what| wrong(&what))?;
            if out.manifests.insert(name.to_owned(), list).is_some() {
                return Err(wrong("it is listed twice"));
            }
            out.files.insert(file.path.clone(), bytes);
        }
        match fs::read(directory.join("ledger.jsonl")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::read(&directory.join("ledger.jsonl"), error)),
            Ok(bytes) => {
                out.files.insert("ledger.jsonl".to_owned(), bytes);
            }
        }
        Ok(out)
    }
}

/// A List that K3s can be given.
fn checked(bytes: &[u8], seen: &mut BTreeSet<Id>) -> Result<Value, String> {
    let list: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let items = list.get("items").and_then(Value::as_array);
    let items = items.filter(|_| list.get("kind").and_then(Value::as_str) == Some("List"));
    let items = items.filter(|items| !items.is_empty());
    let items = items
        .ok_or("it is not a `List` with at least one item, and K3s would delete its old objects")?;
    for item in items {
        let id = id(item).ok_or("an item has no apiVersion, kind or name")?;
        let kind = item.get("kind").and_then(Value::as_str).unwrap_or_default();
        let label = item
            .pointer("/metadata/labels")
            .and_then(|labels| labels.get(PRUNE_LABEL));
        if LASTING_KINDS.contains(&kind) && label.and_then(Value::as_str) != Some("false") {
            return Err(format!(
                "`{id}` lacks the label `{PRUNE_LABEL}: \"false\"`, so that K3s could delete data"
            ));
        }
        if !seen.insert(id.clone()) {
            return Err(format!(
                "`{id}` is in the bundle twice, and the two files would delete each other's object"
            ));
        }
    }
    Ok(list)
}

/// `manifests/NAME` as the name in our folder, if the bundle may have it.
#[must_use]
pub fn manifest_name(path: &str) -> Option<&str> {
    path.strip_prefix("manifests/").filter(|name| is_ours(name))
}

/// Whether a file in our folder may be ours by its name: our prefix, one period, nothing that
/// could lead elsewhere.
#[must_use]
pub fn is_ours(name: &str) -> bool {
    let stem = name
        .strip_prefix("k3s-migrate-")
        .and_then(|rest| rest.strip_suffix(".json"));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with('-') && stem.bytes().all(plain))
}

/// SHA-256, hexadecimal.
#[must_use]
pub fn checksum(bytes: &[u8]) -> String {
    crate::bundle::k3s::hex(&Sha256::digest(bytes))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::read(path, error))
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
