//! `EndpointSlice`.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{names, ports, value::address};
use crate::grammar::special;

/// Addresses and ports of a slice.
pub(super) fn check(report: &mut Report, object: &Value) {
    let family = object.text("addressType");
    if !matches!(family, "IPv4" | "IPv6" | "FQDN") {
        report.field(
            "AV114",
            object,
            "addressType",
            "must be `IPv4`, `IPv6` or `FQDN`",
        );
    }
    let endpoints = object.items("endpoints");
    if endpoints.len() > 1000 {
        report.field("AV114", object, "endpoints", "must be at most 1000");
    }
    for endpoint in endpoints {
        let addresses = endpoint.items("addresses");
        if !(1..=100).contains(&addresses.len()) {
            report.field("AV114", endpoint, "addresses", "must be between 1 and 100");
        }
        for item in addresses {
            endpoint_address(report, family, item);
        }
        if endpoint.has("nodeName") && !names::is_subdomain(endpoint.text("nodeName")) {
            report.field("AV114", endpoint, "nodeName", names::SUBDOMAIN);
        }
        if endpoint.has("hostname") && !names::is_label(endpoint.text("hostname")) {
            report.field("AV001", endpoint, "hostname", names::LABEL);
        }
    }
    slice_ports(report, object);
}

fn endpoint_address(report: &mut Report, family: &str, item: &Value) {
    let text = text(item);
    let ip = address(text);
    let good = match family {
        "IPv4" => ip.is_some_and(|ip| ip.is_ipv4()),
        // This field wants the canonical form, unlike the older ones.
        "IPv6" => ip.is_some_and(|ip| ip.is_ipv6() && ip.to_string() == text),
        "FQDN" => names::is_qualified_domain(text),
        _ => true,
    };
    if !good {
        report.value("AV114", item, format!("must be of the type {family}"));
    } else if let Some(message) = ip.filter(|_| family != "FQDN").and_then(special) {
        report.value("AV081", item, message);
    }
}

fn slice_ports(report: &mut Report, object: &Value) {
    let all = object.items("ports");
    if all.len() > 20000 {
        report.field("AV114", object, "ports", "must be at most 20000");
    }
    for (index, port) in all.iter().enumerate() {
        let name = port.text("name");
        if !name.is_empty() && !names::is_label(name) {
            report.field("AV114", port, "name", names::LABEL);
        } else if all
            .iter()
            .take(index)
            .any(|other| other.text("name") == name)
        {
            report.field("AV114", port, "name", "must be unique");
        }
        ports::protocol(report, "AV028", port);
        if port.at("protocol").as_str() == Some("") {
            report.field("AV028", port, "protocol", "must be `TCP`, `UDP` or `SCTP`");
        }
        if port.has("appProtocol") && !names::is_qualified(port.text("appProtocol")) {
            report.field("AV006", port, "appProtocol", names::QUALIFIED);
        }
    }
}
