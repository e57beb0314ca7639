//! Where a Pod may run: node selectors, affinity, tolerations, spread.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{metadata, names};

/// Everything of a Pod that the scheduler reads.
pub(super) fn check(report: &mut Report, pod: &Value) {
    metadata::labels(report, pod, "nodeSelector");
    tolerations(report, pod);
    spread(report, pod);
    let affinity = pod.at("affinity");
    let nodes = affinity.at("nodeAffinity");
    if nodes.has(REQUIRED) {
        node_selector(report, nodes.at(REQUIRED));
    }
    for term in nodes.items(PREFERRED) {
        weight(report, term);
        node_term(report, term.at("preference"), false);
    }
    for key in ["podAffinity", "podAntiAffinity"] {
        let pods = affinity.at(key);
        for term in pods.items(REQUIRED) {
            pod_term(report, term, term);
        }
        for term in pods.items(PREFERRED) {
            weight(report, term);
            pod_term(report, term, term.at("podAffinityTerm"));
        }
    }
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// The nodes that a Pod or volume needs.
pub(super) fn node_selector(report: &mut Report, selector: &Value) {
    if selector.items("nodeSelectorTerms").is_empty() {
        report.field("AV070", selector, "nodeSelectorTerms", "must not be empty");
    }
    for term in selector.items("nodeSelectorTerms") {
        node_term(report, term, true);
    }
}

fn node_term(report: &mut Report, term: &Value, required: bool) {
    for expression in term.items("matchExpressions") {
        let values = expression.items("values");
        let good = match expression.text("operator") {
            "In" | "NotIn" => !values.is_empty(),
            "Exists" | "DoesNotExist" => values.is_empty(),
            "Gt" | "Lt" => values.len() == 1,
            _ => false,
        };
        if !good {
            report.value(
                "AV070",
                expression,
                "must be a known operator with as many values as it takes",
            );
        }
        if !names::is_qualified(expression.text("key")) {
            report.field("AV006", expression, "key", names::QUALIFIED);
        }
        // A preference that no node can meet is taken.
        for value in values
            .iter()
            .filter(|value| required && !names::is_label_value(text(value)))
        {
            report.value("AV007", value, names::LABEL_VALUE);
        }
    }
    for field in term.items("matchFields") {
        let values = field.items("values");
        let good = field.text("key") == "metadata.name"
            && matches!(field.text("operator"), "In" | "NotIn")
            && values.len() == 1
            && values.iter().all(|value| names::is_subdomain(text(value)));
        if !good {
            report.value(
                "AV070",
                field,
                "must compare `metadata.name` with one name of a node",
            );
        }
    }
}

fn weight(report: &mut Report, term: &Value) {
    if !(1..=100).contains(&term.number("weight").unwrap_or(0)) {
        report.field("AV118", term, "weight", "must be between 1 and 100");
    }
}

fn pod_term(report: &mut Report, parent: &Value, term: &Value) {
    if !names::is_qualified(term.text("topologyKey")) {
        let (at, key) = if term.is_null() {
            (parent, "podAffinityTerm")
        } else {
            (term, "topologyKey")
        };
        report.field("AV118", at, key, names::QUALIFIED);
    }
    for key in ["labelSelector", "namespaceSelector"] {
        metadata::selector(report, term.at(key));
    }
    for namespace in term
        .items("namespaces")
        .iter()
        .filter(|namespace| !names::is_label(text(namespace)))
    {
        report.value("AV001", namespace, names::LABEL);
    }
}

fn spread(report: &mut Report, pod: &Value) {
    let constraints = pod.items("topologySpreadConstraints");
    for (index, constraint) in constraints.iter().enumerate() {
        let (topology, when) = (
            constraint.text("topologyKey"),
            constraint.text("whenUnsatisfiable"),
        );
        if constraint.number("maxSkew").unwrap_or(0) < 1 {
            report.field("AV118", constraint, "maxSkew", "must be greater than 0");
        }
        if topology.is_empty() {
            report.field("AV118", constraint, "topologyKey", "must be given");
        }
        if !matches!(when, "DoNotSchedule" | "ScheduleAnyway") {
            report.field(
                "AV118",
                constraint,
                "whenUnsatisfiable",
                "must be `DoNotSchedule` or `ScheduleAnyway`",
            );
        }
        let same = |other: &Value| {
            other.text("topologyKey") == topology && other.text("whenUnsatisfiable") == when
        };
        if constraints.iter().take(index).any(same) {
            report.value(
                "AV118",
                constraint,
                "must be unique by `topologyKey` and `whenUnsatisfiable`",
            );
        }
        metadata::selector(report, constraint.at("labelSelector"));
    }
}

fn tolerations(report: &mut Report, pod: &Value) {
    for toleration in pod.items("tolerations") {
        let (key, operator, value) = (
            toleration.text("key"),
            toleration.text("operator"),
            toleration.text("value"),
        );
        if !key.is_empty() && !names::is_qualified(key) {
            report.field("AV069", toleration, "key", names::QUALIFIED);
        }
        match operator {
            "Exists" if !value.is_empty() => {
                report.field("AV069", toleration, "value", "must be empty with `Exists`");
            }
            "Exists" => {}
            "" | "Equal" => {
                if key.is_empty() {
                    report.field(
                        "AV069",
                        toleration,
                        "operator",
                        "must be `Exists` without a key",
                    );
                }
                if !names::is_label_value(value) {
                    report.field("AV069", toleration, "value", names::LABEL_VALUE);
                }
            }
            _ => report.field(
                "AV069",
                toleration,
                "operator",
                "must be `Equal` or `Exists`",
            ),
        }
        let effect = toleration.text("effect");
        if !matches!(effect, "" | "NoSchedule" | "PreferNoSchedule" | "NoExecute") {
            report.field(
                "AV069",
                toleration,
                "effect",
                "must be `NoSchedule`, `PreferNoSchedule` or `NoExecute`",
            );
        }
        if toleration.has("tolerationSeconds") && effect != "NoExecute" {
            report.field(
                "AV069",
                toleration,
                "effect",
                "must be `NoExecute` beside `tolerationSeconds`",
            );
        }
    }
}
