//! What a scalar is: the rules of go-yaml, which Compose reads with.

use std::sync::Arc;

use super::Kind;

/// A scalar by its text, whether it has no quotes, and its tag. go-yaml: `yes` and `on` are texts, `010` is eight.
///
/// <https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go#L126>
pub fn typed(text: &str, plain: bool, tag: Option<&str>) -> Kind {
    let is_text = !plain && tag.is_none() || tag == Some("str");
    if is_text {
        return Kind::Text(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => number(text).map_or_else(|| Kind::Text(text.into()), Kind::Number),
    }
}

/// A number as Go prints it.
fn number(text: &str) -> Option<Arc<str>> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    let digits = text.replace('_', "");
    let (sign, rest) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(&digits)),
    };
    let (base, digits_of) = match rest.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, rest.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, rest.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, rest.get(2..)?),
        [b'0', _, ..] => (8, rest.get(1..)?),
        _ => (10, rest),
    };
    // A sign after the sign would be taken by the parser of integers.
    if digits_of.starts_with(|c: char| c.is_ascii_alphanumeric())
        && let Ok(whole) = u64::from_str_radix(digits_of, base)
    {
        return Some(format!("{}{whole}", if whole == 0 { "" } else { sign }).into());
    }
    let is_float = rest.bytes().any(|byte| byte.is_ascii_digit())
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let value: f64 = is_float.then(|| rest.parse().ok())??;
    value
        .is_finite()
        .then(|| format!("{sign}{}", as_go(value)).into())
}

/// Go's `%v` of a float: an exponent below 1e-4 and from 1e21.
fn as_go(value: f64) -> String {
    let is_plain = value == 0.0 || (1e-4..1e21).contains(&value);
    if is_plain {
        return format!("{value}");
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_go_yaml() {
        for (text, shown) in [
            ("1", "1"),
            ("010", "8"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("-0b11", "-3"),
            ("1_000", "1000"),
            ("1e3", "1000"),
            ("1.0", "1"),
            ("0.5", "0.5"),
            ("-.5", "-0.5"),
            ("1e21", "1e+21"),
            ("0.00001", "1e-05"),
            ("09", "9"),
        ] {
            assert_eq!(
                typed(text, true, None),
                Kind::Number(shown.into()),
                "{text}"
            );
            assert_eq!(typed(text, false, None), Kind::Text(text.into()), "{text}");
        }
        for text in [
            "yes", "on", "1.2.3.4", "8080:80", "-", "1m", "+-1", "0x", "..", "-rm",
        ] {
            assert_eq!(typed(text, true, None), Kind::Text(text.into()), "{text}");
        }
        assert_eq!(typed("true", true, Some("str")), Kind::Text("true".into()));
        assert_eq!(typed("~", true, None), Kind::Null);
        assert_eq!(typed("", false, None), Kind::Text("".into()));
    }
}
