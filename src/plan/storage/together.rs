//! What only all mounts of a Pod together show: a mount below a read-only one needs a place there, and no file system in
//! memory is larger than the memory of the Pod.

use super::rules;
use crate::{
    grammar::{Quantity, ResourceName},
    origin::OriginId,
    plan::{Cursor, Like, MountPoint, Pod, Role, VolumeMount, VolumeSource},
    rules::mounts,
};

/// Files that the kubelet and containerd mount into every container.
const IN_EVERY_CONTAINER: [&str; 3] = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// See [`crate::plan::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        points(at);
        larger_than_memory(at);
    });
}

/// podman makes the place of a mount in the source of the mount that it is in, before that becomes read-only; containerd's
/// runtime makes that one read-only first.
fn points(at: &mut Cursor<'_>) {
    let mounts = at.target().mounts.clone();
    let is_mounted = |path: &&str| mounts.iter().all(|mount| mount.path != **path);
    let files = IN_EVERY_CONTAINER.into_iter().filter(is_mounted);
    let own = mounts.iter().map(|mount| (&*mount.path, Some(mount)));
    for (path, mount) in files.map(|path| (path, None)).chain(own) {
        let around = mounts.iter().filter_map(|around| {
            let rest = path.strip_prefix(&around.path)?.strip_prefix('/')?;
            Some((around, rest))
        });
        let Some((around, rest)) = around.max_by_key(|(around, _)| around.path.len()) else {
            continue;
        };
        if around.read_only.as_ref().is_some_and(|only| only.value) {
            point(at, (path, mount), (around, rest));
        }
    }
}

/// One mount, and the read-only one that it is in.
fn point(
    at: &mut Cursor<'_>,
    (path, mount): (&str, Option<&VolumeMount>),
    (around, rest): (&VolumeMount, &str),
) {
    let pod = &at.workload().pod;
    let Some(from) = mount.unwrap_or(around).from.options().next() else {
        return;
    };
    match source(pod, around) {
        Some(VolumeSource::HostPath {
            path: folder,
            kind: _,
        }) => {
            let part = around.sub_path.as_ref().map(|part| part.value.as_str());
            let parts = [
                Some(folder.as_str().trim_end_matches('/')),
                part,
                Some(rest),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            let like = mount.map_or(Like::File, |mount| like(pod, mount));
            let place = parts.join("/");
            if is_there(at, &place, &like) {
                return;
            }
            let point = MountPoint {
                workload: at.plan.workload_index(at.index),
                within: folder.to_string(),
                path: place,
                like,
                target: path.to_owned(),
                around: around.path.clone(),
                from,
            };
            at.plan.points.push(point);
        }
        Some(VolumeSource::EmptyDir { .. }) => {
            let say = mounts::point_in_memory(at.name(), path, &around.path);
            for origin in around.from.options() {
                at.ledger.changed(origin, say.clone());
            }
            let mut mounts = at.target_mut().mounts.iter_mut();
            if let Some(around) = mounts.find(|mount| mount.path == around.path) {
                around.read_only = None;
            }
        }
        // An image or a claim may have the place.
        _ => {}
    }
}

/// Whether the place is known to exist, or Docker would not start the container without it either.
fn is_there(at: &Cursor<'_>, place: &str, like: &Like) -> bool {
    let host = &at.container().host;
    !at.engine().is_podman()
        || at.facts.directories.contains(host, place)
        || matches!(like, Like::Path(path) if path == place)
}

fn source<'p>(pod: &'p Pod, mount: &VolumeMount) -> Option<&'p VolumeSource> {
    let mut volumes = pod.volumes.iter();
    let volume = volumes.find(|volume| volume.name == mount.volume)?;
    Some(&volume.source)
}

/// What has to be there for a mount.
fn like(pod: &Pod, mount: &VolumeMount) -> Like {
    match source(pod, mount) {
        Some(VolumeSource::HostPath { path, kind: _ }) if mount.sub_path.is_none() => {
            Like::Path(path.to_string())
        }
        Some(VolumeSource::Secret { .. } | VolumeSource::ConfigFile { .. })
            if mount.sub_path.is_some() =>
        {
            Like::File
        }
        _ => Like::Directory,
    }
}

/// The kubelet makes a file system in memory no larger than the Pod's memory.
fn larger_than_memory(at: &mut Cursor<'_>) {
    let pod = &at.workload().pod;
    let Some(limit) = memory(pod) else { return };
    let mut cut: Vec<(String, OriginId)> = Vec::new();
    for mount in &at.target().mounts {
        if let Some(VolumeSource::EmptyDir {
            memory: true,
            size: Some(size),
            key: _,
        }) = source(pod, mount)
            && size.amount().whole() > limit
        {
            let from = mount.from.options();
            cut.extend(from.map(|origin| (mount.path.clone(), origin)));
        }
    }
    for (path, origin) in cut {
        let say = rules::larger_than_memory(at.name(), path, Quantity::of_bytes(limit));
        at.ledger.changed(origin, say);
    }
}

/// The memory of a Pod, if all its containers have a limit.
fn memory(pod: &Pod) -> Option<u64> {
    let limits = pod.containers.iter().map(|container| {
        let limit = container.limits.get(&ResourceName::memory())?;
        let runs = container.role != Role::Init;
        Some(if runs {
            limit.value.amount().whole()
        } else {
            0
        })
    });
    limits.sum()
}
