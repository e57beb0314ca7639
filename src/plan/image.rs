//! Image: which one runs, when it is pulled, and on which nodes.

use super::{Plan, each, last};
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        image::{Image, Pull, Reference, Repository},
    },
    rules::{OldSay, Rule, workload as rules},
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
            variant,
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
        let rootfs = last(rootfs, pass.ledger);
        if let Some(reference) = reference {
            match rootfs.filter(|rootfs| rootfs.value) {
                Some(rootfs) => pass.rootfs(rootfs, reference),
                None => pass.reference(reference, file.is_some() || stream.is_some()),
            }
        }
        if let Some(rootfs) = rootfs.filter(|rootfs| !rootfs.value) {
            pass.ledger.already_so(rootfs.origin, &rules::ANY_WAY);
        }
        for (archive, remedy) in [(file, FILE_REMEDY), (stream, STREAM_REMEDY)] {
            if let Some(archive) = archive {
                pass.archive(archive, remedy);
            }
        }
        if let Some(pull) = last(pull, pass.ledger) {
            pass.pull(pull);
        }
        if let Some(os) = last(os, pass.ledger) {
            pass.os(&os.value, os.origin);
        }
        if let Some(arch) = last(arch, pass.ledger) {
            pass.arch(&arch.value, arch.origin);
        }
        if let Some(platform) = last(platform, pass.ledger) {
            pass.platform(platform);
        }
        if let Some(variant) = last(variant, pass.ledger) {
            pass.variant(variant.origin);
        }
        if let Some(verify) = last(tls_verify, pass.ledger) {
            if verify.value {
                pass.ledger.already_so(verify.origin, &rules::ANY_WAY);
            } else {
                pass.registry_tls(verify.origin, "insecure_skip_verify");
            }
        }
        if let Some(folder) = last(cert_dir, pass.ledger) {
            pass.registry_tls(folder.origin, "ca_file");
        }
    }
}

const FILE_REMEDY: &str = "add the same package to `services.k3s.images`";
const STREAM_REMEDY: &str = "add the image to `services.k3s.images` as an archive: `dockerTools.buildLayeredImage` with the \
                             same arguments makes one";

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
                let say = OldSay::new(format!(
                    "`{}` runs an image that no registry has",
                    self.name()
                ))
                .lost("the image: Kubernetes knows images by their name in a registry")
                .remedy("push the image to a registry and name it so")
                .remedy("load it with `services.k3s.images` and write the name it has in there");
                self.as_written(given, &rules::NO_REGISTRY_IMAGE, say);
            }
        }
    }

    /// An image that cannot run. Where the operator accepts that, its name is written as it stands,
    /// since a container must have one.
    fn as_written(&mut self, given: &Given<String>, rule: &'static Rule, say: OldSay) {
        if self.ledger.accepted(given.origin, rule) {
            self.plan.container_mut(self.index).image = Some(given.traced());
            self.ledger.changed_by(given.origin, rule, say);
        } else {
            self.ledger.refused_by(given.origin, rule, say);
        }
    }

    fn repository(&mut self, repository: &Repository, origin: OriginId, loaded: bool) {
        let full = repository.clone().qualified();
        self.plan.container_mut(self.index).image = Some(Traced::new(full.to_string(), origin));
        if repository.registry.is_none() && !loaded {
            let say = OldSay::new(format!("`{}` gets its image as `{full}`", self.name()))
                .lost("podman's aliases and its other registries are not asked");
            self.ledger.changed_by(origin, &rules::SHORT_IMAGE, say);
        } else if repository.registry.as_deref() == Some("localhost") && !loaded {
            let say = OldSay::new(format!(
                "`{}` runs an image that was made on the host",
                self.name()
            ))
            .lost("K3s does not see podman's storage, so the image is missing until it is loaded")
            .remedy("add the image to `services.k3s.images`")
            .remedy("push it to a registry and name it so");
            self.ledger.changed_by(origin, &rules::LOCAL_IMAGE, say);
        } else {
            self.ledger.kept(origin);
        }
    }

    fn rootfs(&mut self, rootfs: &Given<bool>, reference: &Given<String>) {
        let say = OldSay::new(format!(
            "`{}` runs a folder of the host instead of an image",
            self.name()
        ))
        .lost("the root file system: Kubernetes runs images only")
        .remedy("build an image from the folder with `dockerTools.buildImage`, and load it with `services.k3s.images`");
        self.ledger
            .refused_by(rootfs.origin, &rules::ROOTFS, say.clone());
        self.as_written(reference, &rules::ROOTFS, say);
    }

    fn archive(&mut self, archive: &Given<String>, remedy: &str) {
        let say = OldSay::new(format!(
            "the image of `{}` is loaded from a file",
            self.name()
        ))
        .lost("NixOS loads it into podman's storage, where K3s does not see it")
        .remedy(remedy);
        self.ledger
            .dropped_by(archive.origin, &rules::IMAGE_FILE, say);
    }

    fn pull(&mut self, pull: &Given<Pull>) {
        let policy = match pull.value {
            Pull::Always | Pull::Newer => "Always",
            Pull::Missing => "IfNotPresent",
            Pull::Never => "Never",
        };
        self.plan.container_mut(self.index).pull_policy = Some(Traced::new(policy, pull.origin));
        if pull.value == Pull::Newer {
            let say = OldSay::new(format!(
                "`{}` asks the registry at every start",
                self.name()
            ))
            .lost(
                "the start without an answer from the registry, where podman takes the local image",
            )
            .remedy("set `pull = \"missing\"` to start without asking");
            self.ledger.changed_by(pull.origin, &rules::PULL_NEWER, say);
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
        let say = OldSay::new(format!(
            "`{}` says itself how to trust its registry",
            self.name()
        ))
        .lost("the setting: in K3s it holds for the node, and without it the pull may fail")
        .remedy(format!(
            "set `configs.\"{registry}\".tls.{setting}` in `/etc/rancher/k3s/registries.yaml`"
        ));
        self.ledger.dropped_by(origin, &rules::REGISTRY_TLS, say);
    }
}
