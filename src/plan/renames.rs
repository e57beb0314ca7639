//! Names of containers that are names of no Service: values of peers that use them as host names have to follow. So have
//! names with podman's domain.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{Cursor, HostName, Plan, claims, hostname};
use crate::{
    facts::{
        Facts,
        called::{self, Called, Kind},
        mentions, names, networks,
        texts::{self, Place, Text},
    },
    grammar::Label,
    origin::OriginId,
    podman::Inventory,
    rules::{network, workload as rules},
    settings::Settings,
};

mod entries;

use entries::Entry;

/// Names, and what resolves instead.
#[derive(Debug, Default)]
pub struct Renames {
    /// By the names in lower case: DNS does not distinguish upper case.
    by_name: BTreeMap<String, Vec<Rename>>,
    /// For each container: on whose networks it looks names up, its own Pod's.
    networks: Vec<BTreeSet<String>>,
    /// What each workload calls itself.
    own: BTreeSet<(usize, Label)>,
    /// Own names of workloads under which others answer, too.
    shared: BTreeSet<(usize, Label)>,
}

/// One name of one container.
#[derive(Debug)]
struct Rename {
    container: usize,
    workload: usize,
    kind: Kind,
    /// What the containers of its own Pod use.
    inside: String,
    /// What all others use; `None` where no Service has the name.
    outside: Option<String>,
    /// Where podman's DNS answers, with its host.
    networks: BTreeSet<String>,
}

/// A text after the names in it were looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// The text with every host name in its new spelling.
    pub text: String,
    /// Old and new spelling of what was replaced.
    pub replaced: BTreeMap<String, String>,
    /// Old names that stand where a host name need not be: left as they are.
    pub mentioned: BTreeMap<String, String>,
}

impl Renames {
    /// All names that others know under another one.
    #[must_use]
    pub fn of(facts: &Facts<'_>, plan: &Plan, settings: &Settings) -> Self {
        let inventory = facts.inventory;
        let claims = claims::decide(facts, plan, settings);
        let granted = claims.granted.into_iter();
        let shared = granted
            .filter_map(|((_, name), granted)| Some((granted.owner?, name)))
            .collect();
        let left: BTreeSet<(usize, &str)> = claims
            .clashing
            .iter()
            .chain(&claims.left)
            .map(|claim| (claim.container, claim.alias))
            .collect();
        let mut by_name: BTreeMap<String, Vec<Rename>> = BTreeMap::new();
        let mut itself = BTreeSet::new();
        for (index, container) in inventory.containers.iter().enumerate() {
            let workload = plan.workload_index(index);
            let own = plan.names.get(index).map(|name| &name.service);
            for called in called::of(inventory, container) {
                let service = |text| names::service(&names::label(text), plan.kubernetes);
                let outside = match called.kind {
                    Kind::Name => own.cloned(),
                    _ if left.contains(&(index, called.name)) => None,
                    // The name of a Service has no dots, and this one was not meant for others.
                    Kind::Hostname if called.name.contains('.') => own.cloned(),
                    Kind::Hostname | Kind::Pod | Kind::Alias | Kind::NetworkAlias => {
                        Some(service(called.name))
                    }
                };
                let inside = match called.kind {
                    Kind::Hostname if called.name.contains('.') => None,
                    Kind::Name | Kind::Hostname | Kind::Pod => Some(names::label(called.name)),
                    Kind::Alias | Kind::NetworkAlias => outside.clone(),
                };
                if called.kind <= Kind::Pod {
                    itself.extend(inside.clone().map(|name| (workload, name)));
                }
                if called.kind == Kind::Hostname {
                    itself.extend(short(called.name, plan, workload).map(|name| (workload, name)));
                }
                // Without one it has the name as it is: a host name with dots is in `/etc/hosts`.
                let inside = inside.map_or_else(|| called.name.to_owned(), |new| new.to_string());
                let outside = outside.map(|new| new.to_string());
                let renames = by_name.entry(called.name.to_ascii_lowercase());
                let renames = renames.or_default();
                renames.push(Rename {
                    container: index,
                    workload,
                    kind: called.kind,
                    inside,
                    outside,
                    networks: places(inventory, index, called.networks),
                });
            }
        }
        for renames in by_name.values_mut() {
            renames.sort_by_key(|rename| (rename.kind, rename.container));
        }
        let mut of_workloads = vec![BTreeSet::new(); plan.workloads.len()];
        for (index, container) in inventory.containers.iter().enumerate() {
            let own = networks::with_names(inventory, container);
            if let Some(all) = of_workloads.get_mut(plan.workload_index(index)) {
                all.extend(places(inventory, index, own));
            }
        }
        let networks = (0..inventory.containers.len())
            .filter_map(|index| of_workloads.get(plan.workload_index(index)).cloned())
            .collect();
        Self {
            by_name,
            networks,
            own: itself,
            shared,
        }
    }

    /// What others find a name of a container under; `None` where it is the same.
    pub fn of_peer(&self, container: usize, called: &Called<'_>) -> Option<&str> {
        let mut renames = self.all(called.name)?.iter();
        let own =
            renames.find(|rename| rename.container == container && rename.kind == called.kind)?;
        let new = own.outside.as_deref();
        new.filter(|new| !new.eq_ignore_ascii_case(called.name))
    }

    /// All that have a name.
    fn all(&self, name: &str) -> Option<&[Rename]> {
        let renames = self.by_name.get(&name.to_ascii_lowercase());
        renames.map(Vec::as_slice)
    }

    /// Whether others answer to an own name of a workload, too.
    pub fn is_shared(&self, workload: usize, name: &Label) -> bool {
        self.shared.contains(&(workload, name.clone()))
    }

    /// What a container finds a name under, and whether it is its own; `None` where it never found it, or does not any more.
    /// With podman's domain it is looked up in DNS only (`by_dns`): what the container calls itself comes first in
    /// `/etc/hosts`, and there does not.
    fn seen_by(&self, at: &Cursor<'_>, name: &str, by_dns: bool) -> Option<(&str, bool)> {
        let plan = &at.plan;
        if at.workload().pod.host_network.is_some() {
            return None; // podman's DNS is not asked there, and `/etc/hosts` has the host's names
        }
        let renames = self.all(name)?;
        let workload = plan.workload_index(at.index);
        let networks = self.networks.get(at.index)?;
        let answers = |rename: &&Rename| !networks.is_disjoint(&rename.networks);
        let before = renames.iter().find(answers).filter(|_| by_dns);
        let others = before.is_some_and(|first| first.workload != workload);
        let own = renames.iter().find(|rename| {
            // Aliases are in podman's DNS only.
            rename.workload == workload && (rename.kind <= Kind::Pod || answers(rename))
        });
        let own = own.filter(|_| !others);
        if let Some(own) = own {
            return Some((&own.inside, own.kind <= Kind::Pod));
        }
        let peer = renames.iter().find(|rename| {
            let here = plan.workloads.get(rename.workload);
            let here = here.is_some_and(|peer| peer.namespace == at.workload().namespace);
            let unnamed = || {
                let peer = at.inventory.containers.get(rename.container);
                networks.is_empty()
                    && peer.is_some_and(|peer| {
                        rename.kind == called::on_networks(peer).1
                            && networks::may_find(at.facts, at.container(), peer)
                    })
            };
            here && (answers(rename) || unnamed())
        })?;
        peer.outside.as_deref().map(|new| (new, false))
    }

    /// Looks for the old names in a text of the container at hand.
    #[must_use]
    fn apply(&self, at: &Cursor<'_>, text: &Text<'_>) -> Renamed {
        let mut out = Renamed::default();
        let workload = at.plan.workload_index(at.index);
        let mut end = 0;
        let entries = entries::of(at, text.place);
        let known = |word: &str| {
            mentions::contains(&self.by_name, word) || mentions::contains(&entries, word)
        };
        for found in mentions::words(text, known) {
            let by_dns = mentions::below_domain(found.word.trim_end_matches('.')).is_some();
            let entry = entries.get(&found.name.to_ascii_lowercase());
            let entry = entry.filter(|_| !by_dns);
            let address = match entry {
                Some(Entry::Written) => continue,
                Some(Entry::Address(ip)) => Some(ip.to_string()),
                None => None,
            };
            let seen = match &address {
                Some(ip) => Some((ip.as_str(), false)),
                None => self.seen_by(at, found.name, by_dns),
            };
            let Some((new, own)) = seen else { continue };
            // What `/etc/hosts` of the Pod has hides the Service of the same name: its own names, and its entries.
            let label = names::label(new);
            let hidden = address.is_none()
                && !own
                && (self.own.contains(&(workload, label)) || entries::has(&at.workload().pod, new));
            let new = if hidden {
                // Whole, since musl tries no search domains for a name with a dot where `ndots` is 1.
                let namespace = &at.workload().namespace;
                Cow::from(format!("{new}.{namespace}.{}", hostname::CLUSTER))
            } else {
                Cow::from(new)
            };
            if new.eq_ignore_ascii_case(found.word) {
                continue;
            }
            let old = found.word.to_owned();
            // What it calls itself is more often a user, a database or a folder than a host.
            let worth = !own || found.may_be_host;
            // An address of IPv6 has brackets in some places, and none in others.
            let fits = !new.contains(':');
            if found.is_host && fits && text.place != Place::Label {
                out.text
                    .push_str(text.text.get(end..found.start).unwrap_or_default());
                out.text.push_str(&new);
                end = found.start + old.len();
                out.replaced.insert(old, new.into_owned());
            } else if worth && (found.is_host || text.place != Place::Label) {
                out.mentioned.insert(old, new.into_owned());
            }
        }
        out.text.push_str(text.text.get(end..).unwrap_or_default());
        out
    }
}

/// What `/etc/hosts` of a Pod has of a host name as one label.
fn short(hostname: &str, plan: &Plan, workload: usize) -> Option<Label> {
    let namespace = plan.workloads.get(workload)?.namespace.as_str();
    match hostname::of(hostname, namespace, plan.kubernetes)? {
        HostName::Label(label) | HostName::Below(label, _) => Some(label),
        HostName::Whole(_) => None,
    }
}

/// Networks with their host.
fn places(inventory: &Inventory, container: usize, networks: BTreeSet<&str>) -> BTreeSet<String> {
    let host = inventory
        .containers
        .get(container)
        .map_or("", |container| &container.host);
    networks
        .into_iter()
        .map(|name| format!("{host}/{name}"))
        .collect()
}

/// Tells what a label of the container at hand mentions.
pub fn tell(at: &mut Cursor<'_>, text: &Text<'_>) {
    let looked_at = at.plan.renames.apply(at, text);
    say_mentioned(at, text, &looked_at);
}

/// What is said of names that a text has where a host name need not be.
fn say_mentioned(at: &mut Cursor<'_>, text: &Text<'_>, looked_at: &Renamed) {
    for (old, new) in &looked_at.mentioned {
        let say = match text.place {
            Place::Check => network::peer_in_check(at.name(), old, new),
            Place::Variable | Place::Word | Place::Label => {
                rules::peer_mentioned(at.name(), old, new)
            }
        };
        at.say_at(text.origin, say);
    }
}

/// A text of the container at hand, with names as they are reached in the cluster; settles its option.
pub fn follow(at: &mut Cursor<'_>, text: &Text<'_>) -> String {
    let looked_at = at.plan.renames.apply(at, text);
    for (old, new) in &looked_at.replaced {
        let say = rules::peer_renamed(at.name(), old, new);
        at.ledger.changed(text.origin, say);
    }
    say_mentioned(at, text, &looked_at);
    at.ledger.kept(text.origin);
    looked_at.text
}

/// Words, each with its option, as [`follow`] has them.
pub fn follow_words<'w>(
    at: &mut Cursor<'_>,
    words: impl Iterator<Item = (&'w str, OriginId)>,
    place: Place,
) -> Vec<String> {
    texts::words(words, place)
        .map(|text| follow(at, &text))
        .collect()
}
