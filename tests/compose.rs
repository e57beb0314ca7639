//! Compose: every key of the table in both of its samples, two real stacks, and input that is meant to hurt.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may panic, and need not be fast"
)]

mod common;
#[path = "compose/lost_elsewhere.rs"]
mod lost_elsewhere;

use std::{collections::BTreeSet, fs, path::PathBuf, time::Instant};

use common::on_real_hosts;
use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile,
    read::{Options, Source, compose::keys::KEYS, leaves::leaves, open},
    report,
    settings::Settings,
};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};

fn main() {
    let plain = |name: &str, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let tests = vec![
        plain("every key in both samples", every_key_in_both_samples),
        plain("examples", examples),
        plain("input that is meant to hurt", input_that_is_meant_to_hurt),
        on_real_hosts("two real stacks", two_real_stacks),
        on_real_hosts("settings of a real stack", settings_of_a_real_stack),
        on_real_hosts(
            "what kompose loses of them",
            lost_elsewhere::two_real_stacks,
        ),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}

fn source(name: &str, text: String) -> Source {
    Source {
        name: name.to_owned(),
        text,
    }
}

fn all_profiles() -> Options {
    Options {
        profiles: vec!["*".to_owned()],
        ..Options::default()
    }
}

fn compiled(source: Source, settings: &Value) -> Compiled {
    let settings = Settings::parse("settings.json", &settings.to_string()).unwrap();
    let (options, deny) = (all_profiles(), Deny::default());
    compile(&[source], &options, &settings, &deny, Layout::K3s).unwrap()
}

/// Each leaf of every tree has a row, and every row is settled.
fn accounted(source: &Source, compiled: &Compiled) {
    let fleet = open(std::slice::from_ref(source), &all_profiles()).unwrap();
    let mut wanted = BTreeSet::new();
    for listed in fleet.containers() {
        let all = leaves("", listed.tree).map(|(at, _)| (listed.attribute.to_owned(), at));
        wanted.extend(all);
    }
    let mut found = BTreeSet::new();
    for row in report::rows(compiled, None) {
        assert_ne!(row.fate, "unsettled", "{:?} {:?}", row.paths, row.value);
        found.extend(
            row.paths
                .iter()
                .map(|at| (row.container.to_owned(), at.clone())),
        );
    }
    let missing: Vec<_> = wanted.difference(&found).collect();
    assert!(
        missing.is_empty(),
        "{}: no row for {missing:?}",
        source.name
    );
    let more: Vec<_> = found.difference(&wanted).collect();
    assert!(more.is_empty(), "{}: nobody wrote {more:?}", source.name);
}

fn every_key_in_both_samples() {
    for key in KEYS {
        let mut seen = Vec::new();
        for sample in key.samples {
            let mut service = json!({"image": "docker.io/library/alpine:3.22"});
            service[key.name] = serde_json::from_str(sample).unwrap();
            let other = json!({"image": "docker.io/library/alpine:3.22"});
            let project = json!({
                "name": "p", "services": {"probe": service, "db": other, "web": other},
                "networks": {"a": {}}, "configs": {"a": {"file": "/srv/a"}}, "secrets": {"a": {"file": "/srv/a"}},
            });
            let source = source(key.name, project.to_string());
            let compiled = compiled(source.clone(), &json!({}));
            accounted(&source, &compiled);
            let rows = report::rows(&compiled, Some("probe"));
            let below = format!("/services/probe/{}", key.name);
            let rows = rows
                .iter()
                .filter(|row| row.paths.iter().any(|path| path.starts_with(&below)));
            let rows: Vec<_> = rows
                .map(|row| {
                    (
                        row.value.to_owned(),
                        row.fate.to_owned(),
                        row.code.map(str::to_owned),
                    )
                })
                .collect();
            assert!(
                !rows.is_empty() || sample.contains("[]"),
                "{}: {sample}",
                key.name
            );
            seen.push(rows);
        }
        assert_ne!(seen[0], seen[1], "{}: both samples are the same", key.name);
    }
}

fn input_that_is_meant_to_hurt() {
    let hurts = [
        ("brackets", "services: ".to_owned() + &"[".repeat(20_000)),
        ("braces", "services: ".to_owned() + &"{a: ".repeat(20_000)),
        ("dashes", "services:\n".to_owned() + &"- ".repeat(20_000)),
        ("laughs", {
            let mut text = "x0: &x0 {a: b}\n".to_owned();
            for level in 1..20 {
                let all = vec![format!("*x{}", level - 1); 10].join(", ");
                text.push_str(&format!("x{level}: &x{level} [{all}]\n"));
            }
            text + "services: {a: {image: *x19}}\n"
        }),
        ("merges", {
            let mut text = "x0: &x0 {a0: b}\n".to_owned();
            for level in 1..5000 {
                text.push_str(&format!(
                    "x{level}: &x{level} {{<<: *x{}, a{level}: b}}\n",
                    level - 1
                ));
            }
            text + "services: {a: {image: b}}\n"
        }),
        (
            "extends itself",
            "services: {a: {extends: b}, b: {extends: a}}".to_owned(),
        ),
        ("extends at length", {
            let all = (0..5000).map(|n| format!("  s{n}: {{extends: s{}}}\n", n + 1));
            format!(
                "services:\n{}  s5000: {{image: a}}\n",
                all.collect::<String>()
            )
        }),
        (
            "long scalar",
            format!(
                "services: {{a: {{image: {0}, command: \"{0}\"}}}}",
                "x".repeat(10 << 20)
            ),
        ),
        (
            "long line",
            format!(
                "services: {{a: {{image: b, command: [{}]}}}}",
                "x, ".repeat(200_000)
            ),
        ),
        (
            "deep variable",
            format!("services: {{a: {{image: \"{}\"}}}}", "${A:-".repeat(20_000)),
        ),
        ("services is a list", "services: [a]".to_owned()),
        ("a service is a text", "services: {a: b}".to_owned()),
        ("a service is nothing", "services: {a: }".to_owned()),
        (
            "keys of all types",
            "services: {1: {image: a}, true: {image: b}, ~: {image: c}}".to_owned(),
        ),
        (
            "include itself",
            "include: [compose.yaml]\nservices: {}".to_owned(),
        ),
    ];
    for (name, text) in hurts {
        let start = Instant::now();
        let source = source("compose.yaml", text);
        let settings = Settings::default();
        let out = compile(
            &[source],
            &all_profiles(),
            &settings,
            &Deny::default(),
            Layout::K3s,
        );
        if let Ok(compiled) = &out {
            assert_eq!(compiled.ledger.unsettled().count(), 0, "{name}");
        }
        // No measure of speed: something that grows without a limit does not end at all.
        assert!(
            start.elapsed().as_secs() < 60,
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

fn fixture(name: &str) -> Source {
    let folder = std::env::var_os("K3S_MIGRATE_FIXTURES").map(PathBuf::from);
    let path = folder.unwrap_or_default().join("compose").join(name);
    source(name, fs::read_to_string(path).unwrap())
}

/// The examples convert, and say what their READMEs say.
fn examples() {
    let top = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    for (name, settings, services, memory, kinds) in [
        (
            "potatostack",
            "settings.json",
            16,
            json!({"requested_mib": 143, "limit_mib": 4224, "without_request": 0, "without_limit": 0}),
            &[
                "DaemonSet/unified-exporters",
                "CronJob/unified-backups",
                "Deployment/gluetun",
            ][..],
        ),
        (
            "tasmota",
            "settings.json",
            7,
            json!({"requested_mib": 0, "limit_mib": 0, "without_request": 7, "without_limit": 7}),
            &[
                "PersistentVolumeClaim/prometheus-data-pvc",
                "PersistentVolumeClaim/grafana-data-pvc",
                "DaemonSet/node-exporter",
            ],
        ),
        (
            "tasmota",
            "monitoring.json",
            7,
            json!({"requested_mib": 0, "limit_mib": 0, "without_request": 7, "without_limit": 7}),
            &[
                "DaemonSet/node-exporter",
                "Deployment/victoriametrics",
                "ConfigMap/grafana-dashboard-k3s-energy",
            ],
        ),
    ] {
        let folder = top.join(name);
        let out = tempfile::tempdir().unwrap();
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
            .args([
                "convert",
                "--message-format",
                "json",
                "--layout",
                "k3s",
                "--settings",
            ])
            .arg(folder.join(settings))
            .arg("-o")
            .arg(out.path().join("bundle"))
            .arg(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{name}: {said}");
        let summary: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(summary["containers"], services, "{name}");
        assert_eq!(summary["memory"], memory, "{name}");
        let written = common::files_below(&out.path().join("bundle"));
        for kind in kinds {
            let (kind, object) = kind.split_once('/').unwrap();
            let found = written.values().any(|text| {
                text.contains(&format!("\"kind\":\"{kind}\""))
                    && text.contains(&format!("\"name\":\"{object}\""))
            });
            assert!(found, "{name}: no {kind} {object}");
        }
        if settings == "monitoring.json" {
            // Four plugs are one job, and each is asked through its exporter.
            let has = |word: &str| written.values().any(|text| text.contains(word));
            assert!(has("metrics_path: /probe"), "{name}");
            for plug in [62, 63, 54, 52] {
                assert!(has(&format!("192.168.86.{plug}\\\"")), "{name}: {plug}");
            }
            assert!(summary["monitoring"]["expected_rss_mib"].as_u64() < Some(500));
        }
    }
}

/// Both forms of both stacks: nothing is unsettled, and no object is a fault of ours.
fn two_real_stacks() {
    for (name, services) in [("potatostack", 77), ("docker-traefik-t1", 48)] {
        for form in ["config.json", "json"] {
            let source = fixture(&format!("{name}.{form}"));
            let compiled = compiled(source.clone(), &json!({}));
            assert_eq!(
                compiled.inventory.containers.len(),
                services,
                "{name}.{form}"
            );
            accounted(&source, &compiled);
            for object in &compiled.objects {
                assert!(
                    object.faults.is_empty(),
                    "{}: {:?}",
                    object.id,
                    object.faults
                );
            }
        }
    }
}

/// What founding documents ask of one of them: the group behind the VPN is one Pod, exporters are on every node, and the
/// scheduler is started at times.
fn settings_of_a_real_stack() {
    let daemon = json!({"kind": "DaemonSet"});
    let settings = json!({"containers": {
        "node-exporter": daemon, "smartctl-exporter": daemon,
        "snapshot-scheduler": {"kind": "CronJob", "schedule": "0 3 * * *"},
    }});
    let compiled = compiled(fixture("potatostack.config.json"), &settings);
    let kind = |name: &str| {
        let index = compiled
            .inventory
            .containers
            .iter()
            .position(|it| it.attribute == name)
            .unwrap();
        let workload = compiled.plan.workload_of(index);
        (
            workload.controller.kind.value.word(),
            workload.members.len(),
        )
    };
    assert_eq!(kind("gluetun"), ("Deployment", 13));
    assert_eq!(kind("node-exporter"), ("DaemonSet", 1));
    assert_eq!(kind("smartctl-exporter"), ("DaemonSet", 1));
    assert_eq!(kind("snapshot-scheduler"), ("CronJob", 1));
}
