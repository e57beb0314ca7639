//! Image: which one runs, when it is pulled, and on which nodes.

use super::{Plan, each};
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        image::{Image, Pull, Reference, Repository},
    },
    rules::{Say, workload as rules},
    settings::Settings,
};

mod platform;

use platform::go_arch;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
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
        } = &container.image;
        let host = inventory.hosts.get(&container.host);
        let pass = &mut Images {
            index,
            container,
            node_arch: host.and_then(|host| host.system.as_deref()).map(go_arch),
            plan,
            ledger,
        };
        let rootfs = rootfs.as_ref();
        if let Some(reference) = reference {
            match rootfs.filter(|rootfs| rootfs.value) {
                Some(rootfs) => pass.rootfs(rootfs, reference),
                None => pass.reference(reference, file.is_some() || stream.is_some()),
            }
        }
        if let Some(rootfs) = rootfs.filter(|rootfs| !rootfs.value) {
            pass.ledger.already_so(rootfs.origin, &rules::ANY_WAY);
        }
        if let Some(file) = file {
            let say = rules::image_file(pass.name());
            pass.ledger.dropped(file.origin, say);
        }
        if let Some(stream) = stream {
            let say = rules::image_stream(pass.name());
            pass.ledger.dropped(stream.origin, say);
        }
        if let Some(pull) = pull {
            pass.pull(pull);
        }
        if let Some(os) = os {
            pass.os(&os.value, os.origin);
        }
        if let Some(arch) = arch {
            pass.arch(&arch.value, arch.origin);
        }
        if let Some(platform) = platform {
            pass.platform(platform);
        }
        if let Some(verify) = tls_verify {
            if verify.value {
                pass.ledger.already_so(verify.origin, &rules::ANY_WAY);
            } else {
                pass.registry_tls(verify.origin, "insecure_skip_verify");
            }
        }
        if let Some(folder) = cert_dir {
            pass.registry_tls(folder.origin, "ca_file");
        }
    }
}

/// One container on its way through the pass.
struct Images<'p> {
    index: usize,
    container: &'p Container,
    node_arch: Option<String>,
    plan: &'p mut Plan,
    ledger: &'p mut Ledger,
}

impl Images<'_> {
    fn name(&self) -> &str {
        &self.container.attribute
    }

    fn reference(&mut self, given: &Given<String>, loaded: bool) {
        let origin = given.origin;
        match Reference::parse(&given.value) {
            Ok(Reference::Repository(repository)) => self.repository(&repository, origin, loaded),
            Ok(Reference::Id(_) | Reference::File { .. }) | Err(_) => {
                let say = rules::no_registry_image(self.name());
                self.as_written(given, say);
            }
        }
    }

    /// An image that cannot run. Where the operator accepts that, its name is written as it stands,
    /// since a container must have one.
    fn as_written(&mut self, given: &Given<String>, say: Say) {
        if self.ledger.accepted(given.origin, say.rule) {
            self.plan.container_mut(self.index).image =
                Some(given.traced().map(|text| text.trim().to_owned()));
            self.ledger.changed(given.origin, say);
        } else {
            self.ledger.refused(given.origin, say);
        }
    }

    fn repository(&mut self, repository: &Repository, origin: OriginId, loaded: bool) {
        let full = repository.clone().qualified();
        self.plan.container_mut(self.index).image = Some(Traced::new(full.to_string(), origin));
        if repository.registry.is_none() && !loaded {
            let say = rules::short_image(self.name(), full);
            self.ledger.changed(origin, say);
        } else if repository.registry.as_deref() == Some("localhost") && !loaded {
            let say = rules::local_image(self.name(), full);
            self.ledger.changed(origin, say);
        } else {
            self.ledger.kept(origin);
        }
    }

    fn rootfs(&mut self, rootfs: &Given<bool>, reference: &Given<String>) {
        let say = rules::rootfs(self.name());
        self.ledger.refused(rootfs.origin, say.clone());
        self.as_written(reference, say);
    }

    fn pull(&mut self, pull: &Given<Pull>) {
        let policy = match pull.value {
            Pull::Always | Pull::Newer => "Always",
            Pull::Missing => "IfNotPresent",
            Pull::Never => "Never",
        };
        self.plan.container_mut(self.index).pull_policy = Some(Traced::new(policy, pull.origin));
        if pull.value == Pull::Newer {
            let say = rules::pull_newer(self.name());
            self.ledger.changed(pull.origin, say);
        } else {
            self.ledger.kept(pull.origin);
        }
    }

    fn registry_tls(&mut self, origin: OriginId, setting: &str) {
        let registry = self
            .container
            .image
            .reference
            .as_ref()
            .and_then(|given| Repository::parse(&given.value).ok())
            .and_then(|repository| repository.qualified().registry)
            .unwrap_or_else(|| "REGISTRY".to_owned());
        let say = rules::registry_tls(self.name(), registry, setting);
        self.ledger.dropped(origin, say);
    }
}
