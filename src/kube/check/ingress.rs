//! Ingress.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{names, ports};
use crate::grammar::RoutePath;

/// The `spec` of an Ingress, and the annotation that names its class.
pub(super) fn check(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    if spec.items("rules").is_empty() && !spec.has("defaultBackend") {
        report.field(
            "AV097",
            object,
            "spec",
            "must have `rules` or a `defaultBackend`",
        );
    }
    if spec.has("defaultBackend") {
        backend(report, spec, "defaultBackend");
    }
    for rule in spec.items("rules") {
        let host = rule.text("host");
        if !host.is_empty() && !names::is_route_host(host) {
            report.field(
                "AV097",
                rule,
                "host",
                "must be a DNS name, with `*.` before it at most",
            );
        }
        if rule.has("http") && rule.at("http").items("paths").is_empty() {
            report.field("AV097", rule.at("http"), "paths", "must not be empty");
        }
        rule.at("http")
            .items("paths")
            .iter()
            .for_each(|item| path(report, item));
    }
    for tls in spec.items("tls") {
        for host in tls
            .items("hosts")
            .iter()
            .filter(|host| !is_host(text(host)))
        {
            report.value(
                "AV097",
                host,
                "must be a DNS name, with `*.` before it at most",
            );
        }
        let secret = tls.text("secretName");
        if !secret.is_empty() && !names::is_subdomain(secret) {
            report.field("AV097", tls, "secretName", names::SUBDOMAIN);
        }
    }
    if spec.has("ingressClassName") {
        let class = spec.text("ingressClassName");
        let annotations = object.at("metadata").at("annotations").as_object();
        let annotation = annotations.and_then(|map| map.get("kubernetes.io/ingress.class"));
        if !names::is_subdomain(class) {
            report.field("AV097", spec, "ingressClassName", names::SUBDOMAIN);
        }
        if annotation.is_some_and(|annotation| text(annotation) != class) {
            report.field(
                "AV097",
                spec,
                "ingressClassName",
                "must match the annotation `kubernetes.io/ingress.class`",
            );
        }
    }
}

/// The hosts of a certificate may be addresses.
fn is_host(host: &str) -> bool {
    names::is_route_host(host) || names::is_subdomain(host)
}

fn path(report: &mut Report, item: &Value) {
    let path = item.text("path");
    let good = match item.text("pathType") {
        "Exact" | "Prefix" => RoutePath::is(path),
        "ImplementationSpecific" => path.is_empty() || path.starts_with('/'),
        _ => {
            report.field(
                "AV098",
                item,
                "pathType",
                "must be `Exact`, `Prefix` or `ImplementationSpecific`",
            );
            true
        }
    };
    if !good {
        report.field(
            "AV098",
            item,
            "path",
            "must be an absolute path without `//`, `.`, `..` or an encoded slash",
        );
    }
    backend(report, item, "backend");
}

fn backend(report: &mut Report, parent: &Value, key: &str) {
    let backend = parent.at(key);
    let service = backend.at("service");
    if !backend.has("service") {
        report.field("AV097", parent, key, "must name a Service");
        return;
    }
    if !names::is_service_name(service.text("name")) {
        report.field("AV003", service, "name", names::SERVICE);
    }
    let port = service.at("port");
    let (name, number) = (port.text("name"), port.number("number").unwrap_or(0));
    if name.is_empty() == (number == 0) {
        report.field(
            "AV097",
            service,
            "port",
            "must have either a name or a number",
        );
    } else if !name.is_empty() && !names::is_port(name) {
        report.field("AV026", port, "name", names::PORT);
    } else if name.is_empty() {
        ports::number(report, port, "number");
    }
}
