//! The kinds of objects that we write: one row each.

use serde_json::Value;

use super::fields::Type;
use super::fields::objects as fields;
use super::report::Report;
use super::{
    claim, config, endpoint_slice, ingress, job, names, network_policy, other, rbac, service,
    workload,
};

/// One kind of object and what holds for it.
pub(super) struct Kind {
    pub(super) version: &'static str,
    /// The `kind` of the object.
    pub(super) of: &'static str,
    pub(super) namespaced: bool,
    pub(super) name: Name,
    pub(super) fields: Type,
    /// The rules beyond those of names, labels and types.
    pub(super) rules: fn(&mut Report, &Value),
}

/// Which grammar the name of an object follows.
#[derive(Clone, Copy)]
pub(super) enum Name {
    Label,
    Subdomain,
    Service,
    PathSegment,
}

impl Name {
    /// The rule, the test and the message of the grammar.
    pub(super) fn grammar(self) -> (&'static str, fn(&str) -> bool, &'static str) {
        match self {
            Name::Label => ("AV001", names::is_label, names::LABEL),
            Name::Subdomain => ("AV002", names::is_subdomain, names::SUBDOMAIN),
            Name::Service => ("AV003", names::is_service_name, names::SERVICE),
            Name::PathSegment => ("AV109", names::is_path_segment, names::PATH_SEGMENT),
        }
    }
}

const fn row(
    (version, kind): (&'static str, &'static str),
    namespaced: bool,
    name: Name,
    fields: Type,
    rules: fn(&mut Report, &Value),
) -> Kind {
    Kind {
        version,
        of: kind,
        namespaced,
        name,
        fields,
        rules,
    }
}

/// Sorted by version and kind.
#[rustfmt::skip]
pub(super) static KINDS: &[Kind] = &[
    row(("apps/v1", "DaemonSet"), true, Name::Subdomain, fields::DAEMON_SET, workload::daemon_set),
    row(("apps/v1", "Deployment"), true, Name::Subdomain, fields::DEPLOYMENT, workload::deployment),
    row(("apps/v1", "StatefulSet"), true, Name::Label, fields::STATEFUL_SET, workload::stateful_set),
    row(("autoscaling/v2", "HorizontalPodAutoscaler"), true, Name::Subdomain, fields::AUTOSCALER, other::autoscaler),
    row(("batch/v1", "CronJob"), true, Name::Subdomain, fields::CRON_JOB, job::cron_job),
    row(("batch/v1", "Job"), true, Name::Subdomain, fields::JOB, job::job),
    row(("discovery.k8s.io/v1", "EndpointSlice"), true, Name::Subdomain, fields::ENDPOINT_SLICE, endpoint_slice::check),
    row(("networking.k8s.io/v1", "Ingress"), true, Name::Subdomain, fields::INGRESS, ingress::check),
    row(("networking.k8s.io/v1", "NetworkPolicy"), true, Name::Subdomain, fields::NETWORK_POLICY, network_policy::check),
    row(("rbac.authorization.k8s.io/v1", "ClusterRole"), false, Name::PathSegment, fields::ROLE, rbac::cluster_role),
    row(("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"), false, Name::PathSegment, fields::ROLE_BINDING, rbac::cluster_binding),
    row(("rbac.authorization.k8s.io/v1", "Role"), true, Name::PathSegment, fields::ROLE, rbac::role),
    row(("rbac.authorization.k8s.io/v1", "RoleBinding"), true, Name::PathSegment, fields::ROLE_BINDING, rbac::binding),
    row(("scheduling.k8s.io/v1", "PriorityClass"), false, Name::Subdomain, fields::PRIORITY_CLASS, other::priority_class),
    row(("storage.k8s.io/v1", "StorageClass"), false, Name::Subdomain, fields::STORAGE_CLASS, other::storage_class),
    row(("v1", "ConfigMap"), true, Name::Subdomain, fields::CONFIG_MAP, config::config_map),
    row(("v1", "Namespace"), false, Name::Label, fields::NAMESPACE, other::nothing),
    row(("v1", "PersistentVolume"), false, Name::Subdomain, fields::VOLUME, claim::persistent_volume),
    row(("v1", "PersistentVolumeClaim"), true, Name::Subdomain, fields::CLAIM, claim::check),
    row(("v1", "Secret"), true, Name::Subdomain, fields::SECRET, config::secret),
    row(("v1", "Service"), true, Name::Service, fields::SERVICE, service::check),
    row(("v1", "ServiceAccount"), true, Name::Subdomain, fields::SERVICE_ACCOUNT, other::nothing),
];

/// The row of an object's `apiVersion` and `kind`.
pub(super) fn of(version: &str, kind: &str) -> Option<&'static Kind> {
    let index = KINDS
        .binary_search_by(|row| (row.version, row.of).cmp(&(version, kind)))
        .ok()?;
    KINDS.get(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(KINDS.is_sorted_by(|a, b| (a.version, a.of) < (b.version, b.of)));
    }
}
