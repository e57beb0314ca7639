//! What the readers make of whole inputs: four real hosts, and anything at all.

use std::{collections::BTreeSet, fs, path::PathBuf};

use k3s_migrate::{
    ledger::Ledger,
    read::{self, Options, Source, leaves::leaves},
};
use serde_json::{Value, json};

/// Real hosts, with the number of their options.
const HOSTS: &[(&str, usize)] = &[
    ("arsfeld-storage", 418),
    ("azoller1-main-server", 365),
    ("evaan-sotetseg", 150),
    ("gentmantan-server", 276),
];

/// The folder of real inputs, where it lies beside the checkout.
fn fixtures() -> Option<PathBuf> {
    let folder = std::env::var_os("K3S_MIGRATE_FIXTURES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: no fixtures");
    }
    folder
}

fn source(name: &str, text: impl Into<String>) -> Source {
    Source {
        name: name.to_owned(),
        text: text.into(),
    }
}

/// Options that no origin covers, and origins that name no option.
fn uncovered(containers: &Value, ledger: &Ledger) -> Vec<String> {
    let mut wanted = BTreeSet::new();
    for (index, container) in containers
        .as_object()
        .into_iter()
        .flat_map(|c| c.values())
        .enumerate()
    {
        wanted.extend(leaves("", container).map(|(at, _)| format!("{index}{at}")));
    }
    let origins = ledger.entries().iter().map(|entry| &entry.origin);
    let found: BTreeSet<String> = origins
        .flat_map(|origin| {
            origin
                .paths
                .iter()
                .map(|at| format!("{}{at}", origin.container))
        })
        .collect();
    wanted.symmetric_difference(&found).cloned().collect()
}

#[test]
fn every_option_of_real_hosts_has_an_origin() {
    let Some(folder) = fixtures() else { return };
    for (host, options) in HOSTS {
        let path = folder.join(format!("oci-containers/{host}.json"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let mut ledger = Ledger::default();
        let inventory = read::read(&[source(host, text)], &Options::default(), &mut ledger);
        assert!(inventory.is_ok(), "{host}: {inventory:?}");
        let entries = ledger.entries().iter();
        let paths: usize = entries.map(|entry| entry.origin.paths.len()).sum();
        assert_eq!(paths, *options, "{host}");
        assert_eq!(uncovered(&value, &ledger), Vec::<String>::new(), "{host}");
    }
}

#[test]
fn a_container_of_each_key() {
    let value = json!({"a": {"image": "nginx"}});
    let mut ledger = Ledger::default();
    let inventory = read::read(
        &[source("-", value.to_string())],
        &Options::default(),
        &mut ledger,
    );
    assert!(inventory.is_ok());
    assert_eq!(uncovered(&value, &ledger), Vec::<String>::new());
}
