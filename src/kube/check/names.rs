//! The grammars of names: labels, subdomains, keys, ports, environment variables.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation`. All lengths are in bytes.

pub(super) const LABEL: &str = "must be at most 63 lower-case letters, digits or `-`, and start and end with a letter or digit";
pub(super) const SUBDOMAIN: &str = "must be at most 253 lower-case letters, digits, `-` or `.`, each part starting and ending with a letter or digit";
pub(super) const SERVICE: &str = "must be at most 63 lower-case letters, digits or `-`, start with a letter and end with a letter or digit";
pub(super) const QUALIFIED: &str = "must be at most 63 letters, digits, `-`, `_` or `.`, with an optional DNS prefix and `/` before it";
pub(super) const LABEL_VALUE: &str = "must be empty, or at most 63 letters, digits, `-`, `_` or `.`, and start and end with a letter or digit";
pub(super) const PORT: &str =
    "must be at most 15 lower-case letters, digits or single inner `-`, with at least one letter";
pub(super) const VARIABLE: &str = "must be printable ASCII characters other than `=`";
pub(super) const CONFIG_KEY: &str =
    "must be at most 253 letters, digits, `-`, `_` or `.`, and not `.` or start with `..`";
pub(super) const PATH_SEGMENT: &str = "must not be empty, `.` or `..`, nor contain `/` or `%`";

/// RFC 1123 label.
pub(super) fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_label_of_any_length(text)
}

/// RFC 1123 subdomain. Its parts have no limit of their own.
pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label_of_any_length)
}

/// RFC 1035 label: what a Service is called.
pub(super) fn is_service_name(text: &str) -> bool {
    is_label(text) && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
}

/// A subdomain after `*.`.
pub(super) fn is_wildcard(text: &str) -> bool {
    text.len() <= 253 && text.strip_prefix("*.").is_some_and(is_subdomain)
}

/// A subdomain of two or more RFC 1123 labels; a trailing dot is allowed.
pub(super) fn is_qualified_domain(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    text.contains('.') && is_subdomain(text) && text.split('.').all(is_label)
}

/// The key of a label, or the name of a resource or protocol.
pub(super) fn is_qualified(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_qualified_part(name),
        None => is_qualified_part(text),
    }
}

/// The key of an annotation: as of a label, with capitals in the prefix too.
pub(super) fn is_annotation_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) if prefix.bytes().any(|b| b.is_ascii_uppercase()) => {
            is_subdomain(&prefix.to_ascii_lowercase()) && is_qualified_part(name)
        }
        _ => is_qualified(text),
    }
}

/// The value of a label.
pub(super) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_qualified_part(text)
}

/// The name of a container's port.
pub(super) fn is_port(text: &str) -> bool {
    text.len() <= 15
        && text.bytes().all(|b| is_lower(b) || b == b'-')
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The name of an environment variable, as servers take it since 1.32.
pub(super) fn is_variable(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| (b' '..=b'~').contains(&b) && b != b'=')
}

/// The key of an entry in a `ConfigMap` or Secret.
pub(super) fn is_config_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && text != "."
        && !text.starts_with("..")
}

/// What may stand between two slashes of an API path: names of RBAC objects, kinds.
pub(super) fn is_path_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..") && !text.contains(['/', '%'])
}

/// The name of a sysctl, with dots or slashes.
pub(super) fn is_sysctl(text: &str) -> bool {
    text.len() <= 253
        && text.split(['.', '/']).all(|part| {
            part.bytes()
                .all(|b| is_lower(b) || matches!(b, b'-' | b'_'))
                && part.bytes().next().is_some_and(is_lower)
                && part.bytes().last().is_some_and(is_lower)
        })
}

/// The name of an HTTP header.
pub(super) fn is_header(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_lower(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

fn is_label_of_any_length(text: &str) -> bool {
    text.bytes().all(|b| is_lower(b) || b == b'-')
        && text.bytes().next().is_some_and(is_lower)
        && text.bytes().last().is_some_and(is_lower)
}

fn is_qualified_part(text: &str) -> bool {
    text.len() <= 63
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric())
        && text
            .bytes()
            .last()
            .is_some_and(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_subdomains() {
        let long = "a".repeat(63);
        let too_long = "a".repeat(64);
        for (text, label, subdomain, service) in [
            ("web", true, true, true),
            ("0web", true, true, false),
            ("web-", false, false, false),
            ("Web", false, false, false),
            ("a.b", false, true, false),
            ("a..b", false, false, false),
            ("", false, false, false),
            (long.as_str(), true, true, true),
            (too_long.as_str(), false, true, false),
        ] {
            assert_eq!(
                (is_label(text), is_subdomain(text), is_service_name(text)),
                (label, subdomain, service),
                "{text}"
            );
        }
        assert!(!is_subdomain(&"a".repeat(254)));
    }

    #[test]
    fn keys() {
        for (text, label, annotation) in [
            ("app", true, true),
            ("app.kubernetes.io/name", true, true),
            ("Example.com/Name", false, true),
            ("a/b/c", false, false),
            ("/name", false, false),
            ("example.com/", false, false),
            ("_app", false, false),
        ] {
            assert_eq!(
                (is_qualified(text), is_annotation_key(text)),
                (label, annotation),
                "{text}"
            );
        }
    }

    #[test]
    fn ports_and_variables() {
        for (text, port) in [
            ("http", true),
            ("a-b", true),
            ("a--b", false),
            ("80", false),
            ("abcdefghijklmnop", false),
        ] {
            assert_eq!(is_port(text), port, "{text}");
        }
        for (text, variable) in [
            ("A", true),
            ("1 BAD.NAME", true),
            ("A=B", false),
            ("é", false),
            ("", false),
        ] {
            assert_eq!(is_variable(text), variable, "{text}");
        }
    }
}
