//! Volumes of a Pod.

use serde_json::Value;

use super::report::Report;
use super::value::Fields;
use super::value::amount;
use super::{environment, names};
use crate::grammar::{Amount, climbs};

pub(super) const INNER_PATH: &str = "must be a relative path without `..`";
const MODE: &str = "must be between 0 and 0777 octal, 511 decimal";

const SOURCES: [&str; 9] = [
    "configMap",
    "downwardAPI",
    "emptyDir",
    "hostPath",
    "image",
    "nfs",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

const FIELDS: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

/// Relative, and nowhere going up. The empty path is.
pub(super) fn is_inner_path(path: &str) -> bool {
    !path.starts_with('/') && !climbs(path)
}

/// The `volumes` of a Pod. `claims` take the place of volumes with their names.
pub(super) fn check(report: &mut Report, pod: &Value, claims: &[Value]) {
    for claim in claims {
        let name = claim.at("metadata").text("name");
        if !names::is_label(name) {
            report.field("AV001", claim, "metadata", format!("name {}", names::LABEL));
        }
    }
    let volumes = pod.items("volumes");
    for (index, volume) in volumes.iter().enumerate() {
        let name = volume.text("name");
        if claims
            .iter()
            .any(|claim| claim.at("metadata").text("name") == name)
        {
            continue;
        }
        if name.is_empty() {
            report.field("AV044", volume, "name", "must be given");
        } else if !names::is_label(name) {
            report.field("AV001", volume, "name", names::LABEL);
        } else if volumes
            .iter()
            .take(index)
            .any(|other| other.text("name") == name)
        {
            report.field(
                "AV044",
                volume,
                "name",
                format!("`{name}` is the name of another volume"),
            );
        }
        // Without a source the server makes it an empty directory.
        if SOURCES.iter().filter(|key| volume.has(key)).count() > 1 {
            report.value("AV045", volume, "must not have more than one source");
        }
        source(report, volume);
    }
}

fn source(report: &mut Report, volume: &Value) {
    if volume.has("image") {
        // Servers before 1.35 drop the source unless the gate `ImageVolume` is on, and then miss one.
        report.field(
            "AV042",
            volume,
            "image",
            "is not served before Kubernetes 1.35",
        );
    }
    let limit = volume.at("emptyDir").at("sizeLimit");
    if amount(limit).is_some_and(Amount::is_negative) {
        report.field(
            "AV048",
            volume.at("emptyDir"),
            "sizeLimit",
            "must not be negative",
        );
    }
    if volume.has("hostPath") {
        host_path(report, volume.at("hostPath"));
    }
    if volume.has("nfs") {
        nfs(report, volume.at("nfs"));
    }
    if volume.has("persistentVolumeClaim") {
        required(report, volume.at("persistentVolumeClaim"), "claimName");
    }
    for (key, name) in [("configMap", "name"), ("secret", "secretName")] {
        let source = volume.at(key);
        if volume.has(key) {
            required(report, source, name);
            mode(report, source, "defaultMode");
            items(report, source);
        }
    }
    mode(report, volume.at("downwardAPI"), "defaultMode");
    downward(report, volume.at("downwardAPI"));
    mode(report, volume.at("projected"), "defaultMode");
    projected(report, volume.at("projected"));
}

fn required(report: &mut Report, source: &Value, key: &str) {
    if source.text(key).is_empty() {
        report.field("AV045", source, key, "must be given");
    }
}

fn mode(report: &mut Report, source: &Value, key: &str) {
    if source
        .number(key)
        .is_some_and(|mode| !(0..=0o777).contains(&mode))
    {
        report.field("AV049", source, key, MODE);
    }
}

/// A path of the host.
pub(super) fn host_path(report: &mut Report, source: &Value) {
    const TYPES: [&str; 8] = [
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];
    let path = source.text("path");
    if path.is_empty() || climbs(path) {
        report.field("AV046", source, "path", "must be a path without `..`");
    }
    if !TYPES.contains(&source.text("type")) {
        report.field(
            "AV047",
            source,
            "type",
            "must be empty or one of the seven types of path",
        );
    }
}

/// A directory of an NFS server.
pub(super) fn nfs(report: &mut Report, source: &Value) {
    required(report, source, "server");
    if !source.text("path").starts_with('/') {
        report.field("AV045", source, "path", "must be an absolute path");
    }
}

fn file_path(report: &mut Report, file: &Value) {
    let path = file.text("path");
    if path.is_empty() || !is_inner_path(path) || path.starts_with("..") {
        report.field(
            "AV050",
            file,
            "path",
            "must be a relative path that does not start with `..`",
        );
    }
    mode(report, file, "mode");
}

fn items(report: &mut Report, source: &Value) {
    for item in source.items("items") {
        if item.text("key").is_empty() {
            report.field("AV050", item, "key", "must be given");
        }
        file_path(report, item);
    }
}

fn downward(report: &mut Report, source: &Value) {
    for item in source.items("items") {
        file_path(report, item);
        if item.has("fieldRef") == item.has("resourceFieldRef") {
            report.value(
                "AV050",
                item,
                "must have either `fieldRef` or `resourceFieldRef`",
            );
        }
        if item.has("fieldRef") {
            environment::field(report, item.at("fieldRef"), &FIELDS);
        } else if item.has("resourceFieldRef") {
            let reference = item.at("resourceFieldRef");
            environment::resource(report, reference);
            if reference.text("containerName").is_empty() {
                report.field(
                    "AV037",
                    reference,
                    "containerName",
                    "must be given in a volume",
                );
            }
        }
    }
}

fn projected(report: &mut Report, volume: &Value) {
    let mut paths: Vec<&str> = Vec::new();
    for source in volume.items("sources") {
        let kinds = ["configMap", "downwardAPI", "secret", "serviceAccountToken"];
        if kinds.iter().filter(|key| source.has(key)).count() > 1 {
            report.value("AV045", source, "must have one source");
        }
        for key in ["configMap", "secret"] {
            if source.has(key) {
                required(report, source.at(key), "name");
                items(report, source.at(key));
            }
        }
        downward(report, source.at("downwardAPI"));
        for key in ["configMap", "downwardAPI", "secret"] {
            for item in source
                .at(key)
                .items("items")
                .iter()
                .filter(|item| !item.text("path").is_empty())
            {
                let path = item.text("path");
                if paths.contains(&path) {
                    report.field("AV050", item, "path", "must be unique in the volume");
                }
                paths.push(path);
            }
        }
        if source.has("serviceAccountToken") {
            let token = source.at("serviceAccountToken");
            file_path(report, token);
            if token
                .number("expirationSeconds")
                .is_some_and(|seconds| !(600..=1 << 32).contains(&seconds))
            {
                report.field(
                    "AV050",
                    token,
                    "expirationSeconds",
                    "must be between 600 and 4294967296",
                );
            }
        }
    }
}
