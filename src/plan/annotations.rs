//! Keys of annotations that are not for everybody.

/// Whether Kubernetes itself, or a part of it, gives such a key a meaning.
#[must_use]
pub fn is_reserved(key: &str) -> bool {
    key.split_once('/').is_some_and(|(prefix, _)| {
        ["kubernetes.io", "k8s.io", "cattle.io"]
            .iter()
            .any(|own| prefix == *own || prefix.ends_with(&format!(".{own}")))
    })
}

#[cfg(test)]
mod tests {
    use super::is_reserved;

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
