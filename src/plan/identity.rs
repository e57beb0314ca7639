//! Identity: labels and annotations of the Pod, its host name, and what became of names.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
};

use super::{
    Cursor, HostAlias, annotations, hostname,
    renames::{self, Renames},
};
use crate::{
    facts::{
        names, networks,
        texts::{Place, Text},
    },
    grammar::{AnnotationKey, Subdomain, release::DIGIT_NAMES},
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    podman::{
        identity::{Annotation, Identity, Label, Name},
        labels::proxy,
        network::Pod,
    },
    rules::{Say, engines, workload as rules},
};

mod hidden;
mod own_names;
mod pods;
mod readers;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.plan.renames = Renames::of(at.facts, at.plan, at.settings);
    at.each(|at| {
        let Identity {
            name,
            labels,
            annotations,
            hostname,
            domainname,
        } = &at.container().identity;
        settle_name(at, name.as_ref());
        // Annotations first: of a label and an annotation with one key the annotation is the exact one.
        for annotation in winners(annotations, |a| &a.key, at.ledger) {
            settle_annotation(at, annotation);
        }
        for label in winners(labels, |l| &l.key, at.ledger) {
            settle_label(at, label);
        }
        let domain = domainname
            .as_ref()
            .filter(|domain| !domain.value.is_empty());
        match (hostname, domain) {
            (Some(hostname), Some(domain)) if !hostname.value.is_empty() => {
                let value = format!("{}.{}", hostname.value, domain.value);
                settle_hostname(at, &value, &[hostname.origin, domain.origin]);
            }
            (hostname, domain) => {
                if let Some(hostname) = hostname {
                    settle_hostname(at, &hostname.value, &[hostname.origin]);
                }
                if let Some(domain) = domain {
                    let say = engines::domain_without_name(at.name(), &domain.value);
                    at.ledger.dropped(domain.origin, say);
                }
            }
        }
        if let Some(empty) = domainname.as_ref().filter(|domain| domain.value.is_empty()) {
            at.ledger.already_so(empty.origin, &rules::NO_HOSTNAME);
        }
    });
    pods::add_hostnames(at);
    own_names::add(at);
    hidden::say(at);
}

/// Of values with one key the last; the others are settled as overridden.
fn winners<'v, T>(
    values: &'v [Given<T>],
    key: impl Fn(&T) -> &String,
    ledger: &mut Ledger,
) -> Vec<&'v Given<T>> {
    let mut by_key: BTreeMap<&String, &Given<T>> = BTreeMap::new();
    for value in values {
        if let Some(earlier) = by_key.insert(key(&value.value), value) {
            ledger.overridden(earlier.origin, value.origin);
        }
    }
    by_key.into_values().collect()
}

fn settle_name(at: &mut Cursor<'_>, given: Option<&Given<Name>>) {
    let Some(new) = at.plan.names.get(at.index).cloned() else {
        return;
    };
    let seat = at.target_mut();
    for origin in &new.from {
        if !seat.from.contains(origin) {
            seat.from.push(*origin);
        }
    }
    let old = names::podman_name(at.container());
    if new.service.as_str() == old {
        if let Some(given) = given {
            at.ledger.kept(given.origin);
        }
        return;
    }
    let missed = is_missed(at, old, new.service.as_str());
    // Only the digit in front is in the way, and not for every server.
    let later = at.plan.kubernetes.lacks(&DIGIT_NAMES);
    let say = match later.filter(|_| new.label.as_str() == old) {
        Some(from) if missed => rules::not_a_host_name_yet(old, &new.service, from),
        Some(from) => rules::renamed_for_now(old, &new.service, from),
        None if missed => rules::not_a_host_name(old, &new.service),
        None => rules::renamed(old, &new.service),
    };
    match given {
        Some(given) => at.ledger.changed(given.origin, say),
        None => at.say(say),
    }
}

/// Whether peers may look for the old name: not where it is the same to them (host names have
/// no upper-case letters), and not where they have an alias to look for.
fn is_missed(at: &Cursor<'_>, old: &str, new: &str) -> bool {
    networks::is_found_by_name(at.facts, at.container())
        && at.container().network.aliases.is_empty()
        && old.to_ascii_lowercase() != new
}

fn settle_annotation(at: &mut Cursor<'_>, annotation: &Given<Annotation>) {
    let Annotation { key, value } = &annotation.value;
    let name = at.name();
    if at.engine().is_podman()
        && ["io.podman.", "io.containers.", "run.oci."]
            .iter()
            .any(|own| key.starts_with(own))
    {
        let say = rules::runtime_annotation(name, key);
        return at.ledger.dropped(annotation.origin, say);
    }
    annotate(at, key, value, annotation.origin, None);
}

fn settle_label(at: &mut Cursor<'_>, label: &Given<Label>) {
    let Label { key, value } = &label.value;
    let text = Text {
        about: key,
        to_client: false,
        text: value,
        origin: label.origin,
        place: Place::Label,
    };
    renames::tell(at, &text);
    let name = at.name();
    let labels = &at.container().identity.labels;
    let reader = readers::of(key).filter(|reader| !reader.is_off(labels));
    // Docker has no `auto-update`.
    let reader = reader.filter(|_| at.engine().is_podman() || !readers::is_podmans(key));
    if reader.is_some() && at.makes_routes() && proxy(key).is_some() {
        return; // settled by the pass `exposure`, with the route
    }
    let say = match reader {
        Some(reader) => rules::label_reader(name, reader.name, reader.effect, reader.remedy(at)),
        None => rules::label(name),
    };
    annotate(at, key, value, label.origin, Some(say));
}

/// Writes an annotation, unless Kubernetes cannot hold it; `None` means that it is the same.
fn annotate(at: &mut Cursor<'_>, key: &str, value: &str, origin: OriginId, change: Option<Say>) {
    let name = at.name();
    if !AnnotationKey::is(key) {
        let say = rules::annotation_key_invalid(name, key);
        return at.ledger.dropped(origin, say);
    }
    if annotations::is_reserved(key) {
        let say = rules::annotation_key_reserved(name, key);
        return at.ledger.dropped(origin, say);
    }
    let written = &mut at.pod_mut().annotations;
    match written.get_mut(key) {
        Some(there) if there.value == value => there.from.push(origin),
        Some(_) => {
            let say = rules::annotation_taken(name, key);
            return at.ledger.dropped(origin, say);
        }
        None => {
            written.insert(key.to_owned(), Traced::new(value.to_owned(), origin));
        }
    }
    match change {
        Some(say) => at.ledger.changed(origin, say),
        None => at.ledger.kept(origin),
    }
}

/// A host name with its domain, and the options that make it.
fn settle_hostname(at: &mut Cursor<'_>, wanted: &str, from: &[OriginId]) {
    let name = at.name();
    let Some(origin) = from.first().copied() else {
        return;
    };
    if wanted.is_empty() {
        return at.ledger.already_so(origin, &rules::NO_HOSTNAME);
    }
    let release = at.plan.kubernetes;
    let Some(written) = hostname::of(wanted, at.workload().namespace.as_str(), release) else {
        let say = rules::hostname_unusable(name, wanted);
        return from
            .iter()
            .for_each(|origin| at.ledger.dropped(*origin, say.clone()));
    };
    if matches!(&at.container().network.pod, Some(given) if matches!(given.value, Pod::Existing(_)))
    {
        return; // refused by the pass `networks`, as podman refuses it; Docker has no pods
    }
    if at.workload().members.first() != Some(&at.index) {
        if let Some(alias) = hostname::alias(wanted) {
            add_host_alias(&mut at.pod_mut().host_aliases, alias, origin);
        }
        return at
            .ledger
            .changed_together(from, rules::shared_hostname(name));
    }
    let host_network = &at.workload().pod.host_network;
    if host_network.as_ref().is_some_and(|on| on.value) {
        let say = rules::host_network_name(name);
        return from
            .iter()
            .for_each(|origin| at.ledger.dropped(*origin, say.clone()));
    }
    let say = hostname::say(name, wanted, &written, release);
    at.pod_mut().hostname = Some(Traced {
        value: written,
        from: from.into(),
    });
    match say {
        Some(say) => at.ledger.changed_together(from, say),
        None => from.iter().for_each(|origin| at.ledger.kept(*origin)),
    }
}

/// A name for the loopback address in `/etc/hosts`.
fn add_host_alias(aliases: &mut Vec<HostAlias>, name: Subdomain, origin: OriginId) {
    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let traced = Traced::new(name, origin);
    match aliases.iter_mut().find(|alias| alias.ip == LOOPBACK) {
        Some(alias) => match alias
            .names
            .iter_mut()
            .find(|known| known.value == traced.value)
        {
            Some(known) => known.from.push(origin),
            None => alias.names.push(traced),
        },
        None => aliases.push(HostAlias {
            ip: LOOPBACK,
            names: vec![traced],
            from: origin.into(),
        }),
    }
}
