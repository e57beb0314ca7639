//! Values that must not be printed: ledger, messages and diffs show `***` instead.

/// What stands for a secret.
pub const HIDDEN: &str = "***";

/// Words that make a name one of a secret, in upper case.
const SECRET_WORDS: &[&str] = &[
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "KEY",
    "KEYS",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PASSWORDS",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
];

/// Flags whose value is a secret after the first colon (`--creds=user:password`), with any name.
const SECRET_FLAGS: &[&str] = &["--creds", "--decryption-key"];

/// Whether the value under this name is a secret: one of its words says so. Words end at anything
/// that is not a letter or digit (`DB_PASSWORD`), and before an upper-case letter after a lower-case letter
/// (`apiKey`).
pub fn names_a_secret(name: &str) -> bool {
    let mut start = 0;
    let mut after_small = false;
    for (at, c) in name.char_indices().chain([(name.len(), '_')]) {
        if !c.is_alphanumeric() || (c.is_uppercase() && after_small) {
            let word = name.get(start..at).unwrap_or_default();
            if SECRET_WORDS
                .iter()
                .any(|secret| secret.eq_ignore_ascii_case(word))
            {
                return true;
            }
            start = if c.is_alphanumeric() {
                at
            } else {
                at + c.len_utf8()
            };
        }
        after_small = c.is_lowercase() || c.is_numeric();
    }
    false
}

/// Whether a line of an operator's file may hold a secret: a word of it says so.
pub fn may_hold_a_secret(line: &str) -> bool {
    names_a_secret(line) || SECRET_FLAGS.iter().any(|flag| line.contains(flag))
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
    match value.split_once('=') {
        Some((name, _)) if names_a_secret(name) => format!("{name}={HIDDEN}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "DB_PASSWORD",
            "PASS",
            "api.key",
            "apiKey",
            "homepage.widget.key",
            "JWT_SECRET_FILE",
            "S3_SECRETKEY_TOKEN",
            "--auth-token",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "",
            "KEYBOARD",
            "BYPASS",
            "MONKEY",
            "PATH",
            "COMPASS_URL",
            "TOKENIZER",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

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
            (Some("--decryption-key"), "/k.pem:pw", "/k.pem:***"),
            (Some("--volume"), "/a:/b", "/a:/b"),
            (None, "--token=abc", "--token=***"),
        ] {
            assert_eq!(redact(flag, value), shown, "{value}");
        }
    }
}
