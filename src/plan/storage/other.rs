//! Mounts of other types: images, patterns, artifacts, pseudo-terminals.

use super::{At, Pass, Places, rules};
use crate::{
    origin::Given,
    podman::storage::mount::{Devpts, Mount},
    rules::OldSay,
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
                let say = OldSay::new(format!(
                    "`{name}` mounts the image `{}` at `{}`",
                    image.image, image.destination
                ))
                .lost("the files of the image")
                .remedy("copy them into a directory of the host (`podman image mount` shows them), and mount that");
                self.ledger.refused_by(origin, &rules::IMAGE_MOUNT, say);
            }
            Mount::Glob(glob) => {
                let say = OldSay::new(format!(
                    "`{name}` mounts whatever matches `{}` when it starts",
                    glob.pattern
                ))
                .lost("the files that match")
                .remedy("mount each file by its name, or the directory that holds them");
                self.ledger.refused_by(origin, &rules::NO_SUCH_MOUNT, say);
            }
            Mount::Artifact(artifact) => {
                let say = OldSay::new(format!(
                    "`{name}` mounts files of the artifact `{}`",
                    artifact.artifact
                ))
                .lost("the files of the artifact")
                .remedy("put them into an image and mount that (`type=image`), or into a directory of the host");
                self.ledger.refused_by(origin, &rules::NO_SUCH_MOUNT, say);
            }
            Mount::Devpts(Devpts {
                destination,
                options,
            }) => {
                let say = OldSay::new(format!(
                    "`{name}` mounts pseudo-terminals at `{destination}`; every container has its own at /dev/pts"
                ));
                let lost = if destination == "/dev/pts" && options.is_empty() {
                    String::new()
                } else {
                    "another place for them, and their options".to_owned()
                };
                self.ledger
                    .dropped_by(origin, &rules::DEVPTS, say.lost(lost));
            }
        }
    }
}
