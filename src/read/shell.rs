//! Words of a shell.

/// The words of one command line, unquoted. `None` where a quote is not closed.
pub fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(&joined(line))
}

/// Lines that a backslash at their end joins, as one, and no comments. Within single quotes neither
/// means anything.
pub fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let (mut single, mut double) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '\\' if !single => {
                if chars.next_if_eq(&'\n').is_none() {
                    out.push(c);
                    out.extend(chars.next());
                }
                continue;
            }
            '#' if !single && !double && starts_a_word(&out) => {
                while chars.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            _ => {}
        }
        out.push(c);
    }
    out
}

fn starts_a_word(before: &str) -> bool {
    !before.ends_with(|c: char| !c.is_whitespace() && c != ';')
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `sh -c 'printf "[%s]" …'` prints.
    #[test]
    fn command_lines() {
        for (line, split) in [
            (
                "exec podman  \\\n  run \\\n  'a b' c\\ d",
                &["exec", "podman", "run", "a b", "c d"] as &[&str],
            ),
            ("a\\\nb", &["ab"]),
            ("'a\\\nb'", &["a\\\nb"]),
            ("\"a\\\nb\"", &["ab"]),
            ("\"it's\" \\\n x", &["it's", "x"]),
            ("'it'\\''s'", &["it's"]),
            ("\\\\\nx", &["\\", "x"]),
            ("# don't\nx#y '#'", &["x#y", "#"]),
        ] {
            let found = words(line).unwrap_or_default();
            assert_eq!(found, split, "{line:?}");
        }
        assert_eq!(words("'a"), None);
    }
}
