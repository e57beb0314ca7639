//! Choices of the settings that reach nothing: a misspelt name must not pass for a decision.

use std::collections::BTreeSet;

use super::Cursor;
use crate::{
    ledger::{Ledger, Subject},
    origin::escape,
    podman::{
        Container, Inventory,
        devices::Device,
        storage::{
            mount::Mount,
            volume::{Source, Volume},
        },
    },
    rules::reading,
    settings::{self, Settings},
};

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    let (inventory, settings) = (at.inventory, at.settings);
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
    for device in chosen
        .devices
        .keys()
        .filter(|name| !devices.contains(*name))
    {
        let pointer = format!("/containers/{key}/devices/{}", escape(device));
        say(at, &pointer, "device", device);
    }
}

/// What a volume can be called in the settings: podman's name of it, or its path in the container.
fn volumes<'a>(container: &'a Container) -> impl Iterator<Item = &'a str> {
    let mounted = container
        .storage
        .mounts
        .iter()
        .filter_map(|given| match &given.value {
            Mount::Volume(volume) => Some(volume),
            _ => None,
        });
    let listed = container.storage.volumes.iter().map(|given| &given.value);
    let names = |volume: &'a Volume| {
        let source = match &volume.source {
            Source::Named(name) | Source::Host(name) => Some(name.as_str()),
            Source::Anonymous => None,
        };
        source.into_iter().chain([volume.destination.as_str()])
    };
    listed.chain(mounted).flat_map(names)
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

/// Codes that the settings accept for a container, and that are told of its host or of the whole input, but not of it.
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
            if !own && elsewhere.contains(code.as_str()) && !settings.accepts(&code) {
                let key = settings.key_of(host, name, "accept");
                let subject = super::setting(settings, key, Vec::new());
                unheard.push((subject, reading::accepted_elsewhere(name, code)));
            }
        }
    }
    for (subject, say) in unheard {
        ledger.say(subject, say);
    }
}

fn say(at: &mut Cursor<'_>, pointer: &str, kind: &str, name: &str) {
    let subject = super::setting(at.settings, pointer.to_owned(), Vec::new());
    at.ledger
        .say(subject, reading::unused_choice(kind, name, pointer));
}
