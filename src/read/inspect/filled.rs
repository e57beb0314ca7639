//! What the command leaves open, and the state of the container shows.

use super::state::Container;
use crate::{
    podman::{image::Reference, process::Env, storage::volume::Source},
    read::draft::Draft,
    redact,
};

/// Fills in paths, variables and the registry of the image.
pub fn fill(container: &Container, draft: &mut Draft<'_>) {
    sources(container, draft);
    variables(container, draft);
    if let Some(image) = &mut draft.container.image.reference {
        let rootfs = draft
            .container
            .image
            .rootfs
            .as_ref()
            .is_some_and(|rootfs| rootfs.value);
        let full = container.image_name.as_str();
        if !rootfs && is_short(&image.value) && !is_short(full) && Reference::parse(full).is_ok() {
            full.clone_into(&mut image.value);
        }
    }
}

/// Whether an image has no registry: podman looked for one when it pulled it.
fn is_short(image: &str) -> bool {
    let first = image.split_once('/').map(|(first, _)| first);
    first.is_none_or(|first| first != "localhost" && !first.contains(['.', ':']))
}

/// Paths of the host that were relative to the folder in which the command ran.
fn sources(container: &Container, draft: &mut Draft<'_>) {
    for volume in &mut draft.container.storage.volumes {
        let destination = &volume.value.destination;
        let mount = container
            .mounts
            .iter()
            .find(|mount| mount.destination == *destination && mount.kind == "bind");
        if let (Source::Host(path), Some(mount)) = (&mut volume.value.source, mount)
            && !path.starts_with('/')
        {
            mount.source.clone_into(path);
        }
    }
}

/// Variables that the command took from its own environment.
fn variables(container: &Container, draft: &mut Draft<'_>) {
    let mut secrets = Vec::new();
    for env in &mut draft.container.process.env {
        let Env::Host(name) = &env.value else {
            continue;
        };
        let mut all = container
            .config
            .env
            .iter()
            .filter_map(|variable| variable.split_once('='));
        if let Some((name, value)) = all.find(|(known, _)| known == name) {
            if redact::is_secret(name, value) {
                secrets.push((env.origin, value.to_owned()));
            }
            env.value = Env::Set {
                name: name.to_owned(),
                value: value.to_owned(),
            };
        }
    }
    for (origin, secret) in secrets {
        draft.ledger.hide(origin, vec![secret]);
        draft.container.secrets.open.push(origin);
    }
}
