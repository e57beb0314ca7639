//! Names in random fleets: what podman's DNS and `/etc/hosts` answer to a program that looks up what a text says, the
//! cluster's answer too, or a message says otherwise. Podman's answers come from a model, which
//! `tests/fidelity/cases/network/names-of-a-fleet.json` holds against podman; the cluster's from the objects.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "names/cluster.rs"]
mod cluster;
#[path = "names/fleet.rs"]
mod fleet;
#[path = "names/podman.rs"]
mod podman;

use std::collections::{BTreeMap, BTreeSet};

use cluster::{Cluster, written};
use fleet::{Fleet, fleet, fleet_of_case};
use k3s_migrate::{
    Deny,
    bundle::Layout,
    compile,
    read::{Options, Source},
    settings::Settings,
};
use proptest::prelude::*;
use serde_json::Value;

/// Names that are answered otherwise, and not told.
fn broken(fleet: &Fleet) -> Vec<String> {
    let compiled = fleet.compiled();
    let cluster = Cluster::of(&compiled);
    let index: BTreeMap<&str, usize> = compiled
        .inventory
        .containers
        .iter()
        .enumerate()
        .map(|(index, container)| (container.attribute.as_str(), index))
        .collect();
    let workload = |name: &str| compiled.plan.workload_index(index[name]);
    let told = |name: &str, codes: &[&str]| {
        let quoted = format!("`{name}`");
        let mut all = compiled.ledger.diagnostics().iter();
        all.any(|diagnostic| {
            let say = &diagnostic.say;
            say.message().contains(&quoted) && codes.contains(&say.rule.code)
        })
    };
    let mut broken = Vec::new();
    for client in fleet.containers.keys().copied() {
        let Some(pod) = cluster.pods.get(&workload(client)) else {
            continue; // refused, with a message
        };
        let called = compiled.plan.container_of(index[client]).name.to_string();
        let lists = ["containers", "initContainers"].map(|list| pod["spec"][list].as_array());
        let mut all = lists.into_iter().flatten().flatten();
        let container = all
            .find(|container| container["name"] == called.as_str())
            .unwrap();
        for (place, name) in fleet.names().into_iter().enumerate() {
            for (kind, text) in written(container, place) {
                let with_domain = kind == "a domain";
                let podman = if with_domain {
                    fleet.in_dns(client, name)
                } else {
                    fleet.podman(client, name)
                };
                let wanted: BTreeSet<usize> = podman.iter().map(|owner| workload(owner)).collect();
                // What podman does not find means something else.
                if wanted.is_empty() && text != name && !with_domain {
                    broken.push(format!(
                        "{client} has {name} in {kind}, which podman does not find, written {text}"
                    ));
                }
                let refused = wanted.iter().any(|peer| !cluster.pods.contains_key(peer));
                if wanted.is_empty() || refused || told(name, &LEFT) {
                    continue;
                }
                let found = cluster.answer(workload(client), &text);
                // What a container calls itself is more often a user or a database than a host.
                let own = wanted == [workload(client)].into();
                let left = match kind {
                    // Its own address is one of several, and what it calls itself is in `/etc/hosts`.
                    "a domain" if found == [workload(client)].into() => found.is_subset(&wanted),
                    "a note" => own || told(name, &TELL),
                    _ => text == name && told(name, &["K3M204", "K3M328"]),
                };
                if found != wanted && !left {
                    broken.push(format!("{client} looks up {name} in {kind}, written {text}: podman {podman:?}, cluster {found:?}"));
                }
            }
        }
    }
    broken
}

/// Codes that say that a name is not answered, or otherwise.
const LEFT: [&str; 2] = ["K3M340", "K3M358"];
/// Codes that say that it is answered under another one, which a text has that can be nothing but a host.
const TELL: [&str; 6] = ["K3M201", "K3M202", "K3M204", "K3M210", "K3M215", "K3M341"];

/// Podman and the cluster say the same there, as the case shows on both; so it is enough to hold the model to the objects.
#[test]
fn the_model_says_what_podman_says() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fidelity/cases/network/names-of-a-fleet.json"
    );
    let case: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(case.get("differs").is_none());
    let fleet = fleet_of_case(&case);
    let settings = Settings::default();
    let source = Source {
        name: "case.json".to_owned(),
        text: case["containers"].to_string(),
    };
    let options = Options::default();
    let compiled = compile(
        &[source],
        &options,
        &settings,
        &Deny::default(),
        Layout::K3s,
    )
    .unwrap();
    let cluster = Cluster::of(&compiled);
    let containers = compiled.inventory.containers.iter().enumerate();
    let workloads: BTreeMap<&str, usize> = containers
        .map(|(index, container)| {
            (
                container.attribute.as_str(),
                compiled.plan.workload_index(index),
            )
        })
        .collect();
    let mut asked = 0;
    for step in case["steps"].as_array().unwrap() {
        let (client, _) = fleet
            .containers
            .get_key_value(step["in"].as_str().unwrap())
            .unwrap();
        for name in step["script"].as_str().unwrap().split("; ") {
            let name = name.trim_start_matches("resolve ");
            let podman = fleet.podman(client, name);
            let wanted: BTreeSet<usize> = podman.iter().map(|owner| workloads[owner]).collect();
            assert!(
                !wanted.is_empty(),
                "{client} asks for {name}, which podman does not know"
            );
            assert_eq!(
                cluster.answer(workloads[client], name),
                wanted,
                "{client} asks for {name}"
            );
            asked += 1;
        }
    }
    assert!(asked > 20);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn names_are_answered_as_in_podman_or_told(fleet in fleet()) {
        let broken = broken(&fleet);
        prop_assert!(broken.is_empty(), "{}\n{}", broken.join("\n"), fleet.input());
    }
}
