//! Mounts of other types: images, patterns, artifacts, pseudo-terminals.

use super::{Cursor, Places, image, memory, rules, volume};
use crate::{
    origin::Given,
    podman::storage::mount::{Devpts, Mount},
};

/// One `--mount`.
pub(super) fn mount(at: &mut Cursor<'_>, mount: &Given<Mount>, places: &mut Places) {
    let name = at.name();
    let origin = mount.origin;
    match &mount.value {
        Mount::Volume(volume) => volume::volume(at, origin, volume, places),
        Mount::Tmpfs(tmpfs) => memory::tmpfs(at, origin, tmpfs, places),
        Mount::Ramfs(ramfs) => memory::ramfs(at, origin, ramfs, places),
        Mount::Image(image) => image::image(at, origin, image, places),
        Mount::Glob(glob) => {
            at.ledger
                .refused(origin, rules::glob_mount(name, &glob.pattern));
        }
        Mount::Artifact(artifact) => {
            at.ledger
                .refused(origin, rules::artifact_mount(name, &artifact.artifact));
        }
        Mount::Devpts(Devpts {
            destination,
            options,
        }) => {
            let say = if destination == "/dev/pts" && options.is_empty() {
                rules::devpts(name, destination)
            } else {
                rules::devpts_with_options(name, destination)
            };
            at.ledger.dropped(origin, say);
        }
    }
}
