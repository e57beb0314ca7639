//! The only YAML writer: text that YAML 1.1 and YAML 1.2 readers understand alike.
//!
//! The API server's reader is a YAML 1.1 one: a plain `yes` becomes a boolean, a plain `1_000` a number,
//! and an environment value of that kind is refused. Therefore a string is written plain only if it is on
//! a short whitelist, as a literal block only if no reader can see it differently, else in double quotes.
//!
//! Resolver of that reader: <https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go>

use std::fmt::Write as _;

use serde_json::{Map, Value};

use self::order::Order;

mod order;

/// Longest plain scalar; anything longer is quoted, so that its end can be seen.
const PLAIN_MAX: usize = 200;

/// Readers look for the `:` of a key within 1024 characters, unless the key is announced by `?`.
const SIMPLE_KEY_MAX: usize = 1000;

/// Writes one YAML document, without a leading `---` and with a newline at its end.
///
/// Strings come back as the identical strings from every reader; numbers are written as JSON writes them.
/// No line starts with `---` or `...`, so documents can be joined with a `---` line.
pub fn document(value: &Value) -> String {
    let mut out = String::with_capacity(1024);
    node(&mut out, value, "", 0);
    out
}

/// Writes `value` where the cursor already stands in column `indent`, up to the end of its last line.
fn node(out: &mut String, value: &Value, under: &str, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => mapping(out, map, under, indent),
        Value::Array(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    spaces(out, indent);
                }
                out.push_str("- ");
                node(out, item, under, indent + 2);
            }
        }
        // The text of a block is indented even if it is the whole document: a line may be `---`.
        _ => leaf(out, value, indent.max(2)),
    }
}

fn mapping(out: &mut String, map: &Map<String, Value>, under: &str, indent: usize) {
    let order = Order::under(under);
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_cached_key(|(key, _)| (order.place(key), key.as_str()));
    for (at, (name, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            spaces(out, indent);
        }
        key(out, name, indent);
        match value {
            Value::Object(map) if !map.is_empty() => {
                out.push_str(":\n");
                spaces(out, indent + 2);
                mapping(out, map, name, indent + 2);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push_str(":\n");
                spaces(out, indent);
                node(out, value, name, indent);
            }
            _ => {
                out.push_str(": ");
                leaf(out, value, indent + 2);
            }
        }
    }
}

fn key(out: &mut String, name: &str, indent: usize) {
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

/// Writes a scalar or an empty collection and ends the line.
fn leaf(out: &mut String, value: &Value, block_indent: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        // Writing to a String cannot fail.
        Value::Number(number) => drop(write!(out, "{number}")),
        Value::String(text) if is_plain(text) => out.push_str(text),
        Value::String(text) if is_literal(text) => return literal(out, text, block_indent),
        Value::String(text) => quoted(out, text),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
    out.push('\n');
}

/// Whether no reader can take the bare text for anything but this string.
fn is_plain(text: &str) -> bool {
    /// Every word one of the readers has a meaning for.
    const WORDS: [&str; 11] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];

    let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
    starts_well
        && text.len() <= PLAIN_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_./-".contains(&byte))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
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
}

fn quoted(out: &mut String, text: &str) {
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

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scalar(text: &str) -> String {
        document(&json!(text))
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
        let yaml = "list:\n- a\n- - b\n  - - |-\n      c\n      d\n- x: 1\n  \"y\":\n    z: true\n- []\n- {}\n\
                    map:\n  deep:\n  - - e: -1.5\n  \"no\": null\n  text: |\n    a\n    b\n";
        assert_eq!(document(&value), yaml);
        assert_eq!(document(&json!({})), "{}\n");
        assert_eq!(document(&json!(["---", "..."])), "- \"---\"\n- \"...\"\n");
    }

    #[test]
    fn a_key_beyond_the_readers_limit_is_announced() {
        let name = "x".repeat(SIMPLE_KEY_MAX);
        let yaml = document(&json!({"a": {&name: ["b"], "c": 1}}));
        assert_eq!(yaml, format!("a:\n  c: 1\n  ? \"{name}\"\n  :\n  - b\n"));
    }
}
