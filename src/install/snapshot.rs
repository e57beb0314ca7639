//! What is in the manifests directory, ours and others': read only, as K3s' deploy controller walks it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    Error,
    bundle::{checksum, is_ours},
    objects::{self, Id},
    read,
};
use crate::bundle::{
    head::{self, Runs},
    index::{MANAGED_BY, MANAGED_BY_LABEL},
};

/// Our folder in the manifests directory.
pub const FOLDER: &str = "k3s-migrate";

/// What is there.
#[derive(Debug, Default, Clone)]
pub struct Snapshot {
    /// The files in our folder that bear our prefix, by name.
    pub ours: BTreeMap<String, Present>,
    /// Left-overs of a stopped run.
    pub staged: BTreeSet<PathBuf>,
    /// Foreign manifests, by path below the directory.
    pub others: BTreeMap<String, Other>,
    /// Symbolic links that lead nowhere; one of them stops every add-on of the cluster.
    pub dangling: BTreeSet<String>,
    /// `NAME` of every `NAME.skip`: K3s passes over every file of that name.
    pub skipped: BTreeSet<String>,
}

/// A file of our name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// SHA-256 of its content; of a link, a word that is not a checksum: we never make one.
    pub sha256: String,
    /// Its objects.
    pub items: BTreeMap<Id, Value>,
    /// Units that it names, whose containers run in its workload.
    pub units: Vec<Runs>,
    /// Whether its content says that k3s-migrate wrote it.
    pub marked: bool,
    /// Its number, where it is a tombstone.
    pub tombstone: Option<u64>,
    /// Blank lines at its end.
    pub turn: usize,
    /// Whether others than its owner may read it.
    pub open: bool,
}

/// A foreign manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// What it holds.
    Objects(BTreeSet<Id>),
    /// It cannot be understood; K3s would not apply it either.
    Unreadable(String),
}

impl Snapshot {
    /// Looks at the directory; one that is not there is empty.
    ///
    /// # Errors
    /// A directory or an installed file cannot be read; our folder is a link or a file.
    pub fn take(target: &Path) -> Result<Self, Error> {
        let path = target.join(FOLDER);
        match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_dir() => return Err(Error::Folder { path }),
            _ => {}
        }
        let mut out = Self::default();
        out.walk(target, target, true)?;
        Ok(out)
    }

    /// K3s follows a link to a directory, but none in a linked directory.
    fn walk(&mut self, directory: &Path, target: &Path, follow: bool) -> Result<(), Error> {
        let entries = match fs::read_dir(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|error| Error::read(directory, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| Error::read(directory, error))?;
            let path = entry.path();
            let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            match fs::metadata(&path) {
                // A link to itself leads nowhere, too.
                Err(_) if link => {
                    self.dangling.insert(below(&path, target));
                }
                // It has just been removed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::read(&path, error)),
                Ok(found) if found.is_dir() && link && !follow => {}
                Ok(found) if found.is_dir() && is_our_file(&path, target) => {
                    let present = Present {
                        sha256: "directory".to_owned(),
                        ..Present::default()
                    };
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    self.ours.insert(name.into_owned(), present);
                }
                Ok(found) if found.is_dir() => self.walk(&path, target, follow && !link)?,
                Ok(_) => self.file(&path, target, link)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, target: &Path, link: bool) -> Result<(), Error> {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let in_ours = in_our_folder(path, target);
        if let Some(name) = name.strip_suffix(".skip") {
            self.skipped.insert(name.to_owned());
        } else if in_ours && is_ours(&name) {
            let bytes = read::own(path).map_err(|error| Error::read(path, error))?;
            let list: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let sha256 = if link {
                "link".to_owned()
            } else {
                checksum(&bytes)
            };
            let present = Present {
                sha256,
                items: objects::items(&list),
                units: head::units(&list),
                marked: is_marked(&list),
                tombstone: head::tombstone_number(&list),
                turn: bytes
                    .iter()
                    .rev()
                    .take_while(|byte| **byte == b'\n')
                    .count()
                    .saturating_sub(1),
                open: fs::metadata(path).is_ok_and(|found| found.mode() & 0o077 != 0),
            };
            self.ours.insert(name, present);
        } else if in_ours && is_staged(&name) {
            self.staged.insert(path.to_owned());
        } else if is_manifest(&name) {
            let other = match read::text(path) {
                Ok(text) => objects_of(&text),
                Err(error) => Other::Unreadable(error.to_string()),
            };
            self.others.insert(below(path, target), other);
        }
        Ok(())
    }
}

fn in_our_folder(path: &Path, target: &Path) -> bool {
    path.parent() == Some(target.join(FOLDER).as_path())
}

/// Whether a path is where a file of ours would be.
fn is_our_file(path: &Path, target: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    in_our_folder(path, target) && is_ours(&name)
}

/// Whether k3s-migrate wrote a List: it names units or is a numbered tombstone, or all of its objects are labelled.
fn is_marked(list: &Value) -> bool {
    let label = |item: &Value| {
        let labels = item.pointer("/metadata/labels");
        labels.and_then(|labels| labels.get(MANAGED_BY_LABEL)?.as_str()) == Some(MANAGED_BY)
    };
    let items = objects::items_in_order(list);
    let numbered = head::tombstone_number(list).is_some_and(|number| number > 0);
    numbered || !head::units(list).is_empty() || (!items.is_empty() && items.iter().all(label))
}

/// What a run that was stopped leaves: see [`super::disk::replace`].
fn is_staged(name: &str) -> bool {
    let name = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(".tmp"));
    name.is_some_and(is_ours)
}

/// What K3s reads: by its ending, in any case; no dot file.
fn is_manifest(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let known = ending.is_some_and(|e| matches!(e.as_str(), "yaml" | "yml" | "json"));
    known && !name.starts_with('.')
}

fn below(path: &Path, target: &Path) -> String {
    path.strip_prefix(target)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The objects of a manifest, JSON or YAML, Lists unpacked.
fn objects_of(text: &str) -> Other {
    let documents: Result<Vec<Value>, String> = match serde_json::from_str(text) {
        Ok(document) => Ok(vec![document]),
        Err(_) => yaml(text),
    };
    match documents {
        Err(error) => Other::Unreadable(error.lines().next().unwrap_or_default().to_owned()),
        Ok(documents) => {
            let mut out = BTreeSet::new();
            for document in &documents {
                match document.get("items").and_then(Value::as_array) {
                    Some(items) => out.extend(items.iter().filter_map(objects::id)),
                    None => out.extend(objects::id(document)),
                }
            }
            Other::Objects(out)
        }
    }
}

/// YAML documents as K3s takes them: of a key given twice the last one counts.
fn yaml(text: &str) -> Result<Vec<Value>, String> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        budget: None,
        with_snippet: false,
    };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Other, is_manifest, objects_of};

    #[test]
    fn what_k3s_reads() {
        for (name, read) in [
            ("a.yaml", true),
            ("a.YML", true),
            ("a.tmp.json", true),
            (".a.yaml", false),
            ("a.yaml.tmp", false),
            ("a.yaml~", false),
            ("yaml", false),
        ] {
            assert_eq!(is_manifest(name), read, "{name}");
        }
    }

    #[test]
    fn objects_of_neighbours() {
        let one = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: b\n";
        let two = format!(
            "{one}---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n- {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: c}}}}\n"
        );
        let names = |text: &str| match objects_of(text) {
            Other::Objects(ids) => ids.into_iter().collect::<Vec<_>>(),
            Other::Unreadable(what) => vec![what],
        };
        assert_eq!(names(one), ["v1/Service/b/a"]);
        assert_eq!(names(&two), ["apps/v1/Deployment/-/c", "v1/Service/b/a"]);
        assert!(matches!(objects_of("a: [b"), Other::Unreadable(_)));
        assert!(
            matches!(objects_of("{\"a\": 1} {\"b\": 2}"), Other::Unreadable(_))
                || names("{\"a\": 1} {\"b\": 2}").is_empty()
        );
    }
}
