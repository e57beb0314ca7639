//! What a container finds when it is restarted in its Pod: podman starts a new one, and its file systems in memory,
//! anonymous volumes and shared memory are new with it.

use crate::{
    origin::OriginId,
    plan::{Cursor, VolumeMount, VolumeSource},
    podman::{
        lifecycle::Restart,
        network::Pod,
        security::namespace::{IpcMode, Namespace},
        storage::ImageVolumes,
    },
    rules::{images, lifecycle as rules},
};

/// Where programs find POSIX shared memory.
const SHM: &str = "/dev/shm";

/// Says it once for the container at hand.
pub fn say(at: &mut Cursor<'_>) {
    volumes_of_image(at);
    let policy = at.workload().pod.restart_policy.as_ref();
    // Each try is a Pod of its own.
    if policy.is_some_and(|policy| policy.value == "Never") {
        return;
    }
    let (shm, files): (Vec<_>, Vec<_>) = remaining(at).partition(|mount| mount.path == SHM);
    let from = |mounts: &[&VolumeMount]| own_options(at, mounts);
    let (shm_from, files_from) = (from(&shm), from(&files));
    let paths: Vec<String> = files.iter().map(|m| format!("`{}`", m.path)).collect();
    let workload = at.workload();
    if !paths.is_empty() {
        let paths = paths.join(", ");
        let say = rules::remains(at.name(), paths, &workload.name, &workload.namespace);
        tell(at, &files_from, say);
    }
    if !shm_from.is_empty() || has_shared_memory(at) {
        let say = rules::shared_memory_remains(at.name());
        tell(at, &shm_from, say);
    }
}

/// Volumes that the image declares and podman would make: containerd makes them, anew with each container.
fn volumes_of_image(at: &mut Cursor<'_>) {
    let mode = at.container().storage.image_volumes.as_ref();
    let Some(image) = &at.container().image.known else {
        return;
    };
    if mode.is_some_and(|mode| mode.value != ImageVolumes::Anonymous) {
        return;
    }
    let mounts = &at.target().mounts;
    let bare = |path: &&String| {
        let path = path.trim_end_matches('/');
        !mounts
            .iter()
            .any(|mount| mount.path.trim_end_matches('/') == path)
    };
    let paths: Vec<String> = image
        .volumes
        .iter()
        .filter(bare)
        .map(|path| format!("`{path}`"))
        .collect();
    if paths.is_empty() {
        return;
    }
    let remove = at.container().lifecycle.remove.as_ref();
    let goes = remove.is_some_and(|remove| remove.value) && !starts_the_same(at);
    let say = if goes {
        images::volume_goes
    } else {
        images::volume_stays
    };
    at.say(say(at.name(), paths.join(", ")));
}

fn tell(at: &mut Cursor<'_>, from: &[OriginId], say: crate::rules::Say) {
    if from.is_empty() {
        at.say(say);
    } else {
        at.ledger.changed_together(from, say);
    }
}

/// Mounts that live as long as the Pod, where podman has new ones at each start.
fn remaining<'a>(at: &'a Cursor<'_>) -> impl Iterator<Item = &'a VolumeMount> {
    let volumes = &at.workload().pod.volumes;
    let again = starts_the_same(at);
    let writable = |mount: &&VolumeMount| mount.read_only.as_ref().is_none_or(|only| !only.value);
    let mounts = at.target().mounts.iter().filter(writable);
    mounts.filter(move |mount| {
        let volume = volumes.iter().find(|volume| volume.name == mount.volume);
        volume.is_some_and(|volume| match volume.source {
            VolumeSource::EmptyDir {
                memory,
                size: _,
                key: _,
            } => memory || !again,
            _ => false,
        })
    })
}

/// Whether podman itself starts it again: the same container, with the anonymous volumes that it has.
fn starts_the_same(at: &Cursor<'_>) -> bool {
    let policy = at.container().lifecycle.restart.as_ref();
    match policy.map_or(Restart::Unset, |policy| policy.value) {
        Restart::Always | Restart::UnlessStopped | Restart::OnFailure(_) => true,
        Restart::Unset | Restart::No | Restart::Never => false,
    }
}

/// Whether its shared memory is its own under podman.
fn has_shared_memory(at: &Cursor<'_>) -> bool {
    let container = at.container();
    let in_pod = container.network.pod.as_ref();
    let in_pod = in_pod.is_some_and(|pod| pod.value != Pod::None);
    match container.security.ipc.as_ref().map(|given| &given.value) {
        Some(IpcMode::Shareable | IpcMode::Namespace(Namespace::Private)) => true,
        Some(IpcMode::None | IpcMode::Namespace(_)) => false,
        None => !in_pod,
    }
}

/// Options of this container that a mount came from, each once.
fn own_options(at: &Cursor<'_>, mounts: &[&VolumeMount]) -> Vec<OriginId> {
    let all = mounts.iter().flat_map(|mount| mount.from.options());
    let own = |id: &OriginId| at.ledger.entry(*id).origin.container == at.index;
    let mut own: Vec<OriginId> = all.filter(own).collect();
    own.sort_unstable();
    own.dedup();
    own
}
