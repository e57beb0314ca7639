//! Where the data of a volume lies.

use super::{
    Cursor, backups,
    driver::{self, Made},
    kind, rules,
};
use crate::{
    grammar::{AbsolutePath, Label, Subdomain},
    origin::{OriginId, escape},
    plan::{Claim, VolumeSource, setting},
    podman::storage::{
        path::clean,
        volume::{Source, Volume},
    },
    rules::{mounts, output},
    settings::{self, Volume as Chosen},
};

/// A source, and what its volume is called after.
pub(super) struct Found {
    pub source: VolumeSource,
    pub base: String,
    /// The key of the settings that chose it, as a JSON Pointer.
    pub chosen: Option<String>,
}

/// The source of a volume, or `None` after a refusal.
pub(super) fn source(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume) -> Option<Found> {
    if let Some(found) = chosen(at, origin, volume) {
        return Some(found);
    }
    let name = at.name();
    match &volume.source {
        Source::Host(path) if !path.starts_with('/') => {
            let dot = if path.starts_with('.') { "" } else { "./" };
            let absolute = clean(&format!("/{path}"));
            let say = rules::relative_source(name, format_args!("{dot}{path}"), absolute);
            at.ledger.refused(origin, say);
            None
        }
        Source::Host(path) => {
            let kind = kind(at, path);
            let source = host_path(at, origin, path, kind)?;
            Some(found(source, path))
        }
        Source::Named(volume_name) => named(at, origin, volume, volume_name),
        Source::Anonymous => {
            let source = VolumeSource::EmptyDir {
                memory: false,
                size: None,
                key: key(at, &volume.destination),
            };
            Some(found(source, &volume.destination))
        }
    }
}

/// A named volume, where podman keeps it.
fn named(
    at: &mut Cursor<'_>,
    origin: OriginId,
    volume: &Volume,
    volume_name: &str,
) -> Option<Found> {
    let name = at.name();
    match made(at, volume, volume_name) {
        Made::Plain => {}
        Made::Bound(path) => {
            let kind = kind(at, &path);
            let source = host_path(at, origin, &path, kind)?;
            return Some(found(source, volume_name));
        }
        Made::Mount(what) => {
            at.ledger
                .refused(origin, rules::driver_mount(name, volume_name, what));
            return None;
        }
    }
    let user = at.container().lifecycle.podman_user.as_ref();
    if let Some(user) = user.filter(|user| user.value != "root") {
        at.ledger.refused(
            origin,
            rules::rootless_volume(name, volume_name, &user.value),
        );
        return None;
    }
    let path = in_root(at, volume_name);
    let source = host_path(at, origin, &path, "Directory")?;
    Some(found(source, volume_name))
}

fn kind(at: &Cursor<'_>, path: &str) -> &'static str {
    let host = &at.container().host;
    kind::kind(path, host, at.engine(), &at.facts.directories)
}

/// A path of the host, or `None` after a refusal.
fn host_path(
    at: &mut Cursor<'_>,
    origin: OriginId,
    path: &str,
    kind: &'static str,
) -> Option<VolumeSource> {
    match AbsolutePath::parse(path) {
        Ok(path) => Some(VolumeSource::HostPath { path, kind }),
        Err(rule) => {
            let say = output::refused_value(at.name(), "its data at", path, rule);
            at.ledger.refused(origin, say);
            None
        }
    }
}

/// How podman makes a named volume: by its options, or by the unit that does it before.
fn made(at: &Cursor<'_>, volume: &Volume, volume_name: &str) -> Made {
    let host = at.host();
    let unit = host.and_then(|host| host.volumes.get(volume_name));
    match unit.filter(|_| volume.driver_options.is_empty()) {
        Some(unit) => driver::made(unit.driver.as_deref(), &unit.options),
        None => driver::made(None, &driver::options(&volume.driver_options)),
    }
}

/// The folder of the host in which podman has the data of a volume, where that is known.
pub(super) fn podmans(at: &Cursor<'_>, volume: &Volume) -> Option<String> {
    match &volume.source {
        Source::Host(path) => path.starts_with('/').then(|| path.clone()),
        Source::Named(name) => match made(at, volume, name) {
            Made::Plain if is_root(at) => Some(in_root(at, name)),
            Made::Bound(path) => Some(path),
            Made::Plain | Made::Mount(_) => None,
        },
        Source::Anonymous => None,
    }
}

pub(super) fn in_root(at: &Cursor<'_>, volume_name: &str) -> String {
    format!("{}/{volume_name}/_data", volumes(at))
}

/// What the settings say of a volume, by podman's name of it or by its path in the container.
fn chosen(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume) -> Option<Found> {
    let chosen = at.chosen()?;
    let by_name = match &volume.source {
        Source::Named(name) | Source::Host(name) => chosen.volumes.get_key_value(name),
        Source::Anonymous => None,
    };
    let (key, choice) = by_name.or_else(|| chosen.volumes.get_key_value(&volume.destination))?;
    let key = at.key(&format!("volumes/{}", escape(key)));
    backups::say(at, origin, volume, choice);
    let name = at.name();
    match choice {
        Chosen::HostPath(path) => {
            at.ledger.changed(
                origin,
                rules::chosen_volume(name, &volume.destination, path),
            );
            let source = VolumeSource::HostPath {
                path: path.clone(),
                kind: "",
            };
            Some(Found {
                chosen: Some(key),
                ..found(source, path.as_str())
            })
        }
        Chosen::Claim(claim) => {
            let name = self::claim(at, origin, volume, (claim, &key));
            let source = VolumeSource::Claim(name.clone());
            Some(Found {
                chosen: Some(key),
                ..found(source, name.as_str())
            })
        }
    }
}

/// The claim for a volume; containers that share the volume share the claim.
fn claim(
    at: &mut Cursor<'_>,
    origin: OriginId,
    volume: &Volume,
    (claim, key): (&settings::Claim, &str),
) -> Subdomain {
    let name = at.name();
    let path = &volume.destination;
    let say = match podmans(at, volume) {
        Some(folder) => rules::claim(name, path, folder),
        None => rules::claim_without_folder(name, path),
    };
    at.ledger.changed(origin, say);
    if let Some(existing) = &claim.existing {
        return existing.clone();
    }
    let base = match &volume.source {
        Source::Named(volume_name) => volume_name.clone(),
        Source::Host(_) | Source::Anonymous => format!("{name}{}", volume.destination),
    };
    let claim_name = crate::plan::model::pod::label(&base);
    let namespace = at.workload().namespace.clone();
    let class = claim.class.as_ref().or(at.settings.storage.class.as_ref());
    for workload in &mut at.plan.workloads {
        let known = workload.namespace == namespace;
        let found = workload.claims.iter_mut().find(|c| c.name == claim_name);
        if let Some(known) = found.filter(|_| known) {
            known.from.push(origin);
            if known.size != claim.size || known.class.as_ref() != class {
                let subject = setting(at.settings, key.to_owned(), vec![at.index]);
                at.ledger
                    .say(subject, mounts::claim_of_two_sizes(name, &claim_name));
            }
            return claim_name.into();
        }
    }
    let chosen = at.ledger.setting(key).into();
    at.workload_mut().claims.push(Claim {
        name: claim_name.clone(),
        class: class.cloned(),
        size: claim.size.clone(),
        access_mode: "ReadWriteOnce",
        volume: None,
        chosen,
        from: origin.into(),
    });
    claim_name.into()
}

/// Tells empty directories of one Pod apart.
pub(super) fn key(at: &Cursor<'_>, path: &str) -> String {
    key_of(&at.target().name, path)
}

/// The same for one that a container shares with others.
pub(super) fn key_of(container: &Label, path: &str) -> String {
    format!("{container}:{path}")
}

/// Where the engine of the host keeps its volumes.
fn volumes(at: &Cursor<'_>) -> String {
    match (&at.settings.storage.graphroot, at.host()) {
        (None, Some(host)) => host.volumes_folder(),
        (None, None) => format!("{}/volumes", at.engine().root.is),
        (Some(root), _) => format!("{root}/volumes"),
    }
}

fn found(source: VolumeSource, base: &str) -> Found {
    Found {
        source,
        base: base.to_owned(),
        chosen: None,
    }
}

/// Whether podman runs the container as root.
fn is_root(at: &Cursor<'_>) -> bool {
    let user = at.container().lifecycle.podman_user.as_ref();
    user.is_none_or(|user| user.value == "root")
}
