//! What the paths are that Pods mount: the host sees it, and writes the type into the manifest. Without a type, a path that
//! does not exist would become an empty directory, where podman does not start the container.
//!
//! Kubernetes: <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types>

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

use super::{
    bundle::{Bundle, manifest_name},
    child::{self, DEADLINE},
    disk::Disk,
    facts::is_here,
    look::{Answer, Looker, Question, Seen},
    preflight::say,
    read::Trouble,
    snapshot::Snapshot,
};
use crate::{
    bundle::index::{HostPath, Index, Like, Made},
    ledger::Ledger,
    rules::{Say, install as rules},
};

/// What keeps a path from being mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `namespace/name` of the workload.
    pub workload: String,
    /// Name of the manifest that runs it; empty where it is installed all the same.
    pub file: String,
    /// What is wrong.
    pub say: Say,
}

/// Writes the types of the paths that this host has into the manifests of a bundle. What cannot be mounted as podman would
/// mount it is returned.
pub fn look(bundle: &mut Bundle, host: &str, there: &Snapshot, look: &mut Looker) -> Vec<Failure> {
    let Bundle {
        index, manifests, ..
    } = bundle;
    let here = |path: &&HostPath| is_here(&path.host, index, host);
    let mut failures = Vec::new();
    for path in index.host_paths.iter().filter(here) {
        let found = match &path.made {
            Some(volume @ Made::Volume { name, engine, .. }) => {
                filled(path, (name, engine), volume, look)
            }
            Some(Made::Directory) | None => typed(path, manifests, there, look),
        };
        failures.extend(found.err().map(|(holds, say)| {
            Failure {
                workload: path.workload.clone(),
                file: manifest_name(&path.file)
                    .filter(|_| holds)
                    .unwrap_or_default()
                    .to_owned(),
                say,
            }
        }));
    }
    failures
}

/// Makes the places that mounts below read-only ones need, as podman does when it starts a container, and says which cannot
/// be made.
pub fn make_points(
    disk: &mut dyn Disk,
    (index, host): (&Index, &str),
    look: &mut Looker,
    ledger: &mut Ledger,
) {
    for point in index
        .mount_points
        .iter()
        .filter(|point| is_here(&point.host, index, host))
    {
        let question = Question::Point {
            within: point.within.clone().into(),
            path: point.path.clone().into(),
        };
        // A source that is missing stays missing.
        let made = match look.ask(&question) {
            Ok(Answer::Point(Some(true))) => {
                let is_directory = match &point.like {
                    Like::Directory => true,
                    Like::File => false,
                    Like::Path(path) => seen(path, look)
                        .is_ok_and(|found| found.kind.is_some_and(|kind| kind == "Directory")),
                };
                let made = disk.make_mount_point(Path::new(&point.path), is_directory);
                made.map_err(|error| error.kind().to_string())
            }
            Ok(Answer::Point(Some(false))) => {
                Err(format!("a link leads out of `{}`", point.within))
            }
            Err(trouble) => Err(trouble.to_string()),
            Ok(_) => Ok(()),
        };
        if let Err(error) = made {
            let text = rules::point_unmade(&point.path, &point.workload, error);
            say(ledger, &format!("workload {}", point.workload), text);
        }
    }
}

/// What a path is.
fn seen(path: &str, look: &mut Looker) -> Result<Seen, Trouble> {
    match look.ask(&Question::Path(path.into()))? {
        Answer::Path(seen) => Ok(seen),
        _ => Err(Trouble::System("it was not looked at".to_owned())),
    }
}

/// Says what cannot be mounted.
pub fn tell(failures: &[Failure], ledger: &mut Ledger) {
    for failure in failures {
        let place = format!("workload {}", failure.workload);
        say(ledger, &place, failure.say.clone());
    }
}

/// Says of every other host that nobody looks at its paths.
pub fn elsewhere(index: &Index, host: &str, ledger: &mut Ledger) {
    let mut others: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in index
        .host_paths
        .iter()
        .filter(|path| path.type_at.is_some())
    {
        if path.made.is_none() && !is_here(&path.host, index, host) {
            others.entry(&path.host).or_default().insert(&path.path);
        }
    }
    for (other, paths) in others {
        let count = paths.len();
        let paths = shlex::try_join(paths).unwrap_or_default();
        let text = rules::paths_elsewhere(other, count, paths);
        say(ledger, &format!("host {other}"), text);
    }
}

/// What is wrong, and whether it keeps the workload from being installed.
type Wrong = (bool, Say);

/// Writes the type of a path: the one that it has, or where it is missing now the one that was installed.
fn typed(
    of: &HostPath,
    manifests: &mut BTreeMap<String, Value>,
    there: &Snapshot,
    look: &mut Looker,
) -> Result<(), Wrong> {
    let Some(pointer) = &of.type_at else {
        return Ok(());
    };
    let (path, workload) = (&of.path, &of.workload);
    let file = manifest_name(&of.file).unwrap_or_default();
    let mut trouble = Ok(());
    let kind = match seen(path, look) {
        Ok(found) => found.kind,
        Err(trouble) if trouble != Trouble::Missing => {
            return Err((true, rules::source_unseen(path, workload, trouble)));
        }
        Err(_) if of.made.is_some() => return Ok(()),
        Err(_) => {
            let before = installed(file, pointer, path, there);
            let missing = || {
                if path.starts_with("/nix/store/") {
                    rules::store_missing(path, workload)
                } else {
                    rules::source_missing(path, workload)
                }
            };
            let before = before.ok_or_else(|| (true, missing()))?;
            trouble = Err((false, rules::path_missing(path, workload)));
            Some(before.to_owned())
        }
    };
    let list = manifests.get_mut(file);
    let place = pointer.strip_suffix("/type");
    let volume = list.zip(place).and_then(|(list, at)| list.pointer_mut(at));
    if let (Some(volume), Some(kind)) = (volume.and_then(Value::as_object_mut), kind) {
        volume.insert("type".to_owned(), Value::from(kind));
    }
    trouble
}

/// The type that a path has in what is installed: a disk may not be mounted yet, as when the host starts.
fn installed<'t>(file: &str, pointer: &str, path: &str, there: &'t Snapshot) -> Option<&'t str> {
    let (_, of_pod) = pointer.strip_prefix("/items/")?.split_once('/')?;
    let (volumes, _) = of_pod.split_once("/volumes/")?;
    let items = there.ours.get(file)?.items.values();
    let mut volumes = items
        .filter_map(|item| item.pointer(&format!("/{volumes}/volumes"))?.as_array())
        .flatten();
    volumes.find_map(|volume| {
        let here = volume.pointer("/hostPath/path")? == path;
        volume.pointer("/hostPath/type").filter(|_| here)?.as_str()
    })
}

/// Whether a volume has what its engine gives it at its first use.
fn filled(
    path: &HostPath,
    (name, engine): (&str, &str),
    volume: &Made,
    look: &mut Looker,
) -> Result<(), Wrong> {
    let command = volume.command(&path.path).unwrap_or_default();
    let there = look.ask(&Question::Filled(path.path.clone().into()));
    let workload = &path.workload;
    let say = match there {
        Err(silent @ Trouble::Silent(_)) => rules::source_unseen(&path.path, workload, silent),
        Err(Trouble::Missing) => rules::volume_missing(name, workload, engine, command),
        Ok(Answer::Yes(false)) if engine == "podman" && is_unfilled(&path.path, name, look) => {
            rules::volume_unfilled(name, workload, engine, command)
        }
        // Of anything else the kubelet says what is wrong.
        _ => return Ok(()),
    };
    Err((true, say))
}

/// Whether podman still has to fill a volume that is empty: nobody has given it an owner, and it is as it was made. podman says
/// the same of one that a container of root's has used where the image has no directory, so a time after that of the
/// making counts as use. What podman does not know, or what nobody can ask, is another's.
fn is_unfilled(path: &str, name: &str, look: &mut Looker) -> bool {
    let found = seen(path, look);
    let Some(found) = found.ok().filter(|found| found.owner == (0, 0)) else {
        return false;
    };
    let format = "{{.NeedsChown}} {{.CreatedAt.Unix}}";
    let mut command = Command::new("podman");
    command.args(["volume", "inspect", "--format", format, "--", name]);
    let output = child::ask(&mut command, DEADLINE).ok();
    let output = output.filter(|output| output.success);
    let text = output.and_then(|output| String::from_utf8(output.stdout).ok());
    let answer = text.as_deref().and_then(|text| text.trim().split_once(' '));
    let made: Option<i64> = answer.and_then(|(needs_owner, made)| {
        let made = made.parse().ok();
        made.filter(|_| needs_owner == "true")
    });
    made.is_some_and(|made| found.mtime.abs_diff(made) <= 2)
}
