//! A survey as a graph: who needs whom, and who shares a network.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{Survey, Written};

/// A line from a container to something.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    kind: Kind,
    from: String,
    to: Thing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// `dependsOn`.
    Needs,
    /// `container:NAME`: one network for both.
    Shares,
    /// A network of that name.
    Joins,
}

/// What a line leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    /// By name.
    Container(String),
    /// A container whose name only evaluation can tell.
    Unknown(String),
    /// By name.
    Network(String),
    /// A network whose name only evaluation can tell.
    UnknownNetwork(String),
}

/// Networks that are modes of podman, and no networks.
const MODES: [&str; 7] = [
    "bridge",
    "host",
    "none",
    "pasta",
    "podman",
    "private",
    "slirp4netns",
];

fn edges(survey: &Survey) -> BTreeSet<Edge> {
    let mut out = BTreeSet::new();
    for container in &survey.containers {
        let mut add = |kind: Kind, to: Thing| {
            out.insert(Edge {
                kind,
                from: container.name.clone(),
                to,
            });
        };
        for needed in &container.depends_on {
            add(Kind::Needs, named(needed, needed.text()));
        }
        for network in &container.networks {
            let text = network.text();
            // A colon behind `${` is part of an expression.
            let (plain, _) = text.split_once("${").unwrap_or((&text, ""));
            let (mode, rest) = match plain.find(':') {
                Some(colon) => (
                    text.get(..colon).unwrap_or_default(),
                    text.get(colon + 1..).unwrap_or_default(),
                ),
                None => (text.as_str(), ""),
            };
            if mode == "container" {
                add(Kind::Shares, named(network, rest.to_owned()));
            } else if plain.len() < mode.len() && is_computed(network) {
                add(Kind::Joins, Thing::UnknownNetwork(mode.to_owned()));
            } else if !MODES.contains(&mode) {
                add(Kind::Joins, Thing::Network(mode.to_owned()));
            }
        }
    }
    out
}

fn named(written: &Written, name: String) -> Thing {
    if is_computed(written) {
        Thing::Unknown(name)
    } else {
        Thing::Container(name)
    }
}

fn is_computed(written: &Written) -> bool {
    matches!(written, Written::Computed(_))
}

/// All containers, and what edges lead to, in order.
fn nodes(survey: &Survey, edges: &BTreeSet<Edge>) -> Vec<Thing> {
    let containers = survey.containers.iter();
    let containers = containers.map(|container| Thing::Container(container.name.clone()));
    let reached = edges.iter().map(|edge| edge.to.clone());
    let all: BTreeSet<Thing> = containers.chain(reached).collect();
    all.into_iter().collect()
}

/// For `dot`.
#[must_use]
pub fn dot(survey: &Survey) -> String {
    let edges = edges(survey);
    let quoted = |text: &str| {
        let text = text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("\"{text}\"")
    };
    let id = |thing: &Thing| match thing {
        Thing::Container(name) => quoted(name),
        Thing::Unknown(name) => quoted(&format!("computed {name}")),
        Thing::Network(name) => quoted(&format!("network {name}")),
        Thing::UnknownNetwork(name) => quoted(&format!("computed network {name}")),
    };
    let mut out = "digraph containers {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    for thing in nodes(survey, &edges) {
        let (style, name) = match &thing {
            Thing::Container(_) => (None, ""),
            Thing::Unknown(name) => (Some("style=dashed"), name.as_str()),
            Thing::Network(name) => (Some("shape=ellipse"), name.as_str()),
            Thing::UnknownNetwork(name) => (Some("shape=ellipse, style=dashed"), name.as_str()),
        };
        let style = style.map(|style| format!(" [{style}, label={}]", quoted(name)));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {}{};", id(&thing), style.unwrap_or_default());
    }
    for edge in &edges {
        let style = match edge.kind {
            Kind::Needs => "",
            Kind::Shares => " [style=dashed, label=\"shares its network\"]",
            Kind::Joins => " [style=dotted, dir=none]",
        };
        let _ = writeln!(out, "  {} -> {}{style};", quoted(&edge.from), id(&edge.to));
    }
    out.push_str("}\n");
    out
}

/// For Mermaid, as Markdown pages show it.
#[must_use]
pub fn mermaid(survey: &Survey) -> String {
    let edges = edges(survey);
    let nodes = nodes(survey, &edges);
    let id = |thing: &Thing| {
        let letter = |thing: &Thing| match thing {
            Thing::Container(_) => 'c',
            Thing::Unknown(_) => 'x',
            Thing::Network(_) => 'n',
            Thing::UnknownNetwork(_) => 'y',
        };
        let mut alike = nodes.iter().filter(|other| letter(other) == letter(thing));
        let at = alike.position(|other| other == thing);
        format!("{}{}", letter(thing), at.unwrap_or_default())
    };
    let label = |text: &str| -> String {
        let plain = |c: char| c.is_alphanumeric() || " -_.:/@+".contains(c);
        let letters = text.chars();
        letters
            .map(|c| {
                if plain(c) {
                    c.to_string()
                } else {
                    format!("#{};", u32::from(c))
                }
            })
            .collect()
    };
    let mut out = "flowchart LR\n".to_owned();
    for thing in &nodes {
        let (open, name, close) = match thing {
            Thing::Container(name) => ("[", name, "]"),
            Thing::Unknown(name) => ("{{", name, "}}"),
            Thing::Network(name) => ("([", name, "])"),
            Thing::UnknownNetwork(name) => ("[/", name, "/]"),
        };
        let _ = writeln!(out, "  {}{open}\"{}\"{close}", id(thing), label(name));
    }
    for edge in &edges {
        let line = match edge.kind {
            Kind::Needs => "-->",
            Kind::Shares => "-. shares its network .->",
            Kind::Joins => "-.-",
        };
        let from = Thing::Container(edge.from.clone());
        let _ = writeln!(out, "  {} {line} {}", id(&from), id(&edge.to));
    }
    out
}
