//! What a Pod calls itself: as much of podman's host name as Kubernetes has room for.

use crate::{
    facts::names,
    grammar::{Label, Release, Subdomain, release::HOSTNAME_OVERRIDE},
    plan::HostName,
    rules::{Say, workload as rules},
};

/// The longest that the kubelet does not cut (`truncatePodHostnameIfNeeded`); the API takes one more.
const LONGEST: usize = 63;

/// The domain of K3s' Services, unless `--cluster-domain` names another one.
pub const CLUSTER: &str = "svc.cluster.local";

/// The host name of a Pod in this namespace; `None` where nothing is left of the text.
pub fn of(wanted: &str, namespace: &str, release: Release) -> Option<HostName> {
    let whole = wanted.to_ascii_lowercase();
    if let Some(name) = with_domain(&whole) {
        if let Some((label, subdomain)) = below(&whole, namespace) {
            return Some(HostName::Below(label, subdomain));
        }
        if release.has(&HOSTNAME_OVERRIDE) {
            return Some(HostName::Whole(name));
        }
    }
    label(wanted).map(HostName::Label)
}

/// A name with a domain, if the text is one that the kubelet can give a Pod.
fn with_domain(whole: &str) -> Option<Subdomain> {
    let fits = whole.contains('.') && whole.len() <= LONGEST;
    Subdomain::parse(whole).ok().filter(|_| fits)
}

/// Label and subdomain, where the cluster itself gives a Pod this name.
fn below(whole: &str, namespace: &str) -> Option<(Label, Label)> {
    let front = whole.strip_suffix(CLUSTER)?.strip_suffix('.')?;
    let front = front.strip_suffix(namespace)?.strip_suffix('.')?;
    let (label, subdomain) = front.split_once('.')?;
    Some((Label::parse(label).ok()?, Label::parse(subdomain).ok()?))
}

/// The first part of a host name as a label; `None` if nothing is left of it.
fn label(text: &str) -> Option<Label> {
    let first = text.split('.').next().unwrap_or_default();
    let first = first
        .contains(|c: char| c.is_ascii_alphanumeric())
        .then_some(first)?;
    Some(names::label(first))
}

/// What is said of a container, or a pod, whose host name is not as it was; `None` where it is.
pub fn say(name: &str, wanted: &str, written: &HostName, release: Release) -> Option<Say> {
    let label = match written {
        HostName::Whole(whole) if whole.as_str() == wanted => return None,
        HostName::Below(..) if !wanted.contains(|c: char| c.is_ascii_uppercase()) => return None,
        HostName::Label(label) if label.as_str() == wanted => return None,
        HostName::Whole(_) | HostName::Below(..) => {
            return Some(rules::hostname(name, wanted, wanted.to_ascii_lowercase()));
        }
        HostName::Label(label) => label,
    };
    let from = release.lacks(&HOSTNAME_OVERRIDE);
    let from = from.filter(|_| with_domain(&wanted.to_ascii_lowercase()).is_some());
    Some(match from {
        _ if !wanted.contains('.') => rules::hostname(name, wanted, label),
        Some(from) => rules::hostname_without_domain(name, wanted, label, from),
        None => rules::hostname_too_much(name, wanted, label, LONGEST),
    })
}

/// What the loopback address is called in `/etc/hosts` of a Pod with another host name.
pub fn alias(wanted: &str) -> Option<Subdomain> {
    let whole = Subdomain::parse(&wanted.to_ascii_lowercase()).ok();
    whole.or_else(|| label(wanted).map(Subdomain::from))
}

#[cfg(test)]
mod tests {
    use super::{alias, of};
    use crate::{
        grammar::{Label, Release, Subdomain},
        plan::HostName,
    };

    #[test]
    fn host_names() {
        let label = |text: &str| Label::parse(text).ok().map(HostName::Label);
        let whole = |text: &str| Subdomain::parse(text).ok().map(HostName::Whole);
        let part = |text: &str| Label::parse(text).expect("a label");
        let below = Some(HostName::Below(part("a"), part("b")));
        let longest = format!("a.{}", "b".repeat(61));
        let too_long = format!("a.{}", "b".repeat(62));
        for (text, old, new) in [
            ("rabbit", label("rabbit"), label("rabbit")),
            ("rabbit_1", label("rabbit-1"), label("rabbit-1")),
            ("mail.example.org", label("mail"), whole("mail.example.org")),
            ("Mail.Example.org", label("mail"), whole("mail.example.org")),
            ("a.b.podman.svc.cluster.local", below.clone(), below.clone()),
            (
                "a.b.other.svc.cluster.local",
                label("a"),
                whole("a.b.other.svc.cluster.local"),
            ),
            (
                "a.podman.svc.cluster.local",
                label("a"),
                whole("a.podman.svc.cluster.local"),
            ),
            (&longest, label("a"), whole(&longest)),
            (&too_long, label("a"), label("a")),
            ("my_mail.example.org", label("my-mail"), label("my-mail")),
            ("mail.example.org.", label("mail"), label("mail")),
            ("___", None, None),
            (".example.org", None, None),
        ] {
            assert_eq!(of(text, "podman", Release::V1_34), old, "{text}");
            assert_eq!(of(text, "podman", Release::V1_35), new, "{text}");
        }
        let alias = |text: &str| alias(text).map(String::from);
        assert_eq!(
            alias("Mail.Example.org").as_deref(),
            Some("mail.example.org")
        );
        assert_eq!(alias("a_b.example.org").as_deref(), Some("a-b"));
        assert_eq!(alias("__"), None);
    }
}
