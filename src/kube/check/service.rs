//! Service.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{metadata, names, ports, value::address};
use crate::grammar::{Network, special};

/// The `spec` of a Service.
pub(super) fn check(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    if !object.has("spec") {
        report.field("AV071", object, "spec", "must have at least one port");
        return;
    }
    let kind = Some(spec.text("type"))
        .filter(|kind| !kind.is_empty())
        .unwrap_or("ClusterIP");
    if !matches!(
        kind,
        "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName"
    ) {
        report.field(
            "AV076",
            spec,
            "type",
            "must be `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`",
        );
    }
    cluster_address(report, spec, kind);
    service_ports(report, spec, kind);
    metadata::labels(report, spec, "selector");
    affinity(report, spec);
    external(report, spec, kind);
    families(report, spec, kind);
    load_balancer(report, spec, kind);
    if spec.has("internalTrafficPolicy")
        && !matches!(spec.text("internalTrafficPolicy"), "Cluster" | "Local")
    {
        report.field(
            "AV120",
            spec,
            "internalTrafficPolicy",
            "must be `Cluster` or `Local`",
        );
    }
    if spec.has("trafficDistribution") && spec.text("trafficDistribution") != "PreferClose" {
        report.field(
            "AV120",
            spec,
            "trafficDistribution",
            "must be `PreferClose`",
        );
    }
}

fn cluster_address(report: &mut Report, spec: &Value, kind: &str) {
    let cluster = spec.text("clusterIP");
    match (kind, cluster) {
        (_, "") => {}
        ("ExternalName", _) => {
            report.field(
                "AV078",
                spec,
                "clusterIP",
                "must stay empty for `ExternalName`",
            );
        }
        ("NodePort" | "LoadBalancer", "None") => {
            report.field(
                "AV077",
                spec,
                "clusterIP",
                format!("must not be `None` for `{kind}`"),
            );
        }
        (_, "None") => {}
        _ if address(cluster).is_none() => report.field(
            "AV120",
            spec,
            "clusterIP",
            "must be an IP address or `None`",
        ),
        _ => {}
    }
    if kind == "ExternalName" {
        let name = spec.text("externalName");
        if !names::is_subdomain(name.strip_suffix('.').unwrap_or(name)) {
            report.field("AV078", spec, "externalName", names::SUBDOMAIN);
        }
    } else if spec.items("ports").is_empty() && cluster != "None" {
        report.field("AV071", spec, "ports", "must have at least one port");
    }
}

fn service_ports(report: &mut Report, spec: &Value, kind: &str) {
    let all = spec.items("ports");
    for (index, port) in all.iter().enumerate() {
        let before = || all.iter().take(index);
        let same_protocol = |other: &&Value| ports::protocol_of(other) == ports::protocol_of(port);
        let name = port.text("name");
        if name.is_empty() && all.len() > 1 {
            report.field(
                "AV072",
                port,
                "name",
                "must be given when there is more than one port",
            );
        } else if !name.is_empty() && !names::is_label(name) {
            report.field("AV072", port, "name", names::LABEL);
        } else if !name.is_empty() && before().any(|other| other.text("name") == name) {
            report.field(
                "AV072",
                port,
                "name",
                format!("`{name}` is the name of another port"),
            );
        }
        ports::number(report, port, "port");
        ports::protocol(report, "AV028", port);
        // 0 and the empty text stand for the port itself.
        if !matches!(port.at("targetPort"), Value::Null)
            && port.number("targetPort") != Some(0)
            && port.at("targetPort").as_str() != Some("")
        {
            ports::number_or_name(report, port, "targetPort");
        }
        if before()
            .filter(same_protocol)
            .any(|other| other.number("port") == port.number("port"))
        {
            report.value("AV073", port, "must be unique by protocol and port");
        }
        if port.has("appProtocol") && !names::is_qualified(port.text("appProtocol")) {
            report.field("AV006", port, "appProtocol", names::QUALIFIED);
        }
        let Some(node_port) = port.number("nodePort").filter(|&port| port != 0) else {
            continue;
        };
        if kind == "ClusterIP" {
            report.field(
                "AV074",
                port,
                "nodePort",
                "must not be given for `ClusterIP`",
            );
        } else if before()
            .filter(same_protocol)
            .any(|other| other.number("nodePort") == Some(node_port))
        {
            report.field(
                "AV074",
                port,
                "nodePort",
                "must be unique by protocol and port",
            );
        }
        if !(30000..=32767).contains(&node_port) {
            report.field(
                "AV075",
                port,
                "nodePort",
                "must be between 30000 and 32767, the range of k3s",
            );
        }
    }
}

fn affinity(report: &mut Report, spec: &Value) {
    let timeout = spec
        .at("sessionAffinityConfig")
        .at("clientIP")
        .number("timeoutSeconds");
    match spec.text("sessionAffinity") {
        "ClientIP" if timeout.is_some_and(|seconds| !(1..=86400).contains(&seconds)) => {
            report.field(
                "AV080",
                spec,
                "sessionAffinityConfig",
                "must have a timeout between 1 and 86400",
            );
        }
        "" | "None" | "ClientIP" => {}
        _ => report.field(
            "AV080",
            spec,
            "sessionAffinity",
            "must be `None` or `ClientIP`",
        ),
    }
}

fn external(report: &mut Report, spec: &Value, kind: &str) {
    let addresses = spec.items("externalIPs");
    for item in addresses {
        match address(text(item)) {
            None => report.value("AV081", item, "must be an IP address"),
            Some(ip) => {
                if let Some(message) = special(ip) {
                    report.value("AV081", item, message);
                }
            }
        }
    }
    let accessible = matches!(kind, "NodePort" | "LoadBalancer")
        || (kind == "ClusterIP" && !addresses.is_empty());
    match (spec.text("externalTrafficPolicy"), accessible) {
        ("", _) | ("Cluster" | "Local", true) => {}
        (_, true) => report.field(
            "AV079",
            spec,
            "externalTrafficPolicy",
            "must be `Cluster` or `Local`",
        ),
        (_, false) => {
            report.field(
                "AV079",
                spec,
                "externalTrafficPolicy",
                "must not be given unless reachable from outside",
            );
        }
    }
}

fn families(report: &mut Report, spec: &Value, kind: &str) {
    let families = spec.items("ipFamilies");
    if kind == "ExternalName" {
        for key in ["ipFamilies", "ipFamilyPolicy"] {
            if spec.has(key) && (key == "ipFamilyPolicy" || !families.is_empty()) {
                report.field("AV078", spec, key, "must not be given for `ExternalName`");
            }
        }
        return;
    }
    for (index, family) in families.iter().enumerate() {
        let again = families
            .iter()
            .take(index)
            .any(|other| text(other) == text(family));
        if again || !matches!(text(family), "IPv4" | "IPv6") {
            report.value("AV120", family, "must be `IPv4` or `IPv6`, each once");
        }
    }
    if spec.has("ipFamilyPolicy")
        && !matches!(
            spec.text("ipFamilyPolicy"),
            "SingleStack" | "PreferDualStack" | "RequireDualStack"
        )
    {
        report.field(
            "AV120",
            spec,
            "ipFamilyPolicy",
            "must be `SingleStack`, `PreferDualStack` or `RequireDualStack`",
        );
    }
    let Some(ip) = address(spec.text("clusterIP")) else {
        return;
    };
    let wanted = if ip.is_ipv4() { "IPv4" } else { "IPv6" };
    if families
        .first()
        .is_some_and(|family| text(family) != wanted)
    {
        report.field("AV120", spec, "clusterIP", "must be of the first family");
    }
}

fn load_balancer(report: &mut Report, spec: &Value, kind: &str) {
    let ranges = spec.items("loadBalancerSourceRanges");
    for range in ranges
        .iter()
        .filter(|range| Network::parse(text(range).trim()).is_none())
    {
        report.value("AV120", range, "must be a network, such as 10.0.0.0/8");
    }
    if kind == "LoadBalancer" {
        if spec.has("loadBalancerClass") && !names::is_qualified(spec.text("loadBalancerClass")) {
            report.field("AV006", spec, "loadBalancerClass", names::QUALIFIED);
        }
        return;
    }
    for key in [
        "allocateLoadBalancerNodePorts",
        "loadBalancerClass",
        "loadBalancerSourceRanges",
    ] {
        if spec.has(key) && (key != "loadBalancerSourceRanges" || !ranges.is_empty()) {
            report.field(
                "AV120",
                spec,
                key,
                "must not be given unless the type is `LoadBalancer`",
            );
        }
    }
}
