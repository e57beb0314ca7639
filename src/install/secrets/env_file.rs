//! podman's env-file syntax, which is neither a shell's nor Compose's: no quotes, no `$`, a `#`
//! only at the start of a line; a bare `KEY` takes the value of the host, which is not known. A file that Compose reads
//! has Compose's syntax.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file>

use std::collections::BTreeMap;

use crate::dotenv;

/// What is wrong with a file that Compose refuses; what stands there may be a secret.
pub const WRONG: &str = "Docker Compose refuses it: a name, a quote or a `${` is wrong";

/// A longer line makes podman give up on the file.
const LONGEST_LINE: usize = 65_536;

/// What a file sets.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// The variables; a later one wins.
    pub set: BTreeMap<String, String>,
    /// Lines that podman takes and a Secret does not, by number from 1, each with what is wrong. Never the line: it may hold
    /// a secret.
    pub left_out: Vec<(usize, &'static str)>,
}

/// The variables of a file.
///
/// # Errors
/// What podman refuses, too: the number of the line, from 1, and what is wrong with it.
pub fn parse(text: &[u8]) -> Result<Variables, (usize, &'static str)> {
    let mut out = Variables::default();
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1_usize..) {
        if line.len() >= LONGEST_LINE {
            return Err((number, "it is longer than 64 KiB"));
        }
        let line = decode(line.strip_suffix(b"\r").unwrap_or(line));
        let line = line.trim_start_matches([' ', '\t']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once('=') {
            Some(("", _)) => return Err((number, "the name before the `=` is missing")),
            Some((name, value)) if key(name) => {
                out.set.insert(name.to_owned(), ended(value));
            }
            Some((name, _)) => out.left_out.push((number, wrong_name(name))),
            None => out.left_out.push((number, "the name has no value")),
        }
    }
    Ok(out)
}

/// The variables of a file that Compose reads, and those of its project.
///
/// # Errors
/// What Compose refuses, too: the number of the line, from 1.
pub fn parse_dotenv(
    text: &[u8],
    project: &dotenv::Variables,
) -> Result<Variables, (usize, &'static str)> {
    let found = dotenv::statements(&decode(text), project, &BTreeMap::new());
    let found = found.map_err(|(line, _)| (line, WRONG))?;
    let mut out = Variables::default();
    for variable in found {
        let wrong = match &variable.value {
            None => Some("the name has no value, and `.env` has none"),
            Some(_) if variable.has_unknown => {
                Some("the value names a variable that neither the file nor `.env` sets")
            }
            Some(_) if !key(&variable.name) => Some(wrong_name(&variable.name)),
            Some(_) => None,
        };
        match wrong {
            Some(what) => out.left_out.push((variable.line, what)),
            None => out
                .set
                .extend(variable.value.map(|value| (variable.name, ended(&value)))),
        }
    }
    Ok(out)
}

/// A value up to where the system ends a variable.
fn ended(value: &str) -> String {
    value.split('\0').next().unwrap_or_default().to_owned()
}

/// Text as podman hands it on: with U+FFFD for each byte that is not UTF-8.
fn decode(line: &[u8]) -> String {
    let mut out = String::new();
    for chunk in line.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

/// Why a name cannot be a key of a Secret.
fn wrong_name(name: &str) -> &'static str {
    if name.starts_with('\u{feff}') {
        "the name begins with a byte order mark"
    } else if name.ends_with([' ', '\t']) {
        "the name has a blank before the `=`"
    } else if name.starts_with("export ") {
        "`export` would be a part of the name"
    } else {
        "the name has other characters than letters, digits, `-`, `_` and `.`"
    }
}

/// Whether a name can be a key of a Secret.
/// Kubernetes: <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data>
#[must_use]
pub fn key(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !name.is_empty()
        && name.len() <= 253
        && name.bytes().all(plain)
        && name != "."
        && !name.starts_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_podman_reads_it() {
        let text = "A=1\n# no\n  B= 2 \r\nC=\"quoted\"\nD=x # kept\nE=\n\tF=$A=b\nA=last\nG=x\0y\n";
        let wanted = [
            ("A", "last"),
            ("B", " 2 "),
            ("C", "\"quoted\""),
            ("D", "x # kept"),
            ("E", ""),
            ("F", "$A=b"),
            ("G", "x"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let wanted = Variables {
            set: wanted.into(),
            left_out: Vec::new(),
        };
        assert_eq!(parse(text.as_bytes()), Ok(wanted));
    }

    #[test]
    fn bytes_that_are_not_text_are_replaced_one_by_one() {
        let read = parse(b"A=\xe9t\xe9\xff\xfe\xe2\x82.").map(|variables| variables.set);
        let wanted = "\u{fffd}t\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}.".to_owned();
        assert_eq!(read, Ok([("A".to_owned(), wanted)].into()));
    }

    #[test]
    fn what_podman_takes_is_left_out_with_its_line() {
        for (text, line) in [
            ("A=1\nHOME", 2),
            ("export D=1", 1),
            ("\n\nA B=1", 3),
            ("\u{feff}A=1", 1),
            ("A =1", 1),
        ] {
            let read = parse(text.as_bytes()).unwrap_or_default();
            let lines: Vec<usize> = read.left_out.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [line], "{text:?}");
        }
    }

    #[test]
    fn what_podman_refuses_is_an_error_with_its_line() {
        let long = format!("A=1\nB={}", "x".repeat(LONGEST_LINE - 2));
        for (text, line) in [("A=1\n=x", 2), (long.as_str(), 2)] {
            let read = parse(text.as_bytes()).map_err(|(line, _)| line);
            assert_eq!(read, Err(line));
        }
        let shorter = long.as_bytes().split_last().map(|(_, rest)| parse(rest));
        assert!(shorter.is_some_and(|read| read.is_ok()));
    }
}
