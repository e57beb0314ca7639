//! `Namespace`: one per namespace of the plan.

use std::collections::BTreeMap;

use k8s_openapi::{api::core::v1::Namespace, apimachinery::pkg::apis::meta::v1::ObjectMeta};

use super::{MANAGED_BY, MANAGED_BY_LABEL, Marks, NAME_LABEL, Objects, PART_OF_LABEL, lasting};
use crate::{
    origin::Whys,
    plan::{Plan, PodLevel, Workload, policy::MONITORING_LABEL},
    rules::{components::Component, reasons::Reason},
};

/// Pod Security Standards are only warned and audited: enforcing them would stop what podman ran.
/// <https://kubernetes.io/docs/concepts/security/pod-security-admission/>
const POD_SECURITY: [&str; 2] = [
    "pod-security.kubernetes.io/audit",
    "pod-security.kubernetes.io/warn",
];

/// One object per namespace, by name.
pub fn objects(plan: &Plan, out: &mut Objects) {
    let mut levels: BTreeMap<&str, (PodLevel, &Workload)> = BTreeMap::new();
    for workload in &plan.workloads {
        let (level, _) = levels
            .entry(workload.namespace.as_str())
            .or_insert((PodLevel::default(), workload));
        *level = (*level).max(PodLevel::of(&workload.pod));
    }
    for (name, (level, first)) in levels {
        let monitoring = plan.monitoring.as_ref();
        let is_monitoring = monitoring.is_some_and(|stack| stack.namespace.as_str() == name);
        out.add(&Whys::default(), |marks| {
            object(name, &first.namespace_from, level, is_monitoring, marks)
        });
    }
}

fn object(
    name: &str,
    from: &Whys,
    level: PodLevel,
    is_monitoring: bool,
    marks: &mut Marks,
) -> Namespace {
    let owner = [
        (MANAGED_BY_LABEL, MANAGED_BY),
        (NAME_LABEL, name),
        (PART_OF_LABEL, MANAGED_BY),
    ]
    .map(|(key, value)| (key, value, Reason::Owner.into()));
    let security = POD_SECURITY.map(|key| (key, level.word(), Reason::PodSecurity.into()));
    let mut labels = BTreeMap::new();
    let (key, value) = MONITORING_LABEL;
    let monitoring = is_monitoring.then(|| (key, value, Component::Monitoring.into()));
    let mut all: Vec<(&str, &str, Whys)> = owner.into_iter().chain([lasting()]).collect();
    all.extend(security);
    all.extend(monitoring);
    all.sort_by_key(|(key, ..)| *key);
    for (key, value, from) in all {
        marks.entry("/metadata/labels", key, &from);
        labels.insert(key.to_owned(), value.to_owned());
    }
    marks.at("/metadata/name", from);
    Namespace {
        metadata: ObjectMeta {
            labels: Some(labels),
            name: Some(name.to_owned()),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    }
}
