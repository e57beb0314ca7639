//! Volumes and mounts. Data stays where podman keeps it: a directory of the host is mounted from
//! there, and so is a named volume, unless the settings ask for a claim.

use std::collections::BTreeMap;

use super::{Config, Cursor, VolumeMount, VolumeSource};
use crate::{
    grammar::RelativePath,
    origin::{Given, OriginId, Traced},
    podman::storage::{ImageVolumes, Storage, tmpfs::Tmpfs, volume::Volume},
    rules::{images, storage as rules},
};

mod apart;
mod backups;
mod config;
mod driver;
mod from;
mod image;
mod kind;
mod made;
mod memory;
mod options;
mod other;
mod over;
mod shm;
mod source;
pub mod together;
pub mod unseen;
mod volume;

/// What is mounted in a container, by its path.
type Places = BTreeMap<String, Mounted>;

/// Something that is mounted.
#[derive(Debug, Clone)]
struct Mounted {
    source: VolumeSource,
    /// What the volume is called after.
    base: String,
    sub_path: Option<Traced<RelativePath>>,
    read_only: Option<Traced<bool>>,
    propagation: Option<Traced<&'static str>>,
    recursive_read_only: Option<Traced<&'static str>>,
    from: Vec<OriginId>,
    /// What podman was told, to tell two of the same from two that clash.
    asked: Asked,
    /// The key of the settings that chose the source, as a JSON Pointer.
    chosen: Option<String>,
}

/// What podman was told.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    /// A volume or a directory of the host.
    Volume(Volume),
    /// A file system in memory.
    Memory(Tmpfs),
    /// Another type of mount.
    Other,
}

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    // `--volumes-from` needs what every other container mounts.
    let mut all = Vec::new();
    at.each(|at| all.push(own(at)));
    let shared = at
        .inventory
        .containers
        .iter()
        .any(|container| !container.storage.volumes_from.is_empty());
    let mut uses = apart::Uses::default();
    at.each(|at| {
        let mut places = match all.get_mut(at.index) {
            Some(places) if !shared => std::mem::take(places),
            places => places.cloned().unwrap_or_default(),
        };
        rest(at, &all, &mut places);
        uses.add(at, &places);
        write(at, places);
    });
    uses.say(at);
    for workload in &mut at.plan.workloads {
        let hash = Config::annotation(&workload.configs);
        workload.pod.annotations.extend(hash);
    }
}

/// What `--volume` and `--mount` ask for.
fn own(at: &mut Cursor<'_>) -> Places {
    let mut places = Places::new();
    for mount in &at.container().storage.mounts {
        other::mount(at, mount, &mut places);
    }
    for volume in &at.container().storage.volumes {
        volume::volume(at, volume.origin, &volume.value, &mut places);
    }
    places
}

/// Everything else of the section.
fn rest(at: &mut Cursor<'_>, own: &[Places], places: &mut Places) {
    let Storage {
        volumes: _,
        mounts: _,
        tmpfs,
        volumes_from,
        image_volumes,
        read_only,
        read_only_tmpfs,
        shm_size,
        configs,
    } = &at.container().storage;
    for tmpfs in tmpfs {
        memory::tmpfs(at, tmpfs.origin, &tmpfs.value, places);
    }
    for file in configs {
        config::file(at, file, places);
    }
    for from in volumes_from {
        from::volumes_from(at, from, own, places);
    }
    memory::read_only(at, read_only.as_ref(), read_only_tmpfs.as_ref(), places);
    shm::shm(at, shm_size.as_ref(), places);
    if let Some(mode) = image_volumes {
        self::image_volumes(at, mode);
    }
}

/// Moves it all into the plan.
fn write(at: &mut Cursor<'_>, places: Places) {
    for (path, mounted) in places {
        made::note(at, &mounted);
        let pod = at.pod_mut();
        let volume = pod.volume(&mounted.base, mounted.source, &mounted.from);
        at.target_mut().mounts.push(VolumeMount {
            volume,
            path,
            sub_path: mounted.sub_path,
            read_only: mounted.read_only,
            recursive_read_only: mounted.recursive_read_only,
            propagation: mounted.propagation,
            from: mounted.from.into(),
        });
    }
}

fn image_volumes(at: &mut Cursor<'_>, mode: &Given<ImageVolumes>) {
    let Given { value, origin } = mode;
    let known = at.container().image.known.as_ref();
    if known.is_some_and(|image| *value == ImageVolumes::Tmpfs || image.volumes.is_empty()) {
        return at.ledger.already_so(*origin, &images::VOLUMES_OF_IMAGE);
    }
    match value {
        ImageVolumes::Anonymous => {
            at.ledger.already_so(*origin, &rules::IMAGE_VOLUMES);
        }
        ImageVolumes::Ignore => {
            at.ledger
                .dropped(*origin, rules::image_volumes_ignored(at.name()));
        }
        ImageVolumes::Tmpfs => {
            at.ledger.dropped(
                *origin,
                rules::image_volumes_in_memory(at.name(), at.container().image_as_written()),
            );
        }
    }
}
