//! Names, labels, annotations, finalizers and label selectors.

use serde_json::Value;

use super::kinds::Kind;
use super::names;
use super::report::Report;
use super::value::{Fields, text};

const ANNOTATIONS_LIMIT: usize = 262_144;

/// The `metadata` of an object of this kind.
pub(super) fn check(report: &mut Report, kind: &Kind, object: &Value) {
    let metadata = object.at("metadata");
    let name = metadata.text("name");
    if !object.has("metadata") || name.is_empty() {
        // Without metadata there is no value to point at but the object.
        let (parent, key) = if object.has("metadata") {
            (metadata, "name")
        } else {
            (object, "metadata")
        };
        report.field("AV004", parent, key, "must have a name");
    } else {
        let (rule, good, message) = kind.name.grammar();
        if !good(name) {
            report.field(rule, metadata, "name", message);
        }
    }
    let namespace = metadata.text("namespace");
    match (kind.namespaced, namespace.is_empty()) {
        (true, true) if object.has("metadata") => {
            report.field("AV005", metadata, "namespace", "must be given");
        }
        (true, false) if !names::is_label(namespace) => {
            report.field("AV001", metadata, "namespace", names::LABEL);
        }
        (false, false) => report.field(
            "AV005",
            metadata,
            "namespace",
            "must not be given: the kind has no namespace",
        ),
        _ => {}
    }
    labels(report, metadata, "labels");
    annotations(report, metadata);
    finalizers(report, metadata);
}

/// A map of labels: `labels`, `matchLabels`, `nodeSelector`, a Service's `selector`.
pub(super) fn labels(report: &mut Report, parent: &Value, key: &str) {
    for (label, value) in parent.entries(key) {
        if !names::is_qualified(label) {
            report.value(
                "AV006",
                value,
                format!("label `{label}` {}", names::QUALIFIED),
            );
        }
        if !names::is_label_value(text(value)) {
            report.value("AV007", value, names::LABEL_VALUE);
        }
    }
}

/// The `annotations` of an object or a Pod template.
pub(super) fn annotations(report: &mut Report, metadata: &Value) {
    let mut size = 0;
    for (key, value) in metadata.entries("annotations") {
        size += key.len() + text(value).len();
        if !names::is_annotation_key(key) {
            report.value(
                "AV006",
                value,
                format!("annotation `{key}` {}", names::QUALIFIED),
            );
        }
    }
    if size > ANNOTATIONS_LIMIT {
        report.field(
            "AV008",
            metadata,
            "annotations",
            format!("must hold at most {ANNOTATIONS_LIMIT} bytes, not {size}"),
        );
    }
}

fn finalizers(report: &mut Report, metadata: &Value) {
    let items = metadata.items("finalizers");
    for item in items {
        let name = text(item);
        let standard = matches!(name, "kubernetes" | "orphan" | "foregroundDeletion");
        if !names::is_qualified(name) || !(standard || name.contains('/')) {
            report.value(
                "AV009",
                item,
                "must be a name with a domain and `/` before it",
            );
        }
    }
    if ["orphan", "foregroundDeletion"]
        .iter()
        .all(|name| items.iter().any(|item| text(item) == *name))
    {
        report.field(
            "AV009",
            metadata,
            "finalizers",
            "must not hold both `orphan` and `foregroundDeletion`",
        );
    }
}

/// A label selector: `matchLabels` and `matchExpressions`.
pub(super) fn selector(report: &mut Report, selector: &Value) {
    labels(report, selector, "matchLabels");
    for expression in selector.items("matchExpressions") {
        let values = expression.items("values");
        match expression.text("operator") {
            "In" | "NotIn" if values.is_empty() => {
                report.field(
                    "AV119",
                    expression,
                    "values",
                    "must not be empty with `In` and `NotIn`",
                );
            }
            "Exists" | "DoesNotExist" if !values.is_empty() => {
                report.field(
                    "AV119",
                    expression,
                    "values",
                    "must be empty with `Exists` and `DoesNotExist`",
                );
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => report.field(
                "AV119",
                expression,
                "operator",
                "must be `In`, `NotIn`, `Exists` or `DoesNotExist`",
            ),
        }
        if !names::is_qualified(expression.text("key")) {
            report.field("AV006", expression, "key", names::QUALIFIED);
        }
        for value in values
            .iter()
            .filter(|value| !names::is_label_value(text(value)))
        {
            report.value("AV007", value, names::LABEL_VALUE);
        }
    }
}

/// A selector that selects nothing in particular.
pub(super) fn is_empty(selector: &Value) -> bool {
    selector.entries("matchLabels").next().is_none()
        && selector.items("matchExpressions").is_empty()
}

/// Whether the selector matches the labels of `metadata`.
pub(super) fn selects(selector: &Value, metadata: &Value) -> bool {
    let labels = metadata.at("labels");
    let label = |key: &str| {
        labels
            .as_object()
            .and_then(|labels| labels.get(key))
            .map(text)
    };
    selector
        .entries("matchLabels")
        .all(|(key, value)| label(key) == Some(text(value)))
        && selector.items("matchExpressions").iter().all(|expression| {
            let value = label(expression.text("key"));
            let listed = value.is_some_and(|value| {
                expression
                    .items("values")
                    .iter()
                    .any(|item| text(item) == value)
            });
            match expression.text("operator") {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => true,
            }
        })
}
