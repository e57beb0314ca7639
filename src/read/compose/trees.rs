//! What is written of each service, with what it uses of the project, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    origin::place::Place,
    read::{
        leaves::child,
        yaml::{Entry, Kind, Node, Spot},
    },
};

use super::{project::Project, texts::Texts};

/// By service, its tree: `services` or `jobs` with the service, and the parts that it is the first to use.
pub fn trees(project: &Project) -> BTreeMap<String, Node> {
    let mut taken: BTreeSet<(&'static str, String)> = BTreeSet::new();
    let sorted: BTreeMap<&str, &Node> = project.services().collect();
    let services = sorted.into_iter().map(|(name, service)| {
        let mut top = vec![entry(
            project.part_of(name),
            service.spot,
            vec![one(project, project.part_of(name), name)],
        )];
        let mut parts: BTreeMap<&str, Vec<Option<Entry>>> = BTreeMap::new();
        for used in project.used_by(service) {
            if taken.insert(used.clone()) {
                let (part, key) = used;
                parts
                    .entry(part)
                    .or_default()
                    .push(one(project, part, &key));
            }
        }
        for (part, entries) in parts {
            top.push(entry(part, service.spot, entries));
        }
        (name.to_owned(), Node::new(Kind::Map(top)))
    });
    services.collect()
}

fn one(project: &Project, part: &str, key: &str) -> Option<Entry> {
    let entries = project.root.get(part)?.entries();
    entries.iter().find(|entry| &*entry.key == key).cloned()
}

fn entry(key: &str, spot: Spot, entries: Vec<Option<Entry>>) -> Entry {
    Entry {
        key: key.into(),
        spot,
        value: Node::new(Kind::Map(entries.into_iter().flatten().collect())),
    }
}

/// Places of all options of a tree, and of what they are in.
pub fn places(tree: &Node, texts: &Texts) -> Vec<(String, Place)> {
    let mut out = Vec::new();
    walk(tree, "", texts, &mut out);
    out
}

fn walk(node: &Node, at: &str, texts: &Texts, out: &mut Vec<(String, Place)>) {
    let mut add =
        |at: &str, spot| out.extend(texts.place(spot).map(|place| (at.to_owned(), place)));
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let at = child(at, &entry.key);
                let is_inner = matches!(entry.value.kind, Kind::Map(_) | Kind::List(_));
                let spot = if is_inner {
                    entry.spot
                } else {
                    entry.value.spot
                };
                out.extend(texts.place(spot).map(|place| (at.clone(), place)));
                walk(&entry.value, &at, texts, out);
            }
        }
        Kind::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let at = child(at, &index.to_string());
                out.extend(texts.place(element.spot).map(|place| (at.clone(), place)));
                walk(element, &at, texts, out);
            }
        }
        _ if at.is_empty() => add(at, node.spot),
        _ => {}
    }
}
