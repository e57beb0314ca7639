//! Directories of the host, named and anonymous volumes.

use super::{Asked, Cursor, Mounted, Places, kind, options, rules, source};
use crate::{
    grammar::RelativePath,
    origin::{OriginId, Traced},
    podman::storage::volume::{Source, Volume},
    rules::output,
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
    if volume.source == Source::Anonymous && !found.chosen {
        at.ledger.changed(
            origin,
            rules::anonymous_volume(at.name(), &volume.destination),
        );
    }
    if let Source::Host(path) = &volume.source
        && path.starts_with("/nix/store/")
    {
        at.say_at(origin, rules::store_path(at.name(), path));
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
            from: vec![origin],
            asked: Asked::Volume(volume.clone()),
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
    let Some(there) = places.get(path) else {
        return true;
    };
    let same = match (&there.asked, asked) {
        // Of two with one name podman takes the first, no matter what the options say.
        (Asked::Volume(first), Asked::Volume(second)) => {
            first == second
                || matches!((&first.source, &second.source), (Source::Named(a), Source::Named(b)) if a == b)
        }
        (Asked::Memory(by_mount, first), Asked::Memory(false, second)) => {
            *by_mount || first == second
        }
        _ => false,
    };
    if same {
        at.ledger.dropped(origin, rules::mounted_twice(name, path));
    } else {
        at.ledger.refused(origin, rules::same_place(name, path));
    }
    false
}

/// Whether podman's own socket is mounted all the same.
fn engine_socket(at: &mut Cursor<'_>, origin: OriginId, path: &str) -> bool {
    let say = rules::engine_socket(at.name(), path);
    at.ledger.changed_if_accepted(origin, say)
}
