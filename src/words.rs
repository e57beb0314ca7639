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

/// The one of several words that was meant by another one: near enough, and no other is nearer.
pub fn nearest<W: AsRef<str>>(meant: &str, words: impl IntoIterator<Item = W>) -> Option<W> {
    let words = words.into_iter().filter_map(|word| {
        let known = word.as_ref();
        let distance = strsim::osa_distance(known, meant);
        let whole = known.chars().count().max(1);
        // Most of a short word has to be right; `K3M44O` is near to every code of 44x, and the first of them will do.
        let near = distance <= whole.div_ceil(3) && distance < whole;
        near.then_some((distance, word))
    });
    words
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::{nearest, words};

    #[test]
    fn what_was_meant() {
        let words = ["plex", "radarr", "sonarr", "db", "x"];
        for (meant, wanted) in [
            ("plexx", Some("plex")),
            ("Plex", Some("plex")),
            ("radar", Some("radarr")),
            ("sonar", Some("sonarr")),
            ("bd", Some("db")),
            ("y", None),
            ("transmission", None),
            ("", None),
        ] {
            assert_eq!(nearest(meant, words), wanted, "{meant}");
        }
    }

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
