//! Identity: labels and annotations of the Pod, its host name, and what became of names.

use std::collections::BTreeMap;

use super::{HostAlias, Plan, annotations, each};
use crate::{
    facts::names,
    grammar::AnnotationKey,
    ledger::{Ledger, Subject},
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        identity::{Annotation, Identity, Label, Name},
        network::Pod,
    },
    rules::{Say, workload as rules},
    settings::Settings,
};

mod pods;
mod readers;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
        let Identity {
            name,
            labels,
            annotations,
            hostname,
        } = &container.identity;
        let pass = &mut Identities {
            index,
            container,
            plan,
            ledger,
        };
        pass.name(name.as_ref());
        // Annotations first: of a label and an annotation with one key the annotation is the exact one.
        for annotation in winners(annotations, |a| &a.key, pass.ledger) {
            pass.annotation(annotation);
        }
        for label in winners(labels, |l| &l.key, pass.ledger) {
            pass.label(label);
        }
        if let Some(hostname) = hostname {
            pass.hostname(hostname);
        }
    }
    pods::add_hostnames(inventory, plan, ledger);
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

/// One container on its way through the pass.
struct Identities<'p> {
    index: usize,
    container: &'p Container,
    plan: &'p mut Plan,
    ledger: &'p mut Ledger,
}

impl Identities<'_> {
    fn name(&mut self, given: Option<&Given<Name>>) {
        let Some(new) = self.plan.names.get(self.index).cloned() else {
            return;
        };
        let seat = self.plan.container_mut(self.index);
        for origin in &new.from {
            if !seat.from.contains(origin) {
                seat.from.push(*origin);
            }
        }
        let old = names::podman_name(self.container);
        if new.service == old {
            if let Some(given) = given {
                self.ledger.kept(given.origin);
            }
            return;
        }
        let say = if self.is_missed(old, &new.service) {
            rules::not_a_host_name(old, &new.service)
        } else {
            rules::renamed(old, &new.service)
        };
        match given {
            Some(given) => self.ledger.changed(given.origin, say),
            None => self.ledger.say(Subject::Container(self.index, None), say),
        }
    }

    /// Whether peers may look for the old name: not where it is the same to them (host names have
    /// no upper-case letters), and not where they have an alias to look for.
    fn is_missed(&self, old: &str, new: &str) -> bool {
        names::is_found_by_name(self.container)
            && self.container.network.aliases.is_empty()
            && old.to_ascii_lowercase() != new
    }

    fn annotation(&mut self, annotation: &Given<Annotation>) {
        let Annotation { key, value } = &annotation.value;
        let name = &self.container.attribute;
        if ["io.podman.", "io.containers.", "run.oci."]
            .iter()
            .any(|own| key.starts_with(own))
        {
            let say = rules::runtime_annotation(name, key);
            return self.ledger.dropped(annotation.origin, say);
        }
        self.annotate(key, value, annotation.origin, None);
    }

    fn label(&mut self, label: &Given<Label>) {
        let Label { key, value } = &label.value;
        let name = &self.container.attribute;
        let say = match readers::of(key) {
            Some(reader) => {
                let remedy = reader.remedy(&self.container.identity.labels);
                rules::label_reader(name, reader.name, reader.effect, remedy)
            }
            None => rules::label(name),
        };
        self.annotate(key, value, label.origin, Some(say));
    }

    /// Writes an annotation, unless Kubernetes cannot hold it; `None` means that it is the same.
    fn annotate(&mut self, key: &str, value: &str, origin: OriginId, change: Option<Say>) {
        let name = &self.container.attribute;
        if !AnnotationKey::is(key) {
            let say = rules::annotation_key_invalid(name, key);
            return self.ledger.dropped(origin, say);
        }
        if annotations::is_reserved(key) {
            let say = rules::annotation_key_reserved(name, key);
            return self.ledger.dropped(origin, say);
        }
        let written = &mut self.plan.pod_mut(self.index).annotations;
        match written.get_mut(key) {
            Some(there) if there.value == value => there.from.push(origin),
            Some(_) => {
                let say = rules::annotation_taken(name, key);
                return self.ledger.dropped(origin, say);
            }
            None => {
                written.insert(key.to_owned(), Traced::new(value.to_owned(), origin));
            }
        }
        match change {
            Some(say) => self.ledger.changed(origin, say),
            None => self.ledger.kept(origin),
        }
    }

    fn hostname(&mut self, hostname: &Given<String>) {
        let name = &self.container.attribute;
        let (wanted, origin) = (&hostname.value, hostname.origin);
        if wanted.is_empty() {
            return self.ledger.already_so(origin, &rules::NO_HOSTNAME);
        }
        let written = hostname_label(wanted);
        if written.is_empty() {
            let say = rules::hostname_unusable(name, wanted);
            return self.ledger.dropped(origin, say);
        }
        let workload = self.plan.workload_mut(self.index);
        if matches!(&self.container.network.pod, Some(given) if matches!(given.value, Pod::Existing(_)))
        {
            return; // refused by the pass `networks`, as podman refuses it
        }
        if workload.members.first() != Some(&self.index) {
            add_host_alias(&mut workload.pod.host_aliases, &written, origin);
            return self.ledger.changed(origin, rules::shared_hostname(name));
        }
        if workload
            .pod
            .host_network
            .as_ref()
            .is_some_and(|on| on.value)
        {
            let say = rules::host_network_name(name);
            return self.ledger.dropped(origin, say);
        }
        let same = written == *wanted;
        workload.pod.hostname = Some(Traced::new(written.clone(), origin));
        if same {
            self.ledger.kept(origin);
        } else {
            let say = rules::hostname(name, wanted, written);
            self.ledger.changed(origin, say);
        }
    }
}

/// A name for the loopback address in `/etc/hosts`.
fn add_host_alias(aliases: &mut Vec<HostAlias>, name: &str, origin: OriginId) {
    const LOOPBACK: &str = "127.0.0.1";
    let traced = Traced::new(name.to_owned(), origin);
    match aliases.iter_mut().find(|alias| alias.ip == LOOPBACK) {
        Some(alias) => match alias.names.iter_mut().find(|known| known.value == name) {
            Some(known) => known.from.push(origin),
            None => alias.names.push(traced),
        },
        None => aliases.push(HostAlias {
            ip: LOOPBACK.to_owned(),
            names: vec![traced],
            from: origin.into(),
        }),
    }
}

/// The first part of a host name as a label; empty if nothing is left of it.
fn hostname_label(text: &str) -> String {
    let first = text.split('.').next().unwrap_or_default();
    if first.chars().any(|c| c.is_ascii_alphanumeric()) {
        names::label(first)
    } else {
        String::new()
    }
}
