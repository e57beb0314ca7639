//! A bundle on the disk: read whole and checked before anything else happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use serde_json::Value;

use super::{
    Error,
    goal::runs,
    objects::{self, Id, id},
    read,
};
use crate::bundle::index::{Index, PRUNE_LABEL};

pub use crate::bundle::{
    checksum,
    names::{LASTING, is_ours, manifest_name, path as path_of},
};

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
    /// Files that run Pods.
    pub fn workload_files(&self) -> impl Iterator<Item = String> {
        let runs = |list: &Value| objects::items(list).keys().any(|id| runs(id));
        let files = self.manifests.iter().filter(move |(_, list)| runs(list));
        files.map(|(name, _)| name.clone())
    }

    /// The text of a manifest, where nothing in it was made on the host.
    #[must_use]
    pub fn verbatim(&self, name: &str) -> Option<String> {
        let bytes = self.files.get(&path_of(name))?;
        let list: Value = serde_json::from_slice(bytes).ok()?;
        let same = self.manifests.get(name) == Some(&list);
        String::from_utf8(bytes.clone()).ok().filter(|_| same)
    }

    /// Reads a bundle.
    ///
    /// # Errors
    /// A file cannot be read, is not what `bundle.json` says, has a name that is not ours, or would
    /// make K3s delete data.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let mut out = Self::default();
        if is_plain(directory) {
            return Err(Error::PlainFolder {
                path: directory.to_owned(),
            });
        }
        let bytes = match read::own(&directory.join("bundle.json")) {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                let path = directory.to_owned();
                return Err(Error::NoBundle { path });
            }
            read => read.map_err(|error| Error::read(&directory.join("bundle.json"), error))?,
        };
        out.index =
            Index::read(&bytes).map_err(|what| Error::bundle(directory, "bundle.json", &what))?;
        out.files.insert("bundle.json".to_owned(), bytes);
        let mut seen = BTreeSet::new();
        for file in &out.index.files {
            let wrong = |what: &str| Error::bundle(directory, &file.path, what);
            let name = manifest_name(&file.path)
                .ok_or_else(|| wrong("k3s-migrate writes no file of this name"))?;
            let bytes = whole(&directory.join(&file.path))?;
            if checksum(&bytes) != file.sha256 {
                return Err(wrong("its checksum is not the one in `bundle.json`"));
            }
            let list = checked(&bytes, &mut seen).map_err(|what| wrong(&what))?;
            if out.manifests.insert(name.to_owned(), list).is_some() {
                return Err(wrong("it is listed twice"));
            }
            out.files.insert(file.path.clone(), bytes);
        }
        match read::own(&directory.join("ledger.jsonl")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::read(&directory.join("ledger.jsonl"), error)),
            Ok(bytes) => {
                out.files.insert("ledger.jsonl".to_owned(), bytes);
            }
        }
        Ok(out)
    }
}

/// What a folder of manifests is, and what to do.
pub const PLAIN: &str = "this folder has `--layout yaml`; convert with `--layout k3s`";

/// Whether a folder has the manifests of `--layout yaml`, which are not a bundle.
#[must_use]
pub fn is_plain(folder: &Path) -> bool {
    folder.join("kustomization.yaml").is_file() && !folder.join("bundle.json").exists()
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

fn whole(path: &Path) -> Result<Vec<u8>, Error> {
    read::own(path).map_err(|error| Error::read(path, error))
}
