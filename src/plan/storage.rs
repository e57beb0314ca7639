//! Volumes and mounts. Data stays where podman keeps it: a directory of the host is mounted from
//! there, and so is a named volume, unless the settings ask for a claim.

use std::collections::BTreeMap;

use super::{Plan, VolumeMount, VolumeSource, each};
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        storage::{ImageVolumes, Storage, volume::Volume},
    },
    rules::storage as rules,
    settings::Settings,
};

mod backups;
mod driver;
mod from;
mod kind;
mod memory;
mod options;
mod other;
mod source;
mod volume;

/// What is mounted in a container, by its path.
type Places = BTreeMap<String, Mounted>;

/// Something that is mounted.
#[derive(Debug, Clone)]
struct Mounted {
    source: VolumeSource,
    /// What the volume is called after.
    base: String,
    sub_path: Option<Traced<String>>,
    read_only: Option<Traced<bool>>,
    propagation: Option<Traced<&'static str>>,
    from: Vec<OriginId>,
    /// What podman was told, to tell two of the same from two that clash.
    asked: Asked,
}

/// What podman was told.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    /// A volume or a directory of the host.
    Volume(Volume),
    /// A file system in memory, by `--mount` (true) or `--tmpfs`, as text.
    Memory(bool, String),
    /// Another type of mount.
    Other,
}

/// Everything that the steps need.
struct Pass<'a> {
    inventory: &'a Inventory,
    settings: &'a Settings,
    known: kind::Directories,
    plan: &'a mut Plan,
    ledger: &'a mut Ledger,
}

/// One container on its way.
#[derive(Clone, Copy)]
struct At<'a> {
    index: usize,
    container: &'a Container,
}

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    let mut pass = Pass {
        inventory,
        settings,
        known: kind::Directories::of(inventory),
        plan,
        ledger,
    };
    // `--volumes-from` needs what every other container mounts.
    let mut own: Vec<Places> = each(inventory)
        .map(|(index, container)| pass.own(At { index, container }))
        .collect();
    let shared = each(inventory).any(|(_, other)| !other.storage.volumes_from.is_empty());
    for (index, container) in each(inventory) {
        let at = At { index, container };
        let mut places = match own.get_mut(index) {
            Some(places) if !shared => std::mem::take(places),
            places => places.cloned().unwrap_or_default(),
        };
        pass.rest(at, &own, &mut places);
        pass.write(at, places);
    }
}

impl Pass<'_> {
    /// What `--volume` and `--mount` ask for.
    fn own(&mut self, at: At) -> Places {
        let mut places = Places::new();
        for mount in &at.container.storage.mounts {
            self.mount(at, mount, &mut places);
        }
        for volume in &at.container.storage.volumes {
            self.volume(at, volume.origin, &volume.value, &mut places);
        }
        places
    }

    /// Everything else of the section.
    fn rest(&mut self, at: At, own: &[Places], places: &mut Places) {
        let Storage {
            volumes: _,
            mounts: _,
            tmpfs,
            volumes_from,
            image_volumes,
            read_only,
            read_only_tmpfs,
            shm_size,
        } = &at.container.storage;
        for tmpfs in tmpfs {
            self.tmpfs(at, tmpfs.origin, &tmpfs.value, false, places);
        }
        for from in volumes_from {
            self.volumes_from(at, from, own, places);
        }
        self.read_only(at, read_only.as_ref(), read_only_tmpfs.as_ref(), places);
        if let Some(size) = shm_size {
            self.shm(at, size, places);
        }
        if let Some(mode) = image_volumes {
            self.image_volumes(at, mode);
        }
    }

    /// Moves it all into the plan.
    fn write(&mut self, at: At, places: Places) {
        for (path, mounted) in places {
            let pod = self.plan.pod_mut(at.index);
            let volume = pod.volume(&mounted.base, mounted.source, &mounted.from);
            self.plan.container_mut(at.index).mounts.push(VolumeMount {
                volume,
                path,
                sub_path: mounted.sub_path,
                read_only: mounted.read_only,
                recursive_read_only: None,
                propagation: mounted.propagation,
                from: mounted.from.into(),
            });
        }
    }

    fn image_volumes(&mut self, at: At, mode: &Given<ImageVolumes>) {
        let Given { value, origin } = mode;
        match value {
            ImageVolumes::Anonymous => {
                self.ledger.already_so(*origin, &rules::IMAGE_VOLUMES);
            }
            ImageVolumes::Ignore => {
                self.ledger.dropped(
                    *origin,
                    rules::image_volumes_ignored(&at.container.attribute),
                );
            }
            ImageVolumes::Tmpfs => {
                self.ledger.dropped(
                    *origin,
                    rules::image_volumes_in_memory(
                        &at.container.attribute,
                        at.container.image_as_written(),
                    ),
                );
            }
        }
    }
}
