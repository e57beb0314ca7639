//! Image: which one runs, when it is pulled, and on which nodes.

use super::Cursor;
use crate::{
    origin::{Given, OriginId, Traced},
    podman::image::{Image, Pull, Reference, Repository},
    rules::{Say, output::MODULE, workload as rules},
};

mod platform;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Image {
            reference,
            file,
            stream,
            pull,
            arch,
            os,
            platform,
            tls_verify,
            cert_dir,
            rootfs,
            known: _, // options were made of it where it was read
        } = &at.container().image;
        let rootfs = rootfs.as_ref();
        if let Some(reference) = reference {
            match rootfs.filter(|rootfs| rootfs.value) {
                Some(rootfs) => settle_rootfs(at, rootfs, reference),
                None => settle_reference(at, reference, file.is_some() || stream.is_some()),
            }
        }
        if let Some(rootfs) = rootfs.filter(|rootfs| !rootfs.value) {
            at.ledger.already_so(rootfs.origin, &rules::ANY_WAY);
        }
        let loaded = [
            (file, rules::image_file as fn(_) -> _),
            (stream, rules::image_stream),
        ];
        for (given, words) in loaded {
            match given {
                Some(given) if at.is_managed() => at.ledger.already_so(given.origin, &MODULE),
                Some(given) => at.ledger.dropped(given.origin, words(at.name())),
                None => {}
            }
        }
        if let Some(pull) = pull {
            settle_pull(at, pull);
        }
        if let Some(os) = os {
            platform::os(at, &os.value, os.origin);
        }
        if let Some(arch) = arch {
            platform::arch(at, &arch.value, arch.origin);
        }
        if let Some(platform) = platform {
            platform::settle(at, platform);
        }
        if let Some(verify) = tls_verify {
            if verify.value {
                at.ledger.already_so(verify.origin, &rules::ANY_WAY);
            } else {
                registry_tls(at, verify.origin, "insecure_skip_verify");
            }
        }
        if let Some(folder) = cert_dir {
            registry_tls(at, folder.origin, "ca_file");
        }
    });
}

fn settle_reference(at: &mut Cursor<'_>, given: &Given<String>, loaded: bool) {
    let origin = given.origin;
    match Reference::parse(&given.value) {
        Ok(Reference::Repository(image)) => repository(at, &image, origin, loaded),
        Ok(Reference::Id(_) | Reference::File { .. }) | Err(_) => {
            let say = rules::no_registry_image(at.name());
            as_written(at, given, say);
        }
    }
}

/// An image that cannot run. Where the operator accepts that, its name is written as it stands,
/// since a container must have one.
fn as_written(at: &mut Cursor<'_>, given: &Given<String>, say: Say) {
    if at.ledger.accepted(given.origin, say.rule) {
        at.target_mut().image = Some(given.traced().map(|text| text.trim().to_owned()));
        at.ledger.changed(given.origin, say);
    } else {
        at.ledger.refused(given.origin, say);
    }
}

fn repository(at: &mut Cursor<'_>, repository: &Repository, origin: OriginId, loaded: bool) {
    let mut full = repository.clone().qualified();
    let made = at.inventory.made_image(at.container());
    // podman calls what it makes without a registry `localhost/NAME`.
    let of_podman = at.engine().is_podman();
    let named = made.is_some_and(|made| made.name.is_some());
    if named && of_podman && repository.registry.is_none() {
        full = Repository {
            registry: Some("localhost".to_owned()),
            ..repository.clone()
        };
    }
    at.target_mut().image = Some(Traced::new(full.to_string(), origin));
    if let Some(made) = made {
        if named {
            // A tag that moves would be pulled each time, and no registry has it.
            at.target_mut().pull_policy = Some(Traced::new("IfNotPresent", origin));
        }
        let engine = at.engine().command;
        let (name, unit, command) = (at.name(), &made.unit, &made.command);
        let say = match made.name {
            Some(_) => rules::made_image(name, &full, unit, command, engine),
            None => rules::loaded_image(name, &full, unit, command, engine),
        };
        at.ledger.changed(origin, say);
    } else if repository.registry.is_none() && !loaded && at.engine().short_names.is {
        let say = rules::short_image(at.name(), full);
        at.ledger.changed(origin, say);
    } else if repository.registry.as_deref() == Some("localhost") && !loaded {
        let say = rules::local_image(at.name(), full);
        at.ledger.changed(origin, say);
    } else {
        at.ledger.kept(origin);
    }
}

fn settle_rootfs(at: &mut Cursor<'_>, rootfs: &Given<bool>, reference: &Given<String>) {
    let say = rules::rootfs(at.name());
    // A quadlet file has one option for both.
    if rootfs.origin != reference.origin {
        at.ledger.refused(rootfs.origin, say.clone());
    }
    as_written(at, reference, say);
}

fn settle_pull(at: &mut Cursor<'_>, pull: &Given<Pull>) {
    let policy = match pull.value {
        Pull::Always | Pull::Newer => "Always",
        Pull::Missing => "IfNotPresent",
        Pull::Never => "Never",
    };
    at.target_mut().pull_policy = Some(Traced::new(policy, pull.origin));
    if pull.value == Pull::Newer {
        let say = rules::pull_newer(at.name());
        at.ledger.changed(pull.origin, say);
    } else {
        at.ledger.kept(pull.origin);
    }
}

fn registry_tls(at: &mut Cursor<'_>, origin: OriginId, setting: &str) {
    let registry = at
        .container()
        .image
        .reference
        .as_ref()
        .and_then(|given| Repository::parse(&given.value).ok())
        .and_then(|repository| repository.qualified().registry)
        .unwrap_or_else(|| "REGISTRY".to_owned());
    let say = rules::registry_tls(at.name(), registry, setting);
    at.ledger.dropped(origin, say);
}
