//! `Namespace`: one per namespace of the plan.

use std::collections::BTreeMap;

use k8s_openapi::{api::core::v1::Namespace, apimachinery::pkg::apis::meta::v1::ObjectMeta};

use super::{MANAGED_BY, MANAGED_BY_LABEL, Marks, NAME_LABEL, Object, PART_OF_LABEL, PRUNE_LABEL};
use crate::plan::{Plan, PodLevel};

/// Pod Security Standards are only warned and audited: enforcing them would stop what podman ran.
/// <https://kubernetes.io/docs/concepts/security/pod-security-admission/>
const POD_SECURITY: [&str; 2] = [
    "pod-security.kubernetes.io/warn",
    "pod-security.kubernetes.io/audit",
];

/// One object per namespace, by name.
pub fn objects(plan: &Plan) -> Vec<Object> {
    let mut levels: BTreeMap<&str, PodLevel> = BTreeMap::new();
    for workload in &plan.workloads {
        let level = levels.entry(&workload.namespace).or_default();
        *level = (*level).max(PodLevel::of(&workload.pod));
    }
    levels
        .into_iter()
        .map(|(name, level)| object(name, level))
        .collect()
}

fn object(name: &str, level: PodLevel) -> Object {
    let mut labels = BTreeMap::from([
        (NAME_LABEL.to_owned(), name.to_owned()),
        (MANAGED_BY_LABEL.to_owned(), MANAGED_BY.to_owned()),
        (PART_OF_LABEL.to_owned(), MANAGED_BY.to_owned()),
        (PRUNE_LABEL.to_owned(), "false".to_owned()),
    ]);
    labels.extend(POD_SECURITY.map(|label| (label.to_owned(), level.word().to_owned())));
    let namespace = Namespace {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            labels: Some(labels),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    };
    Object::new(&namespace, None, Marks::default())
}
