//! Directories of the host, named and anonymous volumes.

use super::{Asked, At, Mounted, Pass, Places, kind, rules};
use crate::{
    ledger::Subject,
    origin::{OriginId, Traced},
    podman::storage::volume::{Source, Volume},
    rules::OldSay,
};

impl Pass<'_> {
    /// One `--volume`, or a `--mount` of the same kind.
    pub(super) fn volume(
        &mut self,
        at: At,
        origin: OriginId,
        volume: &Volume,
        places: &mut Places,
    ) {
        if !self.is_free(
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
            && !self.engine_socket(at, origin, path)
        {
            return;
        }
        let Some(found) = self.source(at, origin, volume) else {
            return;
        };
        let Some(terms) = self.options(at, origin, volume) else {
            return;
        };
        if volume.source == Source::Anonymous && !found.chosen {
            let say = OldSay::new(format!(
                "`{}` gets an empty directory at `{}`; podman fills an anonymous volume with what the image has there",
                at.container.attribute, volume.destination
            ))
            .lost("the image's content and owner of that directory: it starts empty, and any user may write to it")
            .remedy("leave the volume out where the image has something at that path: without it the container sees the image's files, and may write to them as well");
            self.ledger.changed_by(origin, &rules::ANONYMOUS, say);
        }
        if let Source::Host(path) = &volume.source
            && path.starts_with("/nix/store/")
        {
            let say = OldSay::new(format!("`{}` mounts `{path}`", at.container.attribute)).remedy(
                "keep the path alive: have the manifests in the system's closure, as the NixOS module does, or the garbage collector takes it",
            );
            self.ledger
                .say_by(Subject::Option(origin), &rules::STORE_PATH, say);
        }
        self.ledger.kept(origin);
        places.insert(
            volume.destination.clone(),
            Mounted {
                source: found.source,
                base: found.base,
                sub_path: volume
                    .subpath
                    .as_deref()
                    .map(|path| path.trim_matches('/'))
                    .filter(|path| !path.is_empty())
                    .map(|path| Traced::new(path.to_owned(), origin)),
                read_only: terms.read_only.then(|| Traced::new(true, origin)),
                propagation: terms.propagation.map(|word| Traced::new(word, origin)),
                from: vec![origin],
                asked: Asked::Volume(volume.clone()),
            },
        );
    }

    /// Whether something can be mounted at this path; says why not.
    pub(super) fn is_free(
        &mut self,
        at: At,
        origin: OriginId,
        path: &str,
        asked: &Asked,
        places: &Places,
    ) -> bool {
        let name = &at.container.attribute;
        if path == "/" {
            let say = OldSay::new(format!(
                "`{name}` has something mounted over its whole file system"
            ))
            .lost("the container's own files: there is nothing left to start")
            .remedy("mount it at another path");
            self.ledger.refused_by(origin, &rules::OVER_ROOT, say);
            return false;
        }
        let Some(there) = places.get(path) else {
            return true;
        };
        let same = match (&there.asked, asked) {
            // Of two with one name podman takes the first, whatever the options say.
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
            let say = OldSay::new(format!(
                "`{name}` has `{path}` mounted twice; the first counts"
            ));
            self.ledger.dropped_by(origin, &rules::SAME_MOUNT, say);
        } else {
            let say = OldSay::new(format!(
                "`{name}` has two different things mounted at `{path}`"
            ))
            .lost("the container as a whole: podman does not start it either")
            .remedy("remove one of the two");
            self.ledger.refused_by(origin, &rules::SAME_PLACE, say);
        }
        false
    }

    /// Whether podman's own socket is mounted all the same.
    fn engine_socket(&mut self, at: At, origin: OriginId, path: &str) -> bool {
        let name = &at.container.attribute;
        let say = OldSay::new(format!(
            "`{name}` talks to the container engine through `{path}`, which knows nothing of the cluster"
        ))
        .lost("what it does with containers: it sees none of those that run in the cluster, and who reaches the socket is root on the host")
        .remedy("use its Kubernetes mode (Traefik, Dozzle, Homepage and Diun have one), or leave it with podman")
        .remedy(format!(
            "accept {} to mount the socket for containers that stay with podman",
            rules::ENGINE_SOCKET.code
        ));
        if self.ledger.accepted(origin, &rules::ENGINE_SOCKET) {
            self.ledger.changed_by(origin, &rules::ENGINE_SOCKET, say);
            return true;
        }
        self.ledger.refused_by(origin, &rules::ENGINE_SOCKET, say);
        false
    }
}
