//! `PodSpec` and its volumes.

use k8s_openapi::{
    api::core::v1::{
        Affinity, ConfigMapVolumeSource, EmptyDirVolumeSource, HostAlias, HostPathVolumeSource,
        ImageVolumeSource, KeyToPath, LocalObjectReference, NodeAffinity, NodeSelectorRequirement,
        NodeSelectorTerm, PersistentVolumeClaimVolumeSource, PodDNSConfig, PodDNSConfigOption,
        PodOS, PodSecurityContext, PodSpec, PreferredSchedulingTerm, SecretVolumeSource, Sysctl,
        Toleration, Volume,
    },
    apimachinery::pkg::api::resource::Quantity,
};

use std::collections::BTreeSet;

use super::{Marks, container};
use crate::{
    origin::Whys,
    plan::{self, HOSTNAME_LABEL, HostName, Pod, Role, VolumeSource},
    rules::reasons::Reason,
};

/// podman waits ten seconds between TERM and KILL, Kubernetes thirty.
const GRACE_SECONDS: i64 = 10;

/// The spec of a Pod template. Two things podman has no notion of are always turned off: variables
/// for every Service of the namespace, and a token for the API.
pub fn spec(pod: &Pod, marks: &mut Marks) -> PodSpec {
    let of = |role: Role| {
        pod.containers
            .iter()
            .filter(move |container| container.role == role)
    };
    let before = pod.containers.iter();
    let before = before.filter(|container| container.role != Role::Main);
    let before = pod.waits.iter().chain(before);
    PodSpec {
        affinity: affinity(pod, marks),
        automount_service_account_token: match &pod.service_account {
            Some(account) => {
                marks.at("/automountServiceAccountToken", &account.from);
                Some(true)
            }
            None => marks.fixed("/automountServiceAccountToken", false, Reason::NoToken),
        },
        containers: marks
            .list("/containers", of(Role::Main), container::container)
            .unwrap_or_default(),
        dns_config: dns_config(pod, marks),
        dns_policy: marks.text("/dnsPolicy", pod.dns_policy.as_ref()),
        enable_service_links: marks.fixed("/enableServiceLinks", false, Reason::NoServiceLinks),
        host_aliases: marks.list("/hostAliases", &pod.host_aliases, |marks, alias| {
            let hostnames = texts(marks.values("/hostnames", &alias.names));
            marks.at("/ip", &alias.from);
            HostAlias {
                hostnames,
                ip: alias.ip.to_string(),
            }
        }),
        host_ipc: marks.take("/hostIPC", pod.host_ipc.as_ref()),
        host_network: marks.take("/hostNetwork", pod.host_network.as_ref()),
        host_pid: marks.take("/hostPID", pod.host_pid.as_ref()),
        host_users: marks.take("/hostUsers", pod.host_users.as_ref()),
        hostname: name_part(pod, marks, "/hostname", |name| match name {
            HostName::Label(label) | HostName::Below(label, _) => Some(label.to_string()),
            HostName::Whole(_) => None,
        }),
        hostname_override: name_part(pod, marks, "/hostnameOverride", |name| match name {
            HostName::Whole(name) => Some(name.to_string()),
            HostName::Label(_) | HostName::Below(..) => None,
        }),
        image_pull_secrets: marks.list("/imagePullSecrets", &pod.pull_secrets, |marks, secret| {
            LocalObjectReference {
                name: marks.value("/name", secret).into(),
            }
        }),
        init_containers: marks.list("/initContainers", before, container::container),
        node_selector: marks.map("/nodeSelector", &pod.node_selector),
        os: marks
            .text("/os/name", pod.os.as_ref())
            .map(|name| PodOS { name }),
        priority_class_name: marks
            .take("/priorityClassName", pod.priority_class.as_ref())
            .map(String::from),
        restart_policy: marks.text("/restartPolicy", pod.restart_policy.as_ref()),
        runtime_class_name: marks.take("/runtimeClassName", pod.runtime_class.as_ref()),
        security_context: marks.below("/securityContext", |marks| security_context(pod, marks)),
        service_account_name: marks
            .take("/serviceAccountName", pod.service_account.as_ref())
            .map(String::from),
        set_hostname_as_fqdn: name_part(pod, marks, "/setHostnameAsFQDN", |name| {
            matches!(name, HostName::Below(..)).then_some(true)
        }),
        share_process_namespace: marks.take(
            "/shareProcessNamespace",
            pod.share_process_namespace.as_ref(),
        ),
        subdomain: name_part(pod, marks, "/subdomain", |name| match name {
            HostName::Below(_, subdomain) => Some(subdomain.to_string()),
            HostName::Label(_) | HostName::Whole(_) => None,
        }),
        termination_grace_period_seconds: match &pod.grace_seconds {
            Some(seconds) => Some(marks.value("/terminationGracePeriodSeconds", seconds)),
            None => marks.fixed(
                "/terminationGracePeriodSeconds",
                GRACE_SECONDS,
                Reason::Grace,
            ),
        },
        tolerations: (!pod.tolerates_all.is_empty()).then(|| {
            marks.at("/tolerations/0", &pod.tolerates_all);
            vec![Toleration {
                operator: Some("Exists".to_owned()),
                ..Toleration::default()
            }]
        }),
        volumes: marks.list("/volumes", &pod.volumes, volume),
        ..PodSpec::default()
    }
}

/// Values as they are written.
fn texts<T: ToString>(list: Option<Vec<T>>) -> Option<Vec<String>> {
    list.map(|list| list.iter().map(ToString::to_string).collect())
}

/// A field that the host name of a Pod has or has not.
fn name_part<T>(
    pod: &Pod,
    marks: &mut Marks,
    pointer: &str,
    part: impl Fn(&HostName) -> Option<T>,
) -> Option<T> {
    let name = pod.hostname.as_ref()?;
    let part = part(&name.value)?;
    marks.at(pointer, &name.from);
    Some(part)
}

fn dns_config(pod: &Pod, marks: &mut Marks) -> Option<PodDNSConfig> {
    let config = PodDNSConfig {
        nameservers: texts(marks.values("/dnsConfig/nameservers", &pod.dns_nameservers)),
        options: marks.list("/dnsConfig/options", &pod.dns_options, |marks, option| {
            marks.here(&option.from);
            PodDNSConfigOption {
                name: Some(option.value.0.clone()),
                value: option.value.1.clone(),
            }
        }),
        searches: texts(marks.values("/dnsConfig/searches", &pod.dns_searches)),
    };
    (config != PodDNSConfig::default()).then_some(config)
}

/// A Pod keeps away from some nodes where others have room.
fn affinity(pod: &Pod, marks: &mut Marks) -> Option<Affinity> {
    if pod.avoided_nodes.is_empty() {
        return None;
    }
    let terms = "/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution/0";
    let nodes = marks.below(terms, |marks| {
        let from = pod.avoided_nodes.iter().flat_map(|node| node.from.iter());
        let from: Whys = from.collect::<BTreeSet<_>>().into_iter().collect();
        marks.at("/preference/matchExpressions/0/key", &from);
        marks.at("/preference/matchExpressions/0/operator", &from);
        let nodes = marks.values("/preference/matchExpressions/0/values", &pod.avoided_nodes);
        marks.at("/weight", &from);
        nodes
    });
    let others = NodeSelectorRequirement {
        key: HOSTNAME_LABEL.to_owned(),
        operator: "NotIn".to_owned(),
        values: texts(nodes),
    };
    Some(Affinity {
        node_affinity: Some(NodeAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![
                PreferredSchedulingTerm {
                    preference: NodeSelectorTerm {
                        match_expressions: Some(vec![others]),
                        match_fields: None,
                    },
                    weight: 100,
                },
            ]),
            ..NodeAffinity::default()
        }),
        ..Affinity::default()
    })
}

fn security_context(pod: &Pod, marks: &mut Marks) -> Option<PodSecurityContext> {
    let context = PodSecurityContext {
        fs_group: marks.take("/fsGroup", pod.fs_group.as_ref()),
        supplemental_groups: marks.values("/supplementalGroups", &pod.supplemental_groups),
        supplemental_groups_policy: marks.text(
            "/supplementalGroupsPolicy",
            pod.supplemental_groups_policy.as_ref(),
        ),
        sysctls: marks.list("/sysctls", &pod.sysctls, |marks, sysctl| {
            marks.here(&sysctl.from);
            Sysctl {
                name: sysctl.value.0.to_string(),
                value: sysctl.value.1.clone(),
            }
        }),
        ..PodSecurityContext::default()
    };
    (context != PodSecurityContext::default()).then_some(context)
}

fn volume(marks: &mut Marks, volume: &plan::Volume) -> Volume {
    let source = source_of(&volume.source);
    // In the order of their names: `name` comes behind some sources and before others.
    if source.0 < "/name" {
        marks.at(source.0, &volume.from);
        marks.unasked("/name", Reason::Volume);
    } else {
        marks.unasked("/name", Reason::Volume);
        marks.at(source.0, &volume.from);
    }
    Volume {
        name: volume.name.to_string(),
        ..source.1
    }
}

/// The field of a volume that says what it is, and a volume with only that field.
fn source_of(source: &VolumeSource) -> (&'static str, Volume) {
    let mut out = Volume::default();
    let field = match source {
        VolumeSource::HostPath { path, kind } => {
            out.host_path = Some(HostPathVolumeSource {
                path: path.to_string(),
                type_: (!kind.is_empty()).then(|| (*kind).to_owned()),
            });
            "/hostPath"
        }
        VolumeSource::EmptyDir {
            memory,
            size,
            key: _,
        } => {
            out.empty_dir = Some(EmptyDirVolumeSource {
                medium: memory.then(|| "Memory".to_owned()),
                size_limit: size.clone().map(|size| Quantity(size.into())),
                ..EmptyDirVolumeSource::default()
            });
            "/emptyDir"
        }
        VolumeSource::Claim(name) => {
            out.persistent_volume_claim = Some(PersistentVolumeClaimVolumeSource {
                claim_name: name.to_string(),
                read_only: None,
            });
            "/persistentVolumeClaim"
        }
        VolumeSource::Config(name) => {
            out.config_map = Some(ConfigMapVolumeSource {
                name: name.to_string(),
                ..ConfigMapVolumeSource::default()
            });
            "/configMap"
        }
        VolumeSource::ConfigFile { config, key, mode } => {
            out.config_map = Some(ConfigMapVolumeSource {
                items: Some(vec![KeyToPath {
                    key: key.to_string(),
                    mode: Some(*mode),
                    path: key.to_string(),
                    ..KeyToPath::default()
                }]),
                name: config.to_string(),
                ..ConfigMapVolumeSource::default()
            });
            "/configMap"
        }
        VolumeSource::SecretFiles { secret, mode } => {
            out.secret = Some(SecretVolumeSource {
                default_mode: Some(*mode),
                secret_name: Some(secret.to_string()),
                ..SecretVolumeSource::default()
            });
            "/secret"
        }
        VolumeSource::Secret { secret, key, mode } => {
            out.secret = Some(SecretVolumeSource {
                items: Some(vec![KeyToPath {
                    key: key.to_string(),
                    mode: Some(*mode),
                    path: key.to_string(),
                    ..KeyToPath::default()
                }]),
                secret_name: Some(secret.to_string()),
                ..SecretVolumeSource::default()
            });
            "/secret"
        }
        VolumeSource::Image {
            reference,
            pull_policy,
        } => {
            out.image = Some(ImageVolumeSource {
                pull_policy: Some((*pull_policy).to_owned()),
                reference: Some(reference.clone()),
            });
            "/image"
        }
    };
    (field, out)
}
