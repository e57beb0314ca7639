//! How podman reads `--entrypoint`.

use std::fmt;

use serde_json::Value;

/// What the container runs in front of its arguments.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#entrypoint-command-command-arg1>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entrypoint {
    /// The image's own: `--entrypoint null`.
    Image,
    /// Nothing, and the image's `CMD` stays: `--entrypoint '[]'`.
    NothingBeforeCmd,
    /// Nothing, and the image's `CMD` goes: `--entrypoint ''`. Without a command of its own such
    /// a container does not start.
    Nothing,
    /// These words, never split any further; the image's `CMD` goes.
    Words(Vec<String>),
}

impl Entrypoint {
    /// Reads the value: a JSON list of words, or else all of it as one word.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let words = match serde_json::from_str(text) {
            Ok(Value::Null) => return Self::Image,
            Ok(Value::Array(values)) => words(values, text),
            _ => vec![text.to_owned()],
        };
        match words.as_slice() {
            [] => Self::NothingBeforeCmd,
            [word] if word.is_empty() => Self::Nothing,
            _ => Self::Words(words),
        }
    }

    /// The words that it runs itself.
    #[must_use]
    pub fn words(&self) -> &[String] {
        match self {
            Self::Words(words) => words,
            Self::Image | Self::Nothing | Self::NothingBeforeCmd => &[],
        }
    }
}

/// The words of a list. podman keeps what it understood of a list with something else in it, and
/// appends the text itself.
fn words(values: Vec<Value>, text: &str) -> Vec<String> {
    let mut whole = true;
    let mut words: Vec<String> = values
        .into_iter()
        .map(|value| match value {
            Value::String(word) => word,
            Value::Null => String::new(),
            _ => {
                whole = false;
                String::new()
            }
        })
        .collect();
    if !whole {
        words.push(text.to_owned());
    }
    words
}

impl fmt::Display for Entrypoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image => f.write_str("null"),
            Self::NothingBeforeCmd => f.write_str("[]"),
            Self::Nothing => Ok(()),
            Self::Words(words) => Value::from(words.as_slice()).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Entrypoint;

    fn words(words: &[&str]) -> Entrypoint {
        Entrypoint::Words(words.iter().map(|&w| w.to_owned()).collect())
    }

    #[test]
    fn entrypoints() {
        for (text, wanted) in [
            ("", Entrypoint::Nothing),
            ("[\"\"]", Entrypoint::Nothing),
            ("[null]", Entrypoint::Nothing),
            ("[]", Entrypoint::NothingBeforeCmd),
            (" [ ] ", Entrypoint::NothingBeforeCmd),
            ("null", Entrypoint::Image),
            ("/bin/sh", words(&["/bin/sh"])),
            ("/bin/sh -c", words(&["/bin/sh -c"])),
            (" ", words(&[" "])),
            ("[\"a\",\"b c\"]", words(&["a", "b c"])),
            ("[\"a\", \"\"]", words(&["a", ""])),
            ("\"a\"", words(&["\"a\""])),
            ("1", words(&["1"])),
            ("{}", words(&["{}"])),
            ("[\"a\"", words(&["[\"a\""])),
            ("[\"a\",]", words(&["[\"a\",]"])),
            ("['a']", words(&["['a']"])),
            ("[\"a\",1]", words(&["a", "", "[\"a\",1]"])),
        ] {
            assert_eq!(Entrypoint::parse(text), wanted, "{text}");
            assert_eq!(Entrypoint::parse(&wanted.to_string()), wanted, "{text}");
        }
    }
}
