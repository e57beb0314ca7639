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

use super::{Marks, Objects, labels, lasting, metadata, named};
use crate::{
    origin::Whys,
    plan::{Claim, ClaimVolume, Workload},
};

/// The claims of a workload, each behind its volume.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for claim in &workload.claims {
        if let Some(volume) = &claim.volume {
            out.add(&Whys::default(), |marks| {
                persistent_volume(workload, claim, volume, marks)
            });
        }
        out.add(&Whys::default(), |marks| object(workload, claim, marks));
    }
}

fn object(workload: &Workload, claim: &Claim, marks: &mut Marks) -> PersistentVolumeClaim {
    let metadata = metadata(
        workload,
        claim.name.as_str(),
        &claim.from,
        [lasting()],
        marks,
    );
    marks.at("/spec", &claim.chosen);
    PersistentVolumeClaim {
        metadata,
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![claim.access_mode.to_owned()]),
            resources: Some(VolumeResourceRequirements {
                requests: Some(storage(claim)),
                limits: None,
            }),
            storage_class_name: claim.class.clone().map(String::from),
            volume_name: claim.volume.as_ref().map(|_| volume_name(workload, claim)),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    }
}

fn persistent_volume(
    workload: &Workload,
    claim: &Claim,
    volume: &ClaimVolume,
    marks: &mut Marks,
) -> PersistentVolume {
    let node = |node: String| VolumeNodeAffinity {
        required: Some(NodeSelector {
            node_selector_terms: vec![NodeSelectorTerm {
                match_expressions: Some(vec![NodeSelectorRequirement {
                    key: "kubernetes.io/hostname".to_owned(),
                    operator: "In".to_owned(),
                    values: Some(vec![node]),
                }]),
                match_fields: None,
            }],
        }),
    };
    let labels = labels(workload, [lasting()], "/metadata/labels", marks);
    named("/metadata/name", &Whys::default(), marks);
    marks.at("/spec", &claim.chosen);
    PersistentVolume {
        metadata: ObjectMeta {
            labels: Some(labels),
            name: Some(volume_name(workload, claim)),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeSpec {
            access_modes: Some(vec![claim.access_mode.to_owned()]),
            capacity: Some(storage(claim)),
            local: Some(LocalVolumeSource {
                fs_type: None,
                path: volume.path.to_string(),
            }),
            node_affinity: volume.node.clone().map(String::from).map(node),
            persistent_volume_reclaim_policy: Some("Retain".to_owned()),
            storage_class_name: claim.class.clone().map(String::from),
            ..PersistentVolumeSpec::default()
        }),
        ..PersistentVolume::default()
    }
}

fn storage(claim: &Claim) -> BTreeMap<String, Quantity> {
    BTreeMap::from([("storage".to_owned(), Quantity(claim.size.to_string()))])
}

fn volume_name(workload: &Workload, claim: &Claim) -> String {
    format!("{}-{}", workload.namespace, claim.name)
}
