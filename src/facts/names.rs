//! How names of podman become names of Kubernetes.

use crate::podman::{Container, network::Join};

/// Longest label of RFC 1123.
const LONGEST: usize = 63;

/// What podman calls a container: its host name for peers on the same network.
pub fn podman_name(container: &Container) -> &str {
    container.name()
}

/// Whether peers can find a container under its name: on a network with a name podman answers for
/// it, on the default one it does not.
pub fn is_found_by_name(container: &Container) -> bool {
    let mut joins = container.network.join.iter();
    joins.any(|given| matches!(given.value, Join::Networks(_)))
}

/// An RFC 1123 label: lower-case letters, digits and `-` between them, at most 63.
pub fn label(text: &str) -> String {
    let replaced: String = text
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        })
        .collect();
    let cut: String = replaced
        .trim_start_matches('-')
        .chars()
        .take(LONGEST)
        .collect();
    match cut.trim_end_matches('-') {
        "" => "container".to_owned(),
        name => name.to_owned(),
    }
}

/// An RFC 1035 label, which begins with a letter.
pub fn service(label: &str) -> String {
    if label.starts_with(|c: char| c.is_ascii_digit()) {
        self::label(&format!("svc-{label}"))
    } else {
        label.to_owned()
    }
}

/// The name of a Service behind another one: `web-udp`. A long name is cut, not what tells the two apart.
pub fn suffixed(name: &str, suffix: &str) -> String {
    let room = LONGEST.saturating_sub(suffix.len() + 1);
    let start: String = service(name).chars().take(room).collect();
    label(&format!("{start}-{suffix}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{label, service, suffixed};
    use crate::grammar::{Label, ServiceName};

    #[test]
    fn labels() {
        for (name, wanted) in [
            ("plex", "plex"),
            ("immich_redis", "immich-redis"),
            ("Plex.Media", "plex-media"),
            ("a_", "a"),
            ("_a", "a"),
            ("2fauth", "2fauth"),
            ("é", "container"),
        ] {
            assert_eq!(label(name), wanted, "{name}");
        }
        assert_eq!(service("2fauth"), "svc-2fauth");
        assert_eq!(service("plex"), "plex");
        assert_eq!(suffixed("2fauth", "udp"), "svc-2fauth-udp");
        let long = suffixed(&"a".repeat(63), "udp");
        assert_eq!(long, format!("{}-udp", "a".repeat(59)));
    }

    proptest! {
        #[test]
        fn labels_are_labels(name in ".*|[0-9a-zA-Z_.-]{60,70}") {
            for label in [label(&name), service(&label(&name))] {
                prop_assert!(Label::is(&label), "{}", label);
            }
            let service = service(&label(&name));
            prop_assert!(ServiceName::is(&service), "{}", service);
            let behind = suffixed(&label(&name), "public-sctp");
            prop_assert!(ServiceName::is(&behind) && behind.ends_with("-public-sctp"), "{}", behind);
        }
    }
}
