//! Networks, volumes, pods and images that units of a host make.

use crate::{
    ledger::Subject,
    podman::{
        Host,
        image::Repository,
        unit::{MadeFlag, MadeImage, MadePod},
    },
    read::{
        fleet::Fleet,
        units::{create, pods},
    },
    rules::quadlet as rules,
};

use super::{
    container::Part,
    files::{File, is_true, unquoted},
    items::{self, Item, What},
    world::{self, World},
};

/// Keys of networks and volumes whose effect a Pod does not have.
const LOST: [&str; 8] = [
    "/Network/DNS/",
    "/Network/Gateway/",
    "/Network/IPAMDriver",
    "/Network/IPRange/",
    "/Network/IPv6",
    "/Network/InterfaceName",
    "/Network/Subnet/",
    "/Volume/Copy",
];

/// Whether the effect of a line of a network or a volume is lost.
pub fn is_lost(pointer: &str) -> bool {
    LOST.iter().any(|key| pointer.contains(key))
}

/// The first word among flags of `podman pod create`, `network create` or `volume create` that the command does not have.
pub fn stray(kind: &str, words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match kind {
        "pod" => pods::stray(&words),
        "network" => create::stray_of_network(&words),
        "volume" => create::stray_of_volume(&words),
        _ => None,
    }
}

/// Puts what a unit makes into its host.
pub fn put(part: &Part, world: &World, host: &mut Host, fleet: &mut Fleet, host_name: &str) {
    let file = &part.file;
    let Some(named) = world.find(&file.name) else {
        return;
    };
    let service = format!("{}.service", named.service);
    let Some(name) = named.resource.clone() else {
        return;
    };
    let section = world::section(file);
    let unit = items::Unit {
        file,
        section,
        leaves: &part.leaves,
        service: &part.service,
        world,
        called: &file.path,
        engine: host.engine,
    };
    let say = |fleet: &mut Fleet, say| fleet.say(Subject::Host(host_name.to_owned()), say);
    match file.kind() {
        "network" => {
            let flags = flags(items::of(&unit), create::network_flags);
            let network = create::network_of(name.clone(), &service, flags);
            host.networks.entry(name).or_insert(network);
        }
        "volume" => {
            let mut all = flags(items::of(&unit), create::volume_flags);
            all.extend(mount(file, world));
            let volume = create::volume_of(name.clone(), &service, all);
            host.volumes.entry(name).or_insert(volume);
        }
        "pod" => host.pods.push(MadePod {
            name,
            unit: service,
            flags: pod(items::of(&unit)),
            unknown: Vec::new(),
        }),
        "build" => host.images.push(MadeImage {
            name: Repository::parse(&name).ok(),
            unit: service,
            command: "podman build".to_owned(),
        }),
        "kube" => {
            let yaml = file.values(section, "Yaml").join(" ");
            say(fleet, rules::kube_unit(&file.path, yaml));
        }
        "artifact" => say(fleet, rules::artifact_unit(&file.path)),
        _ => {}
    }
}

type Flags = Vec<(&'static str, String)>;

/// Flags with their values, those of `PodmanArgs=` among them.
fn flags(items: Vec<Item>, of_words: fn(&[&str]) -> Flags) -> Flags {
    let mut out = Vec::new();
    for item in items {
        match item.what {
            What::Flag(flag, value) => out.push((flag, value)),
            What::Words(words, false) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                out.extend(of_words(&words));
            }
            _ => {}
        }
    }
    out
}

/// Flags of a pod, each with the pointer to its line.
fn pod(items: Vec<Item>) -> Vec<MadeFlag> {
    let mut out = Vec::new();
    for item in items {
        let pointer = item.pointers.first().cloned();
        let flag = |(flag, value)| MadeFlag {
            flag,
            value,
            pointer: pointer.clone(),
        };
        match item.what {
            What::Flag(name, value) => out.push(flag((name, value))),
            What::Words(words, false) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                out.extend(pods::flags_of(&words).into_iter().map(flag));
            }
            _ => {}
        }
    }
    out
}

/// The options of the mount that a volume is.
fn mount(file: &File, world: &World) -> Flags {
    let last = |key| {
        file.last("Volume", key)
            .map(unquoted)
            .filter(|value| !value.is_empty())
    };
    let opt = |text: String| ("--opt", text);
    if last("Driver") == Some("image") {
        let image = last("Image").unwrap_or_default();
        let named = world
            .find(image)
            .and_then(|named| named.resource.as_deref());
        return vec![opt(format!("image={}", named.unwrap_or(image)))];
    }
    let mut out = Vec::new();
    match last("Copy") {
        Some(value) if is_true(value) => out.push(opt("copy".to_owned())),
        Some(_) => out.push(opt("nocopy".to_owned())),
        None => {}
    }
    out.extend(last("Device").map(|device| opt(format!("device={device}"))));
    out.extend(last("Type").map(|kind| opt(format!("type={kind}"))));
    let user = last("User").map(|user| format!("uid={user}"));
    let group = last("Group").map(|group| format!("gid={group}"));
    let options = last("Options").map(str::to_owned);
    let options: Vec<String> = [user, group, options].into_iter().flatten().collect();
    if !options.is_empty() {
        out.push(opt(format!("o={}", options.join(","))));
    }
    out
}
