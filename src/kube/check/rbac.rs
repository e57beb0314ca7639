//! Roles and their bindings.

use serde_json::Value;

use super::names;
use super::report::Report;
use super::value::Fields;

const GROUP: &str = "rbac.authorization.k8s.io";

/// The `rules` of a Role.
pub(super) fn role(report: &mut Report, object: &Value) {
    rules(report, object, true);
}

/// The `rules` of a `ClusterRole`.
pub(super) fn cluster_role(report: &mut Report, object: &Value) {
    rules(report, object, false);
}

/// A `RoleBinding`.
pub(super) fn binding(report: &mut Report, object: &Value) {
    bind(report, object, &["ClusterRole", "Role"]);
}

/// A `ClusterRoleBinding`.
pub(super) fn cluster_binding(report: &mut Report, object: &Value) {
    bind(report, object, &["ClusterRole"]);
}

fn rules(report: &mut Report, object: &Value, namespaced: bool) {
    for rule in object.items("rules") {
        let given = |key: &str| !rule.items(key).is_empty();
        if !given("verbs") {
            report.field("AV109", rule, "verbs", "must not be empty");
        }
        if given("nonResourceURLs") {
            if namespaced || given("apiGroups") || given("resources") || given("resourceNames") {
                report.field(
                    "AV109",
                    rule,
                    "nonResourceURLs",
                    "must stand alone, in a `ClusterRole`",
                );
            }
        } else if !given("apiGroups") || !given("resources") {
            report.value("AV109", rule, "must have `apiGroups` and `resources`");
        }
    }
}

fn bind(report: &mut Report, object: &Value, kinds: &[&str]) {
    let role = object.at("roleRef");
    if role.text("apiGroup") != GROUP && !role.text("apiGroup").is_empty() {
        report.field("AV110", role, "apiGroup", format!("must be `{GROUP}`"));
    }
    if !object.has("roleRef") {
        report.field("AV110", object, "roleRef", "must be given");
    } else if !kinds.contains(&role.text("kind")) {
        report.field(
            "AV110",
            role,
            "kind",
            "must be a role that the binding can give",
        );
    }
    if object.has("roleRef") && !names::is_path_segment(role.text("name")) {
        report.field("AV110", role, "name", names::PATH_SEGMENT);
    }
    for subject in object.items("subjects") {
        let (name, group) = (subject.text("name"), subject.text("apiGroup"));
        let good = match subject.text("kind") {
            "ServiceAccount" => {
                names::is_subdomain(name)
                    && group.is_empty()
                    && (kinds.contains(&"Role") || !subject.text("namespace").is_empty())
            }
            "User" | "Group" => !name.is_empty() && matches!(group, "" | GROUP),
            _ => false,
        };
        if !good {
            report.value(
                "AV110",
                subject,
                "must be a named ServiceAccount with its namespace, a User or a Group",
            );
        }
    }
}
