//! How two files say one project: mappings are joined, lists appended, and some keys have rules of their own.
//!
//! <https://github.com/compose-spec/compose-spec/blob/main/13-merge.md>,
//! <https://github.com/compose-spec/compose-go/blob/v2.16.2/override/merge.go>

use crate::read::yaml::{Entry, Kind, Mark, Node};

mod unique;

pub use unique::unique;

/// What joins two values of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The later one counts.
    Replace,
    /// Both as lists of `KEY=VALUE`, if one of them is a list.
    Pairs,
    /// Both as lists; a text is a list of one.
    Lists,
    /// Both as mappings; a list has the keys, with these values.
    Keys(&'static [(&'static str, &'static str)]),
    /// The options of another driver are not those of this one.
    Logging,
    /// A text is the folder.
    Build,
}

/// Keys with a rule of their own, below `services.NAME` and for the rest from the top; `*` is any name. Sorted.
#[rustfmt::skip]
const RULES: &[(&str, Rule)] = &[
    ("configs.*.labels", Rule::Pairs),
    ("networks.*.driver_opts", Rule::Pairs),
    ("networks.*.labels", Rule::Pairs),
    ("secrets.*.labels", Rule::Pairs),
    ("services.*.annotations", Rule::Pairs),
    ("services.*.build", Rule::Build),
    ("services.*.build.additional_contexts", Rule::Pairs),
    ("services.*.build.args", Rule::Pairs),
    ("services.*.build.extra_hosts", Rule::Pairs),
    ("services.*.build.labels", Rule::Pairs),
    ("services.*.command", Rule::Replace),
    ("services.*.depends_on", Rule::Keys(&[("condition", "service_started"), ("required", "true")])),
    ("services.*.deploy.labels", Rule::Pairs),
    ("services.*.dns", Rule::Lists),
    ("services.*.dns_opt", Rule::Lists),
    ("services.*.dns_search", Rule::Lists),
    ("services.*.entrypoint", Rule::Replace),
    ("services.*.env_file", Rule::Lists),
    ("services.*.environment", Rule::Pairs),
    ("services.*.extra_hosts", Rule::Pairs),
    ("services.*.healthcheck.test", Rule::Replace),
    ("services.*.label_file", Rule::Lists),
    ("services.*.labels", Rule::Pairs),
    ("services.*.logging", Rule::Logging),
    ("services.*.models", Rule::Keys(&[])),
    ("services.*.networks", Rule::Keys(&[])),
    ("services.*.sysctls", Rule::Pairs),
    ("services.*.tmpfs", Rule::Lists),
    ("services.*.ulimits.*", Rule::Replace),
    ("volumes.*.driver_opts", Rule::Pairs),
    ("volumes.*.labels", Rule::Pairs),
];

fn rule(path: &[&str]) -> Option<Rule> {
    // A job has the keys of a service.
    let is_job = path.first() == Some(&"jobs");
    let own = path.iter().map(|key| {
        if is_job && *key == "jobs" {
            "services"
        } else {
            *key
        }
    });
    let path: Vec<&str> = own.collect();
    let fits = |pattern: &str| {
        let mut parts = pattern.split('.');
        let all = path
            .iter()
            .all(|key| parts.next().is_some_and(|part| part == "*" || part == *key));
        all && parts.next().is_none()
    };
    let found = RULES.iter().find(|(pattern, _)| fits(pattern));
    found.map(|(_, rule)| *rule)
}

/// Joins what a later file says with what is there. `path` is where both are: `services`, `web`, …
///
/// # Errors
/// Two values of different kinds.
pub fn merge<'n>(earlier: Node, later: &'n Node, path: &mut Vec<&'n str>) -> Result<Node, String> {
    match later.mark {
        Mark::Override | Mark::Reset => return Ok(later.clone()),
        Mark::None => {}
    }
    if matches!(later.kind, Kind::Null) || matches!(earlier.kind, Kind::Null) {
        return Ok(if matches!(later.kind, Kind::Null) {
            earlier
        } else {
            later.clone()
        });
    }
    let is_list = |node: &Node| matches!(node.kind, Kind::List(_));
    let is_map = |node: &Node| matches!(node.kind, Kind::Map(_));
    match rule(path) {
        Some(Rule::Replace) => Ok(later.clone()),
        Some(Rule::Pairs) if is_list(&earlier) || is_list(later) => {
            Ok(append(pairs(earlier), pairs(later.clone())))
        }
        Some(Rule::Lists) => Ok(append(list(earlier), list(later.clone()))),
        Some(Rule::Keys(values)) => {
            let (earlier, later) = (keys(earlier, values), keys(later.clone(), values));
            let Kind::Map(entries) = later.kind else {
                return Ok(later);
            };
            let mut out = earlier;
            for entry in entries {
                put(&mut out, entry);
            }
            Ok(out)
        }
        Some(Rule::Logging) if is_map(&earlier) && is_map(later) => {
            let driver = |node: &Node| {
                node.get("driver")
                    .and_then(Node::as_text)
                    .map(str::to_owned)
            };
            match (driver(&earlier), driver(later)) {
                (Some(one), Some(other)) if one != other => Ok(later.clone()),
                _ => maps(earlier, later, path),
            }
        }
        Some(Rule::Build) if is_map(&earlier) != is_map(later) => {
            let folder = |node: Node| {
                if let Kind::Map(_) = node.kind {
                    node
                } else {
                    let entry = Entry {
                        key: "context".into(),
                        spot: node.spot,
                        value: node.clone(),
                    };
                    Node {
                        kind: Kind::Map(vec![entry]),
                        ..node
                    }
                }
            };
            let (mut out, later) = (folder(earlier), folder(later.clone()));
            for entry in later.entries() {
                put(&mut out, entry.clone());
            }
            Ok(out)
        }
        _ if is_map(&earlier) && is_map(later) => maps(earlier, later, path),
        _ if is_list(&earlier) && is_list(later) => Ok(append(earlier, later.clone())),
        _ if is_map(&earlier) || is_map(later) || is_list(&earlier) || is_list(later) => {
            Err(format!(
                "`{}` is of one kind in one file and of another in the next",
                path.join(".")
            ))
        }
        _ => Ok(later.clone()),
    }
}

fn maps<'n>(mut earlier: Node, later: &'n Node, path: &mut Vec<&'n str>) -> Result<Node, String> {
    for entry in later.entries() {
        match earlier.get_mut(&entry.key) {
            None => put(&mut earlier, entry.clone()),
            Some(known) => {
                path.push(&entry.key);
                let value = std::mem::replace(known, Node::new(Kind::Null));
                let merged = merge(value, &entry.value, path)?;
                path.pop();
                put(
                    &mut earlier,
                    Entry {
                        value: merged,
                        ..entry.clone()
                    },
                );
            }
        }
    }
    Ok(earlier)
}

/// Sets an entry of a mapping, in the place of one with its key.
pub fn put(node: &mut Node, entry: Entry) {
    let Kind::Map(entries) = &mut node.kind else {
        return;
    };
    match entries.iter_mut().find(|known| known.key == entry.key) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

/// The list that a node is: of one, where it is a text.
fn list(node: Node) -> Node {
    match node.kind {
        Kind::List(_) => node,
        _ => Node {
            spot: node.spot,
            mark: Mark::None,
            kind: Kind::List(vec![node]),
        },
    }
}

/// A mapping as a list of `KEY=VALUE`; a key without a value is `KEY`.
fn pairs(node: Node) -> Node {
    let Kind::Map(entries) = node.kind else {
        return node;
    };
    let one = |entry: Entry| {
        let text = match entry.value.as_text() {
            Some(value) => format!("{}={value}", entry.key),
            None => entry.key.to_string(),
        };
        Node {
            kind: Kind::Text(text.into()),
            spot: match entry.value.as_text() {
                Some(_) => entry.value.spot,
                None => entry.spot,
            },
            mark: entry.value.mark,
        }
    };
    Node {
        kind: Kind::List(entries.into_iter().map(one).collect()),
        ..node
    }
}

/// A list as a mapping from its elements to a mapping of `values`, or null where there are none.
fn keys(node: Node, values: &[(&str, &str)]) -> Node {
    let Kind::List(elements) = node.kind else {
        return node;
    };
    let value = |spot| {
        let pairs = values.iter().map(|(key, value)| Entry {
            key: (*key).into(),
            spot,
            value: Node {
                spot,
                ..Node::text(value)
            },
        });
        let pairs: Vec<Entry> = pairs.collect();
        let kind = if pairs.is_empty() {
            Kind::Null
        } else {
            Kind::Map(pairs)
        };
        Node {
            spot,
            ..Node::new(kind)
        }
    };
    let one = |element: &Node| {
        Some(Entry {
            key: element.as_text()?.into(),
            spot: element.spot,
            value: value(element.spot),
        })
    };
    Node {
        kind: Kind::Map(elements.iter().filter_map(one).collect()),
        ..node
    }
}

fn append(mut earlier: Node, later: Node) -> Node {
    match (&mut earlier.kind, later.kind) {
        (Kind::List(elements), Kind::List(more)) => elements.extend(more),
        (_, kind) => earlier.kind = kind,
    }
    earlier
}

/// Takes away what `!reset` takes away, and what it was on.
pub fn reset(node: &mut Node) {
    match &mut node.kind {
        Kind::Map(entries) => {
            entries.retain(|entry| entry.value.mark != Mark::Reset);
            for entry in entries {
                reset(&mut entry.value);
            }
        }
        Kind::List(elements) => {
            elements.retain(|element| element.mark != Mark::Reset);
            elements.iter_mut().for_each(reset);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::read::{
        Source,
        yaml::{Budget, parse},
    };

    fn node(text: &str) -> Node {
        let source = Source {
            name: "a".to_owned(),
            text: text.to_owned(),
        };
        let documents = parse(&source, 0, &mut Budget::default());
        documents
            .unwrap_or_default()
            .pop()
            .unwrap_or(Node::new(Kind::Null))
    }

    fn merged(one: &str, other: &str) -> Result<Value, String> {
        let wrap = |text: &str| node(&format!("services: {{web: {{{text}}}}}"));
        let later = wrap(other);
        let mut out = merge(wrap(one), &later, &mut Vec::new())?;
        reset(&mut out);
        unique(&mut out);
        let web = out.get("services").and_then(|node| node.get("web"));
        Ok(web.map_or(Value::Null, Node::to_json))
    }

    #[test]
    fn every_kind_of_key() {
        for (one, other, wanted) in [
            ("image: a", "image: b", json!({"image": "b"})),
            ("command: [a]", "command: b c", json!({"command": "b c"})),
            ("command: [a]", "command:", json!({"command": ["a"]})),
            (
                "environment: {A: 1, B: 2}",
                "environment: [A=3, C]",
                json!({"environment": ["A=3", "B=2", "C"]}),
            ),
            (
                "environment: {A: 1}",
                "environment: {B: 2}",
                json!({"environment": {"A": 1, "B": 2}}),
            ),
            (
                "ports: ['80:80', '443:443']",
                "ports: ['81:80', {target: 443, published: 443}]",
                json!({"ports": ["80:80", {"target": 443, "published": 443}, "81:80"]}),
            ),
            (
                "volumes: ['/a:/x', 'v:/y']",
                "volumes: ['/b:/x:ro', {type: tmpfs, target: /y}]",
                json!({"volumes": ["/b:/x:ro", {"type": "tmpfs", "target": "/y"}]}),
            ),
            (
                "depends_on: [a]",
                "depends_on: {b: {condition: service_healthy}}",
                json!({"depends_on": {"a": {"condition": "service_started", "required": "true"},
                       "b": {"condition": "service_healthy"}}}),
            ),
            (
                "networks: [a]",
                "networks: {a: {aliases: [x]}, b: }",
                json!({"networks": {"a": {"aliases": ["x"]}, "b": null}}),
            ),
            (
                "dns: 1.1.1.1",
                "dns: [9.9.9.9]",
                json!({"dns": ["1.1.1.1", "9.9.9.9"]}),
            ),
            (
                "logging: {driver: a, options: {x: 1}}",
                "logging: {driver: b}",
                json!({"logging": {"driver": "b"}}),
            ),
            (
                "logging: {driver: a, options: {x: 1}}",
                "logging: {options: {y: 2}}",
                json!({"logging": {"driver": "a", "options": {"x": 1, "y": 2}}}),
            ),
            (
                "build: ./a",
                "build: {args: {A: 1}}",
                json!({"build": {"context": "./a", "args": {"A": 1}}}),
            ),
            (
                "ports: ['80:80'], tty: true",
                "ports: !reset [], tty: !reset false",
                json!({}),
            ),
            (
                "ports: ['80:80']",
                "ports: !override ['81:81']",
                json!({"ports": ["81:81"]}),
            ),
            (
                "ulimits: {nofile: 3}",
                "ulimits: {nofile: {soft: 1, hard: 2}}",
                json!({"ulimits": {"nofile": {"soft": 1, "hard": 2}}}),
            ),
            (
                "cap_add: [A, B]",
                "cap_add: [B, C]",
                json!({"cap_add": ["A", "B", "C"]}),
            ),
        ] {
            assert_eq!(merged(one, other), Ok(wanted), "{one} + {other}");
        }
        assert!(merged("image: a", "image: [b]").is_err());
    }

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
