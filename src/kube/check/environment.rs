//! Environment variables and what they refer to.

use serde_json::Value;

use super::names;
use super::report::Report;
use super::value::Fields;

const SOURCES: [&str; 4] = [
    "configMapKeyRef",
    "fieldRef",
    "resourceFieldRef",
    "secretKeyRef",
];

const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// `env` and `envFrom` of a container.
pub(super) fn check(report: &mut Report, container: &Value) {
    for variable in container.items("env") {
        if !names::is_variable(variable.text("name")) {
            report.field("AV031", variable, "name", names::VARIABLE);
        }
        if variable.has("valueFrom") {
            source(report, variable);
        }
    }
    for source in container.items("envFrom") {
        let prefix = source.text("prefix");
        if !prefix.is_empty() && !names::is_variable(prefix) {
            report.field("AV031", source, "prefix", names::VARIABLE);
        }
        if source.has("configMapRef") == source.has("secretRef") {
            report.value(
                "AV035",
                source,
                "must have either `configMapRef` or `secretRef`",
            );
        }
        for key in ["configMapRef", "secretRef"] {
            if source.has(key) && !is_name_or_prefix(source.at(key).text("name")) {
                report.field("AV035", source.at(key), "name", names::SUBDOMAIN);
            }
        }
    }
}

/// The server checks these names as prefixes of generated ones: of a trailing dash and the
/// character before it, it takes no notice.
fn is_name_or_prefix(name: &str) -> bool {
    match name.strip_suffix('-').map(str::as_bytes) {
        Some([start @ .., _]) => {
            names::is_subdomain(&format!("{}a", String::from_utf8_lossy(start)))
        }
        _ => names::is_subdomain(name),
    }
}

fn source(report: &mut Report, variable: &Value) {
    let from = variable.at("valueFrom");
    let given = SOURCES.iter().filter(|key| from.has(key)).count();
    if given != 1 {
        report.value("AV033", from, "must have one source");
    } else if !variable.text("value").is_empty() {
        report.value("AV033", from, "must not be given beside a `value`");
    }
    for key in ["configMapKeyRef", "secretKeyRef"] {
        let reference = from.at(key);
        if from.has(key) && !names::is_subdomain(reference.text("name")) {
            report.field("AV036", reference, "name", names::SUBDOMAIN);
        }
        if from.has(key) && !names::is_config_key(reference.text("key")) {
            report.field("AV036", reference, "key", names::CONFIG_KEY);
        }
    }
    if from.has("fieldRef") {
        field(report, from.at("fieldRef"), &FIELDS);
    }
    if from.has("resourceFieldRef") {
        resource(report, from.at("resourceFieldRef"));
    }
}

/// A reference to a field of the Pod: one of `known`, or one label or annotation.
pub(super) fn field(report: &mut Report, reference: &Value, known: &[&str]) {
    let path = reference.text("fieldPath");
    // The server's old name of the field.
    let path = if path == "spec.host" {
        "spec.nodeName"
    } else {
        path
    };
    let good = match path
        .strip_suffix("']")
        .and_then(|path| path.split_once("['"))
    {
        Some(("metadata.labels", key)) => names::is_qualified(key),
        Some(("metadata.annotations", key)) => names::is_annotation_key(key),
        Some(_) => false,
        None => known.contains(&path),
    };
    if !good {
        report.field(
            "AV037",
            reference,
            "fieldPath",
            "must be a field of the Pod that can be passed on",
        );
    }
    if !matches!(reference.text("apiVersion"), "" | "v1") {
        report.field("AV037", reference, "apiVersion", "must be `v1`");
    }
}

/// A reference to a limit or request of a container.
pub(super) fn resource(report: &mut Report, reference: &Value) {
    let name = reference.text("resource");
    let huge = ["limits.hugepages-", "requests.hugepages-"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    if !huge && !RESOURCES.contains(&name) {
        report.field(
            "AV037",
            reference,
            "resource",
            "must be a limit or request of cpu, memory or ephemeral-storage",
        );
    }
}
