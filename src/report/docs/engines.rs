//! `docs/engines.md`: what the engines do where no option says anything.

use std::fmt::Write as _;

use super::cell;
use crate::podman::engine::{ROWS, Row};

/// `docs/engines.md`.
#[must_use]
pub fn engines() -> String {
    let mut out = "# podman 5, podman 6, Docker\n\n\
         Made from the table in `src/podman/engine/rows.rs`; `UPDATE=1 cargo test --test docs` writes it again.\n\n\
         What a container has where no option says anything depends on its engine. The NixOS module exports the engine and its \
         version; for a bare file of containers `--engine podman-5`, `podman-6` or `docker` says it. Without either the engine is \
         podman 5, or Docker where the file shows it: NixOS sets `podman` of a container to null there.\n\n\
         Messages are about the engine of the host: a Docker host does not read of podman.\n"
        .to_owned();
    // Writing to a String cannot fail.
    let titles: Vec<&str> = ROWS.iter().map(|row| row.versions).collect();
    let _ = writeln!(
        out,
        "\n| | {} |\n|---|{}",
        titles.join(" | "),
        "---|".repeat(titles.len())
    );
    let all: Vec<_> = ROWS.iter().map(Row::facts).collect();
    let count = all.first().map_or(0, Vec::len);
    let nth = |number: usize| all.iter().filter_map(move |facts| facts.get(number));
    for number in 0..count {
        let about = nth(number).next().map_or("", |(about, ..)| about);
        let texts: Vec<String> = nth(number).map(|(_, text, _)| cell(text)).collect();
        let _ = writeln!(out, "| {} | {} |", cell(about), texts.join(" | "));
    }
    out.push_str("\n## Sources\n\nProject, version, file and line.\n");
    let mut before: &[(&str, &str, &str)] = &[];
    for (row, facts) in ROWS.iter().zip(&all) {
        let _ = writeln!(out, "\n### {}\n", row.versions);
        let own: Vec<_> = facts.iter().filter(|fact| !before.contains(fact)).collect();
        for (about, _, source) in &own {
            let _ = writeln!(out, "- {about}: `{source}`");
        }
        if own.len() < facts.len() {
            out.push_str("- everything else: as in the version before\n");
        }
        before = facts;
    }
    out
}
