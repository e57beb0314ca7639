//! What podman or Docker makes where a mount has no source yet.

use super::{Asked, Mounted, source};
use crate::{
    plan::{Cursor, Made, MadePath, VolumeSource},
    podman::{
        Backend,
        storage::volume::{Source, Volume},
    },
};

/// Notes it for what is mounted in the container at hand.
pub(super) fn note(at: &mut Cursor<'_>, mounted: &Mounted) {
    let VolumeSource::HostPath { path, kind: _ } = &mounted.source else {
        return;
    };
    let Asked::Volume(volume) = &mounted.asked else {
        return;
    };
    let path = path.as_str();
    let engine = source::backend(at);
    let made = match &volume.source {
        Source::Named(name) if source::in_root(at, name) == path => Made::Volume {
            name: name.clone(),
            engine: engine.word().to_owned(),
            create: create(at, volume),
        },
        Source::Host(own) if own == path && engine == Backend::Docker => Made::Directory,
        _ => return,
    };
    let Some(from) = mounted.from.first() else {
        return;
    };
    at.plan.made.push(MadePath {
        host: at.container().host.clone(),
        path: path.to_owned(),
        as_it_is: volume.options.copy == Some(false) || volume.options.read_only == Some(true),
        made,
        from: *from,
    });
}

/// The command that makes the volume and a container with it, which fills it.
pub(super) fn create(at: &Cursor<'_>, volume: &Volume) -> Vec<String> {
    let container = at.container();
    let mut words = vec![source::backend(at).word().to_owned(), "create".to_owned()];
    if let Some(user) = &container.security.user {
        words.extend(["--user".to_owned(), user.value.to_string()]);
    }
    words.extend(["--volume".to_owned(), volume.to_string()]);
    words.push(container.image_as_written().to_owned());
    words
}
