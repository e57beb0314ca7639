//! Controllers: `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`.

use k8s_openapi::{
    api::{
        apps::v1::{
            DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec,
            DeploymentStrategy, StatefulSet, StatefulSetSpec,
        },
        batch::v1::{CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec},
        core::v1::PodTemplateSpec,
    },
    apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta},
};

use super::{Marks, Object, PORTS_LABEL, labels, marks::escape, metadata, pod, selector};
use crate::plan::{ControllerKind, Workload};

/// The controller of a workload.
pub fn objects(workload: &Workload, index: usize) -> Vec<Object> {
    let build = match workload.controller.kind.value {
        ControllerKind::Deployment => deployment,
        ControllerKind::StatefulSet => stateful_set,
        ControllerKind::DaemonSet => daemon_set,
        ControllerKind::Job => job,
        ControllerKind::CronJob => cron_job,
    };
    vec![build(workload, index)]
}

/// podman stops the old container before it starts the new one, so `Recreate` is what it does; and
/// with host ports or one writer on a volume nothing else would finish.
fn deployment(workload: &Workload, index: usize) -> Object {
    let marks = &mut Marks::default();
    let object = Deployment {
        metadata: controller_metadata(workload, marks),
        spec: Some(DeploymentSpec {
            replicas: marks.take("/spec/replicas", workload.controller.replicas.as_ref()),
            selector: label_selector(workload, marks),
            strategy: Some(DeploymentStrategy {
                type_: Some("Recreate".to_owned()),
                rolling_update: None,
            }),
            template: template(workload, "/spec/template", marks),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

fn stateful_set(workload: &Workload, index: usize) -> Object {
    let marks = &mut Marks::default();
    let own = |service: &&crate::plan::Service| service.name == workload.name;
    let services = || workload.services.iter();
    let service = services()
        .find(own)
        .or_else(|| services().next())
        .map(|service| service.name.clone());
    let object = StatefulSet {
        metadata: controller_metadata(workload, marks),
        spec: Some(StatefulSetSpec {
            replicas: marks.take("/spec/replicas", workload.controller.replicas.as_ref()),
            selector: label_selector(workload, marks),
            service_name: service,
            template: template(workload, "/spec/template", marks),
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

fn daemon_set(workload: &Workload, index: usize) -> Object {
    let marks = &mut Marks::default();
    let object = DaemonSet {
        metadata: controller_metadata(workload, marks),
        spec: Some(DaemonSetSpec {
            selector: label_selector(workload, marks),
            template: template(workload, "/spec/template", marks),
            update_strategy: Some(DaemonSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: None,
            }),
            ..DaemonSetSpec::default()
        }),
        ..DaemonSet::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

fn job(workload: &Workload, index: usize) -> Object {
    let marks = &mut Marks::default();
    let object = Job {
        metadata: controller_metadata(workload, marks),
        spec: Some(marks.below("/spec", |marks| job_spec(workload, marks))),
        ..Job::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

/// systemd never starts a unit that still runs, hence `concurrencyPolicy: Forbid`.
fn cron_job(workload: &Workload, index: usize) -> Object {
    let marks = &mut Marks::default();
    let controller = &workload.controller;
    let job = marks.below("/spec/jobTemplate/spec", |marks| job_spec(workload, marks));
    let object = CronJob {
        metadata: controller_metadata(workload, marks),
        spec: Some(CronJobSpec {
            concurrency_policy: Some("Forbid".to_owned()),
            job_template: JobTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(labels(workload)),
                    ..ObjectMeta::default()
                }),
                spec: Some(JobSpec {
                    suspend: None,
                    ..job
                }),
            },
            schedule: marks
                .take("/spec/schedule", controller.schedule.as_ref())
                .unwrap_or_default(),
            starting_deadline_seconds: marks.take(
                "/spec/startingDeadlineSeconds",
                controller.starting_deadline_seconds.as_ref(),
            ),
            suspend: marks.take("/spec/suspend", controller.suspend.as_ref()),
            time_zone: marks.take("/spec/timeZone", controller.time_zone.as_ref()),
            ..CronJobSpec::default()
        }),
        ..CronJob::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
}

fn job_spec(workload: &Workload, marks: &mut Marks) -> JobSpec {
    let controller = &workload.controller;
    let is_job = controller.kind.value == ControllerKind::Job;
    JobSpec {
        active_deadline_seconds: marks.take(
            "/activeDeadlineSeconds",
            controller.active_deadline_seconds.as_ref(),
        ),
        backoff_limit: marks.take("/backoffLimit", controller.backoff_limit.as_ref()),
        suspend: is_job
            .then(|| marks.take("/suspend", controller.suspend.as_ref()))
            .flatten(),
        template: template(workload, "/template", marks),
        ..JobSpec::default()
    }
}

fn controller_metadata(workload: &Workload, marks: &mut Marks) -> ObjectMeta {
    marks.at("/metadata/name", &workload.name_from);
    marks.at("/kind", &workload.controller.kind.from);
    ObjectMeta {
        annotations: marks.map("/metadata/annotations", &workload.annotations),
        ..metadata(workload, &workload.name)
    }
}

fn label_selector(workload: &Workload, marks: &mut Marks) -> LabelSelector {
    let mut labels = selector(workload);
    if let Some(ports) = &workload.ports_label {
        let pointer = format!("/spec/selector/matchLabels/{}", escape(PORTS_LABEL));
        labels.insert(PORTS_LABEL.to_owned(), marks.value(&pointer, ports));
    }
    LabelSelector {
        match_labels: Some(labels),
        ..LabelSelector::default()
    }
}

fn template(workload: &Workload, pointer: &str, marks: &mut Marks) -> PodTemplateSpec {
    marks.below(pointer, |marks| {
        let mut all = labels(workload);
        if let Some(ports) = &workload.ports_label {
            let pointer = format!("/metadata/labels/{}", escape(PORTS_LABEL));
            all.insert(PORTS_LABEL.to_owned(), marks.value(&pointer, ports));
        }
        all.extend(
            marks
                .map("/metadata/labels", &workload.pod.labels)
                .unwrap_or_default(),
        );
        PodTemplateSpec {
            metadata: Some(ObjectMeta {
                annotations: marks.map("/metadata/annotations", &workload.pod.annotations),
                labels: Some(all),
                ..ObjectMeta::default()
            }),
            spec: Some(marks.below("/spec", |marks| pod::spec(&workload.pod, marks))),
        }
    })
}
