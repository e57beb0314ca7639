//! Who needs whom, as a graph: DOT for Graphviz, and Mermaid.

use std::fmt::Write as _;

use crate::waves::{Moves, Wave};

/// As DOT: a cluster per wave, an arrow from who needs to who is needed.
#[must_use]
pub fn dot(all: &[Moves]) -> String {
    let mut out = String::from("digraph waves {\n  rankdir=LR;\n  node [shape=box];\n");
    for moves in all {
        for wave in &moves.waves {
            let title = title(moves, wave);
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "  subgraph {} {{\n    label={};",
                quoted(&format!("cluster {} {}", moves.host, wave.number)),
                quoted(&title)
            );
            for container in &wave.containers {
                let id = quoted(&format!("{}/{container}", moves.host));
                let _ = writeln!(out, "    {id} [label={}];", quoted(container));
            }
            out.push_str("  }\n");
        }
        let end = |name: &str| quoted(&format!("{}/{name}", moves.host));
        for need in &moves.needs {
            let port = need
                .port
                .map_or(String::new(), |port| format!(" [label=\"{port}\"]"));
            let _ = writeln!(
                out,
                "  {} -> {}{port};",
                end(&need.container),
                end(&need.needs)
            );
        }
        for (first, second) in pairs(moves) {
            let _ = writeln!(
                out,
                "  {} -> {} [dir=none, style=bold, label=\"together\"];",
                end(first),
                end(second)
            );
        }
    }
    out.push_str("}\n");
    out
}

/// The same as Mermaid.
#[must_use]
pub fn mermaid(all: &[Moves]) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut number = 0;
    for moves in all {
        let mut ids: Vec<(&str, usize)> = Vec::new();
        for wave in &moves.waves {
            let title = title(moves, wave);
            let _ = writeln!(out, "  subgraph w{number}[{}]", escaped(&title));
            for container in &wave.containers {
                number += 1;
                ids.push((container, number));
                let _ = writeln!(out, "    c{number}[{}]", escaped(container));
            }
            out.push_str("  end\n");
            number += 1;
        }
        let id = |name: &str| {
            let found = ids.iter().find(|(own, _)| *own == name);
            found.map_or(0, |(_, id)| *id)
        };
        for need in &moves.needs {
            let port = need.port.map_or(String::new(), |port| format!("|{port}|"));
            let _ = writeln!(
                out,
                "  c{} -->{port} c{}",
                id(&need.container),
                id(&need.needs)
            );
        }
        for (first, second) in pairs(moves) {
            let _ = writeln!(out, "  c{} === c{}", id(first), id(second));
        }
    }
    out
}

/// The heading of a wave.
fn title(moves: &Moves, wave: &Wave) -> String {
    format!(
        "{}: wave {}, {}",
        moves.host,
        wave.number,
        wave.class.title()
    )
}

/// Neighbours among those that move together.
fn pairs(moves: &Moves) -> impl Iterator<Item = (&str, &str)> {
    let groups = moves.waves.iter().flat_map(|wave| &wave.together);
    groups.flat_map(|group| {
        let names = group.containers.iter().map(String::as_str);
        names.clone().zip(names.skip(1))
    })
}

/// A string of DOT.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A label of Mermaid, which takes entities of HTML.
fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '&' | '<' | '>' | '#' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
