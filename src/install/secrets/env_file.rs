//! podman's env-file syntax, which is neither a shell's nor Compose's: no quotes, no `$`, a `#`
//! only at the start of a line; a bare `KEY` takes the value of the host, which is not known.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file>

use std::collections::BTreeMap;

/// The variables of a file; a later one wins.
///
/// # Errors
/// The number of the line, from 1, and what is wrong with it. Never the line itself: it may hold a
/// secret.
pub fn parse(text: &str) -> Result<BTreeMap<String, String>, (usize, &'static str)> {
    let mut out = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let wrong = |what| (index + 1, what);
        let line = line.trim_start_matches([' ', '\t']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            return Err(wrong(
                "a name without a value takes it from podman's environment, which a Secret cannot do",
            ));
        };
        if name.is_empty() {
            return Err(wrong("the name before the `=` is missing"));
        }
        if !key(name) {
            return Err(wrong(
                "the name of a variable in a Secret has letters, digits, `-`, `_` and `.` only",
            ));
        }
        if value.contains('\0') {
            return Err(wrong("a variable cannot contain NUL"));
        }
        out.insert(name.to_owned(), value.to_owned());
    }
    Ok(out)
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
    use super::parse;

    #[test]
    fn as_podman_reads_it() {
        let text = "A=1\n# no\n  B = 2 \nC=\"quoted\"\nD=x # kept\nE=\n\tF=$A=b\nA=last\n";
        assert_eq!(
            parse(&text.replace("B = 2 ", "B= 2 ")).map(|map| map.into_iter().collect::<Vec<_>>()),
            Ok([
                ("A", "last"),
                ("B", " 2 "),
                ("C", "\"quoted\""),
                ("D", "x # kept"),
                ("E", ""),
                ("F", "$A=b")
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec())
        );
    }

    #[test]
    fn what_a_secret_cannot_hold_is_an_error_with_its_line() {
        for (text, line) in [
            ("A=1\nHOME", 2),
            ("=x", 1),
            ("export D=1", 1),
            ("\n\nA B=1", 3),
            ("A=\0", 1),
        ] {
            assert_eq!(parse(text).map_err(|(line, _)| line), Err(line), "{text:?}");
        }
    }
}
