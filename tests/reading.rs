//! What the readers make of four real hosts.

mod common;

use std::{collections::BTreeSet, fs, path::PathBuf};

use k3s_migrate::{
    ledger::Ledger,
    podman::{Container, Inventory},
    read::{
        self, Options, Source, command_line::command_line, draft::Draft, leaves::leaves, shell,
    },
    report::{diagnostics, render},
};
use libtest_mimic::Arguments;
use serde_json::Value;

use common::on_real_hosts;

/// Real hosts, with the number of their options.
const HOSTS: &[(&str, usize)] = &[
    ("arsfeld-storage", 418),
    ("azoller1-main-server", 365),
    ("evaan-sotetseg", 150),
    ("gentmantan-server", 276),
];

fn main() {
    let tests = vec![
        on_real_hosts(
            "every_option_has_an_origin",
            every_option_of_real_hosts_has_an_origin,
        ),
        on_real_hosts(
            "the_unit_runs_what_the_options_say",
            the_unit_runs_what_the_options_say,
        ),
        on_real_hosts(
            "units_create_networks_and_volumes",
            units_create_networks_and_volumes,
        ),
        on_real_hosts(
            "units_say_what_a_container_needs",
            units_say_what_a_container_needs,
        ),
        on_real_hosts("messages_fit_two_screens", messages_fit_two_screens),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}

/// A file of real inputs.
fn fixture(path: &str) -> Source {
    let folder = std::env::var_os("K3S_MIGRATE_FIXTURES").map(PathBuf::from);
    let path = folder.unwrap_or_default().join("oci-containers").join(path);
    let text = fs::read_to_string(&path);
    assert!(text.is_ok(), "{}: {text:?}", path.display());
    Source {
        name: path.to_string_lossy().into_owned(),
        text: text.unwrap_or_default(),
    }
}

/// The containers of a host as they are written.
fn options_of(host: &str) -> Value {
    serde_json::from_str(&fixture(&format!("{host}.json")).text).unwrap_or_default()
}

/// Reads a host with its units.
fn read(host: &str) -> (Inventory, Ledger) {
    let mut ledger = Ledger::default();
    let options = Options {
        units: Some(fixture(&format!("units/{host}.json"))),
        ..Options::default()
    };
    let source = fixture(&format!("{host}.json"));
    let inventory = read::read(&[source], &options, &mut ledger);
    assert!(inventory.is_ok(), "{inventory:?}");
    (inventory.unwrap_or_default(), ledger)
}

fn draft(ledger: &mut Ledger) -> Draft<'_> {
    Draft::new(Container::default(), 0, ledger)
}

/// Options that no origin covers, and origins that name no option.
fn uncovered(containers: &Value, ledger: &Ledger) -> Vec<String> {
    let mut wanted = BTreeSet::new();
    let containers = containers.as_object().into_iter().flatten();
    for (index, (_, container)) in containers.enumerate() {
        let options = leaves("", container).map(|(at, _)| at);
        wanted.extend(options.map(|at| format!("{index}{at}")));
    }
    let origins = ledger.entries().map(|entry| &entry.origin);
    let found: BTreeSet<String> = origins
        .flat_map(|origin| {
            let paths = origin.paths.iter();
            paths.map(|at| format!("{}{at}", origin.container))
        })
        .collect();
    wanted.symmetric_difference(&found).cloned().collect()
}

fn every_option_of_real_hosts_has_an_origin() {
    for (host, options) in HOSTS {
        let value = options_of(host);
        let (_, ledger) = read(host);
        let paths = ledger.entries().map(|entry| entry.origin.paths.len());
        assert_eq!(paths.sum::<usize>(), *options, "{host}");
        assert_eq!(uncovered(&value, &ledger), Vec::<String>::new(), "{host}");
        let said: Vec<_> = ledger
            .diagnostics()
            .iter()
            .map(|diagnostic| (diagnostic.say.rule.code, diagnostic.say.message()))
            .collect();
        assert_eq!(said, [], "{host}");
    }
}

/// The two ways to the same container: NixOS' options, and the command line that NixOS made of
/// them.
fn the_unit_runs_what_the_options_say() {
    for (host, _) in HOSTS {
        let value = options_of(host);
        let (inventory, _) = read(host);
        for options in &inventory.containers {
            let name = &options.attribute;
            let unit = inventory.unit(options);
            let script = unit.and_then(|unit| unit.service.start.first());
            let words = script
                .and_then(|script| shell::words(script))
                .unwrap_or_default();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut ledger = Ledger::default();
            let mut line = draft(&mut ledger);
            assert_eq!(command_line(&words, &mut line), Ok(()), "{host}: {name}");
            let line = line.container;
            assert!(ledger.diagnostics().is_empty(), "{host}: {name}");
            let has = |key: &str| value.pointer(&format!("/{name}/{key}")).is_some();
            assert_eq!(
                comparable(options.clone(), name, has("autoRemoveOnStop")),
                comparable(line, name, has("autoRemoveOnStop")),
                "{host}: {name}"
            );
        }
    }
}

/// A container as text, without origins, what a command line does not say, and what NixOS adds.
fn comparable(mut container: Container, name: &str, says_rm: bool) -> String {
    let given = container.identity.name.as_ref();
    if given.is_some_and(|given| given.value.to_string() == name) {
        container.identity.name = None;
    }
    container.host = String::new();
    container.attribute = String::new();
    container.lifecycle.auto_start = None;
    container.lifecycle.depends_on.clear();
    container.lifecycle.service_name = None;
    container.lifecycle.podman_user = None;
    // Ids of options, which differ.
    container.secrets.open.clear();
    if !says_rm {
        container.lifecycle.remove = None;
    }
    // `privileged = false` is no flag: only a `true` counts.
    let privileged = container.security.privileged;
    container.security.privileged = privileged.filter(|privileged| privileged.value);
    without_origins(&format!("{container:#?}"))
}

/// Text of `Debug` without the numbers of origins.
fn without_origins(text: &str) -> String {
    let mut lines = text.lines();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        out.push_str(line.trim());
        out.push('\n');
        if line.trim() == "origin: OriginId(" {
            lines.next();
        }
    }
    out
}

fn units_create_networks_and_volumes() {
    let (inventory, _) = read("gentmantan-server");
    let host = inventory.hosts.get("gentmantan-server");
    let networks: Vec<&str> = host
        .iter()
        .flat_map(|host| host.networks.keys())
        .map(String::as_str)
        .collect();
    let defaults = ["ai", "bookstack", "homeassistant", "immich"];
    assert_eq!(networks, defaults.map(|name| format!("{name}_default")));
    let volume = host.and_then(|host| host.volumes.get("immich_model-cache"));
    let unit = volume.and_then(|volume| volume.unit.as_deref());
    assert_eq!(unit, Some("podman-volume-immich_model-cache.service"));
}

/// Lines that `check` prints at most, with its summary, by default.
const TWO_SCREENS: usize = 60;

/// Each code is told: in a block, or in the line of those that most hosts have.
fn messages_fit_two_screens() {
    for case in common::fixtures() {
        let compiled = case.compile();
        let text = render::brief(&compiled.inventory, &compiled.ledger);
        let lines = text.lines().count() + 1;
        assert!(lines <= TWO_SCREENS, "{}: {lines}\n{text}", case.name);
        for line in diagnostics(&compiled.inventory, &compiled.ledger) {
            assert!(text.contains(line.code), "{}: {}", case.name, line.code);
        }
    }
}

fn units_say_what_a_container_needs() {
    let (inventory, _) = read("arsfeld-storage");
    let needing = |mount: &str| {
        let units = inventory
            .containers
            .iter()
            .filter_map(|c| inventory.unit(c));
        units
            .filter(|unit| unit.required_mounts() == [mount])
            .count()
    };
    assert_eq!(needing("/mnt/storage"), 5);
    for container in &inventory.containers {
        let service = inventory.unit(container).map(|unit| &unit.service);
        let own = service.map(|service| service.before_start.len() + service.after_stop.len());
        assert_eq!(own, Some(0), "{}", container.attribute);
    }
}
