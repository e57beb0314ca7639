//! `--volumes-from`: what another container mounts.

use std::collections::BTreeSet;

use super::{Asked, Cursor, Mounted, Places, rules};
use crate::{
    origin::{Given, Traced},
    podman::storage::{volume::Source, volumes_from::VolumesFrom},
};

/// One `--volumes-from`. What the container mounts itself goes before it.
pub(super) fn volumes_from(
    at: &mut Cursor<'_>,
    given: &Given<VolumesFrom>,
    own: &[Places],
    places: &mut Places,
) {
    let VolumesFrom {
        container,
        read_only,
        relabel: _,
    } = &given.value;
    let name = at.name();
    let Some(other) = at.facts.peers.by_name(&at.container().host, container) else {
        at.ledger
            .refused(given.origin, rules::unknown_volumes(name, container));
        return;
    };
    if other == at.index {
        return; // refused by the pass `grouping`
    }
    let mut handed = Places::new();
    self::handed(at, other, own, &mut BTreeSet::new(), &mut handed);
    let same_pod = at.plan.workload_index(other) == at.plan.workload_index(at.index);
    let mut lost = Vec::new();
    let mut taken = false;
    for (path, mut mounted) in handed {
        if places.contains_key(&path) {
            continue;
        }
        let anonymous =
            matches!(&mounted.asked, Asked::Volume(volume) if volume.source == Source::Anonymous);
        if anonymous && !same_pod {
            lost.push(path);
            continue;
        }
        if let Some(read_only) = read_only {
            mounted.read_only = read_only.then(|| Traced::new(true, given.origin));
            mounted.recursive_read_only.take_if(|_| !read_only);
        }
        mounted.from.push(given.origin);
        places.insert(path, mounted);
        taken = true;
    }
    if !lost.is_empty() {
        let named: Vec<String> = lost
            .iter()
            .map(|path| format!("{container}{}:{path}", path.replace('/', "-")))
            .collect();
        at.ledger.refused(
            given.origin,
            rules::shared_anonymous(name, container, lost.join("`, `"), named.join("`, `")),
        );
    } else if taken {
        at.ledger.kept(given.origin);
    } else {
        at.ledger
            .dropped(given.origin, rules::no_volumes_to_take(name, container));
    }
}

/// What a container hands on: its directories and volumes, and the volumes (but, as podman has
/// it, not the directories) that it takes from others.
fn handed(
    at: &Cursor<'_>,
    index: usize,
    own: &[Places],
    seen: &mut BTreeSet<usize>,
    handed: &mut Places,
) {
    if !seen.insert(index) {
        return;
    }
    for (path, mounted) in own.get(index).into_iter().flatten() {
        if matches!(mounted.asked, Asked::Volume(_)) {
            handed
                .entry(path.clone())
                .or_insert_with(|| mounted.clone());
        }
    }
    let Some(container) = at.inventory.containers.get(index) else {
        return;
    };
    for from in &container.storage.volumes_from {
        let Some(other) = at
            .facts
            .peers
            .by_name(&container.host, &from.value.container)
        else {
            continue;
        };
        let mut further = Places::new();
        self::handed(at, other, own, seen, &mut further);
        further.retain(|_, mounted: &mut Mounted| {
            matches!(&mounted.asked, Asked::Volume(volume) if !matches!(volume.source, Source::Host(_)))
        });
        for (path, mounted) in further {
            handed.entry(path).or_insert(mounted);
        }
    }
}
