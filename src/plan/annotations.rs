//! What Kubernetes takes as the key of an annotation.

/// Longest name behind the slash.
const LONGEST_NAME: usize = 63;
/// Longest prefix in front of it.
const LONGEST_PREFIX: usize = 253;

/// Whether Kubernetes takes this key: `name` or `prefix/name`.
///
/// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set>
#[must_use]
pub fn is_key(key: &str) -> bool {
    // The API server looks at the key in lower case.
    let key = key.to_lowercase();
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_name(name),
        None => is_name(&key),
    }
}

/// Whether Kubernetes itself, or a part of it, gives such a key a meaning.
#[must_use]
pub fn is_reserved(key: &str) -> bool {
    key.split_once('/').is_some_and(|(prefix, _)| {
        ["kubernetes.io", "k8s.io", "cattle.io"]
            .iter()
            .any(|own| prefix == *own || prefix.ends_with(&format!(".{own}")))
    })
}

fn is_name(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    text.len() <= LONGEST_NAME
        && text.starts_with(edge)
        && text.ends_with(edge)
        && text
            .chars()
            .all(|c| edge(c) || matches!(c, '-' | '_' | '.'))
}

fn is_subdomain(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_PREFIX
        && text.split('.').all(|label| {
            label.starts_with(edge)
                && label.ends_with(edge)
                && label.chars().all(|c| edge(c) || c == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::{is_key, is_reserved};

    #[test]
    fn keys() {
        for good in [
            "a",
            "A_b.c-9",
            "example.com/team",
            "Example.com/Team",
            "traefik.http.routers.x.rule",
            "io.containers.autoupdate",
        ] {
            assert!(is_key(good), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "a b",
            "a/b/c",
            "/a",
            "a/",
            "a_b/c",
            "é",
            "a[0]",
            &"a".repeat(64),
        ] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn reserved_keys() {
        for own in ["kubernetes.io/x", "kubectl.kubernetes.io/x", "a.k8s.io/x"] {
            assert!(is_reserved(own), "{own}");
        }
        for other in ["example.com/x", "kubernetes.io", "mykubernetes.io/x"] {
            assert!(!is_reserved(other), "{other}");
        }
    }
}
