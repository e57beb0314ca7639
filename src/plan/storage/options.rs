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
            let say = rules::overlay(name, path);
            if !self.ledger.changed_if_accepted(origin, say) {
                return None;
            }
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
            self.ledger.changed(origin, rules::chown(name, path));
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
            at.container
                .security
                .userns
                .as_ref()
                .map(|given| &given.value),
            Some(UserNamespace::Auto { maps: _, size: _ })
        );
        if idmap.is_some() && !kubelet_maps {
            lost.push("idmap");
        }
        if !lost.is_empty() {
            self.ledger.changed(
                origin,
                rules::mount_options(name, path, lost.join("`, `"), meaning(&lost)),
            );
        }
        Some(terms)
    }

    /// Mounts seen in both directions need a container that may mount.
    fn shared(&mut self, at: At, origin: OriginId, path: &str) -> Option<&'static str> {
        let security = &at.container.security;
        let name = &at.container.attribute;
        if security
            .privileged
            .as_ref()
            .is_some_and(|given| given.value)
        {
            self.ledger.changed(origin, rules::both_ways(name, path));
            return Some("Bidirectional");
        }
        let may_mount = security.cap_add.iter().any(|capability| {
            matches!(
                capability.value,
                Capability::All | Capability::One("SYS_ADMIN")
            )
        });
        if !may_mount {
            self.ledger.changed(origin, rules::one_way(name, path));
            return Some("HostToContainer");
        }
        let say = rules::shared_mounts(name, path);
        let accepted = self.ledger.changed_if_accepted(origin, say);
        accepted.then_some("HostToContainer")
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
