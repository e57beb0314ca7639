//! Where a container sees its volumes.

use serde_json::Value;

use super::report::Report;
use super::value::Fields;
use super::volume;

/// The `volumeMounts` of a container. `claims` are volumes too.
pub(super) fn check(report: &mut Report, pod: &Value, container: &Value, claims: &[Value]) {
    let mounts = container.items("volumeMounts");
    let known = |name: &str| {
        pod.items("volumes")
            .iter()
            .any(|volume| volume.text("name") == name)
            || claims
                .iter()
                .any(|claim| claim.at("metadata").text("name") == name)
    };
    for (index, mount) in mounts.iter().enumerate() {
        let name = mount.text("name");
        if name.is_empty() || !known(name) {
            report.field(
                "AV038",
                mount,
                "name",
                format!("`{name}` is no volume of the Pod"),
            );
        }
        let path = mount.text("mountPath");
        if path.is_empty() {
            report.field("AV039", mount, "mountPath", "must be given");
        } else if mounts
            .iter()
            .take(index)
            .any(|other| other.text("mountPath") == path)
        {
            report.field("AV039", mount, "mountPath", "must not be mounted twice");
        }
        for key in ["subPath", "subPathExpr"] {
            if !volume::is_inner_path(mount.text(key)) {
                report.field("AV040", mount, key, volume::INNER_PATH);
            }
        }
        if !mount.text("subPath").is_empty() && !mount.text("subPathExpr").is_empty() {
            report.field(
                "AV041",
                mount,
                "subPathExpr",
                "must not be given beside `subPath`",
            );
        }
        propagation(report, container, mount);
    }
}

fn propagation(report: &mut Report, container: &Value, mount: &Value) {
    let privileged = container.at("securityContext").flag("privileged");
    if mount.has("mountPropagation") {
        match mount.text("mountPropagation") {
            "None" | "HostToContainer" => {}
            "Bidirectional" if privileged => {}
            "Bidirectional" => report.field(
                "AV043",
                mount,
                "mountPropagation",
                "must not be `Bidirectional` unless the container is privileged",
            ),
            _ => report.field(
                "AV043",
                mount,
                "mountPropagation",
                "must be `None`, `HostToContainer` or `Bidirectional`",
            ),
        }
    }
    if mount.has("recursiveReadOnly") {
        match mount.text("recursiveReadOnly") {
            "Disabled" => {}
            "Enabled" | "IfPossible" => {
                if !mount.flag("readOnly") || !matches!(mount.text("mountPropagation"), "" | "None")
                {
                    report.field(
                        "AV043",
                        mount,
                        "recursiveReadOnly",
                        "needs `readOnly: true` and no mount propagation",
                    );
                }
            }
            _ => report.field(
                "AV043",
                mount,
                "recursiveReadOnly",
                "must be `Disabled`, `IfPossible` or `Enabled`",
            ),
        }
    }
}
