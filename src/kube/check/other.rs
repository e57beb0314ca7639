//! Kinds with few rules: autoscaler, priority class, storage class.

use serde_json::Value;

use super::names;
use super::report::Report;
use super::value::amount;
use super::value::{Fields, text};
use crate::grammar::Amount;

/// A kind without rules of its own.
pub(super) fn nothing(_: &mut Report, _: &Value) {}

/// The `spec` of a `HorizontalPodAutoscaler`.
pub(super) fn autoscaler(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    if !object.has("spec") {
        report.field("AV111", object, "spec", "must be given");
        return;
    }
    let least = spec.number("minReplicas").unwrap_or(1);
    if least < 1 {
        report.field("AV111", spec, "minReplicas", "must be greater than 0");
    }
    if spec.number("maxReplicas").unwrap_or(0) < least.max(1) {
        report.field(
            "AV111",
            spec,
            "maxReplicas",
            "must not be lower than `minReplicas`",
        );
    }
    let target = spec.at("scaleTargetRef");
    for key in ["kind", "name"] {
        if !names::is_path_segment(target.text(key)) {
            report.field(
                "AV111",
                spec,
                "scaleTargetRef",
                format!("{key} {}", names::PATH_SEGMENT),
            );
        }
    }
    let version = target.text("apiVersion");
    let grouped = version
        .split_once('/')
        .is_some_and(|(group, version)| !group.is_empty() && !version.contains('/'));
    let core = target.text("kind") == "ReplicationController" && !version.contains('/');
    if !grouped && !core {
        report.field(
            "AV111",
            spec,
            "scaleTargetRef",
            "apiVersion must be `group/version`",
        );
    }
    for metric in spec.items("metrics") {
        let resource = metric.at("resource");
        if metric.text("type") != "Resource" || !metric.has("resource") {
            report.value(
                "AV111",
                metric,
                "must be of the type `Resource`, with a `resource`",
            );
            continue;
        }
        let goal = resource.at("target");
        let average = amount(goal.at("averageValue"));
        let good = !resource.text("name").is_empty()
            && matches!(goal.text("type"), "Utilization" | "Value" | "AverageValue")
            && goal.has("averageUtilization") != goal.has("averageValue")
            && goal
                .number("averageUtilization")
                .is_none_or(|share| share > 0)
            && (!goal.has("averageValue") || average.is_none_or(Amount::is_positive));
        if !good {
            report.value(
                "AV111",
                resource,
                "must have a name and one positive target",
            );
        }
    }
}

/// A `PriorityClass`.
pub(super) fn priority_class(report: &mut Report, object: &Value) {
    if object.at("metadata").text("name").starts_with("system-") {
        report.field(
            "AV112",
            object.at("metadata"),
            "name",
            "must not start with `system-`",
        );
    }
    if object
        .number("value")
        .is_some_and(|value| value > 1_000_000_000)
    {
        report.field("AV112", object, "value", "must not exceed 1000000000");
    }
    if object.has("preemptionPolicy")
        && !matches!(
            object.text("preemptionPolicy"),
            "PreemptLowerPriority" | "Never"
        )
    {
        report.field(
            "AV112",
            object,
            "preemptionPolicy",
            "must be `PreemptLowerPriority` or `Never`",
        );
    }
}

/// A `StorageClass`.
pub(super) fn storage_class(report: &mut Report, object: &Value) {
    if !names::is_annotation_key(object.text("provisioner")) {
        report.field("AV113", object, "provisioner", names::QUALIFIED);
    }
    if !matches!(object.text("reclaimPolicy"), "" | "Delete" | "Retain") {
        report.field(
            "AV113",
            object,
            "reclaimPolicy",
            "must be `Delete` or `Retain`",
        );
    }
    if object.has("volumeBindingMode")
        && !matches!(
            object.text("volumeBindingMode"),
            "Immediate" | "WaitForFirstConsumer"
        )
    {
        report.field(
            "AV113",
            object,
            "volumeBindingMode",
            "must be `Immediate` or `WaitForFirstConsumer`",
        );
    }
    let mut size = 0;
    for (key, value) in object.entries("parameters") {
        size += key.len() + text(value).len();
        if key.is_empty() {
            report.value("AV113", value, "must have a name");
        }
    }
    if size > 262_144 || object.entries("parameters").count() > 512 {
        report.field(
            "AV113",
            object,
            "parameters",
            "must be at most 512, and 262144 bytes in all",
        );
    }
}
