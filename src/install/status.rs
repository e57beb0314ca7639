//! `status`: what became of every file, in the directory and in the cluster.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::bundle::index::Index;
pub use crate::columns::aligned;

use super::{
    api::{Api, kind_of},
    bundle::manifest_name,
    goal::runs,
    lost,
    objects::{self, add_on, parts},
    snapshot::Snapshot,
    state::{Held, State},
    targets,
};

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Format version, 1.
    pub v: u32,
    /// `status`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `namespace/name` of its workloads; empty for files without one.
    pub workloads: Vec<String>,
    /// Name of the file in our folder.
    pub file: String,
    /// `installed`, `missing`, `edited`, `tombstone`, `skipped`; `left out` where the bundle has it and it could not be
    /// installed; `unknown` where k3s-migrate wrote it and the state does not
    /// know it.
    pub state: &'static str,
    /// Whether K3s has applied it; `None` where the cluster was not reached.
    pub applied: Option<bool>,
    /// Last event of the add-on.
    pub event: Option<String>,
    /// Whether its workloads are ready; `None` where it has none, or the cluster was not reached.
    pub ready: Option<bool>,
    /// Why not.
    pub why: Option<String>,
}

/// What the cluster says.
#[derive(Debug, Default)]
struct Cluster {
    add_ons: BTreeMap<String, String>,
    events: BTreeMap<String, (String, String)>,
    objects: BTreeMap<String, Value>,
    pods: Vec<Value>,
    /// By the name of a file: what is wrong with the targets of the backend that it brings.
    targets: BTreeMap<String, String>,
}

/// All rows, by file; the second value says why the cluster could not be asked.
#[must_use]
pub fn rows(
    state: &State,
    there: &Snapshot,
    api: Option<&mut dyn Api>,
) -> (Vec<Row>, Option<String>) {
    let (cluster, why) = match api.map(|api| ask(state, api)) {
        Some(Ok(cluster)) => (Some(cluster), None),
        Some(Err(what)) => (None, Some(what)),
        None => (
            None,
            Some("neither `kubectl` nor `k3s` is on the PATH".to_owned()),
        ),
    };
    let rows = state
        .files
        .iter()
        .map(|(name, held)| row(name, held, there, cluster.as_ref()));
    let mut rows: Vec<Row> = rows.collect();
    for name in lost::files(state, there) {
        let held = Held::default();
        let mut row = row(&name, &held, there, cluster.as_ref());
        row.state = "unknown";
        rows.push(row);
    }
    (rows, why)
}

/// A row for every file of the bundle that was not installed, as its workload lacks something on this host.
#[must_use]
pub fn left_out(index: &Index, state: &State) -> Vec<Row> {
    let files = index.files.iter().filter_map(|file| {
        let name = manifest_name(&file.path)?;
        (!state.files.contains_key(name)).then_some((name, &file.objects))
    });
    files
        .map(|(name, objects)| Row {
            v: 1,
            kind: "status",
            workloads: objects
                .iter()
                .filter(|id| runs(id))
                .filter_map(|id| workload(id))
                .collect(),
            file: name.to_owned(),
            state: "left out",
            applied: None,
            event: None,
            ready: None,
            why: Some("`k3s-migrate doctor` says what it lacks here".to_owned()),
        })
        .collect()
}

fn ask(state: &State, api: &mut dyn Api) -> Result<Cluster, String> {
    let ids = state.files.values().flat_map(|held| &held.objects);
    let kinds: BTreeSet<String> = ids
        .filter(|id| runs(id))
        .filter_map(|id| kind_of(id))
        .collect();
    let objects = api.objects(&kinds)?;
    let mut down = BTreeMap::new();
    for (name, held) in &state.files {
        let service = targets::service(&held.objects.iter());
        // One that is not ready has no answer, and a line of its own.
        let answer = service.and_then(|service| api.raw(&targets::path(&service)).ok());
        if let Some(what) = answer.as_ref().and_then(targets::down) {
            down.insert(name.clone(), what);
        }
    }
    Ok(Cluster {
        targets: down,
        add_ons: api.add_ons()?,
        events: api.events()?,
        objects: objects
            .into_iter()
            .filter_map(|o| Some((objects::id(&o)?, o)))
            .collect(),
        pods: api.objects(&BTreeSet::from(["Pod.v1.".to_owned()]))?,
    })
}

fn row(name: &str, held: &Held, there: &Snapshot, cluster: Option<&Cluster>) -> Row {
    let now = there.ours.get(name);
    let state = match now {
        None => "missing",
        Some(now) if !held.sha256.contains(&now.sha256) => "edited",
        Some(_) if there.skipped.contains(name) => "skipped",
        Some(_) if held.tombstone => "tombstone",
        Some(_) => "installed",
    };
    let ids: Vec<&String> = now
        .into_iter()
        .flat_map(|now| now.items.keys())
        .filter(|id| runs(id))
        .collect();
    let mut row = Row {
        v: 1,
        kind: "status",
        workloads: ids.iter().filter_map(|id| workload(id)).collect(),
        file: name.to_owned(),
        state,
        applied: None,
        event: None,
        ready: None,
        why: None,
    };
    let Some(cluster) = cluster else { return row };
    let sum = cluster.add_ons.get(add_on(name));
    row.applied = Some(now.is_some_and(|now| Some(&now.sha256) == sum));
    let event = cluster.events.get(add_on(name));
    row.event = event.map(|(reason, _)| reason.clone());
    let late = event.filter(|(reason, _)| reason.ends_with("Failed"));
    row.why = late.map(|(_, message)| message.clone());
    let found: Vec<Option<&Value>> = ids.iter().map(|id| cluster.objects.get(*id)).collect();
    if !found.is_empty() {
        row.ready = Some(found.iter().all(|object| object.is_some_and(is_ready)));
    }
    if row.ready == Some(false) && row.why.is_none() {
        let pods = ids.iter().find_map(|id| pods_say(id, &cluster.pods));
        let late = ids
            .iter()
            .zip(&found)
            .find(|(_, o)| !o.is_some_and(is_ready));
        row.why = pods.or_else(|| late.map(|(id, object)| object_says(id, *object)));
    }
    if row.why.is_none() {
        row.why = cluster.targets.get(name).cloned();
    }
    row
}

fn workload(id: &str) -> Option<String> {
    let [_, _, namespace, name] = parts(id)?;
    Some(format!("{namespace}/{name}"))
}

/// Whether as many Pods are ready as are wanted; Jobs are when they have not failed.
fn is_ready(object: &Value) -> bool {
    let number = |pointer: &str| object.pointer(pointer).and_then(Value::as_u64);
    match object
        .get("kind")
        .and_then(Value::as_str)
        .unwrap_or_default()
    {
        "DaemonSet" => number("/status/numberReady") >= number("/status/desiredNumberScheduled"),
        "Job" => number("/status/failed").unwrap_or(0) == 0,
        "CronJob" => true,
        _ => {
            let wanted = number("/spec/replicas").unwrap_or(1);
            let have = |pointer| number(pointer).unwrap_or(0) >= wanted;
            number("/status/observedGeneration") >= number("/metadata/generation")
                && have("/status/readyReplicas")
                && have("/status/updatedReplicas")
        }
    }
}

/// What an object itself says of Pods that are not ready, where none of them does.
fn object_says(id: &str, object: Option<&Value>) -> String {
    let Some(object) = object else {
        return format!("`{id}` is not in the cluster");
    };
    let conditions = object.pointer("/status/conditions");
    let conditions = conditions.and_then(Value::as_array).into_iter().flatten();
    let text = |condition: &Value, key: &str| {
        let text = condition.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut said = conditions
        .filter(|condition| {
            text(condition, "status") == "False" || text(condition, "type") == "Failed"
        })
        .map(|condition| text(condition, "message"));
    said.find(|message| !message.is_empty())
        .unwrap_or_else(|| "its Pods are not ready yet".to_owned())
}

/// What keeps a Pod of a workload from being ready, in the kubelet's words.
fn pods_say(id: &str, pods: &[Value]) -> Option<String> {
    let [_, _, namespace, name] = parts(id)?;
    let text = |value: &Value, pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let of = |pod: &&Value| {
        text(pod, "/metadata/namespace").as_deref() == Some(namespace)
            && text(pod, "/metadata/labels/app.kubernetes.io~1name").as_deref() == Some(name)
    };
    pods.iter().filter(of).find_map(|pod| {
        let statuses = ["/status/initContainerStatuses", "/status/containerStatuses"];
        let mut statuses = statuses
            .iter()
            .filter_map(|pointer| pod.pointer(pointer)?.as_array())
            .flatten();
        let waiting = statuses.find_map(|status| text(status, "/state/waiting/reason"));
        let conditions = pod.pointer("/status/conditions").and_then(Value::as_array);
        let unscheduled = conditions.into_iter().flatten().find_map(|condition| {
            (text(condition, "/status").as_deref() == Some("False"))
                .then(|| text(condition, "/message"))?
        });
        waiting.or(unscheduled)
    })
}

/// The table as text.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut lines = vec![
        [
            "WORKLOAD", "FILE", "STATE", "APPLIED", "EVENT", "READY", "WHY",
        ]
        .map(str::to_owned),
    ];
    for row in rows {
        let known = |value: Option<bool>| {
            value
                .map_or("-", |yes| if yes { "yes" } else { "no" })
                .to_owned()
        };
        let or_dash = |text: &str| {
            if text.is_empty() {
                "-".to_owned()
            } else {
                text.to_owned()
            }
        };
        lines.push([
            or_dash(&row.workloads.join(",")),
            row.file.clone(),
            row.state.to_owned(),
            known(row.applied),
            or_dash(row.event.as_deref().unwrap_or_default()),
            known(row.ready),
            or_dash(row.why.as_deref().unwrap_or_default()),
        ]);
    }
    aligned(&lines)
}
