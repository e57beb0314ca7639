//! Controllers: `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`.

use k8s_openapi::{
    api::{
        apps::v1::{
            DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec,
            DeploymentStrategy, StatefulSet, StatefulSetSpec,
        },
        batch::v1::{
            CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec, PodFailurePolicy,
            PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule,
        },
        core::v1::PodTemplateSpec,
    },
    apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta},
};

use super::{Marks, Objects, PORTS_LABEL, label, labels, metadata, pod, selector};
use crate::{
    plan::{ControllerKind, Service, Workload},
    rules::reasons::Reason,
};

/// The controller of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    let kind = &workload.controller.kind;
    match kind.value {
        ControllerKind::Deployment => out.add(&kind.from, |marks| deployment(workload, marks)),
        ControllerKind::StatefulSet => out.add(&kind.from, |marks| stateful_set(workload, marks)),
        ControllerKind::DaemonSet => out.add(&kind.from, |marks| daemon_set(workload, marks)),
        ControllerKind::Job => out.add(&kind.from, |marks| job(workload, marks)),
        ControllerKind::CronJob => out.add(&kind.from, |marks| cron_job(workload, marks)),
    }
}

/// podman stops the old container before it starts the new one, so `Recreate` is what it does; and
/// with host ports or one writer on a volume nothing else would finish.
fn deployment(workload: &Workload, marks: &mut Marks) -> Deployment {
    Deployment {
        metadata: controller_metadata(workload, marks),
        spec: DeploymentSpec {
            replicas: marks.take("/spec/replicas", workload.controller.replicas.as_ref()),
            selector: label_selector(workload, marks),
            strategy: Some(DeploymentStrategy {
                type_: marks.fixed("/spec/strategy/type", "Recreate", Reason::Recreate),
                rolling_update: None,
            }),
            template: template(workload, "/spec/template", marks),
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    }
}

fn stateful_set(workload: &Workload, marks: &mut Marks) -> StatefulSet {
    let own = |service: &&Service| service.name.as_str() == workload.name.as_str();
    let services = || workload.services.iter();
    let service = services().find(own).or_else(|| services().next());
    StatefulSet {
        metadata: controller_metadata(workload, marks),
        spec: StatefulSetSpec {
            replicas: marks.take("/spec/replicas", workload.controller.replicas.as_ref()),
            selector: label_selector(workload, marks),
            service_name: service.and_then(|service| {
                marks.fixed(
                    "/spec/serviceName",
                    service.name.to_string(),
                    Reason::ServiceName,
                )
            }),
            template: template(workload, "/spec/template", marks),
            ..StatefulSetSpec::default()
        },
        ..StatefulSet::default()
    }
}

fn daemon_set(workload: &Workload, marks: &mut Marks) -> DaemonSet {
    DaemonSet {
        metadata: controller_metadata(workload, marks),
        spec: DaemonSetSpec {
            selector: label_selector(workload, marks),
            template: template(workload, "/spec/template", marks),
            update_strategy: Some(DaemonSetUpdateStrategy {
                type_: marks.fixed(
                    "/spec/updateStrategy/type",
                    "RollingUpdate",
                    Reason::RollingUpdate,
                ),
                rolling_update: None,
            }),
            ..DaemonSetSpec::default()
        },
        ..DaemonSet::default()
    }
}

fn job(workload: &Workload, marks: &mut Marks) -> Job {
    Job {
        metadata: controller_metadata(workload, marks),
        spec: Some(marks.below("/spec", |marks| job_spec(workload, marks))),
        ..Job::default()
    }
}

/// systemd never starts a unit that still runs, hence `concurrencyPolicy: Forbid`.
fn cron_job(workload: &Workload, marks: &mut Marks) -> CronJob {
    let controller = &workload.controller;
    CronJob {
        metadata: controller_metadata(workload, marks),
        spec: CronJobSpec {
            concurrency_policy: marks.fixed(
                "/spec/concurrencyPolicy",
                "Forbid",
                Reason::NeverTwice,
            ),
            job_template: JobTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(labels(
                        workload,
                        [],
                        "/spec/jobTemplate/metadata/labels",
                        marks,
                    )),
                    ..ObjectMeta::default()
                }),
                spec: Some(
                    marks.below("/spec/jobTemplate/spec", |marks| job_spec(workload, marks)),
                ),
            },
            // Without a schedule it is refused, and never written.
            schedule: marks
                .take("/spec/schedule", controller.schedule.as_ref())
                .map(String::from)
                .or_else(|| marks.fixed("/spec/schedule", "", Reason::Timer))
                .unwrap_or_default(),
            starting_deadline_seconds: marks.take(
                "/spec/startingDeadlineSeconds",
                controller.starting_deadline_seconds.as_ref(),
            ),
            suspend: marks.take("/spec/suspend", controller.suspend.as_ref()),
            time_zone: marks
                .take("/spec/timeZone", controller.time_zone.as_ref())
                .map(String::from),
            ..CronJobSpec::default()
        },
        ..CronJob::default()
    }
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
        pod_failure_policy: controller.gives_up_after.as_ref().map(|codes| {
            marks.below("/podFailurePolicy/rules/0", |marks| {
                marks.here(&codes.from);
                gives_up(&codes.value)
            })
        }),
        suspend: is_job
            .then(|| marks.take("/suspend", controller.suspend.as_ref()))
            .flatten(),
        template: template(workload, "/template", marks),
        ..JobSpec::default()
    }
}

/// The Job fails at once after these exit codes.
fn gives_up(codes: &[i32]) -> PodFailurePolicy {
    let on_exit_codes = PodFailurePolicyOnExitCodesRequirement {
        container_name: None,
        operator: "In".to_owned(),
        values: codes.to_vec(),
    };
    PodFailurePolicy {
        rules: vec![PodFailurePolicyRule {
            action: "FailJob".to_owned(),
            on_exit_codes: Some(on_exit_codes),
            on_pod_conditions: None,
        }],
    }
}

fn controller_metadata(workload: &Workload, marks: &mut Marks) -> ObjectMeta {
    let annotations = marks.map("/metadata/annotations", &workload.annotations);
    ObjectMeta {
        annotations,
        ..metadata(
            workload,
            workload.name.as_str(),
            &workload.name_from,
            [],
            marks,
        )
    }
}

fn label_selector(workload: &Workload, marks: &mut Marks) -> LabelSelector {
    let pointer = "/spec/selector/matchLabels";
    let mut labels = selector(workload, pointer, marks);
    if let Some(ports) = &workload.ports_label {
        marks.entry(pointer, PORTS_LABEL, &ports.from);
        labels.insert(PORTS_LABEL.to_owned(), ports.value.clone());
    }
    LabelSelector {
        match_labels: Some(labels),
        ..LabelSelector::default()
    }
}

fn template(workload: &Workload, pointer: &str, marks: &mut Marks) -> PodTemplateSpec {
    marks.below(pointer, |marks| {
        let annotations = marks.map("/metadata/annotations", &workload.pod.annotations);
        let ports = workload.ports_label.as_ref();
        let ports = ports.map(|ports| label(PORTS_LABEL, ports));
        let added = workload
            .pod
            .labels
            .iter()
            .map(|(key, value)| label(key, value));
        PodTemplateSpec {
            metadata: Some(ObjectMeta {
                annotations,
                labels: Some(labels(
                    workload,
                    ports.into_iter().chain(added),
                    "/metadata/labels",
                    marks,
                )),
                ..ObjectMeta::default()
            }),
            spec: Some(marks.below("/spec", |marks| pod::spec(&workload.pod, marks))),
        }
    })
}
