//! Deployment, `StatefulSet`, `DaemonSet`.

use serde_json::Value;

use super::pod::{self, Owner};
use super::report::Report;
use super::value::Fields;
use super::{claim, metadata, names};

/// The `spec` of a Deployment.
pub(super) fn deployment(report: &mut Report, object: &Value) {
    let Some(spec) = spec(report, object) else {
        return;
    };
    not_negative(
        report,
        spec,
        &[
            "minReadySeconds",
            "progressDeadlineSeconds",
            "replicas",
            "revisionHistoryLimit",
        ],
    );
    if spec.number("progressDeadlineSeconds").unwrap_or(600)
        <= spec.number("minReadySeconds").unwrap_or(0)
    {
        report.field(
            "AV101",
            spec,
            "progressDeadlineSeconds",
            "must be greater than `minReadySeconds`",
        );
    }
    let strategy = spec.at("strategy");
    match strategy.text("type") {
        "Recreate" if strategy.has("rollingUpdate") => {
            report.field(
                "AV016",
                strategy,
                "rollingUpdate",
                "must not be given when the type is `Recreate`",
            );
        }
        "Recreate" => {}
        "" | "RollingUpdate" => {
            let update = strategy.at("rollingUpdate");
            let unavailable = share(report, update, "maxUnavailable", 25, true);
            let surge = share(report, update, "maxSurge", 25, false);
            if unavailable == 0 && surge == 0 {
                report.field(
                    "AV102",
                    strategy,
                    "rollingUpdate",
                    "must allow either surge or unavailability",
                );
            }
        }
        _ => report.field(
            "AV015",
            strategy,
            "type",
            "must be `Recreate` or `RollingUpdate`",
        ),
    }
    pod::template(report, spec, Owner::Forever, &[], false);
}

/// The `spec` of a `DaemonSet`.
pub(super) fn daemon_set(report: &mut Report, object: &Value) {
    let Some(spec) = spec(report, object) else {
        return;
    };
    not_negative(report, spec, &["minReadySeconds", "revisionHistoryLimit"]);
    let strategy = spec.at("updateStrategy");
    match strategy.text("type") {
        "OnDelete" => {}
        "" | "RollingUpdate" => {
            let update = strategy.at("rollingUpdate");
            let unavailable = share(report, update, "maxUnavailable", 1, true);
            let surge = share(report, update, "maxSurge", 0, true);
            if (unavailable == 0) == (surge == 0) {
                report.field(
                    "AV104",
                    strategy,
                    "rollingUpdate",
                    "must allow one of surge and unavailability",
                );
            }
        }
        _ => report.field(
            "AV104",
            strategy,
            "type",
            "must be `RollingUpdate` or `OnDelete`",
        ),
    }
    pod::template(report, spec, Owner::Forever, &[], false);
}

/// The `spec` of a `StatefulSet`.
pub(super) fn stateful_set(report: &mut Report, object: &Value) {
    let Some(spec) = spec(report, object) else {
        return;
    };
    not_negative(report, spec, &["minReadySeconds", "replicas"]);
    if !matches!(
        spec.text("podManagementPolicy"),
        "" | "OrderedReady" | "Parallel"
    ) {
        report.field(
            "AV103",
            spec,
            "podManagementPolicy",
            "must be `OrderedReady` or `Parallel`",
        );
    }
    let strategy = spec.at("updateStrategy");
    match strategy.text("type") {
        "OnDelete" if strategy.has("rollingUpdate") => {
            report.field(
                "AV103",
                strategy,
                "rollingUpdate",
                "must not be given when the type is `OnDelete`",
            );
        }
        "" | "OnDelete" | "RollingUpdate" => {}
        _ => report.field(
            "AV103",
            strategy,
            "type",
            "must be `RollingUpdate` or `OnDelete`",
        ),
    }
    not_negative(report, strategy.at("rollingUpdate"), &["partition"]);
    let retention = spec.at("persistentVolumeClaimRetentionPolicy");
    for key in ["whenDeleted", "whenScaled"] {
        if !matches!(retention.text(key), "" | "Retain" | "Delete") {
            report.field("AV103", retention, key, "must be `Retain` or `Delete`");
        }
    }
    let service = spec.text("serviceName");
    if !service.is_empty() && !names::is_label(service) {
        report.field("AV103", spec, "serviceName", names::LABEL);
    }
    let claims = spec.items("volumeClaimTemplates");
    for template in claims {
        claim::check(report, template);
    }
    pod::template(report, spec, Owner::Forever, claims, true);
}

/// The `spec` and its selector, which all three have.
fn spec<'v>(report: &mut Report, object: &'v Value) -> Option<&'v Value> {
    let spec = object.at("spec");
    if !object.has("spec") {
        report.field("AV012", object, "spec", "must be given");
        return None;
    }
    let selector = spec.at("selector");
    if metadata::is_empty(selector) {
        report.field("AV012", spec, "selector", "must select something");
    } else if !metadata::selects(selector, spec.at("template").at("metadata")) {
        report.field(
            "AV011",
            spec,
            "selector",
            "must match the labels of the template",
        );
    }
    metadata::selector(report, selector);
    Some(spec)
}

/// Counts and seconds.
pub(super) fn not_negative(report: &mut Report, parent: &Value, keys: &[&str]) {
    for key in keys {
        if parent.number(key).is_some_and(i64::is_negative) {
            report.field("AV101", parent, key, "must not be negative");
        }
    }
}

/// A count or percentage of Pods: 0 is none.
fn share(report: &mut Report, update: &Value, key: &str, default: i64, at_most_all: bool) -> i64 {
    match update.at(key) {
        Value::String(text) => {
            let digits = text
                .strip_suffix('%')
                .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
            let percent = digits.map(|digits| digits.parse().unwrap_or(i64::MAX));
            if percent.is_none_or(|percent| at_most_all && percent > 100) {
                report.field(
                    "AV102",
                    update,
                    key,
                    "must be a count or a percentage up to 100%",
                );
            }
            percent.unwrap_or(0)
        }
        value => {
            let count = value.as_i64().unwrap_or(default);
            if count < 0 {
                report.field("AV102", update, key, "must not be negative");
            }
            count
        }
    }
}
