//! Directories of the host, named and anonymous volumes.

use super::{Asked, Cursor, Mounted, Places, kind, options, over::runtime_takes, rules, source};
use crate::{
    grammar::RelativePath,
    origin::{OriginId, Traced},
    podman::storage::volume::{Source, Volume},
    rules::{kernel, mounts, output},
};

/// One `--volume`, or a `--mount` of the same kind.
pub(super) fn volume(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume, places: &mut Places) {
    if !is_free(
        at,
        origin,
        &volume.destination,
        &Asked::Volume(volume.clone()),
        places,
    ) {
        return;
    }
    if let Source::Host(path) = &volume.source
        && kind::is_engine_socket(path)
        && !engine_socket(at, origin, path)
    {
        return;
    }
    let Some(found) = source::source(at, origin, volume) else {
        return;
    };
    let Some(terms) = options::options(at, origin, volume) else {
        return;
    };
    let path = volume.subpath.as_deref().unwrap_or_default();
    let sub_path = match path.trim_matches('/') {
        "" => Ok(None),
        path => RelativePath::parse(path).map(Some),
    };
    let sub_path = match sub_path {
        Ok(sub_path) => sub_path,
        Err(rule) => {
            let name = at.name();
            let say = output::refused_value(name, "the `subpath`", path, rule);
            return at.ledger.refused(origin, say);
        }
    };
    if volume.source == Source::Anonymous && found.chosen.is_none() {
        at.ledger.changed(
            origin,
            rules::anonymous_volume(at.name(), &volume.destination),
        );
    }
    if let Source::Host(path) = &volume.source
        && path.starts_with("/nix/store/")
        && !at.is_managed()
    {
        at.say_at(origin, rules::store_path(at.name(), path));
    }
    if let Source::Host(path) = &volume.source {
        let shown = kind::of_the_cluster(path);
        if !shown.is_empty() {
            let places: Vec<String> = shown.iter().map(|place| format!("`{place}`")).collect();
            at.say_at(
                origin,
                kernel::cluster_shown(at.name(), path, places.join(", ")),
            );
        }
    }
    at.ledger.kept(origin);
    places.insert(
        volume.destination.clone(),
        Mounted {
            source: found.source,
            base: found.base,
            sub_path: sub_path.map(|path| Traced::new(path, origin)),
            read_only: terms.read_only.then(|| Traced::new(true, origin)),
            propagation: terms.propagation.map(|word| Traced::new(word, origin)),
            recursive_read_only: terms
                .recursive_read_only
                .then(|| Traced::new("IfPossible", origin)),
            from: vec![origin],
            asked: Asked::Volume(volume.clone()),
            chosen: found.chosen,
        },
    );
}

/// Whether something can be mounted at this path; says why not.
pub(super) fn is_free(
    at: &mut Cursor<'_>,
    origin: OriginId,
    path: &str,
    asked: &Asked,
    places: &Places,
) -> bool {
    let name = at.name();
    if path == "/" {
        at.ledger.refused(origin, rules::over_root(name));
        return false;
    }
    if !runtime_takes(path, asked) {
        at.ledger.refused(origin, mounts::inside_proc(name, path));
        return false;
    }
    let Some(there) = places.get(path) else {
        return true;
    };
    if is_same(&there.asked, asked, path) {
        at.ledger.dropped(origin, rules::mounted_twice(name, path));
    } else {
        at.ledger.refused(origin, rules::same_place(name, path));
    }
    false
}

/// Whether podman takes the first of two mounts at one path. It finds the first by the text of the path, which is cleaned
/// only for `--mount`, and two of `--mount` are never the same (measured with 5.8.6).
fn is_same(first: &Asked, second: &Asked, path: &str) -> bool {
    let found = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (None, None) => false,
        (Some(one), Some(other)) => one == other,
        (Some(written), None) | (None, Some(written)) => written == path,
    };
    match (first, second) {
        (Asked::Volume(first), Asked::Volume(second)) => {
            let plain = |volume: &Volume| Volume {
                written: None,
                ..volume.clone()
            };
            // Of two with one name by `--volume`, the options do not matter.
            let by_name = || {
                first.written.is_some()
                    && second.written.is_some()
                    && first.source == second.source
                    && matches!(first.source, Source::Named(_))
            };
            found(&first.written, &second.written) && (plain(first) == plain(second) || by_name())
        }
        (Asked::Memory(first), Asked::Memory(second)) => {
            found(&first.written, &second.written) && (first.written.is_none() || first == second)
        }
        _ => false,
    }
}

/// Whether podman's own socket is mounted all the same.
fn engine_socket(at: &mut Cursor<'_>, origin: OriginId, path: &str) -> bool {
    let say = rules::engine_socket(at.name(), path);
    at.ledger.changed_if_accepted(origin, say)
}
