//! What podman or Docker makes where a mount has no source yet.

use super::{Asked, Mounted, driver, source};
use crate::{
    plan::{Cursor, Made, MadePath, VolumeSource},
    podman::{
        engine::MissingSource,
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
    let engine = at.engine();
    let made = match &volume.source {
        Source::Named(name) if source::in_root(at, name) == path => Made::Volume {
            name: name.clone(),
            engine: engine.command.to_owned(),
            first: first(at, volume, name),
            create: create(at, volume),
        },
        Source::Host(own)
            if own == path && engine.missing_source.is == MissingSource::Directory =>
        {
            Made::Directory
        }
        _ => return,
    };
    let new = MadePath {
        as_it_is: volume.options.copy == Some(false) || volume.options.read_only == Some(true),
        made,
    };
    let of_host = at.plan.made.entry(at.container().host.clone()).or_default();
    let known = of_host.get(path);
    if known.is_none_or(|known| known.as_it_is && !new.as_it_is) {
        of_host.insert(path.to_owned(), new);
    }
}

/// The command that makes a volume with options.
fn first(at: &Cursor<'_>, volume: &Volume, name: &str) -> Vec<String> {
    let unit = at.host().and_then(|host| host.volumes.get(name));
    let unit = unit.filter(|_| volume.driver_options.is_empty());
    let options = match unit {
        Some(unit) => unit.options.clone(),
        None => driver::options(&volume.driver_options),
    };
    let options = options
        .iter()
        .map(|(key, value)| format!("--opt={key}={value}"));
    let owner = unit.into_iter().flat_map(|unit| {
        let uid = unit.uid.map(|uid| format!("--uid={uid}"));
        uid.into_iter()
            .chain(unit.gid.map(|gid| format!("--gid={gid}")))
    });
    let options: Vec<String> = options.chain(owner).collect();
    if options.is_empty() {
        return options;
    }
    let engine = at.engine();
    // Docker says nothing of a volume that is there.
    let ignore = engine.is_podman().then_some("--ignore");
    let words = [engine.command, "volume", "create"]
        .into_iter()
        .chain(ignore);
    let words = words.map(str::to_owned).chain(options);
    words.chain([name.to_owned()]).collect()
}

/// The command that makes the volume and a container with it, which fills it.
fn create(at: &Cursor<'_>, volume: &Volume) -> Vec<String> {
    let container = at.container();
    let mut words = vec![at.engine().command.to_owned(), "create".to_owned()];
    if let Some(user) = &container.security.user {
        words.extend(["--user".to_owned(), user.value.to_string()]);
    }
    words.extend(["--volume".to_owned(), volume.to_string()]);
    words.push(container.image_as_written().to_owned());
    words
}
