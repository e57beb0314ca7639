//! Choices of the settings that reach nothing: a misspelt name must not pass for a decision.

use std::collections::BTreeSet;

use super::Plan;
use crate::{
    ledger::Ledger,
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
pub fn pass(inventory: &Inventory, settings: &Settings, _plan: &mut Plan, ledger: &mut Ledger) {
    for (key, chosen) in &settings.containers {
        let is_meant = |container: &&Container| {
            *key == container.attribute
                || *key == format!("{}/{}", container.host, container.attribute)
        };
        let meant: Vec<&Container> = inventory.containers.iter().filter(is_meant).collect();
        if meant.is_empty() {
            let pointer = format!("/containers/{}", escape(key));
            say(settings, &pointer, "container", key, ledger);
        } else {
            parts(settings, key, chosen, &meant, ledger);
        }
    }
    let missing = settings
        .hosts
        .keys()
        .filter(|host| !inventory.hosts.contains_key(*host));
    for host in missing {
        let pointer = format!("/hosts/{}", escape(host));
        say(settings, &pointer, "host", host, ledger);
    }
}

/// Volumes and devices that the settings name and the containers do not have.
fn parts(
    settings: &Settings,
    key: &str,
    chosen: &settings::Container,
    meant: &[&Container],
    ledger: &mut Ledger,
) {
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
        say(
            settings,
            &format!("/containers/{key}/volumes/{}", escape(volume)),
            "volume",
            volume,
            ledger,
        );
    }
    for device in chosen
        .devices
        .keys()
        .filter(|name| !devices.contains(*name))
    {
        say(
            settings,
            &format!("/containers/{key}/devices/{}", escape(device)),
            "device",
            device,
            ledger,
        );
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

fn say(settings: &Settings, pointer: &str, kind: &str, name: &str, ledger: &mut Ledger) {
    let subject = super::setting(settings, pointer.to_owned(), Vec::new());
    ledger.say(subject, reading::unused_choice(kind, name, pointer));
}
