//! Choices of the settings that reach nothing: a misspelt name must not pass for a decision.

use std::collections::BTreeSet;

use super::Cursor;
use crate::{
    ledger::{Ledger, Subject},
    origin::{escape, option_path},
    podman::{
        Container, Inventory,
        devices::Device,
        storage::volume::{Source, Volume},
    },
    rules::{install, mounts, output, reading},
    settings::{self, Settings},
};

/// Namespaces that every cluster has.
const OF_KUBERNETES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let (inventory, settings) = (at.inventory, at.settings);
    let of_containers = settings.containers.iter().filter_map(|(name, chosen)| {
        let pointer = format!("/containers/{}/namespace", escape(name));
        Some((pointer, chosen.namespace.as_ref()?))
    });
    let all = std::iter::once(("/namespace".to_owned(), &settings.namespace)).chain(of_containers);
    for (pointer, namespace) in all {
        if OF_KUBERNETES.contains(&namespace.as_str()) {
            let text = output::system_namespace(option_path(&pointer), namespace);
            let subject = super::setting(settings, pointer, Vec::new());
            at.ledger.say(subject, text);
        }
    }
    for (key, chosen) in &settings.containers {
        let is_meant = |container: &&Container| {
            *key == container.attribute
                || *key == format!("{}/{}", container.host, container.attribute)
        };
        let meant: Vec<&Container> = inventory.containers.iter().filter(is_meant).collect();
        if meant.is_empty() {
            let pointer = format!("/containers/{}", escape(key));
            say(at, &pointer, "container", key);
        } else {
            parts(at, key, chosen, &meant);
        }
    }
    let runtimes = inventory.containers.iter();
    let runtimes: BTreeSet<&str> = runtimes
        .flat_map(|container| &container.security.runtime)
        .map(|given| given.value.as_str())
        .collect();
    for name in settings.runtime_classes.keys() {
        if !runtimes.contains(name.as_str()) {
            let pointer = format!("/runtimeClasses/{}", escape(name));
            say(at, &pointer, "runtime", name);
        }
    }
    let missing = settings
        .hosts
        .keys()
        .filter(|host| !inventory.hosts.contains_key(*host));
    for host in missing {
        let pointer = format!("/hosts/{}", escape(host));
        say(at, &pointer, "host", host);
    }
}

/// Volumes and devices that the settings name and the containers do not have.
fn parts(at: &mut Cursor<'_>, key: &str, chosen: &settings::Container, meant: &[&Container]) {
    let key = escape(key);
    let volumes: BTreeSet<&str> = meant
        .iter()
        .flat_map(|container| volumes(container))
        .collect();
    let devices: BTreeSet<String> = meant
        .iter()
        .flat_map(|container| devices(container))
        .collect();
    for volume in chosen
        .volumes
        .keys()
        .filter(|name| !volumes.contains(name.as_str()))
    {
        let pointer = format!("/containers/{key}/volumes/{}", escape(volume));
        say(at, &pointer, "volume", volume);
    }
    for container in meant {
        twice(at, &key, chosen, container);
    }
    for device in chosen
        .devices
        .keys()
        .filter(|name| !devices.contains(*name))
    {
        let pointer = format!("/containers/{key}/devices/{}", escape(device));
        say(at, &pointer, "device", device);
    }
}

/// Keys that mean two volumes, one by its name and one by its path in the container; and paths of volumes that the settings
/// have by their names, too.
fn twice(at: &mut Cursor<'_>, key: &str, chosen: &settings::Container, container: &Container) {
    let all: Vec<(Option<&str>, &str)> = container.storage.all_volumes().map(names).collect();
    for volume in chosen.volumes.keys().map(String::as_str) {
        let named = all.iter().any(|(name, _)| *name == Some(volume));
        let mut at_path = all
            .iter()
            .filter(|(name, path)| *path == volume && *name != Some(volume));
        let Some((name, _)) = at_path.next() else {
            continue;
        };
        let pointer = format!("/containers/{key}/volumes/{}", escape(volume));
        let own = &container.attribute;
        let say = match name.filter(|name| chosen.volumes.contains_key(*name)) {
            Some(_) if named => continue,
            Some(name) => reading::volume_named_twice(own, name, volume, &pointer),
            None if named => mounts::two_volumes(own, volume),
            None => continue,
        };
        let mut all = at.inventory.containers.iter();
        let index = all.position(|other| other.host == container.host && other.attribute == *own);
        let subject = super::setting(at.settings, pointer, index.into_iter().collect());
        at.ledger.say(subject, say);
    }
}

/// What a volume can be called in the settings: podman's name of it, or its path in the container.
fn volumes(container: &Container) -> impl Iterator<Item = &str> {
    container.storage.all_volumes().flat_map(|volume| {
        let (name, path) = names(volume);
        name.into_iter().chain([path])
    })
}

fn names(volume: &Volume) -> (Option<&str>, &str) {
    let source = match &volume.source {
        Source::Named(name) | Source::Host(name) => Some(name.as_str()),
        Source::Anonymous => None,
    };
    (source, volume.destination.as_str())
}

fn devices(container: &Container) -> Vec<String> {
    let given = container.devices.devices.iter().map(|given| &given.value);
    let listed = given.map(|device| match device {
        Device::Host(device) => device.host.clone(),
        Device::Cdi(cdi) => cdi.to_string(),
    });
    let gpus = container
        .devices
        .gpus
        .iter()
        .map(|given| given.value.to_string());
    listed.chain(gpus).collect()
}

/// Codes that the settings accept, and that are not told where they are accepted: of a container, or at all.
pub fn accepted_elsewhere(inventory: &Inventory, settings: &Settings, ledger: &mut Ledger) {
    let mut of_containers: BTreeSet<(usize, &str)> = BTreeSet::new();
    let mut elsewhere: BTreeSet<&str> = BTreeSet::new();
    for said in ledger.diagnostics() {
        let code = said.say.rule.code;
        match &said.subject {
            Subject::Option(id) => {
                of_containers.insert((ledger.entry(*id).origin.container, code));
            }
            Subject::Container(index, _) => {
                of_containers.insert((*index, code));
            }
            Subject::Host(_) | Subject::Place(_) | Subject::Setting(_) | Subject::Fleet => {
                elsewhere.insert(code);
            }
        }
    }
    let mut unheard = Vec::new();
    for (index, container) in inventory.containers.iter().enumerate() {
        let (host, name) = (&container.host, &container.attribute);
        let Some(chosen) = settings.container(host, name) else {
            continue;
        };
        for code in Settings::codes(&chosen.accept) {
            let own = of_containers.contains(&(index, code.as_str()));
            if own || is_of_install(&code) {
                continue;
            }
            let key = settings.key_of(host, name, "accept");
            let subject = super::setting(settings, key.clone(), Vec::new());
            if !elsewhere.contains(code.as_str()) {
                unheard.push((subject, reading::accepted_unheard_of(name, code, key)));
            } else if !settings.accepts(&code) {
                unheard.push((subject, reading::accepted_elsewhere(name, code)));
            }
        }
    }
    let told = of_containers.iter().map(|(_, code)| *code);
    let told: BTreeSet<&str> = told.chain(elsewhere.iter().copied()).collect();
    for code in Settings::codes(&settings.accept) {
        if !told.contains(code.as_str()) && !is_of_install(&code) {
            let subject = super::setting(settings, "/accept".to_owned(), Vec::new());
            unheard.push((subject, reading::accepted_unheard(code, "/accept")));
        }
    }
    for (subject, say) in unheard {
        ledger.say(subject, say);
    }
}

/// Whether only the host tells a rule, when something is installed.
fn is_of_install(code: &str) -> bool {
    install::TABLE.iter().any(|rule| rule.code == code)
}

fn say(at: &mut Cursor<'_>, pointer: &str, kind: &str, name: &str) {
    let subject = super::setting(at.settings, pointer.to_owned(), Vec::new());
    at.ledger
        .say(subject, reading::unused_choice(kind, name, pointer));
}
