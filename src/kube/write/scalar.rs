//! Strings and keys as text that YAML 1.1 and YAML 1.2 readers understand alike, or as JSON.
//!
//! The API server's reader is a YAML 1.1 one: a plain `yes` becomes a boolean, a plain `1_000` a number,
//! and an environment value of that kind is refused. Therefore a string is written plain only if it is on
//! a short whitelist, as a literal block only if no reader can see it differently, else in double quotes.
//!
//! Resolver of that reader: <https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go>

/// Longest plain scalar; anything longer is quoted, so that its end can be seen.
const PLAIN_MAX: usize = 200;

/// Readers look for the `:` of a key within 1024 characters, unless the key is announced by `?`.
const SIMPLE_KEY_MAX: usize = 1000;

/// A key, up to its colon. Long keys are announced by `?`; the colon then stands on a line of its own.
pub(super) fn key(out: &mut String, name: &str, indent: usize) {
    let start = out.len();
    if is_plain(name) {
        out.push_str(name);
    } else {
        quoted(out, name);
    }
    if out.len() - start > SIMPLE_KEY_MAX {
        out.insert_str(start, "? ");
        out.push('\n');
        spaces(out, indent);
    }
}

/// A string; lines of a block stand behind `block` blanks. The newline at the end is the caller's.
pub(super) fn yaml(out: &mut String, text: &str, block: usize) {
    if is_plain(text) {
        out.push_str(text);
    } else if is_literal(text) {
        literal(out, text, block);
    } else {
        quoted(out, text);
    }
}

/// A string or a key in JSON.
pub(super) fn json(out: &mut String, text: &str) {
    if needs_no_escape(text) {
        out.extend(["\"", text, "\""]);
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// For each byte whether it is one of these.
type Set = [bool; 256];

#[expect(clippy::indexing_slicing, reason = "there is a place for every byte")]
const fn set(characters: &[u8]) -> Set {
    let mut all = [false; 256];
    let mut rest = characters;
    while let [first, others @ ..] = rest {
        all[*first as usize] = true;
        rest = others;
    }
    all
}

/// What a plain scalar is made of.
const PLAIN: Set = set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_./-");

/// Whether all bytes are of a set. Most texts are short, so that none is left early.
fn is_of(text: &str, set: &Set) -> bool {
    let is_in = |byte| set.get(usize::from(byte)) == Some(&true);
    text.bytes().fold(true, |all, byte| all & is_in(byte))
}

fn needs_no_escape(text: &str) -> bool {
    let is_fine = |byte| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~');
    text.bytes().fold(true, |all, byte| all & is_fine(byte))
}

/// Blanks.
pub(super) fn spaces(out: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let some = BLANKS.get(..count).unwrap_or(BLANKS);
        out.push_str(some);
        count -= some.len();
    }
}

/// Whether no reader can take the bare text for anything but this string.
fn is_plain(text: &str) -> bool {
    /// Letters of the longest of them.
    const LONGEST_WORD: usize = 5;
    /// Every word one of the readers has a meaning for.
    const WORDS: [&str; 11] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];

    let starts_well = text
        .bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'/');
    starts_well
        && text.len() <= PLAIN_MAX
        && is_of(text, &PLAIN)
        && !(text.len() <= LONGEST_WORD && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Whether a literal block gives back exactly this text. The first line sets the indentation,
/// so it must not begin with white space; at the end of a line white space would not be seen.
fn is_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\t', '\n'])
        && text.lines().all(|line| !line.ends_with([' ', '\t']))
        && text
            .chars()
            .all(|c| c == '\n' || c == '\t' || is_visible(c))
}

fn literal(out: &mut String, text: &str, indent: usize) {
    let newlines_at_end = text.bytes().rev().take_while(|byte| *byte == b'\n').count();
    out.push_str(match newlines_at_end {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    for line in text.lines() {
        if !line.is_empty() {
            spaces(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.pop();
}

fn quoted(out: &mut String, text: &str) {
    if needs_no_escape(text) {
        return out.extend(["\"", text, "\""]);
    }
    let is_special = |c: char| c == '"' || c == '\\' || !is_visible(c);
    out.push('"');
    for piece in text.split_inclusive(is_special) {
        match piece.chars().next_back() {
            Some(last) if is_special(last) => {
                out.push_str(piece.strip_suffix(last).unwrap_or_default());
                escape(out, last);
            }
            _ => out.push_str(piece),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    let (mark, digits) = match c {
        '"' => return out.push_str("\\\""),
        '\\' => return out.push_str("\\\\"),
        '\n' => return out.push_str("\\n"),
        '\r' => return out.push_str("\\r"),
        '\t' => return out.push_str("\\t"),
        '\0'..='\u{ffff}' => ("\\u", 4),
        _ => ("\\U", 8),
    };
    out.push_str(mark);
    for place in (0..digits).rev() {
        let digit = (u32::from(c) >> (4 * place)) & 0xf;
        out.extend(char::from_digit(digit, 16));
    }
}

/// Whether every reader takes the character as it is and a person can see it: no control characters, no
/// line separators of YAML 1.1 (NEL, LS, PS), no byte order mark, nothing outside the basic plane, no
/// zero-width or direction marks.
fn is_visible(c: char) -> bool {
    let hidden = matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !hidden && matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kube::write::{Style, plain};

    fn yaml(value: &serde_json::Value) -> String {
        plain(value, Style::Yaml)
    }

    fn scalar(text: &str) -> String {
        plain(&json!(text), Style::Yaml)
    }

    #[test]
    fn only_words_without_another_meaning_are_plain() {
        let long = "x".repeat(PLAIN_MAX);
        for text in [
            "web",
            "/srv/media",
            "apps/v1",
            "app.kubernetes.io/name",
            "IfNotPresent",
            "yesterday",
            &long,
        ] {
            assert_eq!(scalar(text), format!("{text}\n"));
        }
        let too_long = "x".repeat(PLAIN_MAX + 1);
        for text in [
            "",
            "y",
            "N",
            "yes",
            "No",
            "ON",
            "off",
            "True",
            "FALSE",
            "null",
            "NaN",
            "inf",
            "~",
            "<<",
            "=",
            "1",
            "1_000",
            "0x1f",
            ".5",
            "-1",
            "22:22",
            "2024-01-01",
            "a: b",
            "a #b",
            "a b",
            "é",
            "*",
            "&a",
            "!x",
            &too_long,
        ] {
            assert_eq!(scalar(text), format!("\"{text}\"\n"));
        }
    }

    #[test]
    fn text_of_several_lines_is_a_block_where_that_is_exact() {
        for (text, yaml) in [
            ("a\nb", "|-\n  a\n  b\n"),
            ("a\n\n \tb\n", "|\n  a\n\n   \tb\n"),
            ("a\n\n", "|+\n  a\n\n"),
            ("a\n---\n...\n", "|\n  a\n  ---\n  ...\n"),
            ("\ta\n", "\"\\ta\\n\"\n"),
            (" a\n", "\" a\\n\"\n"),
            ("\na", "\"\\na\"\n"),
            ("a \nb", "\"a \\nb\"\n"),
            ("a\t\nb", "\"a\\t\\nb\"\n"),
            ("a\r\nb\r\n", "\"a\\r\\nb\\r\\n\"\n"),
            ("a\u{85}\nb", "\"a\\u0085\\nb\"\n"),
            ("a\n\u{1f600}", "\"a\\n\\U0001f600\"\n"),
        ] {
            assert_eq!(scalar(text), yaml, "{text:?}");
        }
    }

    #[test]
    fn collections() {
        let value = json!({
            "list": ["a", ["b", ["c\nd"]], {"x": 1, "y": {"z": true}}, [], {}],
            "map": {"text": "a\nb\n", "no": null, "deep": [[{"e": -1.5}]]},
        });
        let text = "list:\n- a\n- - b\n  - - |-\n      c\n      d\n- x: 1\n  \"y\":\n    z: true\n- []\n- {}\n\
                    map:\n  deep:\n  - - e: -1.5\n  \"no\": null\n  text: |\n    a\n    b\n";
        assert_eq!(yaml(&value), text);
        assert_eq!(yaml(&json!({})), "{}\n");
        assert_eq!(yaml(&json!(["---", "..."])), "- \"---\"\n- \"...\"\n");
    }

    #[test]
    fn a_key_beyond_the_readers_limit_is_announced() {
        let name = "x".repeat(SIMPLE_KEY_MAX);
        let text = yaml(&json!({"a": {&name: ["b"], "c": 1}}));
        assert_eq!(text, format!("a:\n  c: 1\n  ? \"{name}\"\n  :\n  - b\n"));
    }
}
