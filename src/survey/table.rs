//! A survey as a table.

use std::fmt::Write as _;

use super::{Site, Survey, Written, project};
use crate::columns::aligned;

/// Containers, then what only evaluation can see, then projects, then files that were not read.
#[must_use]
pub fn text(survey: &Survey) -> String {
    let mut lines = vec![
        [
            "CONTAINER",
            "DEFINED AT",
            "IMAGE",
            "PORTS",
            "VOLUMES",
            "DEPENDS ON",
            "NETWORKS",
        ]
        .map(str::to_owned),
    ];
    for container in &survey.containers {
        let list = |values: &[Written]| {
            let words: Vec<String> = values.iter().map(|value| one_line(&value.text())).collect();
            if words.is_empty() {
                "-".to_owned()
            } else {
                words.join(",")
            }
        };
        let places: Vec<String> = container.places.iter().map(place).collect();
        lines.push([
            one_line(&container.name),
            places.join(","),
            list(container.image.as_slice()),
            list(&container.ports),
            list(&container.volumes),
            list(&container.depends_on),
            list(&container.networks),
        ]);
    }
    // A tree without Nix files has no table of them.
    let mut out = if lines.len() == 1 && !survey.projects.is_empty() {
        String::new()
    } else {
        aligned(&lines)
    };
    if !survey.computed.is_empty() {
        out.push_str("\nonly evaluation can see:\n");
        for computed in &survey.computed {
            let name = computed.container.as_ref();
            let name = name.map(|name| format!("{}: ", one_line(name)));
            let (at, reason) = (place(&computed.site), one_line(&computed.reason));
            // Writing to a String cannot fail.
            let _ = writeln!(out, "  {at}  {}{reason}", name.unwrap_or_default());
        }
    }
    if !survey.projects.is_empty() {
        let projects = project::text(&survey.projects);
        out.push_str(if out.is_empty() {
            projects.trim_start()
        } else {
            &projects
        });
    }
    if !survey.unread.is_empty() {
        out.push_str("\nnot read:\n");
        for unread in &survey.unread {
            let mut at = one_line(&unread.file);
            for number in [unread.line, unread.column].into_iter().flatten() {
                let _ = write!(at, ":{number}");
            }
            let _ = writeln!(out, "  {at}  {}", one_line(&unread.reason));
        }
    }
    out
}

fn place(site: &Site) -> String {
    format!("{}:{}:{}", one_line(&site.file), site.line, site.column)
}

/// Control characters would break the table.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}
