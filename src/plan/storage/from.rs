//! `--volumes-from`: what another container mounts.

use std::collections::BTreeSet;

use super::{Asked, At, Mounted, Pass, Places, each, rules};
use crate::{
    origin::{Given, Traced},
    podman::storage::{volume::Source, volumes_from::VolumesFrom},
    rules::OldSay,
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
            let say = OldSay::new(format!(
                "`{name}` takes the volumes of `{container}`, which is not part of the input"
            ))
            .lost("those volumes")
            .remedy("name the volumes themselves");
            self.ledger
                .refused_by(given.origin, &rules::UNKNOWN_VOLUMES, say);
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
            let say = OldSay::new(format!(
                "`{name}` shares `{}` with `{container}`, which runs in another Pod",
                lost.join("`, `")
            ))
            .lost("an anonymous volume lives in one Pod only")
            .remedy(format!(
                "give it a name: `-v NAME:{}`",
                lost.join("`, `-v NAME:")
            ));
            self.ledger
                .refused_by(given.origin, &rules::SHARED_ANONYMOUS, say);
        } else if taken {
            self.ledger.kept(given.origin);
        } else {
            let say = OldSay::new(format!(
                "`{container}` has no volumes that `{name}` could take"
            ));
            self.ledger
                .dropped_by(given.origin, &rules::SAME_MOUNT, say);
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
