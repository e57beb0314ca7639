//! Comma lists as Go's CSV reader takes them.

/// The values of a comma list. Quotes hold a comma inside a value (`"a,b",c`), a doubled quote
/// inside quotes is one; blanks count. The empty text is an empty list, and lines after the first
/// are ignored, as podman does.
///
/// # Errors
/// A quote inside a value that does not start with one, or no closing quote.
///
/// Podman: <https://pkg.go.dev/encoding/csv>
pub fn csv(text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = |what: &str| format!("`{text}` is not a comma-separated list: {what}");
    let lines = text.replace("\r\n", "\n");
    let lines = lines.strip_suffix('\r').unwrap_or(&lines);
    let mut rest = lines.trim_start_matches('\n');
    if rest.is_empty() {
        return Err(wrong("it is empty"));
    }
    let mut values = Vec::new();
    loop {
        let value;
        (value, rest) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_value(quoted).map_err(wrong)?
        } else {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            let (value, after) = rest.split_at(end);
            if value.contains('"') {
                return Err(wrong("a quote is inside a value"));
            }
            (value.to_owned(), after)
        };
        values.push(value);
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok(values),
        }
    }
}

/// A value after its opening quote, and what follows the closing one.
fn quoted_value(text: &str) -> Result<(String, &str), &'static str> {
    let mut value = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        value.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                value.push('"');
                rest = next;
            }
            None if after.is_empty() || after.starts_with([',', '\n']) => {
                return Ok((value, after));
            }
            None => return Err("something follows a closing quote"),
        }
    }
    Err("a quote is not closed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // What Go's encoding/csv says of the first record.
    #[test]
    fn lists() {
        for (text, values) in [
            ("", &[] as &[&str]),
            ("a", &["a"]),
            ("a,b", &["a", "b"]),
            ("a,", &["a", ""]),
            (",", &["", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"a\"\"b\"", &["a\"b"]),
            ("\"\"", &[""]),
            ("a\nb", &["a"]),
            ("\na", &["a"]),
            ("a\r", &["a"]),
            ("a\rb", &["a\rb"]),
            ("\"a\nb\",c", &["a\nb", "c"]),
            ("\"a\r\nb\"", &["a\nb"]),
            ("\"a\"\r", &["a"]),
            ("\r\n\r\nx", &["x"]),
            (" a, b ", &[" a", " b "]),
        ] {
            let expected: Vec<String> = values.iter().map(ToString::to_string).collect();
            assert_eq!(csv(text), Ok(expected), "{text:?}");
        }
        for text in ["a\"b", "\"a\"b", "\"a", "\n", "\r", " \"a\"", "\"a\r"] {
            assert!(csv(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = csv(&text);
        }

        #[test]
        fn quoted_values_come_back(values in prop::collection::vec("[a-z\",\n ]{0,8}", 1..6)) {
            let quoted: Vec<String> = values
                .iter()
                .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
                .collect();
            prop_assert_eq!(csv(&quoted.join(",")), Ok(values));
        }
    }
}
