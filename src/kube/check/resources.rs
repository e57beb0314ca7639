//! Requests and limits of a container.

use serde_json::Value;

use super::names;
use super::quantity::Quantity;
use super::report::Report;
use super::value::Fields;

/// The `resources` of a container.
pub(super) fn check(report: &mut Report, container: &Value) {
    let resources = container.at("resources");
    let mut huge = false;
    let mut ordinary = false;
    for key in ["limits", "requests"] {
        for (name, value) in resources.entries(key) {
            huge |= is_huge(name);
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
        let Some(limit) = limit else {
            if !is_divisible(name) {
                report.value("AV053", value, format!("needs a limit of {name} as well"));
            }
            continue;
        };
        let (Some(request), Some(most)) = (Quantity::of(value), Quantity::of(limit)) else {
            continue;
        };
        if request > most {
            report.value(
                "AV053",
                value,
                format!("must not exceed the limit of {name}"),
            );
        } else if request != most && !is_divisible(name) {
            report.value("AV053", value, format!("must equal the limit of {name}"));
        }
    }
}

fn amount(report: &mut Report, name: &str, value: &Value) {
    if !is_resource(name) {
        report.value(
            "AV054",
            value,
            "must be of cpu, memory, ephemeral-storage, hugepages-SIZE or domain/name",
        );
    }
    let Some(quantity) = Quantity::of(value) else {
        return;
    };
    if quantity.is_negative() {
        report.value("AV052", value, "must not be negative");
    }
    if is_extended(name) && !quantity.is_whole() {
        report.value("AV052", value, "must be an integer");
    }
    if let Some(size) = name.strip_prefix("hugepages-")
        && !Quantity::parse(size).is_some_and(|page| quantity.is_multiple_of(page))
    {
        report.value("AV052", value, "must be a multiple of the page size");
    }
}

fn is_huge(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// Kubernetes' own resource.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// A resource of a device plugin.
fn is_extended(name: &str) -> bool {
    // Quotas count it as `requests.NAME`, which has to be a name too.
    let fits = match name.split_once('/') {
        Some((domain, _)) => "requests.".len() + domain.len() <= 253,
        None => false,
    };
    !is_native(name) && !name.starts_with("requests.") && fits && names::is_qualified(name)
}

/// Pods may share what is not in use: a request may be lower than the limit.
fn is_divisible(name: &str) -> bool {
    is_native(name) && !is_huge(name)
}

fn is_resource(name: &str) -> bool {
    names::is_qualified(name)
        && if name.contains('/') {
            is_native(name) || is_extended(name)
        } else {
            matches!(name, "cpu" | "memory" | "ephemeral-storage") || is_huge(name)
        }
}
