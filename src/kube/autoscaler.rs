//! `HorizontalPodAutoscaler`.

use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec,
    MetricTarget, ResourceMetricSource,
};

use super::{Marks, Object, metadata};
use crate::plan::{ControllerKind, Workload};

/// The autoscaler of a workload, if the settings ask for one.
pub fn objects(workload: &Workload, index: usize) -> Vec<Object> {
    let Some(scaler) = &workload.autoscaler else {
        return Vec::new();
    };
    let kind = match workload.controller.kind.value {
        ControllerKind::StatefulSet => "StatefulSet",
        _ => "Deployment",
    };
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
    let object = HorizontalPodAutoscaler {
        metadata: metadata(workload, &workload.name),
        spec: Some(HorizontalPodAutoscalerSpec {
            max_replicas: scaler.max_replicas,
            metrics: Some(vec![cpu]),
            min_replicas: Some(scaler.min_replicas),
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: kind.to_owned(),
                name: workload.name.clone(),
            },
            ..HorizontalPodAutoscalerSpec::default()
        }),
        ..HorizontalPodAutoscaler::default()
    };
    vec![Object::new(&object, Some(index), Marks::default())]
}
