//! Names: of objects, hosts, keys, ports, variables. All lengths are in bytes.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation`.

use super::{address, text::texts};

texts! {
    /// An RFC 1123 label: what namespaces, containers and volumes are called.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names>
    Label: is_plain, 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        "a DNS label has 1 to 63 lower-case letters, digits and `-`, and starts and ends with a letter or digit";
    /// An RFC 1123 subdomain: what most objects are called, and hosts. Its parts have no limit of their own.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names>
    Subdomain: is_subdomain, 253, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "a DNS subdomain has at most 253 lower-case letters, digits, `-` and `.`, and each of its parts starts and ends with a letter or digit";
    /// An RFC 1035 label: what a Service is called.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names>
    ServiceName: |text: &str| is_plain(text) && text.starts_with(|c: char| c.is_ascii_lowercase()), 63,
        "^[a-z]([-a-z0-9]*[a-z0-9])?$",
        "the name of a Service has 1 to 63 lower-case letters, digits and `-`, starts with a letter and ends with a letter or digit";
    /// What a node is called: a subdomain that is the value of a label, too (`kubernetes.io/hostname`).
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/architecture/nodes/#node-name-uniqueness>
    NodeName: is_subdomain, 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "the name of a node has 1 to 63 lower-case letters, digits, `-` and `.`, and each of its parts starts and ends with a letter or digit";
    /// The key of a label, or the name of a resource: `name` or `prefix/name`.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>
    QualifiedName: is_qualified, 317,
        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        "a qualified name has 1 to 63 letters, digits, `-`, `_` and `.`, starts and ends with a letter or digit, and may have a DNS subdomain and `/` in front";
    /// The key of an annotation: as of a label, with upper-case letters in the prefix, too.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set>
    AnnotationKey: is_annotation_key, 317,
        "^([A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?([.][A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        "the key of an annotation has 1 to 63 letters, digits, `-`, `_` and `.`, starts and ends with a letter or digit, and may have a DNS subdomain and `/` in front";
    /// The value of a label.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>
    LabelValue: |text: &str| text.is_empty() || is_qualified_part(text), 63,
        "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
        "the value of a label is empty, or has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit";
    /// The name of a container's port.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>
    PortName: is_port, 15, "^([a-z0-9]+-)*[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "the name of a port has 1 to 15 lower-case letters, digits and single `-` between them, and at least one letter";
    /// The name of an environment variable, as servers take it since 1.32.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    VariableName: is_variable, 1_048_576, "^[ -<>-~]+$",
        "the name of an environment variable has printable ASCII characters other than `=`";
    /// The key of an entry in a `ConfigMap` or Secret.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data>
    ConfigKey: is_config_key, 253, "^[.]?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$",
        "a key of a Secret has 1 to 253 letters, digits, `-`, `_` and `.`, and is neither `.` nor starts with `..`";
    /// The name of a kernel parameter, with dots or slashes.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/>
    SysctlName: is_sysctl, 253, "^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$",
        "the name of a kernel parameter has at most 253 lower-case letters, digits, `-`, `_`, `.` and `/`, and each of its parts starts and ends with a letter or digit";
    /// A search domain of the resolver. Servers take underscores, at the start of a part, too
    /// (`RelaxedDNSSearchValidation`).
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config>
    SearchDomain: |text: &str| text == "." || is_search_domain(text.strip_suffix('.').unwrap_or(text)), 254,
        "^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?([.]_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$",
        "a search domain has at most 253 lower-case letters, digits, `-`, `_` and `.`, and each of its parts ends with a letter or digit";
    /// What is scraped: a host and a port, IPv6 in brackets.
    ///
    /// Prometheus: <https://prometheus.io/docs/prometheus/latest/configuration/configuration/#host>
    Endpoint: is_endpoint, 262, "^[a-z0-9]{1,9}:[1-9][0-9]{0,3}$",
        "a target is `HOST:PORT`, without a scheme and a path, as `192.0.2.1:9100`";
    /// The name of an `AppArmor` profile that the node has loaded.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/tutorials/security/apparmor/#specifying-apparmor-confinement>
    ProfileName: |text: &str| !text.is_empty() && text.trim() == text, 4_095, "",
        "the name of an AppArmor profile has 1 to 4095 characters, and no blanks around it";
    /// The name of an image, with its registry, tag and digest.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/containers/images/#image-names>
    ImageName: is_image, 4_095, "",
        "the name of an image is `[REGISTRY/]NAME[:TAG][@DIGEST]` with a NAME in lower case, as `ghcr.io/owner/app:1.2`";
    /// The host of a route: a subdomain, with `*.` in front at most, and not an address.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards>
    RouteHost: is_route_host, 253, "^([*][.])?([a-z0-9]([-a-z0-9]*[a-z0-9])?[.])*[a-z]([-a-z0-9]*[a-z0-9])?$",
        "the host of a route is a DNS subdomain of at most 253 characters, with `*.` in front at most, and not an IP address";
}

impl From<Label> for Subdomain {
    fn from(label: Label) -> Self {
        Self(label.0)
    }
}

/// What containerd takes: <https://github.com/distribution/reference/blob/main/reference.go>
fn is_image(text: &str) -> bool {
    let (text, digest) = match text.split_once('@') {
        Some((text, digest)) => (text, Some(digest)),
        None => (text, None),
    };
    let is_digest = |digest: &str| {
        digest.split_once(':').is_some_and(|(kind, hex)| {
            !kind.is_empty()
                && kind
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+.-_".contains(&b))
                && hex.len() >= 32
                && hex.bytes().all(|b| b.is_ascii_hexdigit())
        })
    };
    let (name, tag) = match text.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (text, None),
    };
    let is_tag = |tag: &str| {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        tag.len() <= 128
            && tag.bytes().next().is_some_and(word)
            && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
    };
    let (registry, path) = match name.split_once('/') {
        Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) => {
            (Some(first), rest)
        }
        _ => (None, name),
    };
    name.len() <= 255
        && registry.is_none_or(is_registry)
        && path.split('/').all(is_image_part)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest)
}

/// A host with a port at most; an IPv6 address has brackets.
fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_address = |text: &str| {
        let inner = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())
    };
    (is_address(host) || host.split('.').all(is_part))
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Lower-case words with `.`, `_`, `__` or any number of `-` between them.
fn is_image_part(part: &str) -> bool {
    let word = |b: char| b.is_ascii_lowercase() || b.is_ascii_digit();
    let mut between = part.split(word).filter(|text| !text.is_empty());
    part.starts_with(word)
        && part.ends_with(word)
        && between.all(|text| matches!(text, "." | "_" | "__") || text.bytes().all(|b| b == b'-'))
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_plain)
}

fn is_route_host(text: &str) -> bool {
    match text.strip_prefix("*.") {
        Some(rest) => is_subdomain(rest),
        None => is_subdomain(text) && address::parse(text).is_none(),
    }
}

fn is_qualified(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => Subdomain::is(prefix) && is_qualified_part(name),
        None => is_qualified_part(text),
    }
}

fn is_annotation_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => {
            Subdomain::is(&prefix.to_ascii_lowercase()) && is_qualified_part(name)
        }
        None => is_qualified_part(text),
    }
}

fn is_port(text: &str) -> bool {
    is_plain(text) && text.bytes().any(|b| b.is_ascii_lowercase()) && !text.contains("--")
}

fn is_variable(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| (b' '..=b'~').contains(&b) && b != b'=')
}

fn is_config_key(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.bytes().all(known) && text != "." && !text.starts_with("..")
}

fn is_sysctl(text: &str) -> bool {
    let inner = |b| is_lower(b) || matches!(b, b'-' | b'_');
    text.split(['.', '/'])
        .all(|part| is_between(part, is_lower, inner))
}

fn is_search_domain(text: &str) -> bool {
    let inner = |b| is_lower(b) || matches!(b, b'-' | b'_');
    let part = |part: &str| is_between(part.strip_prefix('_').unwrap_or(part), is_lower, inner);
    text.len() <= 253 && text.split('.').all(part)
}

/// A label of any length.
fn is_endpoint(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let number = port.bytes().all(|b| b.is_ascii_digit());
    let port = port.parse::<u16>().is_ok_and(|port| port > 0 && number);
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    port && match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => is_subdomain(&host.to_ascii_lowercase()),
    }
}

fn is_plain(text: &str) -> bool {
    is_between(text, is_lower, |b| is_lower(b) || b == b'-')
}

fn is_qualified_part(text: &str) -> bool {
    let edge = |b: u8| b.is_ascii_alphanumeric();
    text.len() <= 63 && is_between(text, edge, |b| edge(b) || matches!(b, b'-' | b'_' | b'.'))
}

fn is_lower(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

/// Some bytes, the first and the last of a smaller set.
fn is_between(text: &str, edge: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    let ends = [text.bytes().next(), text.bytes().last()];
    ends.into_iter().all(|b| b.is_some_and(&edge)) && text.bytes().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `reference.Parse` of distribution/reference says.
    #[test]
    fn images() {
        let digest = format!("a/b@sha256:{}", "0".repeat(64));
        for (text, taken) in [
            ("busybox", true),
            ("docker.io/library/busybox:1.37", true),
            ("registry.lan:5000/a/b-c__d.e", true),
            ("localhost/a", true),
            ("[2001:db8::1]:5000/a", true),
            (digest.as_str(), true),
            ("Registry.LAN/a:Tag_1", true),
            ("", false),
            ("Busybox", false),
            ("a//b", false),
            ("a:", false),
            ("a:.b", false),
            ("a b", false),
            ("https://a.b/c", false),
            ("a/b@sha256:0", false),
            ("a._b", false),
            ("a.b:x/c", false),
            ("-a", false),
        ] {
            assert_eq!(ImageName::is(text), taken, "{text}");
        }
    }

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
            ("a.", false, false, false),
            ("my_db", false, false, false),
            ("", false, false, false),
            (long.as_str(), true, true, true),
            (too_long.as_str(), false, true, false),
        ] {
            assert_eq!(
                (Label::is(text), Subdomain::is(text), ServiceName::is(text)),
                (label, subdomain, service),
                "{text}"
            );
        }
        assert!(!Subdomain::is(&"a".repeat(254)));
        assert!(NodeName::is("nas.lan") && !NodeName::is(&too_long));
    }

    #[test]
    fn keys() {
        for (text, label, annotation) in [
            ("app", true, true),
            ("A_b.c-9", true, true),
            ("app.kubernetes.io/name", true, true),
            ("traefik.http.routers.x.rule", true, true),
            ("Example.com/Name", false, true),
            ("", false, false),
            ("-a", false, false),
            ("a-", false, false),
            ("a b", false, false),
            ("a/b/c", false, false),
            ("/name", false, false),
            ("example.com/", false, false),
            ("a_b/c", false, false),
            ("_app", false, false),
            ("é", false, false),
            ("a[0]", false, false),
            (&"a".repeat(64), false, false),
        ] {
            assert_eq!(
                (QualifiedName::is(text), AnnotationKey::is(text)),
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
            ("-a", false),
            ("abcdefghijklmnop", false),
        ] {
            assert_eq!(PortName::is(text), port, "{text}");
        }
        for (text, variable) in [
            ("A", true),
            ("1 BAD.NAME", true),
            ("A=B", false),
            ("A\n", false),
            ("é", false),
            ("", false),
        ] {
            assert_eq!(VariableName::is(text), variable, "{text}");
        }
    }

    #[test]
    fn routes_and_domains() {
        for (text, host) in [
            ("web.example.org", true),
            ("*.example.org", true),
            ("a.*.org", false),
            ("*", false),
            ("10.0.0.1", false),
            ("Web", false),
        ] {
            assert_eq!(RouteHost::is(text), host, "{text}");
        }
        for (text, domain) in [
            ("lan", true),
            ("_tcp.lan.", true),
            (".", true),
            ("a b", false),
            ("a_", false),
        ] {
            assert_eq!(SearchDomain::is(text), domain, "{text}");
        }
    }

    #[test]
    fn bad_ones_are_told_their_rule() {
        let bad = Label::parse("Media").map_err(|reason| reason.to_string());
        assert_eq!(bad, Err(Label::RULE.to_owned()));
        assert_eq!(
            Label::parse("media").map(String::from).as_deref(),
            Ok("media")
        );
    }
}
