//! The words of a name: of a variable, an option, an attribute.

/// The words of a name, by what parts them: all that is not a letter or digit (`DB_HOST`), and an upper-case letter
/// behind one that is not (`dbHost`, `s3Key`).
pub fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            return None;
        }
        let mut before = None;
        let ends = |c: char| {
            let small = before.replace(c).is_some_and(|c: char| !c.is_uppercase());
            !c.is_alphanumeric() || (c.is_uppercase() && small)
        };
        let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names() {
        for (name, wanted) in [
            ("DB_HOST", vec!["DB", "HOST"]),
            ("--redis-host", vec!["redis", "host"]),
            ("dbHostName", vec!["db", "Host", "Name"]),
            ("s3Key", vec!["s3", "Key"]),
            ("S3KEY", vec!["S3", "KEY"]),
            ("APIKey", vec!["APIKey"]),
            ("größeÄ", vec!["größe", "Ä"]),
            ("__", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(name).collect::<Vec<_>>(), wanted, "{name}");
        }
    }
}
