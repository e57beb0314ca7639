//! Where the data of a volume lies.

use super::{
    At, Pass,
    driver::{self, Made},
    kind, rules,
};
use crate::{
    grammar::AbsolutePath,
    origin::{OriginId, Whys, escape},
    plan::{Claim, VolumeSource},
    podman::{
        Backend,
        storage::volume::{Source, Volume},
    },
    rules::output,
    settings::{self, Volume as Chosen},
};

/// podman's storage root.
const PODMAN_ROOT: &str = "/var/lib/containers/storage";
/// Docker's.
const DOCKER_ROOT: &str = "/var/lib/docker";

/// A source, what its volume is called after, and whether the settings chose it.
pub(super) struct Found {
    pub source: VolumeSource,
    pub base: String,
    pub chosen: bool,
}

impl Pass<'_> {
    /// The source of a volume, or `None` after a refusal.
    pub(super) fn source(&mut self, at: At, origin: OriginId, volume: &Volume) -> Option<Found> {
        if let Some(found) = self.chosen(at, origin, volume) {
            return Some(found);
        }
        let name = &at.container.attribute;
        match &volume.source {
            Source::Host(path) if !path.starts_with('/') => {
                let dot = if path.starts_with('.') { "" } else { "./" };
                self.ledger.refused(
                    origin,
                    rules::relative_source(name, format_args!("{dot}{path}")),
                );
                None
            }
            Source::Host(path) => {
                let backend = self.backend(at);
                let kind = kind::kind(
                    path,
                    &volume.destination,
                    &at.container.host,
                    backend,
                    &self.known,
                );
                let kind = if kind::is_engine_socket(path) {
                    "Socket"
                } else {
                    kind
                };
                let source = self.host_path(at, origin, path.clone(), kind)?;
                Some(found(source, path))
            }
            Source::Named(volume_name) => self.named(at, origin, volume, volume_name),
            Source::Anonymous => {
                let source = VolumeSource::EmptyDir {
                    memory: false,
                    size: None,
                    key: self.key(at, &volume.destination),
                };
                Some(found(source, &volume.destination))
            }
        }
    }

    /// A named volume, where podman keeps it.
    fn named(
        &mut self,
        at: At,
        origin: OriginId,
        volume: &Volume,
        volume_name: &str,
    ) -> Option<Found> {
        let name = &at.container.attribute;
        match self.made(at, volume, volume_name) {
            Made::Plain => {}
            Made::Bound(path) => {
                let backend = self.backend(at);
                let kind = kind::kind(
                    &path,
                    &volume.destination,
                    &at.container.host,
                    backend,
                    &self.known,
                );
                let source = self.host_path(at, origin, path, kind)?;
                return Some(found(source, volume_name));
            }
            Made::Mount(what) => {
                self.ledger
                    .refused(origin, rules::driver_mount(name, volume_name, what));
                return None;
            }
        }
        let user = at.container.lifecycle.podman_user.as_ref();
        if let Some(user) = user.filter(|user| user.value != "root") {
            self.ledger.refused(
                origin,
                rules::rootless_volume(name, volume_name, &user.value),
            );
            return None;
        }
        let path = self.in_root(at, volume_name);
        let source = self.host_path(at, origin, path, "Directory")?;
        Some(found(source, volume_name))
    }

    /// A path of the host, or `None` after a refusal.
    fn host_path(
        &mut self,
        at: At,
        origin: OriginId,
        path: String,
        kind: &'static str,
    ) -> Option<VolumeSource> {
        let Err(rule) = AbsolutePath::parse(&path) else {
            return Some(VolumeSource::HostPath { path, kind });
        };
        let say = output::refused_value(&at.container.attribute, "its data at", path, rule);
        self.ledger.refused(origin, say);
        None
    }

    /// How podman makes a named volume: by its options, or by the unit that does it before.
    fn made(&self, at: At, volume: &Volume, volume_name: &str) -> Made {
        let host = self.inventory.hosts.get(&at.container.host);
        let unit = host.and_then(|host| host.volumes.get(volume_name));
        match unit.filter(|_| volume.driver_options.is_empty()) {
            Some(unit) => driver::made(unit.driver.as_deref(), &unit.options),
            None => driver::made(None, &driver::options(&volume.driver_options)),
        }
    }

    /// The folder of the host in which podman has the data of a volume, where that is known.
    pub(super) fn podmans(&self, at: At, volume: &Volume) -> Option<String> {
        match &volume.source {
            Source::Host(path) => path.starts_with('/').then(|| path.clone()),
            Source::Named(name) => match self.made(at, volume, name) {
                Made::Plain if is_root(at) => Some(self.in_root(at, name)),
                Made::Bound(path) => Some(path),
                Made::Plain | Made::Mount(_) => None,
            },
            Source::Anonymous => None,
        }
    }

    fn in_root(&self, at: At, volume_name: &str) -> String {
        format!("{}/volumes/{volume_name}/_data", self.root(at))
    }

    /// What the settings say of a volume, by podman's name of it or by its path in the container.
    fn chosen(&mut self, at: At, origin: OriginId, volume: &Volume) -> Option<Found> {
        let container = at.container;
        let chosen = self
            .settings
            .container(&container.host, &container.attribute)?;
        let by_name = match &volume.source {
            Source::Named(name) | Source::Host(name) => chosen.volumes.get_key_value(name),
            Source::Anonymous => None,
        };
        let (key, choice) =
            by_name.or_else(|| chosen.volumes.get_key_value(&volume.destination))?;
        self.say_backups(at, origin, volume, choice);
        let name = &container.attribute;
        match choice {
            Chosen::HostPath(path) => {
                self.ledger.changed(
                    origin,
                    rules::chosen_volume(name, &volume.destination, path),
                );
                let source = VolumeSource::HostPath {
                    path: path.to_string(),
                    kind: "",
                };
                Some(Found {
                    chosen: true,
                    ..found(source, path.as_str())
                })
            }
            Chosen::Claim(claim) => {
                let key = format!("volumes/{}", escape(key));
                let key = self.settings.key_of(&container.host, name, &key);
                let key = self.ledger.setting(key);
                let name = self.claim(at, origin, volume, (claim, key.into()));
                let source = VolumeSource::Claim(name.clone());
                Some(Found {
                    chosen: true,
                    ..found(source, &name)
                })
            }
        }
    }

    /// The claim for a volume; containers that share the volume share the claim.
    fn claim(
        &mut self,
        at: At,
        origin: OriginId,
        volume: &Volume,
        (claim, chosen): (&settings::Claim, Whys),
    ) -> String {
        let name = &at.container.attribute;
        let path = &volume.destination;
        let say = match self.podmans(at, volume) {
            Some(folder) => rules::claim(name, path, folder),
            None => rules::claim_without_folder(name, path),
        };
        self.ledger.changed(origin, say);
        if let Some(existing) = &claim.existing {
            return existing.to_string();
        }
        let base = match &volume.source {
            Source::Named(volume_name) => volume_name.clone(),
            Source::Host(_) | Source::Anonymous => format!("{name}{}", volume.destination),
        };
        let claim_name = crate::plan::model::pod::label(&base);
        let namespace = self.plan.workload_of(at.index).namespace.clone();
        for workload in &mut self.plan.workloads {
            let known = workload.namespace == namespace;
            let found = workload.claims.iter_mut().find(|c| c.name == claim_name);
            if let Some(claim) = found.filter(|_| known) {
                claim.from.push(origin);
                return claim_name;
            }
        }
        let class = claim
            .class
            .as_ref()
            .or(self.settings.storage.class.as_ref());
        self.plan.workload_mut(at.index).claims.push(Claim {
            name: claim_name.clone(),
            class: class.map(ToString::to_string),
            size: claim.size.to_string(),
            access_mode: "ReadWriteOnce",
            volume: None,
            chosen,
            from: origin.into(),
        });
        claim_name
    }

    /// Tells empty directories of one Pod apart.
    pub(super) fn key(&self, at: At, path: &str) -> String {
        format!("{}:{path}", self.plan.container_of(at.index).name)
    }

    fn backend(&self, at: At) -> Backend {
        let host = self.inventory.hosts.get(&at.container.host);
        host.map(|host| host.backend).unwrap_or_default()
    }

    /// Where the engine of the host keeps its volumes.
    fn root(&self, at: At) -> String {
        let host = self.inventory.hosts.get(&at.container.host);
        let of_engine = match self.backend(at) {
            Backend::Podman => PODMAN_ROOT,
            Backend::Docker => DOCKER_ROOT,
        };
        self.settings
            .storage
            .graphroot
            .as_ref()
            .map(ToString::to_string)
            .or_else(|| host.and_then(|host| host.graphroot.clone()))
            .unwrap_or_else(|| of_engine.to_owned())
    }
}

fn found(source: VolumeSource, base: &str) -> Found {
    Found {
        source,
        base: base.to_owned(),
        chosen: false,
    }
}

/// Whether podman runs the container as root.
fn is_root(at: At) -> bool {
    let user = at.container.lifecycle.podman_user.as_ref();
    user.is_none_or(|user| user.value == "root")
}
