//! The whole line from input to bundle under random input: whatever is written, nothing panics,
//! every option is settled, nothing comes from nowhere, and no object of ours breaks a rule of the
//! API server without an option to blame.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use k3s_migrate::{
    Compiled, Deny,
    bundle::{self, Layout},
    compile,
    ledger::Fate,
    read::{Options, Source, flags},
    report,
    settings::Settings,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What must hold for every input that can be read.
fn holds(compiled: &Compiled) -> Result<(), TestCaseError> {
    let unsettled: Vec<_> = compiled
        .ledger
        .unsettled()
        .map(|entry| &entry.origin)
        .collect();
    prop_assert!(unsettled.is_empty(), "unsettled: {unsettled:?}");
    let all = report::targets(compiled);
    for (entry, targets) in compiled.ledger.entries().zip(&all) {
        let settled = entry.settled.as_ref().unwrap();
        let nowhere = targets.is_empty();
        let silent = settled.rule.is_none();
        prop_assert!(
            !(settled.fate == Fate::Kept && nowhere && silent),
            "kept, and not written: {:?}",
            entry.origin
        );
        prop_assert!(
            settled.fate != Fate::Dropped || nowhere,
            "dropped, and written at {:?}: {:?}",
            targets,
            entry.origin
        );
    }
    for object in &compiled.objects {
        let nowhere = &object.faults;
        prop_assert!(
            nowhere.is_empty(),
            "from nowhere: {} {nowhere:?}",
            object.id
        );
    }
    let bugs = compiled
        .ledger
        .diagnostics()
        .iter()
        .filter(|d| d.say.rule.code == "K3M802");
    let bugs: Vec<_> = bugs.map(|d| (d.say.message(), d.say.effect())).collect();
    prop_assert!(bugs.is_empty(), "objects of ours: {bugs:?}");
    let _ = bundle::files(compiled);
    Ok(())
}

fn compiled(input: &Value, layout: Layout) -> Option<Compiled> {
    let source = Source {
        name: "test".to_owned(),
        text: input.to_string(),
    };
    compile(
        &[source],
        &Options::default(),
        &Settings::default(),
        &Deny::default(),
        layout,
    )
    .ok()
}

fn layout() -> impl Strategy<Value = Layout> {
    prop_oneof![Just(Layout::Yaml), Just(Layout::K3s)]
}

/// A flag of the table with one of its samples.
fn flag() -> impl Strategy<Value = String> {
    let all: Vec<String> = flags::TABLES
        .iter()
        .copied()
        .flatten()
        .flat_map(|flag| flag.samples.map(|sample| format!("{}={sample}", flag.name)))
        .collect();
    proptest::sample::select(all)
}

fn element(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::collection::vec(proptest::sample::select(values), 0..3).prop_map(|list| json!(list))
}

/// A container with typed options and random flags, some of which name its neighbours.
fn container() -> impl Strategy<Value = Value> {
    let flags = proptest::collection::vec(
        prop_oneof![
            6 => flag(),
            1 => proptest::sample::select(vec![
                "--network=container:a".to_owned(),
                "--network=host".to_owned(),
                "--network=apps:alias=db".to_owned(),
                "--pod=new:one".to_owned(),
                "--pod=one".to_owned(),
                "--volumes-from=a".to_owned(),
            ]),
        ],
        0..5,
    );
    let ports = element(&[
        "80:80",
        "127.0.0.1:53:53/udp",
        "53:53",
        "9000-9002:9000-9002",
        "8080",
        "[::1]:1:1",
    ]);
    let volumes = element(&[
        "/srv/a:/a",
        "data:/data:ro",
        "/data",
        "/run/x.sock:/x",
        "/etc/f.conf:/f.conf:ro",
        "data:/b",
    ]);
    let env = element(&["a", "b", "http://a:8080", "$(HOME)", "yes"]);
    (flags, ports, volumes, env, any::<bool>()).prop_map(|(flags, ports, volumes, env, start)| {
        let env: Map<String, Value> = env
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(n, value)| (format!("V{n}"), value.clone()))
            .collect();
        json!({
            "image": "docker.io/library/busybox:1",
            "autoStart": start,
            "environment": env,
            "extraOptions": flags,
            "ports": ports,
            "volumes": volumes,
        })
    })
}

/// Any JSON, with the words of our own format in the places of keys.
fn any_json() -> impl Strategy<Value = Value> {
    let words = proptest::sample::select(vec![
        "version",
        "hosts",
        "containers",
        "units",
        "plex",
        "image",
        "ports",
        "volumes",
        "environment",
        "extraOptions",
        "login",
        "podman",
        "capabilities",
        "positions",
        "facts",
        "--memory",
        "/a:/b",
        "80:80",
        "a=b",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words.clone().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec(
                (
                    prop_oneof![words.clone().prop_map(str::to_owned), any::<String>()],
                    inner
                ),
                0..6
            )
            .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_flags_beside_each_other(one in container(), two in container(), three in container(), layout in layout()) {
        if let Some(compiled) = compiled(&json!({"a": one, "b": two, "c-c": three}), layout) {
            holds(&compiled)?;
        }
    }

    #[test]
    fn any_json_at_all(input in any_json(), layout in layout()) {
        if let Some(compiled) = compiled(&input, layout) {
            holds(&compiled)?;
        }
    }

    #[test]
    fn any_text_at_all(text in any::<String>(), layout in layout()) {
        let source = Source { name: "test".to_owned(), text };
        let _ = compile(&[source], &Options::default(), &Settings::default(), &Deny::default(), layout);
    }
}
