//! How podman reads a file of environment variables: not as a shell, Compose or systemd does.

use crate::podman::process::Env;

/// A longer line makes podman give up on the file.
const LONGEST_LINE: usize = 65_536;

/// The variables of a file, in its order; a later one wins over an earlier one of the same name.
///
/// Blanks in front of a line are gone, and lines that are then empty or begin with `#` mean
/// nothing. The rest is [`Env::parse`]'s: quotes, `$` and a `#` further on are part of the value,
/// and `export A=1` sets a variable named `export A`.
///
/// # Errors
/// When nothing stands before the `=` of a line, or a line is too long. The message names the
/// line by its number and never quotes it: it may hold a secret.
pub fn env_file(text: &str) -> Result<Vec<Env>, String> {
    text.strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .zip(1_usize..)
        .filter_map(|(line, number)| variable(line, number).transpose())
        .collect()
}

/// The variable that a line sets, if any.
fn variable(line: &str, number: usize) -> Result<Option<Env>, String> {
    if line.len() >= LONGEST_LINE {
        return Err(format!("line {number} is longer than 64 KiB"));
    }
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line = line.trim_start_matches([' ', '\t']);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    Env::parse(line)
        .map(Some)
        .map_err(|_| format!("line {number} sets no variable: the name before `=` is missing"))
}

#[cfg(test)]
mod tests {
    use super::{Env, LONGEST_LINE, env_file};

    #[test]
    fn lines() {
        let text = "# comment\n\nA=1\n  B=\"two\" # kept\r\n\t#no\nexport C=$A\nD\nE*\nA=";
        let lines: Vec<String> = env_file(text)
            .unwrap_or_default()
            .iter()
            .map(Env::to_string)
            .collect();
        assert_eq!(
            lines,
            ["A=1", "B=\"two\" # kept", "export C=$A", "D", "E*", "A="]
        );
    }

    #[test]
    fn nothing_to_read() {
        for text in ["", "\n", "\n\n", "#", " \t", "\r\n"] {
            assert_eq!(env_file(text), Ok(Vec::new()), "{text:?}");
        }
    }

    #[test]
    fn errors_name_the_line_and_never_quote_it() {
        let error = env_file("A=1\n\n=hunter2\n").err().unwrap_or_default();
        assert!(error.starts_with("line 3 "), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn long_lines() {
        let line = |length: usize| format!("A={}", "x".repeat(length - 2));
        assert!(env_file(&line(LONGEST_LINE - 1)).is_ok());
        assert!(env_file(&line(LONGEST_LINE)).is_err());
    }
}
