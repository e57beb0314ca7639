//! The ledger as a table for people: a block per container, a line per option.

use std::fmt::Write as _;

use super::{Row, rows};
use crate::Compiled;

/// The table.
#[must_use]
pub fn ledger(compiled: &Compiled, container: Option<&str>) -> String {
    let rows = rows(compiled, container);
    let mut out = String::new();
    let mut current = None;
    for row in &rows {
        if current != Some((row.host, row.container)) {
            if current.is_some() {
                out.push('\n');
            }
            current = Some((row.host, row.container));
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{} on {}", row.container, row.host);
        }
        out.push_str(&line(row));
    }
    out
}

fn line(row: &Row) -> String {
    let mut option = row.paths.join(" ");
    if let Some(flag) = row.flag {
        let _ = write!(option, " ({flag})");
    }
    let mut out = format!(
        "  {option:<44} {:<8} {:<8}",
        row.fate,
        row.code.unwrap_or("-")
    );
    match row.targets.split_first() {
        None => {
            if let Some(reason) = row.reason {
                let _ = write!(out, " {reason}");
            }
        }
        Some((first, rest)) => {
            let _ = write!(out, " {}{}", kind_and_name(first.object), first.pointer);
            for target in rest {
                let _ = write!(
                    out,
                    "\n{:>65} {}{}",
                    "",
                    kind_and_name(target.object),
                    target.pointer
                );
            }
        }
    }
    let mut out: String = out.trim_end().to_owned();
    out.push('\n');
    out
}

/// `apps/v1/Deployment/podman/plex` as `Deployment plex `.
pub(super) fn kind_and_name(object: &str) -> String {
    let mut parts = object.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let _namespace = parts.next();
    let kind = parts.next().unwrap_or_default();
    format!("{kind} {name} ")
}
