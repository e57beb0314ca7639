//! How names of podman become names of Kubernetes.

use crate::{
    grammar::{Label, Release, release::DIGIT_NAMES},
    podman::Container,
};

/// Longest label of RFC 1123.
const LONGEST: usize = 63;

/// What podman calls a container: its host name for peers on the same network.
pub fn podman_name(container: &Container) -> &str {
    container.name()
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

/// What a Service with the name of a label is called: older servers want a letter in front.
pub fn service(label: &Label, release: Release) -> Label {
    if label.as_str().starts_with(|c: char| c.is_ascii_digit()) && !release.has(&DIGIT_NAMES) {
        self::label(&format!("svc-{label}"))
    } else {
        label.clone()
    }
}

/// The name of a Service behind that of another one: `web-udp`. A long name is cut, not what tells the two apart.
pub fn suffixed(name: &Label, suffix: &str) -> Label {
    let room = LONGEST.saturating_sub(suffix.len() + 1);
    let start: String = name.as_str().chars().take(room).collect();
    label(&format!("{start}-{suffix}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{label, service, suffixed};
    use crate::grammar::{Release, ServiceName};

    const OLD: Release = Release::V1_35;

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
        for (name, release, wanted) in [
            ("2fauth", OLD, "svc-2fauth"),
            ("2fauth", Release::V1_36, "2fauth"),
            ("plex", OLD, "plex"),
        ] {
            assert_eq!(service(&label(name), release).as_str(), wanted);
        }
        let behind = |name: &str| suffixed(&label(name), "udp").to_string();
        assert_eq!(behind("svc-2fauth"), "svc-2fauth-udp");
        assert_eq!(behind(&"a".repeat(63)), format!("{}-udp", "a".repeat(59)));
    }

    proptest! {
        #[test]
        fn labels_are_labels(name in ".*|[0-9a-zA-Z_.-]{60,70}") {
            // They are read as what they are.
            let label = label(&name);
            let _ = service(&label, Release::V1_36);
            let service = service(&label, OLD);
            prop_assert!(ServiceName::is(service.as_str()), "{}", service);
            let behind = suffixed(&service, "public-sctp");
            let good = ServiceName::is(behind.as_str()) && behind.as_str().ends_with("-public-sctp");
            prop_assert!(good, "{}", behind);
        }
    }
}
