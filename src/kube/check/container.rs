//! Containers and init containers.

use serde_json::Value;

use super::report::Report;
use super::value::Fields;
use super::{environment, mount, names, ports, probe, resources, security};

/// All containers of a Pod. `claims` are volumes too; `grace` is the Pod's grace period.
pub(super) fn all(report: &mut Report, pod: &Value, claims: &[Value], grace: i64) {
    let containers = pod.items("containers");
    let first = pod.items("initContainers");
    if containers.is_empty() {
        report.field(
            "AV018",
            pod,
            "containers",
            "must have at least one container",
        );
    }
    for (index, container) in containers.iter().chain(first).enumerate() {
        let name = container.text("name");
        if containers
            .iter()
            .chain(first)
            .take(index)
            .any(|other| other.text("name") == name && !name.is_empty())
        {
            report.field(
                "AV019",
                container,
                "name",
                format!("`{name}` is the name of another container"),
            );
        }
        common(report, pod, container, claims);
    }
    for container in containers {
        probe::all(report, container, grace);
        if container.has("restartPolicy") {
            report.field(
                "AV023",
                container,
                "restartPolicy",
                "must be given to init containers only",
            );
        }
    }
    ports::host_ports(report, containers);
    for container in first {
        init(report, container, grace);
    }
    ports::host_network(report, pod);
}

fn common(report: &mut Report, pod: &Value, container: &Value, claims: &[Value]) {
    let name = container.text("name");
    if name.is_empty() {
        report.field("AV019", container, "name", "must be given");
    } else if !names::is_label(name) {
        report.field("AV001", container, "name", names::LABEL);
    }
    let image = container.text("image");
    if image.is_empty() {
        report.field("AV020", container, "image", "must be given");
    } else if image.trim() != image {
        // The server takes the template, and then refuses each of its Pods.
        report.field("AV021", container, "image", "must not have space around it");
    }
    if !matches!(
        container.text("imagePullPolicy"),
        "" | "Always" | "IfNotPresent" | "Never"
    ) {
        report.field(
            "AV022",
            container,
            "imagePullPolicy",
            "must be `Always`, `IfNotPresent` or `Never`",
        );
    }
    if !matches!(
        container.text("terminationMessagePolicy"),
        "" | "File" | "FallbackToLogsOnError"
    ) {
        report.field(
            "AV116",
            container,
            "terminationMessagePolicy",
            "must be `File` or `FallbackToLogsOnError`",
        );
    }
    ports::check(report, container);
    environment::check(report, container);
    mount::check(report, pod, container, claims);
    resources::check(report, container);
    security::container(report, pod, container);
}

fn init(report: &mut Report, container: &Value, grace: i64) {
    ports::host_ports(report, std::slice::from_ref(container));
    let sidecar = container.text("restartPolicy") == "Always";
    if container.has("restartPolicy") && !sidecar {
        report.field(
            "AV023",
            container,
            "restartPolicy",
            "must be `Always` in an init container",
        );
    }
    if sidecar {
        probe::all(report, container, grace);
        return;
    }
    for key in [
        "lifecycle",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
    ] {
        if container.has(key) {
            report.field(
                "AV024",
                container,
                key,
                "must not be given to an init container without `restartPolicy: Always`",
            );
        }
    }
}
