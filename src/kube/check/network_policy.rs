//! `NetworkPolicy`.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{metadata, ports};
use crate::grammar::Network;

/// The `spec` of a policy.
pub(super) fn check(report: &mut Report, object: &Value) {
    let spec = object.at("spec");
    metadata::selector(report, spec.at("podSelector"));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.items(direction) {
            rule.items("ports")
                .iter()
                .for_each(|port| policy_port(report, port));
            rule.items(peers).iter().for_each(|item| peer(report, item));
        }
    }
    let types = spec.items("policyTypes");
    if types.len() > 2 {
        report.field("AV096", spec, "policyTypes", "must be at most two");
    }
    for item in types
        .iter()
        .filter(|item| !matches!(text(item), "Ingress" | "Egress"))
    {
        report.value("AV096", item, "must be `Ingress` or `Egress`");
    }
}

fn policy_port(report: &mut Report, port: &Value) {
    ports::protocol(report, "AV093", port);
    if port.at("protocol").as_str() == Some("") {
        // The default is set for an absent protocol only.
        report.field("AV093", port, "protocol", "must be `TCP`, `UDP` or `SCTP`");
    }
    if port.has("port") {
        ports::number_or_name(report, port, "port");
    }
    if let Some(end) = port.number("endPort") {
        match port.number("port") {
            Some(start) if end >= start && ports::is_number(end) => {}
            Some(_) => report.field("AV093", port, "endPort", "must be between `port` and 65535"),
            None => report.field("AV093", port, "endPort", "needs a port number"),
        }
    }
}

fn peer(report: &mut Report, peer: &Value) {
    let selectors = ["namespaceSelector", "podSelector"]
        .iter()
        .filter(|key| peer.has(key))
        .count();
    if (selectors > 0) == peer.has("ipBlock") {
        report.value("AV094", peer, "must have either selectors or an `ipBlock`");
    }
    for key in ["namespaceSelector", "podSelector"] {
        metadata::selector(report, peer.at(key));
    }
    if !peer.has("ipBlock") {
        return;
    }
    let block = peer.at("ipBlock");
    let Some(network) = Network::parse(block.text("cidr")) else {
        report.field(
            "AV095",
            block,
            "cidr",
            "must be a network, such as 10.0.0.0/8",
        );
        return;
    };
    for item in block.items("except") {
        if !Network::parse(text(item)).is_some_and(|inner| inner.is_strictly_in(network)) {
            report.value("AV095", item, "must be a smaller network inside `cidr`");
        }
    }
}
