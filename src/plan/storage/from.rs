//! `--volumes-from`: what another container mounts.

use std::collections::BTreeSet;

use super::{Asked, At, Mounted, Pass, Places, each, rules};
use crate::{
    origin::{Given, Traced},
    podman::storage::{volume::Source, volumes_from::VolumesFrom},
};

impl Pass<'_> {
    /// One `--volumes-from`. What the container mounts itself goes before it.
    pub(super) fn volumes_from(
        &mut self,
        at: At,
        given: &Given<VolumesFrom>,
        own: &[Places],
        places: &mut Places,
    ) {
        let VolumesFrom {
            container,
            read_only,
            relabel: _,
        } = &given.value;
        let name = &at.container.attribute;
        let Some(other) = self.by_name(&at.container.host, container) else {
            self.ledger
                .refused(given.origin, rules::unknown_volumes(name, container));
            return;
        };
        let mut handed = Places::new();
        self.handed(other, own, &mut BTreeSet::new(), &mut handed);
        let same_pod = self.plan.workload_index(other) == self.plan.workload_index(at.index);
        let mut lost = Vec::new();
        let mut taken = false;
        for (path, mut mounted) in handed {
            if places.contains_key(&path) {
                continue;
            }
            let anonymous = matches!(&mounted.asked, Asked::Volume(volume) if volume.source == Source::Anonymous);
            if anonymous && !same_pod {
                lost.push(path);
                continue;
            }
            if let Some(read_only) = read_only {
                mounted.read_only = read_only.then(|| Traced::new(true, given.origin));
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
            self.ledger.refused(
                given.origin,
                rules::shared_anonymous(name, container, lost.join("`, `"), named.join("`, `")),
            );
        } else if taken {
            self.ledger.kept(given.origin);
        } else {
            self.ledger
                .dropped(given.origin, rules::no_volumes_to_take(name, container));
        }
    }

    /// What a container hands on: its directories and volumes, and the volumes (but, as podman has
    /// it, not the directories) that it takes from others.
    fn handed(
        &self,
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
        let Some(container) = self.inventory.containers.get(index) else {
            return;
        };
        for from in &container.storage.volumes_from {
            let Some(other) = self.by_name(&container.host, &from.value.container) else {
                continue;
            };
            let mut further = Places::new();
            self.handed(other, own, seen, &mut further);
            further.retain(|_, mounted: &mut Mounted| {
                matches!(&mounted.asked, Asked::Volume(volume) if !matches!(volume.source, Source::Host(_)))
            });
            for (path, mounted) in further {
                handed.entry(path).or_insert(mounted);
            }
        }
    }

    fn by_name(&self, host: &str, name: &str) -> Option<usize> {
        each(self.inventory)
            .find(|(_, container)| container.host == host && container.name() == name)
            .map(|(index, _)| index)
    }
}
