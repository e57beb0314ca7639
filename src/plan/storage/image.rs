//! The files of an image as a volume.

use super::{Asked, Mounted, Places, rules, volume};
use crate::{
    grammar::{
        RelativePath,
        release::{IMAGE_SUB_PATH, IMAGE_VOLUME},
    },
    origin::{OriginId, Traced},
    plan::{Cursor, VolumeSource},
    podman::{
        image::{Reference, Repository},
        storage::mount::Image,
    },
    rules::{output, workload},
};

/// `--mount type=image`.
pub(super) fn image(at: &mut Cursor<'_>, origin: OriginId, mount: &Image, places: &mut Places) {
    let Image {
        image,
        destination,
        writable,
        subpath,
    } = mount;
    let name = at.name();
    if !volume::is_free(at, origin, destination, &Asked::Other, places) {
        return;
    }
    let release = at.plan.kubernetes;
    if *writable {
        let say = rules::image_mount_writable(name, image, destination);
        return at.ledger.refused(origin, say);
    }
    let sub_path = match subpath.as_deref().unwrap_or_default().trim_matches('/') {
        "" => None,
        part => {
            if let Some(from) = release.lacks(&IMAGE_SUB_PATH) {
                let say = rules::image_mount_part(name, image, part, from);
                return at.ledger.refused(origin, say);
            }
            match RelativePath::parse(part) {
                Ok(path) => Some(Traced::new(path, origin)),
                Err(rule) => {
                    let say = output::refused_value(name, "the `subpath`", part, rule);
                    return at.ledger.refused(origin, say);
                }
            }
        }
    };
    let Ok(Reference::Repository(repository)) = Reference::parse(image) else {
        let say = rules::image_mount_local(name, image);
        return at.ledger.refused(origin, say);
    };
    // The last reason: what no server takes is told first, with the newest one that is needed.
    if let Some(from) = release.lacks(&IMAGE_VOLUME) {
        let say = rules::image_mount(name, image, destination, from);
        return at.ledger.refused(origin, say);
    }
    let full = repository.clone().qualified();
    settle(at, origin, &repository, &full);
    let mounted = Mounted {
        // podman pulls an image that it does not have, and no other one.
        source: VolumeSource::Image {
            reference: full.to_string(),
            pull_policy: "IfNotPresent",
        },
        base: image.rsplit('/').next().unwrap_or_default().to_owned(),
        sub_path,
        read_only: Some(Traced::new(true, origin)),
        propagation: None,
        recursive_read_only: None,
        from: vec![origin],
        asked: Asked::Other,
        chosen: None,
    };
    places.insert(destination.clone(), mounted);
}

fn settle(at: &mut Cursor<'_>, origin: OriginId, image: &Repository, full: &Repository) {
    let name = at.name();
    match image.registry.as_deref() {
        None if at.engine().short_names.is => {
            let say = workload::short_image_volume(name, full);
            at.ledger.changed(origin, say);
        }
        Some("localhost") => {
            let say = workload::local_image_volume(name, full);
            at.ledger.changed(origin, say);
        }
        None | Some(_) => at.ledger.kept(origin),
    }
}
