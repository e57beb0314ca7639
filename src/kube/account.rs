//! `ServiceAccount`, `ClusterRole`, `ClusterRoleBinding`.

use k8s_openapi::{
    api::{
        core::v1::ServiceAccount,
        rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, RoleRef, Subject},
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};

use super::{Marks, Objects, labels, metadata};
use crate::{
    origin::Whys,
    plan::{Access, Account, Workload},
};

/// The group of roles.
const RBAC: &str = "rbac.authorization.k8s.io";

/// Who the Pod of a workload is for the API.
pub fn objects(workload: &Workload, out: &mut Objects) {
    let Some(account) = &workload.account else {
        return;
    };
    out.add(&Whys::default(), |marks| {
        service_account(workload, account, marks)
    });
    out.add(&Whys::default(), |marks| role(workload, account, marks));
    out.add(&Whys::default(), |marks| binding(workload, account, marks));
}

/// Its token is mounted where a Pod says so, and in no other.
fn service_account(workload: &Workload, account: &Account, marks: &mut Marks) -> ServiceAccount {
    marks.at("/automountServiceAccountToken", &account.from);
    ServiceAccount {
        automount_service_account_token: Some(false),
        metadata: metadata(workload, account.name.as_str(), &account.from, [], marks),
        ..ServiceAccount::default()
    }
}

/// The name of role and binding: of the cluster, so with the namespace.
fn cluster_wide(workload: &Workload, account: &Account, marks: &mut Marks) -> ObjectMeta {
    let labels = labels(workload, [], "/metadata/labels", marks);
    marks.at("/metadata/name", &account.from);
    ObjectMeta {
        labels: Some(labels),
        name: Some(name(workload, account)),
        ..ObjectMeta::default()
    }
}

fn name(workload: &Workload, account: &Account) -> String {
    format!("k3s-migrate:{}:{}", workload.namespace, account.name)
}

fn role(workload: &Workload, account: &Account, marks: &mut Marks) -> ClusterRole {
    let texts = |list: &[&str]| {
        list.iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    ClusterRole {
        metadata: cluster_wide(workload, account, marks),
        rules: marks.list("/rules", &account.access, |marks, access: &Access| {
            marks.here(&account.from);
            PolicyRule {
                api_groups: Some(vec![access.group.to_owned()]),
                resources: Some(texts(access.resources)),
                verbs: texts(access.verbs),
                ..PolicyRule::default()
            }
        }),
        ..ClusterRole::default()
    }
}

fn binding(workload: &Workload, account: &Account, marks: &mut Marks) -> ClusterRoleBinding {
    let metadata = cluster_wide(workload, account, marks);
    marks.at("/roleRef", &account.from);
    marks.at("/subjects", &account.from);
    ClusterRoleBinding {
        metadata,
        role_ref: RoleRef {
            api_group: Some(RBAC.to_owned()),
            kind: "ClusterRole".to_owned(),
            name: name(workload, account),
        },
        subjects: Some(vec![Subject {
            kind: "ServiceAccount".to_owned(),
            name: account.name.to_string(),
            namespace: Some(workload.namespace.to_string()),
            ..Subject::default()
        }]),
    }
}
