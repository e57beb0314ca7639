//! Mounts of other types: images, patterns, artifacts, pseudo-terminals.

use super::{At, Pass, Places, rules};
use crate::{
    origin::Given,
    podman::storage::mount::{Devpts, Mount},
};

impl Pass<'_> {
    /// One `--mount`.
    pub(super) fn mount(&mut self, at: At, mount: &Given<Mount>, places: &mut Places) {
        let name = &at.container.attribute;
        let origin = mount.origin;
        match &mount.value {
            Mount::Volume(volume) => self.volume(at, origin, volume, places),
            Mount::Tmpfs(tmpfs) => self.tmpfs(at, origin, tmpfs, true, places),
            Mount::Ramfs(ramfs) => self.ramfs(at, origin, ramfs, places),
            Mount::Image(image) => {
                self.ledger.refused(
                    origin,
                    rules::image_mount(name, &image.image, &image.destination),
                );
            }
            Mount::Glob(glob) => {
                self.ledger
                    .refused(origin, rules::glob_mount(name, &glob.pattern));
            }
            Mount::Artifact(artifact) => {
                self.ledger
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
                self.ledger.dropped(origin, say);
            }
        }
    }
}
