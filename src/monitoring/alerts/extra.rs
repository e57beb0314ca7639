//! Files of rules that the operator brings: as they are, if the programs will take them.
//!
//! A program of the stack that reads one bad file does not start, and with it no rule of any file.

use serde::Deserialize;

use super::{Backend, GROUPS};

/// Why a file of rules is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not YAML of that shape: the parser's words.
    Shape(String),
    /// A group has the name of one of ours, or of one before.
    GroupTwice(String),
    /// A rule of this group has none of `alert` and `record`, or both.
    Nameless(String),
    /// This rule has no `expr`.
    NoExpression(String),
}

/// Keys that only vmalert knows are taken where it reads the file.
#[derive(Deserialize)]
struct File {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    #[serde(default)]
    rules: Vec<Rule>,
    r#type: Option<String>,
    concurrency: Option<u32>,
}

#[derive(Deserialize)]
struct Rule {
    alert: Option<String>,
    record: Option<String>,
    #[serde(default)]
    expr: String,
}

/// All that speaks against a file.
#[must_use]
pub fn faults(text: &str, backend: Backend) -> Vec<Fault> {
    let file: File = match serde_saphyr::from_str(text) {
        Ok(file) => file,
        Err(error) => return vec![Fault::Shape(first_line(&error.to_string()))],
    };
    let mut names: Vec<String> = GROUPS.iter().map(|group| group.name.to_owned()).collect();
    names.push("volumes".to_owned());
    let mut out = Vec::new();
    for group in file.groups {
        let only_vmalert = group.r#type.is_some() || group.concurrency.is_some();
        if backend == Backend::Prometheus && only_vmalert {
            let words = format!(
                "`{}` has keys of vmalert, and Prometheus reads it",
                group.name
            );
            out.push(Fault::Shape(words));
        }
        for rule in &group.rules {
            match (&rule.alert, &rule.record) {
                (Some(name), None) | (None, Some(name)) if rule.expr.trim().is_empty() => {
                    out.push(Fault::NoExpression(name.clone()));
                }
                (Some(_), None) | (None, Some(_)) => {}
                _ => out.push(Fault::Nameless(group.name.clone())),
            }
        }
        if names.contains(&group.name) {
            out.push(Fault::GroupTwice(group.name));
        } else {
            names.push(group.name);
        }
    }
    out
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{super::Backend::*, Fault, faults};

    #[test]
    fn rules_of_both_kinds_are_taken() {
        let text = "groups:\n- name: own\n  interval: 1m\n  rules:\n  - alert: A\n    expr: up == 0\n    for: 5m\n  - record: a:b\n    expr: sum(up)\n";
        assert_eq!(faults(text, Prometheus), []);
        assert_eq!(faults(text, VictoriaMetrics), []);
    }

    #[test]
    fn what_would_keep_the_programs_from_starting_is_found() {
        let of = |text| faults(text, VictoriaMetrics);
        assert!(matches!(of("groups: [").as_slice(), [Fault::Shape(_)]));
        assert!(matches!(of("rules: []").as_slice(), [Fault::Shape(_)]));
        assert!(matches!(of("").as_slice(), [Fault::Shape(_)]));
        assert_eq!(
            of("groups:\n- name: nodes\n- name: x\n- name: x\n"),
            [
                Fault::GroupTwice("nodes".to_owned()),
                Fault::GroupTwice("x".to_owned())
            ]
        );
        assert_eq!(
            of(
                "groups:\n- name: x\n  rules:\n  - alert: A\n  - expr: up\n  - alert: A\n    record: b\n    expr: up\n"
            ),
            [
                Fault::NoExpression("A".to_owned()),
                Fault::Nameless("x".to_owned()),
                Fault::Nameless("x".to_owned())
            ]
        );
    }

    #[test]
    fn keys_of_vmalert_are_for_vmalert() {
        let text = "groups:\n- name: x\n  concurrency: 2\n  rules: []\n";
        assert_eq!(faults(text, VictoriaMetrics), []);
        assert_eq!(faults(text, Prometheus).len(), 1);
    }
}
