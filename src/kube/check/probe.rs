//! Probes and lifecycle hooks.

use serde_json::Value;

use super::report::Report;
use super::value::Fields;
use super::{names, ports};

/// The probes and hooks of a container; `grace` is the Pod's grace period in seconds.
pub(super) fn all(report: &mut Report, container: &Value, grace: i64) {
    let lifecycle = container.at("lifecycle");
    for key in ["postStart", "preStop"] {
        if lifecycle.has(key) {
            handler(report, lifecycle.at(key), grace);
        }
    }
    for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if container.has(key) {
            probe(report, container.at(key), key == "readinessProbe");
        }
    }
}

fn probe(report: &mut Report, probe: &Value, readiness: bool) {
    handler(report, probe, 0);
    for key in [
        "failureThreshold",
        "initialDelaySeconds",
        "periodSeconds",
        "successThreshold",
        "timeoutSeconds",
    ] {
        if probe.number(key).is_some_and(i64::is_negative) {
            report.field("AV058", probe, key, "must not be negative");
        }
    }
    if !readiness && !matches!(probe.number("successThreshold"), None | Some(0 | 1)) {
        report.field(
            "AV059",
            probe,
            "successThreshold",
            "must be 1 in a liveness or startup probe",
        );
    }
    match probe.number("terminationGracePeriodSeconds") {
        Some(_) if readiness => {
            report.field(
                "AV060",
                probe,
                "terminationGracePeriodSeconds",
                "must not be given in a readiness probe",
            );
        }
        Some(..=0) => report.field(
            "AV060",
            probe,
            "terminationGracePeriodSeconds",
            "must be greater than 0",
        ),
        _ => {}
    }
}

fn handler(report: &mut Report, handler: &Value, grace: i64) {
    let kinds = ["exec", "grpc", "httpGet", "sleep", "tcpSocket"];
    if kinds.iter().filter(|key| handler.has(key)).count() != 1 {
        report.value("AV055", handler, "must have one handler");
    }
    if handler.has("exec") && handler.at("exec").items("command").is_empty() {
        report.field("AV056", handler.at("exec"), "command", "must not be empty");
    }
    if handler.has("httpGet") {
        http(report, handler.at("httpGet"));
    }
    if handler.has("tcpSocket") {
        ports::number_or_name(report, handler.at("tcpSocket"), "port");
    }
    if handler.has("grpc") {
        ports::number(report, handler.at("grpc"), "port");
    }
    if handler.has("sleep") {
        let seconds = handler.at("sleep").number("seconds").unwrap_or(0);
        if seconds < 0 || seconds > grace {
            report.field(
                "AV061",
                handler.at("sleep"),
                "seconds",
                format!("must be between 0 and the grace period of {grace} s"),
            );
        }
    }
}

fn http(report: &mut Report, get: &Value) {
    ports::number_or_name(report, get, "port");
    if !matches!(get.text("scheme"), "" | "HTTP" | "HTTPS") {
        report.field("AV057", get, "scheme", "must be `HTTP` or `HTTPS`");
    }
    for header in get
        .items("httpHeaders")
        .iter()
        .filter(|header| !names::is_header(header.text("name")))
    {
        report.field("AV057", header, "name", "must be letters, digits and `-`");
    }
}
