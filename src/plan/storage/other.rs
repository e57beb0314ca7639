//! Mounts of other types: images, patterns, artifacts, pseudo-terminals.

use super::{Asked, At, Mounted, Pass, Places, rules};
use crate::{
    diagnostic::Say,
    inventory::{
        image::Reference,
        storage::mount::{Devpts, Image, Mount},
    },
    origin::{Given, OriginId, Traced},
    plan::VolumeSource,
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
            Mount::Image(image) => self.image(at, origin, image, places),
            Mount::Glob(glob) => {
                let say = Say::new(format!(
                    "`{name}` mounts whatever matches `{}` when it starts",
                    glob.pattern
                ))
                .lost("the files that match")
                .remedy("mount each file by its name, or the directory that holds them");
                self.ledger.refused(origin, &rules::NO_SUCH_MOUNT, say);
            }
            Mount::Artifact(artifact) => {
                let say = Say::new(format!(
                    "`{name}` mounts files of the artifact `{}`",
                    artifact.artifact
                ))
                .lost("the files of the artifact")
                .remedy("put them into an image and mount that (`type=image`), or into a directory of the host");
                self.ledger.refused(origin, &rules::NO_SUCH_MOUNT, say);
            }
            Mount::Devpts(Devpts {
                destination,
                options,
            }) => {
                let say = Say::new(format!(
                    "`{name}` mounts pseudo-terminals at `{destination}`; every container has its own at /dev/pts"
                ));
                let lost = if destination == "/dev/pts" && options.is_empty() {
                    String::new()
                } else {
                    "another place for them, and their options".to_owned()
                };
                self.ledger.dropped(origin, &rules::DEVPTS, say.lost(lost));
            }
        }
    }

    /// The file system of another image.
    fn image(&mut self, at: At, origin: OriginId, image: &Image, places: &mut Places) {
        let Image {
            image,
            destination,
            writable,
            subpath,
        } = image;
        if !self.is_free(at, origin, destination, &Asked::Other, places) {
            return;
        }
        let name = &at.container.attribute;
        let Ok(Reference::Repository(repository)) = Reference::parse(image) else {
            let say = Say::new(format!(
                "`{name}` mounts the image `{image}`, which is in no registry"
            ))
            .lost("the files of the image")
            .remedy("push it to a registry that the node reaches");
            self.ledger.refused(origin, &rules::NO_SUCH_MOUNT, say);
            return;
        };
        if *writable {
            let say = Say::new(format!(
                "`{name}` writes to the image that it mounts at `{destination}`"
            ))
            .lost("the right to write: Kubernetes mounts images read-only")
            .remedy(format!(
                "accept {} to have it read-only",
                rules::WRITABLE_IMAGE.code
            ));
            if !self.ledger.accepted(origin, &rules::WRITABLE_IMAGE) {
                self.ledger.refused(origin, &rules::WRITABLE_IMAGE, say);
                return;
            }
            self.ledger.changed(origin, &rules::WRITABLE_IMAGE, say);
        }
        let say = Say::new(format!("`{name}` mounts an image at `{destination}`"))
            .lost("K3s before 1.35 refuses the Pod, unless the feature gate ImageVolume is on")
            .remedy("run K3s 1.35 or later on the node");
        self.ledger.changed(origin, &rules::IMAGE_MOUNT, say);
        let sub_path = subpath.as_deref().map(|path| path.trim_matches('/'));
        places.insert(
            destination.clone(),
            Mounted {
                source: VolumeSource::Image {
                    reference: repository.qualified().to_string(),
                    pull_policy: "IfNotPresent",
                },
                base: destination.clone(),
                sub_path: sub_path
                    .filter(|path| !path.is_empty())
                    .map(|path| Traced::new(path.to_owned(), origin)),
                read_only: None,
                propagation: None,
                from: vec![origin],
                asked: Asked::Other,
            },
        );
    }
}
