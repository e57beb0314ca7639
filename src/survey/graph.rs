//! A survey as a graph: who needs whom, and who shares a network.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{Survey, Written};

/// A line between two things.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// `dependsOn`.
    Needs(String, String),
    /// `container:NAME`: one network for both.
    Shares(String, String),
    /// A network of that name.
    Joins(String, String),
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
        let name = || container.name.clone();
        for needed in literals(&container.depends_on) {
            out.insert(Edge::Needs(name(), needed.to_owned()));
        }
        for network in literals(&container.networks) {
            let (mode, rest) = network.split_once(':').unwrap_or((network, ""));
            if mode == "container" {
                out.insert(Edge::Shares(name(), rest.to_owned()));
            } else if !MODES.contains(&mode) {
                out.insert(Edge::Joins(name(), mode.to_owned()));
            }
        }
    }
    out
}

fn literals(values: &[Written]) -> impl Iterator<Item = &str> {
    values.iter().filter_map(|value| match value {
        Written::Literal(text) => Some(text.as_str()),
        Written::Computed(_) => None,
    })
}

/// Containers and what edges lead to, in order; then networks.
fn nodes(survey: &Survey, edges: &BTreeSet<Edge>) -> (Vec<String>, Vec<String>) {
    let mut containers: BTreeSet<String> =
        survey.containers.iter().map(|c| c.name.clone()).collect();
    let mut networks = BTreeSet::new();
    for edge in edges {
        match edge {
            Edge::Needs(_, to) | Edge::Shares(_, to) => containers.insert(to.clone()),
            Edge::Joins(_, to) => networks.insert(to.clone()),
        };
    }
    (
        containers.into_iter().collect(),
        networks.into_iter().collect(),
    )
}

/// For `dot`.
#[must_use]
pub fn dot(survey: &Survey) -> String {
    let edges = edges(survey);
    let (containers, networks) = nodes(survey, &edges);
    let quoted = |text: &str| {
        let text = text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("\"{text}\"")
    };
    let network = |name: &str| quoted(&format!("network {name}"));
    let mut out = "digraph containers {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    // Writing to a String cannot fail.
    for name in &containers {
        let _ = writeln!(out, "  {};", quoted(name));
    }
    for name in &networks {
        let _ = writeln!(
            out,
            "  {} [shape=ellipse, label={}];",
            network(name),
            quoted(name)
        );
    }
    for edge in &edges {
        let _ = match edge {
            Edge::Needs(from, to) => writeln!(out, "  {} -> {};", quoted(from), quoted(to)),
            Edge::Shares(from, to) => writeln!(
                out,
                "  {} -> {} [style=dashed, label=\"shares its network\"];",
                quoted(from),
                quoted(to)
            ),
            Edge::Joins(from, to) => writeln!(
                out,
                "  {} -> {} [style=dotted, dir=none];",
                quoted(from),
                network(to)
            ),
        };
    }
    out.push_str("}\n");
    out
}

/// For Mermaid, as Markdown pages show it.
#[must_use]
pub fn mermaid(survey: &Survey) -> String {
    let edges = edges(survey);
    let (containers, networks) = nodes(survey, &edges);
    let id = |letter: char, all: &[String], name: &str| {
        let at = all.iter().position(|one| one == name).unwrap_or_default();
        format!("{letter}{at}")
    };
    let container = |name: &str| id('c', &containers, name);
    let network = |name: &str| id('n', &networks, name);
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
    for name in &containers {
        let _ = writeln!(out, "  {}[\"{}\"]", container(name), label(name));
    }
    for name in &networks {
        let _ = writeln!(out, "  {}([\"{}\"])", network(name), label(name));
    }
    for edge in &edges {
        let _ = match edge {
            Edge::Needs(from, to) => writeln!(out, "  {} --> {}", container(from), container(to)),
            Edge::Shares(from, to) => writeln!(
                out,
                "  {} -. shares its network .-> {}",
                container(from),
                container(to)
            ),
            Edge::Joins(from, to) => writeln!(out, "  {} -.- {}", container(from), network(to)),
        };
    }
    out
}
