//! What becomes of data: it stays, is copied, or is lost; and what saves a database before.

use serde::Serialize;

use super::{
    bonds::attribute,
    class,
    databases::{self, Way},
};
use crate::{Compiled, plan::VolumeSource};

/// Data of a container, by where it is mounted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Data {
    /// The name of its attribute.
    pub container: String,
    /// Path in the container.
    pub at: String,
    /// What becomes of it.
    pub stay: Stay,
    /// The folder of the host, or the claim.
    pub place: String,
}

/// What becomes of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stay {
    /// The Pod writes the same folder.
    InPlace,
    /// The Pod writes a claim: what is there has to be copied.
    Copied,
    /// The Pod starts with an empty folder, as the container did.
    Empty,
}

/// A database, with commands to copy. They are for a shell of root on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Database {
    /// The name of the container's attribute.
    pub container: String,
    /// `PostgreSQL`, `SQLite` …
    pub kind: &'static str,
    /// Before: saves it, by the engine.
    pub save: Vec<String>,
    /// After: shows that it answers, in the cluster.
    pub check: Vec<String>,
    /// Restores it in the cluster, where that has to be.
    pub restore: Vec<String>,
}

/// Where saved databases go.
pub const BACKUP: &str = "/var/backup/k3s-migrate";

/// Data of some containers, in their order, by path.
pub fn of(compiled: &Compiled, members: &[usize]) -> Vec<Data> {
    let mut out = Vec::new();
    for index in members {
        let workload = compiled.plan.workload_of(*index);
        for mount in &compiled.plan.container_of(*index).mounts {
            if mount
                .read_only
                .as_ref()
                .is_some_and(|read_only| read_only.value)
            {
                continue;
            }
            let volume = workload
                .pod
                .volumes
                .iter()
                .find(|volume| volume.name == mount.volume);
            let found = volume.and_then(|volume| match &volume.source {
                VolumeSource::HostPath { path, kind } => {
                    let is_data = !matches!(*kind, "Socket" | "CharDevice" | "BlockDevice");
                    is_data.then(|| (Stay::InPlace, path.to_string()))
                }
                VolumeSource::Claim(name) => Some((Stay::Copied, name.to_string())),
                VolumeSource::EmptyDir { memory: false, .. } => Some((Stay::Empty, String::new())),
                _ => None,
            });
            if let Some((stay, place)) = found {
                out.push(Data {
                    container: attribute(compiled, *index).to_owned(),
                    at: mount.path.clone(),
                    stay,
                    place,
                });
            }
        }
    }
    out
}

/// Whether data of a container has to be copied.
pub fn is_copied(compiled: &Compiled, index: usize) -> bool {
    of(compiled, &[index])
        .iter()
        .any(|data| data.stay == Stay::Copied)
}

/// Databases among some containers.
pub fn databases(compiled: &Compiled, members: &[usize]) -> Vec<Database> {
    members
        .iter()
        .filter_map(|index| database(compiled, *index))
        .collect()
}

fn database(compiled: &Compiled, index: usize) -> Option<Database> {
    let container = compiled.inventory.containers.get(index)?;
    let (kind, way) = databases::way(&class::path(container)?)?;
    let engine = compiled.inventory.engine(&container.host).command;
    let name = container.name();
    let workload = compiled.plan.workload_of(index);
    let target = format!(
        "{}/{}",
        workload.controller.kind.value.word().to_lowercase(),
        workload.name
    );
    let inside = &compiled.plan.container_of(index).name;
    let kubectl = format!("k3s kubectl -n {}", workload.namespace);
    let exec = |stdin: &str, command: &str| {
        format!(
            "{kubectl} exec {stdin}{target} -c {inside} -- sh -c {}",
            quoted(command)
        )
    };
    let stop = format!(
        "{kubectl} scale {target} --replicas=0 && {kubectl} wait --for=delete pod -l app.kubernetes.io/name={} --timeout=120s",
        workload.name
    );
    let start = format!("{kubectl} scale {target} --replicas=1");
    let (save, check, restore) = match way {
        Way::Stream {
            dump,
            restore,
            check,
            suffix,
        } => {
            let file = format!("{BACKUP}/{}.{suffix}", container.attribute);
            (
                vec![format!(
                    "{engine} exec {name} sh -c {} > {file}",
                    quoted(dump)
                )],
                vec![exec("", check)],
                vec![format!("{} < {file}", exec("-i ", restore))],
            )
        }
        Way::File { save, file, check } => {
            let copy = format!("{BACKUP}/{}-{}", container.attribute, last(file));
            let back = folder_of(compiled, index, file);
            (
                vec![
                    format!("{engine} exec {name} {save}"),
                    format!("{engine} cp {name}:{file} {copy}"),
                ],
                vec![exec("", check)],
                back.map_or_else(Vec::new, |to| {
                    vec![
                        stop,
                        format!("cp --no-preserve=ownership {copy} {to}"),
                        start,
                    ]
                }),
            )
        }
        Way::Sqlite { file } => {
            let from = folder_of(compiled, index, file)?;
            let copy = format!("{BACKUP}/{}-{}", container.attribute, last(file));
            (
                vec![
                    format!("nix run nixpkgs#sqlite -- {from} \".backup '{copy}'\""),
                    format!("nix run nixpkgs#sqlite -- {copy} 'pragma integrity_check'"),
                ],
                vec![format!(
                    "nix run nixpkgs#sqlite -- 'file:{from}?mode=ro' 'pragma quick_check'"
                )],
                vec![
                    stop,
                    format!("rm -f {from}-wal {from}-shm"),
                    format!("cat {copy} > {from}"),
                    start,
                ],
            )
        }
    };
    Some(Database {
        container: container.attribute.clone(),
        kind,
        save,
        check,
        restore,
    })
}

/// A file of a container on the host, where a folder of the host holds it.
fn folder_of(compiled: &Compiled, index: usize, file: &str) -> Option<String> {
    let workload = compiled.plan.workload_of(index);
    let mounts = compiled.plan.container_of(index).mounts.iter();
    let above = |path: &str| {
        let rest = file.strip_prefix(path.trim_end_matches('/'));
        rest.filter(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (mount, rest) = mounts
        .filter_map(|mount| Some((mount, above(&mount.path)?)))
        .max_by_key(|(mount, _)| mount.path.len())?;
    let volume = workload
        .pod
        .volumes
        .iter()
        .find(|volume| volume.name == mount.volume)?;
    let below = mount
        .sub_path
        .as_ref()
        .map(|path| format!("/{}", path.value));
    match &volume.source {
        VolumeSource::HostPath { path, .. } => {
            Some(format!("{path}{}{rest}", below.unwrap_or_default()))
        }
        _ => None,
    }
}

fn last(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(_, last)| last)
}

fn quoted(command: &str) -> String {
    let quoted = shlex::try_quote(command);
    quoted.map_or_else(|_| command.to_owned(), std::borrow::Cow::into_owned)
}
