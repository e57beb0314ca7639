//! `Container`: one container of a Pod.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::core::v1::{
        Container, ContainerPort, EnvFromSource, EnvVar, EnvVarSource, ExecAction, HTTPGetAction,
        Lifecycle, LifecycleHandler, ObjectFieldSelector, Probe, ResourceRequirements,
        SecretEnvSource, SecretKeySelector, TCPSocketAction, VolumeMount,
    },
    apimachinery::pkg::{api::resource::Quantity, util::intstr::IntOrString},
};

use super::{Marks, security, some};
use crate::{
    grammar::{self, ResourceName},
    origin::Traced,
    plan::{self, Check, EnvSource, PodContainer, Role},
    rules::reasons::Reason,
};

/// podman pulls an image that is missing, with any tag; Kubernetes pulls `:latest` always.
const PULL_POLICY: &str = "IfNotPresent";

/// One container, marks relative to it.
pub fn container(marks: &mut Marks, container: &PodContainer) -> Container {
    Container {
        args: marks.values("/args", &container.args),
        command: marks.values("/command", &container.command),
        env: marks.list("/env", &container.env, env_var),
        env_from: marks.list("/envFrom", &container.env_from, |marks, from| {
            marks.at("/secretRef", &from.from);
            EnvFromSource {
                secret_ref: Some(SecretEnvSource {
                    name: from.secret.to_string(),
                    optional: None,
                }),
                ..EnvFromSource::default()
            }
        }),
        image: marks.take("/image", container.image.as_ref()),
        image_pull_policy: match &container.pull_policy {
            Some(_) => marks.text("/imagePullPolicy", container.pull_policy.as_ref()),
            None => marks.fixed("/imagePullPolicy", PULL_POLICY, Reason::PullMissing),
        },
        lifecycle: lifecycle(container, marks),
        liveness_probe: probe("/livenessProbe", container.liveness.as_ref(), marks),
        name: {
            super::named("/name", &container.from, marks);
            container.name.to_string()
        },
        ports: marks.list("/ports", &container.ports, port),
        readiness_probe: probe("/readinessProbe", container.readiness.as_ref(), marks),
        resources: resources(container, marks),
        restart_policy: (container.role == Role::Sidecar).then(|| {
            if container.role_from.is_empty() {
                marks.unasked("/restartPolicy", Reason::Sidecar);
            } else {
                marks.at("/restartPolicy", &container.role_from);
            }
            "Always".to_owned()
        }),
        security_context: marks.below("/securityContext", |marks| {
            security::context(&container.security, marks)
        }),
        startup_probe: probe("/startupProbe", container.startup.as_ref(), marks),
        stdin: marks.take("/stdin", container.stdin.as_ref()),
        termination_message_path: marks.text(
            "/terminationMessagePath",
            container.termination_message.as_ref(),
        ),
        tty: marks.take("/tty", container.tty.as_ref()),
        volume_mounts: marks.list("/volumeMounts", &container.mounts, mount),
        working_dir: marks.take("/workingDir", container.working_dir.as_ref()),
        ..Container::default()
    }
}

fn env_var(marks: &mut Marks, var: &plan::EnvVar) -> EnvVar {
    let mut out = EnvVar {
        name: var.name.clone(),
        ..EnvVar::default()
    };
    marks.here(&var.from);
    match &var.source {
        EnvSource::Literal(value) => out.value = Some(value.clone()),
        EnvSource::SecretKey { secret, key } => {
            out.value_from = Some(EnvVarSource {
                secret_key_ref: Some(SecretKeySelector {
                    key: key.to_string(),
                    name: secret.to_string(),
                    optional: None,
                }),
                ..EnvVarSource::default()
            });
        }
        EnvSource::Field(path) => {
            out.value_from = Some(EnvVarSource {
                field_ref: Some(ObjectFieldSelector {
                    field_path: (*path).to_owned(),
                    ..ObjectFieldSelector::default()
                }),
                ..EnvVarSource::default()
            });
        }
    }
    out
}

fn port(marks: &mut Marks, port: &plan::ContainerPort) -> ContainerPort {
    marks.at("/containerPort", &port.from);
    ContainerPort {
        container_port: i32::from(port.port),
        host_ip: marks
            .take("/hostIP", port.host_ip.as_ref())
            .map(|ip| ip.to_string()),
        host_port: marks
            .take("/hostPort", port.host_port.as_ref())
            .map(i32::from),
        name: marks.fixed("/name", port.name.clone(), Reason::PortName),
        protocol: marks.fixed("/protocol", port.protocol.word(), Reason::Protocol),
    }
}

fn mount(marks: &mut Marks, mount: &plan::VolumeMount) -> VolumeMount {
    marks.at("/mountPath", &mount.from);
    VolumeMount {
        mount_path: mount.path.clone(),
        mount_propagation: marks.text("/mountPropagation", mount.propagation.as_ref()),
        name: {
            marks.unasked("/name", Reason::Mount);
            mount.volume.to_string()
        },
        read_only: marks.take("/readOnly", mount.read_only.as_ref()),
        recursive_read_only: marks.text("/recursiveReadOnly", mount.recursive_read_only.as_ref()),
        sub_path: marks
            .take("/subPath", mount.sub_path.as_ref())
            .map(String::from),
        ..VolumeMount::default()
    }
}

fn probe(pointer: &str, probe: Option<&plan::Probe>, marks: &mut Marks) -> Option<Probe> {
    let probe = probe?;
    Some(marks.below(pointer, |marks| {
        marks.here(&probe.from);
        Probe {
            exec: match &probe.check {
                Check::Exec(command) => Some(ExecAction {
                    command: Some(command.clone()),
                }),
                Check::Http { .. } | Check::Tcp(_) => None,
            },
            failure_threshold: Some(marks.value("/failureThreshold", &probe.failure_threshold)),
            http_get: match probe.check {
                Check::Http { path, port } => Some(HTTPGetAction {
                    path: Some(path.to_owned()),
                    port: IntOrString::Int(i32::from(port)),
                    ..HTTPGetAction::default()
                }),
                Check::Exec(_) | Check::Tcp(_) => None,
            },
            initial_delay_seconds: marks
                .take("/initialDelaySeconds", probe.initial_delay_seconds.as_ref()),
            period_seconds: Some(marks.value("/periodSeconds", &probe.period_seconds)),
            tcp_socket: match probe.check {
                Check::Tcp(port) => Some(TCPSocketAction {
                    port: IntOrString::Int(i32::from(port)),
                    host: None,
                }),
                Check::Exec(_) | Check::Http { .. } => None,
            },
            timeout_seconds: Some(marks.value("/timeoutSeconds", &probe.timeout_seconds)),
            ..Probe::default()
        }
    }))
}

fn lifecycle(container: &PodContainer, marks: &mut Marks) -> Option<Lifecycle> {
    let mut handler = |pointer: &str, command: Option<&Traced<Vec<String>>>| {
        let command = marks.take(pointer, command)?;
        Some(LifecycleHandler {
            exec: Some(ExecAction {
                command: Some(command),
            }),
            ..LifecycleHandler::default()
        })
    };
    let out = Lifecycle {
        post_start: handler(
            "/lifecycle/postStart/exec/command",
            container.post_start.as_ref(),
        ),
        pre_stop: handler(
            "/lifecycle/preStop/exec/command",
            container.pre_stop.as_ref(),
        ),
        stop_signal: marks.take("/lifecycle/stopSignal", container.stop_signal.as_ref()),
    };
    (out != Lifecycle::default()).then_some(out)
}

fn resources(container: &PodContainer, marks: &mut Marks) -> Option<ResourceRequirements> {
    let mut quantities = |pointer: &str, map: &BTreeMap<ResourceName, Traced<_>>| {
        let mut out = BTreeMap::new();
        for (name, amount) in map {
            marks.entry(pointer, name.as_str(), &amount.from);
            let amount: &grammar::Quantity = &amount.value;
            out.insert(name.to_string(), Quantity(amount.to_string()));
        }
        some(out)
    };
    let out = ResourceRequirements {
        limits: quantities("/resources/limits", &container.limits),
        requests: quantities("/resources/requests", &container.requests),
        claims: None,
    };
    (out != ResourceRequirements::default()).then_some(out)
}
