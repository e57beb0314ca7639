//! The command of a health check.

use std::fmt;

/// The command of a health check (`--health-cmd`, `--health-startup-cmd`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// An empty text: as if the flag were not there, so the image's own check runs.
    Unset,
    /// `none`: no check, the image's is off too.
    None,
    /// Run by `/bin/sh -c` in the container.
    Shell(String),
    /// Run as it is, one word each; never empty.
    Exec(Vec<String>),
}

impl Check {
    /// A line for the shell (`curl -f localhost`), or words in a JSON array. A first word `CMD`,
    /// `CMD-SHELL` or `NONE`, as images have it, says which of them it is; without one, an array
    /// of a single word is a line for the shell.
    ///
    /// # Errors
    /// An empty array, or `CMD` without a command: podman has nothing to run.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-cmd-command-command-arg1>
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::Unset);
        }
        let nothing = || format!("`{text}` has no command to run");
        // A null in the array is an empty word, a null for the array an empty array.
        let words = serde_json::from_str::<Option<Vec<Option<String>>>>(text).map(|words| {
            let words = words.unwrap_or_default().into_iter();
            words.map(Option::unwrap_or_default).collect::<Vec<_>>()
        });
        let Ok(words) = words else {
            return Self::line(text).ok_or_else(nothing);
        };
        let first = words.first().ok_or_else(nothing)?;
        match first.to_uppercase().as_str() {
            "NONE" => Ok(Self::None),
            "CMD" | "CMD-SHELL" => Self::words(&words).ok_or_else(nothing),
            _ if words.len() == 1 => Ok(Self::Shell(first.clone())),
            _ if first.is_empty() => Err(nothing()),
            _ => Ok(Self::Exec(words)),
        }
    }

    /// A text that is not a JSON array.
    fn line(text: &str) -> Option<Self> {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        match first.to_uppercase().as_str() {
            "NONE" => Some(Self::None),
            "CMD" => {
                let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                Self::words(&words)
            }
            "CMD-SHELL" if first == text => Self::words(&[first.to_owned()]),
            "CMD-SHELL" => Self::words(&[first.to_owned(), rest.to_owned()]),
            _ => Some(Self::Shell(text.to_owned())),
        }
    }

    /// Words that start with the keyword. podman finds it in any case, but acts on it in upper case
    /// only: `cmd curl` runs a program `cmd`.
    fn words(words: &[String]) -> Option<Self> {
        let (first, rest) = words.split_first()?;
        let exec = match first.as_str() {
            "CMD-SHELL" => return Some(Self::Shell(rest.join(" "))),
            "CMD" => rest,
            _ => words,
        };
        let runs = exec.first().is_some_and(|program| !program.is_empty());
        runs.then(|| Self::Exec(exec.to_vec()))
    }
}

/// A form that [`Check::parse`] reads back.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |keyword: &str, words: &[String]| {
            let words = words.iter().map(String::as_str);
            let words: serde_json::Value = std::iter::once(keyword).chain(words).collect();
            words
        };
        match self {
            Self::Unset => Ok(()),
            Self::None => f.write_str("none"),
            Self::Shell(line) => words("CMD-SHELL", std::slice::from_ref(line)).fmt(f),
            Self::Exec(exec) => words("CMD", exec).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exec(words: &[&str]) -> Check {
        Check::Exec(words.iter().map(ToString::to_string).collect())
    }

    fn shell(line: &str) -> Check {
        Check::Shell(line.to_owned())
    }

    #[test]
    fn checks() {
        for (text, check) in [
            ("", Check::Unset),
            ("none", Check::None),
            ("NONE", Check::None),
            ("none of it", Check::None),
            (r#"["NONE"]"#, Check::None),
            (r#"["none", "x"]"#, Check::None),
            (
                "redis-cli ping || exit 1",
                shell("redis-cli ping || exit 1"),
            ),
            ("true", shell("true")),
            (" CMD true", shell(" CMD true")),
            ("CMD curl  -f x", exec(&["curl", "-f", "x"])),
            ("CMD-SHELL curl  -f x", shell("curl  -f x")),
            ("CMD-SHELL", shell("")),
            (r#"["curl","-f"]"#, exec(&["curl", "-f"])),
            (r#" ["curl","-f"] "#, exec(&["curl", "-f"])),
            (r#"["curl -f x"]"#, shell("curl -f x")),
            (r#"["CMD","curl","-f x"]"#, exec(&["curl", "-f x"])),
            (r#"["CMD-SHELL","a","b"]"#, shell("a b")),
            (r#"["CMD-SHELL","a | b"]"#, shell("a | b")),
            ("cmd curl", exec(&["cmd", "curl"])),
            ("cmd-shell curl -f", exec(&["cmd-shell", "curl -f"])),
            // No array of strings, so a line for the shell.
            (r#"["a", 1]"#, shell(r#"["a", 1]"#)),
            ("[ -f /ready ]", shell("[ -f /ready ]")),
            ("{}", shell("{}")),
        ] {
            assert_eq!(Check::parse(text), Ok(check), "{text}");
        }
        for text in [
            "[]",
            "null",
            "CMD",
            "CMD ",
            r#"["CMD"]"#,
            r#"["CMD",""]"#,
            r#"["CMD",null]"#,
            r#"["","x"]"#,
        ] {
            assert!(Check::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Check::parse(&text);
        }

        #[test]
        fn printed_checks_come_back(text in r#"(CMD|cmd-shell|NONE|\[)?[] a-z",\\\[]{0,20}"#) {
            if let Ok(check) = Check::parse(&text) {
                prop_assert_eq!(Check::parse(&check.to_string()), Ok(check));
            }
        }

        #[test]
        fn printed_words_come_back(words in prop::collection::vec(any::<String>(), 2..5)) {
            let text = serde_json::Value::from(words).to_string();
            if let Ok(check) = Check::parse(&text) {
                prop_assert_eq!(Check::parse(&check.to_string()), Ok(check));
            }
        }
    }
}
