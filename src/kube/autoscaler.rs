//! `HorizontalPodAutoscaler`.

use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec,
    MetricTarget, ResourceMetricSource,
};

use super::{Marks, Objects, metadata};
use crate::{
    origin::Whys,
    plan::{Autoscaler, Workload},
};

/// The autoscaler of a workload, if the settings ask for one.
pub fn objects(workload: &Workload, out: &mut Objects) {
    if let Some(scaler) = &workload.autoscaler {
        out.add(&Whys::default(), |marks| object(workload, scaler, marks));
    }
}

fn object(workload: &Workload, scaler: &Autoscaler, marks: &mut Marks) -> HorizontalPodAutoscaler {
    let cpu = MetricSpec {
        resource: Some(ResourceMetricSource {
            name: "cpu".to_owned(),
            target: MetricTarget {
                average_utilization: Some(scaler.cpu_percent),
                type_: "Utilization".to_owned(),
                ..MetricTarget::default()
            },
        }),
        type_: "Resource".to_owned(),
        ..MetricSpec::default()
    };
    let metadata = metadata(
        workload,
        workload.name.as_str(),
        &Whys::default(),
        [],
        marks,
    );
    marks.at("/spec", &scaler.from);
    HorizontalPodAutoscaler {
        metadata,
        spec: HorizontalPodAutoscalerSpec {
            max_replicas: scaler.max_replicas,
            metrics: Some(vec![cpu]),
            min_replicas: Some(scaler.min_replicas),
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: workload.controller.kind.value.word().to_owned(),
                name: workload.name.to_string(),
            },
            ..HorizontalPodAutoscalerSpec::default()
        },
        ..HorizontalPodAutoscaler::default()
    }
}
