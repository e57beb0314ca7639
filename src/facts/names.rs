//! How names of podman become names of Kubernetes.

use crate::{
    grammar::{Label, ServiceName},
    podman::{Container, network::Join},
};

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

/// A label of a text: its letters in lower case, its digits, and `-` for all else between them, at most 63.
///
/// # Panics
/// Never: it keeps what a label takes.
pub fn label(text: &str) -> Label {
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
    let name = match cut.trim_end_matches('-') {
        "" => "container",
        name => name,
    };
    Label::parse(name).expect("it has only what a label takes")
}

/// The name of a Service for a label, which need not begin with a letter.
///
/// # Panics
/// Never: a label with a letter in front is one.
pub fn service(label: &Label) -> ServiceName {
    ServiceName::parse(label.as_str()).unwrap_or_else(|_| {
        let label = self::label(&format!("svc-{label}"));
        ServiceName::parse(label.as_str()).expect("it begins with a letter")
    })
}

/// The name of a Service behind another one: `web-udp`. A long name is cut, not what tells the two apart.
pub fn suffixed(name: &Label, suffix: &str) -> ServiceName {
    let room = LONGEST.saturating_sub(suffix.len() + 1);
    let start: String = service(name).as_str().chars().take(room).collect();
    service(&label(&format!("{start}-{suffix}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{label, service, suffixed};
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
            assert_eq!(label(name).as_str(), wanted, "{name}");
        }
        assert_eq!(service(&label("2fauth")).as_str(), "svc-2fauth");
        assert_eq!(service(&label("plex")).as_str(), "plex");
        assert_eq!(suffixed(&label("2fauth"), "udp").as_str(), "svc-2fauth-udp");
        let long = suffixed(&label(&"a".repeat(63)), "udp");
        assert_eq!(long.as_str(), format!("{}-udp", "a".repeat(59)));
    }

    proptest! {
        #[test]
        fn labels_are_labels(name in ".*|[0-9a-zA-Z_.-]{60,70}") {
            // They are read as what they are.
            let label = label(&name);
            let _ = service(&label);
            let behind = suffixed(&label, "public-sctp");
            prop_assert!(behind.as_str().ends_with("-public-sctp"), "{}", behind);
        }
    }
}
