//! Port numbers, names and protocols.

use serde_json::Value;

use super::names;
use super::report::Report;
use super::value::Fields;

const NUMBER: &str = "must be between 1 and 65535";

/// A port number.
pub(super) fn is_number(port: i64) -> bool {
    (1..=65535).contains(&port)
}

/// The number or name in the field; null is 0, which is no port.
pub(super) fn number_or_name(report: &mut Report, parent: &Value, key: &str) {
    match parent.at(key) {
        Value::String(name) if !names::is_port(name) => {
            report.field("AV026", parent, key, names::PORT);
        }
        Value::String(_) => {}
        _ => number(report, parent, key),
    }
}

/// The number in the field; absent is 0, which is no port.
pub(super) fn number(report: &mut Report, parent: &Value, key: &str) {
    if !is_number(parent.number(key).unwrap_or(0)) {
        report.field("AV025", parent, key, NUMBER);
    }
}

/// The protocol of the field; absent is TCP.
pub(super) fn protocol(report: &mut Report, rule: &'static str, parent: &Value) {
    if !matches!(parent.text("protocol"), "" | "TCP" | "UDP" | "SCTP") {
        report.field(rule, parent, "protocol", "must be `TCP`, `UDP` or `SCTP`");
    }
}

/// The protocol of a port, with its default.
pub(super) fn protocol_of(port: &Value) -> &str {
    match port.text("protocol") {
        "" => "TCP",
        protocol => protocol,
    }
}

/// The `ports` of a container.
pub(super) fn check(report: &mut Report, container: &Value) {
    let ports = container.items("ports");
    for (index, port) in ports.iter().enumerate() {
        let name = port.text("name");
        if !name.is_empty() && !names::is_port(name) {
            report.field("AV026", port, "name", names::PORT);
        } else if !name.is_empty()
            && ports
                .iter()
                .take(index)
                .any(|other| other.text("name") == name)
        {
            report.field(
                "AV027",
                port,
                "name",
                format!("`{name}` is the name of another port"),
            );
        }
        number(report, port, "containerPort");
        if port
            .number("hostPort")
            .is_some_and(|port| port != 0 && !is_number(port))
        {
            report.field("AV025", port, "hostPort", NUMBER);
        }
        protocol(report, "AV028", port);
    }
}

/// Host ports are unique among containers that run together.
pub(super) fn host_ports(report: &mut Report, containers: &[Value]) {
    let ports = || {
        containers
            .iter()
            .flat_map(|container| container.items("ports"))
    };
    for (index, port) in ports().enumerate() {
        let Some(number) = port.number("hostPort").filter(|&number| number != 0) else {
            continue;
        };
        let same = |other: &Value| {
            other.number("hostPort") == Some(number)
                && protocol_of(other) == protocol_of(port)
                && other.text("hostIP") == port.text("hostIP")
        };
        if ports().take(index).any(same) {
            report.field(
                "AV029",
                port,
                "hostPort",
                "is taken by another port with this protocol and address",
            );
        }
    }
}

/// On the host's network a container's port is the host's.
pub(super) fn host_network(report: &mut Report, pod: &Value) {
    if !pod.flag("hostNetwork") {
        return;
    }
    for port in pod
        .items("containers")
        .iter()
        .flat_map(|container| container.items("ports"))
    {
        let host = port.number("hostPort").unwrap_or(0);
        if host != 0 && host != port.number("containerPort").unwrap_or(0) {
            report.field(
                "AV030",
                port,
                "hostPort",
                "must equal `containerPort` when `hostNetwork` is true",
            );
        }
    }
}
