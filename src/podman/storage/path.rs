//! Paths as podman cleans them: only by their text, without a look at the file system.

/// The shortest path that means the same: no empty parts, no `.`, and `..` eats the part before
/// it. A relative path stays relative; the empty one becomes `.`.
///
/// Podman: <https://pkg.go.dev/path#Clean>
#[must_use]
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    if parts.is_empty() && !rooted {
        return ".".to_owned();
    }
    let mut out = String::with_capacity(path.len() + 1);
    for part in &parts {
        if rooted || !out.is_empty() {
            out.push('/');
        }
        out.push_str(part);
    }
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// A path inside the container, cleaned.
///
/// # Errors
/// Empty or not absolute.
pub fn destination(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("the path in the container is missing".to_owned());
    }
    if !text.starts_with('/') {
        return Err(format!(
            "`{text}` is not a path in the container: it must start with `/`"
        ));
    }
    Ok(clean(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cleaned() {
        for (text, path) in [
            ("/a", "/a"),
            ("/a/", "/a"),
            ("//a//b/.", "/a/b"),
            ("/a/../b", "/b"),
            ("/../a", "/a"),
            ("/", "/"),
            ("a/..", "."),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("", "."),
        ] {
            assert_eq!(clean(text), path, "{text}");
        }
    }

    #[test]
    fn destinations() {
        assert_eq!(destination("/x/../y/"), Ok("/y".to_owned()));
        assert!(destination("").is_err());
        assert!(destination("x").is_err());
        assert!(destination(" /x").is_err());
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "[/.a]{0,12}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            prop_assert_eq!(text.starts_with('/'), once.starts_with('/'));
        }
    }
}
