//! File systems in memory: tmpfs, ramfs, and those of a read-only root.

use super::{
    Asked, Cursor, Mounted, Places, over::tmpfs_over, rules, source::key, volume::is_free,
};
use crate::{
    grammar::Quantity,
    origin::{Given, OriginId, Traced},
    plan::VolumeSource,
    podman::storage::tmpfs::{Tmpfs, TmpfsSize},
};

/// Where no image has anything: both runtimes mount it anyway.
pub(super) const SHM: &str = "/dev/shm";

/// One `--tmpfs`, or a `--mount` of type tmpfs.
pub(super) fn tmpfs(at: &mut Cursor<'_>, origin: OriginId, tmpfs: &Tmpfs, places: &mut Places) {
    let Tmpfs {
        destination,
        // Another spelling of the same.
        written: _,
        size,
        mode,
        copy_up,
        // No program needs access times of a file system in memory.
        noatime: _,
        // The kubelet keeps every emptyDir in memory out of swap, if the kernel can.
        noswap: _,
        options,
    } = tmpfs;
    let asked = Asked::Memory(tmpfs.clone());
    if !is_free(at, origin, destination, &asked, places) || tmpfs_over(at, origin, destination) {
        return;
    }
    let name = at.name();
    let mode_of_its_own = mode.filter(|mode| *mode != 0o1777);
    let percent = match size {
        Some(TmpfsSize::Percent(percent)) => Some(percent),
        Some(TmpfsSize::Bytes(_)) | None => None,
    };
    let without_a_field = [
        mode_of_its_own.map(|mode| match mode {
            0o777 => rules::tmpfs_sticky(name, destination),
            mode => rules::tmpfs_mode(name, destination, format_args!("{mode:04o}")),
        }),
        (options.exec == Some(false)).then(|| rules::tmpfs_noexec(name, destination)),
        (options.suid == Some(false)).then(|| rules::tmpfs_nosuid(name, destination)),
        (options.dev == Some(false)).then(|| rules::tmpfs_nodev(name, destination)),
        options.chown.then(|| rules::tmpfs_chown(name, destination)),
        percent.map(|percent| rules::tmpfs_percent(name, destination, percent)),
    ];
    for say in without_a_field.into_iter().flatten() {
        at.ledger.changed(origin, say);
    }
    let bytes = match size {
        Some(TmpfsSize::Bytes(bytes)) => *bytes,
        Some(TmpfsSize::Percent(_)) | None => 0,
    };
    let of_image = destination != SHM;
    let copies = at.engine().tmpfs_copies.is;
    let filled = of_image && (*copy_up != Some(false) || mode.is_none());
    if copies && (filled || size.is_none()) {
        at.ledger.changed(origin, rules::tmpfs(name, destination));
    }
    at.ledger.kept(origin);
    let read_only = (options.read_only == Some(true)).then(|| Traced::new(true, origin));
    let mounted = Mounted {
        read_only,
        asked,
        ..in_memory(at, destination, bytes, vec![origin])
    };
    places.insert(destination.clone(), mounted);
}

/// One `--mount` of type ramfs.
pub(super) fn ramfs(at: &mut Cursor<'_>, origin: OriginId, ramfs: &Tmpfs, places: &mut Places) {
    let path = &ramfs.destination;
    if !is_free(at, origin, path, &Asked::Other, places) || tmpfs_over(at, origin, path) {
        return;
    }
    at.ledger.changed(origin, rules::ramfs(at.name(), path));
    let mounted = in_memory(at, path, 0, vec![origin]);
    places.insert(path.clone(), mounted);
}

/// `--read-only` and the directories that stay writable.
pub(super) fn read_only(
    at: &mut Cursor<'_>,
    read_only: Option<&Given<bool>>,
    with_tmpfs: Option<&Given<bool>>,
    places: &mut Places,
) {
    let security = &mut at.target_mut().security;
    security.read_only_root = read_only.map(Given::traced);
    let Some(read_only) = read_only.filter(|given| given.value) else {
        if let Some(given) = read_only {
            at.ledger.kept(given.origin);
        }
        if let Some(given) = with_tmpfs {
            at.ledger.already_so(given.origin, &rules::NOT_READ_ONLY);
        }
        return;
    };
    let name = at.name();
    let mut from = vec![read_only.origin];
    from.extend(with_tmpfs.map(|given| given.origin));
    if let Some(without) = with_tmpfs.filter(|given| !given.value) {
        if let Some(root) = &mut at.target_mut().security.read_only_root {
            root.from.push(without.origin);
        }
        at.ledger.kept(read_only.origin);
        at.ledger.changed(without.origin, rules::writable_dev(name));
        return;
    }
    let writable = at.engine().writable.is;
    if writable.is_empty() {
        let say = rules::read_only_hosts(name);
        at.ledger.changed(read_only.origin, say);
        return;
    }
    at.ledger
        .changed(read_only.origin, rules::read_only_root(name));
    if let Some(given) = with_tmpfs {
        at.ledger.kept(given.origin);
    }
    for &path in writable {
        if !places.contains_key(path) {
            let mounted = in_memory(at, path, 0, from.clone());
            places.insert(path.to_owned(), mounted);
        }
    }
}

/// A file system in memory; zero bytes mean no limit.
pub(super) fn in_memory(at: &Cursor<'_>, path: &str, bytes: u64, from: Vec<OriginId>) -> Mounted {
    Mounted {
        source: VolumeSource::EmptyDir {
            memory: true,
            size: (bytes > 0).then(|| Quantity::of_bytes(bytes)),
            key: key(at, path),
        },
        base: path.to_owned(),
        sub_path: None,
        read_only: None,
        propagation: None,
        recursive_read_only: None,
        from,
        asked: Asked::Other,
        chosen: None,
    }
}
