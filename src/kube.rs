//! Kubernetes objects: one builder per kind. Only here values become fields, and only here the
//! ledger's targets are made, each while its field is being written.

use std::{collections::BTreeMap, sync::Arc};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use crate::{
    ledger::{Ledger, Target},
    origin::OriginId,
    plan::{Plan, Workload},
};

mod autoscaler;
pub mod check;
mod claim;
mod container;
pub mod defaults;
mod ingress;
mod judge;
mod marks;
mod namespace;
mod network_policy;
mod pod;
mod security;
mod service;
mod workload;

pub use judge::judge;
use marks::{Mark, Marks};

/// `app.kubernetes.io/name`: the one label that selectors use; it never changes while the name stays.
pub const NAME_LABEL: &str = "app.kubernetes.io/name";
/// `app.kubernetes.io/managed-by`.
pub const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";
/// `app.kubernetes.io/part-of`.
pub const PART_OF_LABEL: &str = "app.kubernetes.io/part-of";
/// Changes with the ports of a container that has one number twice ([`Workload::ports_label`]).
pub const PORTS_LABEL: &str = "k3s-migrate/ports";
/// K3s' apply library never prunes an object with this label set to `"false"`, whatever becomes of
/// its file: for what holds data.
pub const PRUNE_LABEL: &str = "objectset.rio.cattle.io/prune";
/// Value of the labels that say who wrote an object.
pub const MANAGED_BY: &str = "k3s-migrate";

/// One Kubernetes object as it is written. It is kept as text, which is ten times smaller than the
/// tree it stands for.
#[derive(Debug, Clone)]
pub struct Object {
    /// The object as JSON on one line; complete, keys sorted.
    pub json: Box<str>,
    /// `apiVersion/Kind/namespace/name`, `-` for no namespace.
    pub id: Arc<str>,
    /// Index of its workload in the plan; `None` for what the fleet shares.
    pub workload: Option<usize>,
    marks: Vec<Mark>,
    violations: Vec<check::Violation>,
}

impl Object {
    /// The object as a tree.
    ///
    /// # Panics
    /// Never: the text was made from a tree.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.json).expect("an object is written as JSON")
    }

    /// `Deployment`, `Service` …
    #[must_use]
    pub fn kind(&self) -> &str {
        self.id.rsplit('/').nth(2).unwrap_or_default()
    }

    /// `metadata.namespace`; empty for cluster-wide kinds.
    #[must_use]
    pub fn namespace(&self) -> &str {
        match self.id.rsplit('/').nth(1) {
            Some("-") | None => "",
            Some(namespace) => namespace,
        }
    }

    /// `metadata.name`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// The options behind a place of the object: of the longest marked pointer above or at it, else
    /// of every mark below it.
    #[must_use]
    pub fn origins_at(&self, pointer: &str) -> Vec<OriginId> {
        let above = self
            .marks
            .iter()
            .filter(|mark| below(pointer, &mark.pointer));
        if let Some(longest) = above.clone().map(|mark| mark.pointer.len()).max() {
            return above
                .filter(|mark| mark.pointer.len() == longest)
                .flat_map(|mark| mark.from.clone())
                .collect();
        }
        self.marks
            .iter()
            .filter(|mark| below(&mark.pointer, pointer))
            .flat_map(|mark| mark.from.clone())
            .collect()
    }

    /// Wraps a finished object.
    fn new(object: &impl serde::Serialize, workload: Option<usize>, marks: Marks) -> Self {
        let value = serde_json::to_value(object).expect("k8s-openapi types serialise");
        let field = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
        let id = format!(
            "{}/{}/{}/{}",
            field("/apiVersion").unwrap_or("-"),
            field("/kind").unwrap_or("-"),
            field("/metadata/namespace").unwrap_or("-"),
            field("/metadata/name").unwrap_or("-"),
        );
        Self {
            json: value.to_string().into(),
            id: id.into(),
            workload,
            marks: marks.into_list(),
            violations: check::object(&value),
        }
    }
}

/// Whether a JSON Pointer is `top` or lies below it.
#[must_use]
pub fn below(pointer: &str, top: &str) -> bool {
    pointer
        .strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the objects of one workload.
type Builder = fn(&Workload, usize) -> Vec<Object>;

/// Builders in the order in which a person expects the objects of a file.
const BUILDERS: &[Builder] = &[
    claim::objects,
    workload::objects,
    service::objects,
    network_policy::objects,
    ingress::objects,
    autoscaler::objects,
];

/// All objects of the plan, those that the fleet shares first, then workload by workload; the
/// ledger learns where every option went.
pub fn objects(plan: &Plan, ledger: &mut Ledger) -> Vec<Object> {
    let mut objects = namespace::objects(plan);
    for (index, workload) in plan.workloads.iter().enumerate() {
        objects.extend(BUILDERS.iter().flat_map(|build| build(workload, index)));
    }
    for object in &objects {
        for mark in &object.marks {
            for id in &mark.from {
                ledger.target(
                    *id,
                    Target {
                        object: object.id.clone(),
                        pointer: mark.pointer.clone(),
                    },
                );
            }
        }
    }
    objects
}

/// The labels of every object of a workload.
fn labels(workload: &Workload) -> BTreeMap<String, String> {
    BTreeMap::from([
        (NAME_LABEL.to_owned(), workload.name.clone()),
        (MANAGED_BY_LABEL.to_owned(), MANAGED_BY.to_owned()),
        (PART_OF_LABEL.to_owned(), MANAGED_BY.to_owned()),
    ])
}

/// The labels of an object that holds data and must outlive its file.
fn lasting_labels(workload: &Workload) -> BTreeMap<String, String> {
    let mut labels = labels(workload);
    labels.insert(PRUNE_LABEL.to_owned(), "false".to_owned());
    labels
}

/// What selects the Pods of a workload; immutable, so nothing but the name.
fn selector(workload: &Workload) -> BTreeMap<String, String> {
    BTreeMap::from([(NAME_LABEL.to_owned(), workload.name.clone())])
}

/// `metadata` of an object of a workload.
fn metadata(workload: &Workload, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(workload.namespace.clone()),
        labels: Some(labels(workload)),
        ..ObjectMeta::default()
    }
}

/// `None` for an empty list or map: Kubernetes reads both the same, people prefer nothing.
fn some<T: IntoIterator + Default + PartialEq>(list: T) -> Option<T> {
    (list != T::default()).then_some(list)
}
