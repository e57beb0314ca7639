//! Requests and limits of a container.

use serde_json::Value;

use super::report::Report;
use super::value::{self, Fields};
use crate::grammar::{ResourceName, resource};

/// The `resources` of a container.
pub(super) fn check(report: &mut Report, container: &Value) {
    let resources = container.at("resources");
    let mut huge = false;
    let mut ordinary = false;
    for key in ["limits", "requests"] {
        for (name, value) in resources.entries(key) {
            huge |= resource::is_huge(name);
            ordinary |= matches!(name, "cpu" | "memory");
            amount(report, name, value);
        }
    }
    if huge && !ordinary {
        report.value(
            "AV053",
            resources,
            "must have cpu or memory beside huge pages",
        );
    }
    for (name, value) in resources.entries("requests") {
        let limit = resources
            .at("limits")
            .as_object()
            .and_then(|limits| limits.get(name));
        let (request, limit) = (value::amount(value), limit.map(value::amount));
        if let (Some(request), None | Some(Some(_))) = (request, limit)
            && let Err(reason) = resource::request(name, request, limit.flatten())
        {
            report.value("AV053", value, reason.to_string());
        }
    }
}

fn amount(report: &mut Report, name: &str, value: &Value) {
    if !ResourceName::is(name) {
        report.value(
            "AV054",
            value,
            "must be of cpu, memory, ephemeral-storage, hugepages-SIZE or domain/name",
        );
    }
    if let Some(Err(reason)) = value::amount(value).map(|quantity| resource::amount(name, quantity))
    {
        report.value("AV052", value, reason.to_string());
    }
}
