//! Files that hold several units, as `podman quadlet install` takes them.

use super::KINDS;
use crate::read::{Error, Source};

/// The parts of a file that holds several units: the name of each, the lines before it, and its text.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-quadlet-install.1.html>
pub(super) fn several(source: &Source) -> Result<Vec<(String, usize, String)>, Error> {
    let wrong = |line: usize, what: &str| Error::Syntax {
        name: source.name.clone(),
        line: line.saturating_add(1),
        column: 1,
        what: what.to_owned(),
    };
    let mut parts: Vec<(usize, Vec<&str>)> = vec![(0, Vec::new())];
    for (number, line) in source.text.lines().enumerate() {
        if line.trim() == "---" {
            parts.push((number.saturating_add(1), Vec::new()));
        } else if let Some((_, lines)) = parts.last_mut() {
            lines.push(line);
        }
    }
    let mut out = Vec::new();
    for (first, lines) in parts {
        if lines.iter().all(|line| line.trim().is_empty()) {
            continue;
        }
        let trimmed = || lines.iter().map(|line| line.trim());
        let kind = trimmed().find_map(|line| {
            let section = line
                .strip_prefix('[')?
                .strip_suffix(']')?
                .to_ascii_lowercase();
            KINDS.into_iter().find(|kind| *kind == section)
        });
        let kind = kind.ok_or_else(|| {
            wrong(
                first,
                "this part has no section of a unit, such as `[Container]`",
            )
        })?;
        let name = trimmed().find_map(|line| {
            let comment = line.strip_prefix('#')?.trim();
            comment.strip_prefix("FileName=").map(str::trim)
        });
        let name = name.filter(|name| !name.is_empty() && !name.contains(['/', '\\']));
        let name = name.ok_or_else(|| {
            wrong(
                first,
                "this part has no comment `# FileName=NAME`, which podman requires",
            )
        })?;
        out.push((format!("{name}.{kind}"), first, lines.join("\n")));
    }
    Ok(out)
}
