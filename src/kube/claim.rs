//! `PersistentVolumeClaim`, and the `PersistentVolume` of a static one.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::core::v1::{
        LocalVolumeSource, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm,
        PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeSpec,
        VolumeNodeAffinity, VolumeResourceRequirements,
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::ObjectMeta},
};

use super::{Marks, Object, lasting_labels, metadata};
use crate::plan::{Claim, ClaimVolume, Workload};

/// The claims of a workload, each behind its volume.
pub fn objects(workload: &Workload, index: usize) -> Vec<Object> {
    let volume = |claim: &Claim| {
        claim
            .volume
            .as_ref()
            .map(|volume| persistent_volume(workload, claim, volume, index))
    };
    workload
        .claims
        .iter()
        .flat_map(|claim| {
            volume(claim)
                .into_iter()
                .chain([object(workload, claim, index)])
        })
        .collect()
}

fn object(workload: &Workload, claim: &Claim, index: usize) -> Object {
    let marks = &mut Marks::default();
    marks.at("/metadata/name", &claim.from);
    let object = PersistentVolumeClaim {
        metadata: ObjectMeta {
            labels: Some(lasting_labels(workload)),
            ..metadata(workload, &claim.name)
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![claim.access_mode.to_owned()]),
            resources: Some(VolumeResourceRequirements {
                requests: Some(storage(claim)),
                limits: None,
            }),
            storage_class_name: claim.class.clone(),
            volume_name: claim.volume.as_ref().map(|_| volume_name(workload, claim)),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

fn persistent_volume(
    workload: &Workload,
    claim: &Claim,
    volume: &ClaimVolume,
    index: usize,
) -> Object {
    let node = |node: &String| VolumeNodeAffinity {
        required: Some(NodeSelector {
            node_selector_terms: vec![NodeSelectorTerm {
                match_expressions: Some(vec![NodeSelectorRequirement {
                    key: "kubernetes.io/hostname".to_owned(),
                    operator: "In".to_owned(),
                    values: Some(vec![node.clone()]),
                }]),
                match_fields: None,
            }],
        }),
    };
    let object = PersistentVolume {
        metadata: ObjectMeta {
            name: Some(volume_name(workload, claim)),
            labels: Some(lasting_labels(workload)),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeSpec {
            access_modes: Some(vec![claim.access_mode.to_owned()]),
            capacity: Some(storage(claim)),
            local: Some(LocalVolumeSource {
                fs_type: None,
                path: volume.path.clone(),
            }),
            node_affinity: volume.node.as_ref().map(node),
            persistent_volume_reclaim_policy: Some("Retain".to_owned()),
            storage_class_name: claim.class.clone(),
            ..PersistentVolumeSpec::default()
        }),
        ..PersistentVolume::default()
    };
    Object::new(&object, Some(index), Marks::default())
}

fn storage(claim: &Claim) -> BTreeMap<String, Quantity> {
    BTreeMap::from([("storage".to_owned(), Quantity(claim.size.clone()))])
}

fn volume_name(workload: &Workload, claim: &Claim) -> String {
    format!("{}-{}", workload.namespace, claim.name)
}
