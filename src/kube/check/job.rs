//! Job and `CronJob`.

use serde_json::Value;

use super::names;
use super::pod::{self, Owner};
use super::report::Report;
use super::value::{Fields, text};
use super::workload::not_negative;
use crate::grammar::{Schedule, TimeZone};

/// The `spec` of a Job.
pub(super) fn job(report: &mut Report, object: &Value) {
    let name = object.at("metadata").text("name");
    if !names::is_label_value(name) {
        // The server labels the Pods with it.
        report.field(
            "AV105",
            object,
            "metadata",
            "the name must be at most 63 bytes",
        );
    }
    if !object.has("spec") {
        report.field("AV018", object, "spec", "must be given");
        return;
    }
    for (key, value) in object
        .at("spec")
        .at("template")
        .at("metadata")
        .entries("labels")
    {
        let kept = match key {
            "job-name" | "batch.kubernetes.io/job-name" => text(value) == name,
            "controller-uid" | "batch.kubernetes.io/controller-uid" => false,
            _ => true,
        };
        if !kept {
            report.value("AV105", value, "is a label that the server sets");
        }
    }
    spec(report, object.at("spec"));
}

/// The `spec` of a `CronJob`.
pub(super) fn cron_job(report: &mut Report, object: &Value) {
    let cron = object.at("spec");
    if !object.has("spec") {
        report.field("AV106", object, "spec", "must be given");
        return;
    }
    if object.at("metadata").text("name").len() > 52 {
        report.field(
            "AV108",
            object.at("metadata"),
            "name",
            "must be at most 52 bytes: its Jobs append 11",
        );
    }
    if !Schedule::is(cron.text("schedule")) {
        report.field(
            "AV106",
            cron,
            "schedule",
            "must be five columns of cron, `@daily` or the like, without a time zone",
        );
    }
    if cron.has("timeZone") && !TimeZone::is(cron.text("timeZone")) {
        report.field("AV107", cron, "timeZone", "must be the name of a time zone");
    }
    if !matches!(
        cron.text("concurrencyPolicy"),
        "" | "Allow" | "Forbid" | "Replace"
    ) {
        report.field(
            "AV108",
            cron,
            "concurrencyPolicy",
            "must be `Allow`, `Forbid` or `Replace`",
        );
    }
    not_negative(
        report,
        cron,
        &[
            "failedJobsHistoryLimit",
            "startingDeadlineSeconds",
            "successfulJobsHistoryLimit",
        ],
    );
    let template = cron.at("jobTemplate");
    if template.has("spec") {
        spec(report, template.at("spec"));
    } else {
        report.field(
            "AV018",
            cron,
            "jobTemplate",
            "must have a `spec` with a container",
        );
    }
}

fn spec(report: &mut Report, spec: &Value) {
    not_negative(
        report,
        spec,
        &[
            "activeDeadlineSeconds",
            "backoffLimit",
            "completions",
            "parallelism",
            "ttlSecondsAfterFinished",
        ],
    );
    pod::template(report, spec, Owner::Job, &[], false);
}
