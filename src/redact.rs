//! What must not be printed: ledger, messages, diffs and quoted lines show `***` instead. All that is printed passes
//! here: values where they are read, messages where a rule makes them.

use std::borrow::Cow;

mod commands;
mod names;
mod shapes;

pub use names::{is_secret, names_a_secret};
pub use shapes::{mask, mask_words};

use names::has_a_secret_name;

/// What stands for a secret.
pub const HIDDEN: &str = "***";

/// Flags whose value is a secret after the first colon (`--creds=user:password`), with any name.
const SECRET_FLAGS: &[&str] = &["--creds", "--decryption-key"];

/// Whether a line of an operator's file may hold a secret: a word of it says so.
pub fn may_hold_a_secret(line: &str) -> bool {
    has_a_secret_name(line)
        || SECRET_FLAGS.iter().any(|flag| line.contains(flag))
        || matches!(mask(line), Cow::Owned(_))
}

/// A text that was made for printing.
#[must_use]
pub fn printed(text: String) -> String {
    match mask(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => masked,
    }
}

/// What a value has in the places of [`HIDDEN`] in the form in which it is shown; `None` where nothing is hidden. Parts
/// of fewer than four bytes are left out: texts have them anyway.
#[must_use]
pub fn difference(value: &str, shown: &str) -> Option<Vec<String>> {
    if !shown.contains(HIDDEN) {
        return None;
    }
    let mut rest = value;
    let mut found = Vec::new();
    let mut parts = shown.split(HIDDEN);
    let first = parts.next().unwrap_or_default();
    // The value of a variable is shown without its name.
    rest = rest.strip_prefix(first).unwrap_or(rest);
    for part in parts {
        let (secret, behind) = match rest.find(part) {
            Some(at) if !part.is_empty() => (&rest[..at], &rest[at + part.len()..]),
            _ => (rest, ""),
        };
        found.push(secret);
        rest = behind;
    }
    if shown == HIDDEN {
        found.extend(value.split_once('=').map(|(_, value)| value));
    }
    found.retain(|secret| secret.len() >= 4);
    Some(found.into_iter().map(str::to_owned).collect())
}

/// A flag's value as it may be printed: `DB_PASSWORD=***`. Without a flag, the value is a word of
/// a command line, where `--token=x` counts too.
pub fn redact(flag: Option<&str>, value: &str) -> String {
    if flag.is_some_and(|flag| SECRET_FLAGS.contains(&flag)) {
        return match value.split_once(':') {
            Some((user, _)) => format!("{user}:{HIDDEN}"),
            None => value.to_owned(),
        };
    }
    if flag == Some("--passwd-entry")
        && let Some((user, rest)) = value.split_once(':')
        && let Some((hash, rest)) = rest.split_once(':')
        && hash.len() > 1
    {
        return format!("{user}:{HIDDEN}:{rest}");
    }
    match value.split_once('=') {
        Some((name, value)) if is_secret(name, value) => format!("{name}={HIDDEN}"),
        _ => mask(value).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, may) in [
            (r#"environment = { TZ = "UTC"; DB_PASSWORD = "x"; };"#, true),
            (r#""--creds=me:pw""#, true),
            (r#""--env=apiKey=x""#, true),
            (r#"ports = [ "80:80" ];"#, false),
            (r#"environment.KEYBOARD = "de";"#, false),
        ] {
            assert_eq!(may_hold_a_secret(line), may, "{line}");
        }
    }

    #[test]
    fn values() {
        for (flag, value, shown) in [
            (Some("--env"), "DB_PASSWORD=x=y", "DB_PASSWORD=***"),
            (Some("--env"), "DB_PASSWORD", "DB_PASSWORD"),
            (Some("--env"), "TZ=Europe/Rome", "TZ=Europe/Rome"),
            (Some("--creds"), "me:pw", "me:***"),
            (Some("--creds"), "me", "me"),
            (
                Some("--passwd-entry"),
                "u:hash:1:1::/:/sh",
                "u:***:1:1::/:/sh",
            ),
            (Some("--passwd-entry"), "u:*:1:1::/:/sh", "u:*:1:1::/:/sh"),
            (Some("--decryption-key"), "/k.pem:pw", "/k.pem:***"),
            (Some("--volume"), "/a:/b", "/a:/b"),
            (None, "--token=abc", "--token=***"),
        ] {
            assert_eq!(redact(flag, value), shown, "{value}");
        }
    }
}
