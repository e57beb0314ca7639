//! The syntax of a unit file as podman's generator reads it: what it takes apart is what systemd sees later, so its rules
//! count and not systemd's own.
//!
//! Podman: <https://github.com/containers/podman/blob/v5.8.2/pkg/systemd/parser/unitfile.go>

/// One `KEY=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The section that it is in.
    pub section: String,
    /// Its key.
    pub key: String,
    /// What is behind the sign, with the lines that a backslash joins to it.
    pub value: String,
    /// Where it stands.
    pub spot: Spot,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Length in characters.
    pub length: usize,
    /// The whole line.
    pub text: String,
}

/// What podman does not take, which then loads nothing of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
}

/// All lines of a file, in order.
///
/// # Errors
/// The first thing that podman does not take.
pub fn parse(text: &str) -> Result<Vec<Line>, Fault> {
    let mut out = Vec::new();
    let mut section: Option<String> = None;
    let mut open: Option<(usize, String)> = None;
    let physical: Vec<&str> = text
        .strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .collect();
    let last = physical.len().saturating_sub(1);
    for (number, raw) in physical.iter().enumerate() {
        let line = raw.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let start = open.as_ref().map_or(number, |(start, _)| *start);
        let (line, joins) = match line.strip_suffix('\\') {
            Some(line) => (line, number != last),
            None => (line, false),
        };
        let before = open.take().map(|(_, text)| text).unwrap_or_default();
        let whole = before + line;
        if joins {
            open = Some((start, whole));
            continue;
        }
        let first = physical.get(start).copied().unwrap_or_default();
        match kind(&whole) {
            Kind::Section(name) => section = Some(name),
            Kind::Pair(key, value) => {
                let Some(section) = &section else {
                    return Err(fault(
                        start,
                        first,
                        "a section such as `[Container]` is missing before this line",
                    ));
                };
                out.push(Line {
                    section: section.clone(),
                    key: key.to_owned(),
                    value: value.to_owned(),
                    spot: spot(start, first, key),
                });
            }
            Kind::Wrong(what) => return Err(fault(start, first, what)),
        }
    }
    match open {
        Some((start, _)) => {
            let first = physical.get(start).copied().unwrap_or_default();
            Err(fault(
                start,
                first,
                "the backslash at the end joins this line to one that does not follow: podman passes over it",
            ))
        }
        None => Ok(out),
    }
}

enum Kind<'l> {
    Section(String),
    Pair(&'l str, &'l str),
    Wrong(&'static str),
}

fn kind(line: &str) -> Kind<'_> {
    if let Some((name, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']'))
        && rest.chars().all(|c| matches!(c, ' ' | '\t'))
    {
        let valid = !name.is_empty() && !name.contains(|c: char| c == '[' || c.is_control());
        return if valid {
            Kind::Section(name.to_owned())
        } else {
            Kind::Wrong("this is not a name of a section")
        };
    }
    match line.split_once('=') {
        None => Kind::Wrong("this is neither `KEY=VALUE` nor a section nor a comment"),
        Some((key, value)) => match key.trim_end() {
            "" => Kind::Wrong("a key is missing before the `=`"),
            key => Kind::Pair(key, value.trim_start()),
        },
    }
}

/// The value as far as it is on its first line, or the key where nothing of it is.
fn spot(number: usize, first: &str, key: &str) -> Spot {
    let text = first.trim_end_matches('\r');
    let behind = text.split_once('=').map_or("", |(_, value)| value);
    let value = behind.trim().trim_end_matches('\\').trim_end();
    let (before, length) = if value.is_empty() {
        let indent = text.len().saturating_sub(text.trim_start().len());
        (text.get(..indent).unwrap_or_default(), key.chars().count())
    } else {
        let end = text.len().saturating_sub(behind.trim_start().len());
        (text.get(..end).unwrap_or_default(), value.chars().count())
    };
    Spot {
        line: number.saturating_add(1),
        column: before.chars().count().saturating_add(1),
        // A key may start behind its first line.
        length: length.min(text.chars().count()).max(1),
        text: text.to_owned(),
    }
}

fn fault(number: usize, first: &str, what: &str) -> Fault {
    let indent = first.chars().take_while(|c| c.is_whitespace()).count();
    Fault {
        line: number.saturating_add(1),
        column: indent.saturating_add(1),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fault, parse};

    fn pairs(text: &str) -> Vec<String> {
        let lines = parse(text).unwrap_or_default();
        let lines = lines.iter().map(|line| {
            let at = (line.spot.line, line.spot.column, line.spot.length);
            format!("{}/{}={} @{at:?}", line.section, line.key, line.value)
        });
        lines.collect()
    }

    #[test]
    fn what_podman_reads() {
        let text = "# a\n[Unit]\nDescription = A web\\\n  # not a part\n\n   server  \n; b\n[Container] \nImage=a\r\n\
                    Exec=\nExec = a=b\\\\\nLabel=\\\nx=y\n[Unit]\nAfter=é ü\nLast=x\\";
        assert_eq!(
            pairs(text),
            [
                "Unit/Description=A webserver @(3, 15, 5)",
                "Container/Image=a @(9, 7, 1)",
                "Container/Exec= @(10, 1, 4)",
                "Container/Exec=a=b\\Label=x=y @(11, 8, 3)",
                "Unit/After=é ü @(15, 7, 3)",
                "Unit/Last=x @(16, 6, 1)",
            ]
        );
        assert_eq!(pairs(""), [""; 0]);
    }

    #[test]
    fn what_podman_does_not_take() {
        for (text, line, column) in [
            ("Image=a", 1, 1),
            ("[Container]\n  Image", 2, 3),
            ("[Container]\n =a", 2, 2),
            ("[]\n", 1, 1),
            ("[Container\n", 1, 1),
            ("[Container] x\n", 1, 1),
            ("[Container]\nImage=a\\\n# the end\n", 2, 1),
        ] {
            let found = parse(text).map_err(|Fault { line, column, .. }| (line, column));
            assert_eq!(
                found.map(|lines| lines.len()),
                Err((line, column)),
                "{text}"
            );
        }
    }

    proptest! {
        #![proptest_config(crate::property::cases(4_000))]
        #[test]
        fn any_text_ends_in_lines_or_a_fault(text in "(\\[?[A-Za-z]{0,3}\\]?|[=\\\\#; \t\r\né\"']|\\PC){0,40}") {
            if let Ok(lines) = parse(&text) {
                let count = text.split('\n').count();
                for line in lines {
                    prop_assert!(line.spot.line <= count);
                    prop_assert!(line.spot.column + line.spot.length <= line.spot.text.chars().count() + 2, "{:?}", line);
                    prop_assert!(!line.key.is_empty());
                }
            }
        }
    }
}
