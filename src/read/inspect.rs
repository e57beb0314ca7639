//! What `podman inspect` prints of containers, with `podman network|volume|pod|image inspect` next to it: the command that made a
//! container is what its operator wrote; its state fills in what the command leaves open.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-inspect.1.html>

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use self::state::{Container, Network, Pod, Volume};
use super::{
    Error, Format, Options, Source,
    containers_conf::Conf,
    draft::Draft,
    fleet::{Fleet, Raw, Read, Unread},
    images,
    input::{Files, Input},
    json::{self, At},
    units as of_systemd,
};
use crate::{
    podman::{Host, engine::Engine, lifecycle::Keeper, unit},
    rules::dialect::Dialect,
};

mod effective;
mod filled;
mod host;
mod read;
mod state;

/// Where the rows of what the state adds say that it is written.
pub const AT: &str = "/state";

/// The format.
pub const FORMAT: Format = Format {
    name: "inspect",
    title: "what `podman inspect` prints of containers, with that of pods, networks, volumes and images next to it",
    sniff,
    options: &["--engine", "--host"],
    parse,
};

/// Flags are spelled as they are; the command stands in the place of NixOS' list of them.
const DIALECT: Dialect = Dialect {
    flags: &[],
    joint: "=",
    otherwise: "",
    words: &[
        (" (agenix, sops-nix)", ""),
        ("cmd", "podman run IMAGE COMMAND"),
        ("environmentFiles", "podman run --env-file"),
        ("extraOptions", "podman run"),
        ("in the Nix store", "in the container's own command"),
        ("preRunExtraOptions", "podman"),
    ],
};

/// Whether an input is an array of what podman inspects.
pub fn sniff(input: &Input, _files: &dyn Files) -> bool {
    let Input::File(document) = input else {
        return false;
    };
    let objects = document.json().and_then(Value::as_array);
    objects.is_some_and(|objects| {
        !objects.is_empty()
            && objects
                .iter()
                .all(|object| state::kind(object).is_some() || images::is_image(object))
    })
}

/// Takes all arrays together, as one host.
///
/// # Errors
/// Something is not of podman's shape.
#[expect(clippy::too_many_lines, reason = "one object after another")]
pub fn parse(
    inputs: Vec<Input>,
    options: &Options,
    _files: &dyn Files,
    fleet: &mut Fleet,
) -> Result<(), Error> {
    let name = options.host();
    let first = inputs.first().map_or("-", Input::name).to_owned();
    let mut host = Host {
        engine: options.engine.unwrap_or_default(),
        ..Host::default()
    };
    let mut containers: Vec<(Container, Value)> = Vec::new();
    let mut holds_more = false;
    let mut pods: BTreeMap<String, String> = BTreeMap::new();
    for input in inputs {
        let (source, value) = input.document()?.into_json()?;
        let root = At::root(&source);
        let Value::Array(objects) = value else {
            return Err(root.wrong(&"an array is expected here, as `podman inspect` prints it"));
        };
        for (number, object) in objects.into_iter().enumerate() {
            let at = root.child(&number.to_string());
            if images::is_image(&object) {
                fleet.images.add(&at, object)?;
                continue;
            }
            holds_more = true;
            match state::kind(&object) {
                Some(state::Kind::Container) => {
                    containers.push((json::typed(&at, object.clone())?, object));
                }
                Some(state::Kind::Pod) => {
                    let pod: Pod = json::typed(&at, object)?;
                    pods.insert(pod.id.clone(), pod.name.clone());
                    host::pod(&pod, &mut host);
                }
                Some(state::Kind::Network) => {
                    host::network(json::typed::<Network>(&at, object)?, &mut host);
                }
                Some(state::Kind::Volume) => {
                    host::volume(json::typed::<Volume>(&at, object)?, &mut host);
                }
                None => return Err(at.wrong(
                    &"this is not what podman inspects: a container, a pod, a network, a volume or an image",
                )),
            }
        }
    }
    if !holds_more {
        return Ok(()); // images, which every host may run
    }
    containers.retain(|(container, _)| !container.is_infra && !container.is_service);
    if options.engine.is_none() && containers.iter().any(|(_, object)| is_dockers(object)) {
        host.engine = Engine::Docker;
    }
    let of_docker = host.engine == Engine::Docker;
    host.graphroot = containers
        .iter()
        .find_map(|(container, _)| container.graphroot());
    let source = Source {
        name: first.clone(),
        text: String::new(),
    };
    if of_docker {
        // Docker starts its containers itself.
        host.units = Some(BTreeMap::new());
    } else {
        let units = containers.iter().map(|(one, _)| host::unit(one)).collect();
        of_systemd::read(
            &At::root(&source),
            units,
            name,
            &mut host,
            fleet,
            &of_systemd::of_nixos,
        )?;
    }
    let names: BTreeMap<String, String> = containers
        .iter()
        .map(|(container, _)| (container.id.clone(), container.called().to_owned()))
        .collect();
    let names = Arc::new(names);
    let mut raws = BTreeMap::new();
    for (container, object) in containers {
        let called = container.called().to_owned();
        if container.config.create_command.is_empty() {
            let image = fleet.images.find(
                &text_of(&object, "/Image"),
                &text_of(&object, "/Config/Image"),
            );
            let items = effective::items(&effective::Inspected {
                object: &object,
                state: &container,
                engine: host.engine,
                image,
                names: &names,
                pod: pods.get(&container.pod).map(String::as_str),
            });
            let mut tree = effective::tree(&items);
            if let Value::Object(keys) = &mut tree {
                keys.insert("Name".to_owned(), container.name.clone().into());
            }
            let read: Read = Arc::new(move |_: &Value, draft: &mut Draft<'_>| {
                if !host::by_systemd(&container) {
                    draft.container.lifecycle.kept_by = Keeper::Engine;
                }
                read::of_state(&container, &items, draft);
            });
            let raw = Raw {
                tree,
                places: Vec::new(),
                dialect: &DIALECT,
                read,
            };
            raws.insert(called, raw);
            continue;
        }
        let tree = json!({
            "Name": container.name,
            "Config": { "CreateCommand": container.config.create_command },
        });
        let names = Arc::clone(&names);
        let pod = pods.get(&container.pod).cloned();
        let read: Read = Arc::new(move |_: &Value, draft: &mut Draft<'_>| {
            if !host::by_systemd(&container) {
                draft.container.lifecycle.kept_by = Keeper::Engine;
            }
            read::container(&container, &names, pod.as_deref(), draft);
        });
        let raw = Raw {
            tree,
            places: Vec::new(),
            dialect: &DIALECT,
            read,
        };
        raws.insert(called, raw);
    }
    let unread = Unread {
        source: first,
        open: true,
        host,
        containers: raws,
        conf: Conf::default(),
    };
    fleet.add(name.to_owned(), unread)
}

/// Whether an object is of Docker: podman says where it keeps the container's own files.
fn is_dockers(object: &Value) -> bool {
    object.get("StaticDir").is_none() && object.get("HostnamePath").is_some()
}

fn text_of(object: &Value, pointer: &str) -> String {
    let text = object.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// Full name of the unit that stands for a container.
fn unit_name(container: &Container) -> String {
    unit::full_name(&format!("podman-{}", container.called()))
}
