//! How podman writes values: sizes, durations, booleans, numbers, comma lists, `key=value`.
//!
//! podman leaves most of this to the libraries of Go, so what counts as a number here is what Go
//! takes: `0x10`, `010` (eight) and `1_000` are numbers. Errors name the value and what podman
//! takes instead; the flag's name is the caller's to add.

mod csv;
mod duration;
mod number;
mod size;

pub use csv::csv;
pub use duration::duration;
pub use number::{decimal, float, integer, unsigned};
pub use size::{bytes, decimal_bytes, whole};

/// A boolean as Go reads it: `1 t T TRUE true True` and `0 f F FALSE false False`.
///
/// # Errors
/// Anything else, `yes` and the empty text among it.
pub fn switch(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(format!(
            "`{text}` is not a boolean: `true` or `false`, also as `t`, `f`, `1` or `0`"
        )),
    }
}

/// `key=value`, cut at the first `=`; either side may be empty.
///
/// # Errors
/// No `=` in it.
pub fn pair(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=')
        .ok_or_else(|| format!("`{text}` has no `=`: podman takes `key=value`"))
}

/// Any text at all, as it is; for flags whose value podman does not look at.
///
/// # Errors
/// Never.
pub fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// A value, or nothing where the text is empty: that takes an earlier one back.
///
/// # Errors
/// Those of `parse`.
pub fn or_none<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches() {
        for (text, value) in [("1", true), ("True", true), ("f", false), ("FALSE", false)] {
            assert_eq!(switch(text), Ok(value), "{text}");
        }
        for text in ["", "yes", "no", "tRUE", " true", "2"] {
            assert!(switch(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pairs() {
        assert_eq!(pair("a=b=c"), Ok(("a", "b=c")));
        assert_eq!(pair("="), Ok(("", "")));
        assert!(pair("a").is_err());
    }
}
