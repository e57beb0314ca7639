//! A group of rules as YAML.

use super::Rule;
use crate::monitoring::yaml::{Yaml, list, map};

/// A file with one group.
pub(super) fn group(name: &str, interval: Option<u32>, rules: &[Rule]) -> String {
    let mut group = vec![("name", name.into())];
    group.extend(interval.map(|seconds| ("interval", format!("{seconds}s").into())));
    group.push(("rules", list(rules.iter().map(one))));
    map([("groups", list([map(group)]))]).document()
}

fn one(rule: &Rule) -> Yaml {
    let mut labels = vec![("severity", rule.severity.into())];
    for (key, value) in &rule.labels {
        labels.push((key, value.as_str().into()));
    }
    let words = ["summary", "description", "runbook"].into_iter();
    let texts = words.zip(rule.texts.iter().map(|text| text.as_str().into()));
    map([
        ("alert", rule.name.into()),
        ("expr", rule.expr.as_str().into()),
        ("for", rule.hold.as_str().into()),
        ("labels", map(labels)),
        ("annotations", map(texts)),
    ])
}
