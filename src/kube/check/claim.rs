//! `PersistentVolumeClaim` and `PersistentVolume`.

use serde_json::Value;

use super::report::Report;
use super::value::amount;
use super::value::{Fields, text};
use super::{metadata, names, scheduling, volume};
use crate::grammar::climbs;

/// The `spec` of a claim, or of a claim template.
pub(super) fn check(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    if !object.has("spec") {
        report.field("AV089", object, "spec", "must be given");
        return;
    }
    access_modes(report, spec);
    class_and_mode(report, spec);
    metadata::selector(report, spec.at("selector"));
    let request = spec
        .at("resources")
        .at("requests")
        .as_object()
        .and_then(|requests| requests.get("storage"));
    match request.map(amount) {
        None => report.field(
            "AV090",
            spec,
            "resources",
            "must request an amount of storage",
        ),
        Some(Some(amount)) if !amount.is_positive() => {
            report.field(
                "AV090",
                spec,
                "resources",
                "must request more than no storage",
            );
        }
        Some(_) => {}
    }
}

/// The `spec` of a volume.
pub(super) fn persistent_volume(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    if !object.has("spec") {
        report.field("AV115", object, "spec", "must be given");
        return;
    }
    access_modes(report, spec);
    class_and_mode(report, spec);
    let mut amounts = spec.entries("capacity");
    let good = amounts.next().is_some_and(|(name, value)| {
        name == "storage"
            && amount(value).is_none_or(|amount| amount.is_positive() && amount.fits_64_bits())
    });
    if !good || amounts.next().is_some() {
        report.field(
            "AV115",
            spec,
            "capacity",
            "must be an amount of storage and nothing else",
        );
    }
    let policy = spec.text("persistentVolumeReclaimPolicy");
    if !matches!(policy, "" | "Retain" | "Delete" | "Recycle") {
        report.field(
            "AV115",
            spec,
            "persistentVolumeReclaimPolicy",
            "must be `Retain`, `Delete` or `Recycle`",
        );
    }
    if ["hostPath", "local", "nfs"]
        .iter()
        .filter(|key| spec.has(key))
        .count()
        != 1
    {
        report.value("AV115", spec, "must have one source");
    }
    source(report, spec, policy);
    let affinity = spec.at("nodeAffinity");
    if affinity.has("required") {
        scheduling::node_selector(report, affinity.at("required"));
    } else if spec.has("nodeAffinity") {
        report.field("AV070", affinity, "required", "must be given");
    }
}

fn source(report: &mut Report, spec: &Value, policy: &str) {
    if spec.has("hostPath") {
        let path = spec.at("hostPath").text("path");
        volume::host_path(report, spec.at("hostPath"));
        if policy == "Recycle"
            && path.starts_with('/')
            && path.split('/').all(|part| matches!(part, "" | "."))
        {
            report.field(
                "AV115",
                spec,
                "persistentVolumeReclaimPolicy",
                "must not be `Recycle` for the path `/`",
            );
        }
    }
    if spec.has("local") {
        let path = spec.at("local").text("path");
        if path.is_empty() || climbs(path) {
            report.field(
                "AV115",
                spec.at("local"),
                "path",
                "must be a path without `..`",
            );
        }
        if !spec.has("nodeAffinity") {
            report.field(
                "AV115",
                spec,
                "nodeAffinity",
                "must be given with a local path",
            );
        }
    }
    if spec.has("nfs") {
        volume::nfs(report, spec.at("nfs"));
    }
}

fn access_modes(report: &mut Report, spec: &Value) {
    let modes = spec.items("accessModes");
    if modes.is_empty() {
        report.field("AV089", spec, "accessModes", "must not be empty");
    }
    let is_once_pod = |mode: &&Value| text(mode) == "ReadWriteOncePod";
    for mode in modes {
        if !matches!(
            text(mode),
            "ReadWriteOnce" | "ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOncePod"
        ) {
            report.value(
                "AV089",
                mode,
                "must be `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` or `ReadWriteOncePod`",
            );
        }
    }
    if (1..modes.len()).contains(&modes.iter().filter(is_once_pod).count()) {
        report.field(
            "AV089",
            spec,
            "accessModes",
            "must not have another mode beside `ReadWriteOncePod`",
        );
    }
}

fn class_and_mode(report: &mut Report, spec: &Value) {
    let class = spec.text("storageClassName");
    if !class.is_empty() && !names::is_subdomain(class) {
        report.field("AV002", spec, "storageClassName", names::SUBDOMAIN);
    }
    if spec.has("volumeMode") && !matches!(spec.text("volumeMode"), "Filesystem" | "Block") {
        report.field(
            "AV115",
            spec,
            "volumeMode",
            "must be `Filesystem` or `Block`",
        );
    }
}
