//! What is wanted: the bundle with its Secrets, less what must stay as it is.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    bundle::{Bundle, manifest_name},
    changes::{Goal, Prune, Wanted},
    objects::{self, Id},
    secrets::{self, Rendered},
    snapshot::Snapshot,
};
use crate::bundle::ledger::{self, Line};

/// What an operator requests besides the bundle.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Files handed over.
    pub adopted: BTreeSet<String>,
    /// What becomes of the objects of files that go.
    pub prune: Prune,
}

/// The goal of an installation. `lacking` are files whose workloads lack something on this host,
/// besides those that lack a Secret. `origins` says in which objects a container went, when it was last
/// installed.
#[must_use]
pub fn goal(
    bundle: &Bundle,
    rendered: &Rendered,
    lacking: impl Iterator<Item = String>,
    wishes: Wishes,
    there: &Snapshot,
    origins: &BTreeMap<(String, String), BTreeSet<Id>>,
) -> Goal {
    let lists = bundle.manifests.iter();
    let mut files: BTreeMap<String, Wanted> = lists
        .map(|(name, list)| (name.clone(), Wanted::of(list, bundle.verbatim(name))))
        .collect();
    let secrets = rendered.files.clone().into_iter();
    files.extend(secrets.map(|(name, items)| (name, Wanted::from(items))));
    let mut held_back: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
    for name in without_secrets(bundle, rendered).into_iter().chain(lacking) {
        let wanted = files.remove(&name).unwrap_or_default();
        held_back.insert(name, wanted.into_iter().filter_map(objects::id).collect());
    }
    for refused in &bundle.index.refused {
        if let Some(name) = manifest_name(&refused.file).filter(|name| !files.contains_key(*name)) {
            held_back.entry(name.to_owned()).or_default();
        }
        // It may have been in another file: its Pod is another one now.
        let was = origins.get(&(refused.host.clone(), refused.container.clone()));
        for id in was.into_iter().flatten() {
            let holder = there
                .ours
                .iter()
                .find(|(_, now)| now.items.contains_key(id));
            if let Some((name, _)) = holder.filter(|(name, _)| !files.contains_key(*name)) {
                held_back.entry(name.clone()).or_default();
            }
        }
    }
    Goal {
        files,
        held_back,
        adopted: wishes.adopted,
        fresh: BTreeSet::new(),
        resting: BTreeSet::new(),
        prune: wishes.prune,
    }
}

/// Files of workloads that lack a Secret, and of the Secrets that only they use.
fn without_secrets(bundle: &Bundle, rendered: &Rendered) -> BTreeSet<String> {
    let users = |failed: &secrets::Failure| failed.users.clone();
    let workloads: BTreeSet<String> = rendered.failures.iter().flat_map(users).collect();
    let mut out: BTreeSet<String> = rendered.failures.iter().map(|f| f.file.clone()).collect();
    for secret in &bundle.index.secrets {
        let users = secrets::users(secret);
        if !users.is_empty() && users.is_subset(&workloads) {
            out.insert(secrets::file_name(secret));
        }
    }
    out.extend(workloads);
    out
}

/// In which workload every container went, from the `ledger.jsonl` of a generation; a line that cannot be read says
/// nothing.
#[must_use]
pub fn origins(ledger: &str) -> BTreeMap<(String, String), BTreeSet<Id>> {
    let mut out: BTreeMap<(String, String), BTreeSet<Id>> = BTreeMap::new();
    for line in ledger::lines(ledger).flatten() {
        if let Line::Container(line) = line {
            let ids = line.objects.into_iter().map(Cow::into_owned);
            out.entry((line.host.into_owned(), line.container.into_owned()))
                .or_default()
                .extend(ids.filter(|id| runs(id)));
        }
    }
    out
}

/// Whether an object runs Pods.
#[must_use]
pub fn runs(id: &str) -> bool {
    const KINDS: [&str; 5] = ["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"];
    objects::parts(id).is_some_and(|[_, kind, ..]| KINDS.contains(&kind))
}
