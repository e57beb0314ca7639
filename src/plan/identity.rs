//! Identity: labels and annotations of the Pod, its host name, and what became of names.

use std::collections::BTreeMap;

use super::{HostAlias, Plan, annotations, each, grouping, last};
use crate::{
    facts::names,
    ledger::{Ledger, Subject},
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        identity::{Annotation, Identity, Label, Name},
        network::Pod,
    },
    rules::{OldSay, workload as rules},
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
            label_files,
            annotations,
            hostname,
            no_hostname,
        } = &container.identity;
        let pass = &mut Identities {
            index,
            container,
            plan,
            ledger,
        };
        let given = last(name, pass.ledger);
        pass.name(given);
        // Annotations first: of a label and an annotation with one key the annotation is the exact one.
        for annotation in winners(annotations, |a| &a.key, pass.ledger) {
            pass.annotation(annotation);
        }
        for label in winners(labels, |l| &l.key, pass.ledger) {
            pass.label(label);
        }
        for file in label_files {
            pass.label_file(file);
        }
        if let Some(hostname) = last(hostname, pass.ledger) {
            pass.hostname(hostname);
        }
        if let Some(flag) = last(no_hostname, pass.ledger) {
            pass.no_hostname(flag);
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
        let (rule, say) = if new.service == old {
            if let Some(given) = given {
                self.ledger.kept(given.origin);
            }
            return;
        } else if self.is_missed(old, &new.service) {
            let say = OldSay::new(format!(
                "`{old}` is reached as `{}` in the cluster, its own name cannot be a host name there",
                new.service
            ));
            let say = say
                .lost("peers that use the old name, in configuration files for instance, do not find it")
                .remedy("use the new name wherever the old one stands as a host name, or rename the container");
            (&rules::NOT_A_HOST_NAME, say)
        } else {
            let say = OldSay::new(format!("`{old}` is called `{}` in Kubernetes", new.service));
            (&rules::RENAMED, say.lost("the spelling of the name"))
        };
        match given {
            Some(given) => self.ledger.changed_by(given.origin, rule, say),
            None => self
                .ledger
                .say_by(Subject::Container(self.index, None), rule, say),
        }
    }

    /// Whether peers may look for the old name: not where it is the same to them (host names have
    /// no capitals), and not where they have an alias to look for.
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
            let say = OldSay::new(format!(
                "`{name}` annotates itself for podman's runtime with `{key}`"
            ))
            .lost("podman and crun read the annotation; containerd does not");
            return self
                .ledger
                .dropped_by(annotation.origin, &rules::RUNTIME_ANNOTATION, say);
        }
        self.annotate(key, value, annotation.origin, None);
    }

    fn label(&mut self, label: &Given<Label>) {
        let Label { key, value } = &label.value;
        let name = &self.container.attribute;
        let (rule, say) = match readers::of(key) {
            Some(reader) => {
                let say = OldSay::new(format!("`{name}` has labels for {}", reader.name))
                    .lost(reader.lost)
                    .remedy(reader.remedy(&self.container.identity.labels));
                (&rules::LABEL_READER, say)
            }
            None => (
                &rules::LABEL,
                OldSay::new(format!(
                    "the labels of `{name}` become annotations of its Pod"
                ))
                .lost("programs that read labels from podman's or Docker's socket do not see them"),
            ),
        };
        self.annotate(key, value, label.origin, Some((rule, say)));
    }

    /// Writes an annotation, unless Kubernetes cannot hold it; `None` means that it is the same.
    fn annotate(
        &mut self,
        key: &str,
        value: &str,
        origin: OriginId,
        change: Option<(&'static crate::rules::Rule, OldSay)>,
    ) {
        let name = &self.container.attribute;
        if !annotations::is_key(key) || annotations::is_reserved(key) {
            let say = OldSay::new(format!("`{name}` has a label or annotation `{key}`, which no Pod can have"))
                .lost("the value: the key is too long, or Kubernetes reserves it, or it has other characters than letters, digits, `-`, `_` and `.`");
            return self
                .ledger
                .dropped_by(origin, &rules::NO_ANNOTATION_KEY, say);
        }
        let written = &mut self.plan.pod_mut(self.index).annotations;
        match written.get_mut(key) {
            Some(there) if there.value == value => there.from.push(origin),
            Some(_) => {
                let say = OldSay::new(format!("`{name}` gives the annotation `{key}` of its Pod a second value"))
                    .lost("the value: a Pod holds one of each key, and another label, annotation or container came first");
                return self
                    .ledger
                    .dropped_by(origin, &rules::ANNOTATION_TAKEN, say);
            }
            None => {
                written.insert(key.to_owned(), Traced::new(value.to_owned(), origin));
            }
        }
        match change {
            Some((rule, say)) => self.ledger.changed_by(origin, rule, say),
            None => self.ledger.kept(origin),
        }
    }

    fn label_file(&mut self, file: &Given<String>) {
        let say = OldSay::new(format!(
            "`{}` reads labels from a file of the host",
            self.container.attribute
        ))
        .lost("the labels of the file, which is not read here")
        .remedy("write them as `labels`");
        self.ledger.dropped_by(file.origin, &rules::LABEL_FILE, say);
    }

    fn hostname(&mut self, hostname: &Given<String>) {
        let name = &self.container.attribute;
        let (wanted, origin) = (&hostname.value, hostname.origin);
        if wanted.is_empty() {
            return self.ledger.already_so(origin, &rules::NO_HOSTNAME);
        }
        let written = hostname_label(wanted);
        if written.is_empty() {
            let say = OldSay::new(format!("`{name}` has a host name that no Pod can have"))
                .lost("the host name: letters, digits and `-` only");
            return self.ledger.dropped_by(origin, &rules::HOSTNAME, say);
        }
        let workload = self.plan.workload_mut(self.index);
        if matches!(self.container.network.pod.get(), Some(given) if matches!(given.value, Pod::Existing(_)))
        {
            return; // refused by the pass `networks`, as podman refuses it
        }
        if workload.members.first() != Some(&self.index) {
            add_host_alias(&mut workload.pod.host_aliases, &written, origin);
            let say = grouping::hostname(self.container);
            return self.ledger.changed_by(origin, &rules::SHARED_HOSTNAME, say);
        }
        if workload
            .pod
            .host_network
            .as_ref()
            .is_some_and(|on| on.value)
        {
            let say = OldSay::new(format!(
                "`{name}` uses the host's network, so its host name is the node's"
            ))
            .lost("the host name: Kubernetes has none of its own for a Pod on the host's network");
            return self
                .ledger
                .dropped_by(origin, &rules::HOST_NETWORK_NAME, say);
        }
        let same = written == *wanted;
        workload.pod.hostname = Some(Traced::new(written.clone(), origin));
        if same {
            self.ledger.kept(origin);
        } else {
            let say = OldSay::new(format!("`{name}` gets the host name `{written}`"))
                .lost("capitals, other characters than letters, digits and `-`, and all behind the first dot");
            self.ledger.changed_by(origin, &rules::HOSTNAME, say);
        }
    }

    fn no_hostname(&mut self, flag: &Given<bool>) {
        if !flag.value {
            return self.ledger.already_so(flag.origin, &rules::NO_HOSTNAME);
        }
        let say = OldSay::new(format!(
            "`{}` keeps the image's `/etc/hostname`, where the kubelet writes its own",
            self.container.attribute
        ))
        .lost("the content of the image's `/etc/hostname`");
        self.ledger
            .dropped_by(flag.origin, &rules::HOSTNAME_FILE, say);
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
