//! What the options of a mount become.

use super::{At, Pass, rules};
use crate::{
    origin::OriginId,
    podman::{
        security::{capability::Capability, userns::UserNamespace},
        storage::{
            options::{MountOptions, PropagationKind},
            volume::Volume,
        },
    },
    rules::OldSay,
};

/// What is left of them in Kubernetes.
#[derive(Default)]
pub(super) struct Terms {
    pub read_only: bool,
    pub propagation: Option<&'static str>,
}

impl Pass<'_> {
    /// The options of a volume, or `None` after a refusal.
    pub(super) fn options(&mut self, at: At, origin: OriginId, volume: &Volume) -> Option<Terms> {
        let MountOptions {
            read_only,
            exec,
            suid,
            dev,
            // Whether an empty volume is filled; podman has done it when the container ran first.
            copy: _,
            recursive,
            propagation,
            // NixOS has no SELinux.
            relabel: _,
            chown,
            no_dereference,
            idmap,
            overlay,
        } = &volume.options;
        let name = &at.container.attribute;
        let path = &volume.destination;
        let mut terms = Terms {
            // podman's `ro` leaves mounts below the source writable, and so does `readOnly`.
            read_only: *read_only == Some(true),
            propagation: None,
        };
        if overlay.is_some() {
            let say = OldSay::new(format!(
                "`{name}` writes to a layer above `{path}`, and never to the source itself"
            ))
            .lost("the layer: what the container writes would land in the source")
            .remedy("mount it read-only (`:ro`) if the container only reads it")
            .remedy(format!(
                "accept {} to have it read-only",
                rules::OVERLAY.code
            ));
            if !self.ledger.accepted(origin, &rules::OVERLAY) {
                self.ledger.refused_by(origin, &rules::OVERLAY, say);
                return None;
            }
            self.ledger.changed_by(origin, &rules::OVERLAY, say);
            terms.read_only = true;
        }
        match propagation.map(|propagation| propagation.kind) {
            None | Some(PropagationKind::Private | PropagationKind::Unbindable) => {}
            Some(PropagationKind::Slave) => terms.propagation = Some("HostToContainer"),
            Some(PropagationKind::Shared) => {
                terms.propagation = Some(self.shared(at, origin, path)?);
            }
        }
        if *chown {
            let say = OldSay::new(format!(
                "`{name}` owns everything in `{path}`; in a Pod the owner stays as it is"
            ))
            .lost("the change of owner before each start; what podman has changed so far stays")
            .remedy("set the owner on the host: a `Z` line in `systemd.tmpfiles.rules`");
            self.ledger.changed_by(origin, &rules::CHOWN, say);
        }
        let mut lost = Vec::new();
        for (flag, word) in [(exec, "noexec"), (suid, "nosuid"), (dev, "nodev")] {
            if *flag == Some(false) {
                lost.push(word);
            }
        }
        if *recursive == Some(false) {
            lost.push("bind");
        }
        if *no_dereference {
            lost.push("no-dereference");
        }
        let kubelet_maps = matches!(
            at.container.security.userns.get().map(|given| &given.value),
            Some(UserNamespace::Auto { maps: _, size: _ })
        );
        if idmap.is_some() && !kubelet_maps {
            lost.push("idmap");
        }
        if !lost.is_empty() {
            let say = OldSay::new(format!(
                "`{name}` mounts `{path}` without `{}`",
                lost.join("`, `")
            ))
            .lost(meaning(&lost))
            .remedy(
                "mount it that way on the host (`fileSystems`), and give the container that path",
            );
            self.ledger.changed_by(origin, &rules::MOUNT_OPTIONS, say);
        }
        Some(terms)
    }

    /// Mounts seen in both directions need a container that may mount.
    fn shared(&mut self, at: At, origin: OriginId, path: &str) -> Option<&'static str> {
        let security = &at.container.security;
        let name = &at.container.attribute;
        if security.privileged.get().is_some_and(|given| given.value) {
            let say = OldSay::new(format!(
                "`{name}` mounts things below `{path}` for the host to see"
            ))
            .lost("nothing of that; containerd makes the container's other mounts shared as well");
            self.ledger.changed_by(origin, &rules::BOTH_WAYS, say);
            return Some("Bidirectional");
        }
        let may_mount = security.cap_add.iter().any(|capability| {
            matches!(
                capability.value,
                Capability::All | Capability::One("SYS_ADMIN")
            )
        });
        if !may_mount {
            let say = OldSay::new(format!(
                "`{name}` sees what the host mounts below `{path}`, and the host nothing in return"
            ))
            .lost("nothing: the container cannot mount anything");
            self.ledger.changed_by(origin, &rules::BOTH_WAYS, say);
            return Some("HostToContainer");
        }
        let say = OldSay::new(format!(
            "`{name}` mounts things below `{path}` for the host to see; Kubernetes allows it to privileged containers only"
        ))
        .lost("what the container mounts would not be seen on the host")
        .remedy("make it privileged (`--privileged`), if that is what you want")
        .remedy(format!(
            "accept {} to have mounts of the host seen in the container, and not the other way",
            rules::SHARED_MOUNTS.code
        ));
        if self.ledger.accepted(origin, &rules::SHARED_MOUNTS) {
            self.ledger.changed_by(origin, &rules::SHARED_MOUNTS, say);
            return Some("HostToContainer");
        }
        self.ledger.refused_by(origin, &rules::SHARED_MOUNTS, say);
        None
    }
}

/// What the container can do without these words.
fn meaning(words: &[&str]) -> String {
    let say = |word: &&str| match *word {
        "noexec" => "programs in it can be run",
        "nosuid" => "programs in it can give the rights of their owner",
        "nodev" => "device nodes in it work",
        "bind" => "mounts below the source are seen as well",
        "no-dereference" => "a symbolic link is followed",
        _ => "files have the owners that they have on the host",
    };
    words.iter().map(say).collect::<Vec<_>>().join("; ")
}
