//! podman's own generator reads every quadlet case, both samples of every key of `[Container]`, and random units, and writes
//! a command line for each. What our parser of flags reads from that line has to be what our reader of quadlet files reads
//! from the file. Started by `.ci/oracles`, which has the generator; without it this says that it was skipped.
//!
//! | variable | default | |
//! |---|---|---|
//! | `K3S_MIGRATE_QUADLET` | | podman's `quadlet` |
//! | `SEED` | 1 | another sequence of random units |
//! | `UNITS` | 2000 | how many random units |
//! | `ONLY` | | only units with this in their name |
//! | `K3S_MIGRATE_BREAK` | | `lose KEY` or `change KEY`: what a reader with a fault would see, so that this must fail |

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic, and this one prints its own lines"
)]

mod common;
#[path = "quadlet_oracle/generator.rs"]
mod generator;
#[path = "random_oracle/random.rs"]
#[allow(dead_code, reason = "random_oracle uses the rest")]
mod random;
#[path = "quadlet_oracle/units.rs"]
mod units;

use std::{collections::BTreeMap, env, process::ExitCode};

use generator::Generator;
use k3s_migrate::{
    ledger::Ledger,
    podman::{Container, network::Pod},
    read::{
        self, Entry, Error, Files, Input, Options, command_line::command_line, draft::Draft,
        quadlet::AT,
    },
};

/// Flags that the generator adds without being asked.
const ADDED: [(&str, &str); 7] = [
    ("--replace", ""),
    ("--rm", ""),
    ("--rm", "true"),
    ("--detach", ""),
    ("--cgroups", "split"),
    ("--sdnotify", "conmon"),
    ("--log-driver", ""),
];

/// Units of one host.
pub struct Set {
    /// What messages call it.
    pub name: String,
    /// Paths below the folder, with their texts.
    pub files: BTreeMap<String, String>,
}

/// What one of the two made of a container.
#[derive(Debug, PartialEq, Eq)]
enum Made {
    /// The container, and its flags with their values.
    Read(String, Vec<String>),
    /// It is refused.
    Refused,
}

fn main() -> ExitCode {
    let Some(program) = env::var_os("K3S_MIGRATE_QUADLET") else {
        println!("skipped: .ci/oracles has the generator and sets K3S_MIGRATE_QUADLET");
        return ExitCode::SUCCESS;
    };
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let only = env::var("ONLY").unwrap_or_default();
    let fault = env::var("K3S_MIGRATE_BREAK").unwrap_or_default();
    let mut sets = units::cases();
    sets.extend(units::samples());
    let count = number("UNITS").unwrap_or(2000);
    sets.extend(units::random(number("SEED").unwrap_or(1), count));
    let (mut passed, mut failed, mut refused) = (0, 0, 0);
    for set in sets.iter().filter(|set| set.name.contains(&only)) {
        let generator = Generator::run(&program, set);
        for (name, ours) in ours(&broken(set, &fault)) {
            let theirs = generator
                .service(&name)
                .map_or(Made::Refused, |words| line(&words));
            if ours == theirs {
                passed += 1;
                refused += usize::from(ours == Made::Refused);
            } else {
                failed += 1;
                if failed <= 20 {
                    println!("{} {name}: {}", set.name, difference(&ours, &theirs));
                    println!("  {}", generator.said.trim());
                    println!("  {:?}", set.files.get("web.container"));
                }
            }
        }
    }
    println!("{refused} of them are refused by both");
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The units as a reader sees them that has a fault.
fn broken(set: &Set, fault: &str) -> Set {
    let line = |line: &str| match fault.split_once(' ') {
        Some((what, key)) if line.starts_with(&format!("{key}=")) => {
            (what == "change").then(|| format!("{line}x\n"))
        }
        _ => Some(format!("{line}\n")),
    };
    let files = set.files.iter();
    let files = files.map(|(path, text)| (path.clone(), text.lines().filter_map(line).collect()));
    Set {
        name: set.name.clone(),
        files: files.collect(),
    }
}

impl Files for Set {
    fn text(&self, path: &str) -> Result<Option<String>, Error> {
        Ok(path
            .strip_prefix("units/")
            .and_then(|path| self.files.get(path))
            .cloned())
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<Entry>>, Error> {
        let below = format!(
            "{}/",
            folder
                .strip_prefix("units")
                .unwrap()
                .trim_start_matches('/')
        );
        let below = below.trim_start_matches('/');
        let mut out: Vec<Entry> = Vec::new();
        for rest in self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(below))
        {
            let entry = match rest.split_once('/') {
                Some((name, _)) => Entry {
                    name: name.to_owned(),
                    is_folder: true,
                },
                None => Entry {
                    name: rest.to_owned(),
                    is_folder: false,
                },
            };
            if !out.contains(&entry) {
                out.push(entry);
            }
        }
        Ok(Some(out))
    }

    fn absolute(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// What our reader makes of every container of the files, by the name of its service.
fn ours(set: &Set) -> Vec<(String, Made)> {
    let fleet = read::open_with(
        vec![Input::Folder("units".to_owned())],
        &Options::default(),
        set,
    );
    let Ok(fleet) = fleet else {
        return Vec::new();
    };
    let mut ledger = Ledger::default();
    let inventory = fleet.inventory(&mut ledger);
    ledger.settle_known();
    let containers = inventory.containers.iter().enumerate();
    // What a pod of a case has, its first member has here, and the pod there.
    let of_pod =
        |container: &Container| container.network.pod.is_some() && set.name.starts_with("case");
    containers
        .filter(|(_, container)| !of_pod(container))
        .map(|(index, container)| {
            let service = container
                .lifecycle
                .service_name
                .as_ref()
                .unwrap()
                .value
                .clone();
            (service, made(index, container, &ledger))
        })
        .collect()
}

/// Codes of what podman's generator refuses, and of what podman refuses that reads its line.
const REFUSED_BY_GENERATOR: [&str; 1] = ["K3M160"];

fn made(index: usize, container: &Container, ledger: &Ledger) -> Made {
    let entries = ledger
        .entries()
        .filter(|entry| entry.origin.container == index);
    let entries: Vec<_> = entries.collect();
    let refused = entries.iter().any(|entry| {
        let rule = entry.settled.as_ref().and_then(|settled| settled.rule);
        rule.is_some_and(|rule| REFUSED_BY_GENERATOR.contains(&rule.code))
    });
    if refused || container.image.reference.is_none() {
        return Made::Refused;
    }
    let of_line = |paths: &[String]| {
        paths
            .iter()
            .all(|path| path.starts_with("/Container/") || path.starts_with(AT))
    };
    let given = entries.iter().filter(|entry| of_line(&entry.origin.paths));
    let flags = given.filter_map(|entry| flag(entry.origin.flag?, &entry.origin.value));
    Made::Read(text(container), sorted(flags.collect()))
}

fn sorted(mut flags: Vec<String>) -> Vec<String> {
    flags.sort();
    flags.dedup();
    flags
}

/// What is not the same.
fn difference(ours: &Made, theirs: &Made) -> String {
    let (Made::Read(one, flags), Made::Read(other, others)) = (ours, theirs) else {
        let refused = |made: &Made| {
            if *made == Made::Refused {
                "refuse"
            } else {
                "read"
            }
        };
        return format!("we {} it, they {} it", refused(ours), refused(theirs));
    };
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these
            .iter()
            .filter(|flag| !those.contains(flag))
            .cloned()
            .collect()
    };
    let at = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let near =
        |text: &str| -> String { text.chars().skip(at.saturating_sub(60)).take(200).collect() };
    let texts = if one == other {
        String::new()
    } else {
        format!("\n  {}\n  {}", near(one), near(other))
    };
    format!(
        "only ours {:?}, only theirs {:?}{texts}",
        only(flags, others),
        only(others, flags)
    )
}

/// A flag with its value, unless the generator adds it to every container. A switch may be written without a value.
fn flag(name: &str, value: &str) -> Option<String> {
    if ADDED.contains(&(name, value)) || name == "--rootfs" {
        return None;
    }
    let value = if value.is_empty() { "true" } else { value };
    // podman reads names of capabilities in any case.
    let value = if name.starts_with("--cap-") {
        value.to_lowercase()
    } else {
        value.to_owned()
    };
    Some(format!("{name}={value}"))
}

/// What our parser of flags reads from the line of the generator.
fn line(words: &[String]) -> Made {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut ledger = Ledger::default();
    let mut draft = Draft::new(Container::default(), 0, &mut ledger);
    if command_line(&words, &mut draft).is_err() {
        return Made::Refused;
    }
    let container = draft.container;
    if container.image.reference.is_none() {
        return Made::Refused;
    }
    ledger.settle_known();
    let flags = ledger
        .entries()
        .filter_map(|entry| flag(entry.origin.flag?, &entry.origin.value));
    Made::Read(text(&container), sorted(flags.collect()))
}

/// All that a container is, without where it was written and what the generator adds.
fn text(container: &Container) -> String {
    let mut container = container.clone();
    container.host.clear();
    container.attribute.clear();
    container.lifecycle.service_name = None;
    container.lifecycle.podman_user = None;
    container.lifecycle.remove = None;
    container.lifecycle.sdnotify = container
        .lifecycle
        .sdnotify
        .filter(|given| format!("{:?}", given.value) != "Conmon");
    container.secrets.open.clear();
    container.image = k3s_migrate::podman::image::Image {
        reference: container.image.reference,
        rootfs: container.image.rootfs,
        ..Default::default()
    };
    // The generator sorts them, and keeps the last of a name.
    last_of_each(&mut container.process.env, |given| {
        format!("{:?}", given.value)
    });
    last_of_each(&mut container.identity.labels, |given| {
        given.value.key.clone()
    });
    last_of_each(&mut container.identity.annotations, |given| {
        given.value.key.clone()
    });
    if let Some(pod) = &mut container.network.pod
        && let Pod::Existing(name) = &pod.value
    {
        pod.value = Pod::New(name.clone());
    }
    let text = format!("{container:?}");
    let mut parts = text.split("OriginId(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    out
}

/// Values sorted by a text, the last where it is the same.
fn last_of_each<T: Clone>(values: &mut Vec<T>, key: impl Fn(&T) -> String) {
    let by_key: BTreeMap<String, T> = values
        .iter()
        .map(|value| (key(value), value.clone()))
        .collect();
    *values = by_key.into_values().collect();
}
