//! containers.conf of a host, as NixOS has it in `virtualisation.containers.containersConf.settings`: what podman takes for
//! options that a container does not give. A key is read as the flag that it stands for.
//!
//! Podman: <https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md>

use std::{net::IpAddr, sync::Arc};

use serde_json::{Map, Value};

use super::{
    draft::{Draft, Written},
    flags::{self, global, lexer::Name},
    leaves::child,
};
use crate::{
    ledger::Subject,
    origin::OriginId,
    podman::{
        Container,
        engine::Engine,
        network::{Join, Pod},
        process::Env,
        security::{
            capability::Capability,
            namespace::{IpcMode, Namespace},
            option::SecurityOption,
            userns::UserNamespace,
        },
    },
    rules::{Say, engines},
};

mod joins;
mod keys;

pub use keys::{KEYS, Meets, Row, is_podmans};

use keys::Meets::{
    Addresses, Capabilities, First, Joins, Nothing, Option as Of, Remap, Runtime, Unless, Volumes,
};

/// Where the rows of these values say that they were written.
const AT: &str = "/containers.conf";

/// Whether a path of an option is one of the engine's own configuration, which holds for the host.
#[must_use]
pub fn is_of_host(path: &str) -> bool {
    path.starts_with(AT) || super::docker_daemon::is_ours(path)
}

/// What is known of a host's containers.conf, or daemon.json: its values by row, in the order of the table.
#[derive(Debug, Default, Clone)]
pub struct Conf(Arc<Vec<(Row, Vec<At>)>>);

/// A pointer to a value, and its text.
pub type At = (String, String);

impl Conf {
    /// These values.
    #[must_use]
    pub fn new(mut values: Vec<(Row, Vec<At>)>) -> Self {
        values.sort_by_key(|(row, _)| *row);
        Self(values.into())
    }

    /// Reads the tables of the file; what no row reads is returned by table and key.
    #[must_use]
    pub fn of(tables: &Map<String, Value>) -> (Self, Vec<(String, String)>) {
        let mut values = Vec::new();
        let mut unknown = Vec::new();
        for (table, keys) in tables {
            let Value::Object(keys) = keys else {
                unknown.push((table.clone(), String::new()));
                continue;
            };
            for (key, value) in keys {
                let row = KEYS.iter().find(|row| (row.0, row.1) == (table, key));
                let pointer = child(&child(AT, table), key);
                match (row, texts(value, &pointer)) {
                    _ if value.is_null() => {}
                    (Some((.., Addresses)), Some(texts)) if !texts.iter().all(is_address) => {
                        unknown.push((table.clone(), key.clone()));
                    }
                    (Some(row), Some(texts)) => values.push((*row, texts)),
                    (Some((.., Nothing)), None) => {}
                    _ => unknown.push((table.clone(), key.clone())),
                }
            }
        }
        (Self(values.into()), unknown)
    }

    /// Where the host's volumes are, where it says so.
    #[must_use]
    pub fn volume_path(&self) -> Option<String> {
        let (_, texts) = self.0.iter().find(|((.., meets), _)| *meets == Volumes)?;
        texts.first().map(|(_, path)| path.clone())
    }

    /// Gives a draft what stands before the container's own options.
    pub fn before(&self, draft: &mut Draft<'_>) {
        for ((_, _, flag, meets), texts) in self.0.iter() {
            if *meets == First {
                give(draft, flag, texts);
            }
        }
    }

    /// Gives a draft, after the container's own options, what none of them says.
    pub fn after(&self, draft: &mut Draft<'_>) {
        for (row, texts) in self.0.iter() {
            let (.., flag, meets) = row;
            match meets {
                Unless if !draft.has(flag) && acts(draft, flag) => give(draft, flag, texts),
                Joins if acts(draft, flag) => joins::give(draft, flag, texts),
                Of(key) if !has_option(draft, key) => option(draft, flag, key, texts),
                Capabilities => capabilities(draft, *row, texts),
                Runtime if draft.container.security.runtime.is_empty() => give(draft, flag, texts),
                Addresses if draft.engine == Engine::Podman6 => addresses(draft, texts),
                Remap if draft.container.security.userns.is_none() => remap(draft, texts),
                First if *flag == "--env" => say_env(draft),
                First | Unless | Joins | Of(_) | Runtime | Volumes | Addresses | Remap
                | Nothing => {}
            }
        }
    }
}

/// Next to variables of the container itself, those of the file are under those of the image.
///
/// Podman: `podman v5.8.2 cmd/podman/common/create.go:557` (the default of the flag), `pkg/specgen/generate/container.go:167`
fn say_env(draft: &mut Draft<'_>) {
    let of_host = |origin: OriginId| {
        let paths = &draft.ledger.entry(origin).origin.paths;
        paths.iter().any(|path| is_of_host(path))
    };
    let env = draft.container.process.env.iter();
    let (of_file, own): (Vec<_>, Vec<_>) = env.partition(|given| of_host(given.origin));
    if own.is_empty() {
        return;
    }
    let says = of_file.iter().filter_map(|given| {
        let Env::Set { name, value: _ } = &given.value else {
            return None;
        };
        let is_own = |own: &Env| matches!(own, Env::Set { name: own, value: _ } if own == name);
        let say = || engines::conf_env(&draft.container.attribute, name);
        (!own.iter().any(|own| is_own(&own.value))).then(|| (given.origin, say()))
    });
    let says: Vec<(OriginId, Say)> = says.collect();
    for (origin, say) in says {
        draft.ledger.say(Subject::Option(origin), say);
    }
}

/// Whether the container has a security option with this key.
fn has_option(draft: &Draft<'_>, key: &str) -> bool {
    let mut own = draft.container.security.options.iter();
    own.any(|given| match &given.value {
        SecurityOption::NoNewPrivileges(_) => key == "no-new-privileges",
        SecurityOption::Seccomp(_) => key == "seccomp",
        SecurityOption::AppArmor(_) => key == "apparmor",
        _ => false,
    })
}

/// A security option with a value that the file has under a key of its own.
fn option(draft: &mut Draft<'_>, flag: &str, key: &str, texts: &[At]) {
    let texts: Vec<At> = texts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(pointer, text)| (pointer.clone(), format!("{key}={text}")))
        .collect();
    give(draft, flag, &texts);
}

/// The users of a range of the host, as dockerd gives them to all its containers (`userns-remap`).
///
/// Docker: `moby v28.5.2 daemon/config/config_linux.go:81`; a container leaves it with `--userns=host`.
fn remap(draft: &mut Draft<'_>, texts: &[At]) {
    let Some((pointer, text)) = texts.iter().find(|(_, text)| !text.is_empty()) else {
        return;
    };
    draft.set(
        None,
        |container, given| {
            let users = |_: &str| UserNamespace::parse("auto");
            container.security.userns = Some(given.try_map(users)?);
            Ok(None)
        },
        Written::new(None, text, [pointer.clone()]),
    );
}

/// Whether a container is a member of a pod that has namespaces already.
fn in_pod(container: &Container) -> bool {
    let pod = container.network.pod.as_ref().map(|given| &given.value);
    matches!(pod, Some(Pod::New(_) | Pod::Existing(_)))
}

/// Whether podman acts on a key of this flag: where it refuses the flag next to another one, it passes over the key.
fn acts(draft: &Draft<'_>, flag: &str) -> bool {
    let (network, security) = (&draft.container.network, &draft.container.security);
    match flag {
        "--userns" => network.pod.is_none(),
        "--dns" | "--dns-option" | "--dns-search" => {
            let mut joins = network.join.iter();
            !joins.any(|join| matches!(join.value, Join::Container(_) | Join::None))
        }
        "--shm-size" => {
            let ipc = security.ipc.as_ref();
            ipc.is_none_or(|ipc| ipc.value != IpcMode::Namespace(Namespace::Host))
        }
        _ => true,
    }
}

fn is_address((_, text): &At) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn give(draft: &mut Draft<'_>, flag: &str, texts: &[At]) {
    let Some(row) = flags::find_of(draft.engine, Name::Long(flag)) else {
        if let Some(global) = global::find(Name::Long(flag)) {
            for (pointer, text) in texts {
                flags::parse::global_value(draft, global, text, text, [pointer.clone()].into());
            }
        }
        return;
    };
    for (pointer, text) in texts {
        draft.flag(row, Written::new(Some(row.name), text, [pointer.clone()]));
    }
}

/// Gives these addresses to ports that are published without one.
fn addresses(draft: &mut Draft<'_>, texts: &[At]) {
    let addresses: Vec<IpAddr> = texts
        .iter()
        .filter_map(|(_, text)| text.parse().ok())
        .collect();
    if addresses.is_empty() {
        return;
    }
    let ports = std::mem::take(&mut draft.container.ports.publish);
    for port in ports {
        if port.value.address.is_some() {
            draft.container.ports.publish.push(port);
            continue;
        }
        let each = addresses.iter().map(|address| {
            let mut port = port.clone();
            port.value.address = Some(*address);
            port
        });
        draft.container.ports.publish.extend(each);
    }
}

/// The list as one value.
fn capabilities(draft: &mut Draft<'_>, (table, key, ..): Row, texts: &[At]) {
    let names: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let names = names.join(",");
    let at = child(&child(AT, table), key);
    let written = Written::new(None, &names, [at]);
    draft.set(
        None,
        |container, given| {
            container.security.cap_base = Some(given.try_map(Capability::parse_list)?);
            Ok(None)
        },
        written,
    );
}

/// The texts of a value with their pointers; `None` for one that no flag can take.
pub fn texts(value: &Value, pointer: &str) -> Option<Vec<At>> {
    match value {
        Value::String(text) => Some(vec![(pointer.to_owned(), text.clone())]),
        Value::Bool(_) | Value::Number(_) => Some(vec![(pointer.to_owned(), value.to_string())]),
        Value::Array(values) => {
            let each = values.iter().enumerate();
            let each =
                each.map(|(number, value)| texts(value, &child(pointer, &number.to_string())));
            Some(each.collect::<Option<Vec<_>>>()?.concat())
        }
        Value::Null => Some(Vec::new()),
        Value::Object(_) => None,
    }
}
