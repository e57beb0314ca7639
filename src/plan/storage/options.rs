//! What the options of a mount become.

use super::{Cursor, over::over, rules};
use crate::{
    origin::OriginId,
    podman::{
        security::{capability::Capability, userns::UserNamespace},
        storage::{
            options::{MountOptions, PropagationKind},
            volume::Volume,
        },
    },
    rules::reading,
};

/// What is left of them in Kubernetes.
#[derive(Default)]
pub(super) struct Terms {
    pub read_only: bool,
    pub propagation: Option<&'static str>,
    pub recursive_read_only: bool,
}

/// The options of a volume, or `None` after a refusal.
pub(super) fn options(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume) -> Option<Terms> {
    let MountOptions {
        read_only,
        exec,
        suid,
        dev,
        // Whether an empty volume is filled; podman has done it when the container ran first.
        copy: _,
        recursive,
        recursive_read_only,
        propagation,
        // NixOS has no SELinux.
        relabel: _,
        chown,
        no_dereference,
        no_create,
        idmap,
        overlay,
    } = &volume.options;
    let name = at.name();
    let path = &volume.destination;
    let mut terms = Terms {
        // podman's `ro` leaves mounts below the source writable, and so does `readOnly`; Docker's does not.
        read_only: *read_only == Some(true),
        ..Terms::default()
    };
    // A Pod never makes a volume: it waits until the directory exists.
    if *no_create && !at.engine().knows_nocreate.is {
        let say = reading::bad_value(name, "volumes", "`nocreate` is an option of podman 6");
        at.ledger.refused(origin, say);
        return None;
    }
    if overlay.is_some() {
        if !at.ledger.accepted(origin, &rules::OVERLAY) {
            at.ledger.refused(origin, rules::overlay(name, path));
            return None;
        }
        at.ledger
            .changed(origin, rules::overlay_read_only(name, path));
        terms.read_only = true;
    }
    match propagation.map(|propagation| propagation.kind) {
        None | Some(PropagationKind::Private | PropagationKind::Unbindable) => {}
        Some(PropagationKind::Slave) => terms.propagation = Some("HostToContainer"),
        Some(PropagationKind::Shared) => {
            terms.propagation = Some(shared(at, origin, path)?);
        }
    }
    if *chown {
        at.ledger.changed(origin, rules::chown(name, path));
    }
    let kubelet_maps = matches!(
        at.container()
            .security
            .userns
            .as_ref()
            .map(|given| &given.value),
        Some(UserNamespace::Auto { maps: _, size: _ })
    );
    let without_a_field = [
        (*exec == Some(false)).then(|| rules::mount_noexec(name, path)),
        (*suid == Some(false)).then(|| rules::mount_nosuid(name, path)),
        (*dev == Some(false)).then(|| rules::mount_nodev(name, path)),
        (*recursive == Some(false)).then(|| rules::mount_not_recursive(name, path)),
        no_dereference.then(|| rules::mount_no_dereference(name, path)),
        (idmap.is_some() && !kubelet_maps).then(|| rules::mount_idmap(name, path)),
    ];
    for say in without_a_field.into_iter().flatten() {
        at.ledger.changed(origin, say);
    }
    terms.recursive_read_only = recursive_read_only.unwrap_or(at.engine().recursive_read_only.is)
        && terms.read_only
        && terms.propagation.is_none()
        && *recursive != Some(false);
    over(at, origin, volume, &mut terms);
    Some(terms)
}

/// Mounts seen in both directions need a container that may mount.
fn shared(at: &mut Cursor<'_>, origin: OriginId, path: &str) -> Option<&'static str> {
    let security = &at.container().security;
    let name = at.name();
    if security
        .privileged
        .as_ref()
        .is_some_and(|given| given.value)
    {
        at.ledger.changed(origin, rules::both_ways(name, path));
        return Some("Bidirectional");
    }
    let may_mount = security.cap_add.iter().any(|capability| {
        matches!(
            capability.value,
            Capability::All | Capability::One("SYS_ADMIN")
        )
    });
    if !may_mount {
        at.ledger.changed(origin, rules::one_way(name, path));
        return Some("HostToContainer");
    }
    if !at.ledger.accepted(origin, &rules::SHARED_MOUNTS) {
        at.ledger.refused(origin, rules::shared_mounts(name, path));
        return None;
    }
    at.ledger
        .changed(origin, rules::shared_mounts_one_way(name, path));
    Some("HostToContainer")
}
